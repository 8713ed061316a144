"""Which works (roads, water, …) does a county build in a year, and when are the builders paid?

Works take what a lot has beyond the benefits it pays for, so that every lot is used up.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from random import Random

from api.demo.benefits import project_steps
from api.demo.days import between
from api.demo.invented import invented_key
from api.demo.places import County, Village
from api.demo.planned import Invoice, PlannedProject
from api.demo.units import BUILDERS_PER_COUNTY, builder_of, department_of, township_of
from ledger.register.projects import NewProject


class Label(StrEnum):
    """What a lot's remainder is spent on."""

    ROAD = "road"
    WATER = "water"
    VILLAGE = "village"
    RELIEF = "relief"
    BRIDGE = "bridge"


@dataclass(frozen=True, slots=True)
class _Work:
    title: str
    purpose: str
    department: str
    task: str
    mechanism: str
    invoices: tuple[tuple[int, tuple[int, int, int, int], int | None], ...]
    """(years later, window, share in thousandths or all the rest)."""
    through_unit: bool = False


_WORKS = {
    Label.ROAD: _Work(
        "产业路", "基础设施", "交通运输局", "硬化产业路", "带动沿线农户发展产业",
        ((0, (5, 6, 6, 10), 700), (0, (8, 1, 9, 5), 200), (0, (11, 1, 11, 25), None)),
    ),
    Label.WATER: _Work(
        "安全饮水工程", "基础设施", "水利局", "新建集中供水点", "解决农户安全饮水",
        ((0, (8, 12, 9, 15), 800), (0, (11, 5, 12, 8), 100), (1, (2, 1, 2, 25), None)),
    ),
    Label.VILLAGE: _Work(
        "人居环境整治", "人居环境", "住房和城乡建设局", "整治村庄环境", "吸纳贫困劳动力务工",
        ((0, (4, 5, 4, 25), 800), (0, (9, 5, 9, 28), None)), through_unit=True,
    ),
    Label.RELIEF: _Work(
        "以工代赈通组道路", "基础设施", "交通运输局", "修建通组道路", "优先使用当地贫困劳动力",
        ((0, (7, 5, 7, 30), 800), (0, (11, 2, 11, 28), None)),
    ),
    Label.BRIDGE: _Work(
        "便民桥", "基础设施", "交通运输局", "新建便民桥", "方便群众出行",
        ((0, (7, 5, 7, 30), 900),),
    ),
}  # fmt: skip


def plan_work(
    county: County,
    label: Label,
    year: int,
    rng: Random,
    *,
    village: Village | None = None,
    builder: str = "",
) -> PlannedProject:
    """One project in one of the county's villages, with its invoices."""
    work, village = _WORKS[label], village or rng.choice(county.villages)
    key = invented_key(rng)
    builder = builder or builder_of(county.book, _turn(label, year))
    invoices = [
        Invoice(
            day=_day(rng, year + later, window),
            share_milli=share,
            vendor=builder,
            through_unit=township_of(village.township)
            if work.through_unit and share is not None
            else None,
        )
        for later, window, share in work.invoices
    ]
    for each in invoices:
        _add_noise(each, county.book, rng)
    paid_up = any(each.share_milli is None for each in invoices)
    # A work of which a part is never billed is still being built.
    last = max(each.day for each in invoices) if paid_up else date(year + 1, 3, 31)
    return PlannedProject(
        village=village,
        new=NewProject(
            project=key,
            code=f"{village.code.short}-{year}-{label.value}",
            name=f"{year}年{village.township.name}{village.name}{work.title}",
            region=village.code,
            org=department_of(county.book, work.department),
            purpose=work.purpose,
            task=work.task,
            standard_text="按批复的实施方案和合同",
            starts_on=invoices[0].day,
            ends_on=last,
            responsible=f"{county.region.name}{work.department}",
            target="按期完工，验收合格",
            mechanism=work.mechanism,
        ),
        steps=project_steps(key, year, invoices[0].day, last, rng),
        invoices=invoices,
    )


def is_ordinary_work(project: PlannedProject) -> bool:
    """Whether it is one of those that every county has, not staged for a plant."""
    return project.new.code.rpartition("-")[2] in set(Label)


def label_of(project: PlannedProject) -> Label:
    """Of an ordinary work."""
    return Label(project.new.code.rpartition("-")[2])


def work_year(project: PlannedProject) -> int:
    return int(project.new.code.split("-")[1])


def _turn(label: Label, year: int) -> int:
    """The builders take turns, so that none has most of a township's contracts."""
    turn = list(Label).index(label) + len(Label) * (year % 3)
    return turn % BUILDERS_PER_COUNTY + 1


def _add_noise(invoice: Invoice, book: int, rng: Random) -> None:
    """Some vouchers are entered weeks late, some first name the wrong builder."""
    if invoice.through_unit is None and invoice.day.month != 12:
        if rng.random() < 0.08:
            # With the days to the next posting day at most thirty, which is not yet late (IN03).
            invoice.recorded_late_d = 17 + rng.randint(20, 45) % 3
        elif rng.random() < 0.06:
            others = [builder_of(book, n) for n in range(1, BUILDERS_PER_COUNTY + 1)]
            invoice.wrong_vendor = next(each for each in others if each != invoice.vendor)


def _day(rng: Random, year: int, window: tuple[int, int, int, int]) -> date:
    first_month, first_day, last_month, last_day = window
    return between(rng, date(year, first_month, first_day), date(year, last_month, last_day))
