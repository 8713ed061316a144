"""Which place is meant by a printed name on a given day, and which book is its ledger?

Places come from `data/regions.csv` (codes checked against public copies of the statistics
bureau's list; the `source` column says where each is from and what is still to be checked).

A code says where a place lies: 6107 27 101 lies in 6107 27, that in 6107. A place is valid from
`valid_from` up to but not including `valid_to`; a place that ended names its successor: the place
it was renamed to, whose `valid_from` is that same day, or the one it was merged into, which may
be older (莱芜市 into 济南市). Of a place divided among several, the largest part is the successor.

`find` compares names after dropping blanks; only when no name or alias is equal does it drop the
last 省, 市, 县 or 区 as well. So 伊宁县 never becomes 伊宁市, and notices that print 修武 or 睢 县
still find their county.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from io import StringIO

from ledger.values.refusal import Refusal
from ledger.values.region import RegionCode, RegionLevel
from ledger.values.text import without_blanks

REGISTERED_SINCE = date(1949, 10, 1)
"""`valid_from` of a place whose beginning nobody needs: before every document we can meet."""

HISTORY_BEGINS_ON = date(2018, 1, 1)
"""Books are numbered as if opened on this day, so that the number of a renamed county's book does
not depend on which of its documents is imported first (孟津 keeps 410322, 南郑 is 610703)."""

_ENDINGS = "省市县区"
_COLUMNS = ["code12", "name", "level", "valid_from", "valid_to", "successor", "aliases", "source"]


class RegionDataDamaged(Refusal):
    """The register of places has a row that cannot be read."""


class RegionUnknown(Refusal):
    """A place code is not in the register on the day asked."""


@dataclass(frozen=True, slots=True)
class Region:
    """One place between two days."""

    code: RegionCode
    name: str
    valid_from: date = REGISTERED_SINCE
    valid_to: date | None = None
    successor: RegionCode | None = None
    aliases: tuple[str, ...] = ()
    source: str = ""

    @property
    def level(self) -> RegionLevel:
        return self.code.level

    @property
    def non_gb(self) -> bool:
        """Whether the code is the statistics bureau's alone, unknown to GB/T 2260 (zones)."""
        return "非国标" in self.source

    @property
    def names(self) -> tuple[str, ...]:
        return (self.name, *self.aliases)

    def valid_on(self, on: date) -> bool:
        return self.valid_from <= on and (self.valid_to is None or on < self.valid_to)

    def contains(self, other: Region) -> bool:
        """Whether `other` is this place or lies in it."""
        return self.code.contains(other.code)


def name_key(name: str) -> str:
    """A name as notices vary it: without blanks and without a last 省, 市, 县 or 区."""
    bare = without_blanks(name)
    return bare[:-1] if len(bare) > 1 and bare[-1] in _ENDINGS else bare


class RegionTree:
    """The register of places, in memory. Pure: what it answers depends on its rows alone."""

    def __init__(self, regions: Iterable[Region]) -> None:
        self._regions = sorted(regions, key=lambda each: (each.code, each.valid_from))
        self._by_code: dict[RegionCode, list[Region]] = {}
        self._by_successor: dict[RegionCode, list[Region]] = {}
        for each in self._regions:
            self._by_code.setdefault(each.code, []).append(each)
            if each.successor:
                self._by_successor.setdefault(each.successor, []).append(each)

    def __iter__(self) -> Iterator[Region]:
        return iter(self._regions)

    def __len__(self) -> int:
        return len(self._regions)

    def get(self, code: RegionCode, on: date) -> Region:
        """The place with this code on this day. Raises RegionUnknown."""
        for each in self._by_code.get(code, ()):
            if each.valid_on(on):
                return each
        raise RegionUnknown(f"区划 {code} 在 {on} 没有登记", code=code, on=on)

    def descendants(self, code: RegionCode, on: date) -> list[Region]:
        """All places below this one on this day, without itself. Raises RegionUnknown."""
        top = self.get(code, on)
        return [
            each
            for each in self._regions
            if each.valid_on(on) and each.code != code and top.contains(each)
        ]

    def parent(self, region: Region, on: date) -> Region | None:
        """The nearest registered place above (重庆's counties lie directly in the municipality)."""
        above = [
            each
            for each in self._regions
            if each.valid_on(on) and each.code != region.code and each.contains(region)
        ]
        return max(above, key=lambda each: each.level.depth, default=None)

    def find(self, name: str, within: Region | None, on: date) -> list[Region]:
        """Places of this name among `within` and what lies in it: none, one, or the candidates."""
        places = [
            each
            for each in self._regions
            if each.valid_on(on) and (within is None or within.contains(each))
        ]
        printed = without_blanks(name)
        if equal := [each for each in places if printed in each.names]:
            return equal
        key = name_key(name)
        return [each for each in places if key in map(name_key, each.names)]

    def locate(self, text: str, on: date) -> list[Region]:
        """Places, down to counties, that a chain of names leads to, all of it consumed:
        新疆博州温泉县, 河南省洛阳市孟津县."""
        openings = self._openings(without_blanks(text), None, on)
        return list(dict.fromkeys(each for left, each in openings if not left))

    def locate_start(self, text: str, on: date) -> list[Region]:
        """Places, down to counties, whose chain of names opens a unit's name: 洛阳市孟津区财政局 is
        a bureau of 孟津区. The longest opening counts, so 张家川县 is no shorter neighbour."""
        rest = without_blanks(text)
        openings = dict.fromkeys(self._openings(rest, None, on))
        shortest = min((len(left) for left, _ in openings), default=0)
        return list(dict.fromkeys(each for left, each in openings if len(left) == shortest))

    def lineage(self, region: Region) -> list[Region]:
        """This place with those it succeeded and was succeeded by, oldest first."""
        oldest, seen = region, {region}
        while before := self._predecessor(oldest):
            if before in seen:
                break
            oldest = before
            seen.add(before)
        chain = [oldest]
        while chain[-1].successor:
            after = [each for each in self._by_code[chain[-1].successor] if each not in chain]
            if not after:
                break
            chain.append(after[0])
        return chain

    def book_of(self, region: Region, opened_on: date = HISTORY_BEGINS_ON) -> int:
        """The number of the book of this place's finance bureau.

        The place's code when the book is opened: a township's money stands in its county's book,
        and 孟津区 keeps the number it had as 孟津县.
        """
        county = region.code
        while county.level.depth > RegionLevel.COUNTY.depth and county.parent is not None:
            county = county.parent
        if county != region.code:
            for each in reversed(self._by_code.get(county, ())):
                return self.book_of(each, opened_on)
            raise RegionUnknown(f"区划 {region.code} 所属的县没有登记", code=region.code)
        for each in self.lineage(region):
            if each.valid_on(opened_on):
                return int(each.code.short)
        return int(region.code.short)

    def registers(self, level: RegionLevel, within: Region, on: date) -> bool:
        """Whether any place of this level inside `within` is registered on this day."""
        return any(
            each.level == level and each.valid_on(on) and within.contains(each)
            for each in self._regions
        )

    def _predecessor(self, region: Region) -> Region | None:
        """The one place this began as. A place made of several, or one that only took another in,
        began as none of them."""
        before = [
            each
            for each in self._by_successor.get(region.code, ())
            if each.valid_to == region.valid_from
        ]
        return before[0] if len(before) == 1 else None

    def _openings(self, rest: str, inside: Region | None, on: date) -> Iterator[tuple[str, Region]]:
        """(what is left, place) for every chain of names, each inside the last, opening `rest`."""
        for each in self._regions:
            if each is inside or each.level.depth > RegionLevel.COUNTY.depth:
                continue
            if not each.valid_on(on) or (inside is not None and not inside.contains(each)):
                continue
            for name in each.names:
                if rest.startswith(name):
                    yield rest[len(name) :], each
                    yield from self._openings(rest[len(name) :], each, on)


def read_regions(text: str) -> RegionTree:
    """The tree in a CSV text with the columns of data/regions.csv. Raises RegionDataDamaged."""
    reader = csv.reader(StringIO(text))
    if next(reader, None) != _COLUMNS:
        raise RegionDataDamaged(f"区划表的列应为 {'、'.join(_COLUMNS)}")
    return RegionTree(_region(cells, reader.line_num) for cells in reader)


def shipped_regions() -> RegionTree:
    """The places this product ships with."""
    data = files("ledger.register").joinpath("data/regions.csv")
    return read_regions(data.read_text(encoding="utf-8"))


def _region(cells: list[str], line: int) -> Region:
    try:
        code, name, level, valid_from, valid_to, successor, aliases, source = cells
        region = Region(
            code=RegionCode.parse(code),
            name=name,
            valid_from=date.fromisoformat(valid_from) if valid_from else REGISTERED_SINCE,
            valid_to=date.fromisoformat(valid_to) if valid_to else None,
            successor=RegionCode.parse(successor) if successor else None,
            aliases=tuple(aliases.split("|")) if aliases else (),
            source=source,
        )
    except (ValueError, Refusal) as broken:
        raise RegionDataDamaged(f"区划表第 {line} 行无法读取", line=line) from broken
    if not name or region.level != level:
        raise RegionDataDamaged(f"区划表第 {line} 行的代码 {code} 与级别不符", line=line)
    return region
