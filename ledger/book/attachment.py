"""How is a file attached to a draft, a voucher, a notice …? By the SHA-256 of its bytes (附件).

The bytes are in ledger/storage/attachments.py. What hangs on a draft may be taken off until the
draft is submitted: from then on the checker sees what will stay. Before the draft is posted its
files become one event, under the posting key, so that a voucher never stands without it. A file
that is attached to anything else is an event at once.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

import psycopg

from ledger.book.books import Recorded
from ledger.book.post import Connection
from ledger.book.refusals import refusal_of
from ledger.storage.attachments import Stored
from ledger.values.canonical import Canonical, canonical

Subject = Literal["draft", "voucher", "notice", "confirmations", "document", "book"]


@dataclass(frozen=True, slots=True)
class Attachment:
    """One attached file. `subject_key`: a uuid as text, of a voucher `year-number`.

    `what` says what the file is (资金文件, 签收表 …); `name` is the sender's name of it.
    """

    attachment: UUID
    subject: Subject
    subject_key: str
    stored: Stored
    name: str
    what: str


def attach(connection: Connection, book: int, new: Attachment, actor: str) -> Recorded | None:
    """Attach a stored file. Returns its event, None for a draft. The same again changes nothing.

    Raises AttachmentSubjectUnknown, DraftNotOpen, KeyWithOtherContent.
    """
    stored = new.stored
    body = attachment_body(
        new.attachment, new.subject, new.subject_key, stored.digest, stored.size_bytes,
        stored.media_type, new.what,
    )  # fmt: skip
    row = {
        "attachment": str(new.attachment),
        "subject": new.subject,
        "subject_key": new.subject_key,
        "digest": "\\x" + stored.digest.hex(),
        "size_bytes": stored.size_bytes,
        "media_type": stored.media_type,
        "name": new.name,
        "what": new.what,
    }
    try:
        found = connection.execute(
            "SELECT event, recorded_at, replayed FROM attach(%s, %s, %s, %s, %s, %s::jsonb)",
            [
                book,
                actor,
                f"attachment:{new.attachment}",
                hashlib.sha256(body).digest(),
                body.decode(),
                json.dumps(row, ensure_ascii=False),
            ],
        ).fetchone()
    except psycopg.Error as error:
        raise refusal_of(error) or error from None
    assert found is not None
    return Recorded(*found) if found[0] is not None else None


def strike(connection: Connection, book: int, attachment: UUID, *, actor: str, reason: str) -> bool:
    """Take a file off a draft that is not submitted. False where that was done before.

    Raises AttachmentIsPermanent, DraftNotOpen.
    """
    try:
        found = connection.execute(
            "SELECT strike_attachment(%s, %s, %s, %s)", [book, attachment, actor, reason]
        ).fetchone()
    except psycopg.Error as error:
        raise refusal_of(error) or error from None
    return bool(found and found[0])


def fix_attachments(
    connection: Connection, book: int, posting_keys: Mapping[UUID, str], actor: str
) -> dict[UUID, Recorded]:
    """Record which files each draft has, as it is about to be posted under its key; a draft that
    has none is left out."""
    found = files_on(connection, book, map(str, posting_keys))
    return {
        draft: _fix(connection, book, key, found[str(draft)], actor)
        for draft, key in posting_keys.items()
        if str(draft) in found
    }


def files_on(
    connection: Connection, book: int, drafts: Iterable[str]
) -> dict[str, list[tuple[bytes, int, str]]]:
    """Digest, size and what of the files of each draft, in one order; drafts with none are left
    out."""
    files: dict[str, list[tuple[bytes, int, str]]] = defaultdict(list)
    for draft, digest, size_bytes, what in connection.execute(
        _ON_DRAFTS, {"book": book, "drafts": list(drafts)}
    ):
        files[draft].append((bytes(digest), size_bytes, what))
    return files


def _fix(
    connection: Connection,
    book: int,
    posting_key: str,
    files: list[tuple[bytes, int, str]],
    actor: str,
) -> Recorded:
    body = fixed_body(posting_key, files)
    content = hashlib.sha256(body).digest()
    key = f"attachments:{posting_key}:{content.hex()[:16]}"
    try:
        found = connection.execute(
            "SELECT event, recorded_at, replayed FROM fix_attachments(%s, %s, %s, %s, %s)",
            [
                book,
                actor,
                key,
                content,
                body.decode(),
            ],
        ).fetchone()
    except psycopg.Error as error:
        raise refusal_of(error) or error from None
    assert found is not None
    return Recorded(*found)


_ON_DRAFTS = """
SELECT a.subject_key, a.digest, a.size_bytes, a.what FROM attachment a
WHERE a.book = %(book)s AND a.subject = 'draft' AND a.subject_key = ANY(%(drafts)s)
  AND NOT EXISTS (SELECT FROM attachment_struck s
                  WHERE s.book = a.book AND s.attachment = a.attachment)
ORDER BY a.digest, a.attachment
"""


def attachment_body(
    attachment: UUID,
    subject: str,
    subject_key: str,
    digest: bytes,
    size_bytes: int,
    media_type: str,
    what: str,
) -> bytes:
    """What the leaf of one attached file states."""
    return canonical(
        {
            "kind": "attachment",
            "attachment": str(attachment),
            "subject": subject,
            "subject_key": subject_key,
            "digest": digest.hex(),
            "size_bytes": size_bytes,
            "media_type": media_type,
            "what": what,
        }
    )


def fixed_body(posting_key: str, files: Sequence[tuple[bytes, int, str]]) -> bytes:
    """What the leaf states of the files (digest, size, what) of a draft about to be posted."""
    listed: list[Canonical] = [
        {"digest": digest.hex(), "size_bytes": size, "what": what} for digest, size, what in files
    ]
    return canonical({"kind": "attachments", "posting_key": posting_key, "files": listed})
