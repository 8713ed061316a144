"""Which lists and works of the ordinary world are plain enough to plant something in?

A plain list pays each line in full, in instalments of all lines; nothing else was planted in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date

from api.demo.days import AS_OF
from api.demo.money import gifts_to
from api.demo.planned import PlannedCounty, PlannedList, PlannedProject
from api.demo.staged import Stage
from ledger.register.projects import ProjectStep

Listed = tuple[PlannedProject, PlannedList]


def plain_lists(
    stage: Stage, county: PlannedCounty, benefit: str, suits: Callable[[PlannedList], bool]
) -> list[Listed]:
    return [
        (project, each)
        for project in county.projects
        if project.new.benefit == benefit
        for each in project.lists
        if stage.declared.is_free(each.new.list) and _is_plain(each) and suits(each)
    ]


def draw_list(
    stage: Stage,
    purpose: str,
    benefit: str,
    suits: Callable[[PlannedList], bool] = lambda _: True,
) -> tuple[PlannedCounty, PlannedProject, PlannedList]:
    """A plain list in a county that serves this purpose not yet; both are used up for it."""
    county = stage.county(purpose, lambda each: bool(plain_lists(stage, each, benefit, suits)))
    project, planned = stage.rng.choice(plain_lists(stage, county, benefit, suits))
    stage.declared.use(planned.new.list)
    return county, project, planned


def plain_works(
    stage: Stage, county: PlannedCounty, label: str, suits: Callable[[PlannedProject], bool]
) -> list[PlannedProject]:
    """Works of a label that are billed in full and were accepted."""
    return [
        each
        for each in county.projects
        if each.new.code.endswith(f"-{label}")
        and stage.declared.is_free(each.key)
        and any(invoice.share_milli is None for invoice in each.invoices)
        and not any(invoice.unit_keeps for invoice in each.invoices)
        and accepted_on(each) < AS_OF
        and gifts_to(county, each.key) > 0
        and suits(each)
    ]


def draw_work(
    stage: Stage,
    purpose: str,
    label: str,
    suits: Callable[[PlannedProject], bool] = lambda _: True,
    *,
    county_suits: Callable[[PlannedCounty], bool] = lambda _: True,
) -> tuple[PlannedCounty, PlannedProject]:
    """A plain work in a county that serves this purpose not yet; both are used up for it."""
    county = stage.county(
        purpose,
        lambda each: county_suits(each) and bool(plain_works(stage, each, label, suits)),
    )
    project = stage.rng.choice(plain_works(stage, county, label, suits))
    stage.declared.use(project.key)
    return county, project


def has_work(
    stage: Stage, purpose: str, label: str, suits: Callable[[PlannedProject], bool]
) -> bool:
    """Whether `draw_work` would find one."""
    return any(
        stage.declared.is_free((purpose, each.book)) and plain_works(stage, each, label, suits)
        for each in stage.world.counties.values()
    )


def accepted_on(project: PlannedProject) -> date:
    return next(each.happened_on for each in project.steps if each.step is ProjectStep.ACCEPTED)


def _is_plain(planned: PlannedList) -> bool:
    numbers = list(range(1, len(planned.new.lines) + 1))
    return (
        planned.revised is None
        and bool(planned.instalments)
        and not any(part.through_village for part in planned.instalments)
        and all([line.line for line in part.lines] == numbers for part in planned.instalments)
        and [line.approved_fen for line in planned.new.lines] == list(_paid(planned))
    )


def _paid(planned: PlannedList) -> Iterator[int]:
    """What each line is paid, in their order."""
    for lines in zip(*(part.lines for part in planned.instalments), strict=True):
        yield sum(line.amount_fen for line in lines)
