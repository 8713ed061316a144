"""Which household on the register got nothing for a whole year (EL12 应享未享)?"""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from api.demo.days import YEARS
from api.demo.papers import Paper
from api.demo.people import Home
from api.demo.planned import PlannedCounty, PlannedProject
from api.demo.staged import Stage
from ledger.register.households import HouseholdKind
from ledger.register.links import Beneficiary
from ledger.register.work_and_loans import Wage

_LOANS, _WORKERS = 2, 6
"""The first registered households of a village have loans, its first households work on roads."""


def plant_left_out(stage: Stage) -> None:
    for _ in range(2):
        county = stage.county(
            "left out",
            lambda each: bool(_free(stage, each, _still_poor) and _free(stage, each, _lifted)),
        )
        home, years = _draw(stage, county, _still_poor)
        _leave_out(county, home, years[0])
        stage.declared.plant(
            "EL12",
            county.book,
            "household",
            str(home.household),
            f"{years[0]}年没有任何扶持措施，村里用工也没有叫他",
        )
        home, years = _draw(stage, county, _lifted)
        for year in years:
            _leave_out(county, home, year)
        stage.declared.resemble(
            "EL12", county.book, "household", str(home.household), "已经脱贫的户，不要求每年有措施"
        )


def _draw(
    stage: Stage, county: PlannedCounty, asked: Callable[[Home, int], bool]
) -> tuple[Home, list[int]]:
    home, years = stage.rng.choice(_free(stage, county, asked))
    stage.declared.use(home.household)
    return home, years


def _free(
    stage: Stage, county: PlannedCounty, asked: Callable[[Home, int], bool]
) -> list[tuple[Home, list[int]]]:
    is_free = stage.declared.is_free
    return [each for each in _idle(county, asked) if is_free(each[0].household)]


def _still_poor(home: Home, year: int) -> bool:
    return home.lifted_on is None


def _lifted(home: Home, year: int) -> bool:
    return home.lifted_on is not None and home.lifted_on.year < year


def _idle(
    county: PlannedCounty, asked: Callable[[Home, int], bool]
) -> list[tuple[Home, list[int]]]:
    """Registered households whom no list, loan or road reaches in such whole years, and which."""
    reached: dict[int, set[UUID]] = {year: set() for year in YEARS}
    for planned in county.lists:
        through_village = any(part.through_village for part in planned.instalments)
        for year in YEARS if through_village else (planned.new.period_from.year,):
            reached[year] |= {each.household for each in planned.homes}
    found = []
    for homes in county.homes.values():
        registered = [each for each in homes if each.kind is HouseholdKind.REGISTERED]
        for home in registered[_LOANS:]:
            years = [
                year
                for year in YEARS[1:]
                if home not in homes[:_WORKERS]
                and home.household not in reached[year]
                and asked(home, year)
            ]
            if years:
                found.append((home, years))
    return found


def _leave_out(county: PlannedCounty, home: Home, year: int) -> None:
    """Nobody calls this household to the works of that year."""

    def without(papers: list[Paper]) -> list[Paper]:
        return [each for each in papers if not _calls(each, home)]

    for project in county.projects:
        if _started_in(project, year):
            project.amends.append(without)


def _started_in(project: PlannedProject, year: int) -> bool:
    return bool(project.invoices) and project.steps[0].happened_on.year == year


def _calls(paper: Paper, home: Home) -> bool:
    row = paper.entered.row
    return isinstance(row, Beneficiary | Wage) and row.household == home.household
