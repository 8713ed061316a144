"""All money of a household in a book: what reached it, what is on its way, since when?

Read from the payment lines that name the household, the entries that pay them, and whatever takes
those entries back (红冲, 退回) without a line of its own. As of a day, as known at an instant.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from psycopg.rows import class_row

from ledger.book.by_key import plans_kept
from ledger.book.moment import Moment
from ledger.book.payment_trace_sql import ENTRIES_OF_LINE
from ledger.book.post import Connection
from ledger.values.kinds import AUTHORITY, FINAL, OUTSIDE, AccountKind

_HELD = frozenset(AccountKind) - AUTHORITY - OUTSIDE


@dataclass(frozen=True, slots=True)
class HouseholdMove:
    """What one voucher moved for a payment line of the household, of one lot.

    `year/number/line` name the payment line that it belongs to; `by_year/by_number` the voucher
    that moved the money, another one where it takes back.
    """

    event: int
    by_year: int
    by_number: int
    voucher_kind: str
    relation: str | None
    happened_on: date
    recorded_at: datetime
    late: bool
    year: int
    number: int
    line: int
    entry: int
    benefit: str | None
    project: UUID | None
    period_from: date | None
    period_to: date | None
    bank_result: str | None
    from_kind: str
    to_kind: str
    lot: UUID
    lot_doc_no: str
    by_rule: bool
    amount_fen: int


@dataclass(frozen=True, slots=True)
class HouseholdMoney:
    """The moves in the order of recording, and where the money of the household stands."""

    book: int
    household: UUID
    moves: list[HouseholdMove]

    @property
    def standing_fen(self) -> dict[AccountKind, int]:
        """By kind of account; where it was drawn from (项目 and before) is not the household's."""
        found: Counter[AccountKind] = Counter()
        for move in self.moves:
            found[AccountKind(move.to_kind)] += move.amount_fen
            found[AccountKind(move.from_kind)] -= move.amount_fen
        return {kind: fen for kind, fen in sorted(found.items()) if fen > 0 and kind in _HELD}

    @property
    def arrived_fen(self) -> int:
        return sum(fen for kind, fen in self.standing_fen.items() if kind in FINAL)

    @property
    def on_the_way_fen(self) -> int:
        return sum(fen for kind, fen in self.standing_fen.items() if kind not in FINAL)

    @property
    def arrived_after_fen(self) -> list[int]:
        """What had reached the household after each move."""
        reached, found = 0, []
        for move in self.moves:
            reached += move.amount_fen * (AccountKind(move.to_kind) in FINAL)
            reached -= move.amount_fen * (AccountKind(move.from_kind) in FINAL)
            found.append(reached)
        return found


def household_money(
    connection: Connection,
    book: int,
    household: UUID,
    *,
    as_of: date | None = None,
    known_at: datetime | None = None,
) -> HouseholdMoney:
    """Every move for the household's payment lines; none where it was never paid."""
    given = {"book": book, "household": household, **Moment(as_of, known_at).parameters}
    with (
        plans_kept(connection),
        connection.cursor(row_factory=class_row(HouseholdMove)) as cursor,
    ):
        cursor.execute(_MOVES, given, prepare=True)
        return HouseholdMoney(book, household, cursor.fetchall())


_MOVES = (
    """
WITH RECURSIVE paid AS (
  SELECT l.year, l.number, of_line.entry, l.year AS line_year, l.number AS line_number, l.line
  FROM payment_line l"""
    + ENTRIES_OF_LINE
    + """
  WHERE l.book = %(book)s AND l.household = %(household)s
  UNION
  SELECT r.year, r.number, r.entry, p.line_year, p.line_number, p.line
  FROM paid p JOIN entry r ON r.book = %(book)s AND r.of_year = p.year AND r.of_number = p.number
    AND r.of_entry = p.entry AND r.relation IN ('reverses', 'returns') AND r.line IS NULL
)
SELECT v.event, v.year AS by_year, v.number AS by_number, v.kind AS voucher_kind, e.relation,
  e.happened_on, v.recorded_at, v.late, p.line_year AS year, p.line_number AS number, p.line,
  e.entry, l.benefit, l.project, l.period_from, l.period_to, l.bank_result, a.kind AS from_kind,
  z.kind AS to_kind, e.lot, o.origin_doc_no AS lot_doc_no, e.attribution = 'rule' AS by_rule,
  e.amount_fen
FROM paid p
JOIN entry e ON e.book = %(book)s AND e.year = p.year AND e.number = p.number AND e.entry = p.entry
JOIN voucher v ON v.book = %(book)s AND v.year = e.year AND v.number = e.number
JOIN payment_line l ON l.book = %(book)s AND l.year = p.line_year AND l.number = p.line_number
  AND l.line = p.line
JOIN account a ON a.book = %(book)s AND a.account = e.from_account
JOIN account z ON z.book = %(book)s AND z.account = e.to_account
JOIN lot o ON o.book = %(book)s AND o.lot = e.lot
WHERE e.happened_on <= %(as_of)s AND v.recorded_at <= %(known_at)s
ORDER BY v.event, e.entry
"""
)
