"""Contracts, bids, invoices, inspections and acceptances of a project: what does each say?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from ledger.register.versions import Register, RegisterRowWrong
from ledger.storage import tables


class ContractKind(StrEnum):
    """What is bought; limits of tendering differ by it."""

    WORKS = "works"
    GOODS = "goods"
    SERVICES = "services"

    @property
    def chinese(self) -> str:
        return {"works": "工程", "goods": "货物", "services": "服务"}[self.value]


class TenderMode(StrEnum):
    """采购方式 (政府采购法 第二十六条, 待核), and works done by the village itself."""

    OPEN = "open"
    INVITED = "invited"
    NEGOTIATED = "negotiated"
    CONSULTED = "consulted"
    INQUIRY = "inquiry"
    SINGLE_SOURCE = "single_source"
    DIRECT = "direct"
    VILLAGE = "village"

    @property
    def chinese(self) -> str:
        return _TENDER_CHINESE[self]


_TENDER_CHINESE = {
    TenderMode.OPEN: "公开招标",
    TenderMode.INVITED: "邀请招标",
    TenderMode.NEGOTIATED: "竞争性谈判",
    TenderMode.CONSULTED: "竞争性磋商",
    TenderMode.INQUIRY: "询价",
    TenderMode.SINGLE_SOURCE: "单一来源",
    TenderMode.DIRECT: "直接委托",
    TenderMode.VILLAGE: "村民自建",
}


class BidResult(StrEnum):
    """What became of a bid."""

    WON = "won"
    LOST = "lost"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"

    @property
    def chinese(self) -> str:
        return {"won": "中标", "lost": "未中标", "rejected": "废标", "withdrawn": "撤回"}[
            self.value
        ]


class InspectionKind(StrEnum):
    """Who looks at what."""

    SUPERVISION = "supervision"
    PROGRESS = "progress"
    QUALITY = "quality"
    SAFETY = "safety"
    SPOT = "spot"

    @property
    def chinese(self) -> str:
        return {
            "supervision": "监理",
            "progress": "进度检查",
            "quality": "质量检查",
            "safety": "安全检查",
            "spot": "抽查",
        }[self.value]


class InspectionResult(StrEnum):
    """What an inspection says."""

    PASSED = "passed"
    TO_CORRECT = "to_correct"
    FAILED = "failed"

    @property
    def chinese(self) -> str:
        return {"passed": "合格", "to_correct": "限期整改", "failed": "不合格"}[self.value]


class AcceptanceResult(StrEnum):
    """What an acceptance says."""

    PASSED = "passed"
    PARTLY = "partly"
    FAILED = "failed"

    @property
    def chinese(self) -> str:
        return {"passed": "合格", "partly": "部分合格", "failed": "不合格"}[self.value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract:
    """合同. `buyer` and `supplier` are keys of units; `limit_fen` is the limit that was applied."""

    contract: str
    project: UUID
    name: str
    kind: ContractKind
    buyer: str
    supplier: str
    tender_mode: TenderMode
    signed_on: date
    amount_fen: int
    tender: str = ""
    limit_fen: int | None = None
    limit_source: str = ""
    awarded_on: date | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    retention_milli: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bid:
    """One bid of a tender, as it was opened."""

    tender: str
    bidder: str
    project: UUID
    opened_on: date
    result: BidResult
    price_fen: int | None = None
    org: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Invoice:
    """发票; `amount_fen` with tax (价税合计)."""

    number: str
    project: UUID
    seller: str
    invoiced_on: date
    amount_fen: int
    code: str = ""
    contract: str | None = None
    tax_fen: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Inspection:
    """监督检查. `correct_by`: until when it is to be put right; `corrected_on`: when it was."""

    inspection: str
    project: UUID
    kind: InspectionKind
    inspected_on: date
    inspector: str
    result: InspectionResult
    found: str = ""
    correct_by: date | None = None
    corrected_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Acceptance:
    """验收: the quantity of an item and its value, with what is kept back (质保金) until a day."""

    acceptance: str
    project: UUID
    accepted_on: date
    accepted_by: str
    item: str
    result: AcceptanceResult
    value_fen: int = 0
    final: bool = True
    unit: str = ""
    quantity_milli: int | None = None
    contract: str | None = None
    retention_fen: int | None = None
    retention_due_on: date | None = None


def _contract(row: Contract) -> None:
    _in_order(row.starts_on, row.ends_on, "合同竣工日期早于开工日期")
    _in_order(row.awarded_on, row.signed_on, "合同签订日期早于中标日期")
    if row.retention_milli is not None and row.retention_milli > 1000:
        raise RegisterRowWrong("质保金比例不能超过 100%", column="retention_milli")


def _invoice(row: Invoice) -> None:
    if row.tax_fen is not None and row.tax_fen >= row.amount_fen:
        raise RegisterRowWrong("税额应小于价税合计", column="tax_fen")


def _inspection(row: Inspection) -> None:
    _in_order(row.inspected_on, row.corrected_on, "整改完成日期早于检查日期")


def _acceptance(row: Acceptance) -> None:
    if row.retention_fen is not None and row.retention_fen > row.value_fen:
        raise RegisterRowWrong("质保金不能超过验收金额", column="retention_fen")
    if row.quantity_milli is not None and not row.unit:
        raise RegisterRowWrong("写了验收数量就要写计量单位", column="unit")


def _in_order(first: date | None, then: date | None, message: str) -> None:
    if first is not None and then is not None and then < first:
        raise RegisterRowWrong(message)


CONTRACTS = Register("合同", tables.Contract, Contract, ("contract",), _contract)
BIDS = Register("投标", tables.Bid, Bid, ("tender", "bidder"))
INVOICES = Register("发票", tables.Invoice, Invoice, ("code", "number"), _invoice)
INSPECTIONS = Register("监督检查", tables.Inspection, Inspection, ("inspection",), _inspection)
ACCEPTANCES = Register("验收", tables.Acceptance, Acceptance, ("acceptance",), _acceptance)
