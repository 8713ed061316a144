"""Which posted line, with which entries, was sent to the bank under a number?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from ledger.intake.numbers import used_numbers
from ledger.intake.taking import Desk
from ledger.storage.tables import Account, DraftVersion, PaymentLine, Voucher
from ledger.storage.tables import Entry as EntryRow
from ledger.values.kinds import AccountKind


@dataclass(frozen=True, slots=True)
class Part:
    """One entry of the line: of one lot, from a project to an agent."""

    entry: int
    lot: UUID
    amount_fen: int
    project: str
    agent: str


@dataclass(frozen=True, slots=True)
class RosterLine:
    """A payment line in the ledger and the entries that pay it."""

    year: int
    number: int
    line: int
    parts: tuple[Part, ...]
    amount_fen: int
    region: str
    household: UUID | None
    person: UUID | None
    payee_kind: str
    project: UUID | None
    benefit: str | None
    period_from: date | None
    period_to: date | None


class RosterLines:
    """Answers for portions of numbers; which voucher a draft became is asked once."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._vouchers: dict[UUID, tuple[int, int] | None] = {}

    def of(self, system: str, numbers: Sequence[str]) -> dict[str, RosterLine | str]:
        """The line of each number that was used, or in words why it cannot be settled."""
        used = used_numbers(self._desk, system, "payment", numbers)
        self._ask_vouchers({each.draft for each in used.values()})
        places = {
            number: (*voucher, each.line)
            for number, each in used.items()
            if (voucher := self._vouchers[each.draft])
        }
        lines = self._lines(list(places.values()))
        found: dict[str, RosterLine | str] = {}
        for number in used:
            if number not in places:
                found[number] = f"{number} 的发放还没有记账，不能登记银行结果"
            else:
                found[number] = lines.get(
                    places[number], f"{number} 不是代发，或者记账时改过，不能按编号登记"
                )
        return found

    def _ask_vouchers(self, drafts: set[UUID]) -> None:
        unknown = [each for each in drafts if each not in self._vouchers]
        if not unknown:
            return
        work, book = self._desk.work, self._desk.book
        versions = work.execute(
            select(col(DraftVersion.draft), col(DraftVersion.version)).where(
                col(DraftVersion.book) == book, col(DraftVersion.draft).in_(unknown)
            )
        )
        keys = {f"draft:{draft}:{version}": draft for draft, version in versions}
        posted = work.execute(
            select(col(Voucher.key), col(Voucher.year), col(Voucher.number)).where(
                col(Voucher.book) == book, col(Voucher.key).in_(keys)
            )
        )
        self._vouchers |= dict.fromkeys(unknown)
        self._vouchers |= {keys[key]: (year, number) for key, year, number in posted}

    def _lines(
        self, places: Sequence[tuple[int, int, int]]
    ) -> dict[tuple[int, int, int], RosterLine]:
        if not places:
            return {}
        parts = self._parts(places)
        at = (col(PaymentLine.year), col(PaymentLine.number), col(PaymentLine.line))
        rows = self._desk.work.execute(
            select(
                *at,
                col(PaymentLine.amount_fen),
                col(PaymentLine.region),
                col(PaymentLine.household),
                col(PaymentLine.person),
                col(PaymentLine.payee_kind),
                col(PaymentLine.project),
                col(PaymentLine.benefit),
                col(PaymentLine.period_from),
                col(PaymentLine.period_to),
            ).where(col(PaymentLine.book) == self._desk.book, _at_places(PaymentLine, places))
        )
        found: dict[tuple[int, int, int], RosterLine] = {}
        for year, number, line, *rest in rows:
            of_line = parts.get((year, number, line))
            if of_line:
                found[year, number, line] = RosterLine(year, number, line, tuple(of_line), *rest)
        return found

    def _parts(
        self, places: Sequence[tuple[int, int, int]]
    ) -> dict[tuple[int, int, int], list[Part]]:
        start, end = aliased(Account), aliased(Account)
        at = (col(EntryRow.year), col(EntryRow.number), col(EntryRow.line))
        rows = self._desk.work.execute(
            select(
                *at,
                col(EntryRow.entry),
                col(EntryRow.lot),
                col(EntryRow.amount_fen),
                col(start.owner),
                col(end.owner),
            )
            .join(
                start,
                (col(start.book) == col(EntryRow.book))
                & (col(start.account) == col(EntryRow.from_account)),
            )
            .join(
                end,
                (col(end.book) == col(EntryRow.book))
                & (col(end.account) == col(EntryRow.to_account)),
            )
            .where(
                col(EntryRow.book) == self._desk.book,
                _at_places(EntryRow, places),
                col(end.kind) == AccountKind.AGENT.value,
            )
            .order_by(*at, col(EntryRow.entry))
        )
        found: dict[tuple[int, int, int], list[Part]] = {}
        for year, number, line, *rest in rows:
            found.setdefault((year, number, line), []).append(Part(*rest))
        return found


def _at_places(
    table: type[PaymentLine] | type[EntryRow], places: Sequence[tuple[int, int, int]]
) -> ColumnElement[bool]:
    """Voucher by voucher, so that each is found by its key."""
    by_voucher: dict[tuple[int, int], list[int]] = {}
    for year, number, line in places:
        by_voucher.setdefault((year, number), []).append(line)
    return or_(
        *(
            and_(col(table.year) == year, col(table.number) == number, col(table.line).in_(lines))
            for (year, number), lines in by_voucher.items()
        )
    )
