"""How are the accounts, villages and benefits of some books called? Read once for a whole page."""

from __future__ import annotations

from collections.abc import Iterable

from api.reading.names import OWNER_NAME, account_name
from api.reading.row import Row, fetch
from ledger.book.post import Connection


class _OwnerName(Row):
    book: int
    kind: str
    owner: str
    name: str


class _CodeName(Row):
    code: str
    name: str


class OwnerNames:
    """Names for the accounts of these books; with `owners` only for theirs, which is quicker."""

    def __init__(
        self, connection: Connection, books: Iterable[int], owners: Iterable[str] | None = None
    ) -> None:
        wanted = None if owners is None else sorted(set(owners))
        query = (
            "SELECT a.book, a.kind, a.owner, "
            + OWNER_NAME.replace("{a}", "a")
            + " AS name FROM account a WHERE a.book = ANY(%(books)s) AND a.owner <> ''"
            + ("" if wanted is None else " AND a.owner = ANY(%(owners)s)")
        )
        given: dict[str, object] = {"books": sorted(set(books)), "owners": wanted}
        self._owners = {
            (row.book, row.kind, row.owner): row.name
            for row in fetch(connection, _OwnerName, query, given)
        }
        self._books = {
            row.code: row.name
            for row in fetch(
                connection,
                _CodeName,
                "SELECT book::text AS code, name FROM book WHERE book = ANY(%(books)s)",
                given,
            )
        }
        self._connection = connection
        self._benefits: dict[str, str] | None = None
        self._regions: dict[str, str] | None = None

    def book(self, book: int) -> str:
        return self._books.get(str(book), str(book))

    def account(self, book: int, kind: str, owner: str) -> str:
        return account_name(kind, self._owners.get((book, kind, owner), owner))

    def region(self, code: str) -> str:
        if self._regions is None:
            self._regions = self._codes("SELECT code, name FROM region ORDER BY valid_from")
        return self._regions.get(code, code)

    def benefit(self, code: str) -> str:
        if self._benefits is None:
            self._benefits = self._codes("SELECT benefit AS code, name FROM benefit")
        return self._benefits.get(code, code)

    def _codes(self, query: str) -> dict[str, str]:
        rows = self._connection.execute(query.encode())
        return {str(code): str(name) for code, name in rows}
