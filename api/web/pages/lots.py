"""Lots of a book, and the whole way of one: from 文号 to households and back."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.access import Permission
from api.callers import ToReadBooks, ToTrace
from api.inputs import BookPath, ShortText
from api.reach import check_readable, reachable_books
from api.reading.lead_groups import leads_of_thing
from api.reading.lots import lot_trace, lots
from api.site import Snapshot
from api.web.filters import day_or_none, instant_or_none
from api.web.render import page

router = APIRouter()


@router.get("/books/{book}/lots")
def list_lots(
    request: Request, book: BookPath, caller: ToReadBooks, snapshot: Snapshot
) -> Response:
    check_readable(snapshot, caller, Permission.BOOK_READ, book)
    return page(request, "lots.html", book=book, lots=lots(snapshot, book))


@router.get("/lots/{lot}")
def one_lot(
    request: Request,
    lot: UUID,
    caller: ToTrace,
    snapshot: Snapshot,
    as_of: ShortText = "",
    known_at: ShortText = "",
) -> Response:
    full = lot_trace(
        snapshot, caller, lot, as_of=day_or_none(as_of), known_at=instant_or_none(known_at)
    )
    books = reachable_books(snapshot, caller, Permission.FINDING_READ)
    leads = leads_of_thing(snapshot, books, lot) if books else []
    return page(request, "lot.html", full=full, as_of=as_of, leads=leads)
