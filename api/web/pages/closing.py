"""Closing a year: how far its months are closed, what still stands, and the forms to go on."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from api.access import Caller, Permission
from api.callers import ToClosePeriods, ToReadBooks, ToWriteDrafts
from api.closing import close, draft_year_end
from api.inputs import BookPath, ShortText, YearPath
from api.problems import status_of
from api.reach import check_readable
from api.reading.closing import year_state
from api.site import Here, Site, Snapshot
from api.web.filters import number_or_none
from api.web.render import page, see_other
from ledger.book.post import Connection
from ledger.values.refusal import Refusal

router = APIRouter()


@router.get("/books/{book}/years/{year}")
def one_year(
    request: Request, book: BookPath, year: YearPath, caller: ToReadBooks, snapshot: Snapshot
) -> Response:
    return _shown(request, caller, snapshot, book, year)


@router.post("/books/{book}/years/{year}/close")
def close_period(
    request: Request,
    book: BookPath,
    year: YearPath,
    caller: ToClosePeriods,
    snapshot: Snapshot,
    here: Here,
    month: Annotated[ShortText, Form()] = "",
) -> Response:
    try:
        close(here, snapshot, caller, book, year, number_or_none(month))
    except Refusal as refusal:
        return _refused(request, caller, here, book, year, refusal)
    return see_other(f"/books/{book}/years/{year}")


@router.post("/books/{book}/years/{year}/year-end")
def make_year_end(
    request: Request,
    book: BookPath,
    year: YearPath,
    caller: ToWriteDrafts,
    snapshot: Snapshot,
    here: Here,
    surplus_until: Annotated[ShortText, Form()] = "",
) -> Response:
    until = number_or_none(surplus_until)
    try:
        draft_year_end(here, snapshot, caller, book, year, surplus_until=until)
    except Refusal as refusal:
        return _refused(request, caller, here, book, year, refusal)
    return see_other("/drafts")


def _refused(
    request: Request, caller: Caller, here: Site, book: int, year: int, refusal: Refusal
) -> Response:
    """The page again with the reason; what is out of reach stays so."""
    if status_of(refusal) in (403, 404):
        raise refusal
    with here.system.database.reading() as later:
        return _shown(request, caller, later, book, year, refusal=refusal)


def _shown(
    request: Request,
    caller: Caller,
    snapshot: Connection,
    book: int,
    year: int,
    *,
    refusal: Refusal | None = None,
) -> Response:
    check_readable(snapshot, caller, Permission.BOOK_READ, book)
    state = year_state(snapshot, book, year)
    return page(
        request,
        "year.html",
        status=status_of(refusal) if refusal else 200,
        state=state,
        refusal=refusal,
        months=range(state.closed_month + 1, 12),
        may_close=caller.writes_in(Permission.PERIOD_CLOSE, book),
        may_draft=caller.writes_in(Permission.DRAFT_WRITE, book),
    )
