"""Which households are there, of what class and where, on a day, as known at an instant?

Everything about a household has two times. `valid_from` (inclusive) and `valid_to` (exclusive) say
when it is true, `known_at` since when we know it. An exit (脱贫) is a new row from its day on; a
correction is a new row for the same days, known later. Neither takes anything back: asked as known
before, the register answers as it did.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlmodel import Session, col

from ledger.register.once import add_once
from ledger.storage.tables import Household, HouseholdFact
from ledger.values.refusal import Refusal
from ledger.values.region import RegionCode
from ledger.values.text import clean_text

AS_OF = """
SELECT household, valid_from, valid_to, region, village_group, kind, members, doc_no, known_at
FROM sunledger.household_fact
WHERE book = %(book)s AND household = %(household)s AND known_at <= %(known_at)s
  AND valid_from <= %(day)s AND (valid_to IS NULL OR valid_to > %(day)s)
ORDER BY known_at DESC, valid_from DESC LIMIT 1
"""
"""One household as of a day, for whoever reads through a connection: one descent of the primary
key, whose first columns are book and household (measured by tests/bench/test_household_bench.py).
The same rule as `households_as_of`."""


class HouseholdPeriodEmpty(Refusal):
    """What is said of a household holds for at least one day."""


class HouseholdHasNoMember(Refusal):
    """A household has at least one member."""


class HouseholdKind(StrEnum):
    """户类别: 建档立卡 and those who left it, and classes that other benefits reach.

    脱贫 (lifted) keeps its policies for the period; 返贫 (relapsed) is registered anew; 销号
    (struck_off) ends it: the household moved away, died out or was registered wrongly.
    """

    REGISTERED = "registered"
    LIFTED = "lifted"
    RELAPSED = "relapsed"
    STRUCK_OFF = "struck_off"
    MONITORED = "monitored"
    LOW_INCOME = "low_income"
    EXTREME_POVERTY = "extreme_poverty"
    FOREST_RETURN = "forest_return"
    ORDINARY = "ordinary"

    @property
    def chinese(self) -> str:
        return _CHINESE[self]


_CHINESE = {
    HouseholdKind.REGISTERED: "建档立卡户",
    HouseholdKind.LIFTED: "脱贫户",
    HouseholdKind.RELAPSED: "返贫户",
    HouseholdKind.STRUCK_OFF: "已销号",
    HouseholdKind.MONITORED: "监测户",
    HouseholdKind.LOW_INCOME: "低保户",
    HouseholdKind.EXTREME_POVERTY: "特困供养户",
    HouseholdKind.FOREST_RETURN: "退耕户",
    HouseholdKind.ORDINARY: "普通户",
}


@dataclass(frozen=True, slots=True)
class HouseholdOn:
    """A household between two days: where it lives, of what class, how many members.

    `doc_no`: the document that made it so, or an empty text.
    """

    household: UUID
    valid_from: date
    region: RegionCode
    village_group: str
    kind: HouseholdKind
    members: int
    valid_to: date | None = None
    doc_no: str = ""


def add_households(
    work: Session, book: int, facts: Iterable[HouseholdOn], *, known_at: datetime
) -> int:
    """Record households, or what is new about them. Returns how many facts were new.

    Raises HouseholdPeriodEmpty, HouseholdHasNoMember, RegisteredOtherwise.
    """
    facts = list(facts)
    for each in facts:
        if each.valid_to is not None and each.valid_to <= each.valid_from:
            raise HouseholdPeriodEmpty(
                f"户信息的有效期为空：{each.valid_from} 至 {each.valid_to}",
                household=str(each.household),
            )
        if each.members < 1:
            raise HouseholdHasNoMember("户内至少一人", household=str(each.household))
    keys = list(dict.fromkeys(each.household for each in facts))
    known = {
        key
        for (key,) in work.execute(
            select(col(Household.household)).where(
                col(Household.book) == book, col(Household.household).in_(keys)
            )
        )
    }
    add_once(
        work,
        Household,
        [
            {"book": book, "household": key, "known_at": known_at}
            for key in keys
            if key not in known
        ],
    )
    return add_once(
        work,
        HouseholdFact,
        [
            {
                "book": book,
                "household": each.household,
                "valid_from": each.valid_from,
                "known_at": known_at,
                "valid_to": each.valid_to,
                "region": each.region.code,
                "village_group": clean_text(each.village_group),
                "kind": each.kind.value,
                "members": each.members,
                "doc_no": clean_text(each.doc_no),
            }
            for each in facts
        ],
    )


def household_as_of(
    work: Session, book: int, household: UUID, *, day: date, known_at: datetime
) -> HouseholdOn | None:
    """The household on `day` as it was known at `known_at`; None if it was not known then."""
    return households_as_of(work, book, [household], day=day, known_at=known_at).get(household)


def households_as_of(
    work: Session, book: int, households: Sequence[UUID], *, day: date, known_at: datetime
) -> dict[UUID, HouseholdOn]:
    """The households on `day` as known at `known_at`; those not known then are left out.

    Of the facts that hold on that day the one known last counts, of several learned at one
    instant the one that begins last.
    """
    fact = HouseholdFact
    found = work.execute(
        select(fact)
        .ext(distinct_on(col(fact.household)))
        .where(
            col(fact.book) == book,
            col(fact.household).in_(households),
            col(fact.known_at) <= known_at,
            col(fact.valid_from) <= day,
            or_(col(fact.valid_to).is_(None), col(fact.valid_to) > day),
        )
        .order_by(col(fact.household), col(fact.known_at).desc(), col(fact.valid_from).desc())
    )
    return {row.household: _household_on(row) for (row,) in found}


def household_history(
    work: Session, book: int, household: UUID, *, known_at: datetime
) -> list[tuple[HouseholdOn, datetime]]:
    """Everything said of the household by then, each with the instant it became known, by days."""
    fact = HouseholdFact
    rows = work.execute(
        select(fact)
        .where(
            col(fact.book) == book, col(fact.household) == household, col(fact.known_at) <= known_at
        )
        .order_by(col(fact.valid_from), col(fact.known_at))
    ).scalars()
    return [(_household_on(row), row.known_at) for row in rows]


def households_in(
    work: Session, book: int, region: RegionCode, *, day: date, known_at: datetime
) -> list[HouseholdOn]:
    """The households that live in the place (or in what lies in it) on `day`, as known then."""
    once_there = [
        household
        for (household,) in work.execute(
            select(col(HouseholdFact.household))
            .distinct()
            .where(
                col(HouseholdFact.book) == book,
                col(HouseholdFact.region).startswith(region.prefix),
            )
            .order_by(col(HouseholdFact.household))
        )
    ]
    found = households_as_of(work, book, once_there, day=day, known_at=known_at)
    return [each for each in found.values() if region.contains(each.region)]


def _household_on(row: HouseholdFact) -> HouseholdOn:
    return HouseholdOn(
        household=row.household,
        valid_from=row.valid_from,
        region=RegionCode(row.region),
        village_group=row.village_group,
        kind=HouseholdKind(row.kind),
        members=row.members,
        valid_to=row.valid_to,
        doc_no=row.doc_no,
    )
