"""What became of a notice: taken down early, hung longer, replaced by another?

A notice itself is an event and stays as it was published; these rows say what happened to it
afterwards. Nothing prevents a notice from being taken down on the third day: rule DS02 says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import func, insert, select
from sqlmodel import Session, col

from ledger.register.notice_readings import check_notice, lock_notice
from ledger.storage.tables import NoticeStep
from ledger.values.refusal import Refusal
from ledger.values.text import clean_text


class NoticeStepBeforeNotice(Refusal):
    """What became of a notice happened on or after the day it was published."""


class NoticeStepAhead(Refusal):
    """What is recorded of a notice has happened: its day is not in the future."""


class NoticeNotExtended(Refusal):
    """An extension ends later than the notice did before."""


class NoticeReplacesItself(Refusal):
    """What hangs in the place of a notice is another notice."""


class NoticeStepKind(StrEnum):
    """撤下, 延期, 更换."""

    WITHDRAWN = "withdrawn"
    EXTENDED = "extended"
    REPLACED = "replaced"

    @property
    def chinese(self) -> str:
        return _CHINESE[self]


_CHINESE = {
    NoticeStepKind.WITHDRAWN: "撤下",
    NoticeStepKind.EXTENDED: "延期",
    NoticeStepKind.REPLACED: "更换",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class NewNoticeStep:
    """`happened_on`: the first day without it (撤下, 更换), or the day it was extended."""

    notice: UUID
    kind: NoticeStepKind
    happened_on: date
    until_on: date | None = None
    by_notice: UUID | None = None
    reason: str = ""


def add_notice_step(
    work: Session, book: int, new: NewNoticeStep, *, actor: str, today: date, known_at: datetime
) -> int:
    """Record what became of a notice. Returns the number of the step; the same again adds none.

    Raises NoticeNotRegistered, NoticeStepBeforeNotice, NoticeStepAhead, NoticeNotExtended,
    NoticeReplacesItself.
    """
    notice = lock_notice(work, book, new.notice)
    if new.happened_on < notice.published_on:
        raise NoticeStepBeforeNotice(
            f"{new.kind.chinese}日期 {new.happened_on} 早于发布日 {notice.published_on}",
            happened_on=new.happened_on.isoformat(),
            published_on=notice.published_on.isoformat(),
        )
    if new.happened_on > today:
        raise NoticeStepAhead(
            f"{new.kind.chinese}日期 {new.happened_on} 还没有到", today=today.isoformat()
        )
    extended = new.kind is NoticeStepKind.EXTENDED
    if extended and not (
        new.until_on and (notice.until_on is None or new.until_on > notice.until_on)
    ):
        raise NoticeNotExtended(
            f"延期后的止日应晚于原止日 {notice.until_on or '（未印）'}",
            until_on=str(new.until_on),
        )
    if new.kind is NoticeStepKind.REPLACED:
        if new.by_notice is None or new.by_notice == new.notice:
            raise NoticeReplacesItself("更换公示要写明换上的是哪一份")
        check_notice(work, book, new.by_notice)
    key = (col(NoticeStep.book) == book, col(NoticeStep.notice) == new.notice)
    row = {
        "kind": new.kind.value,
        "happened_on": new.happened_on,
        "until_on": new.until_on if extended else None,
        "by_notice": new.by_notice if new.kind is NoticeStepKind.REPLACED else None,
    }
    same = work.execute(
        select(col(NoticeStep.seq)).where(
            *key,
            *(getattr(NoticeStep, name).is_not_distinct_from(value) for name, value in row.items()),
        )
    ).scalar()
    if same is not None:
        return int(same)
    last = work.execute(select(func.max(col(NoticeStep.seq))).where(*key)).scalar()
    seq = (last or 0) + 1
    work.execute(
        insert(NoticeStep),
        {
            "book": book,
            "notice": new.notice,
            "seq": seq,
            **row,
            "reason": clean_text(new.reason),
            "actor": actor,
            "known_at": known_at,
        },
    )
    return seq
