"""Which loans are too large, too many, aided too long or never repaid: ST05 贷款超限, ST10 互助资金
违规借款?"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from api.demo.people import Home
from api.demo.planned import PlannedCounty
from api.demo.staged import Stage
from api.demo.units import bank_of
from ledger.register.households import HouseholdKind
from ledger.register.work_and_loans import (
    LOAN_EVENTS,
    LOANS,
    Loan,
    LoanEvent,
    LoanEventKind,
)

_RATE_PPM = 47_500
_WAN_FEN = 1_000_000
_Event = tuple[LoanEventKind, date, int | None, date | None]
"""Kind, day, amount, new last day."""

_AID, _REPAID, _RENEWED = (
    LoanEventKind.INTEREST_AID,
    LoanEventKind.REPAID,
    LoanEventKind.RENEWED,
)


def plant_lending(stage: Stage) -> None:
    _of_banks(stage)
    _of_societies(stage)


# ST05 --------------------------------------------------------------------------------------------


def _of_banks(stage: Stage) -> None:
    county, home = _borrower(stage, "ST05")
    fen = stage.rng.randint(6, 9) * _WAN_FEN
    loan = _lend(
        stage,
        county,
        home,
        1,
        fen,
        (date(2019, 3, 15), date(2021, 3, 15)),
        [(_AID, date(2019, 12, 21), fen * _RATE_PPM // 1_000_000, None)],
    )
    _plant(stage, "ST05", county, loan, "贴息贷款超过五万元")

    county, home = _borrower(stage, "ST05")
    first = (date(2018, 6, 12), date(2020, 6, 12))
    _lend(stage, county, home, 1, 3 * _WAN_FEN, first, [(_REPAID, first[1], 3 * _WAN_FEN, None)])
    loan = _lend(stage, county, home, 2, 2 * _WAN_FEN, (date(2019, 9, 10), date(2021, 9, 10)))
    _plant(stage, "ST05", county, loan, "前一笔没有还清又贷了一笔")

    county, home = _borrower(stage, "ST05")
    term = (date(2018, 4, 20), date(2020, 4, 20))
    events: list[_Event] = [
        (_AID, date(2020, 12, 1), 47_500, None),
        (_REPAID, date(2020, 11, 30), 3 * _WAN_FEN, None),
    ]
    loan = _lend(stage, county, home, 1, 3 * _WAN_FEN, term, events)
    _plant(stage, "ST05", county, loan, "到期七个月后还在贴息")

    county, home = _borrower(stage, "ST05")
    loan = _lend(stage, county, home, 1, 5 * _WAN_FEN, (date(2018, 5, 16), date(2021, 5, 16)))
    _resemble(stage, "ST05", county, loan, "恰好五万元、三十六个月")

    county, home = _borrower(stage, "ST05")
    term = (date(2018, 3, 6), date(2020, 3, 6))
    events = [
        (_RENEWED, date(2020, 3, 2), None, date(2022, 3, 6)),
        (_AID, date(2020, 12, 21), 3 * _WAN_FEN * _RATE_PPM // 1_000_000, None),
    ]
    loan = _lend(stage, county, home, 1, 3 * _WAN_FEN, term, events)
    _resemble(stage, "ST05", county, loan, "无还本续贷，按新到期日贴息")


# ST10 --------------------------------------------------------------------------------------------


def _of_societies(stage: Stage) -> None:
    county, home = _borrower(stage, "ST10")
    fen = stage.rng.randint(8, 20) * _WAN_FEN // 10
    term = (date(2019, 3, 5), date(2020, 3, 5))
    loan = _borrow(stage, county, home, fen, term, [(_REPAID, date(2020, 3, 2), fen, None)])
    _plant(stage, "ST10", county, loan, "互助资金单笔借款超过五千元")

    county, home = _borrower(stage, "ST10")
    fen = _WAN_FEN // 2
    term = (date(2018, 6, 1), date(2019, 6, 1))
    loan = _borrow(stage, county, home, fen, term, [(_REPAID, date(2019, 5, 30), fen // 5, None)])
    _plant(stage, "ST10", county, loan, "互助资金借款到期一年半没有还清")

    county, home = _borrower(stage, "ST10")
    loan = _borrow(stage, county, home, fen, term, [(_REPAID, date(2019, 6, 20), fen, None)])
    _resemble(stage, "ST10", county, loan, "恰好五千元，到期后二十天内还清")

    county, home = _borrower(stage, "ST10")
    term = (date(2019, 9, 2), date(2020, 9, 2))
    events: list[_Event] = [(LoanEventKind.EXTENDED, date(2020, 8, 28), None, date(2021, 3, 2))]
    loan = _borrow(stage, county, home, fen, term, events)
    _resemble(stage, "ST10", county, loan, "展期以后还没有到期")


# Loans -------------------------------------------------------------------------------------------


def _borrower(stage: Stage, purpose: str) -> tuple[PlannedCounty, Home]:
    county = stage.county(purpose)
    return county, stage.home(county, HouseholdKind.LOW_INCOME)


def _borrow(
    stage: Stage,
    county: PlannedCounty,
    home: Home,
    amount_fen: int,
    term: tuple[date, date],
    events: Sequence[_Event],
) -> str:
    """A loan of the mutual fund of the household's village."""
    society = f"{home.village.name}扶贫互助资金协会"
    return _lend(stage, county, home, 1, amount_fen, term, events, society=society)


def _lend(
    stage: Stage,
    county: PlannedCounty,
    home: Home,
    number: int,
    amount_fen: int,
    term: tuple[date, date],
    events: Sequence[_Event] = (),
    *,
    society: str = "",
) -> str:
    lent_on, due_on = term
    loan = f"{'HZ' if society else 'XD'}-{county.book}-{home.household.hex[:8]}-{number}"
    lent = Loan(
        loan=loan,
        household=home.household,
        bank=society or bank_of(county.book),
        amount_fen=amount_fen,
        lent_on=lent_on,
        due_on=due_on,
        rate_ppm=_RATE_PPM,
        purpose="发展养殖",
        interest_aid=not society,
    )
    stage.paper(county, lent_on, LOANS, lent)
    for kind, day, fen, until_on in events:
        event = LoanEvent(loan=loan, kind=kind, happened_on=day, amount_fen=fen, due_on=until_on)
        stage.paper(county, day, LOAN_EVENTS, event)
    return loan


def _plant(stage: Stage, rule: str, county: PlannedCounty, loan: str, note: str) -> None:
    stage.declared.plant(rule, county.book, "loan", loan, note)


def _resemble(stage: Stage, rule: str, county: PlannedCounty, loan: str, why: str) -> None:
    stage.declared.resemble(rule, county.book, "loan", loan, why)
