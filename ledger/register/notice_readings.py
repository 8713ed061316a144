"""What did a notice say? Kept beside it, so that rules can compare it with the ledger.

A reading is made when a page is published here, when a clerk types a photographed board in, when a
website is captured, when a file is taken in. Read again and found changed, a notice has one more
reading. The text is sealed; its facts (amounts, counts, standard, which fields are printed, what
personal data it shows) stand in clear.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import func, insert, select
from sqlmodel import Session, col

from ledger.register.exposures import exposures
from ledger.register.nine_fields import NoticeField, has_hotline
from ledger.storage.sealing import Sealer
from ledger.storage.tables import (
    Notice,
    NoticeExposure,
    NoticeItem,
    NoticeReading,
    NoticeText,
)
from ledger.values.money import check_fen
from ledger.values.refusal import Refusal
from ledger.values.text import clean_text


class NoticeNotRegistered(Refusal):
    """What is said of a notice is said of one that the book has published or registered."""


class ReadingOrigin(StrEnum):
    """Where the text of a notice was read."""

    PAGE = "page"
    PAPER = "paper"
    WEBSITE = "website"
    FILE = "file"

    @property
    def chinese(self) -> str:
        return _CHINESE[self]


_CHINESE = {
    ReadingOrigin.PAGE: "本系统生成",
    ReadingOrigin.PAPER: "纸质张贴",
    ReadingOrigin.WEBSITE: "网站",
    ReadingOrigin.FILE: "导入登记",
}


class ItemKind(StrEnum):
    """What one item of a notice is about."""

    PROJECT = "project"
    BENEFIT = "benefit"
    LOT = "lot"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadItem:
    """One project, benefit list or lot as printed; amounts in fen, None where not printed."""

    kind: ItemKind
    name: str
    code: str = ""
    project: UUID | None = None
    list: UUID | None = None
    list_version: int | None = None
    lot: UUID | None = None
    standard_text: str = ""
    rate_fen: int | None = None
    planned_fen: int | None = None
    arranged_fen: int | None = None
    paid_fen: int | None = None
    line_count: int | None = None
    lines_fen: int | None = None
    printed: frozenset[NoticeField] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class NewReading:
    """What was read. `text` may hold names and more, so it has no repr.

    `text_digest`: of a page made here its own digest; otherwise made of the text.
    """

    notice: UUID
    origin: ReadingOrigin
    read_on: date
    text: str = field(default="", repr=False)
    text_digest: bytes | None = None
    hotline: bool | None = None
    total_fen: int | None = None
    line_count: int | None = None
    items: Sequence[ReadItem] = ()


def add_reading(
    work: Session, book: int, new: NewReading, *, sealer: Sealer, actor: str, known_at: datetime
) -> int:
    """Keep what was read. Returns its number, counted from 1 for each notice.

    The same text and sums of the same origin again is the reading that is there.
    Raises NoticeNotRegistered, and the refusals of money and text.
    """
    lock_notice(work, book, new.notice)
    text = clean_text(new.text)
    digest = new.text_digest or (hashlib.sha256(text.encode()).digest() if text else None)
    key = (col(NoticeReading.book) == book, col(NoticeReading.notice) == new.notice)
    same = work.execute(
        select(col(NoticeReading.reading)).where(
            *key,
            col(NoticeReading.origin) == new.origin.value,
            col(NoticeReading.text_digest).is_not_distinct_from(digest),
            col(NoticeReading.total_fen).is_not_distinct_from(new.total_fen),
            col(NoticeReading.line_count).is_not_distinct_from(new.line_count),
        )
    ).scalar()
    if same is not None:
        return int(same)
    last = work.execute(select(func.max(col(NoticeReading.reading))).where(*key)).scalar()
    reading = (last or 0) + 1
    place = {"book": book, "notice": new.notice, "reading": reading}
    work.execute(
        insert(NoticeReading),
        {
            **place,
            "origin": new.origin.value,
            "read_on": new.read_on,
            "text_digest": digest,
            "hotline": has_hotline(text) if new.hotline is None else new.hotline,
            "scanned": bool(text),
            "total_fen": _fen(new.total_fen),
            "line_count": new.line_count,
            "actor": actor,
            "known_at": known_at,
        },
    )
    items = [{**place, "item": at, **_item(each)} for at, each in enumerate(new.items, 1)]
    if items:
        work.execute(insert(NoticeItem), items)
    found = [
        {
            **place,
            "position": each.position,
            "kind": each.kind.value,
            "excerpt": each.excerpt,
        }
        for each in exposures(text)
    ]
    if found:
        work.execute(insert(NoticeExposure), found)
    if text:
        sealed = sealer.seal(text, associated=_place(book, new.notice, reading))
        work.execute(insert(NoticeText), {**place, "sealed": sealed})
    return reading


def text_of_reading(
    work: Session, book: int, notice: UUID, reading: int, *, sealer: Sealer
) -> str | None:
    """The text as it was read; None where there was none or it was erased. Raises SealBroken."""
    sealed = work.execute(
        select(col(NoticeText.sealed)).where(
            col(NoticeText.book) == book,
            col(NoticeText.notice) == notice,
            col(NoticeText.reading) == reading,
        )
    ).scalar()
    if sealed is None:
        return None
    return sealer.open(bytes(sealed), associated=_place(book, notice, reading))


def lock_notice(work: Session, book: int, notice: UUID) -> Notice:
    """The notice, with what is added to it numbered by one at a time until the commit.

    Raises NoticeNotRegistered.
    """
    work.execute(
        select(func.pg_advisory_xact_lock(func.hashtextextended(f"notice/{book}/{notice}", 0)))
    )
    return check_notice(work, book, notice)


def check_notice(work: Session, book: int, notice: UUID) -> Notice:
    """The notice. Raises NoticeNotRegistered."""
    found = work.get(Notice, (book, notice))
    if found is None:
        raise NoticeNotRegistered(f"账簿 {book} 没有登记这份公示", book=book, notice=str(notice))
    return found


def _item(item: ReadItem) -> dict[str, object]:
    return {
        "kind": item.kind.value,
        "printed": [each.value for each in NoticeField if each in item.printed],
        "project": item.project,
        "list": item.list,
        "list_version": item.list_version,
        "lot": item.lot,
        "code": clean_text(item.code),
        "name": clean_text(item.name),
        "standard_text": clean_text(item.standard_text),
        "rate_fen": _fen(item.rate_fen),
        "planned_fen": _fen(item.planned_fen),
        "arranged_fen": _fen(item.arranged_fen),
        "paid_fen": _fen(item.paid_fen),
        "line_count": item.line_count,
        "lines_fen": _fen(item.lines_fen),
    }


def _fen(amount_fen: int | None) -> int | None:
    return None if amount_fen is None else check_fen(amount_fen)


def _place(book: int, notice: UUID, reading: int) -> str:
    return f"notice_text/{book}/{notice}/{reading}"
