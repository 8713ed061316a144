"""/api/books/{book}/projects …: the library, one project, its steps and registers."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, ConfigDict, Field
from sqlmodel import Session

from api.access import Permission
from api.callers import ToReadProjects, ToWriteProjects
from api.inputs import BookPath, Day, Limit, LongText, ShortText
from api.reach import check_readable, sees_names
from api.reading.project_registers import (
    RegisterFact,
    RegisterRow,
    book_register,
    project_register,
    register_facts,
)
from api.reading.projects import ProjectFilter, ProjectFull, ProjectRow, project_full, projects
from api.registering import (
    record_project_step,
    record_row,
    register_named,
    void_project_step,
    void_row,
)
from api.site import Here, Snapshot
from ledger.register.projects import NewProjectEvent, ProjectStep
from ledger.register.steps import Step

router = APIRouter(prefix="/api", tags=["项目"])

RegisterName = Annotated[str, Path(pattern="^[a-z-]{1,40}$", description="登记表，如 contracts")]
RegionPrefix = Annotated[str, Query(pattern="^[0-9]{0,12}$", description="区划代码的前几位")]
CellText = Annotated[str, Field(max_length=2000)]


class StepIn(BaseModel):
    """A step of a project. `remark` is required where the step is odd."""

    model_config = ConfigDict(extra="forbid")

    step: ProjectStep
    happened_on: Day
    doc_no: ShortText = ""
    remark: LongText = ""


class StepOut(BaseModel):
    """What is odd about the step that was recorded."""

    odd: list[str]


class VoidStepIn(BaseModel):
    """Which step was entered by mistake, and why."""

    model_config = ConfigDict(extra="forbid")

    step: ProjectStep
    happened_on: Day
    reason: Annotated[LongText, Field(min_length=1)]


class RowIn(BaseModel):
    """The cells of a row as texts, by the keys of the register's columns."""

    model_config = ConfigDict(extra="forbid")

    cells: Annotated[dict[ShortText, CellText], Field(max_length=40)]


class RowOut(BaseModel):
    """How many versions are new: 0 where the same is registered already."""

    new: int


class VoidRowIn(RowIn):
    """The cells of the key, and why the row does not count."""

    reason: Annotated[LongText, Field(min_length=1)]


@router.get("/registers")
def list_registers(caller: ToReadProjects) -> list[RegisterFact]:
    """有哪些登记表，各有哪些列。"""
    return register_facts()


@router.get("/books/{book}/projects")
def list_projects(
    book: BookPath,
    caller: ToReadProjects,
    snapshot: Snapshot,
    text: ShortText = "",
    step: ProjectStep | None = None,
    region: RegionPrefix = "",
    purpose: ShortText = "",
    overdue: bool = False,
    limit: Limit = 200,
) -> list[ProjectRow]:
    """账簿里、本人所辖区划内的项目；可按环节、区划、用途、逾期节点筛选。"""
    wanted = ProjectFilter(text, step.value if step else "", region, purpose, overdue)
    return projects(snapshot, caller, book, wanted, limit=limit)


@router.get("/books/{book}/projects/{project}")
def one_project(
    book: BookPath, project: UUID, caller: ToReadProjects, snapshot: Snapshot, here: Here
) -> ProjectFull:
    """一个项目的基本情况、资金来源、责任人和进度。"""
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


@router.post("/books/{book}/projects/{project}/steps", status_code=201)
def new_step(
    book: BookPath,
    project: UUID,
    body: StepIn,
    caller: ToWriteProjects,
    snapshot: Snapshot,
    here: Here,
) -> StepOut:
    """登记项目的一个环节；次序不合常理的，写明原因才登记。"""
    event = NewProjectEvent(
        project, body.step, body.happened_on, body.doc_no, caller.login, body.remark
    )
    return StepOut(odd=record_project_step(here, snapshot, caller, book, event))


@router.post("/books/{book}/projects/{project}/steps/void", status_code=204)
def void_one_step(
    book: BookPath,
    project: UUID,
    body: VoidStepIn,
    caller: ToWriteProjects,
    snapshot: Snapshot,
    here: Here,
) -> None:
    """作废误登记的环节；原记录保留。"""
    step = Step(body.step, body.happened_on)
    void_project_step(here, snapshot, caller, book, project, step, reason=body.reason)


@router.get("/books/{book}/projects/{project}/registers/{name}")
def one_project_register(
    book: BookPath,
    project: UUID,
    name: RegisterName,
    caller: ToReadProjects,
    snapshot: Snapshot,
    all_versions: bool = False,
) -> list[RegisterRow]:
    """一个项目在一张登记表中的内容，或其所有版本。"""
    kind = register_named(name)
    return project_register(snapshot, caller, book, project, kind, all_versions=all_versions)


@router.get("/books/{book}/registers/{name}")
def one_register(
    book: BookPath,
    name: RegisterName,
    caller: ToReadProjects,
    snapshot: Snapshot,
    all_versions: bool = False,
) -> list[RegisterRow]:
    """整个账簿的一张登记表。"""
    check_readable(snapshot, caller, Permission.PROJECT_READ, book)
    return book_register(snapshot, book, name, all_versions=all_versions)


@router.post("/books/{book}/registers/{name}", status_code=201)
def new_row(
    book: BookPath,
    name: RegisterName,
    body: RowIn,
    caller: ToWriteProjects,
    snapshot: Snapshot,
    here: Here,
) -> RowOut:
    """登记一行；改动已登记的内容要写依据文号和变更说明，旧版本保留。"""
    return RowOut(new=record_row(here, snapshot, caller, book, name, body.cells))


@router.post("/books/{book}/registers/{name}/void", status_code=204)
def void_one_row(
    book: BookPath,
    name: RegisterName,
    body: VoidRowIn,
    caller: ToWriteProjects,
    snapshot: Snapshot,
    here: Here,
) -> None:
    """作废误登记的一行；原记录保留。"""
    void_row(here, snapshot, caller, book, name, body.cells, reason=body.reason)
