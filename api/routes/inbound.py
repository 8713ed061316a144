"""GET /api/inbound; POST …/receive makes a draft that receives some of a delivery."""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict

from api.access import Permission
from api.callers import ToReadInbound, ToWriteDrafts
from api.drafting import receive
from api.inputs import AmountFen, BookPath, Day, NumberPath, ShortText, YearPath
from api.reach import check_writable, reachable_books
from api.reading.inbound import InboundRow, inbound
from api.routes.drafts import DraftMade
from api.site import Here, Snapshot

router = APIRouter(prefix="/api", tags=["上级下达"])


class Receive(BaseModel):
    """How much was received, on which day, under which 文号 of this book."""

    model_config = ConfigDict(extra="forbid")

    amount_fen: AmountFen
    received_on: Day
    doc_no: ShortText = ""


@router.get("/inbound")
def list_inbound(
    caller: ToReadInbound, snapshot: Snapshot, open_only: bool = True
) -> list[InboundRow]:
    """上级下达的资金，默认只列还没有收完的。"""
    books = reachable_books(snapshot, caller, Permission.INBOUND_READ)
    return inbound(snapshot, books, open_only=open_only)


@router.post("/books/{book}/inbound/{origin_book}/{year}/{number}/{entry}/receive", status_code=201)
def make_receipt(
    book: BookPath,
    origin_book: BookPath,
    year: YearPath,
    number: NumberPath,
    entry: NumberPath,
    body: Receive,
    caller: ToWriteDrafts,
    snapshot: Snapshot,
    here: Here,
) -> DraftMade:
    """为一笔下达编制收到凭证的草稿。"""
    check_writable(snapshot, caller, Permission.DRAFT_WRITE, book)
    key = receive(
        here,
        snapshot,
        caller,
        book,
        (origin_book, year, number, entry),
        amount_fen=body.amount_fen,
        received_on=body.received_on,
        doc_no=body.doc_no,
    )
    return DraftMade.of(key)
