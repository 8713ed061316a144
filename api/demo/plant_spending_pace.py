"""Where is a year's money spent too slowly (ID05), or all at once at its end (ID06)?

A county's year is judged as a whole, so what is planted is large beside the rest of it, and no
county serves twice.
"""

from __future__ import annotations

from datetime import date

from api.demo.days import AS_OF, between
from api.demo.keep_pace import announced_anew
from api.demo.money import WAN_FEN, year_wan
from api.demo.planned import Invoice, PlannedCounty, PlannedProject
from api.demo.staged import Stage
from api.demo.step_days import retime
from api.demo.unit_banks import bank_says
from ledger.register.projects import ProjectStep

_YEAR = AS_OF.year
_YEAR_END = str(AS_OF)


def plant_spending_pace(stage: Stage) -> None:
    _unspent(stage)
    _all_at_once(stage)
    _parked(stage)


def _unspent(stage: Stage) -> None:
    """Two fifths of a year more come in September, and no builder has billed any of it."""
    declared = stage.declared
    fresh = [
        each
        for each in declared.look_alikes
        if each.rule == "ID02" and each.legitimate.startswith(("年底才追加", "停着的是十二月"))
    ]
    for each in fresh:
        declared.use(("ID05", each.book))
        why = "最后九十天才到的资金不要求当年拨出"
        declared.resemble("ID05", each.book, "checkpoint", _YEAR_END, why)
    for _ in range(2):
        county, project = _september(stage, 40)
        vendor = project.invoices[0].vendor
        project.invoices = [Invoice(date(_YEAR + 1, 4, 15), None, vendor)]
        note = "九月追加的资金到年底一分没有拨出"
        declared.plant("ID05", county.book, "checkpoint", _YEAR_END, note)


def _all_at_once(stage: Stage) -> None:
    county, project = _september(stage, 55)
    paid_on = between(stage.rng, date(_YEAR, 12, 16), date(_YEAR, 12, 18))
    project.invoices = [Invoice(paid_on, None, project.invoices[0].vendor)]
    retime(project, {ProjectStep.ACCEPTED: paid_on}, ends_on=paid_on)
    announced_anew(stage, county, project)
    note = "全年三分之一的款项在十二月中旬以后一笔拨出"
    stage.declared.plant("ID06", county.book, "year", str(_YEAR), note)


def _september(stage: Stage, percent: int) -> tuple[PlannedCounty, PlannedProject]:
    """A county gets so much of its year more in September, for a bridge that is begun at once."""
    county = stage.county("ID05", lambda each: not each.county.deep)
    amount_fen = year_wan(stage.world, county.book, _YEAR) * percent // 100 * WAN_FEN
    received_on = between(stage.rng, date(_YEAR, 9, 8), date(_YEAR, 9, 18))
    project = stage.work(county, _YEAR, amount_fen, received_on=received_on)
    days = {
        ProjectStep.APPROVED: date(_YEAR, 9, 4),
        ProjectStep.STARTED: date(_YEAR, 10, 19),
        ProjectStep.SUPERVISED: date(_YEAR, 12, 2),
        ProjectStep.ACCEPTED: date(_YEAR + 1, 8, 31),
    }
    retime(project, days, ends_on=date(_YEAR + 1, 8, 31))
    return county, project


def _parked(stage: Stage) -> None:
    """Bridges whose money goes to the bureau's account in the last days of the year."""
    declared, rng = stage.declared, stage.rng
    for least_wan, most_wan, first in ((15, 35, 17), (15, 35, 17), (5, 9, 28)):
        county = stage.county("ID06")
        project = stage.work(county, _YEAR, rng.randint(least_wan, most_wan) * WAN_FEN)
        invoice, unit = project.invoices[0], project.new.org
        invoice.day = between(rng, date(_YEAR, 12, first), date(_YEAR, 12, first + 2))
        invoice.share_milli, invoice.through_unit = None, unit
        subject = f"unit/{unit}/{_YEAR}"
        if least_wan > 10:
            note = "年底把工程款拨到主管部门的账户，没有付给施工方"
            declared.plant("ID06", county.book, "unit_year", subject, note)
            continue
        declared.resemble("ID06", county.book, "unit_year", subject, "不到十万元的小额备用")
        told = bank_says(stage, county.book, unit, AS_OF, 0)
        why = "差额正是几天前拨出、银行还没有入账的一笔"
        declared.resemble("ID10", county.book, "bank_balance", told, why)
