"""/api/public …: what everybody may ask without signing in."""

from __future__ import annotations

from fastapi import APIRouter

from api.inputs import BookPath, CodePath, NumberPath, ShortText, YearPath
from api.reading.leaf import LeafCheck, leaf_of
from api.reading.notices import NoticeRow, PlaceRow, notices, place, places
from api.site import Snapshot

router = APIRouter(prefix="/api/public", tags=["公众"])


@router.get("/places")
def find_places(snapshot: Snapshot, text: ShortText = "") -> list[PlaceRow]:
    """有公示的地方；给出 text 时按名称查找。"""
    return places(snapshot, text=text)


@router.get("/places/{code}/notices")
def notices_of(code: CodePath, snapshot: Snapshot) -> list[NoticeRow]:
    """一个地方的公示公告。"""
    place(snapshot, code)
    return notices(snapshot, None, region=code)


@router.get("/books/{book}/vouchers/{year}/{number}/leaf")
def leaf(book: BookPath, year: YearPath, number: NumberPath, snapshot: Snapshot) -> LeafCheck:
    """一张凭证的存证内容（叶子）及其摘要，不含个人信息。"""
    return leaf_of(snapshot, book, year, number)
