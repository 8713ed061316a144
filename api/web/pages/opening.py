"""期初: the signed list beside the ledger, and the form that closes it."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID, uuid4

from fastapi import APIRouter, File, Form, Request, UploadFile
from starlette.responses import Response

from api.access import Caller, Permission
from api.callers import ToCloseOpening, ToReadBooks
from api.inputs import BookPath, Day, ShortText
from api.problems import status_of
from api.reach import check_readable, check_writable
from api.reading.attachments import attachments
from api.reading.books import book_summary
from api.reading.opening import opening
from api.recording import close, plain_name, store_file
from api.site import Here, Snapshot, today
from api.web.render import page, see_other
from ledger.book.attachment import Attachment, attach
from ledger.book.post import Connection
from ledger.values.money import parse_amount
from ledger.values.refusal import Refusal

router = APIRouter()


@router.get("/books/{book}/opening")
def show_opening(
    request: Request, book: BookPath, caller: ToReadBooks, snapshot: Snapshot
) -> Response:
    return _shown(request, caller, snapshot, book)


@router.post("/books/{book}/opening/close")
def close_book_opening(
    request: Request,
    book: BookPath,
    caller: ToCloseOpening,
    snapshot: Snapshot,
    here: Here,
    key: Annotated[UUID, Form(alias="list")],
    signer: Annotated[ShortText, Form()],
    signed_on: Annotated[Day, Form()],
    total: Annotated[ShortText, Form()],
    scan: Annotated[UploadFile | None, File()] = None,
) -> Response:
    check_writable(snapshot, caller, Permission.OPENING_CLOSE, book)
    try:
        total_fen = parse_amount(total, unit="元")
        stored = store_file(here, scan.file) if scan is not None and scan.filename else None
        close(
            here, snapshot, caller, book, key,
            signer=signer, signed_on=signed_on, total_fen=total_fen,
            scan=stored.digest if stored else None,
        )  # fmt: skip
        if stored is not None and scan is not None:
            name = plain_name(scan.filename or "")
            new = Attachment(uuid4(), "book", str(book), stored, name, "签字的期初清单")
            with here.system.database.connect() as connection:
                attach(connection, book, new, caller.login)
    except Refusal as refusal:
        if status_of(refusal) in (403, 404):
            raise
        with here.system.database.reading() as later:
            return _shown(
                request, caller, later, book, refusal=refusal,
                given={"signer": signer, "signed_on": signed_on.isoformat(), "total": total},
            )  # fmt: skip
    return see_other(f"/books/{book}/opening")


def _shown(
    request: Request,
    caller: Caller,
    snapshot: Connection,
    book: int,
    *,
    refusal: Refusal | None = None,
    given: dict[str, str] | None = None,
) -> Response:
    check_readable(snapshot, caller, Permission.BOOK_READ, book)
    found = opening(snapshot, book)
    return page(
        request,
        "opening.html",
        status=status_of(refusal) if refusal else 200,
        opening=found,
        book_name=book_summary(snapshot, caller, book, as_of=None).book.name,
        files=attachments(snapshot, book, "book", str(book)),
        may_close=found.list is not None
        and found.event is None
        and caller.writes_in(Permission.OPENING_CLOSE, book),
        today=today(snapshot),
        refusal=refusal,
        given=given or {},
    )
