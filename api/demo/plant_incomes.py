"""In which village did nobody ask what people earn (EL14 收入雷同)?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from sqlmodel import Session

from api.demo.days import between
from api.demo.people import Home
from api.demo.planned import PlannedCounty
from api.demo.staged import Stage
from ledger.register.households import HouseholdKind
from ledger.register.incomes import Income, add_incomes
from ledger.storage.sealing import Sealer

_INVESTIGATED = (HouseholdKind.REGISTERED, HouseholdKind.LOW_INCOME, HouseholdKind.EXTREME_POVERTY)
_ALIKE = 5


def plant_incomes(stage: Stage) -> None:
    rng = stage.rng
    for few in (False, True):
        county = stage.county("incomes")
        here, there = rng.sample(sorted(county.homes, key=lambda each: each.code.code), 2)
        year = rng.choice((2018, 2019))
        homes = _some(stage, county.homes[here], rng.randint(_ALIKE, 8))
        _fill_in(stage, county, homes, year, first=True)
        stage.declared.plant(
            "EL14",
            county.book,
            "incomes",
            f"{here.code.code}/{year}",
            f"{len(homes)}户的人均纯收入一分不差",
        )
        if few:
            homes = _some(stage, county.homes[there], _ALIKE - 1)
            _fill_in(stage, county, homes, year, first=True)
            why = "只有四户相同"
        else:
            homes = _some(stage, county.homes[there], _ALIKE)
            _fill_in(stage, county, homes, year, first=True)
            _fill_in(stage, county, homes, year, first=False)
            why = "退回重查，已经更正"
        stage.declared.resemble("EL14", county.book, "incomes", f"{there.code.code}/{year}", why)


def _some(stage: Stage, homes: Sequence[Home], count: int) -> list[Home]:
    return stage.rng.sample([each for each in homes if each.kind in _INVESTIGATED], count)


def _fill_in(
    stage: Stage, county: PlannedCounty, homes: Sequence[Home], year: int, *, first: bool
) -> None:
    """The spring after the year: one figure a head for all of them (`first`), or each his own."""
    rng = stage.rng
    same_fen = rng.randint(46, 90) * 10_000
    incomes = []
    for order, home in enumerate(homes):
        each_fen = same_fen if first else rng.randint(46_000, 90_000) * 10 + order
        people = len(home.members)
        incomes.append(Income(home.household, year, each_fen * people, people, "演示入户调查表"))
    month = 2 if first else 6
    day = between(rng, date(year + 1, month, 1), date(year + 1, month + 2, 20))

    def enter(work: Session, _: Sealer, known_at: datetime) -> None:
        add_incomes(work, county.book, incomes, known_at=known_at)

    stage.act(county.book, day, "收入调查表", enter)
