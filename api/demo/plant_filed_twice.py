"""What is filed twice (CN15) or billed with numbers that follow each other (CN12)?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from api.demo.days import AS_OF
from api.demo.money import gifts_to
from api.demo.papers import Paper
from api.demo.planned import PlannedCounty, PlannedProject
from api.demo.staged import Stage
from api.demo.works import Label, is_ordinary_work, work_year
from ledger.register.contracts import INVOICES
from ledger.register.contracts import Invoice as Billed
from ledger.register.versions import Entered

_APART_D = 30


def plant_filed_twice(stage: Stage) -> None:
    _plant_filed(stage)
    _plant_invoices(stage)


# CN15 --------------------------------------------------------------------------------------------


def _plant_filed(stage: Stage) -> None:
    for same in (True, True, False):
        county, later = stage.ordinary_work(
            "CN15", lambda county, work: _earlier(stage, county, work) is not None
        )
        earlier = _earlier(stage, county, later)
        assert earlier is not None
        stage.declared.use(earlier.key)
        hundred_m = stage.rng.randint(12, 48)
        _measured(earlier, "", hundred_m)
        _measured(later, "" if same else "续建", hundred_m + (0 if same else 7))
        if same:
            stage.declared.plant(
                "CN15", county.book, "project", str(later.key), "去年建过的工程，换个年份又报一次"
            )
        else:
            stage.declared.resemble(
                "CN15", county.book, "project", str(later.key), "同一处的下一段，任务不同"
            )


def _earlier(stage: Stage, county: PlannedCounty, work: PlannedProject) -> PlannedProject | None:
    """A work of the same kind in the same village, of a year before."""
    kind = _kind(work)
    if kind not in (Label.ROAD, Label.WATER) or not gifts_to(county, work.key):
        return None
    return next(
        (
            each
            for each in county.projects
            if is_ordinary_work(each)
            and _kind(each) == kind
            and each.village == work.village
            and work_year(each) < work_year(work)
            and stage.declared.is_free(each.key)
            and gifts_to(county, each.key)
        ),
        None,
    )


def _kind(work: PlannedProject) -> str:
    return work.new.code.rpartition("-")[2]


def _measured(work: PlannedProject, what: str, hundred_m: int) -> None:
    """Its task says how much is built."""
    task = f"{what}{work.new.task}{hundred_m}00米"
    work.new = replace(work.new, task=task)


# CN12 --------------------------------------------------------------------------------------------


def _plant_invoices(stage: Stage) -> None:
    county, work = stage.ordinary_work("CN12", _billed_over_months)
    stage.amend(work, _in_a_row(stage, 3))
    stage.declared.plant(
        "CN12", county.book, "supplier", work.invoices[0].vendor, "几个月里开的三张发票号码相连"
    )

    county, work = stage.ordinary_work("CN12", _billed_over_months)
    stage.amend(work, _billed_twice(stage))
    stage.declared.plant(
        "CN12", county.book, "supplier", work.invoices[0].vendor, "同一号码、金额的发票用两个代码报"
    )

    county, work = stage.ordinary_work("CN12", _billed_over_months)
    stage.amend(work, _in_a_row(stage, 2))
    stage.declared.resemble(
        "CN12", county.book, "supplier", work.invoices[0].vendor, "相连的只有两张"
    )


def _billed_over_months(_: PlannedCounty, work: PlannedProject) -> bool:
    days = sorted(each.day for each in work.invoices)
    return len(days) == 3 and days[-1] <= AS_OF and (days[-1] - days[0]).days >= _APART_D


def _in_a_row(stage: Stage, count: int) -> Callable[[list[Paper]], list[Paper]]:
    """Invoices on paper forms: the first `count` of them from one pad."""
    first, code = stage.rng.randint(1_000_000, 9_000_000), _code(stage)

    def change(papers: list[Paper]) -> list[Paper]:
        made, place = [], 0
        for paper in papers:
            row = paper.entered.row
            if isinstance(row, Billed):
                number = first + place if place < count else first + 1000 + 10 * place
                place += 1
                row = replace(row, code=code, number=f"{number:08}")
                made.append(replace(paper, entered=Entered(row)))
            else:
                made.append(paper)
        return made

    return change


def _billed_twice(stage: Stage) -> Callable[[list[Paper]], list[Paper]]:
    """The first invoice is entered twice, under two codes."""
    number = f"{stage.rng.randint(1_000_000, 9_000_000):08}"
    codes = (_code(stage), "6100299999")

    def change(papers: list[Paper]) -> list[Paper]:
        first = next(each for each in papers if each.register is INVOICES)
        rows = [replace(first.entered.row, code=code, number=number) for code in codes]
        twice = [replace(first, entered=Entered(row)) for row in rows]
        return [*(each for each in papers if each is not first), *twice]

    return change


def _code(stage: Stage) -> str:
    return f"61001{stage.rng.randint(10_000, 99_999)}"
