"""Where does the demo play? 汉中 with its eleven counties, real townships, invented villages.

Counties and townships are those of the register. Villages are invented: named 示例一村, 示例二村 …
and numbered from 901 within their township. The national list numbers committees from 001 (居委会)
and 200 (村委会) and other units from 400, nowhere near 900, so no invented code is a real village.
"""

from __future__ import annotations

from dataclasses import dataclass
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

FIRST_VILLAGE = 901
VILLAGE_SOURCE = "演示数据，虚构的村，代码不在国家统计局代码表内"


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
    """One county-level unit, its book and the villages the demo follows in it."""

    book: int
    region: Region
    villages: tuple[Village, ...]

    @property
    def deep(self) -> bool:
        return self.book in DEEPLY_POOR

    @property
    def short(self) -> str:
        """略 of 略阳县: how its bureau signs its documents."""
        return self.region.name[0]


def choose_places(tree: RegionTree, rng: Random) -> tuple[Region, tuple[County, ...]]:
    """The prefecture and its counties; which townships have the demo's villages is drawn."""
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
            for order in range(count):
                villages.append(_village(book, township, order, len(villages) + 1))
        counties.append(County(book, region, tuple(villages)))
    return prefecture, tuple(counties)


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
        for each in county.villages
    ]
