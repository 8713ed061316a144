"""/api/books/{book}/erasures …, persons/{person}/data: erasure, and a person's own data."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from api.access import Permission
from api.callers import ToAskErasures, ToDecideErasures, ToExportPersons, ToReadErasures
from api.erasing import ErasurePreview, ask, decide, one_request, personal_data, preview, requests
from api.inputs import BookPath, LongText
from api.reading.row import Row
from api.site import Here, Snapshot
from ledger.book.erasure import RequestView
from ledger.book.personal_data import PersonalData

router = APIRouter(prefix="/api/books/{book}", tags=["个人信息"])


class ErasedRows(Row):
    """How many sealed rows of a kind went."""

    kind: str
    rows: int


class ErasureRequestOut(Row):
    """A request and what became of it. `state`: open, approved, rejected, erased."""

    request: UUID
    person: UUID
    reason: str
    maker: str
    requested_at: datetime
    state: str
    checker: str
    decided_reason: str
    event: int | None
    erased: list[ErasedRows]

    @classmethod
    def of(cls, view: RequestView) -> ErasureRequestOut:
        return cls(
            request=view.request,
            person=view.person,
            reason=view.reason,
            maker=view.maker,
            requested_at=view.requested_at,
            state=view.state,
            checker=view.checker,
            decided_reason=view.decided_reason,
            event=view.event,
            erased=[ErasedRows(kind=kind, rows=rows) for kind, rows in view.erased],
        )


class AskIn(BaseModel):
    """Why; it is kept for ever, so it names nobody."""

    model_config = ConfigDict(extra="forbid")

    reason: Annotated[LongText, Field(min_length=1)]


class AskOut(BaseModel):
    """The key of the request."""

    request: UUID


class DecideIn(BaseModel):
    """Approve, which erases at once, or reject with a reason."""

    model_config = ConfigDict(extra="forbid")

    approve: bool
    reason: LongText = ""


class ExportIn(BaseModel):
    """For what the person's data are taken out."""

    model_config = ConfigDict(extra="forbid")

    purpose: Annotated[LongText, Field(min_length=1)]


class DataPart(Row):
    """One table: amounts in columns that say 分 are whole fen."""

    title: str
    columns: list[str]
    rows: list[list[str | int | date | None]]


class PersonalDataOut(Row):
    """All that is kept about one person."""

    book: int
    person: UUID
    access: UUID
    taken_at: datetime
    parts: list[DataPart]

    @classmethod
    def of(cls, found: PersonalData) -> PersonalDataOut:
        return cls(
            book=found.book,
            person=found.person,
            access=found.access,
            taken_at=found.taken_at,
            parts=[
                DataPart(
                    title=each.title,
                    columns=list(each.columns),
                    rows=[list(row) for row in each.rows],
                )
                for each in found.parts
            ],
        )


@router.get("/erasures")
def list_erasures(book: BookPath, caller: ToReadErasures, here: Here) -> list[ErasureRequestOut]:
    """删除个人信息的申请，最近的在前。"""
    return [ErasureRequestOut.of(each) for each in requests(here, caller, book)]


@router.get("/erasures/{request}")
def one_erasure(
    book: BookPath, request: UUID, caller: ToReadErasures, here: Here
) -> ErasureRequestOut:
    """一份删除申请。"""
    return ErasureRequestOut.of(one_request(here, caller, book, request))


@router.post("/erasures/{request}/decide", status_code=204)
def decide_one(
    book: BookPath,
    request: UUID,
    body: DecideIn,
    caller: ToDecideErasures,
    snapshot: Snapshot,
    here: Here,
) -> None:
    """同意（立即删除，不能恢复）或不同意；申请人和决定人不能是同一人。"""
    decide(here, snapshot, caller, book, request, approve=body.approve, reason=body.reason)


@router.get("/persons/{person}/erasure")
def preview_erasure(
    book: BookPath, person: UUID, caller: ToAskErasures, here: Here
) -> ErasurePreview:
    """删除这个人的个人信息会删去什么，什么不能删、为什么。"""
    return preview(here, caller, Permission.ERASURE_REQUEST, book, person)


@router.post("/persons/{person}/erasure", status_code=201)
def ask_erasure(
    book: BookPath, person: UUID, body: AskIn, caller: ToAskErasures, here: Here
) -> AskOut:
    """申请删除一个人的个人信息。"""
    return AskOut(request=ask(here, caller, book, person, reason=body.reason))


@router.post("/persons/{person}/data")
def take_data(
    book: BookPath, person: UUID, body: ExportIn, caller: ToExportPersons, here: Here
) -> PersonalDataOut:
    """应本人要求导出系统里关于他的全部内容；每次导出都有记录。"""
    return PersonalDataOut.of(personal_data(here, caller, book, person, purpose=body.purpose))
