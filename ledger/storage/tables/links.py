"""What did a project leave behind, and how does it reach households?"""

from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field

from ledger.storage.tables.base import fen, refers
from ledger.storage.tables.versioned import Versioned, not_negative, positive, versioned


class Asset(Versioned, table=True):
    """扶贫项目资产, by its number: where it is, whose it is, what it is worth in the books.

    `kind`: public 公益性, operating 经营性, household 到户类. `owner` is a unit, a village or the
    number of a household; `confirmed_on`: 确权.
    """

    __tablename__ = "asset"
    __table_args__: ClassVar[Any] = versioned(
        "asset",
        "asset",
        *not_negative("asset", "value_fen"),
        Index("asset_by_project", "book", "project"),
    )
    asset: str
    project: UUID
    name: str
    kind: str
    region: str
    owner_kind: str
    owner: str
    keeper: str
    value_fen: int = fen()
    formed_on: date
    confirmed_on: date | None = Field(default=None)


class SupportAgreement(Versioned, table=True):
    """帮扶(带贫)协议, by its number: a firm or cooperative is supported and links households.

    `mechanism`: land 土地流转, work 务工, dividend 分红, order 订单, trust 托管, shares 折股量化,
    other. `support_fen`: money given to the firm, or put into it.
    """

    __tablename__ = "support_agreement"
    __table_args__: ClassVar[Any] = versioned(
        "support_agreement",
        "agreement",
        *not_negative("support_agreement", "support_fen"),
        refers("support_agreement_org", "org", "organisation"),
        Index("support_agreement_by_project", "book", "project"),
    )
    agreement: str
    project: UUID
    org: str
    mechanism: str
    signed_on: date
    valid_from: date
    valid_to: date | None = Field(default=None)
    support_fen: int = fen()
    asset: str | None = Field(default=None)
    terms: str


class DividendDue(Versioned, table=True):
    """约定分红: what an agreement promises to pay, to whom, by a day."""

    __tablename__ = "dividend_due"
    __table_args__: ClassVar[Any] = versioned(
        "dividend_due",
        "agreement due_on",
        *positive("dividend_due", "agreed_fen"),
    )
    agreement: str
    due_on: date
    project: UUID
    payee: str
    agreed_fen: int = fen()


class Beneficiary(Versioned, table=True):
    """受益户: a household that a project reaches by a mechanism, from a day on."""

    __tablename__ = "beneficiary"
    __table_args__: ClassVar[Any] = versioned(
        "beneficiary",
        "project household mechanism valid_from",
        *not_negative("beneficiary", "expected_fen"),
        refers("beneficiary_household", "book household", "household"),
        Index("beneficiary_by_household", "book", "household"),
    )
    project: UUID
    household: UUID
    mechanism: str
    valid_from: date
    valid_to: date | None = Field(default=None)
    agreement: str | None = Field(default=None)
    expected_fen: int | None = fen(nullable=True)


class MemberCount(Versioned, table=True):
    """How many members, or workers, of a unit are registered households, counted on a day.

    `kind`: members 合作社成员, workers 带动务工, insured 参保护林员.
    """

    __tablename__ = "member_count"
    __table_args__: ClassVar[Any] = versioned(
        "member_count",
        "org kind counted_on",
        *not_negative("member_count", "total", "registered"),
        refers("member_count_org", "org", "organisation"),
        project=False,
    )
    org: str
    kind: str
    counted_on: date
    total: int
    registered: int
