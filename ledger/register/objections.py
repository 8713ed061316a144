"""异议: who objects to what, and was it answered?

Raised → accepted → answered → closed; each step is a row that names the one before it, so two who
act at once cannot both follow the same step. Who objects and what is said is sealed: a villager who
complains about a cadre must not be found by reading the database. Anonymous objections are taken
like others.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Session, col

from ledger.register.notice_readings import check_notice
from ledger.storage.sealing import Sealer
from ledger.storage.tables import Objection, ObjectionPrivate, ObjectionStep
from ledger.values.refusal import Refusal
from ledger.values.region import RegionCode
from ledger.values.text import clean_text

LONGEST_TEXT = 2000


class ObjectionEmpty(Refusal):
    """An objection says what it is about."""


class ObjectionTooLong(Refusal):
    """The text of an objection or an answer has at most 2000 characters."""


class ObjectionUnknown(Refusal):
    """The book has an objection under this key."""


class ObjectionStepNotAllowed(Refusal):
    """An objection is accepted, then answered, then closed; or closed as not taken up."""


class ObjectionDayWrong(Refusal):
    """Steps of an objection follow each other in time, and none is in the future."""


class ObjectionOutcomeMissing(Refusal):
    """An objection is closed with an outcome, and only then has one."""


class Channel(StrEnum):
    """How it was raised."""

    VILLAGE = "village"
    HOTLINE = "hotline"
    COUNTER = "counter"
    WEBSITE = "website"
    OTHER = "other"

    @property
    def chinese(self) -> str:
        return _CHANNELS[self]


_CHANNELS = {
    Channel.VILLAGE: "村务监督",
    Channel.HOTLINE: "电话12317",
    Channel.COUNTER: "窗口",
    Channel.WEBSITE: "网站",
    Channel.OTHER: "其他",
}


class Topic(StrEnum):
    """What it is about, for counting; the words themselves are sealed."""

    LEFT_OUT = "left_out"
    NOT_ENTITLED = "not_entitled"
    AMOUNT = "amount"
    NOT_PAID = "not_paid"
    PROJECT = "project"
    NOTICE = "notice"
    CONDUCT = "conduct"
    OTHER = "other"

    @property
    def chinese(self) -> str:
        return _TOPICS[self]


_TOPICS = {
    Topic.LEFT_OUT: "应享受没有享受",
    Topic.NOT_ENTITLED: "不该享受的享受了",
    Topic.AMOUNT: "金额不对",
    Topic.NOT_PAID: "钱没有收到",
    Topic.PROJECT: "项目没有做或做得不好",
    Topic.NOTICE: "公示没有张贴或内容不对",
    Topic.CONDUCT: "干部作风",
    Topic.OTHER: "其他",
}


class Handler(StrEnum):
    """Which level answers."""

    VILLAGE = "village"
    TOWNSHIP = "township"
    COUNTY = "county"

    @property
    def chinese(self) -> str:
        return {"village": "村", "township": "乡镇", "county": "县"}[self.value]


class StepKind(StrEnum):
    """提出, 受理, 答复, 办结."""

    RAISED = "raised"
    ACCEPTED = "accepted"
    ANSWERED = "answered"
    CLOSED = "closed"

    @property
    def chinese(self) -> str:
        return {"raised": "提出", "accepted": "受理", "answered": "答复", "closed": "办结"}[
            self.value
        ]


class Outcome(StrEnum):
    """How it was closed."""

    UPHELD = "upheld"
    PARTLY = "partly"
    UNFOUNDED = "unfounded"
    NOT_TAKEN = "not_taken"

    @property
    def chinese(self) -> str:
        return _OUTCOMES[self]


_OUTCOMES = {
    Outcome.UPHELD: "属实",
    Outcome.PARTLY: "部分属实",
    Outcome.UNFOUNDED: "不属实",
    Outcome.NOT_TAKEN: "不予受理",
}

FOLLOWS: dict[StepKind, frozenset[StepKind]] = {
    StepKind.ACCEPTED: frozenset({StepKind.RAISED}),
    StepKind.ANSWERED: frozenset({StepKind.ACCEPTED, StepKind.ANSWERED}),
    StepKind.CLOSED: frozenset({StepKind.ANSWERED}),
}
"""What each step may follow; 不予受理 may also follow raised and accepted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewObjection:
    """An objection. The three personal fields have no repr: a value may end in a log."""

    objection: UUID
    code: str
    region: RegionCode
    channel: Channel
    topic: Topic
    handler: Handler
    raised_on: date
    text: str = field(repr=False)
    name: str = field(default="", repr=False)
    contact: str = field(default="", repr=False)
    notice: UUID | None = None
    office: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewObjectionStep:
    """One step after the first. `text`: what was answered, sealed."""

    objection: UUID
    kind: StepKind
    happened_on: date
    office: str = ""
    outcome: Outcome | None = None
    text: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Said:
    """The opened words of one step."""

    text: str = field(repr=False)
    name: str = field(default="", repr=False)
    contact: str = field(default="", repr=False)


def raise_objection(
    work: Session,
    book: int,
    new: NewObjection,
    *,
    sealer: Sealer,
    actor: str,
    today: date,
    known_at: datetime,
) -> bool:
    """Record it with its first step. False if it is there already.

    Raises ObjectionEmpty, ObjectionTooLong, ObjectionDayWrong, NoticeNotRegistered.
    """
    text = _checked(new.text)
    if not text:
        raise ObjectionEmpty("请写明反映的问题")
    if new.raised_on > today:
        raise ObjectionDayWrong(f"提出日期 {new.raised_on} 还没有到", today=today.isoformat())
    if work.get(Objection, (book, new.objection)) is not None:
        return False
    about = check_notice(work, book, new.notice) if new.notice else None
    name, contact = clean_text(new.name), clean_text(new.contact)
    work.execute(
        insert(Objection),
        {
            "book": book,
            "objection": new.objection,
            "code": new.code,
            "notice": new.notice,
            "region": new.region.code,
            "subject": about.subject if about else "",
            "subject_key": about.subject_key if about else "",
            "project": about.project if about else None,
            "list": about.list if about else None,
            "channel": new.channel.value,
            "topic": new.topic.value,
            "anonymous": not (name or contact),
            "handler": new.handler.value,
            "raised_on": new.raised_on,
            "actor": actor,
            "known_at": known_at,
        },
    )
    _write(
        work,
        book,
        NewObjectionStep(
            objection=new.objection,
            kind=StepKind.RAISED,
            happened_on=new.raised_on,
            office=new.office,
        ),
        None,
        Said(text, name, contact),
        sealer=sealer,
        actor=actor,
        known_at=known_at,
    )
    return True


def add_objection_step(
    work: Session,
    book: int,
    new: NewObjectionStep,
    *,
    sealer: Sealer,
    actor: str,
    today: date,
    known_at: datetime,
) -> int:
    """Record the next step. Returns its number.

    Raises ObjectionUnknown, ObjectionStepNotAllowed, ObjectionDayWrong, ObjectionOutcomeMissing,
    ObjectionEmpty (an answer says something), ObjectionTooLong.
    """
    text = _checked(new.text)
    last = last_step(work, book, new.objection)
    _check_order(new, StepKind(last.kind))
    if not last.happened_on <= new.happened_on <= today:
        raise ObjectionDayWrong(
            f"{new.kind.chinese}日期应在 {last.happened_on} 至 {today} 之间，"
            f"收到 {new.happened_on}",
            not_before=last.happened_on.isoformat(),
            today=today.isoformat(),
        )
    if new.kind is StepKind.ANSWERED and not text:
        raise ObjectionEmpty("请写明答复内容")
    return _write(work, book, new, last, Said(text), sealer=sealer, actor=actor, known_at=known_at)


def last_step(work: Session, book: int, objection: UUID) -> ObjectionStep:
    """Raises ObjectionUnknown."""
    found = work.execute(
        select(ObjectionStep)
        .where(col(ObjectionStep.book) == book, col(ObjectionStep.objection) == objection)
        .order_by(col(ObjectionStep.seq).desc())
        .limit(1)
    ).scalar()
    if found is None:
        raise ObjectionUnknown("没有这条异议", objection=str(objection))
    assert isinstance(found, ObjectionStep)
    return found


def said_in(work: Session, book: int, objection: UUID, *, sealer: Sealer) -> dict[int, Said]:
    """What was said in each step, by its number; erased ones are left out. Raises SealBroken."""
    rows = work.execute(
        select(ObjectionPrivate).where(
            col(ObjectionPrivate.book) == book, col(ObjectionPrivate.objection) == objection
        )
    ).scalars()
    return {
        each.seq: Said(
            **json.loads(
                sealer.open(bytes(each.sealed), associated=_place(book, objection, each.seq))
            )
        )
        for each in rows
    }


def _check_order(new: NewObjectionStep, last: StepKind) -> None:
    if (new.kind is StepKind.CLOSED) != (new.outcome is not None):
        raise ObjectionOutcomeMissing("办结要写明结论（属实、部分属实、不属实、不予受理）")
    allowed = FOLLOWS.get(new.kind, frozenset())
    if new.outcome is Outcome.NOT_TAKEN:
        allowed = frozenset({StepKind.RAISED, StepKind.ACCEPTED, StepKind.ANSWERED})
    if last not in allowed:
        raise ObjectionStepNotAllowed(
            f"这条异议现在是“{last.chinese}”，不能接着“{new.kind.chinese}”",
            last=last.value,
            kind=new.kind.value,
        )


def _write(
    work: Session,
    book: int,
    new: NewObjectionStep,
    last: ObjectionStep | None,
    said: Said,
    *,
    sealer: Sealer,
    actor: str,
    known_at: datetime,
) -> int:
    seq = last.seq + 1 if last else 0
    place = {"book": book, "objection": new.objection, "seq": seq}
    added = work.execute(
        insert(ObjectionStep)
        .values(
            **place,
            kind=new.kind.value,
            after_seq=last.seq if last else None,
            after_kind=last.kind if last else None,
            outcome=new.outcome.value if new.outcome else "",
            happened_on=new.happened_on,
            office=clean_text(new.office),
            actor=actor,
            known_at=known_at,
        )
        .on_conflict_do_nothing()
        .returning(col(ObjectionStep.seq))
    ).scalar()
    if added is None:
        raise ObjectionStepNotAllowed("另一位工作人员刚刚办理了这条异议，请刷新后再办", seq=seq)
    words = {name: getattr(said, name) for name in ("text", "name", "contact")}
    if any(words.values()):
        sealed = sealer.seal(
            json.dumps(words, ensure_ascii=False), associated=_place(book, new.objection, seq)
        )
        work.execute(insert(ObjectionPrivate), {**place, "sealed": sealed})
    return seq


def _checked(text: str) -> str:
    clean = clean_text(text)
    if len(clean) > LONGEST_TEXT:
        raise ObjectionTooLong(
            f"内容最多 {LONGEST_TEXT} 字，收到 {len(clean)} 字", length=len(clean)
        )
    return clean


def _place(book: int, objection: UUID, seq: int) -> str:
    return f"objection/{book}/{objection}/{seq}"
