"""All money of a household in a book: what reached it, what is on its way, since when?

Read from the payment lines that name the household, the entries that pay them, and whatever takes
those entries back (红冲, 退回) without a line of its own. As of a day, as known at an instant.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from typing import LiteralString, NamedTuple
from uuid import UUID

from ledger.book.by_key import plans_kept
from ledger.book.household_lines import Line, Move, lines_of, moves_of
from ledger.book.moment import FOREVER
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
        lines = lines_of(connection, book, household)
        moves = [
            each
            for each in moves_of(connection, book, lines)
            if each.happened_on <= until_on and each.recorded_at <= until_at
        ]
        moves.sort(key=lambda each: (each.event, each.entry))
        return HouseholdMoney(book, household, _named(connection, book, lines, moves))


def _named(
    connection: Connection, book: int, lines: list[Line], moves: list[Move]
) -> list[HouseholdMove]:
    """With kinds and 文号: few accounts and lots, looked up once each."""
    if not moves:
        return []
    accounts = {each.from_account for each in moves} | {each.to_account for each in moves}
    given = {
        "book": book,
        "accounts": integers([*accounts]),
        "lots": uuids([*{each.lot for each in moves}]),
    }
    named = connection.execute(_NAMES, given, prepare=True, binary=True).fetchall()
    kinds: dict[int, str] = {account: name for account, _, name in named if account is not None}
    doc_nos: dict[UUID, str] = {lot: name for _, lot, name in named if lot is not None}
    found = []
    for each in moves:
        line = lines[each.nth - 1]
        found.append(
            HouseholdMove._make(
                (
                    *each[1:9],
                    *line[:3],
                    each.entry,
                    *line[4:9],
                    kinds[each.from_account],
                    kinds[each.to_account],
                    each.lot,
                    doc_nos[each.lot],
                    each.by_rule,
                    each.amount_fen,
                )
            )
        )
    return found


_NAMES: LiteralString = """
SELECT account, NULL::uuid AS lot, kind AS name FROM account
WHERE book = %(book)s AND account = ANY(%(accounts)s)
UNION ALL
SELECT NULL, lot, origin_doc_no FROM lot WHERE book = %(book)s AND lot = ANY(%(lots)s)
"""
