"""Which exits from poverty were not done step by step (EL10 退出程序缺失)?

All steps of an exit are entered in the ordinary world; what is planted is entered later, as whoever
checks the files corrects them.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

from sqlmodel import Session

from api.demo.days import between
from api.demo.people import Home
from api.demo.places import DEEPLY_POOR
from api.demo.planned import PlannedCounty
from api.demo.staged import Stage
from ledger.register.exits import StepDone, add_exit_steps
from ledger.register.households import HouseholdKind, HouseholdOn, add_households
from ledger.storage.sealing import Sealer

_OF_HOMES, _OF_VILLAGES = "HZ100-household", "HZ100-village"
_VILLAGES_EXIT_IN = 2019
_NOTICE, _TOWNSHIP, _COUNTY = 3, 4, 5
"""村内公示, 镇办核查, 县级抽查 of a household; the fifth of a village is 市级抽查."""


def plant_exits(stage: Stage) -> None:
    county = stage.county("exits")
    home, year = _lifted(stage, county)
    _enter(stage, home, year, _NOTICE, date(year, 11, 10), annulled=True)
    _plant(stage, home, "核查发现村内公示没有做过，撤销了登记")
    home, year = _lifted(stage, county)
    for step in (_TOWNSHIP, _COUNTY):
        _enter(stage, home, year, step, date(year, 12, 3))
    _resemble(stage, home, home.lifted_on, "镇办核查和县级抽查在同一天")

    county = stage.county("exits")
    home, year = _lifted(stage, county)
    _enter(stage, home, year, _COUNTY, date(year, 11, 18))
    _plant(stage, home, "县级抽查早于镇办核查")
    _is_leaving(stage, county)

    _fails_in_a_village(stage)


def _lifted(stage: Stage, county: PlannedCounty) -> tuple[Home, int]:
    """A household that was lifted, and its year."""
    home = _draw(stage, county, lambda each: each.lifted_on is not None)
    assert home.lifted_on is not None
    return home, home.lifted_on.year


def _draw(stage: Stage, county: PlannedCounty, suits: Callable[[Home], bool]) -> Home:
    homes = [home for homes in county.homes.values() for home in homes]
    found = [each for each in homes if stage.declared.is_free(each.household) and suits(each)]
    home = stage.rng.choice(found)
    stage.declared.use(home.household)
    return home


def _enter(
    stage: Stage, home: Home, year: int, step: int, done_on: date, *, annulled: bool = False
) -> None:
    """Correct a step of an exit, the spring after the last exits of the ordinary world."""
    done = StepDone(
        str(home.household),
        _OF_HOMES,
        year,
        step,
        home.village.code,
        done_on,
        f"演退〔{year}〕{step}号",
        annulled=annulled,
    )
    _act(stage, home.book, between(stage.rng, date(2020, 3, 2), date(2020, 9, 20)), done)


def _is_leaving(stage: Stage, county: PlannedCounty) -> None:
    """A household of which the last papers are still under way when the demo ends."""
    home = _draw(
        stage,
        county,
        lambda each: each.kind is HouseholdKind.REGISTERED and each.lifted_on is None,
    )
    left_on = between(stage.rng, date(2020, 11, 3), date(2020, 11, 25))
    for step in range(1, _TOWNSHIP + 1):
        done = StepDone(
            str(home.household),
            _OF_HOMES,
            left_on.year,
            step,
            home.village.code,
            left_on - timedelta(days=5 * (_COUNTY - step)),
            f"演退〔{left_on.year}〕{step}号",
        )
        _act(stage, county.book, left_on, done)
    fact = HouseholdOn(
        home.household,
        left_on,
        home.village.code,
        home.group,
        HouseholdKind.LIFTED,
        len(home.members),
    )

    def leave(work: Session, _: Sealer, known_at: datetime) -> None:
        add_households(work, county.book, [fact], known_at=known_at)

    stage.act(county.book, left_on, "脱贫退出", leave)
    _resemble(stage, home, left_on, "退出不满九十天，最后几步还在办")


def _fails_in_a_village(stage: Stage) -> None:
    """A village of a deeply poor county was announced though its spot check was not passed."""
    county = stage.world.counties[stage.rng.choice(DEEPLY_POOR)]
    village = stage.rng.choice(list(county.homes))
    done = StepDone(
        village.code.code,
        _OF_VILLAGES,
        _VILLAGES_EXIT_IN,
        _COUNTY,
        village.code,
        date(_VILLAGES_EXIT_IN, 11, 20),
        f"演退〔{_VILLAGES_EXIT_IN}〕{_COUNTY}号",
        passed=False,
    )
    _act(stage, county.book, between(stage.rng, date(2020, 3, 2), date(2020, 9, 20)), done)
    stage.declared.plant(
        "EL10",
        county.book,
        "place_exit",
        f"{_OF_VILLAGES}/{village.code.code}/{_VILLAGES_EXIT_IN}",
        "市级抽查没有通过，村照样公告退出",
    )


def _act(stage: Stage, book: int, day: date, done: StepDone) -> None:
    def enter(work: Session, _: Sealer, known_at: datetime) -> None:
        add_exit_steps(work, book, [done], known_at=known_at)

    stage.act(book, day, "退出步骤", enter)


def _plant(stage: Stage, home: Home, note: str) -> None:
    subject = f"{home.household}/{home.lifted_on}"
    stage.declared.plant("EL10", home.book, "household_exit", subject, note)


def _resemble(stage: Stage, home: Home, lifted_on: date | None, why: str) -> None:
    subject = f"{home.household}/{lifted_on}"
    stage.declared.resemble("EL10", home.book, "household_exit", subject, why)
