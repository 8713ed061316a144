"""For everybody: what is known of one notice, the complaint form, and where a complaint stands.

No login, no script. A complaint goes to the township (or county), who must answer it; 12317 and
12388 stand beside the form for whoever would rather telephone.
"""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from api.callers import check_same_site
from api.inputs import BookPath, LongText, ShortText
from api.not_found import NotFound
from api.noticing import Complaint, complain
from api.problems import status_of
from api.reading.evidence import traces
from api.reading.notices import NoticeRow, PlaceRow, notice, place
from api.reading.objections import complaint_state
from api.routes.objections import count_complaint
from api.site import Here, Snapshot
from api.web.render import page
from ledger.book.post import Connection
from ledger.register.objections import Topic
from ledger.values.refusal import Refusal
from ledger.values.region import RegionCode

router = APIRouter()


@router.get("/p/{book}/{notice}")
def one_notice(request: Request, book: BookPath, notice: UUID, snapshot: Snapshot) -> Response:
    row = _notice(snapshot, book, str(notice))
    if row is None:
        raise NotFound("没有这份公示")
    return page(
        request, "public_notice.html", notice=row, traces=traces(snapshot, book, row.notice)
    )


@router.get("/complain")
def ask(
    request: Request,
    snapshot: Snapshot,
    place: ShortText = "",
    book: ShortText = "",
    notice: ShortText = "",
) -> Response:
    return _form(request, snapshot, place, book, notice, {}, "", 200)


@router.post("/complain")
def take(
    request: Request,
    snapshot: Snapshot,
    here: Here,
    place: Annotated[str, Form(pattern="^[1-8][0-9]{11}$")],
    topic: Annotated[Topic, Form()],
    text: Annotated[LongText, Form()],
    name: Annotated[ShortText, Form()] = "",
    contact: Annotated[ShortText, Form()] = "",
    book: Annotated[ShortText, Form()] = "",
    notice: Annotated[ShortText, Form()] = "",
) -> Response:
    check_same_site(request)
    about = _notice(snapshot, _number(book), notice)
    said = {"topic": topic.value, "text": text, "name": name, "contact": contact}
    try:
        count_complaint(here, request)
        code = complain(
            here,
            snapshot,
            Complaint(
                region=RegionCode(place),
                topic=topic,
                text=text,
                name=name,
                contact=contact,
                notice=about.notice if about else None,
            ),
        )
    except Refusal as refusal:
        return _form(
            request, snapshot, place, book, notice, said, refusal.message, status_of(refusal)
        )
    return page(request, "complaint_taken.html", code=code)


@router.get("/complaints")
def ask_state(request: Request, snapshot: Snapshot, code: ShortText = "") -> Response:
    plain = code.replace(" ", "").replace("-", "").upper()
    found = complaint_state(snapshot, plain) if plain.isascii() and plain.isalnum() else None
    return page(
        request,
        "complaint_state.html",
        status=404 if code and found is None else 200,
        code=code,
        found=found,
    )


def _form(
    request: Request,
    snapshot: Connection,
    code: str,
    book: str,
    key: str,
    said: dict[str, str],
    message: str,
    status: int,
) -> Response:
    about = _notice(snapshot, _number(book), key)
    here = _place(snapshot, about.region if about else code)
    return page(
        request,
        "complain.html",
        status=status,
        place=here,
        notice=about,
        said=said,
        message=message,
        topics=list(Topic),
    )


def _notice(snapshot: Connection, book: int, key: str) -> NoticeRow | None:
    try:
        return notice(snapshot, None, book, UUID(key))
    except (ValueError, NotFound):
        return None


def _place(snapshot: Connection, code: str) -> PlaceRow | None:
    if len(code) != 12 or not (code.isascii() and code.isdecimal()):
        return None
    try:
        return place(snapshot, code)
    except NotFound:
        return None


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) == 6 else 0
