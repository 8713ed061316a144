"""How does a voucher come in as JSON? The fields of ledger/book/voucher.py, bounded and strict.

Amounts are integer fen: a float, a text or a number over 2**53 - 1 is refused. Private fields of
payees (names, cards) do not come in this way; they come with rosters, by intake.
"""

from __future__ import annotations

import json
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StrictBool

from api.inputs import (
    LARGEST_INT4,
    AmountFen,
    Day,
    FiscalYear,
    LongText,
    Number,
    ShortText,
)
from ledger.book.voucher import Changed, Relation, Voucher, voucher_from_json
from ledger.values.kinds import AccountKind, VoucherKind

MOST_ENTRIES = 10_000


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class AccountIn(_Body):
    """An account of the book."""

    kind: AccountKind
    year: FiscalYear
    owner: ShortText = ""


class EntryRefIn(_Body):
    """A posted entry."""

    year: FiscalYear
    number: Number
    entry: Number
    book: Annotated[int, Field(ge=100000, le=999999, strict=True)] | None = None


class EntryIn(_Body):
    """分录."""

    start: AccountIn
    end: AccountIn
    lot: UUID
    amount_fen: AmountFen
    line: Number | None = None
    by_rule: StrictBool = False
    relation: Relation | None = None
    of: EntryRefIn | None = None


class LotIn(_Body):
    """资金批次 as it comes about."""

    lot: UUID
    origin: Literal[
        "documented", "as_printed", "external", "opening", "asset", "donation", "interest"
    ]
    origin_book: Annotated[int, Field(ge=100000, le=999999, strict=True)]
    origin_doc_no: ShortText
    origin_on: Day
    origin_amount_fen: AmountFen
    category: ShortText
    level: Literal["central", "province", "prefecture", "county", "mixed", "other"]
    doc_nos: Annotated[list[ShortText], Field(max_length=20)]
    document_on: Day
    received_on: Day
    budget_year: FiscalYear
    direct: StrictBool = False
    printed_source: ShortText = ""
    document_precision: Literal["day", "month", "year"] = "day"
    asset: UUID | None = None


class ChangeIn(_Body):
    """What an adjustment changes, as its document words it; no personal data."""

    what: Changed
    before: ShortText
    after: ShortText


class LineIn(_Body):
    """发放明细 without private fields."""

    line: Number
    amount_fen: AmountFen
    region: Annotated[str, Field(pattern="^[1-8][0-9]{11}$")]
    household: UUID | None = None
    person: UUID | None = None
    payee_kind: Literal["householder", "person", "guardian", "vendor"] = "householder"
    project: UUID | None = None
    benefit: ShortText | None = None
    period_from: Day | None = None
    period_to: Day | None = None
    quantity_milli: Annotated[int, Field(ge=0, le=LARGEST_INT4, strict=True)] | None = None
    rate_fen: AmountFen | None = None


class PaymentIn(_Body):
    """How the money was sent."""

    mode: Annotated[ShortText, Field(min_length=1)]
    number: ShortText = ""
    bank_on: Day | None = None


class VoucherRefIn(_Body):
    """A posted voucher of the same book."""

    year: FiscalYear
    number: Number


class VoucherIn(_Body):
    """凭证 before it is posted."""

    kind: VoucherKind
    year: FiscalYear
    happened_on: Day
    entries: Annotated[list[EntryIn], Field(min_length=1, max_length=MOST_ENTRIES)]
    doc_no: ShortText = ""
    precision: Literal["day", "month", "year"] = "day"
    lines: Annotated[list[LineIn], Field(max_length=MOST_ENTRIES)] = []
    lots: Annotated[list[LotIn], Field(max_length=200)] = []
    reverses: VoucherRefIn | None = None
    replaces: VoucherRefIn | None = None
    backfill: StrictBool = False
    payment: PaymentIn | None = None
    memo: LongText = ""
    changes: Annotated[list[ChangeIn], Field(min_length=1, max_length=20)] | None = None

    def to_voucher(self) -> Voucher:
        """The same as the ledger's own value: field names are equal on purpose."""
        return voucher_from_json(json.dumps(self.model_dump(mode="json", exclude_none=True)))
