"""What does `verify` hand back? Differences that name a voucher where one exists, and counts.

    {"checked": {"vouchers": 3, …}, "differences": [{"book": 610727, "code": "LEAF_MISMATCH",
     "detail": {…}, "number": 2, "year": 2019}], "not_listed": {}, "ok": false, "sealed": true}

The keys are stable; differences are sorted, so the same database gives the same report.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum

LISTED_PER_CODE = 1000
"""A damaged ledger of millions of rows must not fill the memory; the rest is counted."""


class Code(StrEnum):
    """What can differ. The value is the stable name; the Chinese text is for people."""

    BALANCE_MISMATCH = "BALANCE_MISMATCH"
    FLOW_MISMATCH = "FLOW_MISMATCH"
    OVERDRAWN = "OVERDRAWN"
    LOT_NOT_CONSERVED = "LOT_NOT_CONSERVED"
    LOT_FACTS_DIFFER = "LOT_FACTS_DIFFER"
    SEQUENCE_GAP = "SEQUENCE_GAP"
    EVENT_GAP = "EVENT_GAP"
    ACCOUNT_GAP = "ACCOUNT_GAP"
    TIME_BACKWARDS = "TIME_BACKWARDS"
    LEAF_MISMATCH = "LEAF_MISMATCH"
    EVENT_LEAF_MISMATCH = "EVENT_LEAF_MISMATCH"
    CONTENT_MISMATCH = "CONTENT_MISMATCH"
    COMMITMENT_MISMATCH = "COMMITMENT_MISMATCH"
    ORPHAN_VOUCHER = "ORPHAN_VOUCHER"
    ORPHAN_ENTRY = "ORPHAN_ENTRY"
    ORPHAN_LINE = "ORPHAN_LINE"
    ORPHAN_PRIVATE = "ORPHAN_PRIVATE"
    ORPHAN_LOT = "ORPHAN_LOT"
    ORPHAN_BALANCE = "ORPHAN_BALANCE"
    ORPHAN_BOOK = "ORPHAN_BOOK"
    LINE_MISMATCH = "LINE_MISMATCH"
    RELATION_BROKEN = "RELATION_BROKEN"
    DELIVERY_MISMATCH = "DELIVERY_MISMATCH"
    MAKER_IS_CHECKER = "MAKER_IS_CHECKER"
    NOT_APPROVED = "NOT_APPROVED"
    MOVEMENT_NOT_ALLOWED = "MOVEMENT_NOT_ALLOWED"
    ACCOUNT_YEAR = "ACCOUNT_YEAR"
    YEAR_STATE = "YEAR_STATE"
    HISTORY_AFTER_LIVE = "HISTORY_AFTER_LIVE"
    RECORD_MISMATCH = "RECORD_MISMATCH"
    OPENING_MISMATCH = "OPENING_MISMATCH"
    FILE_MISSING = "FILE_MISSING"
    FILE_ALTERED = "FILE_ALTERED"
    PRIVATE_MISSING = "PRIVATE_MISSING"
    ERASURE_MISMATCH = "ERASURE_MISMATCH"

    @property
    def chinese(self) -> str:
        return CODE_CHINESE[self]


CODE_CHINESE: dict[Code, str] = {
    Code.BALANCE_MISMATCH: "账户余额与分录合计不符",
    Code.FLOW_MISMATCH: "流转汇总与分录不符",
    Code.OVERDRAWN: "按记账顺序，账户曾出现负数",
    Code.LOT_NOT_CONSERVED: "资金批次不守恒",
    Code.LOT_FACTS_DIFFER: "同一资金批次在各账簿的来源信息不一致",
    Code.SEQUENCE_GAP: "凭证编号不连续，或与编号计数不符",
    Code.EVENT_GAP: "事件编号不连续，或与事件计数不符",
    Code.ACCOUNT_GAP: "账户编号与计数不符",
    Code.TIME_BACKWARDS: "记账时间倒退",
    Code.LEAF_MISMATCH: "凭证的存证字节与各行记录不符",
    Code.EVENT_LEAF_MISMATCH: "事件的存证字节与记录不符",
    Code.CONTENT_MISMATCH: "凭证的内容摘要与各行记录不符",
    Code.COMMITMENT_MISMATCH: "加密保存的个人信息与承诺值或记录不符",
    Code.ORPHAN_VOUCHER: "凭证所属的账簿年度不存在",
    Code.ORPHAN_ENTRY: "分录指向的凭证、账户、批次或明细不存在",
    Code.ORPHAN_LINE: "发放明细指向的凭证或明细不存在",
    Code.ORPHAN_PRIVATE: "加密信息所属的凭证或明细不存在",
    Code.ORPHAN_LOT: "资金批次所属的凭证不存在",
    Code.ORPHAN_BALANCE: "余额所属的账户或批次不存在",
    Code.ORPHAN_BOOK: "记录所属的账簿不存在",
    Code.LINE_MISMATCH: "发放明细金额与分录合计不符",
    Code.RELATION_BROKEN: "红冲、退回、核销与原分录不对应，或超过原金额",
    Code.DELIVERY_MISMATCH: "收到、送达与上级下达三者不符",
    Code.MAKER_IS_CHECKER: "经办人和复核人是同一人",
    Code.NOT_APPROVED: "凭证的草稿没有复核通过，或缺少理由",
    Code.MOVEMENT_NOT_ALLOWED: "这类凭证不能在这两类账户之间记账",
    Code.ACCOUNT_YEAR: "分录账户的年度与凭证年度不符",
    Code.YEAR_STATE: "年度的开账、结账状态与事件不符，或结账后又记账",
    Code.HISTORY_AFTER_LIVE: "期初或补录凭证晚于账簿启用日",
    Code.RECORD_MISMATCH: "签收、附件登记与存证字节或所指的对象不符",
    Code.OPENING_MISMATCH: "期初与结清时签字的清单不符，或结清后又记期初",
    Code.FILE_MISSING: "附件的文件不在数据目录中",
    Code.FILE_ALTERED: "附件的文件被改动过",
    Code.PRIVATE_MISSING: "加密保存的个人信息不见了，没有删除记录",
    Code.ERASURE_MISMATCH: "个人信息删除的记录与申请、决定或存证不符",
}


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that is not as it must be. `detail` holds JSON values only."""

    code: Code
    book: int
    year: int | None
    number: int | None
    detail: dict[str, object]

    def as_json(self) -> dict[str, object]:
        return {
            "book": self.book,
            "code": self.code.value,
            "detail": self.detail,
            "number": self.number,
            "year": self.year,
        }

    @property
    def order(self) -> tuple[object, ...]:
        return (self.book, self.year or 0, self.number or 0, self.code, repr(self.detail))


@dataclass
class Report:
    """What was compared and what differs; `sealed` says whether private rows were opened too."""

    sealed: bool = False
    checked: Counter[str] = field(default_factory=Counter)
    not_listed: Counter[str] = field(default_factory=Counter)
    _found: list[Difference] = field(default_factory=list)
    _by_code: Counter[Code] = field(default_factory=Counter)

    @property
    def ok(self) -> bool:
        return not self._found

    @property
    def differences(self) -> list[Difference]:
        return sorted(self._found, key=lambda each: each.order)

    def add(self, difference: Difference) -> None:
        self._by_code[difference.code] += 1
        if self._by_code[difference.code] > LISTED_PER_CODE:
            self.not_listed[difference.code.value] += 1
        else:
            self._found.append(difference)

    def as_json(self) -> dict[str, object]:
        return {
            "checked": dict(sorted(self.checked.items())),
            "differences": [each.as_json() for each in self.differences],
            "not_listed": dict(sorted(self.not_listed.items())),
            "ok": self.ok,
            "sealed": self.sealed,
        }
