"""Which files are attached to a draft, a voucher, a notice …?"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from pydantic import computed_field

from api.not_found import NotFound
from api.reading.row import Row, fetch, fetch_one
from ledger.book.post import Connection

TYPE_NAMES = {
    "application/pdf": "PDF",
    "application/zip": "OFD 或 Office 文件",
    "application/x-ole-storage": "Office 文件",
}


class AttachmentRow(Row):
    """One attached file; `event` is null while it hangs on a draft that is not posted."""

    book: int
    attachment: UUID
    event: int | None
    subject: str
    subject_key: str
    digest: str
    size_bytes: int
    media_type: str
    name: str
    what: str
    added_by: str
    added_at: datetime

    @computed_field
    def type_name(self) -> str:
        return TYPE_NAMES.get(self.media_type, "图片")

    @computed_field
    def size(self) -> str:
        if self.size_bytes < 1024 * 1024:
            return f"{max(1, round(self.size_bytes / 1024))} KB"
        return f"{self.size_bytes / 1024 / 1024:.1f} MB"


def attachments(
    connection: Connection, book: int, subject: str, subject_key: str
) -> list[AttachmentRow]:
    """The files of one thing, oldest first, without those taken off again."""
    return fetch(
        connection,
        AttachmentRow,
        _OF + " AND a.subject = %(subject)s AND a.subject_key = %(key)s"
        " ORDER BY a.added_at, a.attachment",
        {"book": book, "subject": subject, "key": subject_key},
    )


def voucher_attachments(
    connection: Connection, book: int, year: int, number: int
) -> list[AttachmentRow]:
    """The files of a posted voucher: those of its draft, and those attached since."""
    return fetch(
        connection,
        AttachmentRow,
        _OF + " AND (a.subject, a.subject_key) IN (SELECT 'voucher', %(of)s"
        " UNION ALL SELECT 'draft', split_part(v.key, ':', 2) FROM voucher v"
        " WHERE v.book = a.book AND v.year = %(year)s AND v.number = %(number)s"
        " AND v.key LIKE 'draft:%%') ORDER BY a.added_at, a.attachment",
        {"book": book, "of": f"{year}-{number}", "year": year, "number": number},
    )


def one_attachment(connection: Connection, book: int, attachment: UUID) -> AttachmentRow:
    """Raises NotFound."""
    row = fetch_one(
        connection,
        AttachmentRow,
        _OF + " AND a.attachment = %(attachment)s",
        {"book": book, "attachment": attachment},
    )
    if row is None:
        raise NotFound(f"账簿 {book} 没有这个附件", book=book, attachment=str(attachment))
    return row


_OF = """
SELECT a.book, a.attachment, a.event, a.subject, a.subject_key, encode(a.digest, 'hex') AS digest,
  a.size_bytes, a.media_type, a.name, a.what, a.added_by, a.added_at
FROM attachment a
WHERE a.book = %(book)s AND NOT EXISTS (SELECT FROM attachment_struck s
  WHERE s.book = a.book AND s.attachment = a.attachment)"""
