"""Who belonged to a household on a day, and how did they come and go?

A period of membership begins with a cause (出生, 婚入 …) and ends with one (死亡, 婚出, 分户 …).
When somebody's relation to the householder changes, one period ends and the next begins, both
because of 户主变更. `since` 1949-10-01 means that nobody said since when.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlmodel import Session, col

from ledger.register.known import add_known, check_period, said
from ledger.register.regions import REGISTERED_SINCE
from ledger.storage.tables import Membership, PersonFact
from ledger.values.refusal import Refusal


class LeftWithoutCause(Refusal):
    """Whoever left a household left for a reason, and only he."""


class Relation(StrEnum):
    """与户主关系, in the words of the household register (户口簿)."""

    HOUSEHOLDER = "户主"
    SPOUSE = "配偶"
    CHILD = "子女"
    PARENT = "父母"
    GRANDCHILD = "孙子女"
    OTHER = "其他"


class Joined(StrEnum):
    """Why a period of membership begins."""

    REGISTERED = "registered"
    BORN = "born"
    MARRIED_IN = "married_in"
    MOVED_IN = "moved_in"
    ADOPTED = "adopted"
    RETURNED = "returned"
    SPLIT = "split"
    RELATION = "relation"
    OTHER = "other"

    @property
    def chinese(self) -> str:
        return _JOINED[self]


_JOINED = {
    Joined.REGISTERED: "登记时已在户",
    Joined.BORN: "出生",
    Joined.MARRIED_IN: "婚入",
    Joined.MOVED_IN: "迁入",
    Joined.ADOPTED: "收养",
    Joined.RETURNED: "回户",
    Joined.SPLIT: "分户",
    Joined.RELATION: "户主变更",
    Joined.OTHER: "其他",
}


class Left(StrEnum):
    """Why a period of membership ends."""

    DIED = "died"
    MARRIED_OUT = "married_out"
    MOVED_OUT = "moved_out"
    SPLIT = "split"
    ENLISTED = "enlisted"
    IMPRISONED = "imprisoned"
    RELATION = "relation"
    REGISTERED_WRONGLY = "registered_wrongly"
    OTHER = "other"

    @property
    def chinese(self) -> str:
        return _LEFT[self]


_LEFT = {
    Left.DIED: "死亡",
    Left.MARRIED_OUT: "婚出",
    Left.MOVED_OUT: "迁出",
    Left.SPLIT: "分户",
    Left.ENLISTED: "参军",
    Left.IMPRISONED: "服刑",
    Left.RELATION: "户主变更",
    Left.REGISTERED_WRONGLY: "登记有误",
    Left.OTHER: "其他",
}


class Labour(StrEnum):
    """劳动能力, in the classes of the registration form (建档立卡登记表; 待核)."""

    ORDINARY = "ordinary"
    SKILLED = "skilled"
    WEAK = "weak"
    LOST = "lost"
    NONE = "none"

    @property
    def chinese(self) -> str:
        return _LABOUR[self]


_LABOUR = {
    Labour.ORDINARY: "普通劳动力",
    Labour.SKILLED: "技能劳动力",
    Labour.WEAK: "弱劳动力或半劳动力",
    Labour.LOST: "丧失劳动力",
    Labour.NONE: "无劳动力",
}


@dataclass(frozen=True, slots=True)
class Member:
    """A person in a household from `joined_on` up to, not including, `left_on`."""

    household: UUID
    person: UUID
    relation: Relation
    joined_on: date = REGISTERED_SINCE
    joined_cause: Joined = Joined.REGISTERED
    left_on: date | None = None
    left_cause: Left | None = None


def add_members(work: Session, book: int, members: Iterable[Member], *, known_at: datetime) -> int:
    """Record who joined or left. The same period with an end closes it. Returns how many were new.

    Raises PeriodEndsBeforeItBegins, LeftWithoutCause.
    """
    rows = []
    for each in members:
        check_period(each.joined_on, each.left_on)
        if (each.left_on is None) != (each.left_cause is None):
            raise LeftWithoutCause("离户日期和离户原因要么都写，要么都不写")
        rows.append(
            {
                "book": book,
                "household": each.household,
                "person": each.person,
                "joined_on": each.joined_on,
                "relation": each.relation.value,
                "joined_cause": each.joined_cause.value,
                "left_on": each.left_on,
                "left_cause": each.left_cause.value if each.left_cause else "",
            }
        )
    return add_known(work, Membership, rows, known_at=known_at)


def members_of(
    work: Session,
    book: int,
    households: Sequence[UUID],
    *,
    known_at: datetime,
    day: date | None = None,
) -> list[Member]:
    """Members on `day` (None: all periods) as known then, householders first."""
    table = Membership
    found = said(
        work,
        table,
        (col(table.book) == book) & col(table.household).in_(households),
        known_at=known_at,
        day=day,
        begins="joined_on",
        ends="left_on",
    )
    members = [_member(row) for row in found]
    order = list(Relation)
    return sorted(members, key=lambda each: (order.index(each.relation), each.joined_on))


def memberships_of(work: Session, book: int, person: UUID, *, known_at: datetime) -> list[Member]:
    """All periods of one person, oldest first."""
    found = said(
        work,
        Membership,
        (col(Membership.book) == book) & (col(Membership.person) == person),
        known_at=known_at,
        begins="joined_on",
        ends="left_on",
    )
    return sorted(map(_member, found), key=lambda each: each.joined_on)


def _member(row: object) -> Member:
    fields = dict(row)  # type: ignore[call-overload]
    return Member(
        household=fields["household"],
        person=fields["person"],
        relation=Relation(fields["relation"]),
        joined_on=fields["joined_on"],
        joined_cause=Joined(fields["joined_cause"]),
        left_on=fields["left_on"],
        left_cause=Left(fields["left_cause"]) if fields["left_cause"] else None,
    )


@dataclass(frozen=True, slots=True)
class LabourOn:
    """A person's 劳动能力 between two days."""

    person: UUID
    labour: Labour
    valid_from: date
    valid_to: date | None = None


def add_labour(work: Session, book: int, facts: Iterable[LabourOn], *, known_at: datetime) -> int:
    """Record what labour somebody is capable of. Returns how many were new.

    Raises PeriodEndsBeforeItBegins.
    """
    rows = []
    for each in facts:
        check_period(each.valid_from, each.valid_to)
        rows.append(
            {
                "book": book,
                "person": each.person,
                "valid_from": each.valid_from,
                "valid_to": each.valid_to,
                "labour": each.labour.value,
            }
        )
    return add_known(work, PersonFact, rows, known_at=known_at)


def labour_said(
    work: Session, book: int, persons: Sequence[UUID], *, known_at: datetime
) -> dict[UUID, LabourOn]:
    """What was said of each for the period that began last, whatever the day."""
    table = PersonFact
    found = said(
        work,
        table,
        (col(table.book) == book) & col(table.person).in_(persons),
        known_at=known_at,
    )
    return {
        row["person"]: LabourOn(
            row["person"], Labour(row["labour"]), row["valid_from"], row["valid_to"]
        )
        for row in sorted(found, key=lambda each: each["valid_from"])
    }


def labour_of(
    work: Session, book: int, persons: Sequence[UUID], *, day: date, known_at: datetime
) -> dict[UUID, Labour]:
    """What is known of each on that day; of overlapping periods the one that began last."""
    table = PersonFact
    found = said(
        work,
        table,
        (col(table.book) == book) & col(table.person).in_(persons),
        known_at=known_at,
        day=day,
    )
    return {row["person"]: Labour(row["labour"]) for row in found}
