"""What is each row of a notice: money by source, money by recipient, or no money of its own?

The tag at the start of `note` says it. SRC and ALLOC are two views of the same money; rows with
any other known tag must not be added to either. A row without a tag, or with a tag nobody knows,
is refused: taking it for money, or for none, would be a guess.

A row that is money is read strictly: the printed amount with its unit (in the text, else in the
note: 单位见表头:万元), the same amount in fen, the date. What can be kept as printed although it is
damaged (文号, number of households) is kept with a remark.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TypeVar

from ledger.intake.notice_cells import PrintedRow, canonical_cell, row_digest
from ledger.intake.source_level import SourceLevel, read_source_level
from ledger.values.day import PartialDate
from ledger.values.document import split_doc_nos
from ledger.values.money import check_fen, parse_amount, wan
from ledger.values.refusal import Refusal, shown
from ledger.values.region import RegionLevel
from ledger.values.text import half_width, without_blanks

_T = TypeVar("_T")

SRC, ALLOC = "SRC", "ALLOC"
NOT_MONEY_TAGS = {
    "SUBTOTAL": "小计,已含在其他行中",
    "OF_WHICH": "其中数,已含在其他行中",
    "ROWTOTAL": "横向合计,已含在其他行中",
    "ALT_VIEW": "同一笔资金的另一种列法",
    "ADJ_FROM": "调整前的数,指向以前的文件",
    "ADJ_TO": "调整后的数,指向以前的文件",
    "WITHDRAW": "收回以前安排的资金,指向以前的文件",
    "MOVE": "变更地点或项目,不涉及金额",
    "REPLACE": "替换以前的项目,指向以前的文件",
    "PLAN": "计划数,不是下达的资金",
    "SPENT": "已支出数,不是下达的资金",
    "BALANCE": "余额,不是下达的资金",
    "CARRY": "结转数,已在上年记账",
    "LIBRARY": "项目库入库数,不是资金",
    "QUOTA": "限额或控制数,不是资金",
    "LOAN_STOCK": "贷款本金,不是财政资金",
    "INFO": "说明信息,没有金额",
    "CUMULATIVE": "累计数,已含各批次",
    "RELEASED": "已到位数,已含在来源中",
    "OTHER_BATCH": "其他批次的资金,不在本公告总额内",
}
_TAG = re.compile(r"\s*\[([A-Za-z_]+)\]")
_HEADER_UNIT = re.compile(r"单位(?:见表头)?:(万元|亿元|元)")
_RULE_CITED = re.compile(r"\bdoc \(rule\)|文号为依据文件")
_COUNT = re.compile(r"[0-9]{1,9}")


class Outcome(StrEnum):
    """What became of a row. Each row has exactly one."""

    USED = "used"
    NOT_MONEY = "not_money"
    REFUSED = "refused"


class RowRefused(Refusal, abstract=True):
    """A row of a notice cannot be taken; the other rows can."""


class RowTagUnknown(RowRefused):
    """A row's note begins with a tag of the list, in square brackets."""


class AmountsDisagree(RowRefused):
    """The printed amount and the amount in fen of one row are the same."""


@dataclass(frozen=True, slots=True)
class MoneyRow:
    """A SRC or ALLOC row, read. `dated` is None if the row prints no date."""

    row: int
    tag: str
    amount_fen: int
    dated: PartialDate | None
    doc_nos: tuple[str, ...]
    level: SourceLevel
    category: str
    org: str
    recipient: str
    project: str
    site: str
    content: str
    households: int | None
    digest: bytes


@dataclass(frozen=True, slots=True)
class RowResult:
    """A row with its one outcome; `column` and `reason` say why it was not used.

    `amount_fen` is set whenever a SRC or ALLOC row's amount could be read, also if the row is
    refused for something else: the sums of a notice count it.
    """

    printed: PrintedRow
    tag: str
    outcome: Outcome
    column: str = ""
    reason: str = ""
    amount_fen: int | None = None
    money: MoneyRow | None = None
    remarks: tuple[str, ...] = field(default=())

    @property
    def row(self) -> int:
        return self.printed.row

    @property
    def digest(self) -> bytes:
        return row_digest(self.printed)

    def refused(self, column: str, reason: str) -> RowResult:
        """This row, refused after all; what was read of it stays, its lot counts it."""
        return replace(self, outcome=Outcome.REFUSED, column=column, reason=reason)


def read_row(printed: PrintedRow, issuer: RegionLevel | None = None) -> RowResult:
    """The outcome of one row as far as the row alone can tell; places come later."""
    tag = tag_of(printed)
    if tag in NOT_MONEY_TAGS:
        return RowResult(printed, tag, Outcome.NOT_MONEY, "note", NOT_MONEY_TAGS[tag])
    reading = _Reading(printed)
    if tag not in (SRC, ALLOC):
        found = f"标签 [{tag}] 不认识" if tag else "备注开头没有方括号标签"
        return reading.result(tag, RowTagUnknown(f"{found},不能判断是否为资金"), "note")
    for problem in printed.problems:
        if problem.column.startswith("amount"):
            return RowResult(printed, tag, Outcome.REFUSED, problem.column, problem.reason)
    amount_fen = reading.take("amount_yuan_text", lambda: _printed_amount(printed))
    reading.amount_fen = amount_fen
    if amount_fen is not None:
        reading.take("amount_fen", lambda: _same_amount(printed, amount_fen))
    dated = reading.take("notice_date", lambda: _date(printed))
    doc_nos = reading.take("doc_no", lambda: split_doc_nos(printed.doc_no)) or []
    if reading.problem or amount_fen is None:
        return reading.result(tag, None, "")
    remarks = [
        f"第 {printed.row} 行文号有残缺,按原样保留:{shown(each.text)}"
        for each in doc_nos
        if each.damaged
    ]
    if doc_nos and _RULE_CITED.search(printed.note):
        remarks.append(f"所列文号是依据的规定,不是下达文号:{printed.doc_no}")
        doc_nos = []
    if amount_fen == 0:
        remarks.append(f"第 {printed.row} 行金额为 0,不记账")
    households = _count(printed.households)
    if printed.households and households is None:
        remarks.append(f"第 {printed.row} 行户数读不出,按原样保留:{shown(printed.households)}")
    money = MoneyRow(
        row=printed.row,
        tag=tag,
        amount_fen=amount_fen,
        dated=dated,
        doc_nos=tuple(each.text for each in doc_nos),
        level=read_source_level(printed.fund_source_level, issuer),
        category=printed.fund_category,
        org=printed.org,
        recipient=printed.recipient_region_or_unit,
        project=printed.project_name,
        site=printed.site,
        content=printed.content,
        households=households,
        digest=row_digest(printed),
    )
    return RowResult(
        printed, tag, Outcome.USED, amount_fen=amount_fen, money=money, remarks=tuple(remarks)
    )


def tag_of(printed: PrintedRow) -> str:
    """The tag at the start of the note, in capitals; empty if there is none."""
    found = _TAG.match(half_width(printed.note).replace("【", "[").replace("】", "]"))
    return found[1].upper() if found else ""


class _Reading:
    """Reads the cells of one row until the first that cannot be read."""

    def __init__(self, printed: PrintedRow) -> None:
        self.printed = printed
        self.problem: Refusal | None = None
        self.column = ""
        self.amount_fen: int | None = None

    def take(self, column: str, read: Callable[[], _T]) -> _T | None:
        try:
            return read()
        except Refusal as refused:
            if self.problem is None:
                self.problem, self.column = refused, column
            return None

    def result(self, tag: str, problem: Refusal | None, column: str) -> RowResult:
        reason = problem or self.problem
        return RowResult(
            self.printed,
            tag,
            Outcome.REFUSED,
            column or self.column,
            reason.message if reason else "",
            self.amount_fen,
        )


def _printed_amount(printed: PrintedRow) -> int:
    unit = _HEADER_UNIT.search(half_width(printed.note))
    return parse_amount(printed.amount_yuan_text, unit=unit[1] if unit else None)


def _same_amount(printed: PrintedRow, amount_fen: int) -> None:
    """Compares with the column in fen; an empty one has nothing to disagree with."""
    text = canonical_cell(half_width(printed.amount_fen))
    if not text:
        return
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdecimal() and len(digits) <= 16):
        raise AmountsDisagree(f"amount_fen 应为整数分,收到 {shown(printed.amount_fen)}")
    stated = check_fen(int(text))
    if stated != amount_fen:
        raise AmountsDisagree(
            f"两列金额不一致:原文 {shown(printed.amount_yuan_text)} 是 {amount_fen} 分"
            f"({wan(amount_fen)}),"
            f"amount_fen 列是 {stated} 分",
            printed_fen=amount_fen,
            stated_fen=stated,
        )


def _date(printed: PrintedRow) -> PartialDate | None:
    return PartialDate.parse(printed.notice_date) if printed.notice_date else None


def _count(text: str) -> int | None:
    plain = half_width(without_blanks(text)).removesuffix("户").replace(",", "")
    return int(plain) if _COUNT.fullmatch(plain) else None
