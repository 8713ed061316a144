"""/api …/confirmations: what payees confirm, recorded by their township or village."""

from __future__ import annotations

from datetime import time
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from api.access import Permission
from api.callers import ToConfirm, ToReadConfirmations
from api.inputs import (
    AmountFen,
    BookPath,
    Day,
    FiscalYear,
    LongText,
    Number,
    NumberPath,
    ShortText,
    YearPath,
)
from api.reach import check_readable, sees_names
from api.reading.confirmations import (
    ConfirmationRow,
    PendingRow,
    confirmations_of,
    pending,
    recent,
)
from api.recording import confirm_lines, places_of
from api.site import Here, Snapshot
from ledger.book.confirmation import MOST_ROWS, Confirmation, Means, Outcome, Signer

router = APIRouter(prefix="/api", tags=["签收"])


class ConfirmationIn(BaseModel):
    """One confirmed payment line. `amount_fen` is all that was received of it so far."""

    model_config = ConfigDict(extra="forbid")

    year: FiscalYear
    number: Number
    line: Number
    outcome: Outcome
    relation: Signer
    means: Means
    signed_on: Day
    signer: Annotated[ShortText, Field(min_length=1)]
    amount_fen: AmountFen | None = None
    goods: ShortText = ""
    signed_time: time | None = None
    corrects: UUID | None = None
    evidence: Annotated[str, Field(pattern="^[0-9a-f]{64}$")] | None = None
    note: LongText = ""

    def row(self) -> Confirmation:
        given = self.model_dump()
        given["evidence"] = bytes.fromhex(self.evidence) if self.evidence else None
        if self.signed_time is not None:
            given["signed_time"] = self.signed_time.replace(microsecond=0, tzinfo=None)
        return Confirmation(**given)


class BatchIn(BaseModel):
    """Confirmations recorded as one event; sent again with the same `batch` it counts once."""

    model_config = ConfigDict(extra="forbid")

    batch: UUID
    rows: Annotated[list[ConfirmationIn], Field(min_length=1, max_length=MOST_ROWS)]


class EventOut(BaseModel):
    """The event that was recorded, or was here before."""

    book: int
    event: int
    replayed: bool


@router.post("/books/{book}/confirmations", status_code=201)
def record_confirmations(book: BookPath, body: BatchIn, caller: ToConfirm, here: Here) -> EventOut:
    """登记一批签收；只能登记本村（本乡镇）的发放。"""
    made = confirm_lines(here, caller, book, body.batch, [each.row() for each in body.rows])
    return EventOut(book=book, event=made.event, replayed=made.replayed)


@router.get("/books/{book}/vouchers/{year}/{number}/confirmations")
def voucher_confirmations(
    book: BookPath,
    year: YearPath,
    number: NumberPath,
    caller: ToReadConfirmations,
    snapshot: Snapshot,
    here: Here,
) -> list[ConfirmationRow]:
    """一张凭证各行发放的签收，每行只列最近的一笔。"""
    check_readable(snapshot, caller, Permission.CONFIRMATION_READ, book)
    names = sees_names(snapshot, caller, book)
    found = confirmations_of(snapshot, here, book, year, number, names=names)
    scope = caller.scope(Permission.CONFIRMATION_READ)
    return [
        each
        for _, each in sorted(found.items())
        if each.book in scope.books or scope.covers_region(each.region)
    ]


@router.get("/confirmations/pending")
def pending_confirmations(caller: ToConfirm, snapshot: Snapshot, here: Here) -> list[PendingRow]:
    """本村（本乡镇）已到户、还没有登记签收的发放。"""
    return pending(snapshot, here, places_of(caller), names=True)


@router.get("/confirmations")
def list_confirmations(
    caller: ToReadConfirmations,
    snapshot: Snapshot,
    here: Here,
    doubtful: Annotated[bool, Query(description="只看没有收到和少收到的")] = False,
) -> list[ConfirmationRow]:
    """可以查看的签收，新的在前；签收人姓名掩码。"""
    prefixes = caller.scope(Permission.CONFIRMATION_READ).prefixes
    return recent(snapshot, here, prefixes, names=False, doubtful_only=doubtful)
