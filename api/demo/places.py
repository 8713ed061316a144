"""Where does the demo play? 汉中 with its eleven counties, real townships, invented villages.

Counties and townships are those of the register. Villages are invented: named 示例一村, 示例二村 …
and numbered from 901 within their township. The national list numbers committees from 001 (居委会)
and 200 (村委会) and other units from 400, nowhere near 900, so no invented code is a real village.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random

from api.demo.days import BEGINS_ON
from api.demo.invented import chinese_number
from ledger.register.places import PlaceClass
from ledger.register.regions import Region, RegionTree
from ledger.values.region import RegionCode, RegionLevel

PREFECTURE = 610700
"""The book of 汉中市财政局."""

DEEPLY_POOR = (610727, 610728)
"""略阳 and 镇巴 (汉发〔2018〕29号第48行)."""

SHOWN = 610727
"""The county whose clerk signs in to the demo: 略阳."""

COUNTIES = (
    *(610702, 610703, 610722, 610723, 610724, 610725, 610726, 610727, 610728, 610729, 610730),
)
"""The books of the eleven counties."""

FIRST_VILLAGE = 901
_FIRST_STAGED = 980
VILLAGE_SOURCE = "演示数据，虚构的村，代码不在国家统计局代码表内"
STAGED_SOURCE = f"{VILLAGE_SOURCE}，为植入疑点而设"


HOMES_PER_VILLAGE = 24
"""Households of a followed village."""


@dataclass(frozen=True, slots=True)
class Size:
    """Villages and households of a county's book, the followed ones included."""

    villages: int
    households: int


@dataclass(frozen=True, slots=True)
class Village:
    """An invented village of a real township; `number` is unique in the county, from 1."""

    book: int
    region: Region
    township: Region
    number: int

    @property
    def code(self) -> RegionCode:
        return self.region.code

    @property
    def name(self) -> str:
        return self.region.name


@dataclass(frozen=True, slots=True)
class County:
    """One county-level unit, its book and the villages the demo follows in it.

    `others`: villages of a larger scale, with so many households together.
    """

    book: int
    region: Region
    villages: tuple[Village, ...]
    others: tuple[Village, ...] = ()
    other_households: int = 0

    @property
    def deep(self) -> bool:
        return self.book in DEEPLY_POOR

    @property
    def short(self) -> str:
        """略 of 略阳县: how its bureau signs its documents."""
        return self.region.name[0]


def choose_places(
    tree: RegionTree,
    rng: Random,
    *,
    places: int = 1,
    sizes: Mapping[int, Size] | None = None,
) -> tuple[Region, tuple[County, ...]]:
    """The prefecture and its counties; which townships have the followed villages is drawn.

    `places` times as many are followed as in the small world; `sizes`: what a county is filled
    up to.
    """
    prefecture = tree.get(RegionCode.parse(str(PREFECTURE)), BEGINS_ON)
    counties = []
    for region in tree.descendants(prefecture.code, BEGINS_ON):
        if region.level is not RegionLevel.COUNTY:
            continue
        book = int(region.code.short)
        below = tree.descendants(region.code, BEGINS_ON)
        townships = [each for each in below if each.level is RegionLevel.TOWNSHIP]
        per_township = (3, 2, 2) if book in DEEPLY_POOR else (2,)
        # The first town (镇) is always among them, so that a demo login can be tied to it.
        first = next(each for each in townships if each.code.code[6] == "1")
        others = [each for each in townships if each is not first]
        drawn = rng.sample(others, len(per_township) - 1)
        chosen = [first, *sorted(drawn, key=lambda each: each.code)]
        villages: list[Village] = []
        for township, count in zip(chosen, per_township, strict=True):
            for order in range(count * places):
                villages.append(_village(book, township, order, len(villages) + 1))
        followed = Size(len(villages), len(villages) * HOMES_PER_VILLAGE)
        size = (sizes or {}).get(book, followed)
        beyond = _others(book, townships, villages, size.villages - followed.villages)
        households = size.households - followed.households
        counties.append(County(book, region, tuple(villages), beyond, households))
    return prefecture, tuple(counties)


def _others(
    book: int, townships: Sequence[Region], followed: Sequence[Village], count: int
) -> tuple[Village, ...]:
    """So many villages more, over all townships of the county."""
    taken = Counter(each.township.code for each in followed)
    made = []
    for order in range(count):
        township = townships[order * len(townships) // count]
        made.append(_village(book, township, taken[township.code], len(followed) + order + 1))
        taken[township.code] += 1
    return tuple(made)


def staged_village(book: int, township: Region, order: int) -> Village:
    """A village beside all others of its county, staged for a plant; `order` is below 20. It is
    none of those by which the scale of a world is known."""
    made = _village(book, township, _FIRST_STAGED - FIRST_VILLAGE + order, _FIRST_STAGED + order)
    return replace(made, region=replace(made.region, source=STAGED_SOURCE))


def _village(book: int, township: Region, order: int, number: int) -> Village:
    code = RegionCode.parse(f"{township.code.prefix}{FIRST_VILLAGE + order}")
    region = Region(code, f"示例{chinese_number(number)}村", BEGINS_ON, source=VILLAGE_SOURCE)
    return Village(book, region, township, number)


def place_classes(counties: tuple[County, ...]) -> list[PlaceClass]:
    """深度贫困村: the villages of such counties, whose own classes ship with the product."""
    return [
        PlaceClass(each.code, "深度贫困村", BEGINS_ON, VILLAGE_SOURCE)
        for county in counties
        if county.deep
        for each in (*county.villages, *county.others)
    ]
