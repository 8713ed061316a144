"""How are builders paid: by the treasury, or by the township that accounts for it afterwards?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID

from api.demo.days import fiscal_year
from api.demo.desk import Desk
from api.demo.diary import Task
from api.demo.payment_lines import vendor_line
from api.demo.planned import Invoice, PlannedProject, UnitPayment
from ledger.book.voucher import (
    AccountRef,
    Entry,
    EntryRef,
    Payment,
    PaymentLine,
    Relation,
    Voucher,
    VoucherRef,
)
from ledger.values.kinds import AccountKind, VoucherKind

_CORRECTED_AFTER_D = 3
_UNIT_RETURNS_AFTER_D = 80


def note_works_paid(desk: Desk, project: PlannedProject, given_fen: int) -> None:
    """Note every invoice of a project that is given so much in all."""
    for invoice in project.invoices:
        _InvoicePayer(desk, project, invoice, given_fen).note()


_GoesOn = Callable[[VoucherRef, list[Entry]], None]


class _InvoicePayer:
    def __init__(
        self, desk: Desk, project: PlannedProject, invoice: Invoice, given_fen: int
    ) -> None:
        self._desk, self._project, self._invoice = desk, project, invoice
        self._given_fen = given_fen
        self._title = f"{project.new.name}工程款"

    def note(self) -> None:
        invoice = self._invoice
        if invoice.through_unit:
            unit = self._account(AccountKind.UNIT, invoice.through_unit, invoice.day)
            self._note_payment(unit, "实拨", self._unit_goes_on, "拨镇报账")
        elif invoice.wrong_vendor or invoice.swapped_for:
            first = invoice.wrong_vendor or invoice.vendor
            vendor = self._account(AccountKind.VENDOR, first, invoice.day)
            self._note_payment(vendor, "直接支付", self._correct, "")
        else:
            vendor = self._account(AccountKind.VENDOR, invoice.vendor, invoice.day)
            self._note_payment(vendor, "直接支付", None, "")

    def _note_payment(
        self,
        end: AccountRef,
        mode: str,
        goes_on: _GoesOn | None,
        what: str,
        *,
        day: date | None = None,
        amount: tuple[tuple[UUID, int], ...] | None = None,
        replaces: VoucherRef | None = None,
    ) -> None:
        invoice, happened_on = self._invoice, day or self._invoice.day
        posted: list[Entry] = []

        def make() -> Voucher | None:
            start = self._account(AccountKind.PROJECT, str(self._project.key), happened_on)
            purse, key = self._desk.purse, self._project.key
            taken = purse.take(key, sum(fen for _, fen in amount) if amount else self._due_fen())
            line = 1 if invoice.account else None
            posted.extend(
                Entry(start, end, lot, fen, line=line, by_rule=True) for lot, fen in taken
            )
            if not posted:
                return None
            paid_fen = sum(fen for _, fen in taken)
            return Voucher(
                kind=VoucherKind.DISBURSE,
                year=end.year,
                happened_on=happened_on,
                entries=tuple(posted),
                lines=(self._line(paid_fen),) if invoice.account else (),
                payment=Payment(mode, bank_on=happened_on),
                replaces=replaces,
                memo="工程进度款",
            )

        def then(reference: VoucherRef) -> None:
            if goes_on:
                goes_on(reference, posted)

        late = timedelta(days=invoice.recorded_late_d)
        self._desk.note(
            Task(happened_on, self._title + what, make, then), recorded_on=happened_on + late
        )

    def _line(self, amount_fen: int) -> PaymentLine:
        """To which account it is paid."""
        village = self._project.village
        return vendor_line(self._desk.sealer, village, self._invoice.account, amount_fen)

    def _due_fen(self) -> int:
        """The invoice's share of all that the project is given, or the rest of it."""
        rest = self._desk.purse.rest(self._project.key)
        if self._invoice.share_milli is None:
            return rest
        return min(rest, self._given_fen * self._invoice.share_milli // 1000)

    def _correct(self, reference: VoucherRef, posted: list[Entry]) -> None:
        """Reverse the payment to the wrong builder, then pay the right one (or the other way)."""
        day = self._invoice.day + timedelta(days=_CORRECTED_AFTER_D)

        def reverse() -> Voucher:
            for entry in posted:
                self._desk.purse.put(self._project.key, entry.lot, entry.amount_fen)
            return Voucher(
                kind=VoucherKind.REVERSE,
                year=fiscal_year(day),
                happened_on=day,
                entries=tuple(
                    Entry(
                        entry.end,
                        entry.start,
                        entry.lot,
                        entry.amount_fen,
                        relation=Relation.REVERSES,
                        of=EntryRef(reference.year, reference.number, number),
                    )
                    for number, entry in enumerate(posted, start=1)
                ),
                reverses=reference,
                memo="收款单位录错，红冲后重付",
            )

        def then(_: VoucherRef) -> None:
            payee = self._invoice.swapped_for or self._invoice.vendor
            vendor = self._account(AccountKind.VENDOR, payee, day)
            amount = tuple((entry.lot, entry.amount_fen) for entry in posted)
            self._note_payment(
                vendor, "直接支付", None, "（更正）", day=day, amount=amount, replaces=reference
            )

        self._desk.note(Task(day, f"红冲{self._title}", reverse, then))

    def _unit_goes_on(self, reference: VoucherRef, posted: list[Entry]) -> None:
        """The township pays what it pays and returns what is left, or keeps it."""
        left = [entry.amount_fen for entry in posted]
        for each in self._invoice.unit_pays:
            paid = [entry.amount_fen * each.share_milli // 1000 for entry in posted]
            left = [have - spent for have, spent in zip(left, paid, strict=True)]
            self._note_from_unit(posted, paid, each)
        if self._invoice.unit_keeps or not any(left):
            return
        day = self._invoice.day + timedelta(days=_UNIT_RETURNS_AFTER_D)

        def give_back() -> Voucher:
            for entry, fen in zip(posted, left, strict=True):
                self._desk.purse.put(self._project.key, entry.lot, fen)
            return Voucher(
                kind=VoucherKind.RETURN,
                year=fiscal_year(day),
                happened_on=day,
                entries=tuple(
                    Entry(
                        entry.end,
                        entry.start,
                        entry.lot,
                        fen,
                        relation=Relation.RETURNS,
                        of=EntryRef(reference.year, reference.number, number),
                    )
                    for number, (entry, fen) in enumerate(zip(posted, left, strict=True), start=1)
                    if fen
                ),
                memo="报账后结余退回",
            )

        self._desk.note(Task(day, f"{self._project.new.name}结余退回", give_back))

    def _note_from_unit(self, posted: list[Entry], paid: list[int], each: UnitPayment) -> None:
        day = self._invoice.day + timedelta(days=each.after_d)

        def make() -> Voucher:
            payee = each.vendor or self._invoice.vendor
            vendor = self._account(AccountKind.VENDOR, payee, day)
            return Voucher(
                kind=VoucherKind.PAY,
                year=vendor.year,
                happened_on=day,
                entries=tuple(
                    Entry(entry.end, vendor, entry.lot, fen)
                    for entry, fen in zip(posted, paid, strict=True)
                    if fen
                ),
                payment=Payment("报账", bank_on=day),
            )

        self._desk.note(Task(day, f"{self._title}镇报账", make))

    @staticmethod
    def _account(kind: AccountKind, owner: str, day: date) -> AccountRef:
        return AccountRef(kind, fiscal_year(day), owner)
