"""Which villages have a mutual fund that nobody borrows from any more (ID12 互助资金沉睡)?"""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from api.demo.days import AS_OF, between
from api.demo.desk import Desk
from api.demo.diary import Task
from api.demo.money import WAN_FEN
from api.demo.planned import PlannedCounty, PlannedProject
from api.demo.staged import Stage
from ledger.book.voucher import AccountRef, Entry, Payment, Voucher
from ledger.register.organisations import NewOrganisation, OrganisationKind
from ledger.register.work_and_loans import LOAN_EVENTS, LOANS, Loan, LoanEvent, LoanEventKind
from ledger.values.kinds import AccountKind, VoucherKind

_YEAR = 2018
_FUND_FEN = 8 * WAN_FEN
_RATE_PPM = 60_000
"""占用费, six in a hundred a year: an invented village's own rule."""


def plant_mutual_funds(stage: Stage) -> None:
    for lends_on in ((False, True), (False,)):
        county = stage.county("ID12", lambda each: not each.county.deep)
        project = _project(stage, county, len(lends_on) * _FUND_FEN)
        for number, still in enumerate(lends_on, start=1):
            society = _society(stage, county, project, number)
            _found(stage, county, project, society)
            _lend(stage, county, project, society, _YEAR)
            if still:
                _lend(stage, county, project, society, AS_OF.year)
                why = "社员有借有还，最近一笔不满一年"
                stage.declared.resemble("ID12", county.book, "society", society, why)
            else:
                note = "第一年放过一笔借款，还了以后再没有动过"
                stage.declared.plant("ID12", county.book, "society", society, note)


def _project(stage: Stage, county: PlannedCounty, amount_fen: int) -> PlannedProject:
    """Money for mutual funds: nothing is built, so nobody bills anything."""
    project = stage.work(county, _YEAR, amount_fen, pooled=False)
    project.invoices.clear()
    old = project.new
    project.new = replace(
        old,
        name=old.name.replace("便民桥", "村级互助资金"),
        purpose="产业发展",
        task="补充村级互助资金本金",
        standard_text="按互助资金管理办法",
        mechanism="社员借款发展产业",
    )
    return project


def _society(stage: Stage, county: PlannedCounty, project: PlannedProject, number: int) -> str:
    village = project.village
    org = f"{county.book}-mutual-{number}"
    name = f"{village.name}扶贫互助{'一二'[number - 1]}社"
    stage.world.organisations.append(
        NewOrganisation(org, name, OrganisationKind.COOPERATIVE, village.code)
    )
    return org


def _found(stage: Stage, county: PlannedCounty, project: PlannedProject, society: str) -> None:
    """拨付 of its part to the society's fund."""
    day = between(stage.rng, date(_YEAR, 5, 4), date(_YEAR, 5, 28))
    title = f"{project.new.name}拨付"

    def note(desk: Desk) -> None:
        def make() -> Voucher:
            start = AccountRef(AccountKind.PROJECT, _YEAR, str(project.key))
            end = AccountRef(AccountKind.REVOLVING, _YEAR, society)
            taken = desk.purse.take(project.key, _FUND_FEN)
            return Voucher(
                kind=VoucherKind.DISBURSE,
                year=_YEAR,
                happened_on=day,
                entries=tuple(Entry(start, end, lot, fen) for lot, fen in taken),
                payment=Payment("实拨", bank_on=day),
                memo="互助资金本金",
            )

        desk.note(Task(day, title, make))

    stage.errand(county.book, title, note)


def _lend(
    stage: Stage, county: PlannedCounty, project: PlannedProject, society: str, year: int
) -> None:
    """One household borrows for a year, and repays in time."""
    home = stage.home(county, village=project.village)
    lent_on = between(stage.rng, date(year, 6, 5), date(year, 6, 25))
    due_on = date(year + 1, lent_on.month, lent_on.day)
    loan = f"HZ-{society}-{year}"
    amount_fen = stage.rng.randint(3, 5) * 100_000
    lent = Loan(
        loan=loan,
        household=home.household,
        bank=society,
        amount_fen=amount_fen,
        lent_on=lent_on,
        due_on=due_on,
        rate_ppm=_RATE_PPM,
        purpose="养殖",
    )
    stage.paper(county, lent_on, LOANS, lent)
    repaid = LoanEvent(
        loan=loan, kind=LoanEventKind.REPAID, happened_on=due_on, amount_fen=amount_fen
    )
    stage.paper(county, due_on, LOAN_EVENTS, repaid)
