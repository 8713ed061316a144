"""Does every county still spend its year in time, whatever was staged for plants?

What is staged mostly comes in February and is paid in summer, so where many plants meet in one
county and year, less than half might be spent in June (ID05). There a road is built that is paid
in May.
"""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID

from api.demo.days import YEARS, between
from api.demo.money import WAN_FEN
from api.demo.planned import Invoice, PlannedCounty, PlannedLot, PlannedProject
from api.demo.staged import Stage
from api.demo.step_days import retime
from api.demo.village_boards import announce_completion
from api.demo.works import Label
from ledger.register.projects import ProjectStep

_DUE_AFTER_D = 90
_POINTS = ((6, 30, 56, 60), (12, 31, 93, 94))
"""Month and day, percent spent that is too close to the limit, and percent to be reached."""


def keep_pace(stage: Stage) -> None:
    planted = {(each.book, each.subject) for each in stage.declared.planted if each.rule == "ID05"}
    for county in stage.world.counties.values():
        for year in YEARS[1:]:  # in the first the books were opened: not judged
            for month, day, least, aim in _POINTS:
                on = date(year, month, day)
                # A deeply poor county is a hundred times as rich: nothing staged slows it down.
                if county.county.deep or (county.book, str(on)) in planted:
                    continue
                due = due_fen(county, stage.world.lots, year, on)
                spent = spent_fen(county, stage.world.lots, year, on)
                if spent * 100 < due * least:
                    _build_a_road(stage, county, year, (due * aim - spent * 100) // (100 - aim))


def _budget_year(lot: PlannedLot, book: int) -> int:
    return lot.budget_year or lot.received(book)[0][0].year


def due_fen(county: PlannedCounty, lots: list[PlannedLot], year: int, on: date) -> int:
    """What came of a year's money ninety days before; but for monthly benefits, of which so many
    twelfths are paid at each point, just what is asked there."""
    latest = on - timedelta(days=_DUE_AFTER_D)
    by_month = {each.key for each in county.monthly}
    of_months = {use.lot for use in county.uses if by_month & use.gifts.keys()}
    received = (
        each
        for lot in lots
        if lot.lot not in of_months
        and lot.received(county.book)
        and _budget_year(lot, county.book) == year
        for each in lot.received(county.book)
    )
    return sum(fen for day, fen in received if day <= latest)


def spent_fen(county: PlannedCounty, lots: list[PlannedLot], year: int, on: date) -> int:
    """What projects given a year's money have paid; of several years, by their parts. Without
    monthly benefits, as `due_fen`."""
    given: dict[UUID, int] = {}
    of_year: dict[UUID, int] = {}
    years = {
        each.lot: _budget_year(each, county.book) for each in lots if each.received(county.book)
    }
    for use in county.uses:
        for project, fen in use.gifts.items():
            given[project] = given.get(project, 0) + fen
            if years[use.lot] == year:
                of_year[project] = of_year.get(project, 0) + fen
    return sum(
        _paid_fen(project, given[project.key], on) * of_year[project.key] // given[project.key]
        for project in county.projects
        if of_year.get(project.key)
    )


def _paid_fen(project: PlannedProject, given_fen: int, on: date) -> int:
    """By its plan; what has no plan is paid by errands, in spring, of which little is left."""
    if not project.lists and not project.invoices:
        return given_fen
    paid = sum(
        part.amount_fen for each in project.lists for part in each.instalments if part.sent_on <= on
    )
    for invoice in sorted(project.invoices, key=lambda each: each.day):
        if invoice.day <= on:
            milli = 1000 if invoice.share_milli is None else invoice.share_milli
            paid += min(given_fen - paid, given_fen * milli // 1000)
    return paid


def _build_a_road(stage: Stage, county: PlannedCounty, year: int, amount_fen: int) -> None:
    """Accepted and paid in one, before the summer."""
    wan = amount_fen // WAN_FEN + 1
    project = stage.work(county, year, wan * WAN_FEN, label=Label.ROAD, pooled=False)
    paid_on = between(stage.rng, date(year, 5, 20), date(year, 6, 12))
    project.invoices = [Invoice(paid_on, None, project.invoices[0].vendor)]
    days = {
        ProjectStep.STARTED: paid_on - timedelta(days=50),
        ProjectStep.SUPERVISED: paid_on - timedelta(days=20),
        ProjectStep.ACCEPTED: paid_on,
    }
    retime(project, days, ends_on=paid_on)
    announced_anew(stage, county, project)


def announced_anew(stage: Stage, county: PlannedCounty, project: PlannedProject) -> None:
    """完成公告 after the acceptance as it is now."""
    key = str(project.key)
    county.village_notices = [each for each in county.village_notices if each.subject_key != key]
    announce_completion(county, project, stage.rng)
