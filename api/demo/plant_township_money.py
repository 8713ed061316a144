"""Which townships sit on a project's money (DV15 以拨代支), and which dine on it (DV19 吃喝、装修)?

In the ordinary world a township pays the builder within fifty days and returns what is left.
"""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from api.demo.days import fiscal_year
from api.demo.desk import Desk
from api.demo.diary import Task
from api.demo.planned import Invoice, PlannedCounty, PlannedProject, UnitPayment
from api.demo.staged import GROWN_IN, Stage
from ledger.book.voucher import AccountRef, Entry, Payment, Voucher
from ledger.register.organisations import NewOrganisation, OrganisationKind
from ledger.values.kinds import AccountKind, VoucherKind


def plant_township_money(stage: Stage) -> None:
    _sit_on_it(stage)
    _dine_on_it(stage)
    _fit_out_houses(stage)


# DV15 --------------------------------------------------------------------------------------------

_LATE = (
    ((UnitPayment(100, 600), UnitPayment(130, 400)), "拨到镇上一百天才付第一笔"),
    ((UnitPayment(30, 400), UnitPayment(120, 600)), "拨到镇上九十天只付了四成"),
)


def _sit_on_it(stage: Stage) -> None:
    for pays, note in _LATE:
        county, project, sent, lot = _a_work(stage, "DV15")
        sent.unit_pays = pays
        subject = f"{project.key}/{lot}/{sent.through_unit}"
        stage.declared.plant("DV15", county.book, "unit_payment", subject, note)
    county, project, sent, lot = _a_work(stage, "DV15")
    subject = f"{project.key}/{lot}/{sent.through_unit}"
    why = "分两次付给施工单位，五十天内过了八成"
    stage.declared.resemble("DV15", county.book, "unit_payment", subject, why)


# DV19 --------------------------------------------------------------------------------------------

_GUESTS = (
    ("inn", "好再来酒楼（演示）", "镇上从工程款里付了酒楼的账"),
    ("decoration", "演示美居装饰公司", "镇上从工程款里付了装修的账"),
)


def _dine_on_it(stage: Stage) -> None:
    for key, name, note in _GUESTS:
        county, _, sent, _ = _a_work(stage, "DV19")
        payee = _firm(stage, county, key, name)
        sent.unit_pays = (
            *(UnitPayment(20, 600), UnitPayment(50, 230)),
            UnitPayment(stage.rng.randint(55, 70), stage.rng.randint(10, 25), payee),
        )
        stage.declared.plant("DV19", county.book, "supplier", payee, note)


def _fit_out_houses(stage: Stage) -> None:
    """The last invoice of a work is a decorator's, paid by the project: it is for houses."""
    county, project, _, _ = _a_work(stage, "DV19")
    payee = _firm(stage, county, "fitter", "演示安居装修公司")
    project.new = replace(project.new, task="整治村庄环境，为脱贫户农房改厨改厕")
    last = project.invoices.pop()

    def note(desk: Desk) -> None:
        year = fiscal_year(last.day)

        def make() -> Voucher:
            start = AccountRef(AccountKind.PROJECT, year, str(project.key))
            end = AccountRef(AccountKind.VENDOR, year, payee)
            taken = desk.purse.take(project.key, desk.purse.rest(project.key))
            return Voucher(
                kind=VoucherKind.DISBURSE,
                year=year,
                happened_on=last.day,
                entries=tuple(Entry(start, end, lot, fen, by_rule=True) for lot, fen in taken),
                payment=Payment("直接支付", bank_on=last.day),
                memo="农房改厨改厕装修款",
            )

        desk.note(Task(last.day, f"{project.new.name}农房装修款", make))

    stage.errand(county.book, "农房装修款", note)
    why = "农房改造项目直接付给装修公司"
    stage.declared.resemble("DV19", county.book, "supplier", payee, why)


def _firm(stage: Stage, county: PlannedCounty, key: str, name: str) -> str:
    region = county.county.region
    kind = OrganisationKind.FIRM
    firm = NewOrganisation(f"{county.book}-{key}", f"{region.name}{name}", kind, region.code)
    stage.world.organisations.append(firm)
    return firm.org


# What both share ---------------------------------------------------------------------------------


def _a_work(stage: Stage, purpose: str) -> tuple[PlannedCounty, PlannedProject, Invoice, UUID]:
    """A work that sends its first invoice's money to the township, and the lot that money is of.

    Each time in another county; not where such money serves ID03.
    """
    planted = {each.subject for each in stage.declared.planted if each.rule == "ID03"}
    similar = {each.subject for each in stage.declared.look_alikes if each.rule == "ID03"}
    idle = planted | similar

    def free(county: PlannedCounty) -> list[PlannedProject]:
        return [
            each
            for each in county.projects
            if each.new.code.endswith("-village")
            and not each.new.code.endswith(f"-{GROWN_IN}-village")
            and len(_lots(county, each)) == 1
            and str(_lots(county, each)[0]) not in idle
            and not each.amends
            and stage.declared.is_free(each.key)
        ]

    county = stage.county(purpose, free)
    project = stage.rng.choice(free(county))
    stage.declared.use(project.key)
    sent = next(each for each in project.invoices if each.through_unit)
    return county, project, sent, _lots(county, project)[0]


def _lots(county: PlannedCounty, project: PlannedProject) -> list[UUID]:
    return [each.lot for each in county.uses if project.key in each.gifts]
