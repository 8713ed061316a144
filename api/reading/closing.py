"""How far is a year of a book closed, and what still stands in its way?"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from api.not_found import NotFound
from api.reading.names import OWNER_NAME, account_name
from api.reading.row import Money, Row, fetch
from ledger.book.post import Connection
from ledger.values.kinds import CARRIED

MOST_SHOWN = 500


class StandingRow(Row):
    """What stands in one account of the year, of one lot; `budget_year` is the lot's."""

    kind: str
    owner: str
    owner_name: str
    lot: UUID
    origin_doc_no: str
    budget_year: int
    received_on: date
    amount: Money

    @property
    def name(self) -> str:
        return account_name(self.kind, self.owner_name)


class YearState(Row):
    """A year: its months up to `closed_month` are closed; `standing` must go before it closes."""

    book: int
    year: int
    last_number: int
    closed_month: int
    closed_at: datetime | None
    places: int
    total: Money
    standing: list[StandingRow]


def year_state(connection: Connection, book: int, year: int) -> YearState:
    """The state of a fiscal year, with at most MOST_SHOWN places. Raises NotFound."""
    given = {"book": book, "year": year, "kinds": sorted(kind.value for kind in CARRIED)}
    found = connection.execute(_YEAR, given).fetchone()
    if found is None:
        raise NotFound(f"账簿 {book} 没有 {year} 年度")
    last_number, closed_month, closed_at, places, total_fen = found
    return YearState(
        book=book,
        year=year,
        last_number=last_number,
        closed_month=closed_month,
        closed_at=closed_at,
        places=places,
        total=Money.of(total_fen),
        standing=fetch(connection, StandingRow, _STANDING, given | {"most": MOST_SHOWN}),
    )


_YEAR = """
SELECT y.last_number, y.closed_month, y.closed_at, s.places, s.total_fen
FROM book_year y
CROSS JOIN LATERAL (
  SELECT count(*)::integer AS places, coalesce(sum(b.balance_fen), 0)::bigint AS total_fen
  FROM account a JOIN balance b ON b.book = a.book AND b.account = a.account
  WHERE a.book = y.book AND a.year = y.year AND a.kind = ANY(%(kinds)s) AND b.balance_fen > 0) s
WHERE y.book = %(book)s AND y.year = %(year)s
"""

_STANDING = (
    "SELECT a.kind, a.owner, "
    + OWNER_NAME.format(a="a")
    + """ AS owner_name, b.lot, l.origin_doc_no, l.budget_year, l.received_on,
  b.balance_fen AS amount
FROM account a
JOIN balance b ON b.book = a.book AND b.account = a.account
JOIN lot l ON l.book = b.book AND l.lot = b.lot
WHERE a.book = %(book)s AND a.year = %(year)s AND a.kind = ANY(%(kinds)s) AND b.balance_fen > 0
ORDER BY a.account, b.lot LIMIT %(most)s
"""
)
