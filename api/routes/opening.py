"""/api/books/{book}/opening: the signed list against the ledger, and its closing."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from api.access import Permission
from api.callers import ToCloseOpening, ToReadBooks
from api.inputs import AmountFen, BookPath, Day, ShortText
from api.reach import check_readable
from api.reading.opening import Opening, opening
from api.recording import close
from api.routes.confirmations import EventOut
from api.site import Here, Snapshot

router = APIRouter(prefix="/api/books/{book}/opening", tags=["期初"])


class CloseIn(BaseModel):
    """Who signed which list on which day for which total; `scan`: digest of an uploaded file."""

    model_config = ConfigDict(extra="forbid")

    list: UUID
    signer: Annotated[ShortText, Field(min_length=1)]
    signed_on: Day
    total_fen: AmountFen
    scan: Annotated[str, Field(pattern="^[0-9a-f]{64}$")] | None = None


@router.get("")
def show_opening(book: BookPath, caller: ToReadBooks, snapshot: Snapshot) -> Opening:
    """期初清单与账上逐户逐批次对照。"""
    check_readable(snapshot, caller, Permission.BOOK_READ, book)
    return opening(snapshot, book)


@router.post("/close", status_code=201)
def close_book_opening(
    book: BookPath, body: CloseIn, caller: ToCloseOpening, snapshot: Snapshot, here: Here
) -> EventOut:
    """结清期初：账上与签字清单一致才能结清，以后不能再记期初凭证。"""
    made = close(
        here,
        snapshot,
        caller,
        book,
        body.list,
        signer=body.signer,
        signed_on=body.signed_on,
        total_fen=body.total_fen,
        scan=bytes.fromhex(body.scan) if body.scan else None,
    )
    return EventOut(book=book, event=made.event, replayed=made.replayed)
