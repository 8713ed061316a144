"""/api/audit/runs, /api/audit/jobs: a run of the rules is begun, followed and stopped."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from api.access import Caller, Permission
from api.callers import ToReadFindings, ToRunAudit
from api.inputs import Day
from api.reach import check_readable, reachable_books
from api.reading.audit_jobs import JobRow, books_of, job, jobs
from api.site import Here, Site, Snapshot, today
from audit.catalogue import rule
from audit.jobs import ask_to_stop
from ledger.book.post import Connection
from ledger.book.refusals import BookOutOfReach

router = APIRouter(prefix="/api", tags=["审计"])


class RunIn(BaseModel):
    """As of which day, over which books and by which rules; empty lists mean all within reach.

    Only what changed since the run before is judged, unless `full` is true; the answer is the same.
    """

    model_config = ConfigDict(extra="forbid")

    as_of: Day | None = None
    books: Annotated[
        list[Annotated[int, Field(ge=100000, le=999999, strict=True)]], Field(max_length=200)
    ] = []
    rules: Annotated[
        list[Annotated[str, Field(pattern="^[A-Z]{2}[0-9]{2}$")]], Field(max_length=100)
    ] = []
    full: bool = False


class RunBegun(BaseModel):
    """The job under which GET /api/audit/jobs/{job} says how far it is."""

    job: UUID


@router.post("/audit/runs", status_code=202)
def begin_run(body: RunIn, caller: ToRunAudit, snapshot: Snapshot, here: Here) -> RunBegun:
    """在后台按某一天（默认账簿的今天）运行规则；同时只有一次。"""
    for book in body.books:
        check_readable(snapshot, caller, Permission.AUDIT_RUN, book)
    for code in body.rules:
        rule(code)
    key = here.audits.start(
        as_of=body.as_of or today(snapshot),
        actor=caller.login,
        books=body.books or reachable_books(snapshot, caller, Permission.AUDIT_RUN),
        rules=body.rules or None,
        full=body.full,
    )
    return RunBegun(job=key)


@router.get("/audit/jobs")
def list_jobs(caller: ToReadFindings, snapshot: Snapshot, here: Here) -> list[JobRow]:
    """最近要求过的运行：进行到哪里，怎样结束的。"""
    return jobs(here.system.database, reachable_books(snapshot, caller, Permission.FINDING_READ))


@router.get("/audit/jobs/{key}")
def one_job(key: UUID, caller: ToReadFindings, snapshot: Snapshot, here: Here) -> JobRow:
    """一次运行：每个账簿判断了多少条规则。"""
    return job(
        here.system.database, reachable_books(snapshot, caller, Permission.FINDING_READ), key
    )


@router.post("/audit/jobs/{key}/stop", status_code=204)
def stop(key: UUID, caller: ToRunAudit, snapshot: Snapshot, here: Here) -> None:
    """停止正在进行的运行；已经判断的不保留。"""
    stop_job(here, snapshot, caller, key)


def stop_job(here: Site, snapshot: Connection, caller: Caller, key: UUID) -> None:
    """Only by whoever may run the rules over all its books.

    Raises NotFound, BookOutOfReach, AuditJobUnknown.
    """
    reach = reachable_books(snapshot, caller, Permission.AUDIT_RUN)
    job(here.system.database, reach, key)
    if beyond := books_of(snapshot, key) - set(reach):
        raise BookOutOfReach(f"这次运行还有您辖区以外的 {len(beyond)} 个账簿，不能由您停止")
    ask_to_stop(here.system.database, key, actor=caller.login)
