"""All money of a household in a book: what reached it, what is on its way, since when?

Read from the payment lines that name the household, the entries that pay them, and whatever takes
those entries back (红冲, 退回) without a line of its own. As of a day, as known at an instant.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import LiteralString, NamedTuple
from uuid import UUID

from ledger.book.by_key import plans_kept
from ledger.book.moment import FOREVER
from ledger.book.payment_trace_sql import ENTRIES_OF_LINE
from ledger.book.post import Connection
from ledger.storage.columns import integers, uuids
from ledger.values.kinds import AUTHORITY, FINAL, OUTSIDE, AccountKind

_HELD = frozenset(AccountKind) - AUTHORITY - OUTSIDE


class HouseholdMove(NamedTuple):
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


class _Move(NamedTuple):
    """A move as its rows have it: accounts and lot are keys yet."""

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
    from_account: int
    to_account: int
    lot: UUID
    by_rule: bool
    amount_fen: int


def household_money(
    connection: Connection,
    book: int,
    household: UUID,
    *,
    as_of: date | None = None,
    known_at: datetime | None = None,
) -> HouseholdMoney:
    """Every move for the household's payment lines; none where it was never paid."""
    until_on, until_at = as_of or date.max, known_at or FOREVER
    with plans_kept(connection):
        moves = [
            each
            for each in _all_moves(connection, book, household)
            if each.happened_on <= until_on and each.recorded_at <= until_at
        ]
        moves.sort(key=lambda each: (each.event, each.entry))
        return HouseholdMoney(book, household, _named(connection, book, moves))


def _all_moves(connection: Connection, book: int, household: UUID) -> list[_Move]:
    """What paid the lines, what took that back, what took that back again …"""
    given: dict[str, object] = {"book": book, "household": household}
    moves = found = _asked(connection, _PAID, given)
    while found:
        found = _asked(connection, _TAKEN_BACK, {"book": book, **_ranges(found)})
        moves = moves + found
    return moves


def _asked(connection: Connection, query: LiteralString, given: dict[str, object]) -> list[_Move]:
    rows = connection.execute(query, given, prepare=True, binary=True)
    return [_Move._make(row) for row in rows]


def _ranges(moves: Iterable[_Move]) -> dict[str, object]:
    """The entries of the moves, by line: those of one voucher that follow each other together."""
    found: list[list[int]] = []
    for each in moves:
        start = [each.year, each.number, each.line, each.by_year, each.by_number]
        if found and found[-1][:5] == start and found[-1][6] + 1 == each.entry:
            found[-1][6] = each.entry
        else:
            found.append([*start, each.entry, each.entry])
    names = ("line_year", "line_number", "line", "year", "number", "first", "last")
    return dict(zip(names, map(integers, zip(*found, strict=True)), strict=True))


def _named(connection: Connection, book: int, moves: list[_Move]) -> list[HouseholdMove]:
    """With kinds and 文号: few accounts and lots, looked up once each."""
    accounts = {each.from_account for each in moves} | {each.to_account for each in moves}
    given = {
        "book": book,
        "accounts": integers([*accounts]),
        "lots": uuids([*{each.lot for each in moves}]),
    }
    kinds: dict[int, str] = dict(connection.execute(_KINDS, given, prepare=True).fetchall())
    doc_nos: dict[UUID, str] = dict(connection.execute(_DOC_NOS, given, prepare=True).fetchall())
    return [
        HouseholdMove._make(
            (
                *each[:17],
                kinds[each.from_account],
                kinds[each.to_account],
                each.lot,
                doc_nos[each.lot],
                each.by_rule,
                each.amount_fen,
            )
        )
        for each in moves
    ]


_KINDS: LiteralString = (
    "SELECT account, kind FROM account WHERE book = %(book)s AND account = ANY(%(accounts)s)"
)
_DOC_NOS: LiteralString = (
    "SELECT lot, origin_doc_no FROM lot WHERE book = %(book)s AND lot = ANY(%(lots)s)"
)

_COLUMNS: LiteralString = """
SELECT v.event, e.year AS by_year, e.number AS by_number, v.kind AS voucher_kind, e.relation,
  e.happened_on, v.recorded_at, v.late, l.year, l.number, l.line, e.entry, l.benefit, l.project,
  l.period_from, l.period_to, l.bank_result, e.from_account, e.to_account, e.lot,
  e.attribution = 'rule' AS by_rule, e.amount_fen
"""

_PAID: LiteralString = (
    _COLUMNS
    + """
FROM payment_line l
JOIN voucher v ON v.book = l.book AND v.year = l.year AND v.number = l.number"""
    + ENTRIES_OF_LINE
    + "WHERE l.book = %(book)s AND l.household = %(household)s"
)

_TAKEN_BACK: LiteralString = (
    _COLUMNS
    + """
FROM unnest(%(year)s, %(number)s, %(first)s, %(last)s, %(line_year)s, %(line_number)s, %(line)s)
  q(year, number, first, last, line_year, line_number, line)
JOIN entry e ON e.book = %(book)s AND e.of_year = q.year AND e.of_number = q.number
  AND e.of_entry BETWEEN q.first AND q.last
  AND e.relation IN ('reverses', 'returns') AND e.line IS NULL
JOIN payment_line l ON l.book = %(book)s AND l.year = q.line_year AND l.number = q.line_number
  AND l.line = q.line
JOIN voucher v ON v.book = %(book)s AND v.year = e.year AND v.number = e.number
"""
)
