"""代发结果: what became of each line of a roster at the bank.

A success pays the household from the agent (`pay`, its entries settle those of the roster); a
failure brings the money back to the project (`return`). A bounce (退票) comes days after a success
and brings back what was paid. Each result names the payment by the number it was sent under, and is
told once; the bounce of a success once more. What it answers must be posted: a draft has no entries
to settle or return.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple, TypeAlias
from uuid import UUID, uuid5

from ledger.book.drafts import DraftKey, NewDraft, save
from ledger.book.voucher import (
    AccountRef,
    Entry,
    EntryRef,
    LineRef,
    Payment,
    PaymentLine,
    Relation,
    Voucher,
)
from ledger.intake.lookups import Years
from ledger.intake.numbers import NewUse, Used, check_unchanged, use_numbers, used_numbers
from ledger.intake.roster_lines import RosterLine, RosterLines
from ledger.intake.settled_lines import PaidLine, paid_lines
from ledger.intake.sheet import Column, Kind, Sheet
from ledger.intake.sheet_rows import Fault, ReadRow
from ledger.intake.sheets.payments import LINES_A_VOUCHER
from ledger.intake.taking import INTAKE_NAMESPACE, Desk, Made, SheetKind, Source, portions
from ledger.values.kinds import AccountKind, VoucherKind
from ledger.values.money import yuan

PAID, FAILED, BOUNCED = "paid", "failed", "bounced"
SUCCESS, BOUNCE = "成功", "退票"


class ResultRow(NamedTuple):
    system: str
    batch: str
    number: str
    result: str
    reason: str
    bank_on: date
    amount_fen: int

    @property
    def told_as(self) -> str:
        """The number under which this result is kept. No cell of a code has a blank in it."""
        return f"{self.number} {BOUNCE}" if self.result == BOUNCED else self.number


_Line: TypeAlias = RosterLine | PaidLine


@dataclass
class _Pile:
    """Results of one kind and day that will become one voucher of `year`."""

    year: int
    rows: list[tuple[ReadRow[ResultRow], _Line]] = field(default_factory=list)


class BankResultTaker:
    """Checks results against the posted roster, and drafts its payments and returns."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._years = Years(desk.work, desk.book)
        self._roster = RosterLines(desk)
        self._numbers: set[str] = set()

    def check(self, rows: Sequence[ReadRow[ResultRow]]) -> list[Fault]:
        if not rows:
            return []
        faults: list[Fault] = []
        told, lines = self._known(rows)
        for each in rows:
            row = each.taken()
            if row.number in self._numbers:
                faults.append(Fault(each.number, "外部编号", f"{row.number} 在本文件中重复"))
            self._numbers.add(row.number)
            if row.told_as in told:
                if told[row.told_as].digest != each.digest:
                    faults.append(
                        Fault(each.number, "外部编号", f"{row.number} 的结果已经导入过，内容不同")
                    )
                continue
            line = lines.get(row.number)
            if isinstance(line, str) or line is None:
                faults.append(
                    Fault(each.number, "外部编号", line or f"没有外部编号为 {row.number} 的支付")
                )
                continue
            sent_fen = _roster(line).amount_fen
            if sent_fen != row.amount_fen:
                reason = f"发放 {yuan(sent_fen)}，银行结果 {yuan(row.amount_fen)}"
                faults.append(Fault(each.number, "金额", reason))
            if reason := self._years.fault(self._year(row, line)):
                faults.append(Fault(each.number, "入账日期", reason))
            if row.result != PAID and not row.reason:
                faults.append(Fault(each.number, "失败原因", "结果为失败或退票时必填"))
        return faults

    def _known(
        self, rows: Sequence[ReadRow[ResultRow]]
    ) -> tuple[dict[str, Used], dict[str, _Line | str]]:
        """Which results were told before, and the line that each number means."""
        given = [each.taken() for each in rows]
        system = given[0].system
        told = used_numbers(self._desk, system, "bank_result", [each.told_as for each in given])
        lines: dict[str, _Line | str] = dict(
            self._roster.of(system, [each.number for each in given])
        )
        bounced = {
            row.number: line
            for row in given
            if row.result == BOUNCED and row.told_as not in told
            if isinstance(line := lines.get(row.number), RosterLine)
        }
        lines |= paid_lines(self._desk, bounced)
        return told, lines

    def _year(self, row: ResultRow, line: _Line) -> int:
        """That of the roster; of a bounce the year in which it came, where that is open."""
        if row.result == BOUNCED and row.bank_on.year in self._years.open:
            return row.bank_on.year
        return _roster(line).year

    def take(self, rows: Iterator[ReadRow[ResultRow]], source: Source) -> Made:
        piles: dict[tuple[str, date, int], _Pile] = {}
        keys: list[DraftKey] = []
        new = 0
        for some in portions(rows):
            told, lines = self._known(some)
            for each in some:
                row = each.taken()
                check_unchanged(told, row.told_as, each.digest)
                if row.told_as in told:
                    continue
                line = lines[row.number]
                assert not isinstance(line, str), line
                new += 1
                key = (row.result, row.bank_on, self._year(row, line))
                pile = piles.setdefault(key, _Pile(key[2]))
                pile.rows.append((each, line))
                if len(pile.rows) == LINES_A_VOUCHER:
                    keys += self._draft(pile, source, len(keys) + 1)
                    pile.rows = []
        for pile in piles.values():
            if pile.rows:
                keys += self._draft(pile, source, len(keys) + 1)
        return Made(new, tuple(keys))

    def _draft(self, pile: _Pile, source: Source, number: int) -> list[DraftKey]:
        desk = self._desk
        head = pile.rows[0][0].taken()
        paid = head.result == PAID
        entries: list[Entry] = []
        lines: list[PaymentLine] = []
        for place, (each, line) in enumerate(pile.rows, start=1):
            if isinstance(line, PaidLine):
                entries += line.entries(pile.year, place, each.number)
                said = f"{BOUNCE}：{each.taken().reason}"
                lines.append(_line(line.roster, place, said, line.named))
            else:
                entries += _entries(line, place, each.number, paid=paid)
                of = LineRef(line.year, line.number, line.line)
                lines.append(_line(line, place, SUCCESS if paid else each.taken().reason, of))
        draft = uuid5(INTAKE_NAMESPACE, f"{desk.book}/{source.document}/{number}")
        voucher = Voucher(
            kind=VoucherKind.PAY if paid else VoucherKind.RETURN,
            year=pile.year,
            happened_on=head.bank_on,
            entries=tuple(entries),
            lines=tuple(lines),
            document=source.document,
            backfill=head.bank_on < self._years.live_from,
            payment=Payment("代发", head.batch, head.bank_on) if paid else None,
        )
        what = {PAID: SUCCESS, FAILED: "失败退回", BOUNCED: BOUNCE}[head.result]
        title = f"代发结果 {head.system} {head.batch} {what}（{len(lines)} 笔）"
        keys = save(
            desk.work,
            desk.book,
            [NewDraft(voucher, title, document=source.document, draft=draft)],
            maker=desk.maker,
            today=desk.today,
            sealer=desk.sealer,
        )
        self._remember(pile, source, draft)
        return keys

    def _remember(self, pile: _Pile, source: Source, draft: UUID) -> None:
        use_numbers(
            self._desk,
            pile.rows[0][0].taken().system,
            "bank_result",
            [
                NewUse(each.taken().told_as, each.number, line, each.digest)
                for line, (each, _) in enumerate(pile.rows, start=1)
            ],
            document=source.document,
            draft=draft,
        )


def _entries(line: RosterLine, place: int, source_row: int, *, paid: bool) -> Iterator[Entry]:
    household = AccountRef(AccountKind.HOUSEHOLD, line.year)
    for part in line.parts:
        agent = AccountRef(AccountKind.AGENT, line.year, part.agent)
        project = AccountRef(AccountKind.PROJECT, line.year, part.project)
        yield Entry(
            start=agent,
            end=household if paid else project,
            lot=part.lot,
            amount_fen=part.amount_fen,
            line=place,
            relation=Relation.SETTLES if paid else Relation.RETURNS,
            of=EntryRef(line.year, line.number, part.entry),
            source_row=source_row,
        )


def _roster(line: _Line) -> RosterLine:
    return line.roster if isinstance(line, PaidLine) else line


def _line(line: RosterLine, place: int, result: str, of: LineRef) -> PaymentLine:
    """Who was paid, as the roster said it; card and name stay with the roster's line."""
    return PaymentLine(
        line=place,
        amount_fen=line.amount_fen,
        region=line.region,
        household=line.household,
        person=line.person,
        payee_kind=line.payee_kind,
        project=line.project,
        benefit=line.benefit,
        period_from=line.period_from,
        period_to=line.period_to,
        of=of,
        bank_result=result,
    )


BANK_RESULT = SheetKind(
    Sheet(
        name="bank-result",
        title="代发结果",
        purpose="银行逐笔返回的代发结果。成功的生成支付草稿，失败的生成退回草稿；"
        "先成功、后来又退回来的填退票，钱退回项目。",
        columns=(
            Column("system", "外部系统", Kind.TEXT, "与支付明细相同", "一卡通", head=True),
            Column("batch", "批次号", Kind.CODE, "银行结果的批次", "JG-2020-06", head=True),
            Column("number", "外部编号", Kind.CODE, "与支付明细相同", "P0000001"),
            Column(
                "result", "结果", Kind.CHOICE, "", "成功",
                choices=((SUCCESS, PAID), ("失败", FAILED), (BOUNCE, BOUNCED)),
            ),
            Column("reason", "失败原因", Kind.TEXT, "失败、退票时必填", "", required=False),
            Column("bank_on", "入账日期", Kind.DAY, "入账或退回的日期", "2020-07-02"),
            Column("amount_fen", "金额", Kind.AMOUNT, "必须与发放的一致", "3000"),
        ),
        make=ResultRow,
        key=("system", "number"),
        sums=("amount_fen",),
    ),
    BankResultTaker,
    document=lambda row: f"{row.system}/{row.batch}",
)  # fmt: skip
