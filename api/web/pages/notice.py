"""One notice and what it left behind; what is due; registering what others published."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, File, Form, Request, UploadFile
from starlette.responses import Response, StreamingResponse

from api.access import Caller, Permission
from api.callers import ToReadNotices, ToRecordNotices, ToShowEvidence
from api.inputs import BookPath, Day, LongText, ShortText
from api.not_found import NotFound
from api.noticing import (
    LARGEST_EVIDENCE_BYTES,
    ForeignNotice,
    evidence_store,
    own_notice,
    record_reading,
    record_step,
    register_notice,
    upload_evidence,
)
from api.problems import status_of
from api.reading.duties import duties_of
from api.reading.evidence import evidence_row, traces
from api.reading.names import SUBJECTS
from api.reading.notices import notice
from api.reading.objections import Sight, objections
from api.routes.notices import ReadingIn, typed_reading
from api.site import Here, Site, Snapshot, today
from api.web.render import page, see_other
from ledger.book.post import Connection
from ledger.book.publication import Channel, Level, Stage, Subject
from ledger.register.duties import DUTY_SUBJECTS, TO_DO, DutyState
from ledger.register.notice_readings import ReadingOrigin
from ledger.register.notice_steps import NewNoticeStep, NoticeStepKind
from ledger.register.posting import EvidenceKind, NewEvidence
from ledger.values.money import parse_amount
from ledger.values.refusal import Refusal
from ledger.values.region import RegionCode, RegionLevel

router = APIRouter()


class DayNotReal(Refusal):
    """A day that is given is a day of the calendar."""


OptionalDay = Annotated[str, Form(pattern="^([0-9]{4}-[0-9]{2}-[0-9]{2})?$")]


@router.get("/duties")
def due(
    request: Request, caller: ToReadNotices, snapshot: Snapshot, state: ShortText = ""
) -> Response:
    known = DutyState(state) if state in set(DutyState) else None
    day = today(snapshot)
    return page(
        request,
        "duties.html",
        duties=duties_of(
            snapshot, caller, as_of=day, states=(known,) if known else TO_DO, limit=300
        ),
        states=list(DutyState),
        state=state if known else "",
        today=day,
        may_record=caller.may(Permission.NOTICE_RECORD),
    )


@router.get("/notices/new")
def ask_notice(
    request: Request,
    caller: ToRecordNotices,
    snapshot: Snapshot,
    book: ShortText = "",
    subject: ShortText = "",
    subject_key: ShortText = "",
    stage: ShortText = "before",
    level: ShortText = "village",
    region: ShortText = "",
    title: ShortText = "",
) -> Response:
    given = {
        "book": book,
        "subject": subject,
        "subject_key": subject_key,
        "stage": stage,
        "level": level,
        "region": region,
        "title": title,
    }
    return _notice_form(request, snapshot, given, "", 200)


@router.post("/notices/new")
def take_notice(
    request: Request,
    caller: ToRecordNotices,
    snapshot: Snapshot,
    here: Here,
    book: Annotated[int, Form(ge=100000, le=999999)],
    subject: Annotated[Subject, Form()],
    subject_key: Annotated[ShortText, Form()],
    stage: Annotated[Stage, Form()],
    level: Annotated[Level, Form()],
    channel: Annotated[Channel, Form()],
    region: Annotated[str, Form(pattern="^[1-8][0-9]{11}$")],
    title: Annotated[ShortText, Form(min_length=1)],
    published_on: Annotated[Day, Form()],
    from_on: OptionalDay = "",
    until_on: OptionalDay = "",
    doc_no: Annotated[ShortText, Form()] = "",
    place: Annotated[ShortText, Form()] = "",
    source_url: Annotated[ShortText, Form()] = "",
) -> Response:
    new = ForeignNotice(
        stage=stage,
        level=level,
        channel=channel,
        region=RegionCode(region),
        subject=subject,
        subject_key=subject_key or region,
        title=title,
        published_on=published_on,
        from_on=_day(from_on),
        until_on=_day(until_on),
        project=_uuid(subject_key) if subject in ("project", "completion") else None,
        list=_uuid(subject_key) if subject == "benefit_list" else None,
        doc_no=doc_no,
        place=place,
        source_url=source_url,
    )
    try:
        key = register_notice(here, snapshot, caller, book, new)
    except Refusal as refusal:
        given = {
            "book": str(book), "subject": subject, "subject_key": subject_key, "stage": stage,
            "level": level, "region": region, "title": title,
        }  # fmt: skip
        return _notice_form(request, snapshot, given, refusal.message, status_of(refusal))
    return see_other(f"/books/{book}/notices/{key}")


@router.get("/books/{book}/notices/{key}")
def one_notice(
    request: Request,
    book: BookPath,
    key: UUID,
    caller: ToReadNotices,
    snapshot: Snapshot,
) -> Response:
    return _shown(request, caller, snapshot, book, key, "", 200)


@router.post("/books/{book}/notices/{key}/evidence")
def take_evidence(
    request: Request,
    book: BookPath,
    key: UUID,
    caller: ToShowEvidence,
    snapshot: Snapshot,
    here: Here,
    file: Annotated[UploadFile, File()],
    taken_on: Annotated[Day, Form()],
    kind: Annotated[EvidenceKind, Form()] = EvidenceKind.PHOTO,
    place: Annotated[ShortText, Form()] = "",
    taken_by: Annotated[ShortText, Form()] = "",
    note: Annotated[LongText, Form()] = "",
) -> Response:
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
    try:
        upload_evidence(here, caller, book, new, content)
    except Refusal as refusal:
        return _shown(request, caller, snapshot, book, key, refusal.message, status_of(refusal))
    return see_other(f"/books/{book}/notices/{key}")


@router.post("/books/{book}/notices/{key}/steps")
def take_step(
    request: Request,
    book: BookPath,
    key: UUID,
    caller: ToRecordNotices,
    snapshot: Snapshot,
    here: Here,
    kind: Annotated[NoticeStepKind, Form()],
    happened_on: Annotated[Day, Form()],
    until_on: OptionalDay = "",
    by_notice: Annotated[ShortText, Form()] = "",
    reason: Annotated[ShortText, Form()] = "",
) -> Response:
    own_notice(snapshot, caller, Permission.NOTICE_RECORD, book, key)
    new = NewNoticeStep(
        notice=key,
        kind=kind,
        happened_on=happened_on,
        until_on=_day(until_on),
        by_notice=_uuid(by_notice),
        reason=reason,
    )
    try:
        record_step(here, caller, book, new)
    except Refusal as refusal:
        return _shown(request, caller, snapshot, book, key, refusal.message, status_of(refusal))
    return see_other(f"/books/{book}/notices/{key}")


@router.post("/books/{book}/notices/{key}/readings")
def take_reading(
    request: Request,
    book: BookPath,
    key: UUID,
    caller: ToRecordNotices,
    snapshot: Snapshot,
    here: Here,
    origin: Annotated[ReadingOrigin, Form()],
    read_on: Annotated[Day, Form()],
    text: Annotated[str, Form(max_length=200_000)] = "",
    total: Annotated[ShortText, Form()] = "",
    line_count: Annotated[str, Form(pattern="^[0-9]{0,6}$")] = "",
    rate: Annotated[ShortText, Form()] = "",
) -> Response:
    row = own_notice(snapshot, caller, Permission.NOTICE_RECORD, book, key)
    try:
        said = ReadingIn(
            origin=origin,
            read_on=read_on,
            text=text,
            total_fen=parse_amount(total, unit="元") if total else None,
            line_count=int(line_count) if line_count else None,
            rate_fen=parse_amount(rate, unit="元") if rate else None,
        )
        record_reading(here, caller, book, typed_reading(row, said))
    except Refusal as refusal:
        return _shown(request, caller, snapshot, book, key, refusal.message, status_of(refusal))
    return see_other(f"/books/{book}/notices/{key}")


@router.get("/books/{book}/evidence/{evidence}")
def evidence_file(
    book: BookPath, evidence: UUID, caller: ToReadNotices, snapshot: Snapshot, here: Here
) -> Response:
    """The photo itself, for those who may see the notice."""
    found = evidence_row(snapshot, book, evidence)
    if found is None:
        raise NotFound("没有这份证据")
    notice(snapshot, caller.scope(Permission.NOTICE_READ), book, found.notice)
    return _file(here, found.digest, found.media_type)


def _file(here: Site, digest: str, media_type: str) -> Response:
    return StreamingResponse(
        evidence_store(here).read(bytes.fromhex(digest)),
        media_type=media_type,
        headers={"Content-Security-Policy": "default-src 'none'; sandbox"},
    )


def _shown(
    request: Request,
    caller: Caller,
    snapshot: Connection,
    book: int,
    key: UUID,
    message: str,
    status: int,
) -> Response:
    row = notice(snapshot, caller.scope(Permission.NOTICE_READ), book, key)

    def here(permission: Permission) -> bool:
        return caller.scope(permission).covers_region(row.region)

    day = today(snapshot)
    seen = Sight.of(caller, Permission.OBJECTION_READ)
    return page(
        request,
        "notice.html",
        status=status,
        notice=row,
        traces=traces(snapshot, book, key),
        objections=objections(snapshot, seen, today=day, notice=key),
        today=day,
        message=message,
        may_record=here(Permission.NOTICE_RECORD),
        may_show=here(Permission.EVIDENCE_WRITE),
        may_answer=here(Permission.OBJECTION_WRITE),
        evidence_kinds=list(EvidenceKind),
        step_kinds=list(NoticeStepKind),
        origins=[each for each in ReadingOrigin if each is not ReadingOrigin.PAGE],
    )


def _notice_form(
    request: Request, snapshot: Connection, given: dict[str, str], message: str, status: int
) -> Response:
    return page(
        request,
        "notice_new.html",
        status=status,
        given=given,
        message=message,
        today=today(snapshot),
        subjects=DUTY_SUBJECTS | {"village_page": SUBJECTS["village_page"]},
        levels=[each for each in RegionLevel],
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as wrong:
        raise DayNotReal(f"没有这一天：{text}") from wrong


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text) if text else None
    except ValueError:
        return None
