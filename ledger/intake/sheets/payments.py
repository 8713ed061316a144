"""支付明细: what another system (一卡通, 国库集中支付) paid or sent to the bank, line by line.

Each line has that system's own number, which is used once in the book. The lines become drafts of
`disburse` vouchers of at most LINES_A_VOUCHER lines: by roster (代发) to the agent, directly to the
household otherwise. A voucher is whole or not there; a roster of 100,000 lines is a hundred of
them, and what is left to do after an interruption is read from the ledger.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from uuid import uuid5

from ledger.book.drafts import DraftKey, NewDraft, save
from ledger.book.voucher import Payment, Voucher
from ledger.intake.lookups import Years, organisations_named
from ledger.intake.numbers import NewUse, check_unchanged, use_numbers, used_numbers
from ledger.intake.payment_lines import LineMaker, PaymentRow
from ledger.intake.sheet import Column, Kind, Sheet
from ledger.intake.sheet_rows import Fault, ReadRow
from ledger.intake.taking import INTAKE_NAMESPACE, Desk, Made, SheetKind, Source, portions
from ledger.values.kinds import VoucherKind

LINES_A_VOUCHER = 1_000
"""Small enough for a checker's page and a short transaction; posting costs the same per line from
a few hundred on (tests/bench/test_intake_bench.py)."""
BY_ROSTER = "代发"
MODES = ("代发", "直接支付", "授权支付")


class PaymentTaker:
    """Checks lines against the registers and the project's money, and drafts vouchers of them."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._years = Years(desk.work, desk.book)
        self._numbers: set[str] = set()
        self._lines: LineMaker | None = None
        self._head_checked = False

    def check(self, rows: Sequence[ReadRow[PaymentRow]]) -> list[Fault]:
        if not rows:
            return []
        faults: list[Fault] = []
        head = rows[0].taken()
        if not self._head_checked:
            self._head_checked = True
            faults += [
                Fault(rows[0].number, column, reason) for column, reason in self._against(head)
            ]
        numbers = used_numbers(
            self._desk, head.system, "payment", [each.taken().number for each in rows]
        )
        maker = self._maker(head)
        meaning = maker.meaning([each.taken() for each in rows])
        for each in rows:
            row = each.taken()
            if row.number in self._numbers:
                faults.append(Fault(each.number, "外部编号", f"{row.number} 在本文件中重复"))
            self._numbers.add(row.number)
            before = numbers.get(row.number)
            if before is not None:
                if before.digest != each.digest:
                    faults.append(
                        Fault(
                            each.number,
                            "外部编号",
                            f"{row.number} 已经导入过（第 {before.row} 行），内容不同；"
                            "同一编号不能付两次",
                        )
                    )
                continue
            faults += [
                Fault(each.number, column, reason) for column, reason in maker.faults(row, meaning)
            ]
        return faults

    def take(self, rows: Iterator[ReadRow[PaymentRow]], source: Source) -> Made:
        keys: list[DraftKey] = []
        new = 0
        for number, some in enumerate(portions(rows, LINES_A_VOUCHER), start=1):
            head = some[0].taken()
            known = used_numbers(
                self._desk, head.system, "payment", [each.taken().number for each in some]
            )
            for each in some:
                check_unchanged(known, each.taken().number, each.digest)
            fresh = [each for each in some if each.taken().number not in known]
            if fresh:
                keys += self._draft(fresh, source, number)
                new += len(fresh)
        return Made(new, tuple(keys))

    def _draft(
        self, rows: Sequence[ReadRow[PaymentRow]], source: Source, number: int
    ) -> list[DraftKey]:
        desk, head = self._desk, rows[0].taken()
        maker = self._maker(head)
        meaning = maker.meaning([each.taken() for each in rows])
        entries, lines = maker.made(rows, meaning)
        draft = uuid5(INTAKE_NAMESPACE, f"{desk.book}/{source.document}/{number}")
        voucher = Voucher(
            kind=VoucherKind.DISBURSE,
            year=head.paid_on.year,
            happened_on=head.paid_on,
            entries=entries,
            lines=lines,
            doc_no=head.doc_no,
            document=source.document,
            backfill=head.paid_on < self._years.live_from,
            payment=Payment(head.mode, head.batch),
        )
        title = f"支付明细 {head.system} {head.batch} 第 {number} 张（{len(lines)} 笔）"
        keys = save(
            desk.work,
            desk.book,
            [NewDraft(voucher, title, document=source.document, draft=draft)],
            maker=desk.maker,
            today=desk.today,
            sealer=desk.sealer,
        )
        use_numbers(
            desk,
            head.system,
            "payment",
            [
                NewUse(each.taken().number, each.number, line, each.digest)
                for line, each in enumerate(rows, start=1)
            ],
            document=source.document,
            draft=draft,
        )
        return keys

    def _against(self, head: PaymentRow) -> list[tuple[str, str]]:
        """What is wrong with what all rows say alike."""
        found: list[tuple[str, str]] = []
        if reason := self._years.fault(head.paid_on.year):
            found.append(("支付日期", reason))
        if head.mode == BY_ROSTER and not head.agent:
            found.append(("代发单位", "支付方式为代发时必填"))
        if head.agent and not organisations_named(self._desk.work, [head.agent]):
            found.append(("代发单位", f"没有登记单位 {head.agent}，请先导入单位"))
        return found

    def _maker(self, head: PaymentRow) -> LineMaker:
        if self._lines is None:
            self._lines = LineMaker(self._desk, head, by_roster=head.mode == BY_ROSTER)
        return self._lines


PAYMENTS = SheetKind(
    Sheet(
        name="payments",
        title="支付明细",
        purpose="外部支付系统的支付明细。外部编号在本账簿同一系统中只能用一次；导入后生成待复核的凭证草稿。",
        columns=(
            Column("system", "外部系统", Kind.TEXT, "明细来自哪个系统", "一卡通", head=True),
            Column("batch", "批次号", Kind.CODE, "该系统的批次", "PC-2020-06", head=True),
            Column("paid_on", "支付日期", Kind.DAY, "", "2020-06-30", head=True),
            Column(
                "mode", "支付方式", Kind.CHOICE, "代发：先到代发单位，银行回单再到户", "代发",
                head=True, choices=tuple((each, each) for each in MODES),
            ),
            Column(
                "agent", "代发单位", Kind.TEXT, "代发时必填：单位编号或名称", "农商行",
                required=False, head=True,
            ),
            Column("doc_no", "文号", Kind.TEXT, "", "", required=False, head=True),
            Column("number", "外部编号", Kind.CODE, "该系统给这一笔的编号", "P0000001"),
            Column("project", "项目编号", Kind.CODE, "项目库中的编号", "XM-2020-001"),
            Column(
                "fund_doc", "资金文号", Kind.TEXT, "用哪个文件的资金；空着则先用早到的", "",
                required=False,
            ),
            Column(
                "benefit", "补助项目", Kind.TEXT, "补助的名称", "生态护林员劳务补助",
                required=False,
            ),
            Column("household", "户编号", Kind.CODE, "先导入户", "H0001"),
            Column("payee", "收款人", Kind.NAME, "", "张三"),
            Column("card", "银行卡号", Kind.CARD, "", "6217000000000000001"),
            Column("period_from", "期间起", Kind.DAY, "", "2020-01-01", required=False),
            Column("period_to", "期间止", Kind.DAY, "", "2020-06-30", required=False),
            Column("quantity_milli", "数量", Kind.QUANTITY, "", "1", required=False),
            Column("rate_fen", "标准", Kind.AMOUNT, "每单位金额", "3000", required=False),
            Column("amount_fen", "金额", Kind.AMOUNT, "", "3000"),
            Column("list", "清单编号", Kind.CODE, "依据的应发清单", "QD-2020-001", required=False),
            Column("list_line", "清单行号", Kind.COUNT, "应发清单中的第几户", "1", required=False),
        ),
        make=PaymentRow,
        key=("system", "number"),
        sums=("amount_fen",),
    ),
    PaymentTaker,
    document=lambda row: f"{row.system}/{row.batch}",
)  # fmt: skip
