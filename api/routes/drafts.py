"""/api/books/{book}/drafts …: written by a maker, decided and posted by a checker."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session

from api.access import Permission
from api.callers import ToDecideDrafts, ToReadDrafts, ToWriteDrafts
from api.draft_checking import checked_now
from api.drafting import reverse, take_step, write
from api.inputs import BookPath, Limit, LongText, NumberPath, ShortText, YearPath
from api.reach import check_readable, check_writable, reachable_books
from api.reading.draft_checks import DraftCheckRow, check_of_voucher
from api.reading.drafts import DraftFull, DraftRow, draft_full, drafts
from api.routes.voucher_body import VoucherIn
from api.site import Here, Snapshot
from ledger.book.drafts import DraftKey
from ledger.book.voucher import VoucherRef

router = APIRouter(prefix="/api", tags=["草稿"])

State = Literal["incomplete", "open", "submitted", "approved", "rejected", "withdrawn", "posted"]
Digest = Annotated[str, Field(pattern="^[0-9a-f]{64}$", description="草稿内容的摘要")]
Version = Annotated[int, Field(ge=1, le=10**6)]


class DraftMade(BaseModel):
    """The version that was written; the digest must be named when it is decided."""

    book: int
    draft: UUID
    version: int
    digest: str

    @classmethod
    def of(cls, key: DraftKey) -> DraftMade:
        return cls(book=key.book, draft=key.draft, version=key.version, digest=key.digest.hex())


class NewDraftIn(BaseModel):
    """A voucher in the making, with a title for the to-do list."""

    model_config = ConfigDict(extra="forbid")

    title: Annotated[ShortText, Field(min_length=1)]
    voucher: VoucherIn


class Step(BaseModel):
    """Which version a step is about. `reason` is required to reject, and to go on in
    spite of a warning or of leads that the check before posting found."""

    model_config = ConfigDict(extra="forbid")

    version: Version
    digest: Digest
    reason: LongText = ""

    def key(self, book: int, draft: UUID) -> DraftKey:
        return DraftKey(book, draft, self.version, bytes.fromhex(self.digest))


class Reverse(BaseModel):
    """Why a voucher is reversed."""

    model_config = ConfigDict(extra="forbid")

    reason: Annotated[LongText, Field(min_length=1)]


class PostedOut(BaseModel):
    """The voucher that came about."""

    book: int
    year: int
    number: int
    event: int
    replayed: bool


@router.get("/drafts")
def list_drafts(
    caller: ToReadDrafts, snapshot: Snapshot, state: State | None = None, limit: Limit = 100
) -> list[DraftRow]:
    """可以查看的草稿，先编的在前。"""
    books = reachable_books(snapshot, caller, Permission.DRAFT_READ)
    return drafts(snapshot, books, states=[state] if state else None, limit=limit)


@router.get("/books/{book}/drafts/{draft}")
def one_draft(
    book: BookPath, draft: UUID, caller: ToReadDrafts, snapshot: Snapshot, here: Here
) -> DraftFull:
    """一份草稿的最新一版：分录、风险提示、待补正之处、来源行和经过。"""
    check_readable(snapshot, caller, Permission.DRAFT_READ, book)
    with Session(here.engine) as work:
        return draft_full(snapshot, work, book, draft)[0]


@router.post("/books/{book}/drafts", status_code=201)
def new_draft(
    book: BookPath, body: NewDraftIn, caller: ToWriteDrafts, snapshot: Snapshot, here: Here
) -> DraftMade:
    """编制一份草稿。没有写批次的分录，按旧钱先用拆到各批次，草稿中逐笔写明。"""
    check_writable(snapshot, caller, Permission.DRAFT_WRITE, book)
    voucher = body.voucher.to_voucher(snapshot, book)
    return DraftMade.of(write(here, snapshot, caller, book, voucher, title=body.title))


@router.post("/books/{book}/drafts/{draft}/versions", status_code=201)
def new_version(
    book: BookPath,
    draft: UUID,
    body: NewDraftIn,
    caller: ToWriteDrafts,
    snapshot: Snapshot,
    here: Here,
) -> DraftMade:
    """改一份没有记账的草稿：成为新的一版，以前的复核不再有效。"""
    check_writable(snapshot, caller, Permission.DRAFT_WRITE, book)
    voucher = body.voucher.to_voucher(snapshot, book)
    key = write(here, snapshot, caller, book, voucher, title=body.title, draft=draft)
    return DraftMade.of(key)


@router.post("/books/{book}/drafts/{draft}/check", status_code=201)
def check(
    book: BookPath,
    draft: UUID,
    body: Step,
    caller: ToReadDrafts,
    snapshot: Snapshot,
    here: Here,
) -> DraftCheckRow:
    """记账前检查：按今天的规则和参数，这张凭证一旦记账会产生哪些疑点；试记随即撤销，不留痕迹。"""
    return checked_now(here, snapshot, caller, body.key(book, draft))


@router.get("/books/{book}/vouchers/{year}/{number}/check")
def check_before(
    book: BookPath, year: YearPath, number: NumberPath, caller: ToReadDrafts, snapshot: Snapshot
) -> DraftCheckRow | None:
    """这张凭证记账前检查的结果，以及经办、复核写明的理由；没有检查过的为空。"""
    check_readable(snapshot, caller, Permission.DRAFT_READ, book)
    return check_of_voucher(snapshot, book, year, number)


@router.post("/books/{book}/drafts/{draft}/submit", status_code=204)
def submit(
    book: BookPath,
    draft: UUID,
    body: Step,
    caller: ToWriteDrafts,
    snapshot: Snapshot,
    here: Here,
) -> None:
    """提交复核。先作记账前检查：有疑点的须写明理由。"""
    take_step(here, snapshot, caller, body.key(book, draft), "submit", reason=body.reason)


@router.post("/books/{book}/drafts/{draft}/withdraw", status_code=204)
def withdraw(
    book: BookPath,
    draft: UUID,
    body: Step,
    caller: ToWriteDrafts,
    snapshot: Snapshot,
    here: Here,
) -> None:
    """撤回。"""
    take_step(here, snapshot, caller, body.key(book, draft), "withdraw")


@router.post("/books/{book}/drafts/{draft}/approve", status_code=204)
def approve(
    book: BookPath,
    draft: UUID,
    body: Step,
    caller: ToDecideDrafts,
    snapshot: Snapshot,
    here: Here,
) -> None:
    """复核通过这一版、这一摘要；有风险提示的须写明理由。"""
    take_step(here, snapshot, caller, body.key(book, draft), "approve", reason=body.reason)


@router.post("/books/{book}/drafts/{draft}/reject", status_code=204)
def reject(
    book: BookPath,
    draft: UUID,
    body: Step,
    caller: ToDecideDrafts,
    snapshot: Snapshot,
    here: Here,
) -> None:
    """退回，须写明理由。"""
    take_step(here, snapshot, caller, body.key(book, draft), "reject", reason=body.reason)


@router.post("/books/{book}/drafts/{draft}/post")
def post(
    book: BookPath,
    draft: UUID,
    body: Step,
    caller: ToDecideDrafts,
    snapshot: Snapshot,
    here: Here,
) -> PostedOut:
    """记账。重复请求得到同一张凭证。"""
    posted = take_step(here, snapshot, caller, body.key(book, draft), "post")[0]
    return PostedOut(
        book=book,
        year=posted.year,
        number=posted.number,
        event=posted.event,
        replayed=posted.replayed,
    )


@router.post("/books/{book}/vouchers/{year}/{number}/reverse", status_code=201)
def reverse_voucher(
    book: BookPath,
    year: YearPath,
    number: NumberPath,
    body: Reverse,
    caller: ToWriteDrafts,
    snapshot: Snapshot,
    here: Here,
) -> DraftMade:
    """为一张凭证编制红冲草稿（全部分录）。"""
    check_writable(snapshot, caller, Permission.DRAFT_WRITE, book)
    of = VoucherRef(year, number)
    return DraftMade.of(reverse(here, snapshot, caller, book, of, reason=body.reason))
