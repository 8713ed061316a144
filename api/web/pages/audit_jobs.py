"""Runs of the rules: begin one, see how far it is, stop it. A page under way renews itself."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from api.access import Permission
from api.callers import ToReadFindings, ToRunAudit
from api.inputs import Day
from api.problems import status_of
from api.reach import reachable_books
from api.reading.audit_jobs import job, jobs
from api.routes.audit_jobs import stop_job
from api.site import Here, Snapshot, today
from api.web.render import page, see_other
from ledger.values.refusal import Refusal

router = APIRouter()

RENEW_S = 3


@router.get("/audit/runs")
def list_runs(request: Request, caller: ToReadFindings, snapshot: Snapshot, here: Here) -> Response:
    books = reachable_books(snapshot, caller, Permission.FINDING_READ)
    return page(
        request,
        "audit_jobs.html",
        jobs=jobs(here.system.database, books),
        may_run=caller.may(Permission.AUDIT_RUN),
        today=today(snapshot),
        refusal=None,
    )


@router.post("/audit/runs")
def begin(
    request: Request,
    caller: ToRunAudit,
    snapshot: Snapshot,
    here: Here,
    as_of: Annotated[Day, Form()],
    full: Annotated[bool, Form()] = False,
) -> Response:
    books = reachable_books(snapshot, caller, Permission.AUDIT_RUN)
    try:
        key = here.audits.start(as_of=as_of, actor=caller.login, books=books, full=full)
    except Refusal as refusal:
        return page(
            request,
            "audit_jobs.html",
            status=status_of(refusal),
            jobs=jobs(here.system.database, books),
            may_run=True,
            today=as_of,
            refusal=refusal,
        )
    return see_other(f"/audit/runs/{key}")


@router.get("/audit/runs/{key}")
def one_run(
    request: Request, key: UUID, caller: ToReadFindings, snapshot: Snapshot, here: Here
) -> Response:
    books = reachable_books(snapshot, caller, Permission.FINDING_READ)
    found = job(here.system.database, books, key)
    going = found.state in ("running", "stopping")
    return page(
        request,
        "audit_job.html",
        headers={"Refresh": str(RENEW_S)} if going else {},
        job=found,
        going=going,
        renew_s=RENEW_S,
        may_run=caller.may(Permission.AUDIT_RUN),
    )


@router.post("/audit/runs/{key}/stop")
def stop(key: UUID, caller: ToRunAudit, snapshot: Snapshot, here: Here) -> Response:
    stop_job(here, snapshot, caller, key)
    return see_other(f"/audit/runs/{key}")
