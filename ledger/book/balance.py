"""What stands where? Now, or as of a day as known at an instant.

Now is read from the balances that `post()` keeps; any other moment is summed from the entries.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from psycopg.rows import class_row

from ledger.book.post import Connection
from ledger.values.kinds import AccountKind


@dataclass(frozen=True, slots=True)
class Standing:
    """An amount that stands in one account of one lot."""

    account: int
    kind: str
    owner: str
    year: int
    lot: UUID
    balance_fen: int

    @property
    def kind_chinese(self) -> str:
        return AccountKind(self.kind).chinese


@dataclass(frozen=True, slots=True)
class StatementLine:
    """One entry as its account sees it: positive in, negative out, with the balance after it."""

    year: int
    number: int
    entry: int
    happened_on: date
    recorded_at: datetime
    voucher_kind: str
    doc_no: str
    other_kind: str
    other_owner: str
    lot: UUID
    change_fen: int
    balance_fen: int


def standings(
    connection: Connection,
    book: int,
    *,
    as_of: date | None = None,
    known_at: datetime | None = None,
    lot: UUID | None = None,
) -> list[Standing]:
    """What stands in each account and lot of the book, without zeros.

    With `as_of` or `known_at`: counting what happened until that day as recorded until that
    instant.
    """
    past = as_of is not None or known_at is not None
    with connection.cursor(row_factory=class_row(Standing)) as cursor:
        cursor.execute(
            _PAST if past else _NOW,
            {
                "book": book,
                "lot": lot,
                "as_of": as_of or date.max,
                "known_at": known_at or datetime.max,
            },
        )
        return cursor.fetchall()


def statement(
    connection: Connection, book: int, account: int, *, limit: int = 500
) -> list[StatementLine]:
    """The newest `limit` entries of one account in the order of recording, with running balance."""
    with connection.cursor(row_factory=class_row(StatementLine)) as cursor:
        cursor.execute(_STATEMENT, {"book": book, "account": account, "limit": limit})
        return cursor.fetchall()


_NOW = """
SELECT b.account, a.kind, a.owner, a.year, b.lot, b.balance_fen
FROM balance b JOIN account a ON a.book = b.book AND a.account = b.account
WHERE b.book = %(book)s AND b.balance_fen <> 0
  AND (%(lot)s::uuid IS NULL OR b.lot = %(lot)s::uuid)
ORDER BY a.kind, a.owner, a.year, b.lot
"""

_PAST = """
SELECT a.account, a.kind, a.owner, a.year, x.lot, sum(x.change)::bigint AS balance_fen
FROM (
  SELECT e.to_account AS account, e.lot, e.amount_fen AS change, e.year, e.number, e.happened_on
  FROM entry e WHERE e.book = %(book)s
  UNION ALL
  SELECT e.from_account, e.lot, -e.amount_fen, e.year, e.number, e.happened_on
  FROM entry e WHERE e.book = %(book)s
) x
JOIN voucher v ON v.book = %(book)s AND v.year = x.year AND v.number = x.number
JOIN account a ON a.book = %(book)s AND a.account = x.account
WHERE x.happened_on <= %(as_of)s AND v.recorded_at <= %(known_at)s
  AND (%(lot)s::uuid IS NULL OR x.lot = %(lot)s::uuid)
GROUP BY 1, 2, 3, 4, 5 HAVING sum(x.change) <> 0
ORDER BY a.kind, a.owner, a.year, x.lot
"""

_STATEMENT = """
SELECT * FROM (
  SELECT x.year, x.number, x.entry, x.happened_on, v.recorded_at, v.kind AS voucher_kind, v.doc_no,
         o.kind AS other_kind, o.owner AS other_owner, x.lot, x.change AS change_fen,
         (sum(x.change) OVER (ORDER BY v.event, x.entry))::bigint AS balance_fen
  FROM (
    SELECT e.year, e.number, e.entry, e.happened_on, e.lot, e.amount_fen AS change,
           e.from_account AS other
    FROM entry e WHERE e.book = %(book)s AND e.to_account = %(account)s
    UNION ALL
    SELECT e.year, e.number, e.entry, e.happened_on, e.lot, -e.amount_fen, e.to_account
    FROM entry e WHERE e.book = %(book)s AND e.from_account = %(account)s
  ) x
  JOIN voucher v ON v.book = %(book)s AND v.year = x.year AND v.number = x.number
  JOIN account o ON o.book = %(book)s AND o.account = x.other
  ORDER BY v.event DESC, x.entry DESC LIMIT %(limit)s
) newest ORDER BY year, number, entry
"""
