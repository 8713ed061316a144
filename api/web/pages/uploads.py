"""导入: choose a kind, take its template, send the file, see the preview, confirm or give up."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, File, Form, Query, Request, UploadFile
from starlette.responses import Response

from api.access import Caller
from api.callers import ToImport
from api.import_reach import NOTICES, ImportKind, check_importable, import_books, importable
from api.importing import Incoming, keep, kept, look, take
from api.inputs import BookPath, ShortText
from api.problems import status_of
from api.reading.books import book_name
from api.routes.uploads import KindPath, UploadPath, errors_of, template_of
from api.site import Here, Site, Snapshot
from api.web.filters import count_or_none
from api.web.render import page, see_other
from ledger.book.post import Connection
from ledger.intake.sheet import Column
from ledger.intake.sheet_import import FileHasBadRows
from ledger.intake.sheets import SHEET_KINDS
from ledger.values.refusal import Refusal

router = APIRouter()

NEEDS_CHECKER = ("approved-list",)


@router.get("/imports/new")
def choose_kind(request: Request, caller: ToImport, snapshot: Snapshot) -> Response:
    books = import_books(snapshot, caller)
    return page(
        request,
        "import_kinds.html",
        books=[
            (book, book_name(snapshot, book), importable(snapshot, caller, book)) for book in books
        ],
        notices=NOTICES,
    )


@router.get("/import-templates/{kind}.xlsx")
def template_file(kind: KindPath, caller: ToImport) -> Response:
    return template_of(kind)


@router.get("/books/{book}/uploads/new")
def ask_for_file(
    request: Request,
    book: BookPath,
    caller: ToImport,
    snapshot: Snapshot,
    here: Here,
    kind: Annotated[ShortText, Query()] = "",
) -> Response:
    check_importable(snapshot, caller, book, kind)
    return _asked(request, caller, snapshot, here, book, kind)


@router.post("/books/{book}/uploads")
def send_file(
    request: Request,
    book: BookPath,
    caller: ToImport,
    snapshot: Snapshot,
    here: Here,
    kind: Annotated[ShortText, Form()],
    file: Annotated[UploadFile, File()],
    rows: Annotated[ShortText, Form()] = "",
    checker: Annotated[ShortText, Form()] = "",
    index: Annotated[UploadFile | None, File()] = None,
) -> Response:
    try:
        incoming = Incoming(
            file.file, file.filename or "", index.file if index and index.filename else None
        )
        upload = keep(
            here, snapshot, caller, book, kind, incoming,
            rows_stated=count_or_none(rows), checker=checker,
        )  # fmt: skip
    except Refusal as refusal:
        if status_of(refusal) in (403, 404):
            raise
        return _asked(request, caller, snapshot, here, book, kind, refusal=refusal)
    return see_other(f"/books/{book}/uploads/{upload.number}")


@router.get("/books/{book}/uploads/{upload}")
def show_preview(
    request: Request,
    book: BookPath,
    upload: UploadPath,
    caller: ToImport,
    snapshot: Snapshot,
    here: Here,
) -> Response:
    found = kept(here, snapshot, caller, book, upload)
    try:
        shown = look(here, caller, found)
    except Refusal as refusal:
        return _asked(
            request, caller, snapshot, here, book, found.about.kind,
            refusal=refusal, file=found.about.name,
        )  # fmt: skip
    return page(request, "import_preview.html", book=book, shown=shown)


@router.get("/books/{book}/uploads/{upload}/errors.xlsx")
def errors_file(
    book: BookPath, upload: UploadPath, caller: ToImport, snapshot: Snapshot, here: Here
) -> Response:
    return errors_of(here, snapshot, caller, book, upload)


@router.post("/books/{book}/uploads/{upload}/import")
def confirm_import(
    request: Request,
    book: BookPath,
    upload: UploadPath,
    caller: ToImport,
    snapshot: Snapshot,
    here: Here,
    keep_good: Annotated[ShortText, Form()] = "",
) -> Response:
    found = kept(here, snapshot, caller, book, upload)
    try:
        taken = take(here, caller, found, keep_good=keep_good == "1")
    except FileHasBadRows:
        return see_other(f"/books/{book}/uploads/{upload}")
    except Refusal as refusal:
        return _asked(
            request, caller, snapshot, here, book, found.about.kind,
            refusal=refusal, file=found.about.name,
        )  # fmt: skip
    said = "again=1" if taken.again else f"new={taken.new}&aside={taken.aside}"
    said += f"&resolved={taken.resolved}" if taken.resolved else ""
    if taken.document is None:
        return see_other(f"/imports?{said}")
    return see_other(f"/books/{book}/imports/{quote(str(taken.document))}?{said}")


@router.post("/books/{book}/uploads/{upload}/discard")
def give_up(
    request: Request,
    book: BookPath,
    upload: UploadPath,
    caller: ToImport,
    snapshot: Snapshot,
    here: Here,
) -> Response:
    here.system.uploads.discard(kept(here, snapshot, caller, book, upload))
    return see_other("/imports/new")


def _asked(
    request: Request,
    caller: Caller,
    connection: Connection,
    site: Site,
    book: int,
    name: str,
    *,
    refusal: Refusal | None = None,
    file: str = "",
) -> Response:
    kind = next(each for each in importable(connection, caller, book) if each.name == name)
    return page(
        request,
        "import_upload.html",
        status=status_of(refusal) if refusal else 200,
        book=book,
        book_name=book_name(connection, book),
        kind=kind,
        columns=_columns(kind),
        notices=kind.name == NOTICES,
        needs_checker=kind.name in NEEDS_CHECKER,
        largest_mb=site.system.settings.import_bytes // 2**20,
        refusal=refusal,
        file=file,
    )


def _columns(kind: ImportKind) -> tuple[Column, ...]:
    return SHEET_KINDS[kind.name].sheet.columns if kind.name in SHEET_KINDS else ()
