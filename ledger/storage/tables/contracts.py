"""Who was asked, who builds, what he billed, and what was found and accepted?"""

from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field

from ledger.storage.tables.base import fen, refers
from ledger.storage.tables.versioned import Versioned, not_negative, positive, versioned


class Contract(Versioned, table=True):
    """合同, by its number; a change of contract is the next version.

    `kind`: works, goods, services. `tender_mode`: open, invited, negotiated, consulted, inquiry,
    single_source, direct (see ContractKind, TenderMode). `limit_fen`: the procurement limit that
    was applied, and where it is from. `retention_milli`: share kept back, in thousandths.
    """

    __tablename__ = "contract"
    __table_args__: ClassVar[Any] = versioned(
        "contract",
        "contract",
        *positive("contract", "amount_fen", "limit_fen"),
        *not_negative("contract", "retention_milli"),
        refers("contract_buyer", "buyer", "organisation", "org"),
        refers("contract_supplier", "supplier", "organisation", "org"),
        Index("contract_by_project", "book", "project"),
    )
    contract: str
    project: UUID
    name: str
    kind: str
    buyer: str
    supplier: str
    tender_mode: str
    tender: str
    limit_fen: int | None = fen(nullable=True)
    limit_source: str
    awarded_on: date | None = Field(default=None)
    signed_on: date
    amount_fen: int = fen()
    starts_on: date | None = Field(default=None)
    ends_on: date | None = Field(default=None)
    retention_milli: int | None = fen(nullable=True)


class Bid(Versioned, table=True):
    """One bid of a tender (招标编号/标段); `bidder` is the name as handed in, `org` the unit, if
    registered. `result`: won, lost, rejected, withdrawn."""

    __tablename__ = "bid"
    __table_args__: ClassVar[Any] = versioned(
        "bid",
        "tender bidder",
        *positive("bid", "price_fen"),
        Index("bid_by_project", "book", "project"),
    )
    tender: str
    bidder: str
    project: UUID
    org: str | None = Field(default=None)
    opened_on: date
    price_fen: int | None = fen(nullable=True)
    result: str


class Invoice(Versioned, table=True):
    """发票, by code and number (a fully digital one has a number of 20 digits and no code)."""

    __tablename__ = "invoice"
    __table_args__: ClassVar[Any] = versioned(
        "invoice",
        "code number",
        *positive("invoice", "amount_fen"),
        *not_negative("invoice", "tax_fen"),
        refers("invoice_seller", "seller", "organisation", "org"),
        Index("invoice_by_project", "book", "project"),
    )
    code: str
    number: str
    project: UUID
    contract: str | None = Field(default=None)
    seller: str
    invoiced_on: date
    amount_fen: int = fen()
    tax_fen: int | None = fen(nullable=True)


class Inspection(Versioned, table=True):
    """监督检查, by its number: who looked, what was found, and until when it is put right.

    `kind`: supervision 监理, progress 进度, quality 质量, safety 安全, spot 抽查.
    `result`: passed, to_correct, failed.
    """

    __tablename__ = "inspection"
    __table_args__: ClassVar[Any] = versioned(
        "inspection", "inspection", Index("inspection_by_project", "book", "project")
    )
    inspection: str
    project: UUID
    kind: str
    inspected_on: date
    inspector: str
    result: str
    found: str
    correct_by: date | None = Field(default=None)
    corrected_on: date | None = Field(default=None)


class Acceptance(Versioned, table=True):
    """验收, by its number: which quantity of what, worth how much; what is kept back until when.

    `item` is what peers are compared by (硬化道路); quantities in thousandths of `unit`. `result`:
    passed, partly, failed; `final`: 竣工验收, not of a stage.
    """

    __tablename__ = "acceptance"
    __table_args__: ClassVar[Any] = versioned(
        "acceptance",
        "acceptance",
        *positive("acceptance", "quantity_milli"),
        *not_negative("acceptance", "value_fen", "retention_fen"),
        Index("acceptance_by_project", "book", "project"),
    )
    acceptance: str
    project: UUID
    contract: str | None = Field(default=None)
    accepted_on: date
    accepted_by: str
    item: str
    quantity_milli: int | None = fen(nullable=True)
    unit: str
    value_fen: int = fen()
    result: str
    final: bool
    retention_fen: int | None = fen(nullable=True)
    retention_due_on: date | None = Field(default=None)
