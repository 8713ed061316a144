"""A draft on one page, with what may be done to it by whoever looks at it."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID, uuid4

from fastapi import APIRouter, Form, Request
from sqlmodel import Session
from starlette.responses import Response

from api.access import Caller, Permission
from api.callers import ToDecideDrafts, ToReadDrafts, ToWriteDrafts
from api.draft_checking import checked_now
from api.drafting import take_step
from api.inputs import BookPath, LongText, ShortText
from api.problems import status_of
from api.reach import check_readable, reachable_books
from api.reading.attachments import attachments
from api.reading.drafts import draft_full, drafts
from api.reading.names import DRAFT_STATES
from api.site import Here, Site, Snapshot
from api.web.render import page, see_other
from ledger.book.drafts import DraftKey
from ledger.book.post import Connection
from ledger.values.refusal import Refusal

router = APIRouter()

Version = Annotated[int, Form(ge=1, le=10**6)]
Digest = Annotated[str, Form(pattern="^[0-9a-f]{64}$")]
Reason = Annotated[LongText, Form()]

STEP_NAMES = {
    "submit": "提交",
    "approve": "复核通过",
    "reject": "退回",
    "withdraw": "撤回",
}


@router.get("/drafts")
def list_drafts(
    request: Request, caller: ToReadDrafts, snapshot: Snapshot, state: ShortText = ""
) -> Response:
    books = reachable_books(snapshot, caller, Permission.DRAFT_READ)
    known = state if state in DRAFT_STATES else ""
    return page(
        request,
        "drafts.html",
        drafts=drafts(snapshot, books, states=[known] if known else None),
        states=DRAFT_STATES,
        state=known,
    )


@router.get("/books/{book}/drafts/{draft}")
def one_draft(
    request: Request,
    book: BookPath,
    draft: UUID,
    caller: ToReadDrafts,
    snapshot: Snapshot,
    here: Here,
) -> Response:
    return _shown(request, caller, snapshot, here, book, draft)


@router.post("/books/{book}/drafts/{draft}/write")
def write_step(
    request: Request,
    book: BookPath,
    draft: UUID,
    caller: ToWriteDrafts,
    snapshot: Snapshot,
    here: Here,
    step: Annotated[Literal["submit", "withdraw"], Form()],
    version: Version,
    digest: Digest,
    reason: Reason = "",
) -> Response:
    key = DraftKey(book, draft, version, bytes.fromhex(digest))
    return _taken(request, caller, snapshot, here, key, [step], reason)


@router.post("/books/{book}/drafts/{draft}/check")
def check_now(
    request: Request,
    book: BookPath,
    draft: UUID,
    caller: ToReadDrafts,
    snapshot: Snapshot,
    here: Here,
    version: Version,
    digest: Digest,
) -> Response:
    key = DraftKey(book, draft, version, bytes.fromhex(digest))
    try:
        checked_now(here, snapshot, caller, key)
    except Refusal as refusal:
        if status_of(refusal) in (403, 404):
            raise
        return _shown(request, caller, snapshot, here, book, draft, refusal=refusal)
    return see_other(f"/books/{book}/drafts/{draft}#check")


@router.post("/books/{book}/drafts/{draft}/decide")
def decide_step(
    request: Request,
    book: BookPath,
    draft: UUID,
    caller: ToDecideDrafts,
    snapshot: Snapshot,
    here: Here,
    step: Annotated[Literal["approve", "approve_post", "reject", "post"], Form()],
    version: Version,
    digest: Digest,
    reason: Reason = "",
) -> Response:
    key = DraftKey(book, draft, version, bytes.fromhex(digest))
    steps: list[str] = ["approve", "post"] if step == "approve_post" else [step]
    return _taken(request, caller, snapshot, here, key, steps, reason)


def _taken(
    request: Request,
    caller: Caller,
    snapshot: Connection,
    here: Site,
    key: DraftKey,
    steps: list[str],
    reason: str,
) -> Response:
    """Do the steps; where one is refused show the draft with the reason, nothing typed is lost."""
    posted = []
    try:
        for step in steps:
            posted = take_step(here, snapshot, caller, key, step, reason=reason)
    except Refusal as refusal:
        if status_of(refusal) in (403, 404):
            raise
        with here.system.database.reading() as later:
            return _shown(
                request, caller, later, here, key.book, key.draft, refusal=refusal, reason=reason
            )
    if posted:
        return see_other(f"/books/{key.book}/vouchers/{posted[0].year}/{posted[0].number}")
    return see_other(f"/books/{key.book}/drafts/{key.draft}")


def _shown(
    request: Request,
    caller: Caller,
    snapshot: Connection,
    here: Site,
    book: int,
    draft: UUID,
    *,
    refusal: Refusal | None = None,
    reason: str = "",
) -> Response:
    check_readable(snapshot, caller, Permission.DRAFT_READ, book)
    with Session(here.engine) as work:
        full, _ = draft_full(snapshot, work, book, draft)
    state = full.head.state
    own = caller.writes_in(Permission.DRAFT_WRITE, book)
    checks = caller.writes_in(Permission.DRAFT_DECIDE, book)
    return page(
        request,
        "draft.html",
        status=status_of(refusal) if refusal else 200,
        full=full,
        files=attachments(snapshot, book, "draft", str(draft)),
        may_attach=caller.writes_in(Permission.ATTACHMENT_WRITE, book)
        and state in ("open", "incomplete", "rejected", "withdrawn"),
        fresh=uuid4(),
        refusal=refusal,
        reason=reason,
        step_names=STEP_NAMES,
        may_submit=own and state in ("open", "rejected", "withdrawn"),
        may_withdraw=own and state in ("open", "submitted", "rejected"),
        may_approve=checks and state == "submitted" and full.head.maker != caller.login,
        may_reject=checks and state in ("submitted", "approved"),
        may_post=checks and state == "approved",
        may_check=(own or checks) and state not in ("incomplete", "posted"),
        own_draft=checks and full.head.maker == caller.login,
    )
