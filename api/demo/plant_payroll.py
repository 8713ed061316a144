"""Who is paid by the state and lives in a household that gets what is for the poor (EL03)?"""

from __future__ import annotations

from datetime import date, timedelta

from api.demo.days import AS_OF, between
from api.demo.people import Home, Member
from api.demo.receipts import Reached
from api.demo.staged import Stage
from ledger.register.external_lists import ListKind, NewExternalRow
from ledger.register.persons import Relation


def plant_payroll(stage: Stage) -> None:
    rng = stage.rng
    county = stage.county("payroll")
    reached = Reached(county)
    home = reached.draw(stage.declared, rng, lambda each: reached.asked(each) and _spouse(each))
    since = between(rng, date(2008, 7, 1), date(2016, 9, 1))
    _serves(stage, home, _spouse(home), "在编", "演示中学", since)
    _plant(stage, home, "配偶是在编教师，户里领产业奖补")
    home = reached.draw(
        stage.declared, rng, lambda each: reached.asked(each) and _ranger(each, reached)
    )
    ranger = _ranger(home, reached)
    _serves(stage, home, ranger, "村级临时岗位", "演示镇人民政府", date(2018, 1, 15))
    _resemble(stage, home, "护林员是村级临时岗位，本来就给困难群众")

    county = stage.county("payroll")
    reached = Reached(county)
    home = reached.draw(stage.declared, rng, lambda each: reached.asked(each))
    since = between(rng, date(2016, 3, 1), date(2017, 11, 30))
    _serves(stage, home, home.head, "其他", "演示镇卫生院", since)
    _plant(stage, home, "户主是卫生院临时聘用人员")
    home = reached.draw(stage.declared, rng, lambda each: reached.asked(each))
    left_on = between(rng, date(2015, 1, 1), date(2017, 12, 31))
    _serves(stage, home, home.head, "在编", "演示供销社", date(1996, 8, 1), left_on)
    _resemble(stage, home, "审定以前就已经离职")
    home = reached.draw(stage.declared, rng, lambda each: reached.asked(each) and _spouse(each))
    joined_on = reached.asked(home)[-1] + timedelta(days=rng.randint(20, 90))
    _serves(stage, home, _spouse(home), "在编", "演示小学", min(joined_on, AS_OF))
    _resemble(stage, home, "最后一次审定以后才考上事业编")


def _spouse(home: Home) -> Member | None:
    return next((each for each in home.members if each.relation is Relation.SPOUSE), None)


def _ranger(home: Home, reached: Reached) -> Member | None:
    return next(
        (each.payee for each in reached.receipts(home) if each.benefit == "forest_ranger"), None
    )


def _serves(
    stage: Stage,
    home: Home,
    member: Member | None,
    role: str,
    org: str,
    since: date,
    until: date | None = None,
) -> None:
    assert member is not None
    row = NewExternalRow(
        person=member.resident_id,
        name=member.name,
        role=role,
        org=org,
        from_on=since,
        until_on=until,
    )
    stage.told(home.book, ListKind.PAYROLL, row)


def _plant(stage: Stage, home: Home, note: str) -> None:
    stage.declared.plant("EL03", home.book, "household", str(home.household), note)


def _resemble(stage: Stage, home: Home, why: str) -> None:
    stage.declared.resemble("EL03", home.book, "household", str(home.household), why)
