"""Which books may the caller see, and what stands in one?"""

from __future__ import annotations

from datetime import date, datetime

from api.access import Caller, Permission
from api.reach import IN_SCOPE
from api.reading.names import account_kind
from api.reading.row import Money, Row, fetch
from ledger.book.balance import standings
from ledger.book.post import Connection
from ledger.book.refusals import BookUnknown
from ledger.values.kinds import AUTHORITY, FINAL, OUTSIDE, AccountKind


class BookRow(Row):
    """A book, with how much has been recorded in it."""

    book: int
    name: str
    bureau: str
    level: str
    non_gb: bool
    live_from: date
    vouchers: int
    last_recorded_at: datetime | None


class BookYearRow(Row):
    """A fiscal year of a book."""

    year: int
    last_number: int
    closed_at: datetime | None


class KindTotal(Row):
    """What stands in all accounts of one kind."""

    kind: str
    kind_name: str
    balance: Money
    accounts: int
    lots: int


class BookSummary(Row):
    """A book on one page."""

    book: BookRow
    years: list[BookYearRow]
    totals: list[KindTotal]
    authority: Money
    cash: Money
    final: Money


def book_name(connection: Connection, book: int) -> str:
    """Raises BookUnknown."""
    row = connection.execute("SELECT name FROM book WHERE book = %s", [book]).fetchone()
    if row is None:
        raise BookUnknown(f"没有账簿 {book}", book=book)
    return str(row[0])


def books(connection: Connection, caller: Caller, permission: Permission) -> list[BookRow]:
    """The books within reach, by number."""
    return fetch(connection, BookRow, _BOOKS, _scoped(caller, permission, None))


def book_summary(
    connection: Connection,
    caller: Caller,
    book: int,
    *,
    as_of: date | None = None,
    known_at: datetime | None = None,
) -> BookSummary:
    """Raises BookUnknown."""
    found = fetch(connection, BookRow, _BOOKS, _scoped(caller, Permission.BOOK_READ, book))
    if not found:
        raise BookUnknown(f"没有账簿 {book}", book=book)
    standing = standings(connection, book, as_of=as_of, known_at=known_at)
    by_kind: dict[str, list[tuple[int, str, int]]] = {}
    for each in standing:
        by_kind.setdefault(each.kind, []).append((each.account, str(each.lot), each.balance_fen))
    order = [kind.value for kind in AccountKind]
    totals = [
        KindTotal(
            kind=kind,
            kind_name=account_kind(kind),
            balance=Money.of(sum(fen for _, _, fen in rows)),
            accounts=len({account for account, _, _ in rows}),
            lots=len({lot for _, lot, _ in rows}),
        )
        for kind, rows in sorted(by_kind.items(), key=lambda pair: order.index(pair[0]))
    ]

    def total(kinds: frozenset[AccountKind]) -> Money:
        return Money.of(sum(each.balance.fen for each in totals if AccountKind(each.kind) in kinds))

    return BookSummary(
        book=found[0],
        years=fetch(connection, BookYearRow, _YEARS, {"book": book}),
        totals=totals,
        authority=total(AUTHORITY),
        cash=total(frozenset(AccountKind) - AUTHORITY - FINAL - OUTSIDE),
        final=total(FINAL),
    )


def _scoped(caller: Caller, permission: Permission, book: int | None) -> dict[str, object]:
    return {"book": book, **caller.scope(permission).parameters}


_BOOKS = f"""
SELECT b.book, b.name, b.bureau, b.level, b.non_gb, b.live_from,
  (SELECT coalesce(sum(y.last_number), 0)::int FROM book_year y WHERE y.book = b.book) AS vouchers,
  (SELECT nullif(s.last_recorded_at, '-infinity') FROM book_state s WHERE s.book = b.book)
    AS last_recorded_at
FROM book b WHERE (%(book)s::int IS NULL OR b.book = %(book)s) AND {IN_SCOPE}
ORDER BY b.book
"""

_YEARS = """
SELECT year, last_number, closed_at FROM book_year WHERE book = %(book)s ORDER BY year
"""
