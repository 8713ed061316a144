"""The audit working paper: which book, which period, PDF or .xlsx."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from api.access import Permission
from api.callers import ToRunAudit
from api.inputs import ShortText
from api.reach import reachable_books
from api.reading.books import book_name
from api.routes.papers import paper_of, pdf_answer, workbook_answer
from api.site import Snapshot, today
from api.web.filters import count_or_none, day_or_none
from api.web.render import page
from audit.paper.contents import PaperWithoutRun

router = APIRouter()


@router.get("/paper")
def paper(
    request: Request,
    caller: ToRunAudit,
    snapshot: Snapshot,
    book: ShortText = "",
    from_on: ShortText = "",
    to_on: ShortText = "",
    to: ShortText = "",
) -> Response:
    """Without `to` the form, with it the file."""
    now = today(snapshot)
    first, last = day_or_none(from_on), day_or_none(to_on)
    chosen = count_or_none(book)
    refusal = None
    if to and chosen is not None and first and last:
        try:
            made = paper_of(snapshot, caller, chosen, first, last)
            return workbook_answer(made) if to == "xlsx" else pdf_answer(made)
        except PaperWithoutRun as refused:
            refusal = refused
    books = reachable_books(snapshot, caller, Permission.AUDIT_RUN)
    return page(
        request,
        "paper.html",
        status=200 if refusal is None else 409,
        books=[(each, book_name(snapshot, each)) for each in books],
        chosen=chosen,
        from_on=first or now.replace(month=1, day=1),
        to_on=last or now,
        refusal=refusal,
    )
