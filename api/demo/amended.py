"""Which works of the ordinary world serve a plant that only changes a paper, a day or a builder?

Such a plant needs no money of its own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection
from typing import Any

from api.demo.days import YEARS
from api.demo.money import WAN_FEN
from api.demo.ordinary import plain_works
from api.demo.papers import Paper
from api.demo.places import Village
from api.demo.planned import PlannedCounty, PlannedProject
from api.demo.staged import Stage
from api.demo.units import BUILDERS_PER_COUNTY, builder_of
from api.demo.works import Label, work_year
from ledger.register.versions import Register


def a_work(
    stage: Stage,
    purpose: str,
    label: Label,
    years: Collection[int] = YEARS,
    suits: Callable[[PlannedCounty, PlannedProject], bool] = lambda *_: True,
    *,
    used_up: bool = True,
) -> tuple[PlannedCounty, PlannedProject]:
    """A work of these years, in a county drawn for this purpose. Where no ordinary one is left one
    is staged.

    It is entered in time, and its builder is named rightly at once. `used_up`: else other plants
    may still change how much it is given.
    """

    def free(county: PlannedCounty) -> list[PlannedProject]:
        of_years = plain_works(stage, county, label, lambda each: work_year(each) in years)
        return [each for each in of_years if suits(county, each)]

    if any(free(each) for each in _unused(stage, purpose)):
        county = stage.county(purpose, lambda each: bool(free(each)))
        project = stage.rng.choice(free(county))
    else:
        county = stage.county(purpose)
        fen = stage.rng.randint(60, 160) * WAN_FEN
        village = stage.rng.choice(list(county.homes))
        project = stage.work(
            county,
            stage.rng.choice(list(years)),
            fen,
            label=label,
            village=village,
            builder=another_builder(stage, county, village),
        )
    if used_up:
        stage.declared.use(project.key)
    for invoice in project.invoices:
        invoice.recorded_late_d, invoice.wrong_vendor = 0, None
    return county, project


def _unused(stage: Stage, purpose: str) -> list[PlannedCounty]:
    return [
        each
        for each in stage.world.counties.values()
        if stage.declared.is_free((purpose, each.book))
    ]


def another_builder(stage: Stage, county: PlannedCounty, village: Village, than: str = "") -> int:
    """The number of one of those who build least in this township, so that none gets most of what
    is paid there (CN04)."""
    busy = Counter(
        invoice.vendor
        for project in county.projects
        if project.village.township == village.township
        for invoice in project.invoices
    )
    numbers = {builder_of(county.book, n): n for n in range(1, BUILDERS_PER_COUNTY + 1)}
    others = [each for each in numbers if each != than]
    least = min(busy[each] for each in others)
    return numbers[stage.rng.choice([each for each in others if busy[each] == least])]


def given_by_one_lot(county: PlannedCounty, project: PlannedProject) -> bool:
    """So that each of its payments is one entry."""
    return sum(project.key in use.gifts for use in county.uses) == 1


def amend(
    stage: Stage,
    project: PlannedProject,
    register: Register[Any],
    change: Callable[[Paper], list[Paper]],
) -> None:
    """What stands instead of each paper that the project leaves in this register."""

    def changed(papers: list[Paper]) -> list[Paper]:
        return [
            new
            for paper in papers
            for new in (change(paper) if paper.register.name == register.name else [paper])
        ]

    stage.amend(project, changed)
