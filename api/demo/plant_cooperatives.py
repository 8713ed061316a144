"""Where does a cooperative hold money without linking a household to it (CN10), or stop sharing
what it earns with it (CN13)? And where does it share as agreed?

An instalment of awards goes through the cooperative, which hands it out; what is agreed beyond that
is changed in the papers.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from api.demo.papers import Paper
from api.demo.planned import PlannedCounty, PlannedList, PlannedProject
from api.demo.staged import Stage
from ledger.register.links import (
    AGREEMENTS,
    BENEFICIARIES,
    DIVIDENDS,
    DividendDue,
    SupportAgreement,
)
from ledger.register.versions import Entered

_YIELD_PERCENT = 6


def plant_cooperatives(stage: Stage) -> None:
    plant, resemble = stage.declared.plant, stage.declared.resemble
    for _ in range(2):
        county, project = _through_cooperative(stage, "CN10", (2018, 2019))
        stage.amend(project, _without_households)
        plant("CN10", county.book, "agreement", _agreement(project), "钱给了合作社，没有带动任何户")

    for _ in range(2):
        county, project = _through_cooperative(stage, "CN13", (2018,))
        stage.amend(project, _yields(date(2019, 12, 10), date(2020, 9, 10)))
        note = "第一年兑付以后，约定的分红再也没有分"
        plant("CN13", county.book, "agreement", _agreement(project), note)
        plant("CN10", county.book, "agreement", _agreement(project), note)

    county, project = _through_cooperative(stage, "CN13", (2019,))
    stage.amend(project, _yields(date(2020, 12, 10)))
    for rule in ("CN10", "CN13"):
        resemble(
            rule, county.book, "agreement", _agreement(project), "第二年的分红刚到期，还在宽限期内"
        )


def _through_cooperative(
    stage: Stage, purpose: str, years: tuple[int, ...]
) -> tuple[PlannedCounty, PlannedProject]:
    """A project whose awards go through the cooperative of a county where nothing else does, so
    that what it hands out belongs to one agreement."""

    def lists(county: PlannedCounty) -> list[tuple[PlannedProject, PlannedList]]:
        if any(part.through_village for each in county.lists for part in each.instalments):
            return []
        return [
            (project, each)
            for project in county.projects
            if project.new.benefit == "industry_award" and len(project.lists) == 1
            for each in project.lists
            if stage.declared.is_free(each.new.list)
            and each.new.period_from.year in years
            and each.revised is None
        ]

    county = stage.county(purpose, lambda county: bool(lists(county)))
    project, planned = stage.rng.choice(lists(county))
    stage.declared.use(planned.new.list)
    for part in planned.instalments:
        part.through_village = True
        part.held_on_card = stage.declared.extra_card(county.book, 31)
        for line in part.lines:
            line.repaid_on, line.miskeyed = None, False
    return county, project


def _agreement(project: PlannedProject) -> str:
    return f"XY-{project.new.code}-1"


def _without_households(papers: list[Paper]) -> list[Paper]:
    return [each for each in papers if each.register is not BENEFICIARIES]


def _yields(*due_on: date) -> Callable[[list[Paper]], list[Paper]]:
    """It is agreed that households are paid six percent more on these days."""

    def change(papers: list[Paper]) -> list[Paper]:
        agreement = next(each for each in papers if each.register is AGREEMENTS)
        signed = agreement.entered.row
        assert isinstance(signed, SupportAgreement)
        terms = f"{signed.terms}；合作社以后每年另按{_YIELD_PERCENT}%给受益户分红"
        again = replace(agreement, entered=Entered(replace(signed, terms=terms)))
        promised = [
            DividendDue(
                agreement=signed.agreement,
                due_on=day,
                project=signed.project,
                payee="农户",
                agreed_fen=signed.support_fen * _YIELD_PERCENT // 100,
            )
            for day in due_on
        ]
        return [
            *(again if each is agreement else each for each in papers),
            *(Paper(agreement.day, DIVIDENDS, Entered(each)) for each in promised),
        ]

    return change
