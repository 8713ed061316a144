"""删除个人信息: the requests, asking, deciding; and 导出本人数据 as a workbook."""

from __future__ import annotations

from pathlib import Path as FilePath
from tempfile import TemporaryDirectory
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from api.access import Caller, Permission
from api.callers import ToAskErasures, ToDecideErasures, ToExportPersons, ToReadErasures
from api.erasing import ask, decide, one_request, personal_data, preview, requests
from api.inputs import BookPath, LongText
from api.problems import status_of
from api.site import Here, Site, Snapshot
from api.web.render import page, see_other
from ledger.intake.personal_workbook import write_personal_data
from ledger.values.refusal import Refusal

router = APIRouter()

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

STATES = {"open": "待决定", "approved": "已同意待执行", "rejected": "不同意", "erased": "已删除"}


@router.get("/books/{book}/erasures")
def list_erasures(request: Request, book: BookPath, caller: ToReadErasures, here: Here) -> Response:
    return page(
        request,
        "erasures.html",
        book=book,
        requests=requests(here, caller, book),
        states=STATES,
    )


@router.get("/books/{book}/erasures/{key}")
def one_erasure(
    request: Request, book: BookPath, key: UUID, caller: ToReadErasures, here: Here
) -> Response:
    return _erasure(request, caller, here, book, key)


@router.post("/books/{book}/erasures/{key}/decide")
def decide_one(
    request: Request,
    book: BookPath,
    key: UUID,
    caller: ToDecideErasures,
    snapshot: Snapshot,
    here: Here,
    decision: Annotated[str, Form(pattern="^(approve|reject)$")],
    reason: Annotated[LongText, Form()] = "",
) -> Response:
    try:
        decide(here, snapshot, caller, book, key, approve=decision == "approve", reason=reason)
    except Refusal as refusal:
        if status_of(refusal) in (403, 404):
            raise
        return _erasure(request, caller, here, book, key, refusal=refusal)
    return see_other(f"/books/{book}/erasures/{key}")


@router.get("/books/{book}/persons/{person}/erasure")
def ask_form(
    request: Request, book: BookPath, person: UUID, caller: ToAskErasures, here: Here
) -> Response:
    return _ask(request, caller, here, book, person)


@router.post("/books/{book}/persons/{person}/erasure")
def ask_erasure(
    request: Request,
    book: BookPath,
    person: UUID,
    caller: ToAskErasures,
    here: Here,
    reason: Annotated[LongText, Form()] = "",
) -> Response:
    try:
        key = ask(here, caller, book, person, reason=reason)
    except Refusal as refusal:
        if status_of(refusal) in (403, 404):
            raise
        return _ask(request, caller, here, book, person, refusal=refusal)
    return see_other(f"/books/{book}/erasures/{key}")


@router.get("/books/{book}/persons/{person}/data")
def export_form(
    request: Request, book: BookPath, person: UUID, caller: ToExportPersons, here: Here
) -> Response:
    return _export(request, caller, here, book, person)


@router.post("/books/{book}/persons/{person}/data")
def export_data(
    request: Request,
    book: BookPath,
    person: UUID,
    caller: ToExportPersons,
    here: Here,
    purpose: Annotated[LongText, Form()] = "",
) -> Response:
    try:
        found = personal_data(here, caller, book, person, purpose=purpose)
    except Refusal as refusal:
        if status_of(refusal) in (403, 404):
            raise
        return _export(request, caller, here, book, person, refusal=refusal)
    with TemporaryDirectory() as folder:
        path = FilePath(folder) / "data.xlsx"
        write_personal_data(path, found)
        content = path.read_bytes()
    name = f"personal-data-{found.access}.xlsx"
    return Response(
        content,
        media_type=XLSX,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _erasure(
    request: Request,
    caller: Caller,
    here: Site,
    book: int,
    key: UUID,
    *,
    refusal: Refusal | None = None,
) -> Response:
    found = one_request(here, caller, book, key)
    waits = found.state == "open" or (found.state == "approved" and found.checker == caller.login)
    return page(
        request,
        "erasure.html",
        status=status_of(refusal) if refusal else 200,
        book=book,
        found=found,
        states=STATES,
        plan=preview(here, caller, Permission.ERASURE_READ, book, found.person),
        may_decide=waits
        and found.maker != caller.login
        and caller.writes_in(Permission.ERASURE_DECIDE, book),
        refusal=refusal,
    )


def _ask(
    request: Request,
    caller: Caller,
    here: Site,
    book: int,
    person: UUID,
    *,
    refusal: Refusal | None = None,
) -> Response:
    return page(
        request,
        "erasure_ask.html",
        status=status_of(refusal) if refusal else 200,
        book=book,
        plan=preview(here, caller, Permission.ERASURE_REQUEST, book, person),
        refusal=refusal,
    )


def _export(
    request: Request,
    caller: Caller,
    here: Site,
    book: int,
    person: UUID,
    *,
    refusal: Refusal | None = None,
) -> Response:
    return page(
        request,
        "person_export.html",
        status=status_of(refusal) if refusal else 200,
        book=book,
        plan=preview(here, caller, Permission.PERSON_EXPORT, book, person),
        refusal=refusal,
    )
