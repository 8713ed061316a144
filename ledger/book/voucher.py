"""What is a voucher before it is posted? Plain values, checked where they are made.

A `Voucher` says what happened; it has no number, no time of recording and no actors, which exist
only once it is posted. The same values are rebuilt from rows by `verify`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import ClassVar, Final, Literal
from uuid import UUID

from pydantic import ConfigDict, TypeAdapter

from ledger.values.kinds import AccountKind, VoucherKind

Precision = Literal["day", "month", "year"]


class Relation(StrEnum):
    """What an entry says of the older entry it names."""

    REVERSES = "reverses"
    RETURNS = "returns"
    SETTLES = "settles"
    RECEIVES = "receives"


@dataclass(frozen=True, slots=True)
class AccountRef:
    """An account of the book: kind, owner (organisation, project or book; may be empty), year."""

    kind: AccountKind
    year: int
    owner: str = ""

    @property
    def name(self) -> str:
        return f"{self.kind!s}:{self.owner}:{self.year}"


@dataclass(frozen=True, slots=True)
class VoucherRef:
    """A posted voucher of the same book."""

    year: int
    number: int


@dataclass(frozen=True, slots=True)
class EntryRef:
    """A posted entry; `book` only when it stands in another book (a delivery)."""

    year: int
    number: int
    entry: int
    book: int | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """分录: `amount_fen` > 0 of one lot moves from `start` to `end`.

    `by_rule`: the lot was chosen by rule (oldest first), not stated by a document.
    """

    start: AccountRef
    end: AccountRef
    lot: UUID
    amount_fen: int
    line: int | None = None
    by_rule: bool = False
    relation: Relation | None = None
    of: EntryRef | None = None
    source_row: int | None = None


@dataclass(frozen=True, slots=True)
class NewLot:
    """资金批次 as it comes about in this book: origin facts, then this book's own facts.

    `origin`: documented, as_printed, external or opening; of an income asset, donation or interest.
    `level`: central, province, prefecture, county, mixed, other. All clocks of this book run from
    `document_on` (the last possible day) and `received_on`. `asset`: what earned the income, and
    only then; `origin_doc_no` is its agreement.
    """

    lot: UUID
    origin: str
    origin_book: int
    origin_doc_no: str
    origin_on: date
    origin_amount_fen: int
    category: str
    level: str
    doc_nos: tuple[str, ...]
    document_on: date
    received_on: date
    budget_year: int
    direct: bool = False
    printed_source: str = ""
    document_precision: Precision = "day"
    asset: UUID | None = None


class Changed(StrEnum):
    """What of a project an adjustment (调整) changes."""

    AMOUNT = "amount"
    PROJECT = "project"
    CONTENT = "content"
    PLACE = "place"
    UNIT = "unit"
    PERIOD = "period"

    @property
    def chinese(self) -> str:
        return _CHANGED_CHINESE[self]


_CHANGED_CHINESE: Final = {
    Changed.AMOUNT: "金额",
    Changed.PROJECT: "项目",
    Changed.CONTENT: "建设内容",
    Changed.PLACE: "实施地点",
    Changed.UNIT: "实施单位",
    Changed.PERIOD: "实施期限",
}


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that an adjustment changes, as its document words it before and after.

    It goes into the leaf, which nobody can erase: no names, numbers or phones of persons.
    """

    what: Changed
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class ListLine:
    """A line of an approved list (应发清单)."""

    list: UUID
    version: int
    line: int


@dataclass(frozen=True, slots=True)
class LineRef:
    """A posted payment line of the same book that this one settles or returns."""

    year: int
    number: int
    line: int


@dataclass(frozen=True, slots=True)
class Sealed:
    """Personal fields: sealed for us, committed for everyone. Made by ledger/book/private.py."""

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(
        ser_json_bytes="hex", val_json_bytes="hex"
    )
    commitments: tuple[bytes, ...] = ()
    sealed: bytes = b""


@dataclass(frozen=True, slots=True)
class PaymentLine:
    """发放明细: who is paid what, by the entries of the voucher that name `line`.

    `quantity_milli` is thousandths of the benefit's unit (2.5亩 = 2500); `rate_fen` per unit.
    `payee_kind`: householder, person, guardian, vendor.
    """

    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(
        ser_json_bytes="hex", val_json_bytes="hex"
    )
    line: int
    amount_fen: int
    region: str
    household: UUID | None = None
    person: UUID | None = None
    payee_kind: str = "householder"
    project: UUID | None = None
    benefit: str | None = None
    period_from: date | None = None
    period_to: date | None = None
    quantity_milli: int | None = None
    rate_fen: int | None = None
    entitlement: ListLine | None = None
    of: LineRef | None = None
    bank_result: str | None = None
    card_hmac: bytes | None = None
    private: Sealed = field(default_factory=Sealed)


@dataclass(frozen=True, slots=True)
class Payment:
    """How the money was sent: 直接支付/授权支付/实拨/报账/代发/受托, number and bank date."""

    mode: str
    number: str = ""
    bank_on: date | None = None


@dataclass(frozen=True, slots=True)
class Voucher:
    """凭证: one business event of a book. `happened_on` is the last day its document allows."""

    kind: VoucherKind
    year: int
    happened_on: date
    entries: tuple[Entry, ...]
    doc_no: str = ""
    precision: Precision = "day"
    lines: tuple[PaymentLine, ...] = ()
    lots: tuple[NewLot, ...] = ()
    document: UUID | None = None
    reverses: VoucherRef | None = None
    replaces: VoucherRef | None = None
    backfill: bool = False
    warned: tuple[str, ...] = ()
    payment: Payment | None = None
    memo: str = ""
    changes: tuple[Change, ...] | None = None

    @property
    def amount_fen(self) -> int:
        return sum(each.amount_fen for each in self.entries)


_ADAPTER: TypeAdapter[Voucher] = TypeAdapter(Voucher)


def voucher_json(voucher: Voucher) -> str:
    """The voucher as JSON text, for a draft."""
    return _ADAPTER.dump_json(voucher, exclude_none=True).decode()


def voucher_from_json(text: str | bytes) -> Voucher:
    """The voucher of a draft."""
    return _ADAPTER.validate_json(text)
