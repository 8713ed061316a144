"""How is an instalment paid through the village's cooperative: in one sum, then to households?"""

from __future__ import annotations

from api.demo.days import fiscal_year
from api.demo.desk import Desk
from api.demo.diary import Task
from api.demo.payment_lines import collective_line, payment_line
from api.demo.planned import Instalment, PlannedList
from api.demo.units import cooperative_of
from ledger.book.voucher import (
    AccountRef,
    Entry,
    EntryRef,
    Payment,
    Relation,
    Voucher,
    VoucherRef,
)
from ledger.values.kinds import AccountKind, VoucherKind


def note_through_village(desk: Desk, planned: PlannedList, part: Instalment) -> None:
    """Note the payment to the cooperative and, once posted, what it hands out."""
    year, project = fiscal_year(part.sent_on), planned.new.project
    collective = AccountRef(AccountKind.COLLECTIVE, year, cooperative_of(desk.book))
    held: list[Entry] = []

    def make() -> Voucher:
        start = AccountRef(AccountKind.PROJECT, year, str(project))
        for lot, amount_fen in desk.purse.take(project, part.amount_fen):
            held.append(Entry(start, collective, lot, amount_fen, line=1, by_rule=True))
        return Voucher(
            kind=VoucherKind.DISBURSE,
            year=year,
            happened_on=part.sent_on,
            entries=tuple(held),
            lines=(collective_line(desk.sealer, planned, part),),
            payment=Payment("受托", bank_on=part.sent_on),
        )

    def then(reference: VoucherRef) -> None:
        def hand_out() -> Voucher:
            return _handed_out(desk, planned, part, reference, held)

        desk.note(Task(part.bank_on, f"{planned.new.title}合作社兑付", hand_out))

    desk.note(Task(part.sent_on, f"{planned.new.title}拨付合作社", make, then))


def _handed_out(
    desk: Desk, planned: PlannedList, part: Instalment, reference: VoucherRef, held: list[Entry]
) -> Voucher:
    """Every household its amount, from the lots the cooperative holds, in their order."""
    collective = held[0].end
    household = AccountRef(AccountKind.HOUSEHOLD, collective.year)
    left = [entry.amount_fen for entry in held]
    entries = []
    for number, line in enumerate(part.lines, start=1):
        due = line.amount_fen
        for order, entry in enumerate(held):
            fen = min(due, left[order])
            if fen:
                due, left[order] = due - fen, left[order] - fen
                entries.append(
                    Entry(
                        collective,
                        household,
                        entry.lot,
                        fen,
                        line=number,
                        relation=Relation.SETTLES,
                        of=EntryRef(reference.year, reference.number, order + 1),
                    )
                )
    return Voucher(
        kind=VoucherKind.PAY,
        year=collective.year,
        happened_on=part.bank_on,
        entries=tuple(entries),
        lines=tuple(
            payment_line(desk.sealer, planned, part, line, number, result="成功")
            for number, line in enumerate(part.lines, start=1)
        ),
        payment=Payment("受托", bank_on=part.bank_on),
    )
