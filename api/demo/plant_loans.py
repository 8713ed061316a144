"""Which households borrow for a firm (DV12 户贷企用), and which only buy from one?

The loans are those of every village (linked_papers.py); where their money went is told in three
counties only, so that in the others DV12 cannot be computed.
"""

from __future__ import annotations

from datetime import date, timedelta

from api.demo.days import BEGINS_ON, after
from api.demo.linked_papers import (
    LENT_ON,
    LOAN_FEN,
    LOANS_PER_VILLAGE,
    RATE_PPM,
    loan_number,
    poor_of,
)
from api.demo.planned import PlannedCounty
from api.demo.staged import Stage
from api.demo.units import bank_of
from ledger.register.organisations import NewOrganisation, OrganisationKind
from ledger.register.work_and_loans import LOAN_EVENTS, LOANS, Loan, LoanEvent, LoanEventKind

_BEFORE_THE_BAN, _EARLY_NUMBER = date(2017, 6, 20), 90


def plant_loans(stage: Stage) -> None:
    _one_loan_for_a_firm(stage)
    _many_loans_for_a_firm(stage)


def _one_loan_for_a_firm(stage: Stage) -> None:
    county, rng = stage.county("DV12"), stage.rng
    firm = _firm(stage, county, "ranch", "演示牧业公司")
    first, other = rng.sample(_loans(county), 2)
    _passed_on(stage, county, first, firm, after(rng, LENT_ON, 1, 9), LOAN_FEN)
    stage.declared.plant("DV12", county.book, "loan", first, "贫困户的贷款几天后全数转给企业")
    feed = _firm(stage, county, "feed", "演示饲料公司")
    bought_fen = LOAN_FEN * rng.randint(30, 45) // 100
    _passed_on(stage, county, other, feed, after(rng, LENT_ON, 5, 25), bought_fen)
    why = "用贷款向企业买了些饲料，不到八成"
    stage.declared.resemble("DV12", county.book, "loan", other, why)
    early = _lent_before_the_ban(stage, county)
    _passed_on(stage, county, early, firm, _BEFORE_THE_BAN + timedelta(days=6), LOAN_FEN)
    why = "2017年8月以前放款，当时鼓励受托支付给龙头企业"
    stage.declared.resemble("DV12", county.book, "loan", early, why)


def _many_loans_for_a_firm(stage: Stage) -> None:
    county, rng = stage.county("DV12"), stage.rng
    firm = _firm(stage, county, "orchard", "演示果业公司")
    for loan in rng.sample(_loans(county), 3):
        share_fen = LOAN_FEN * rng.randint(40, 60) // 100
        _passed_on(stage, county, loan, firm, after(rng, LENT_ON, 40, 120), share_fen)
        stage.declared.plant(
            "DV12", county.book, "loan", loan, "三户的贷款各有一半左右转给同一企业"
        )


def _loans(county: PlannedCounty) -> list[str]:
    return [
        loan_number(village, number)
        for village, homes in county.homes.items()
        for number in range(1, min(LOANS_PER_VILLAGE, len(poor_of(homes))) + 1)
    ]


def _firm(stage: Stage, county: PlannedCounty, key: str, name: str) -> str:
    region = county.county.region
    firm = NewOrganisation(
        f"{county.book}-{key}", f"{region.name}{name}", OrganisationKind.FIRM, region.code
    )
    stage.world.organisations.append(firm)
    return firm.org


def _lent_before_the_ban(stage: Stage, county: PlannedCounty) -> str:
    """A loan to a third household of a village, entered with the opening of the book, repaid."""
    village, homes = stage.rng.choice(list(county.homes.items()))
    loan, due_on = loan_number(village, _EARLY_NUMBER), date(2019, 6, 20)
    lent = Loan(
        loan=loan,
        household=poor_of(homes)[LOANS_PER_VILLAGE].household,
        bank=bank_of(county.book),
        amount_fen=LOAN_FEN,
        lent_on=_BEFORE_THE_BAN,
        due_on=due_on,
        rate_ppm=RATE_PPM,
        purpose="发展养殖",
        interest_aid=True,
    )
    stage.paper(county, BEGINS_ON, LOANS, lent)
    repaid = LoanEvent(
        loan=loan, kind=LoanEventKind.REPAID, happened_on=due_on, amount_fen=LOAN_FEN
    )
    stage.paper(county, due_on, LOAN_EVENTS, repaid)
    return loan


def _passed_on(
    stage: Stage, county: PlannedCounty, loan: str, firm: str, on: date, amount_fen: int
) -> None:
    event = LoanEvent(
        loan=loan, kind=LoanEventKind.PAID_TO, happened_on=on, amount_fen=amount_fen, org=firm
    )
    stage.paper(county, max(on, BEGINS_ON), LOAN_EVENTS, event)
