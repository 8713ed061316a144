"""Books, and the journal of one with filters and balances."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.access import Permission
from api.callers import ToReadBooks
from api.inputs import Before, BookPath, ShortText
from api.reading.books import book_summary, books
from api.reading.projects import projects
from api.reading.totals import totals
from api.reading.vouchers import VoucherFilter, vouchers
from api.site import Snapshot
from api.web.filters import day_or_none, number_or_none, uuid_or_none
from api.web.render import page

router = APIRouter()


@router.get("/books")
def list_books(request: Request, caller: ToReadBooks, snapshot: Snapshot) -> Response:
    found = books(snapshot, caller, Permission.BOOK_READ)
    return page(request, "books.html", books=found, totals=totals(snapshot, caller))


@router.get("/books/{book}")
def one_book(
    request: Request,
    book: BookPath,
    caller: ToReadBooks,
    snapshot: Snapshot,
    kind: ShortText = "",
    from_on: ShortText = "",
    to_on: ShortText = "",
    doc_no: ShortText = "",
    project: ShortText = "",
    text: ShortText = "",
    year: ShortText = "",
    as_of: ShortText = "",
    before: Before = None,
) -> Response:
    summary = book_summary(snapshot, caller, book, as_of=day_or_none(as_of))
    wanted = VoucherFilter(
        kind=kind,
        from_on=day_or_none(from_on),
        to_on=day_or_none(to_on),
        doc_no=doc_no,
        project=uuid_or_none(project),
        text=text,
        year=number_or_none(year),
    )
    return page(
        request,
        "book.html",
        summary=summary,
        found=vouchers(snapshot, book, wanted, before=before),
        projects=projects(snapshot, caller, book, limit=300),
        wanted=wanted,
        as_of=as_of,
    )
