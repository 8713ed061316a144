"""/api/objections …: raised on notices, accepted, answered, closed; and the public's complaint."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from pydantic import BaseModel, ConfigDict, Field

from api.access import Permission
from api.callers import ToAnswerObjections, ToReadObjections
from api.inputs import BookPath, Day, Limit, LongText, ShortText
from api.not_found import NotFound
from api.noticing import (
    Complaint,
    check_place,
    complain,
    record_objection,
    take_objection_step,
    words_of,
)
from api.reading.objections import (
    ComplaintState,
    ObjectionRow,
    ObjectionStepRow,
    Sight,
    complaint_state,
    objection_steps,
    objections,
    one_objection,
)
from api.site import Here, Site, Snapshot, today
from ledger.register.objections import (
    Channel,
    Handler,
    NewObjectionStep,
    Outcome,
    StepKind,
    Topic,
)
from ledger.values.region import RegionCode

router = APIRouter(prefix="/api", tags=["异议"])

RegionText = Annotated[str, Field(pattern="^[1-8][0-9]{11}$", description="12 位区划代码")]
Words = Annotated[LongText, Field(min_length=1)]


class ObjectionIn(BaseModel):
    """An objection that a cadre took down; without name and contact it is anonymous."""

    model_config = ConfigDict(extra="forbid")

    region: RegionText
    channel: Channel
    topic: Topic
    handler: Handler
    raised_on: Day
    text: Words
    name: ShortText = ""
    contact: ShortText = ""
    notice: UUID | None = None
    office: ShortText = ""


class ObjectionMade(BaseModel):
    """The key of the objection."""

    book: int
    objection: UUID


class ObjectionStepIn(BaseModel):
    """The next step: accepted, answered, or closed with an outcome."""

    model_config = ConfigDict(extra="forbid")

    kind: StepKind
    happened_on: Day
    text: LongText = ""
    office: ShortText = ""
    outcome: Outcome | None = None


class ObjectionStepMade(BaseModel):
    """Its number; 0 is the raising."""

    seq: int


class SaidRow(BaseModel):
    """The words of one step. Name and contact only for who may know them."""

    seq: int
    text: str
    name: str
    contact: str


class ObjectionFull(BaseModel):
    """One objection with its steps and words."""

    objection: ObjectionRow
    steps: list[ObjectionStepRow]
    said: list[SaidRow]


class ComplaintIn(BaseModel):
    """What somebody says without signing in."""

    model_config = ConfigDict(extra="forbid")

    region: RegionText
    topic: Topic
    text: Words
    name: ShortText = ""
    contact: ShortText = ""
    notice: UUID | None = None


class ComplaintMade(BaseModel):
    """The number by which its state can be asked."""

    code: str


@router.get("/objections")
def list_objections(
    caller: ToReadObjections,
    snapshot: Snapshot,
    open_only: Annotated[bool, Query(description="只列未办结的")] = False,
    limit: Limit = 100,
) -> list[ObjectionRow]:
    """异议，未办结的在前，最早的先列。"""
    seen = Sight.of(caller, Permission.OBJECTION_READ)
    return objections(snapshot, seen, today=today(snapshot), open_only=open_only, limit=limit)


@router.post("/books/{book}/objections")
def add_objection(
    book: BookPath, new: ObjectionIn, caller: ToAnswerObjections, snapshot: Snapshot, here: Here
) -> ObjectionMade:
    """登记村务监督、12317 电话、窗口收到的异议。"""
    check_place(caller, Permission.OBJECTION_WRITE, new.region)
    said = new.model_dump(exclude={"region"})
    made = record_objection(here, snapshot, caller, book, region=RegionCode(new.region), **said)
    return ObjectionMade(book=book, objection=made)


@router.get("/books/{book}/objections/{key}")
def read_objection(
    book: BookPath, key: UUID, caller: ToReadObjections, snapshot: Snapshot, here: Here
) -> ObjectionFull:
    """一条异议和它的办理过程。"""
    seen = Sight.of(caller, Permission.OBJECTION_READ)
    row = one_objection(snapshot, seen, book, key, today=today(snapshot))
    words = words_of(here, caller, book, key)
    return ObjectionFull(
        objection=row,
        steps=list(objection_steps(snapshot, book, key)),
        said=[
            SaidRow(seq=seq, text=each.text, name=each.name, contact=each.contact)
            for seq, each in sorted(words.items())
        ],
    )


@router.post("/books/{book}/objections/{key}/steps")
def add_objection_step(
    book: BookPath,
    key: UUID,
    new: ObjectionStepIn,
    caller: ToAnswerObjections,
    snapshot: Snapshot,
    here: Here,
) -> ObjectionStepMade:
    """受理、答复、办结。"""
    seen = Sight.of(caller, Permission.OBJECTION_WRITE)
    one_objection(snapshot, seen, book, key, today=today(snapshot))
    step = NewObjectionStep(objection=key, **new.model_dump())
    return ObjectionStepMade(seq=take_objection_step(here, caller, book, step))


@router.post("/public/objections")
def public_complaint(
    request: Request, new: ComplaintIn, snapshot: Snapshot, here: Here
) -> ComplaintMade:
    """群众反映问题，不需要登录；返回查询编号。"""
    count_complaint(here, request)
    said = new.model_dump(exclude={"region"})
    complaint = Complaint(**said, region=RegionCode(new.region))
    return ComplaintMade(code=complain(here, snapshot, complaint))


@router.get("/public/objections/{code}")
def public_state(code: str, snapshot: Snapshot) -> ComplaintState:
    """凭查询编号看办到哪一步。"""
    found = complaint_state(snapshot, code.strip().upper()) if code.isalnum() else None
    if found is None:
        raise NotFound("没有这个编号")
    return found


def count_complaint(site: Site, request: Request) -> None:
    """Raises TooManyAttempts: a few from one address, then longer and longer waits."""
    address = request.client.host if request.client else ""
    site.complaints.check(address)
    site.complaints.failed(address)
