"""GET /api/imports, /api/books/{book}/imports/{document}/rows"""

from __future__ import annotations

from typing import Literal
from uuid import UUID

from fastapi import APIRouter

from api.access import Permission
from api.callers import ToReadImports
from api.inputs import BookPath, Limit
from api.reach import check_readable, reachable_books
from api.reading.drafts import DraftSourceRow
from api.reading.imports import DocumentRow, document, document_rows, documents
from api.site import Snapshot

router = APIRouter(prefix="/api", tags=["导入"])


@router.get("/imports")
def list_imports(
    caller: ToReadImports,
    snapshot: Snapshot,
    refused_only: bool = False,
    limit: Limit = 100,
) -> list[DocumentRow]:
    """导入过的文件，新的在前。"""
    books = reachable_books(snapshot, caller, Permission.IMPORT_READ)
    return documents(snapshot, books, refused_only=refused_only, limit=limit)


@router.get("/books/{book}/imports/{key}/rows")
def rows(
    book: BookPath,
    key: UUID,
    caller: ToReadImports,
    snapshot: Snapshot,
    outcome: Literal["", "used", "not_money", "refused"] = "",
) -> list[DraftSourceRow]:
    """一份文件的逐行结果：已使用、不是金额、不予采用。"""
    check_readable(snapshot, caller, Permission.IMPORT_READ, book)
    document(snapshot, book, key)
    return document_rows(snapshot, book, key, outcome=outcome)
