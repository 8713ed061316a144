"""Assets, support agreements, dividends promised, and the households a project reaches."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID, uuid5

from sqlalchemy import select
from sqlmodel import Session, col

from ledger.register.versions import Register, RegisterRowWrong
from ledger.storage import tables


class AssetKind(StrEnum):
    """扶贫项目资产类别."""

    PUBLIC = "public"
    OPERATING = "operating"
    HOUSEHOLD = "household"

    @property
    def chinese(self) -> str:
        return {"public": "公益性", "operating": "经营性", "household": "到户类"}[self.value]


class OwnerKind(StrEnum):
    """Whose an asset is."""

    STATE = "state"
    COLLECTIVE = "collective"
    COOPERATIVE = "cooperative"
    FIRM = "firm"
    HOUSEHOLD = "household"

    @property
    def chinese(self) -> str:
        return {
            "state": "国有",
            "collective": "村集体",
            "cooperative": "合作社",
            "firm": "企业",
            "household": "农户",
        }[self.value]


class Mechanism(StrEnum):
    """带贫机制: how money given to a project reaches households."""

    LAND = "land"
    WORK = "work"
    DIVIDEND = "dividend"
    ORDER = "order"
    TRUST = "trust"
    SHARES = "shares"
    DIRECT = "direct"
    PUBLIC = "public"
    OTHER = "other"

    @property
    def chinese(self) -> str:
        return {
            "land": "土地流转",
            "work": "务工",
            "dividend": "分红",
            "order": "订单",
            "trust": "托管",
            "shares": "折股量化",
            "direct": "直接补助",
            "public": "公共受益",
            "other": "其他",
        }[self.value]


class CountKind(StrEnum):
    """Of what a count is."""

    MEMBERS = "members"
    WORKERS = "workers"
    INSURED = "insured"

    @property
    def chinese(self) -> str:
        return {"members": "合作社成员", "workers": "带动务工", "insured": "参保护林员"}[self.value]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """扶贫项目资产. `value_fen`: in the books; `confirmed_on`: 确权."""

    asset: str
    project: UUID
    name: str
    kind: AssetKind
    region: str
    owner_kind: OwnerKind
    owner: str
    value_fen: int
    formed_on: date
    keeper: str = ""
    confirmed_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SupportAgreement:
    """帮扶协议 with a unit that links households by a mechanism."""

    agreement: str
    project: UUID
    org: str
    mechanism: Mechanism
    signed_on: date
    valid_from: date
    terms: str
    support_fen: int = 0
    valid_to: date | None = None
    asset: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DividendDue:
    """What an agreement promises by a day; `payee`: 村集体 or 农户 …"""

    agreement: str
    due_on: date
    project: UUID
    payee: str
    agreed_fen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Beneficiary:
    """受益户; `expected_fen` is what it is to get a year, if that was said."""

    project: UUID
    household: UUID
    mechanism: Mechanism
    valid_from: date
    valid_to: date | None = None
    agreement: str | None = None
    expected_fen: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MemberCount:
    """Members or workers of a unit on a day, and how many are of registered households."""

    org: str
    kind: CountKind
    counted_on: date
    total: int
    registered: int


def _term(row: SupportAgreement | Beneficiary) -> None:
    if row.valid_to is not None and row.valid_to <= row.valid_from:
        raise RegisterRowWrong("截止日期应晚于起始日期", column="valid_to")


def _count(row: MemberCount) -> None:
    if row.registered > row.total:
        raise RegisterRowWrong("建档立卡人数不能超过总人数", column="registered")


ASSETS = Register("资产", tables.Asset, Asset, ("asset",))
_ASSET_NAMESPACE = UUID("5b1f0c52-6c0c-5f5b-8c8a-2f6f3c1f7a90")


def asset_key(book: int, asset: str) -> UUID:
    """By what a lot names the asset that earned it: its number is the book's own, a lot travels."""
    return uuid5(_ASSET_NAMESPACE, f"{book}/{asset}")


def standing_assets(work: Session, book: int) -> set[str]:
    """The numbers of the book's assets; one that was entered by mistake is none."""
    rows = work.execute(
        select(col(tables.Asset.asset), col(tables.Asset.void))
        .where(col(tables.Asset.book) == book)
        .order_by(col(tables.Asset.version))
    )
    return {asset for asset, void in dict(rows.all()).items() if not void}


AGREEMENTS = Register("帮扶协议", tables.SupportAgreement, SupportAgreement, ("agreement",), _term)
DIVIDENDS = Register("约定分红", tables.DividendDue, DividendDue, ("agreement", "due_on"))
BENEFICIARIES = Register(
    "受益户",
    tables.Beneficiary,
    Beneficiary,
    ("project", "household", "mechanism", "valid_from"),
    _term,
)
MEMBER_COUNTS = Register(
    "成员人数", tables.MemberCount, MemberCount, ("org", "kind", "counted_on"), _count
)
