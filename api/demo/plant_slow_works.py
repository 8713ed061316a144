"""Which works are accepted and not paid (ID07), never begun or given up (ID08), overdue (ID11)?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

from api.demo.amended import another_builder
from api.demo.days import AS_OF, between
from api.demo.money import WAN_FEN
from api.demo.papers import Paper
from api.demo.planned import PlannedCounty, PlannedProject
from api.demo.staged import Stage
from api.demo.step_days import due_on, retime
from api.demo.works import Label
from ledger.register.contracts import ACCEPTANCES
from ledger.register.projects import ProjectStep

_YEAR = AS_OF.year
_NEVER = date(_YEAR + 1, 6, 30)


def plant_slow_works(stage: Stage) -> None:
    _accepted_for_more(stage)
    _never_begun(stage)
    _given_up(stage)
    _overdue(stage)


# ID07 --------------------------------------------------------------------------------------------


def _accepted_for_more(stage: Stage) -> None:
    """A water works is worth more, when it is accepted, than was ever given for it."""
    year = stage.rng.choice((2018, 2019))
    project = _water(stage, "ID07", year)
    stage.amend(project, _worth(1250))
    note = "验收时确认增加了工程量，增加的部分一直没有付"
    stage.declared.plant("ID07", project.village.book, "project", str(project.key), note)
    project = _water(stage, "ID07", 2019)
    stage.amend(project, _worth(1040))
    why = "验收价值略高，未付不到百分之五"
    stage.declared.resemble("ID07", project.village.book, "project", str(project.key), why)


def _worth(milli: int) -> Callable[[list[Paper]], list[Paper]]:
    """An amendment: the acceptance says so many thousandths of what the project was given."""

    def amend(papers: list[Paper]) -> list[Paper]:
        return [
            replace(
                each,
                entered=replace(
                    each.entered, row=replace(row, value_fen=row.value_fen * milli // 1000)
                ),
            )
            if each.register is ACCEPTANCES and (row := each.entered.row)
            else each
            for each in papers
        ]

    return amend


def _water(stage: Stage, purpose: str, year: int) -> PlannedProject:
    """The water works of some county in a year, of which nothing else is planted; used up. Where
    none is left one is staged."""

    def suits(county: PlannedCounty) -> bool:
        return _water_of(stage, county, year) is not None

    if any(
        stage.declared.is_free((purpose, each.book)) and suits(each)
        for each in stage.world.counties.values()
    ):
        project = _water_of(stage, stage.county(purpose, suits), year)
    else:
        county = stage.county(purpose)
        village = stage.rng.choice(list(county.homes))
        builder = another_builder(stage, county, village)
        amount_fen = stage.rng.randint(60, 160) * WAN_FEN
        project = stage.work(
            county, year, amount_fen, label=Label.WATER, village=village, builder=builder
        )
    assert project is not None
    stage.declared.use(project.key)
    return project


def _water_of(stage: Stage, county: PlannedCounty, year: int) -> PlannedProject | None:
    found = (
        each
        for each in county.projects
        if each.new.code.endswith(f"-{year}-water")
        and len(each.invoices) == 3
        and not each.amends
        and stage.declared.is_free(each.key)
    )
    return next(found, None)


# ID08 --------------------------------------------------------------------------------------------


def _never_begun(stage: Stage) -> None:
    """Approved, given its money, to begin in spring; nobody has. So its milestone is overdue."""
    declared, rng = stage.declared, stage.rng
    county = stage.county("ID08", lambda each: not each.county.deep)
    project = stage.work(county, _YEAR, rng.randint(10, 20) * WAN_FEN)
    project.invoices.clear()
    begins_on = between(rng, date(_YEAR, 3, 18), date(_YEAR, 4, 20))
    days = {
        ProjectStep.STARTED: date(_YEAR + 1, 3, 10),
        ProjectStep.SUPERVISED: date(_YEAR + 1, 5, 10),
        ProjectStep.ACCEPTED: _NEVER,
    }
    retime(project, days, ends_on=_NEVER)
    project.new = replace(project.new, starts_on=begins_on)
    stage.amend(project, due_on("开工", begins_on))
    note = "批复了、钱也安排了，一直没有开工"
    declared.plant("ID08", county.book, "project", str(project.key), note)
    declared.plant("ID11", county.book, "project", str(project.key), note)


def _given_up(stage: Stage) -> None:
    """Begun in spring, paid once in May, and then nothing."""
    declared, rng = stage.declared, stage.rng
    county = stage.county("ID08", lambda each: not each.county.deep)
    project = stage.work(county, _YEAR, rng.randint(15, 25) * WAN_FEN)
    invoice = project.invoices[0]
    invoice.day, invoice.share_milli = between(rng, date(_YEAR, 5, 6), date(_YEAR, 5, 26)), 700
    days = {
        ProjectStep.STARTED: invoice.day - timedelta(days=20),
        ProjectStep.SUPERVISED: invoice.day + timedelta(days=8),
        ProjectStep.ACCEPTED: _NEVER,
    }
    retime(project, days, ends_on=_NEVER)
    note = "五月付过一次进度款，以后半年没有动静"
    declared.plant("ID08", county.book, "project", str(project.key), note)
    bridge = next(
        each for each in stage.world.projects if each.new.code.endswith(f"-{_YEAR}-bridge")
    )
    book, key = bridge.village.book, str(bridge.key)
    declared.resemble("ID08", book, "project", key, "最近一次拨付还不满一百八十天")


# ID11 --------------------------------------------------------------------------------------------


def _overdue(stage: Stage) -> None:
    """Water works that were to be finished before the year was over, and are not."""
    declared = stage.declared
    for ends_on, note in (
        (date(_YEAR, 10, 31), "十月底应完工，到年底没有完工"),
        (date(_YEAR, 12, 1), "应完工的日子过了恰好三十天"),
    ):
        project = _water(stage, "ID11", _YEAR)
        book, key = project.village.book, str(project.key)
        project.new = replace(project.new, ends_on=ends_on)
        stage.amend(project, due_on("完工", ends_on))
        if ends_on.month == 10:
            declared.plant("ID11", book, "project", key, note)
        else:
            declared.resemble("ID11", book, "project", key, note)
