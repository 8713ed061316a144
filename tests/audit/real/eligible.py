"""Who was paid although he should not have been, or does not exist; who was not paid."""

from __future__ import annotations

from ledger.register.external_lists import ListKind
from ledger.register.incomes import Income, add_incomes
from tests.audit.cases.cn12 import invoice
from tests.audit.homes import home
from tests.audit.projecting import planned
from tests.audit.real.crowd import crowd, gave, gave_back, owners, project_money
from tests.audit.real.told import Leads, Told, shares, together, yuan
from tests.audit.world import Step, World

FIRST = 100
"""Households 户100 … have members; those before are paid twice."""


def unlisted(fens: list[int], on: str, kind: str = "ordinary") -> tuple[Step, ...]:
    """Poverty money is paid to households of this class."""
    return (
        *project_money(sum(fens), on),
        crowd(len(fens), kind=kind),
        gave(fens, on, benefit="industry_award", period=None, name="发"),
    )


def members(fens: list[int], on: str, *, benefit: str = "industry_award") -> tuple[Step, ...]:
    """Registered households with numbered members are paid."""
    return (
        *project_money(sum(fens), on),
        crowd(len(fens), members=True, first=FIRST),
        gave(fens, on, benefit=benefit, period=None, first=FIRST),
    )


def twice(fens: list[int], on: str, again: str) -> tuple[Step, ...]:
    """The same households are paid the same yearly benefit in two payments."""
    year = (on[:4] + "-01-01", on[:4] + "-12-31")
    return (
        *project_money(sum(fens) * 2, on, "重复", lot="重复"),
        *(
            gave(fens, day, project="重复", lot="重复", benefit="orchard", period=year, named=True)
            for day in (on, again)
        ),
    )


def incomes(count: int, year: int, yuan_each: int) -> Step:
    def step(world: World) -> None:
        rows = [Income(world.key(f"户{n}"), year, yuan(yuan_each), 1) for n in range(count)]
        world.register(lambda work: add_incomes(work, world.book, rows, known_at=world.now()))

    return step


RECOVERED = [yuan(3_476)] * 390 + [yuan(3_760)]
KEPT = [yuan(8_070)] * 76 + [yuan(8_080)]
POPULATION = ListKind.POPULATION

TOLD = (
    Told(
        "B011",
        (
            *twice(shares(yuan(20_000_000), 28), "2014-03-01", "2014-09-01"),
            *members(shares(yuan(15_731_300), 59), "2014-05-01"),
            owners(POPULATION, range(900, 910)),
            planned("路"),
            invoice("00000001", "2014-03-01", yuan(20_000_000)),
            invoice("00000001", "2014-06-01", yuan(20_000_000), code="6200"),
        ),
        "2015-12-31",
        {
            "EL05": together(20_000_000, 28),
            "EL13": together(15_731_300, 59),
            "CN12": together(20_000_000, 1),
        },
        scaled="重复、虚构、假发票各多少没有公布",
    ),
    Told(
        "B025",
        (
            *twice(shares(yuan(200_000_000), 20), "2016-03-01", "2016-09-01"),
            planned("路"),
            invoice("00000001", "2016-03-01", yuan(181_000_000)),
            invoice("00000001", "2016-06-01", yuan(181_000_000), code="6200"),
        ),
        "2016-12-31",
        {"EL05": together(200_000_000, 20), "CN12": together(181_000_000, 1)},
        scaled="297件中重复领取和假发票各多少没有公布",
    ),
    Told(
        "B046",
        (
            *twice(shares(yuan(1_000_000), 10), "2018-03-01", "2018-09-01"),
            *members(shares(yuan(939_900), 10), "2018-05-01"),
            owners(POPULATION, range(900, 910)),
        ),
        "2019-06-30",
        {"EL05": together(1_000_000, 10), "EL13": together(939_900, 10)},
        scaled="重复、虚构各多少没有公布",
    ),
    Told(
        "B064",
        (
            *unlisted(RECOVERED + KEPT, "2016-03-01"),
            gave_back("发", dict(enumerate(RECOVERED, start=1)), "2017-05-01"),
        ),
        "2017-04-30",
        {"EL01": together(1_980_800, 468)},
        later=("2017-05-31", {"EL01": together(621_400, 77)}),
    ),
    Told(
        "B084",
        unlisted(shares(yuan(632_700), 30), "2016-03-01"),
        "2016-12-31",
        {"EL01": together(632_700, 30)},
        scaled="户数没有公布，假定30户",
    ),
    Told(
        "B086",
        (
            *project_money(yuan(4_600), "2016-04-01"),
            home("户0", "registered", "2014-01-01", "2016-03-01"),
            home("户0", "struck_off", "2016-03-01"),
            *(
                gave([yuan(1_150)], on, benefit="industry_award", period=None)
                for on in ("2016-06-01", "2016-12-01", "2017-06-01", "2017-12-01")
            ),
        ),
        "2018-09-30",
        {"EL01": together(4_600, 1)},
        scaled="四次各1150元",
    ),
    Told(
        "B100",
        (
            *members([yuan(500)] * 257, "2015-05-01", benefit="training_aid"),
            owners(POPULATION, range(900, 910)),
        ),
        "2016-09-30",
        {"EL13": together(128_500, 257)},
        scaled="按每人500元257人",
    ),
    Told(
        "B141",
        (crowd(5, since="2014-01-01"), incomes(5, 2016, 3_560)),
        "2016-12-31",
        {"EL14": Leads(1)},
        scaled="同村另有四户同样数字",
    ),
)
