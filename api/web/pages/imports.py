"""Imported documents: the report of each, what became of every row, and the rows set aside."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from api.access import Caller
from api.callers import ToImport, ToReadImports
from api.inputs import BookPath, ShortText
from api.problems import status_of
from api.reading.imports import document_rows, seen_document, seen_documents
from api.reading.names import OUTCOMES
from api.reports import ASIDE, IMPORTS, SOURCE_ROWS, report
from api.routes.imports import AsidePath
from api.setting_aside import aside_counts, aside_rows, drop_row
from api.site import Here, Site, Snapshot
from api.web.render import page, see_other
from ledger.book.post import Connection
from ledger.values.refusal import Refusal

router = APIRouter()


@router.get("/imports")
def list_imports(request: Request, caller: ToReadImports, snapshot: Snapshot) -> Response:
    return page(
        request,
        "imports.html",
        documents=seen_documents(snapshot, caller),
        aside=[(each.book, each.rows) for each in aside_counts(snapshot, caller)],
    )


@router.get("/imports.xlsx")
def imports_file(caller: ToReadImports, snapshot: Snapshot) -> Response:
    return report(IMPORTS, seen_documents(snapshot, caller, limit=None))


@router.get("/books/{book}/imports/{key}")
def one_import(
    request: Request,
    book: BookPath,
    key: UUID,
    caller: ToReadImports,
    snapshot: Snapshot,
    outcome: ShortText = "",
) -> Response:
    known = outcome if outcome in OUTCOMES else ""
    return page(
        request,
        "import.html",
        document=seen_document(snapshot, caller, book, key),
        rows=document_rows(snapshot, book, key, outcome=known),
        outcomes=OUTCOMES,
        outcome=known,
    )


@router.get("/books/{book}/imports/{key}/rows.xlsx")
def import_rows_file(
    book: BookPath, key: UUID, caller: ToReadImports, snapshot: Snapshot
) -> Response:
    seen_document(snapshot, caller, book, key)
    return report(SOURCE_ROWS, document_rows(snapshot, book, key, limit=None))


@router.get("/books/{book}/aside")
def list_aside(
    request: Request, book: BookPath, caller: ToReadImports, snapshot: Snapshot, here: Here
) -> Response:
    return _aside(request, caller, snapshot, here, book)


@router.get("/books/{book}/aside.xlsx")
def aside_file(book: BookPath, caller: ToReadImports, snapshot: Snapshot, here: Here) -> Response:
    return report(ASIDE, aside_rows(here, snapshot, caller, book))


@router.post("/books/{book}/aside/{aside}/drop")
def drop_aside(
    request: Request,
    book: BookPath,
    aside: AsidePath,
    caller: ToImport,
    snapshot: Snapshot,
    here: Here,
    reason: Annotated[ShortText, Form()] = "",
) -> Response:
    try:
        drop_row(here, snapshot, caller, book, aside, reason=reason)
    except Refusal as refusal:
        if status_of(refusal) in (403, 404):
            raise
        return _aside(request, caller, snapshot, here, book, refusal=refusal)
    return see_other(f"/books/{book}/aside")


def _aside(
    request: Request,
    caller: Caller,
    connection: Connection,
    site: Site,
    book: int,
    *,
    refusal: Refusal | None = None,
) -> Response:
    return page(
        request,
        "aside.html",
        status=status_of(refusal) if refusal else 200,
        book=book,
        rows=aside_rows(site, connection, caller, book),
        refusal=refusal,
    )
