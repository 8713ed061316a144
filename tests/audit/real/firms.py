"""Firms, cooperatives, loans and mutual societies."""

from __future__ import annotations

from ledger.storage import tables as t
from ledger.values.kinds import AccountKind as K
from tests.audit.banking import holds, invoiced
from tests.audit.cases.cn10 import shared
from tests.audit.limiting import limited
from tests.audit.owning import resident_number
from tests.audit.projecting import (
    agreed,
    bought,
    dividend_due,
    lent,
    loan_event,
    org_key,
    registered,
    unit,
)
from tests.audit.real.crowd import project_money
from tests.audit.real.told import Leads, Told, shares, together, yuan
from tests.audit.steps import disbursed
from tests.audit.world import Step, World


def invested(
    on: str, *parts: int, firm: str = "合作社", agreements: bool = True
) -> tuple[Step, ...]:
    """Project money goes into a firm, each part by an agreement of its own, if there are any."""
    total = sum(map(yuan, parts))
    steps = (
        *project_money(total, on, "路"),
        bought("甲批", total, on, payee=firm, kind=K.COLLECTIVE),
    )
    if not agreements:
        # The book uses the register: another firm has its agreement, with a household.
        return (*steps, agreed("别1", 0, on, org="别的合作社"), beneficiary("别1", on, "别家"))
    return steps + tuple(
        step
        for n, part in enumerate(parts, start=1)
        for step in (
            agreed(f"协{n}", yuan(part), on, org=firm),
            beneficiary(f"协{n}", on, f"受益{n}家"),
        )
    )


def beneficiary(agreement: str, on: str, household: str) -> Step:
    return registered(
        t.Beneficiary,
        project="路",
        household=household,
        mechanism="dividend",
        valid_from=on,
        agreement=agreement,
    )


def household_loans(
    count: int, fen: int, on: str, due: str, firm: str = "", bank: str = "信用社"
) -> tuple[Step, ...]:
    names = [f"借{n}" for n in range(count)]
    return tuple(lent(name, yuan(fen), on, due, bank=bank) for name in names) + tuple(
        loan_event(name, "paid_to", on, yuan(fen), org=firm) for name in names if firm
    )


def society_gets(name: str, fen: int, on: str) -> Step:
    """A village's mutual society gets money of the project."""

    def step(world: World) -> None:
        unit(name, "cooperative")(world)
        owner = org_key(world, name)
        disbursed("甲批", "护林", fen, on, K.REVOLVING, owner=owner)(world)

    return step


TOLD = (
    Told(
        "B032",
        invested("2016-03-01", 56_436_800, agreements=False),
        "2016-12-31",
        {"CN10": together(56_436_800, 1)},
        scaled="56个项目合为一个",
    ),
    Told(
        "B039",
        invested("2017-06-01", 1_092_000_000, agreements=False),
        "2018-12-31",
        {"CN10": together(1_092_000_000, 1)},
    ),
    Told(
        "B050",
        (*invested("2015-06-01", 1_000_000), dividend_due("协1", "2016-04-24", yuan(42_600))),
        "2016-05-31",
        {"CN10": together(42_600, 1)},
        scaled="并网一个月后作为应分日；建设资金假定100万元",
    ),
    Told(
        "B127",
        (
            *invested("2020-05-20", 1_000_000, 500_000, 500_000),
            *(
                dividend_due(f"协{n}", f"{year}-05-20", yuan(fen))
                for n, fen in ((1, 60_000), (2, 30_000), (3, 30_000))
                for year in (2021, 2022, 2023)
            ),
            shared(yuan(120_000), "2021-05-20"),
        ),
        "2025-12-31",
        {"CN13": together(240_000, 3)},
    ),
    Told(
        "B139",
        household_loans(16, 50_000, "2017-09-01", "2020-09-01", "肉业公司"),
        "2020-12-31",
        {"DV12": together(800_000, 16)},
    ),
    Told(
        "B111",
        (
            *project_money(yuan(578_000), "2014-03-01", "路"),
            holds("", "主任的卡", holder_id=resident_number(999), since="2010-01-01"),
            invoiced("甲公司", yuan(578_000), "2014-06-01", "主任的卡"),
        ),
        "2015-12-31",
        {"DV07": together(578_000, 1)},
        scaled="几笔合为一笔",
    ),
    Told(
        "B029",
        (
            *household_loans(10, 50_000, "2017-09-01", "2018-09-01", "某公司"),
            loan_event("借0", "interest_aid", "2019-03-01", yuan(1_000)),
        ),
        "2019-12-31",
        {"DV12": together(500_000, 10), "ST05": together(1_000, 1)},
        scaled="22.12亿元按每户5万元的十户贷款建",
    ),
    Told(
        "B054",
        (
            *project_money(yuan(3_800_000), "2010-05-20"),
            *(
                society_gets(f"第{n}村互助社", fen, "2010-05-25")
                for n, fen in enumerate(shares(yuan(3_800_000), 24), start=1)
            ),
            *household_loans(1, 140_000, "2010-06-01", "2011-06-01", bank="第1村互助社"),
            lent("别1", 100, "2020-06-01", "2020-12-31", bank="第2村互助社"),
        ),
        "2020-12-31",
        {"ST10": together(140_000, 1), "ID12": Leads(23)},
        scaled="380万元24社均分；其中一社今年还有借款",
    ),
    Told(
        "B124",
        (
            limited("mutual_loan", "maximum", None, high=yuan(4_000)),
            *household_loans(3, 5_000, "2018-03-01", "2019-03-01", bank="某村互助社"),
        ),
        "2018-12-31",
        {"ST10": together(15_000, 3)},
        scaled="笔数没有公布，假定三笔",
    ),
    Told(
        "B125",
        (
            lent("借1", yuan(100_000), "2015-12-10", "2016-12-10", bank="某村互助社"),
            loan_event("借1", "paid_to", "2015-12-10", yuan(100_000), org="村委会"),
            lent("借2", yuan(98_000), "2016-04-10", "2017-04-10", bank="某村互助社"),
            loan_event("借2", "paid_to", "2016-04-10", yuan(98_000), org="村委会"),
        ),
        "2016-06-30",
        {"ST10": together(198_000, 2)},
        scaled="两次各多少没有公布",
    ),
)
