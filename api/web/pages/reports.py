"""Each list that a clerk or an auditor reads, as a .xlsx: the same question, all of its rows."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from api.access import Caller, Permission
from api.callers import (
    ToExportRegisters,
    ToReadBooks,
    ToReadCases,
    ToReadConfirmations,
    ToReadDrafts,
    ToReadFindings,
    ToReadNotices,
    ToReadObjections,
    ToReadProjects,
)
from api.exporting import (
    OF_BOOK_READERS,
    ExportName,
    exported,
    sealed_export,
    sealed_exports_of,
)
from api.inputs import BookPath, LongText, ShortText
from api.problems import status_of
from api.reach import check_readable, reachable_books
from api.reading.books import book_name, books
from api.reading.cases import cases
from api.reading.confirmations import recent
from api.reading.drafts import drafts
from api.reading.duties import duties_of
from api.reading.findings import findings
from api.reading.lots import lots
from api.reading.names import DRAFT_STATES, PROJECT_STEPS
from api.reading.notices import notices
from api.reading.objections import Sight, objections
from api.reading.projects import ProjectFilter, projects
from api.reading.statements import balances
from api.recording import places_of
from api.reports import (
    BALANCES,
    BOOKS,
    CASES,
    CONFIRMATIONS,
    DRAFTS,
    DUTIES,
    FINDINGS,
    LOTS,
    MOST_ROWS,
    NOTICES,
    OBJECTIONS,
    PROJECTS,
    report,
)
from api.site import Here, Snapshot, today
from api.web.filters import count_or_none, day_or_none, instant_or_none, uuid_or_none
from api.web.render import page
from ledger.book.balance import Subject
from ledger.book.post import Connection
from ledger.intake.sealed_exports import SEALED_EXPORTS
from ledger.register.duties import TO_DO, DutyState
from ledger.values.refusal import Refusal

router = APIRouter()


@router.get("/books.xlsx")
def books_file(caller: ToReadBooks, snapshot: Snapshot) -> Response:
    return report(BOOKS, books(snapshot, caller, Permission.BOOK_READ))


@router.get("/books/{book}/exports")
def list_exports(
    request: Request, book: BookPath, caller: ToReadBooks, snapshot: Snapshot
) -> Response:
    check_readable(snapshot, caller, Permission.BOOK_READ, book)
    return _exports(request, caller, snapshot, book)


@router.post("/books/{book}/exports")
def sealed_file(
    request: Request,
    book: BookPath,
    caller: ToExportRegisters,
    snapshot: Snapshot,
    here: Here,
    name: Annotated[ShortText, Form()] = "",
    purpose: Annotated[LongText, Form()] = "",
) -> Response:
    """A register that names people, for a purpose."""
    try:
        return sealed_export(here, snapshot, caller, book, name, purpose=purpose)
    except Refusal as refusal:
        if status_of(refusal) in (403, 404):
            raise
        return _exports(request, caller, snapshot, book, refusal=refusal)


def _exports(
    request: Request,
    caller: Caller,
    snapshot: Connection,
    book: int,
    *,
    refusal: Refusal | None = None,
) -> Response:
    return page(
        request,
        "exports.html",
        status=status_of(refusal) if refusal else 200,
        book=book,
        book_name=book_name(snapshot, book),
        exports=OF_BOOK_READERS,
        sealed=SEALED_EXPORTS if caller.writes_in(Permission.REGISTER_EXPORT, book) else {},
        taken=sealed_exports_of(snapshot, book),
        refusal=refusal,
    )


@router.get("/books/{book}/exports/{name}.xlsx")
def export_file(
    book: BookPath, name: ExportName, caller: ToReadBooks, snapshot: Snapshot, here: Here
) -> Response:
    check_readable(snapshot, caller, Permission.BOOK_READ, book)
    return exported(here, book, name)


@router.get("/books/{book}/projects.xlsx")
def projects_file(
    book: BookPath,
    caller: ToReadProjects,
    snapshot: Snapshot,
    text: ShortText = "",
    step: ShortText = "",
    region: ShortText = "",
    purpose: ShortText = "",
    overdue: ShortText = "",
) -> Response:
    wanted = ProjectFilter(
        text=text,
        step=step if step in PROJECT_STEPS else "",
        region=region if region.isascii() and region.isdecimal() else "",
        purpose=purpose,
        overdue=bool(overdue),
    )
    return report(PROJECTS, projects(snapshot, caller, book, wanted, limit=MOST_ROWS))


@router.get("/books/{book}/lots.xlsx")
def lots_file(book: BookPath, caller: ToReadBooks, snapshot: Snapshot) -> Response:
    check_readable(snapshot, caller, Permission.BOOK_READ, book)
    return report(LOTS, lots(snapshot, book))


@router.get("/books/{book}/balances.xlsx")
def balances_file(
    book: BookPath,
    caller: ToReadBooks,
    snapshot: Snapshot,
    account: ShortText = "",
    project: ShortText = "",
    lot: ShortText = "",
    as_of: ShortText = "",
    known_at: ShortText = "",
) -> Response:
    check_readable(snapshot, caller, Permission.BOOK_READ, book)
    subject = Subject(count_or_none(account), uuid_or_none(project), uuid_or_none(lot))
    sheet = balances(
        snapshot, book, subject, as_of=day_or_none(as_of), known_at=instant_or_none(known_at)
    )
    return report(BALANCES, sheet.standing)


@router.get("/drafts.xlsx")
def drafts_file(caller: ToReadDrafts, snapshot: Snapshot, state: ShortText = "") -> Response:
    within = reachable_books(snapshot, caller, Permission.DRAFT_READ)
    states = [state] if state in DRAFT_STATES else None
    return report(DRAFTS, drafts(snapshot, within, states=states, limit=MOST_ROWS))


@router.get("/findings.xlsx")
def findings_file(
    caller: ToReadFindings,
    snapshot: Snapshot,
    rule: ShortText = "",
    severity: ShortText = "",
    text: ShortText = "",
    book: ShortText = "",
    state: ShortText = "open",
) -> Response:
    within = reachable_books(snapshot, caller, Permission.FINDING_READ)
    chosen = [each for each in within if str(each) == book] or within
    found = findings(
        snapshot, chosen, rule=rule, severity=severity, text=text, state=state, limit=MOST_ROWS
    )
    return report(FINDINGS, found)


@router.get("/cases.xlsx")
def cases_file(
    caller: ToReadCases,
    snapshot: Snapshot,
    stage: ShortText = "open",
    overdue: ShortText = "",
    referred: ShortText = "",
) -> Response:
    within = reachable_books(snapshot, caller, Permission.CASE_READ)
    found = cases(
        snapshot,
        within,
        stage=stage,
        overdue=bool(overdue),
        referred=bool(referred),
        limit=MOST_ROWS,
    )
    return report(CASES, found)


@router.get("/notices.xlsx")
def notices_file(
    caller: ToReadNotices, snapshot: Snapshot, region: ShortText = "", text: ShortText = ""
) -> Response:
    prefix = region if region.isascii() and region.isdecimal() else ""
    scope = caller.scope(Permission.NOTICE_READ)
    return report(NOTICES, notices(snapshot, scope, region=prefix, text=text, limit=MOST_ROWS))


@router.get("/duties.xlsx")
def duties_file(caller: ToReadNotices, snapshot: Snapshot, state: ShortText = "") -> Response:
    states = (DutyState(state),) if state in set(DutyState) else TO_DO
    return report(
        DUTIES,
        duties_of(snapshot, caller, as_of=today(snapshot), states=states, limit=MOST_ROWS),
    )


@router.get("/objections.xlsx")
def objections_file(caller: ToReadObjections, snapshot: Snapshot, all: ShortText = "") -> Response:
    seen = Sight.of(caller, Permission.OBJECTION_READ)
    return report(
        OBJECTIONS,
        objections(snapshot, seen, today=today(snapshot), open_only=not all, limit=MOST_ROWS),
    )


@router.get("/confirmations.xlsx")
def confirmations_file(caller: ToReadConfirmations, snapshot: Snapshot, here: Here) -> Response:
    """As the page shows them: a cadre's own places, elsewhere what is doubtful; never names."""
    own = places_of(caller)
    rows = recent(
        snapshot,
        here,
        own or caller.scope(Permission.CONFIRMATION_READ).prefixes,
        names=False,
        doubtful_only=not own,
        limit=MOST_ROWS,
    )
    return report(CONFIRMATIONS, rows)
