"""/api/notices …: the register of publications, what is due, and what notices leave behind."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, File, Form, Query, UploadFile
from pydantic import BaseModel, ConfigDict, Field

from api.access import Permission
from api.callers import ToReadNotices, ToRecordNotices, ToShowEvidence
from api.inputs import AmountFen, BookPath, Day, Limit, LongText, ShortText
from api.noticing import (
    LARGEST_EVIDENCE_BYTES,
    ForeignNotice,
    own_notice,
    record_reading,
    record_step,
    register_notice,
    upload_evidence,
)
from api.reading.duties import DutyRow, duties_of
from api.reading.evidence import Traces, traces
from api.reading.notices import NoticeRow, notice, notices
from api.site import Here, Snapshot, today
from ledger.book.publication import Channel, Level, Stage, Subject
from ledger.register.duties import TO_DO, DutyState
from ledger.register.nine_fields import fields_in
from ledger.register.notice_readings import ItemKind, NewReading, ReadingOrigin, ReadItem
from ledger.register.notice_steps import NewNoticeStep, NoticeStepKind
from ledger.register.posting import EvidenceKind, NewEvidence
from ledger.values.region import RegionCode

router = APIRouter(prefix="/api", tags=["公示"])

RegionPrefix = Annotated[str, Query(pattern="^[0-9]{0,12}$", description="区划代码或其开头几位")]
RegionText = Annotated[str, Field(pattern="^[1-8][0-9]{11}$", description="12 位区划代码")]


class NoticeIn(BaseModel):
    """A notice that was published elsewhere: on paper, on a county's website."""

    model_config = ConfigDict(extra="forbid")

    stage: Stage
    level: Level
    channel: Channel
    region: RegionText
    subject: Subject
    subject_key: Annotated[ShortText, Field(min_length=1)]
    title: Annotated[ShortText, Field(min_length=1)]
    published_on: Day
    from_on: Day | None = None
    until_on: Day | None = None
    project: UUID | None = None
    list: UUID | None = None
    list_version: Annotated[int, Field(ge=1, le=10**6)] | None = None
    doc_no: ShortText = ""
    place: ShortText = ""
    source_url: ShortText = ""


class NoticeMade(BaseModel):
    """The key of what was registered."""

    book: int
    notice: UUID


class StepIn(BaseModel):
    """What became of a notice: 撤下 (withdrawn), 延期 (extended), 更换 (replaced)."""

    model_config = ConfigDict(extra="forbid")

    kind: NoticeStepKind
    happened_on: Day
    until_on: Day | None = None
    by_notice: UUID | None = None
    reason: ShortText = ""


class ReadingIn(BaseModel):
    """What a notice said. The text is sealed, and searched for personal data first."""

    model_config = ConfigDict(extra="forbid")

    origin: ReadingOrigin
    read_on: Day
    text: Annotated[str, Field(max_length=200_000)] = ""
    total_fen: AmountFen | None = None
    line_count: Annotated[int, Field(ge=0, le=10**6)] | None = None
    standard_text: ShortText = ""
    rate_fen: AmountFen | None = None


class Numbered(BaseModel):
    """The number of what was added, counted for each notice from 1."""

    number: int


class EvidenceMade(BaseModel):
    """The key of the evidence; the same file for the same notice again is the same key."""

    evidence: UUID


@router.get("/notices")
def list_notices(
    caller: ToReadNotices,
    snapshot: Snapshot,
    region: RegionPrefix = "",
    text: ShortText = "",
    limit: Limit = 100,
) -> list[NoticeRow]:
    """公示公告登记，新的在前。"""
    scope = caller.scope(Permission.NOTICE_READ)
    return notices(snapshot, scope, region=region, text=text, limit=limit)


@router.get("/duties")
def list_duties(
    caller: ToReadNotices,
    snapshot: Snapshot,
    region: RegionPrefix = "",
    state: DutyState | None = None,
    as_of: date | None = None,
    limit: Limit = 100,
) -> list[DutyRow]:
    """应公示清单：哪些事项最迟哪天公示、由哪份公示履行。不写 state 时只列还没有公示的。"""
    states = (state,) if state else TO_DO
    day = as_of or today(snapshot)
    return duties_of(snapshot, caller, as_of=day, states=states, region=region, limit=limit)


@router.post("/books/{book}/notices")
def add_notice(
    book: BookPath, new: NoticeIn, caller: ToRecordNotices, snapshot: Snapshot, here: Here
) -> NoticeMade:
    """登记别处（纸质、政府网站）发布的公示。"""
    said = new.model_dump(exclude={"region"})
    foreign = ForeignNotice(**said, region=RegionCode(new.region))
    return NoticeMade(book=book, notice=register_notice(here, snapshot, caller, book, foreign))


@router.get("/books/{book}/notices/{key}")
def one_notice(book: BookPath, key: UUID, caller: ToReadNotices, snapshot: Snapshot) -> NoticeRow:
    """一份公示的登记。"""
    return notice(snapshot, caller.scope(Permission.NOTICE_READ), book, key)


@router.get("/books/{book}/notices/{key}/traces")
def notice_traces(book: BookPath, key: UUID, caller: ToReadNotices, snapshot: Snapshot) -> Traces:
    """一份公示留下的记录：撤下延期、内容登记、张贴证据。"""
    notice(snapshot, caller.scope(Permission.NOTICE_READ), book, key)
    return traces(snapshot, book, key)


@router.post("/books/{book}/notices/{key}/steps")
def add_step(
    book: BookPath, key: UUID, new: StepIn, caller: ToRecordNotices, snapshot: Snapshot, here: Here
) -> Numbered:
    """登记撤下、延期、更换。"""
    own_notice(snapshot, caller, Permission.NOTICE_RECORD, book, key)
    step = NewNoticeStep(notice=key, **new.model_dump())
    return Numbered(number=record_step(here, caller, book, step))


@router.post("/books/{book}/notices/{key}/readings")
def add_content(
    book: BookPath,
    key: UUID,
    new: ReadingIn,
    caller: ToRecordNotices,
    snapshot: Snapshot,
    here: Here,
) -> Numbered:
    """登记公示上写了什么（照片抄录、网页文字）。"""
    row = own_notice(snapshot, caller, Permission.NOTICE_RECORD, book, key)
    return Numbered(number=record_reading(here, caller, book, typed_reading(row, new)))


@router.post("/books/{book}/notices/{key}/evidence")
def add_evidence(
    book: BookPath,
    key: UUID,
    caller: ToShowEvidence,
    snapshot: Snapshot,
    here: Here,
    file: Annotated[UploadFile, File(description="照片、截图或扫描件，最大 8 MB")],
    taken_on: Annotated[Day, Form()],
    place: Annotated[ShortText, Form()] = "",
    kind: Annotated[EvidenceKind, Form()] = EvidenceKind.PHOTO,
    taken_by: Annotated[ShortText, Form()] = "",
    note: Annotated[LongText, Form()] = "",
) -> EvidenceMade:
    """上传张贴证据。"""
    row = own_notice(snapshot, caller, Permission.EVIDENCE_WRITE, book, key)
    new = NewEvidence(
        notice=key,
        kind=kind,
        region=RegionCode(row.region),
        place=place or row.place,
        taken_on=taken_on,
        taken_by=taken_by or caller.name,
        note=note,
    )
    content = file.file.read(LARGEST_EVIDENCE_BYTES + 1)
    return EvidenceMade(evidence=upload_evidence(here, caller, book, new, content))


def typed_reading(row: NoticeRow, new: ReadingIn) -> NewReading:
    """What somebody typed of a notice: one item, for what the notice is about."""
    about = row.subject
    kinds = {"benefit_list": ItemKind.BENEFIT, "allocation": ItemKind.LOT}
    item = ReadItem(
        kind=kinds.get(about, ItemKind.PROJECT),
        name=row.project_name or row.title,
        project=row.project or (_uuid(row.subject_key) if about == "project" else None),
        list=_uuid(row.subject_key) if about == "benefit_list" else None,
        lot=_uuid(row.subject_key) if about == "allocation" else None,
        standard_text=new.standard_text,
        rate_fen=new.rate_fen,
        line_count=new.line_count,
        lines_fen=new.total_fen,
        printed=fields_in(new.text),
    )
    return NewReading(
        notice=row.notice,
        origin=new.origin,
        read_on=new.read_on,
        text=new.text,
        total_fen=new.total_fen,
        line_count=new.line_count,
        items=[item],
    )


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
