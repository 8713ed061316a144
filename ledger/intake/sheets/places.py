"""区划和区划类别: townships, farms and villages of a county, renamed ones with successors, and
their classes with dates. What ships with the product ends above the village."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import select
from sqlmodel import col

from ledger.intake.sheet import Column, Kind, Sheet
from ledger.intake.sheet_rows import Fault, ReadRow
from ledger.intake.taking import Desk, Made, SheetKind, Source, portions
from ledger.register.places import PlaceClass, add_place_classes, load_regions
from ledger.register.regions import REGISTERED_SINCE, Region
from ledger.storage.tables import RegionRow
from ledger.values.region import RegionCode, RegionLevel


class RegionLine(NamedTuple):
    region: str
    name: str
    valid_from: date | None
    valid_to: date | None
    successor: str
    aliases: str
    source: str

    @property
    def place(self) -> Region:
        return Region(
            RegionCode(self.region),
            self.name,
            self.valid_from or REGISTERED_SINCE,
            self.valid_to,
            RegionCode(self.successor) if self.successor else None,
            tuple(each for each in self.aliases.replace("、", "|").split("|") if each),
            self.source,
        )


class RegionTaker:
    """Adds places below a registered county; one that is there must be the same."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._seen: set[tuple[str, date]] = set()

    def check(self, rows: Sequence[ReadRow[RegionLine]]) -> list[Fault]:
        here = self._here(rows)
        faults: list[Fault] = []
        for each in rows:
            place = each.taken().place
            if place.level.depth <= RegionLevel.COUNTY.depth:
                faults.append(Fault(each.number, "区划代码", "只登记乡级和村级的区划"))
            if (place.code.code, place.valid_from) in self._seen:
                faults.append(Fault(each.number, "区划代码", "同一区划同一起始日期在本文件中重复"))
            self._seen.add((place.code.code, place.valid_from))
            if place.valid_to is not None and place.valid_to <= place.valid_from:
                faults.append(Fault(each.number, "截止日期", "应晚于起始日期"))
            before = here.get((place.code.code, place.valid_from))
            if before is not None and before != _compared(place):
                faults.append(
                    Fault(
                        each.number, "区划代码", f"{place.code} 已经登记，内容不同；登记后不能改写"
                    )
                )
        return faults

    def take(self, rows: Iterator[ReadRow[RegionLine]], source: Source) -> Made:
        return Made(
            sum(
                load_regions(self._desk.work, [each.taken().place for each in some])
                for some in portions(rows)
            )
        )

    def _here(
        self, rows: Sequence[ReadRow[RegionLine]]
    ) -> dict[tuple[str, date], tuple[object, ...]]:
        found = self._desk.work.execute(
            select(RegionRow).where(col(RegionRow.code).in_([each.taken().region for each in rows]))
        ).scalars()
        return {
            (row.code, row.valid_from): (row.name, row.valid_to, row.successor, tuple(row.aliases))
            for row in found
        }


def _compared(place: Region) -> tuple[object, ...]:
    successor = place.successor.code if place.successor else None
    return (place.name, place.valid_to, successor, place.aliases)


class PlaceClassRow(NamedTuple):
    region: str
    kind: str
    valid_from: date
    valid_to: date | None
    source: str


class PlaceClassTaker:
    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def check(self, rows: Sequence[ReadRow[PlaceClassRow]]) -> list[Fault]:
        known = set(
            self._desk.work.execute(
                select(col(RegionRow.code)).where(
                    col(RegionRow.code).in_([each.taken().region for each in rows])
                )
            ).scalars()
        )
        return [
            Fault(each.number, "区划代码", f"区划代码 {each.taken().region} 没有登记，请先导入区划")
            for each in rows
            if each.taken().region not in known
        ]

    def take(self, rows: Iterator[ReadRow[PlaceClassRow]], source: Source) -> Made:
        new = 0
        for some in portions(rows):
            taken = [each.taken() for each in some]
            classes = [
                PlaceClass(
                    RegionCode(row.region), row.kind, row.valid_from, row.source, row.valid_to
                )
                for row in taken
            ]
            new += add_place_classes(self._desk.work, classes)
        return Made(new)


_FROM = Column("valid_from", "起始日期", Kind.DAY, "", "2018-01-01")
_TO = Column("valid_to", "截止日期", Kind.DAY, "不含这一天，没有就空着", "", required=False)
_SOURCE = Column(
    "source", "来源", Kind.TEXT, "哪份文件、哪个网站、哪天", "统计用区划代码（2018年）"
)

REGIONS = SheetKind(
    Sheet(
        name="regions",
        title="区划",
        purpose="登记本县的乡镇、国营农场和村。更名、撤并的区划写截止日期和继任区划，别名用“、”分开。",
        columns=(
            Column("region", "区划代码", Kind.REGION, "9 或 12 位", "610727101201"),
            Column("name", "名称", Kind.TEXT, "", "某某村"),
            Column("valid_from", "起始日期", Kind.DAY, "不清楚就空着", "", required=False),
            _TO,
            Column("successor", "继任区划", Kind.REGION, "更名或并入后的代码", "", required=False),
            Column("aliases", "别名", Kind.TEXT, "如 托托镇、托托乡", "", required=False),
            _SOURCE,
        ),
        make=RegionLine,
        key=("region", "valid_from"),
    ),
    RegionTaker,
)
PLACE_CLASSES = SheetKind(
    Sheet(
        name="place-classes",
        title="区划类别",
        purpose="登记县、村在某一时期的类别，如贫困村、深度贫困村、国家级重点县。",
        columns=(
            Column("region", "区划代码", Kind.REGION, "", "610727101201"),
            Column("kind", "类别", Kind.TEXT, "", "深度贫困村"),
            _FROM,
            _TO,
            _SOURCE,
        ),
        make=PlaceClassRow,
        key=("region", "kind", "valid_from"),
    ),
    PlaceClassTaker,
)
