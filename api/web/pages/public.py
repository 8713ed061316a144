"""What everybody may read without signing in: places, notices, and the check of a voucher."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.inputs import CodePath, ShortText
from api.not_found import NotFound
from api.reading.leaf import LeafCheck, leaf_of
from api.reading.notices import notices, place, places
from api.reading.published import published_page, reprints_of
from api.site import Here, Snapshot
from api.web.pages.notices import NoticeId
from api.web.render import page

router = APIRouter()


@router.get("/")
def front(request: Request, snapshot: Snapshot, q: ShortText = "") -> Response:
    return page(
        request, "front.html", places=places(snapshot, text=q, level="" if q else "county"), q=q
    )


@router.get("/places/{code}")
def one_place(request: Request, code: CodePath, snapshot: Snapshot) -> Response:
    found = place(snapshot, code)
    return page(
        request,
        "place.html",
        place=found,
        notices=notices(snapshot, None, region=_prefix(code)),
        below=places(snapshot, parent=_prefix(code), level=_BELOW.get(found.level, "-")),
    )


@router.get("/n/{notice_id}")
def one_notice(notice_id: NoticeId, here: Here) -> Response:
    """The page as it was published, made again and compared with its digest."""
    return Response(
        reprints_of(here).html(published_page(here, notice_id)),
        media_type="text/html; charset=utf-8",
        headers={
            # The page carries its own policy with the digest of its style sheet.
            "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; "
            "img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
            "Cache-Control": "public, max-age=300",
        },
    )


@router.get("/check")
def check(
    request: Request,
    snapshot: Snapshot,
    book: ShortText = "",
    year: ShortText = "",
    number: ShortText = "",
) -> Response:
    found: LeafCheck | None = None
    message = ""
    if book or year or number:
        key = [int(each) for each in (book, year, number) if _is_number(each)]
        try:
            if len(key) != 3:
                raise NotFound("请填写账簿号、年度和凭证号，都是数字")
            found = leaf_of(snapshot, *key)
        except NotFound as refusal:
            message = refusal.message
    return page(
        request,
        "check.html",
        status=404 if message else 200,
        found=found,
        message=message,
        asked={"book": book, "year": year, "number": number},
    )


@router.get("/health")
def health(snapshot: Snapshot) -> Response:
    """Whether the database answers."""
    snapshot.execute("SELECT 1")
    return Response("ok", media_type="text/plain")


_BELOW = {
    "province": "prefecture",
    "prefecture": "county",
    "county": "township",
    "township": "village",
}


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= 9


def _prefix(code: str) -> str:
    """The digits that all places inside share."""
    for digits in (2, 4, 6, 9):
        if code[digits:].strip("0") == "":
            return code[:digits]
    return code
