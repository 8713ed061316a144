"""Who lives in the demo's villages? Invented households with their members and cards."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from random import Random
from uuid import UUID

from api.demo.days import BEGINS_ON
from api.demo.invented import (
    chinese_number,
    invented_card,
    invented_key,
    invented_name,
    invented_resident_id,
)
from api.demo.places import HOMES_PER_VILLAGE, County, Village
from ledger.register.households import HouseholdKind
from ledger.register.persons import Relation


@dataclass(frozen=True, slots=True)
class Member:
    """A person of the demo. `card` is what benefits of that person are paid to."""

    person: UUID
    relation: Relation
    name: str = field(repr=False)
    resident_id: str = field(repr=False)
    card: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Home:
    """A household; its first member is the householder. `lifted_on`: the day of its exit."""

    book: int
    household: UUID
    village: Village
    group: str
    kind: HouseholdKind
    members: tuple[Member, ...]
    lifted_on: date | None = None

    @property
    def head(self) -> Member:
        return self.members[0]

    @property
    def children(self) -> int:
        return sum(1 for each in self.members if each.relation is Relation.CHILD)

    @property
    def workers(self) -> tuple[Member, ...]:
        """Members who may hold a post: the householder and the spouse."""
        return tuple(each for each in self.members[:2] if each.relation is not Relation.CHILD)


_KINDS = (
    *(HouseholdKind.REGISTERED,) * 16,
    *(HouseholdKind.LOW_INCOME,) * 2,
    HouseholdKind.EXTREME_POVERTY,
    *(HouseholdKind.FOREST_RETURN,) * 2,
    *(HouseholdKind.ORDINARY,) * 3,
)

KINDS_IN_TURN = len(_KINDS)
"""The class of a household follows from its number in its village."""


def settle(county: County, rng: Random) -> dict[Village, list[Home]]:
    """The households of every village of a county. Serials make IDs and cards unique in it."""
    serial = 0
    settled: dict[Village, list[Home]] = {}
    for village in county.villages:
        homes: list[Home] = []
        for number in range(1, HOMES_PER_VILLAGE + 1):
            serial += 10
            homes.append(_home(village, number, serial, rng))
        settled[village] = homes
    return settled


FIRST_NEWCOMER, FIRST_NEWCOMER_SERIAL = 100, 10_000
"""Households staged for a plant have numbers in their village, and serials, of their own."""

FIRST_OTHER_SERIAL, OTHER_SERIALS = 20_000, 5
"""The people of other villages have serials of their own, five to a household."""


def homes_of(county: County, order: int, seed: int) -> list[Home]:
    """The households of the county's `order`-th other village (from 0), the same each time.

    They are drawn when they are needed and not kept: a prefecture has a hundred thousand. Whoever
    was registered as poor here was lifted before the books opened: so nothing of an exit is to be
    shown (EL10), and nobody is left out (EL12).
    """
    count, before = other_homes(county, order)
    village = county.others[order]
    rng = Random(f"{seed}/people {village.code.code}")
    first = FIRST_OTHER_SERIAL + before * OTHER_SERIALS
    drawn = (
        _home(village, number, first + (number - 1) * OTHER_SERIALS, rng)
        for number in range(1, count + 1)
    )
    registered, lifted = HouseholdKind.REGISTERED, HouseholdKind.LIFTED
    return [
        replace(each, kind=lifted, lifted_on=None) if each.kind is registered else each
        for each in drawn
    ]


def other_homes(county: County, order: int) -> tuple[int, int]:
    """How many households that village has, and how many those before it have."""
    even, more = divmod(county.other_households, len(county.others))
    return even + (order < more), even * order + min(order, more)


def newcomer(village: Village, kind: HouseholdKind, order: int, rng: Random) -> Home:
    """A household beside those of the village; `order` (from 0) counts them in its county."""
    serial = FIRST_NEWCOMER_SERIAL + 10 * order
    return _home(village, FIRST_NEWCOMER + order, serial, rng, kind)


def _home(
    village: Village, number: int, serial: int, rng: Random, kind: HouseholdKind | None = None
) -> Home:
    kind = kind or _KINDS[(number - 1) % len(_KINDS)]
    relations = [Relation.HOUSEHOLDER]
    if rng.random() < 0.75 and kind is not HouseholdKind.EXTREME_POVERTY:
        relations.append(Relation.SPOUSE)
        relations += [Relation.CHILD] * rng.choice((0, 1, 1, 2))
        if rng.random() < 0.3:
            relations.append(Relation.PARENT)
    # In two homes of five all benefits go to one card of the family, which is allowed.
    shared = rng.random() < 0.4
    members = tuple(
        Member(
            invented_key(rng),
            relation,
            invented_name(order, number),
            invented_resident_id(village.book, _born(relation, rng), serial + order),
            invented_card(village.book, serial if shared else serial + order),
        )
        for order, relation in enumerate(relations)
    )
    lifted = kind is HouseholdKind.REGISTERED and rng.random() < 0.6
    return Home(
        village.book,
        invented_key(rng),
        village,
        f"{chinese_number(rng.randint(1, 4))}组",
        kind,
        members,
        date(rng.choice((2018, 2019)), 12, 20) if lifted else None,
    )


def _born(relation: Relation, rng: Random) -> int:
    if relation is Relation.CHILD:
        return rng.randint(2002, 2012)
    if relation is Relation.PARENT:
        return rng.randint(1938, 1950)
    return rng.randint(1960, BEGINS_ON.year - 38)
