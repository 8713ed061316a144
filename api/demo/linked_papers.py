"""Which money is a project approved, which posts and dividends hang on it, which loans are lent?

All of it follows from the plan, so that no random number is drawn. Loans are those of the two-year
interest-aided kind; what a cooperative is to hand out is what it was given.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from uuid import UUID

from api.demo.papers import Paper
from api.demo.people import Home
from api.demo.places import Village
from api.demo.planned import PlannedCounty, PlannedList, PlannedLot, PlannedProject
from api.demo.units import bank_of, cooperative_of
from ledger.register.households import HouseholdKind
from ledger.register.links import (
    AGREEMENTS,
    BENEFICIARIES,
    DIVIDENDS,
    Beneficiary,
    DividendDue,
    Mechanism,
    SupportAgreement,
)
from ledger.register.project_life import FUNDS, Fund
from ledger.register.projects import ProjectStep
from ledger.register.versions import Entered
from ledger.register.work_and_loans import (
    LOAN_EVENTS,
    LOANS,
    POST_HOLDERS,
    POSTS,
    Loan,
    LoanEvent,
    LoanEventKind,
    PayPeriod,
    PostHolder,
    PublicPost,
)

_PERIODS = {"forest_ranger": PayPeriod.YEAR, "public_post": PayPeriod.MONTH}
LOANS_PER_VILLAGE = 2
LOAN_FEN = 3_000_000
RATE_PPM = 47_500
"""人民银行一至五年贷款基准利率 4.75%（待核）."""
_INTEREST_AID_FEN = LOAN_FEN * RATE_PPM // 1_000_000
LENT_ON, _DUE_ON = date(2018, 5, 10), date(2020, 5, 10)
_HANDED_OUT_AFTER_D = 60


def linked_papers(
    county: PlannedCounty, project: PlannedProject, lots: Mapping[UUID, PlannedLot]
) -> Iterator[Paper]:
    """What stands beside the approval of a project; one that is given nothing has none of it."""
    given: dict[tuple[str, str], int] = {}
    for use in county.uses:
        if fen := use.gifts.get(project.key, 0):
            kind = (lots[use.lot].category, lots[use.lot].level)
            given[kind] = given.get(kind, 0) + fen
    if not given:
        return
    approved_on = next(
        each.happened_on for each in project.steps if each.step is ProjectStep.APPROVED
    )
    for (category, level), fen in given.items():
        fund = Fund(project=project.key, category=category, level=level, approved_fen=fen)
        yield Paper(approved_on, FUNDS, Entered(fund, f"演项批〔{approved_on.year}〕2号"))
    if project.new.code.endswith("-village"):
        yield from _at_work(county, project)
    for number, planned in enumerate(project.lists, start=1):
        if project.new.benefit in _PERIODS:
            yield from _posts(project, planned, f"GW-{project.new.code}-{number}")
        if any(part.through_village for part in planned.instalments):
            yield from _agreement(county.book, project, planned, f"XY-{project.new.code}-{number}")


def _at_work(county: PlannedCounty, project: PlannedProject) -> Iterator[Paper]:
    """Who is registered and gets no subsidy in this year works there for wages: nobody is left out
    (EL12)."""
    year = project.steps[0].happened_on.year
    reached = {
        line.home.household
        for each in county.lists
        if each.new.period_from.year == year
        for part in each.instalments
        for line in part.lines
    }
    for homes in county.homes.values():
        for home in homes:
            if home.kind is HouseholdKind.REGISTERED and home.household not in reached:
                worker = Beneficiary(
                    project=project.key,
                    household=home.household,
                    mechanism=Mechanism.WORK,
                    valid_from=project.invoices[0].day,
                    valid_to=date(year, 12, 31),
                )
                yield Paper(project.invoices[0].day, BENEFICIARIES, Entered(worker))


def _posts(project: PlannedProject, planned: PlannedList, post: str) -> Iterator[Paper]:
    new = planned.new
    if not new.lines:
        return
    until = new.period_to + timedelta(days=1)
    offered = PublicPost(
        post=post,
        project=project.key,
        kind=project.new.name[len("2018年") :],
        region=new.region.code,
        posts=len(new.lines),
        pay_fen=new.lines[0].rate_fen,
        pay_period=_PERIODS[str(project.new.benefit)],
        valid_from=new.period_from,
        valid_to=until,
    )
    yield Paper(new.approved_on, POSTS, Entered(offered))
    for household in dict.fromkeys(line.household for line in new.lines):
        holder = PostHolder(
            post=post,
            household=household,
            valid_from=new.period_from,
            valid_to=until,
            insured=True,
        )
        yield Paper(new.approved_on, POST_HOLDERS, Entered(holder))


def _agreement(
    book: int, project: PlannedProject, planned: PlannedList, agreement: str
) -> Iterator[Paper]:
    new = planned.new
    signed = SupportAgreement(
        agreement=agreement,
        project=project.key,
        org=cooperative_of(book),
        mechanism=Mechanism.DIVIDEND,
        signed_on=new.approved_on,
        valid_from=new.period_from,
        terms="资金经合作社兑付，全部分给受益户",
        support_fen=sum(part.amount_fen for part in planned.instalments if part.through_village),
    )
    yield Paper(new.approved_on, AGREEMENTS, Entered(signed))
    for part in planned.instalments:
        if part.through_village:
            due = DividendDue(
                agreement=agreement,
                due_on=part.sent_on + timedelta(days=_HANDED_OUT_AFTER_D),
                project=project.key,
                payee="农户",
                agreed_fen=part.amount_fen,
            )
            yield Paper(new.approved_on, DIVIDENDS, Entered(due))


def poor_of(homes: Sequence[Home]) -> list[Home]:
    """Those that borrow, the first of them."""
    return [home for home in homes if home.kind is HouseholdKind.REGISTERED]


def loan_number(village: Village, number: int) -> str:
    """借据号 of the `number`-th loan in a village, from 1."""
    return f"XD-{village.book}-{village.number}-{number}"


def loan_papers(county: PlannedCounty) -> Iterator[Paper]:
    """Two registered households of each village borrow, are aided with the interest, and repay."""
    for village, homes in county.homes.items():
        for number, home in enumerate(poor_of(homes)[:LOANS_PER_VILLAGE], start=1):
            loan = loan_number(village, number)
            lent = Loan(
                loan=loan,
                household=home.household,
                bank=bank_of(county.book),
                amount_fen=LOAN_FEN,
                lent_on=LENT_ON,
                due_on=_DUE_ON,
                rate_ppm=RATE_PPM,
                purpose="发展养殖",
                interest_aid=True,
            )
            yield Paper(LENT_ON, LOANS, Entered(lent))
            for aided_on in (date(2018, 12, 21), date(2019, 12, 21)):
                aid = LoanEvent(
                    loan=loan,
                    kind=LoanEventKind.INTEREST_AID,
                    happened_on=aided_on,
                    amount_fen=_INTEREST_AID_FEN,
                )
                yield Paper(aided_on, LOAN_EVENTS, Entered(aid))
            repaid = LoanEvent(
                loan=loan,
                kind=LoanEventKind.REPAID,
                happened_on=_DUE_ON - timedelta(days=number),
                amount_fen=LOAN_FEN,
            )
            yield Paper(repaid.happened_on, LOAN_EVENTS, Entered(repaid))
