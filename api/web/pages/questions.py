"""要求说明: what a user was asked, and his reply; 暂不提示: asking for it and deciding on it."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, File, Form, Path, Request, UploadFile
from starlette.responses import Response

from api.access import Caller, Permission
from api.callers import ToReadCases, ToReply, ToWorkOnCases
from api.casing import asked, auditor, decide_on, full_question, go_on, stored_files, suppress
from api.inputs import BookPath, LongText, ShortText
from api.problems import status_of
from api.reach import reachable_books
from api.reading.questions import questions
from api.reading.suppressions import suppressions
from api.site import Here, Site, Snapshot
from api.web.filters import day_or_none
from api.web.render import page, see_other
from audit.cases import NewStep, Step
from audit.suppressions import Action
from ledger.book.post import Connection
from ledger.values.refusal import Refusal

router = APIRouter()

SeqPath = Annotated[int, Path(ge=0, le=10**6)]
Identity = Annotated[str, Form(pattern="^[0-9a-f]{64}$")]


class EndNotWritten(Refusal):
    """A suppression has an end, written 2020-06-30."""


@router.get("/questions")
def list_questions(request: Request, caller: ToReply, snapshot: Snapshot) -> Response:
    return page(request, "questions.html", questions=questions(snapshot, caller.login))


@router.get("/questions/{book}/{case}/{seq}")
def show_question(
    request: Request,
    book: BookPath,
    case: UUID,
    seq: SeqPath,
    caller: ToReply,
    snapshot: Snapshot,
    here: Here,
) -> Response:
    return _question(request, caller, snapshot, here, (book, case, seq))


@router.post("/questions/{book}/{case}/{seq}/replies")
def reply(
    request: Request,
    book: BookPath,
    case: UUID,
    seq: SeqPath,
    caller: ToReply,
    snapshot: Snapshot,
    here: Here,
    text: Annotated[LongText, Form()] = "",
    file: Annotated[list[UploadFile] | None, File(max_length=20)] = None,
) -> Response:
    found = full_question(here, snapshot, caller, book, case, seq)
    try:
        sent = [(each.filename or "", each.file) for each in file or () if each.filename]
        new = NewStep(
            kind=Step.REPLIED,
            after_seq=found.last_seq,
            text=text,
            of_seq=seq,
            files=stored_files(here, case, found.last_seq, sent, what="答复附件"),
        )
        go_on(here, book, case, new, by=asked(caller))
    except Refusal as refusal:
        if status_of(refusal) in (403, 404):
            raise
        return _question(
            request, caller, snapshot, here, (book, case, seq), refusal=refusal, typed=text
        )
    return see_other(f"/questions/{book}/{case}/{seq}")


@router.get("/suppressions")
def list_suppressions(request: Request, caller: ToReadCases, snapshot: Snapshot) -> Response:
    return _suppressions(request, caller, snapshot)


@router.post("/suppressions/{book}")
def ask_one(
    request: Request,
    book: BookPath,
    caller: ToWorkOnCases,
    snapshot: Snapshot,
    here: Here,
    suppression: Annotated[UUID, Form()],
    identity: Identity,
    until_on: Annotated[ShortText, Form()] = "",
    reason: Annotated[LongText, Form()] = "",
) -> Response:
    try:
        day = day_or_none(until_on)
        if day is None:
            raise EndNotWritten("请写明暂不提示到哪一天，如 2020-06-30")
        by = auditor(snapshot, caller, book)
        suppress(
            here,
            book,
            suppression,
            by=by,
            identity=bytes.fromhex(identity),
            until_on=day,
            reason=reason,
        )
    except Refusal as refusal:
        if status_of(refusal) in (403, 404):
            raise
        return _suppressions(request, caller, snapshot, refusal=refusal)
    return see_other("/suppressions")


@router.post("/suppressions/{book}/{suppression}/decide")
def decide_one(
    request: Request,
    book: BookPath,
    suppression: UUID,
    caller: ToWorkOnCases,
    snapshot: Snapshot,
    here: Here,
    action: Annotated[Action, Form()],
    reason: Annotated[LongText, Form()] = "",
) -> Response:
    try:
        by = auditor(snapshot, caller, book)
        decide_on(here, book, suppression, action, by=by, reason=reason)
    except Refusal as refusal:
        if status_of(refusal) in (403, 404):
            raise
        return _suppressions(request, caller, snapshot, refusal=refusal)
    return see_other("/suppressions")


def _suppressions(
    request: Request, caller: Caller, snapshot: Connection, *, refusal: Refusal | None = None
) -> Response:
    books = reachable_books(snapshot, caller, Permission.CASE_READ)
    return page(
        request,
        "suppressions.html",
        status=status_of(refusal) if refusal else 200,
        rows=suppressions(snapshot, books),
        works=caller.may(Permission.CASE_WRITE),
        refusal=refusal,
    )


def _question(
    request: Request,
    caller: Caller,
    snapshot: Connection,
    here: Site,
    key: tuple[int, UUID, int],
    *,
    refusal: Refusal | None = None,
    typed: str = "",
) -> Response:
    return page(
        request,
        "question.html",
        status=status_of(refusal) if refusal else 200,
        question=full_question(here, snapshot, caller, *key),
        refusal=refusal,
        typed=typed,
    )
