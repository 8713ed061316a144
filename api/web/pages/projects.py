"""The library of a book, one project with its life and registers, and the forms that write them."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Path, Query, Request
from fastapi.concurrency import run_in_threadpool
from sqlmodel import Session
from starlette.responses import Response

from api.access import Caller, Permission
from api.callers import ToReadProjects, ToWriteProjects
from api.inputs import BookPath, Day, LongText, ShortText
from api.not_found import NotFound
from api.problems import status_of
from api.reach import check_readable, sees_names
from api.reading.lead_groups import leads_of_thing, seen_leads
from api.reading.names import PROJECT_STEPS
from api.reading.project_registers import (
    RegisterColumn,
    book_register,
    filled_columns,
    project_register,
    project_sections,
    register_facts,
    shown_columns,
)
from api.reading.projects import ProjectFilter, ProjectFull, project_full, projects
from api.reading.vouchers import VoucherFilter, vouchers
from api.registering import (
    RegisterFormWrong,
    of_projects,
    record_project_step,
    record_row,
    register_named,
    sheet_of,
    void_key,
    void_project_step,
    void_row,
)
from api.site import Here, Site, Snapshot
from api.web.filters import day_or_none, uuid_or_none
from api.web.render import page, see_other
from ledger.book.post import Connection
from ledger.register.projects import NewProjectEvent, ProjectStep
from ledger.register.steps import Step
from ledger.values.refusal import Refusal

router = APIRouter()

RegisterName = Annotated[str, Path(pattern="^[a-z-]{1,40}$", description="登记表")]


@router.get("/books/{book}/projects")
def list_projects(
    request: Request,
    book: BookPath,
    caller: ToReadProjects,
    snapshot: Snapshot,
    text: Annotated[ShortText, Query()] = "",
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
    return page(
        request,
        "projects.html",
        book=book,
        projects=projects(snapshot, caller, book, wanted),
        wanted=wanted,
        steps=PROJECT_STEPS,
    )


@router.get("/books/{book}/registers")
def list_registers(
    request: Request, book: BookPath, caller: ToReadProjects, snapshot: Snapshot
) -> Response:
    check_readable(snapshot, caller, Permission.PROJECT_READ, book)
    return page(request, "registers.html", book=book, registers=register_facts())


@router.get("/books/{book}/registers/{name}")
def one_book_register(
    request: Request, book: BookPath, name: RegisterName, caller: ToReadProjects, snapshot: Snapshot
) -> Response:
    check_readable(snapshot, caller, Permission.PROJECT_READ, book)
    return _book_register(request, caller, snapshot, book, name)


@router.post("/books/{book}/registers/{name}")
async def new_book_row(
    request: Request,
    book: BookPath,
    name: RegisterName,
    caller: ToWriteProjects,
    snapshot: Snapshot,
    here: Here,
) -> Response:
    form = await request.form()
    keys = {each.key for each in sheet_of(name).columns}
    typed = {key: value for key, value in form.items() if isinstance(value, str) and key in keys}
    return await run_in_threadpool(
        _taken_of_book, request, caller, snapshot, here, book, name, typed
    )


@router.post("/books/{book}/registers/{name}/void")
async def void_one_row(
    request: Request,
    book: BookPath,
    name: RegisterName,
    caller: ToWriteProjects,
    snapshot: Snapshot,
    here: Here,
) -> Response:
    """`of`: the project whose page the form stands on, if it stands on one."""
    form = await request.form()
    typed = {key: value for key, value in form.items() if isinstance(value, str)}
    return await run_in_threadpool(_voided, request, caller, snapshot, here, book, name, typed)


@router.get("/books/{book}/projects/{project}")
def one_project(
    request: Request,
    book: BookPath,
    project: UUID,
    caller: ToReadProjects,
    snapshot: Snapshot,
    here: Here,
) -> Response:
    return _project(request, caller, snapshot, here, book, project)


@router.post("/books/{book}/projects/{project}/steps")
def new_step(
    request: Request,
    book: BookPath,
    project: UUID,
    caller: ToWriteProjects,
    snapshot: Snapshot,
    here: Here,
    step: Annotated[ProjectStep, Form()],
    happened_on: Annotated[ShortText, Form()],
    doc_no: Annotated[ShortText, Form()] = "",
    remark: Annotated[LongText, Form()] = "",
) -> Response:
    typed = {"step": step.value, "happened_on": happened_on, "doc_no": doc_no, "remark": remark}
    try:
        if (day := day_or_none(happened_on)) is None:
            raise RegisterFormWrong("日期应写作 2020-06-30")
        event = NewProjectEvent(project, step, day, doc_no, caller.login, remark)
        record_project_step(here, snapshot, caller, book, event)
    except Refusal as refusal:
        if status_of(refusal) in (403, 404):
            raise
        return _project(
            request, caller, snapshot, here, book, project, refusal=refusal, typed=typed
        )
    return see_other(f"/books/{book}/projects/{project}#life")


@router.post("/books/{book}/projects/{project}/steps/void")
def void_one_step(
    request: Request,
    book: BookPath,
    project: UUID,
    caller: ToWriteProjects,
    snapshot: Snapshot,
    here: Here,
    step: Annotated[ProjectStep, Form()],
    happened_on: Annotated[Day, Form()],
    reason: Annotated[LongText, Form()] = "",
) -> Response:
    try:
        voided = Step(step, happened_on)
        void_project_step(here, snapshot, caller, book, project, voided, reason=reason)
    except Refusal as refusal:
        if status_of(refusal) in (403, 404):
            raise
        return _project(request, caller, snapshot, here, book, project, refusal=refusal)
    return see_other(f"/books/{book}/projects/{project}#life")


@router.get("/books/{book}/projects/{project}/registers/{name}")
def one_register(
    request: Request,
    book: BookPath,
    project: UUID,
    name: RegisterName,
    caller: ToReadProjects,
    snapshot: Snapshot,
    here: Here,
) -> Response:
    return _register(request, caller, snapshot, here, book, project, name)


@router.post("/books/{book}/projects/{project}/registers/{name}")
async def new_row(
    request: Request,
    book: BookPath,
    project: UUID,
    name: RegisterName,
    caller: ToWriteProjects,
    snapshot: Snapshot,
    here: Here,
) -> Response:
    form = await request.form()
    keys = {each.key for each in register_named(name).sheet.columns}
    typed = {key: value for key, value in form.items() if isinstance(value, str) and key in keys}
    return await run_in_threadpool(
        _taken, request, caller, snapshot, here, book, project, name, typed
    )


def _taken_of_book(
    request: Request,
    caller: Caller,
    snapshot: Connection,
    here: Site,
    book: int,
    name: str,
    typed: dict[str, str],
) -> Response:
    try:
        record_row(here, snapshot, caller, book, name, typed)
    except Refusal as refusal:
        if status_of(refusal) in (403, 404):
            raise
        return _book_register(request, caller, snapshot, book, name, refusal=refusal, typed=typed)
    return see_other(f"/books/{book}/registers/{name}")


def _voided(
    request: Request,
    caller: Caller,
    snapshot: Connection,
    here: Site,
    book: int,
    name: str,
    typed: dict[str, str],
) -> Response:
    project = uuid_or_none(typed.get("of", ""))
    key = {each: typed[each] for each in void_key(name) if each in typed}
    try:
        void_row(here, snapshot, caller, book, name, key, reason=typed.get("reason", ""))
    except Refusal as refusal:
        if status_of(refusal) in (403, 404):
            raise
        if project is None:
            return _book_register(request, caller, snapshot, book, name, refusal=refusal)
        return _register(request, caller, snapshot, here, book, project, name, refusal=refusal)
    of = f"/projects/{project}" if project else ""
    return see_other(f"/books/{book}{of}/registers/{name}")


def _book_register(
    request: Request,
    caller: Caller,
    snapshot: Connection,
    book: int,
    name: str,
    *,
    refusal: Refusal | None = None,
    typed: dict[str, str] | None = None,
) -> Response:
    sheet = sheet_of(name)
    columns = [RegisterColumn.of(each) for each in sheet.columns]
    ending = columns[-2:] if columns[-1].key == "change" else []
    rows = book_register(snapshot, book, name, all_versions=True)
    return page(
        request,
        "register.html",
        status=status_of(refusal) if refusal else 200,
        full=None,
        book=book,
        name=name,
        title=sheet.title,
        purpose=sheet.purpose,
        columns=filled_columns(shown_columns(name) + ending, rows),
        fields=columns,
        rows=rows,
        voidable=void_key(name),
        may_write=caller.writes_in(Permission.PROJECT_WRITE, book),
        refusal=refusal,
        typed=typed or {},
    )


def _taken(
    request: Request,
    caller: Caller,
    snapshot: Connection,
    here: Site,
    book: int,
    project: UUID,
    name: str,
    typed: dict[str, str],
) -> Response:
    """The row is of the project whose page the form stands on, whatever the form says."""
    full = _full(caller, snapshot, here, book, project)
    try:
        record_row(here, snapshot, caller, book, name, typed | {"project": full.facts.code})
    except Refusal as refusal:
        if status_of(refusal) in (403, 404):
            raise
        return _register(
            request, caller, snapshot, here, book, project, name, refusal=refusal, typed=typed
        )
    return see_other(f"/books/{book}/projects/{project}/registers/{name}")


def _full(
    caller: Caller, snapshot: Connection, here: Site, book: int, project: UUID
) -> ProjectFull:
    with Session(here.engine) as work:
        return project_full(
            snapshot,
            work,
            here.system.sealer,
            caller,
            book,
            project,
            names=sees_names(snapshot, caller, book)
            or caller.writes_in(Permission.PROJECT_WRITE, book),
        )


def _project(
    request: Request,
    caller: Caller,
    snapshot: Connection,
    here: Site,
    book: int,
    project: UUID,
    *,
    refusal: Refusal | None = None,
    typed: dict[str, str] | None = None,
) -> Response:
    full = _full(caller, snapshot, here, book, project)
    return page(
        request,
        "project.html",
        status=status_of(refusal) if refusal else 200,
        full=full,
        sections=project_sections(snapshot, caller, book, project),
        vouchers=vouchers(snapshot, book, VoucherFilter(project=project), limit=100).vouchers
        if caller.may(Permission.VOUCHER_READ)
        else [],
        steps=PROJECT_STEPS,
        may_write=caller.writes_in(Permission.PROJECT_WRITE, book),
        refusal=refusal,
        typed=typed or {},
        leads=seen_leads(snapshot, caller, book, lambda: leads_of_thing(snapshot, [book], project)),
    )


def _register(
    request: Request,
    caller: Caller,
    snapshot: Connection,
    here: Site,
    book: int,
    project: UUID,
    name: str,
    *,
    refusal: Refusal | None = None,
    typed: dict[str, str] | None = None,
) -> Response:
    kind = register_named(name)
    if not of_projects(kind):
        raise NotFound(f"没有登记表 {name}", register=name)
    columns = [RegisterColumn.of(each) for each in kind.sheet.columns if each.key != "project"]
    rows = project_register(snapshot, caller, book, project, kind, all_versions=True)
    return page(
        request,
        "register.html",
        status=status_of(refusal) if refusal else 200,
        full=_full(caller, snapshot, here, book, project),
        name=name,
        title=kind.sheet.title,
        purpose=kind.sheet.purpose,
        columns=filled_columns(columns, rows),
        fields=columns,
        book=book,
        voidable=void_key(name),
        rows=rows,
        may_write=caller.writes_in(Permission.PROJECT_WRITE, book),
        refusal=refusal,
        typed=typed or {},
    )
