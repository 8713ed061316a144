"""Which payment does a bank bounce (退票) take back: the entries that settled a roster's line?

The bank said success and the line was paid; days later the money is back. One voucher then brings
it from the household to the agent and on to the project, each entry returning the one that had
brought it there, so that nothing of the line stays half-way.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import text

from ledger.book.voucher import AccountRef, Entry, EntryRef, LineRef, Relation
from ledger.intake.roster_lines import RosterLine
from ledger.intake.taking import Desk
from ledger.values.kinds import AccountKind


@dataclass(frozen=True, slots=True)
class PaidPart:
    """One entry that paid part of the line, of one lot, to the account of year `payee_year`."""

    of_entry: int
    year: int
    number: int
    entry: int
    line: int | None
    lot: UUID
    amount_fen: int
    back_fen: int
    payee_kind: str
    payee_owner: str
    payee_year: int


@dataclass(frozen=True, slots=True)
class PaidLine:
    """A roster's line and the entries that paid it whole, of which nothing came back."""

    roster: RosterLine
    parts: tuple[PaidPart, ...]

    @property
    def named(self) -> LineRef:
        """The payment's own line, or the roster's where it was paid without lines."""
        first = self.parts[0]
        if first.line is None:
            return LineRef(self.roster.year, self.roster.number, self.roster.line)
        return LineRef(first.year, first.number, first.line)

    def entries(self, year: int, place: int, source_row: int) -> Iterator[Entry]:
        """The way back in a voucher of `year`; the first half belongs to payment line `place`."""
        came = {each.entry: each for each in self.roster.parts}
        for paid in self.parts:
            roster = came[paid.of_entry]
            agent = AccountRef(AccountKind.AGENT, year, roster.agent)
            yield Entry(
                start=AccountRef(AccountKind(paid.payee_kind), paid.payee_year, paid.payee_owner),
                end=agent,
                lot=paid.lot,
                amount_fen=paid.amount_fen,
                line=place,
                relation=Relation.RETURNS,
                of=EntryRef(paid.year, paid.number, paid.entry),
                source_row=source_row,
            )
            yield Entry(
                start=agent,
                end=AccountRef(AccountKind.PROJECT, year, roster.project),
                lot=paid.lot,
                amount_fen=paid.amount_fen,
                relation=Relation.RETURNS,
                of=EntryRef(self.roster.year, self.roster.number, roster.entry),
                source_row=source_row,
            )


def paid_lines(desk: Desk, rosters: Mapping[str, RosterLine]) -> dict[str, PaidLine | str]:
    """The payment of each numbered line, or in words why it cannot bounce."""
    by_voucher: dict[tuple[int, int], list[int]] = {}
    for line in rosters.values():
        entries = by_voucher.setdefault((line.year, line.number), [])
        entries += [each.entry for each in line.parts]
    paid: dict[tuple[int, int, int], list[PaidPart]] = {}
    for (year, number), wanted in by_voucher.items():
        for part in _parts(desk, year, number, wanted):
            paid.setdefault((year, number, part.of_entry), []).append(part)
    found: dict[str, PaidLine | str] = {}
    for name, line in rosters.items():
        parts = tuple(
            part
            for each in line.parts
            for part in paid.get((line.year, line.number, each.entry), ())
        )
        if any(part.back_fen for part in parts):
            found[name] = f"{name} 付出的钱已经退回，不能再登记退票"
        elif sum(part.amount_fen for part in parts) != line.amount_fen:
            found[name] = f"{name} 没有已记账的成功结果，不能登记退票"
        else:
            found[name] = PaidLine(line, parts)
    return found


def _parts(desk: Desk, year: int, number: int, entries: Sequence[int]) -> Iterator[PaidPart]:
    rows = desk.work.execute(
        text(_PAID),
        {"book": desk.book, "year": year, "number": number, "entries": list(entries)},
    )
    for row in rows:
        yield PaidPart(*row)


_PAID = """
SELECT s.of_entry, s.year, s.number, s.entry, s.line, s.lot, s.amount_fen,
  coalesce(back.fen, 0)::bigint, z.kind, z.owner, z.year
FROM entry s
JOIN account z ON z.book = s.book AND z.account = s.to_account
LEFT JOIN LATERAL (
  SELECT sum(b.amount_fen) AS fen FROM entry b
  WHERE b.book = s.book AND b.relation = 'returns' AND b.of_year = s.year
    AND b.of_number = s.number AND b.of_entry = s.entry
    AND NOT EXISTS (SELECT FROM entry r WHERE r.book = b.book AND r.relation = 'reverses'
      AND r.of_year = b.year AND r.of_number = b.number AND r.of_entry = b.entry)
) back ON true
WHERE s.book = :book AND s.relation = 'settles' AND s.of_year = :year AND s.of_number = :number
  AND s.of_entry = ANY(:entries)
  AND NOT EXISTS (SELECT FROM entry r WHERE r.book = s.book AND r.relation = 'reverses'
    AND r.of_year = s.year AND r.of_number = s.number AND r.of_entry = s.entry)
ORDER BY s.of_entry, s.year, s.number, s.entry
"""
