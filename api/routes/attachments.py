"""/api/books/{book}/attachments …: files by their SHA-256, up and down."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from fastapi import APIRouter, File, Form, Query, UploadFile
from fastapi.responses import StreamingResponse
from pydantic import BaseModel, ConfigDict, Field

from api.access import Permission
from api.callers import ToAttach, ToReadAttachments
from api.inputs import BookPath, ShortText
from api.reach import check_readable
from api.reading.attachments import AttachmentRow, attachments, one_attachment
from api.recording import attach_file, strike_file
from api.site import Here, Snapshot
from api.web.download import download

router = APIRouter(prefix="/api/books/{book}/attachments", tags=["附件"])

Subject = Literal["draft", "voucher", "notice", "confirmations", "document", "book"]


class AttachedOut(BaseModel):
    """The stored file."""

    book: int
    attachment: UUID
    digest: str
    size_bytes: int
    media_type: str


class Strike(BaseModel):
    """Why a file is taken off a draft."""

    model_config = ConfigDict(extra="forbid")

    reason: Annotated[ShortText, Field(min_length=1)]


@router.get("")
def list_attachments(
    book: BookPath,
    caller: ToReadAttachments,
    snapshot: Snapshot,
    subject: Subject,
    subject_key: Annotated[ShortText, Query(min_length=1)],
) -> list[AttachmentRow]:
    """一个对象的附件；凭证写“年度-编号”，账簿写账簿号，其余写编号。"""
    check_readable(snapshot, caller, Permission.ATTACHMENT_READ, book)
    return attachments(snapshot, book, subject, subject_key)


@router.post("", status_code=201)
def add_attachment(
    book: BookPath,
    caller: ToAttach,
    snapshot: Snapshot,
    here: Here,
    attachment: Annotated[UUID, Form(description="由上传方给定，重复上传同一编号只算一次")],
    subject: Annotated[Subject, Form()],
    subject_key: Annotated[ShortText, Form(min_length=1)],
    file: Annotated[UploadFile, File()],
    what: Annotated[ShortText, Form()] = "",
) -> AttachedOut:
    """上传一个附件。草稿提交后不能再增减；已记账的凭证可以补传，补传即登记为一个事件。"""
    new = attach_file(
        here,
        snapshot,
        caller,
        book,
        attachment,
        subject,
        subject_key,
        file.file,
        name=file.filename or "",
        what=what,
    )
    return AttachedOut(
        book=book,
        attachment=attachment,
        digest=new.stored.digest.hex(),
        size_bytes=new.stored.size_bytes,
        media_type=new.stored.media_type,
    )


@router.post("/{attachment}/strike", status_code=204)
def strike_attachment(
    book: BookPath,
    attachment: UUID,
    body: Strike,
    caller: ToAttach,
    snapshot: Snapshot,
    here: Here,
) -> None:
    """从没有提交的草稿上去掉一个附件。"""
    strike_file(here, snapshot, caller, book, attachment, reason=body.reason)


@router.get("/{attachment}/content", response_class=StreamingResponse)
def attachment_content(
    book: BookPath,
    attachment: UUID,
    caller: ToReadAttachments,
    snapshot: Snapshot,
    here: Here,
) -> StreamingResponse:
    """下载附件；内容与登记的摘要不符时不给。"""
    check_readable(snapshot, caller, Permission.ATTACHMENT_READ, book)
    return download(here, one_attachment(snapshot, book, attachment))
