"""Imported documents: the report of each, and what became of every row."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.access import Permission
from api.callers import ToReadImports
from api.inputs import BookPath, ShortText
from api.reach import check_readable, reachable_books
from api.reading.imports import document, document_rows, documents
from api.reading.names import OUTCOMES
from api.site import Snapshot
from api.web.render import page

router = APIRouter()


@router.get("/imports")
def list_imports(request: Request, caller: ToReadImports, snapshot: Snapshot) -> Response:
    books = reachable_books(snapshot, caller, Permission.IMPORT_READ)
    return page(request, "imports.html", documents=documents(snapshot, books))


@router.get("/books/{book}/imports/{key}")
def one_import(
    request: Request,
    book: BookPath,
    key: UUID,
    caller: ToReadImports,
    snapshot: Snapshot,
    outcome: ShortText = "",
) -> Response:
    check_readable(snapshot, caller, Permission.IMPORT_READ, book)
    known = outcome if outcome in OUTCOMES else ""
    return page(
        request,
        "import.html",
        document=document(snapshot, book, key),
        rows=document_rows(snapshot, book, key, outcome=known),
        outcomes=OUTCOMES,
        outcome=known,
    )
