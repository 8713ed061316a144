"""Whose car, flat or firm does not go with what the household gets (EL04), and whose does?"""

from __future__ import annotations

from datetime import date, timedelta

from api.demo.days import between
from api.demo.invented import invented_credit_code
from api.demo.people import Home, Member
from api.demo.planned import PlannedCounty
from api.demo.receipts import Reached
from api.demo.staged import Stage
from ledger.register.external_lists import ListKind, NewExternalRow

_LISTS = (ListKind.VEHICLES, ListKind.PROPERTY, ListKind.COMPANIES)
_FIRST_FIRM = 700_000
"""Serials of credit codes that no unit of the demo has."""


def plant_owners(stage: Stage) -> None:
    rng = stage.rng
    county = stage.county("owners", lambda each: _suits(stage, each))
    reached = Reached(county)
    for kind in _LISTS:
        stage.told(county.book, kind)
    home = reached.draw(stage.declared, rng, lambda each: reached.asked(each))
    _owns(stage, home, rng.choice(home.members[:2]), ListKind.VEHICLES, "小型客车", _before(stage))
    _plant(stage, home, "户里有小轿车")
    home = reached.draw(stage.declared, rng, lambda each: reached.asked(each))
    _owns(stage, home, home.head, ListKind.VEHICLES, "农用车", _before(stage))
    _resemble(stage, home, "农用车是生产工具")
    home = reached.draw(stage.declared, rng, lambda each: each in _bought_later(reached))
    assert home.lifted_on is not None
    bought_on = home.lifted_on + timedelta(days=rng.randint(20, 100))
    _owns(stage, home, home.head, ListKind.VEHICLES, "小型客车", bought_on)
    _resemble(stage, home, "脱贫以后才买的车")

    county = stage.county("owners")
    reached = Reached(county)
    for kind in _LISTS:
        stage.told(county.book, kind)
    home = reached.draw(stage.declared, rng, lambda each: reached.asked(each))
    _owns(stage, home, home.head, ListKind.PROPERTY, "商品房", _before(stage))
    _has_firm(stage, home, home.members[-1], "股东", "91", _before(stage))
    _plant(stage, home, "在县城有商品房，家人是公司股东")
    home = reached.draw(stage.declared, rng, lambda each: reached.asked(each))
    _owns(stage, home, home.head, ListKind.PROPERTY, "自建房", date(2009, 6, 1))
    _has_firm(stage, home, home.head, "合作社成员", "93", _before(stage))
    _resemble(stage, home, "自建房，合作社成员")


def _suits(stage: Stage, county: PlannedCounty) -> bool:
    reached = Reached(county)
    later = _bought_later(reached)
    return len(reached.free(stage.declared, lambda each: each in later)) > 2


def _bought_later(reached: Reached) -> list[Home]:
    """Households that were approved money for the poor a good while after they were lifted."""
    return [
        each
        for each in reached.plain
        if each.lifted_on
        and any(day > each.lifted_on + timedelta(days=120) for day in reached.asked(each))
    ]


def _before(stage: Stage) -> date:
    """Before the books open, and before anybody was lifted."""
    return between(stage.rng, date(2013, 3, 1), date(2017, 12, 20))


def _owns(
    stage: Stage, home: Home, member: Member, kind: ListKind, thing: str, since: date
) -> None:
    row = NewExternalRow(person=member.resident_id, name=member.name, thing=thing, from_on=since)
    stage.told(home.book, kind, row)


def _has_firm(
    stage: Stage, home: Home, member: Member, role: str, registrar: str, since: date
) -> None:
    serial = _FIRST_FIRM + len(stage.told(home.book, ListKind.COMPANIES).rows)
    code = invented_credit_code(home.book, serial)
    row = NewExternalRow(
        person=member.resident_id,
        name=member.name,
        org=registrar + code[2:],
        role=role,
        thing="演示商贸有限公司" if registrar == "91" else "演示种植专业合作社",
        from_on=since,
    )
    stage.told(home.book, ListKind.COMPANIES, row)


def _plant(stage: Stage, home: Home, note: str) -> None:
    stage.declared.plant("EL04", home.book, "household", str(home.household), note)


def _resemble(stage: Stage, home: Home, why: str) -> None:
    stage.declared.resemble("EL04", home.book, "household", str(home.household), why)
