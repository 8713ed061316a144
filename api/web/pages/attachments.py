"""附件: files of drafts and vouchers, up and down, and off an open draft again."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, File, Form, Request, UploadFile
from starlette.responses import Response

from api.access import Permission
from api.callers import ToAttach, ToReadAttachments
from api.inputs import BookPath, ShortText
from api.reach import check_readable
from api.reading.attachments import one_attachment
from api.recording import attach_file, strike_file
from api.site import Here, Snapshot
from api.web.download import download
from api.web.render import see_other

router = APIRouter()

Key = Annotated[str, Form(pattern=r"^([0-9a-f-]{36}|[0-9]{4}-[0-9]{1,10})$")]


@router.get("/books/{book}/attachments/{attachment}")
def fetch_attachment(
    book: BookPath,
    attachment: UUID,
    caller: ToReadAttachments,
    snapshot: Snapshot,
    here: Here,
) -> Response:
    check_readable(snapshot, caller, Permission.ATTACHMENT_READ, book)
    return download(here, one_attachment(snapshot, book, attachment))


@router.post("/books/{book}/attachments")
def add_attachment(
    request: Request,
    book: BookPath,
    caller: ToAttach,
    snapshot: Snapshot,
    here: Here,
    attachment: Annotated[UUID, Form()],
    subject: Annotated[Literal["draft", "voucher"], Form()],
    subject_key: Key,
    file: Annotated[UploadFile, File()],
    what: Annotated[ShortText, Form()] = "",
) -> Response:
    attach_file(
        here, snapshot, caller, book, attachment, subject, subject_key, file.file,
        name=file.filename or "", what=what,
    )  # fmt: skip
    return see_other(_back(book, subject, subject_key))


@router.post("/books/{book}/attachments/{attachment}/strike")
def strike_attachment(
    request: Request,
    book: BookPath,
    attachment: UUID,
    caller: ToAttach,
    snapshot: Snapshot,
    here: Here,
    reason: Annotated[ShortText, Form()] = "",
) -> Response:
    check_readable(snapshot, caller, Permission.DRAFT_READ, book)
    row = one_attachment(snapshot, book, attachment)
    strike_file(here, snapshot, caller, book, attachment, reason=reason or "传错")
    return see_other(_back(book, row.subject, row.subject_key))


def _back(book: int, subject: str, subject_key: str) -> str:
    if subject == "draft":
        return f"/books/{book}/drafts/{subject_key}"
    return f"/books/{book}/vouchers/{subject_key.replace('-', '/')}"
