"""张贴证据: which photo shows that a notice hung, and does the same photo serve elsewhere?

A photo or screenshot is named by the SHA-256 of its bytes. The day is said by whoever uploads it
and, where the photo knows its own (EXIF), by the photo; neither is corrected by the other.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID, uuid5

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col

from ledger.register.notice_readings import check_notice
from ledger.register.photo import photo_day
from ledger.storage.attachments import media_type_of
from ledger.storage.tables import PostingEvidence
from ledger.values.refusal import Refusal
from ledger.values.region import RegionCode
from ledger.values.text import clean_text

_NAMESPACE = UUID("d3ce0b0e-1c7f-5a44-8b55-7d0c0f1a9e61")


class EvidenceDayAhead(Refusal):
    """A photo was taken today or before."""


class EvidenceNotPicture(Refusal):
    """Evidence of a notice that hangs is a picture or a scan."""


class EvidenceKind(StrEnum):
    """照片, 截图, 扫描件."""

    PHOTO = "photo"
    SCREENSHOT = "screenshot"
    SCAN = "scan"

    @property
    def chinese(self) -> str:
        return {"photo": "照片", "screenshot": "网页截图", "scan": "扫描件"}[self.value]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEvidence:
    """One file that shows a notice where it hung, taken by whom on which day."""

    notice: UUID
    kind: EvidenceKind
    region: RegionCode
    place: str
    taken_on: date
    taken_by: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class EvidenceFile:
    """What is known of the bytes: digest, type, size, and the day in the photo itself."""

    digest: bytes
    media_type: str
    size_bytes: int
    exif_on: date | None

    @classmethod
    def of(cls, content: bytes) -> EvidenceFile:
        """Raises EvidenceNotPicture."""
        media_type = media_type_of(content[:16])
        if media_type is None or not media_type.startswith(("image/", "application/pdf")):
            raise EvidenceNotPicture("张贴证据应为照片、截图或扫描件（JPG、PNG、PDF 等）")
        return cls(hashlib.sha256(content).digest(), media_type, len(content), photo_day(content))


def add_evidence(
    work: Session,
    book: int,
    new: NewEvidence,
    file: EvidenceFile,
    *,
    actor: str,
    today: date,
    known_at: datetime,
) -> UUID:
    """Record that this file shows the notice. The same file for it again is the row that is there.

    Raises NoticeNotRegistered, EvidenceDayAhead.
    """
    check_notice(work, book, new.notice)
    if new.taken_on > today:
        raise EvidenceDayAhead(f"拍摄日期 {new.taken_on} 还没有到", today=today.isoformat())
    key = uuid5(_NAMESPACE, f"{book}/{new.notice}/{file.digest.hex()}")
    if work.get(PostingEvidence, (book, key)) is None:
        # Two who add it at once: the later one finds it and adds nothing.
        work.execute(
            insert(PostingEvidence).on_conflict_do_nothing(),
            [
                {
                    "book": book,
                    "evidence": key,
                    "notice": new.notice,
                    "kind": new.kind.value,
                    "digest": file.digest,
                    "media_type": file.media_type,
                    "size_bytes": file.size_bytes,
                    "region": new.region.code,
                    "place": clean_text(new.place),
                    "taken_on": new.taken_on,
                    "exif_on": file.exif_on,
                    "taken_by": clean_text(new.taken_by),
                    "note": clean_text(new.note),
                    "actor": actor,
                    "known_at": known_at,
                }
            ],
        )
    return key


def evidence_with(work: Session, digest: bytes) -> Sequence[PostingEvidence]:
    """Every use of one file, over all books and villages (DS09: the same photo used twice)."""
    return (
        work.execute(
            select(PostingEvidence)
            .where(col(PostingEvidence.digest) == digest)
            .order_by(col(PostingEvidence.known_at), col(PostingEvidence.evidence))
        )
        .scalars()
        .all()
    )
