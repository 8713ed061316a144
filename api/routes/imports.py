"""GET /api/imports, /api/books/{book}/imports/{document}/rows, and /aside: rows set aside"""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, Path
from pydantic import BaseModel, ConfigDict, Field

from api.callers import ToImport, ToReadImports
from api.inputs import BookPath, Limit, ShortText
from api.reading.drafts import DraftSourceRow
from api.reading.imports import DocumentRow, document_rows, seen_document, seen_documents
from api.setting_aside import AsideOut, aside_rows, drop_row
from api.site import Here, Snapshot

router = APIRouter(prefix="/api", tags=["导入"])

AsidePath = Annotated[str, Path(pattern="^[0-9a-f]{12}-[0-9]{1,9}$", description="退回编号")]


class Drop(BaseModel):
    """Why a row set aside will have no correction."""

    model_config = ConfigDict(extra="forbid")

    reason: Annotated[ShortText, Field(min_length=1)]


@router.get("/imports")
def list_imports(
    caller: ToReadImports,
    snapshot: Snapshot,
    refused_only: bool = False,
    limit: Limit = 100,
) -> list[DocumentRow]:
    """导入过的文件，新的在前。"""
    return seen_documents(snapshot, caller, refused_only=refused_only, limit=limit)


@router.get("/books/{book}/imports/{key}/rows")
def rows(
    book: BookPath,
    key: UUID,
    caller: ToReadImports,
    snapshot: Snapshot,
    outcome: Literal["", "used", "not_money", "refused"] = "",
) -> list[DraftSourceRow]:
    """一份文件的逐行结果：已使用、不是金额、不予采用。"""
    seen_document(snapshot, caller, book, key)
    return document_rows(snapshot, book, key, outcome=outcome)


@router.get("/books/{book}/aside")
def list_aside(
    book: BookPath, caller: ToReadImports, snapshot: Snapshot, here: Here
) -> list[AsideOut]:
    """退回待改、还没有处理的行。"""
    return aside_rows(here, snapshot, caller, book)


@router.post("/books/{book}/aside/{aside}/drop", status_code=204)
def drop_aside(
    book: BookPath,
    aside: AsidePath,
    body: Drop,
    caller: ToImport,
    snapshot: Snapshot,
    here: Here,
) -> None:
    """作废一行退回待改的行，写明理由。"""
    drop_row(here, snapshot, caller, book, aside, reason=body.reason)
