"""Who gets money for the poor without being on their register (EL01 非建档立卡受益)?"""

from __future__ import annotations

from datetime import date, datetime

from sqlmodel import Session

from api.demo.days import between
from api.demo.people import Home
from api.demo.places import Village
from api.demo.planned import PlannedCounty
from api.demo.staged import Stage
from ledger.register.households import HouseholdKind, HouseholdOn, add_households
from ledger.storage.sealing import Sealer


def plant_not_registered(
    stage: Stage, county: PlannedCounty, village: Village, year: int, order: int
) -> list[Home]:
    """Households for an award list of this year: two in the first county, two in the second."""
    if order == 0:
        ordinary = stage.home(county, HouseholdKind.ORDINARY, village=village)
        _plant(stage, ordinary, "普通户，从来没有建档立卡")
    else:
        ordinary = stage.home(county, HouseholdKind.LOW_INCOME, village=village)
        _becomes(stage, ordinary, HouseholdKind.STRUCK_OFF, year)
        _plant(stage, ordinary, "已经销号的户，当年仍在名单里")
    monitored = stage.home(county, HouseholdKind.ORDINARY, village=village)
    _becomes(stage, monitored, HouseholdKind.MONITORED, year)
    stage.declared.resemble(
        "EL01",
        county.book,
        "household",
        str(monitored.household),
        "原来是普通户，审定以前已经纳入监测",
    )
    return [ordinary, monitored]


def _becomes(stage: Stage, home: Home, kind: HouseholdKind, year: int) -> None:
    """In the spring, long before a list is approved."""
    day = between(stage.rng, date(year, 3, 1), date(year, 6, 10))
    fact = HouseholdOn(home.household, day, home.village.code, home.group, kind, len(home.members))

    def enter(work: Session, _: Sealer, known_at: datetime) -> None:
        add_households(work, home.book, [fact], known_at=known_at)

    stage.act(home.book, day, "户类别变更", enter)


def _plant(stage: Stage, home: Home, note: str) -> None:
    stage.declared.plant("EL01", home.book, "household", str(home.household), note)
