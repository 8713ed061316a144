"""Where do twenty households get the same award on one day (CN06), and where do they only mostly?

Planted before money is counted, since the amounts of a list change by it.
"""

from __future__ import annotations

from random import Random

from api.demo.benefits import PROGRAMMES, Claim, is_poor, plan_benefit
from api.demo.people import Home, newcomer
from api.demo.places import HOMES_PER_VILLAGE
from api.demo.planned import PlannedCounty, PlannedProject, World
from api.demo.planted import Declared
from ledger.register.households import HouseholdKind

_AWARD = next(each for each in PROGRAMMES if each.benefit == "industry_award")
_HOMES = 20
_EACH_MILLI = 1000
_OTHERS_MILLI = (500, 800, 1200, 1500)


def plant_equal_shares(world: World, declared: Declared, rng: Random) -> None:
    for _ in range(2):
        book, subject = _awarded(world, declared, rng, _HOMES)
        declared.plant(
            "CN06", book, "project_day", subject, "二十户同一天领同样的产业奖补，没有按规模核定"
        )
    book, subject = _awarded(world, declared, rng, 13)
    declared.resemble("CN06", book, "project_day", subject, "二十户里有七户的金额不同")


def _awarded(world: World, declared: Declared, rng: Random, equal: int) -> tuple[int, str]:
    """Instead of an ordinary list one with all the poor of the village, of whom so many get the
    same. Returns the book, and the day as CN06 names it."""

    def projects(county: PlannedCounty) -> list[PlannedProject]:
        return [
            each
            for each in county.projects
            if each.new.benefit == _AWARD.benefit
            and len(each.lists) == 1
            and declared.is_free(each.lists[0].new.list)
        ]

    county = declared.a_county(world, rng, "CN06", lambda county: bool(projects(county)))
    old = rng.choice(projects(county))
    homes = _poor_of(county, old, rng)
    claims = [
        Claim(home, home.head, _EACH_MILLI if n < equal else rng.choice(_OTHERS_MILLI), False)
        for n, home in enumerate(homes)
    ]
    year = old.lists[0].new.period_from.year
    made = plan_benefit(county.county, old.village, _AWARD, claims, year, rng)
    county.projects[county.projects.index(old)] = made
    (planned,) = made.lists
    declared.use(planned.new.list)
    (part,) = planned.instalments
    for line in part.lines:
        line.repaid_on, line.miskeyed = None, False
    return county.book, f"{made.key}/{_AWARD.benefit}/{part.bank_on}"


def _poor_of(county: PlannedCounty, project: PlannedProject, rng: Random) -> list[Home]:
    """Twenty poor households of the project's village; who is missing is staged."""
    homes = [each for each in county.homes[project.village][:HOMES_PER_VILLAGE] if is_poor(each)]
    while len(homes) < _HOMES:
        made = newcomer(project.village, HouseholdKind.LOW_INCOME, len(county.newcomers), rng)
        county.newcomers.append(made)
        homes.append(made)
    return homes[:_HOMES]
