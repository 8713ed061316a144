"""How is an instalment of a list paid: by roster and bank file, directly, or via the village?"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, timedelta

from api.demo.cooperative_paid import note_through_village
from api.demo.days import fiscal_year
from api.demo.desk import Desk
from api.demo.diary import Task
from api.demo.payment_lines import payment_line
from api.demo.planned import Instalment, PaidLine, PlannedList, PlannedProject
from api.demo.units import bank_of
from ledger.book.voucher import (
    AccountRef,
    Entry,
    EntryRef,
    LineRef,
    Payment,
    Relation,
    Voucher,
    VoucherRef,
)
from ledger.values.kinds import AccountKind, VoucherKind

MISKEYED_BY_FEN = 10_000
_BANK_ANSWERS_D = 2


@dataclass(slots=True)
class Roster:
    """A posted roster: its voucher, and the entries (number, lot, fen) of each line."""

    reference: VoucherRef
    entries: dict[int, list[tuple[int, Entry]]]


class ListPayer:
    """Pays one list of one project."""

    def __init__(self, desk: Desk, project: PlannedProject, planned: PlannedList) -> None:
        self._desk, self._project, self._planned = desk, project, planned
        self._owner = str(project.key)

    def note(self) -> None:
        for part in self._planned.instalments:
            if not part.lines:
                continue  # all that was due was planted as never paid
            if part.direct:
                self._note_direct(part)
            elif part.through_village:
                note_through_village(self._desk, self._planned, part)
            else:
                self._note_roster(part, part.lines, part.sent_on, part.bank_on, "")

    # By roster: project → agent, then the bank's file: agent → household, or back.

    def _note_roster(
        self, part: Instalment, lines: list[PaidLine], sent_on: date, bank_on: date, what: str
    ) -> None:
        written = [
            replace(line, amount_fen=line.amount_fen - MISKEYED_BY_FEN) if line.miskeyed else line
            for line in lines
        ]
        agent = AccountRef(AccountKind.AGENT, fiscal_year(sent_on), bank_of(self._desk.book))
        posted: dict[int, list[tuple[int, Entry]]] = {}

        def make() -> Voucher:
            voucher, posted_now = self._payment(
                VoucherKind.DISBURSE, part, written, sent_on, agent, "代发"
            )
            posted.update(posted_now)
            return voucher

        def then(reference: VoucherRef) -> None:
            roster = Roster(reference, posted)
            wrong = [line for line in lines if line.miskeyed]
            if wrong:
                self._correct(part, roster, wrong, sent_on, bank_on)
            returned = [line for line in lines if line.repaid_on and not line.miskeyed]
            paid = [line for line in lines if line not in wrong and line not in returned]
            if paid:
                self._note_settlement(part, roster, paid, bank_on)
            if returned:
                self._note_failure(part, roster, returned, bank_on)

        title = f"{self._planned.new.title}{what}（{len(lines)}户）"
        self._desk.note(Task(sent_on, title, make, then))

    def _note_settlement(
        self, part: Instalment, roster: Roster, paid: list[PaidLine], bank_on: date
    ) -> None:
        year = fiscal_year(bank_on)

        def make() -> Voucher:
            agent = AccountRef(AccountKind.AGENT, year, bank_of(self._desk.book))
            household = AccountRef(AccountKind.HOUSEHOLD, year)
            return self._answer(
                VoucherKind.PAY, Relation.SETTLES, part, roster, paid, bank_on, agent, household
            )

        self._desk.note(Task(bank_on, f"{self._planned.new.title}银行发放结果", make))

    def _note_failure(
        self, part: Instalment, roster: Roster, returned: list[PaidLine], bank_on: date
    ) -> None:
        year = fiscal_year(bank_on)

        def make() -> Voucher:
            agent = AccountRef(AccountKind.AGENT, year, bank_of(self._desk.book))
            project = AccountRef(AccountKind.PROJECT, year, self._owner)
            voucher = self._answer(
                VoucherKind.RETURN,
                Relation.RETURNS,
                part,
                roster,
                returned,
                bank_on,
                agent,
                project,
            )
            for entry in voucher.entries:
                self._desk.purse.put(self._project.key, entry.lot, entry.amount_fen)
            return voucher

        def then(_: VoucherRef) -> None:
            again = [replace(line, repaid_on=None) for line in returned]
            sent_on = max(line.repaid_on or bank_on for line in returned)
            answered_on = sent_on + timedelta(days=_BANK_ANSWERS_D)
            self._note_roster(part, again, sent_on, answered_on, "退回后重发")

        self._desk.note(Task(bank_on, f"{self._planned.new.title}银行退回", make, then))

    def _correct(
        self,
        part: Instalment,
        roster: Roster,
        wrong: list[PaidLine],
        sent_on: date,
        bank_on: date,
    ) -> None:
        """Reverse the lines with a wrong amount, and send a roster with the right one."""
        day = sent_on + timedelta(days=1)
        year = fiscal_year(day)

        def reverse() -> Voucher:
            entries = []
            for line in wrong:
                for number, entry in roster.entries[line.line]:
                    self._desk.purse.put(self._project.key, entry.lot, entry.amount_fen)
                    entries.append(
                        Entry(
                            entry.end,
                            entry.start,
                            entry.lot,
                            entry.amount_fen,
                            relation=Relation.REVERSES,
                            of=EntryRef(roster.reference.year, roster.reference.number, number),
                        )
                    )
            return Voucher(
                kind=VoucherKind.REVERSE,
                year=year,
                happened_on=day,
                entries=tuple(entries),
                reverses=roster.reference,
                memo="清单金额录错，红冲后重发",
            )

        def then(_: VoucherRef) -> None:
            right = [replace(line, miskeyed=False) for line in wrong]
            self._note_roster(part, right, day, bank_on, "更正")

        self._desk.note(Task(day, f"红冲{self._planned.new.title}录错金额", reverse, then))

    def _answer(
        self,
        kind: VoucherKind,
        relation: Relation,
        part: Instalment,
        roster: Roster,
        lines: list[PaidLine],
        day: date,
        start: AccountRef,
        end: AccountRef,
    ) -> Voucher:
        """What the bank's file says of some lines of a roster."""
        result = "成功" if kind is VoucherKind.PAY else "账号有误，退回"
        reference = roster.reference
        return Voucher(
            kind=kind,
            year=start.year,
            happened_on=day,
            entries=tuple(
                Entry(
                    start,
                    end,
                    entry.lot,
                    entry.amount_fen,
                    line=number,
                    by_rule=True,
                    relation=relation,
                    of=EntryRef(reference.year, reference.number, of),
                )
                for number, line in enumerate(lines, start=1)
                for of, entry in roster.entries[line.line]
            ),
            lines=tuple(
                payment_line(
                    self._desk.sealer,
                    self._planned,
                    part,
                    line,
                    number,
                    of=LineRef(
                        reference.year, reference.number, roster.entries[line.line][0][1].line or 0
                    ),
                    result=result,
                )
                for number, line in enumerate(lines, start=1)
            ),
            payment=Payment("代发", bank_on=day) if kind is VoucherKind.PAY else None,
        )

    # Directly: project → household.

    def _note_direct(self, part: Instalment) -> None:
        household = AccountRef(AccountKind.HOUSEHOLD, fiscal_year(part.sent_on))

        def make() -> Voucher:
            kind = VoucherKind.DISBURSE
            return self._payment(kind, part, part.lines, part.sent_on, household, "直接支付")[0]

        self._desk.note(Task(part.sent_on, f"{self._planned.new.title}直接支付", make))

    # What all of them share.

    def _payment(
        self,
        kind: VoucherKind,
        part: Instalment,
        lines: list[PaidLine],
        day: date,
        end: AccountRef,
        mode: str,
    ) -> tuple[Voucher, dict[int, list[tuple[int, Entry]]]]:
        """A voucher that pays the lines from the project, and its entries by line of the list."""
        start = AccountRef(AccountKind.PROJECT, end.year, self._owner)
        entries: list[Entry] = []
        by_line: dict[int, list[tuple[int, Entry]]] = defaultdict(list)
        for number, line in enumerate(lines, start=1):
            for lot, amount_fen in self._desk.purse.take(self._project.key, line.amount_fen):
                entries.append(Entry(start, end, lot, amount_fen, line=number, by_rule=True))
                by_line[line.line].append((len(entries), entries[-1]))
        voucher = Voucher(
            kind=kind,
            year=end.year,
            happened_on=day,
            doc_no=self._planned.new.doc_no,
            entries=tuple(entries),
            lines=tuple(
                payment_line(self._desk.sealer, self._planned, part, line, number)
                for number, line in enumerate(lines, start=1)
            ),
            payment=Payment(mode, bank_on=day if mode == "直接支付" else None),
        )
        return voucher, by_line
