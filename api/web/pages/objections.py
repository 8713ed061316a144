"""异议: the list, one with its answers, taking one down."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from api.access import Caller, Permission
from api.callers import ToAnswerObjections, ToReadObjections
from api.inputs import BookPath, Day, LongText, ShortText
from api.noticing import check_place, record_objection, take_objection_step, words_of
from api.problems import status_of
from api.reading.objections import (
    OPEN_D,
    Sight,
    objection_steps,
    objections,
    one_objection,
)
from api.site import Here, Site, Snapshot, today
from api.web.render import page, see_other
from ledger.book.post import Connection
from ledger.register.objections import (
    Channel,
    Handler,
    NewObjectionStep,
    Outcome,
    StepKind,
    Topic,
)
from ledger.values.refusal import Refusal
from ledger.values.region import RegionCode

router = APIRouter()

NEXT = {
    StepKind.RAISED: (StepKind.ACCEPTED, StepKind.CLOSED),
    StepKind.ACCEPTED: (StepKind.ANSWERED, StepKind.CLOSED),
    StepKind.ANSWERED: (StepKind.ANSWERED, StepKind.CLOSED),
    StepKind.CLOSED: (),
}
"""What may be done next; closing before an answer means 不予受理."""


@router.get("/objections")
def list_objections(
    request: Request, caller: ToReadObjections, snapshot: Snapshot, all: ShortText = ""
) -> Response:
    seen = Sight.of(caller, Permission.OBJECTION_READ)
    return page(
        request,
        "objections.html",
        objections=objections(snapshot, seen, today=today(snapshot), open_only=not all),
        every=bool(all),
        limit_d=OPEN_D,
        may_answer=caller.may(Permission.OBJECTION_WRITE),
    )


@router.get("/objections/new")
def ask_objection(
    request: Request,
    caller: ToAnswerObjections,
    snapshot: Snapshot,
    book: ShortText = "",
    notice: ShortText = "",
    region: ShortText = "",
    title: ShortText = "",
) -> Response:
    return _form(
        request,
        snapshot,
        {"book": book, "notice": notice, "region": region, "title": title},
        "",
        200,
    )


@router.post("/objections/new")
def take_objection(
    request: Request,
    caller: ToAnswerObjections,
    snapshot: Snapshot,
    here: Here,
    book: Annotated[int, Form(ge=100000, le=999999)],
    region: Annotated[str, Form(pattern="^[1-8][0-9]{11}$")],
    channel: Annotated[Channel, Form()],
    topic: Annotated[Topic, Form()],
    handler: Annotated[Handler, Form()],
    raised_on: Annotated[Day, Form()],
    text: Annotated[LongText, Form()],
    name: Annotated[ShortText, Form()] = "",
    contact: Annotated[ShortText, Form()] = "",
    notice: Annotated[ShortText, Form()] = "",
    office: Annotated[ShortText, Form()] = "",
) -> Response:
    check_place(caller, Permission.OBJECTION_WRITE, region)
    try:
        key = record_objection(
            here,
            snapshot,
            caller,
            book,
            region=RegionCode(region),
            channel=channel,
            topic=topic,
            handler=handler,
            raised_on=raised_on,
            text=text,
            name=name,
            contact=contact,
            notice=UUID(notice) if len(notice) == 36 else None,
            office=office,
        )
    except Refusal as refusal:
        given = {"book": str(book), "notice": notice, "region": region, "title": ""}
        return _form(request, snapshot, given, refusal.message, status_of(refusal))
    if Sight.of(caller, Permission.OBJECTION_READ).covers(region, handler.value):
        return see_other(f"/books/{book}/objections/{key}")
    return see_other("/objections")


@router.get("/books/{book}/objections/{key}")
def read_objection(
    request: Request,
    book: BookPath,
    key: UUID,
    caller: ToReadObjections,
    snapshot: Snapshot,
    here: Here,
) -> Response:
    return _shown(request, caller, snapshot, here, book, key, "", 200)


@router.post("/books/{book}/objections/{key}/steps")
def take_step(
    request: Request,
    book: BookPath,
    key: UUID,
    caller: ToAnswerObjections,
    snapshot: Snapshot,
    here: Here,
    kind: Annotated[StepKind, Form()],
    happened_on: Annotated[Day, Form()],
    text: Annotated[LongText, Form()] = "",
    office: Annotated[ShortText, Form()] = "",
    outcome: Annotated[str, Form(pattern="^(upheld|partly|unfounded|not_taken)?$")] = "",
) -> Response:
    seen = Sight.of(caller, Permission.OBJECTION_WRITE)
    one_objection(snapshot, seen, book, key, today=today(snapshot))
    closes = kind is StepKind.CLOSED
    step = NewObjectionStep(
        objection=key,
        kind=kind,
        happened_on=happened_on,
        office=office,
        outcome=Outcome(outcome) if closes and outcome else None,
        text=text,
    )
    try:
        take_objection_step(here, caller, book, step)
    except Refusal as refusal:
        return _shown(
            request, caller, snapshot, here, book, key, refusal.message, status_of(refusal)
        )
    return see_other(f"/books/{book}/objections/{key}")


def _shown(
    request: Request,
    caller: Caller,
    snapshot: Connection,
    here: Site,
    book: int,
    key: UUID,
    message: str,
    status: int,
) -> Response:
    day = today(snapshot)
    row = one_objection(snapshot, Sight.of(caller, Permission.OBJECTION_READ), book, key, today=day)
    writes = Sight.of(caller, Permission.OBJECTION_WRITE).covers(row.region, row.handler)
    return page(
        request,
        "objection.html",
        status=status,
        objection=row,
        steps=objection_steps(snapshot, book, key),
        said=words_of(here, caller, book, key),
        today=day,
        message=message,
        next_kinds=NEXT[StepKind(row.state)] if writes else (),
        outcomes=list(Outcome),
        limit_d=OPEN_D,
    )


def _form(
    request: Request, snapshot: Connection, given: dict[str, str], message: str, status: int
) -> Response:
    return page(
        request,
        "objection_new.html",
        status=status,
        given=given,
        message=message,
        today=today(snapshot),
        channels=list(Channel),
        topics=list(Topic),
        handlers=list(Handler),
    )
