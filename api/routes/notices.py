"""GET /api/notices …: the register of publications."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from api.access import Permission
from api.callers import ToReadNotices
from api.inputs import BookPath, Limit, ShortText
from api.reading.notices import NoticeRow, notice, notices
from api.site import Snapshot

router = APIRouter(prefix="/api", tags=["公示"])

RegionPrefix = Annotated[str, Query(pattern="^[0-9]{0,12}$", description="区划代码或其开头几位")]


@router.get("/notices")
def list_notices(
    caller: ToReadNotices,
    snapshot: Snapshot,
    region: RegionPrefix = "",
    text: ShortText = "",
    limit: Limit = 100,
) -> list[NoticeRow]:
    """公示公告登记，新的在前。"""
    scope = caller.scope(Permission.NOTICE_READ)
    return notices(snapshot, scope, region=region, text=text, limit=limit)


@router.get("/books/{book}/notices/{key}")
def one_notice(book: BookPath, key: UUID, caller: ToReadNotices, snapshot: Snapshot) -> NoticeRow:
    """一份公示的登记。"""
    return notice(snapshot, caller.scope(Permission.NOTICE_READ), book, key)
