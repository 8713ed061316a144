"""/api/cases, /api/questions, /api/suppressions: the work on leads up to 销号."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, File, Form, UploadFile
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict, Field

from api.access import Permission
from api.callers import ToReadCases, ToReply, ToTakeCases, ToWorkOnCases
from api.casing import (
    asked,
    auditor,
    begin,
    decide_on,
    full_case,
    full_question,
    go_on,
    inspector,
    stored_files,
    suppress,
)
from api.inputs import (
    LARGEST_INT4,
    BookPath,
    Day,
    FiscalYear,
    Limit,
    LongText,
    Number,
    ShortText,
)
from api.reach import check_readable, reachable_books
from api.reading.cases import CaseRow, DeadlineRow, cases, deadlines
from api.reading.one_case import CaseFull, case_file
from api.reading.questions import QuestionFull, QuestionRow, questions
from api.reading.row import Row
from api.reading.suppressions import SuppressionRow, suppressions
from api.site import Here, Snapshot
from api.web.download import download
from audit.cases import Disposition, MoneyBack, NewStep, Step
from audit.dispositions import Precision, precision
from audit.suppressions import Action

router = APIRouter(prefix="/api", tags=["核查单"])

Identity = Annotated[str, Field(pattern="^[0-9a-f]{64}$", description="疑点标识")]
Seq = Annotated[int, Field(ge=0, le=LARGEST_INT4, strict=True)]
SeqPath = Annotated[int, Field(ge=0, le=LARGEST_INT4)]


class OpenIn(BaseModel):
    """A new case. `case`: given by the sender; the same again opens nothing twice.

    `title` is not sealed and names no person; `text` is sealed.
    """

    model_config = ConfigDict(extra="forbid")

    case: UUID
    title: Annotated[ShortText, Field(min_length=1)]
    leads: Annotated[list[Identity], Field(max_length=200)]
    text: LongText = ""


class HeldIn(BaseModel):
    """What is held of a lead."""

    model_config = ConfigDict(extra="forbid")

    identity: Identity
    disposition: Disposition


class MoneyBackIn(BaseModel):
    """A voucher that brought money back; without an entry all of its entries."""

    model_config = ConfigDict(extra="forbid")

    year: FiscalYear
    number: Number
    entry: Number | None = None


class StepIn(BaseModel):
    """One step of an auditor. `after_seq`: the number of the last step that he has seen."""

    model_config = ConfigDict(extra="forbid")

    kind: Literal[
        Step.WIDENED,
        Step.ASSIGNED,
        Step.ASKED,
        Step.REPLIED,
        Step.DISPOSED,
        Step.RECOVERED,
        Step.RECOVERY_UNDONE,
        Step.REFERRED,
        Step.CLOSE_ASKED,
        Step.CLOSE_REFUSED,
        Step.CLOSED,
        Step.REOPENED,
    ]
    after_seq: Seq
    text: LongText = ""
    to_login: ShortText = ""
    to_org: ShortText = ""
    due_on: Day | None = None
    of_seq: Seq | None = None
    leads: Annotated[list[Identity], Field(max_length=200)] = []
    dispositions: Annotated[list[HeldIn], Field(max_length=200)] = []
    recoveries: Annotated[list[MoneyBackIn], Field(max_length=200)] = []


class InspectionIn(BaseModel):
    """An inspector takes over what was referred, or answers what came of it."""

    model_config = ConfigDict(extra="forbid")

    kind: Literal[Step.TAKEN_OVER, Step.FED_BACK]
    after_seq: Seq
    text: LongText = ""


class CaseOpened(BaseModel):
    """The number of the case in its year."""

    book: int
    case: UUID
    number: int


class StepTaken(BaseModel):
    """The number of the step."""

    seq: int


class SuppressIn(BaseModel):
    """Which lead, until when, why. `reason` is not sealed and names no person."""

    model_config = ConfigDict(extra="forbid")

    suppression: UUID
    identity: Identity
    until_on: Day
    reason: Annotated[LongText, Field(min_length=1)]


class DecideIn(BaseModel):
    """What becomes of it; a rejection and an early end say why."""

    model_config = ConfigDict(extra="forbid")

    action: Action
    reason: LongText = ""


class PrecisionRow(Row):
    """How leads of a rule came out. `right_basis_points`: true ones of those held, in 1/10000."""

    rule: str
    version: int
    upheld: int
    rectified: int
    permitted: int
    unfounded: int
    open: int
    held: int
    right_basis_points: int | None

    @classmethod
    def of(cls, found: Precision) -> PrecisionRow:
        return cls(**{name: getattr(found, name) for name in cls.model_fields})


@router.get("/cases")
def list_cases(
    caller: ToReadCases,
    snapshot: Snapshot,
    stage: Literal["", "open", "working", "closing", "closed"] = "",
    overdue: bool = False,
    referred: bool = False,
    limit: Limit = 100,
) -> list[CaseRow]:
    """核查单，新的在前；open 是未销号的。"""
    books = reachable_books(snapshot, caller, Permission.CASE_READ)
    return cases(snapshot, books, stage=stage, overdue=overdue, referred=referred, limit=limit)


@router.get("/cases/overdue")
def list_overdue(caller: ToReadCases, snapshot: Snapshot) -> list[DeadlineRow]:
    """已过期限、没有答复的要求说明和没有办完的交办。"""
    return deadlines(snapshot, reachable_books(snapshot, caller, Permission.CASE_READ))


@router.get("/cases/precision")
def list_precision(caller: ToReadCases, snapshot: Snapshot) -> list[PrecisionRow]:
    """各条规则的疑点核查后怎样认定。"""
    books = reachable_books(snapshot, caller, Permission.CASE_READ)
    return [PrecisionRow.of(each) for each in precision(snapshot, books)]


@router.post("/cases/{book}", status_code=201)
def open_one(
    book: BookPath, body: OpenIn, caller: ToWorkOnCases, snapshot: Snapshot, here: Here
) -> CaseOpened:
    """针对一条或几条疑点立单。"""
    number = begin(
        here,
        book,
        body.case,
        by=auditor(snapshot, caller, book),
        title=body.title,
        leads=[bytes.fromhex(each) for each in body.leads],
        text=body.text,
    )
    return CaseOpened(book=book, case=body.case, number=number)


@router.get("/cases/{book}/{case}")
def show_case(
    book: BookPath, case: UUID, caller: ToReadCases, snapshot: Snapshot, here: Here
) -> CaseFull:
    """一份核查单：疑点、每一步、认定、追回、附件。"""
    return full_case(here, snapshot, caller, book, case)


@router.post("/cases/{book}/{case}/steps", status_code=201)
def add_step(
    book: BookPath,
    case: UUID,
    body: StepIn,
    caller: ToWorkOnCases,
    snapshot: Snapshot,
    here: Here,
) -> StepTaken:
    """办理一步。销号的人不能是申请销号的人。"""
    new = NewStep(
        kind=body.kind,
        after_seq=body.after_seq,
        text=body.text,
        to_login=body.to_login,
        to_org=body.to_org,
        due_on=body.due_on,
        of_seq=body.of_seq,
        leads=[bytes.fromhex(each) for each in body.leads],
        dispositions=[
            (bytes.fromhex(each.identity), each.disposition) for each in body.dispositions
        ],
        recoveries=[MoneyBack(each.year, each.number, each.entry) for each in body.recoveries],
    )
    return StepTaken(seq=go_on(here, book, case, new, by=auditor(snapshot, caller, book)))


@router.post("/cases/{book}/{case}/inspection", status_code=201)
def add_inspection(
    book: BookPath,
    case: UUID,
    body: InspectionIn,
    caller: ToTakeCases,
    snapshot: Snapshot,
    here: Here,
) -> StepTaken:
    """纪检受理移送的核查单，或反馈结果。"""
    new = NewStep(kind=body.kind, after_seq=body.after_seq, text=body.text)
    return StepTaken(seq=go_on(here, book, case, new, by=inspector(snapshot, caller, book)))


@router.get("/cases/{book}/{case}/files/{file}", response_class=StreamingResponse)
def case_file_content(
    book: BookPath,
    case: UUID,
    file: UUID,
    caller: ToReadCases,
    snapshot: Snapshot,
    here: Here,
) -> StreamingResponse:
    """下载随核查单某一步附上的文件。"""
    check_readable(snapshot, caller, Permission.CASE_READ, book)
    return download(here, case_file(snapshot, book, case, file))


@router.get("/questions")
def list_questions(
    caller: ToReply, snapshot: Snapshot, open_only: bool = False
) -> list[QuestionRow]:
    """要求本人说明的事项，期限近的在前。"""
    return questions(snapshot, caller.login, open_only=open_only)


@router.get("/questions/{book}/{case}/{seq}")
def show_question(
    book: BookPath, case: UUID, seq: SeqPath, caller: ToReply, snapshot: Snapshot, here: Here
) -> QuestionFull:
    """一个要求说明的事项和以前的答复。"""
    return full_question(here, snapshot, caller, book, case, seq)


@router.post("/questions/{book}/{case}/{seq}/replies", status_code=201)
def reply(
    book: BookPath,
    case: UUID,
    seq: SeqPath,
    caller: ToReply,
    snapshot: Snapshot,
    here: Here,
    text: Annotated[LongText, Form()] = "",
    file: Annotated[list[UploadFile] | None, File(max_length=20)] = None,
) -> StepTaken:
    """答复，可附文件。"""
    found = full_question(here, snapshot, caller, book, case, seq)
    sent = [(each.filename or "", each.file) for each in file or ()]
    new = NewStep(
        kind=Step.REPLIED,
        after_seq=found.last_seq,
        text=text,
        of_seq=seq,
        files=stored_files(here, case, found.last_seq, sent, what="答复附件"),
    )
    return StepTaken(seq=go_on(here, book, case, new, by=asked(caller)))


@router.get("/suppressions")
def list_suppressions(caller: ToReadCases, snapshot: Snapshot) -> list[SuppressionRow]:
    """暂不提示：待批准的、生效的在前。"""
    return suppressions(snapshot, reachable_books(snapshot, caller, Permission.CASE_READ))


@router.post("/suppressions/{book}", status_code=201)
def ask_one(
    book: BookPath, body: SuppressIn, caller: ToWorkOnCases, snapshot: Snapshot, here: Here
) -> None:
    """申请对一条疑点暂不提示，要写理由和截止日；由另一人批准后生效。"""
    suppress(
        here,
        book,
        body.suppression,
        by=auditor(snapshot, caller, book),
        identity=bytes.fromhex(body.identity),
        until_on=body.until_on,
        reason=body.reason,
    )


@router.post("/suppressions/{book}/{suppression}/decide", status_code=204)
def decide_one(
    book: BookPath,
    suppression: UUID,
    body: DecideIn,
    caller: ToWorkOnCases,
    snapshot: Snapshot,
    here: Here,
) -> None:
    """批准、不同意，或提前结束。批准的人不能是申请的人。"""
    by = auditor(snapshot, caller, book)
    decide_on(here, book, suppression, body.action, by=by, reason=body.reason)
