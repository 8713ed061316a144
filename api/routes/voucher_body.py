"""How does a voucher come in as JSON? The fields of ledger/book/voucher.py, bounded and strict.

Amounts are integer fen: a float, a text or a number over 2**53 - 1 is refused. Private fields of
payees (names, cards) do not come in this way; they come with rosters, by intake.
"""

from __future__ import annotations

import json
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StrictBool, model_validator

from api.inputs import (
    LARGEST_INT4,
    AmountFen,
    Day,
    FiscalYear,
    LongText,
    Number,
    ShortText,
)
from ledger.book.lot_choice import Wanted, choose
from ledger.book.post import Connection
from ledger.book.voucher import AccountRef, Changed, Relation, Voucher, voucher_from_json
from ledger.register.links import asset_key
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
    """分录. Without `lot` it is paid by the lots that stand in `start`, the oldest first, of those
    with the 文号 `lot_doc_no` if it is given; the draft shows which, each as an entry of its own.
    """

    start: AccountIn
    end: AccountIn
    lot: UUID | None = None
    lot_doc_no: ShortText = ""
    amount_fen: AmountFen
    line: Number | None = None
    by_rule: StrictBool = False
    relation: Relation | None = None
    of: EntryRefIn | None = None

    @model_validator(mode="after")
    def lot_is_stated_once(self) -> EntryIn:
        if self.lot is None and self.relation is not None:
            raise ValueError("relation 所指的分录有自己的批次，须写明 lot")
        if self.lot is not None and self.lot_doc_no:
            raise ValueError("lot 与 lot_doc_no 只写一个")
        return self

    def wanted(self) -> Wanted:
        start = AccountRef(self.start.kind, self.start.year, self.start.owner)
        return Wanted(start, self.amount_fen, self.lot, self.lot_doc_no)


class LotIn(_Body):
    """资金批次 as it comes about. `asset`: 资产编号 of what earned it, or its key."""

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
    asset: Annotated[ShortText, Field(min_length=1)] | None = None


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

    def to_voucher(self, connection: Connection, book: int) -> Voucher:
        """The same as the ledger's own value (field names are equal on purpose), lots chosen.

        Raises LotsShort where an entry without a lot wants more than stands in its account.
        """
        sent = self.model_dump(mode="json", exclude_none=True)
        if any(each.lot is None for each in self.entries):
            chosen = choose(connection, book, [each.wanted() for each in self.entries])
            sent["entries"] = [
                {**entry, "lot": str(share.lot), "amount_fen": share.amount_fen}
                | ({} if each.lot else {"by_rule": share.by_rule})
                for each, entry, shares in zip(self.entries, sent["entries"], chosen, strict=True)
                for share in shares
            ]
        for lot in sent["lots"]:
            if asset := lot.get("asset"):
                lot["asset"] = str(_asset_key(book, asset))
        for entry in sent["entries"]:
            entry.pop("lot_doc_no", None)
        return voucher_from_json(json.dumps(sent))


def _asset_key(book: int, asset: str) -> UUID:
    try:
        return UUID(asset)
    except ValueError:
        return asset_key(book, asset)
