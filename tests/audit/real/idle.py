"""Money that stood still, was kept, or was not published: findings of the first pattern group."""

from __future__ import annotations

from ledger.register.notice_readings import ItemKind
from ledger.values.kinds import AccountKind as K
from tests.audit.funding import granted
from tests.audit.hanging import Shown, says
from tests.audit.noticing import demanded, published
from tests.audit.projecting import accepted, planned, stepped
from tests.audit.real.told import SOME, Leads, Told, together, yuan
from tests.audit.steps import assigned, disbursed
from tests.audit.world import Step


def lot(
    name: str, received: int, left: int, on: str, *, budget_year: int = 2019, category: str = ""
) -> tuple[Step, ...]:
    """A lot of so many yuan of which so many are left: the rest went to a builder."""
    spent = yuan(received) - yuan(left)
    steps: tuple[Step, ...] = (
        granted(
            name,
            yuan(received),
            on,
            budget_year=budget_year,
            category=category or "扶贫发展资金",
        ),
    )
    if spent:
        steps += (
            assigned(name, f"{name}路", spent, on),
            disbursed(name, f"{name}路", spent, on, K.VENDOR),
        )
    return steps


def to_townships(on: str, *amounts: int) -> tuple[Step, ...]:
    """Each township's account gets its share for household repairs, and pays nothing on."""
    total = sum(map(yuan, amounts))
    return (
        granted("危改", total, on),
        planned("危改", benefit="housing_repair"),
        assigned("危改", "危改", total, on),
        *(
            disbursed("危改", "危改", yuan(fen), on, K.UNIT, owner=f"第{n}镇")
            for n, fen in enumerate(amounts, start=1)
        ),
    )


def stations(count: int, unbegun: int, unfinished: int, due: str) -> tuple[Step, ...]:
    """PV stations that were due; of some nothing happened, others were begun, the rest accepted."""
    steps: list[Step] = []
    for n in range(count):
        name = f"电站{n}"
        steps += [planned(name, ends_on=due), stepped(name, "approved", "2015-03-01")]
        if n >= unbegun:
            steps.append(stepped(name, "started", "2015-06-01"))
        if n >= unbegun + unfinished:
            steps.append(accepted(f"验{n}", 1, due, project=name))
    return tuple(steps)


def unpublished(projects: int) -> tuple[Step, ...]:
    names = [f"项{n}" for n in range(projects)]
    return (
        demanded("project", valid=("2010-01-01", None)),
        granted("甲批", yuan(projects * 10_000), "2016-02-01"),
        *(planned(name) for name in names),
        *(assigned("甲批", name, yuan(10_000), "2016-03-01") for name in names),
    )


def misprinted(printed: str, *levels: str) -> tuple[Step, ...]:
    """A notice of the year's income by levels, whose total is not their sum."""
    names = [f"{n}级" for n in range(len(levels))]
    return (
        *(granted(name, yuan(fen), "2018-06-30") for name, fen in zip(names, levels, strict=True)),
        published("allocation", names[0], "2019-12-01", stage="after", level="county", name="公告"),
        says(
            "公告",
            *(
                Shown(lot=name, kind=ItemKind.LOT, lines_fen=yuan(fen))
                for name, fen in zip(names, levels, strict=True)
            ),
            on="2019-12-02",
            total_fen=yuan(printed),
        ),
    )


TOLD = (
    Told(
        "B058",
        misprinted("220573500", "120000000", "60000000", "30000000", "10584400"),
        "2019-12-31",
        {"DS04": together(10_900, 1)},
        scaled="四级各多少没有转录，假定；合计220.5844、印出220.5735（百万元）如公布",
    ),
    Told(
        "B007",
        (
            *lot("中央", 104_448_500, 43_160_000, "2010-06-30"),
            *lot("省级", 4_069_500, 0, "2011-06-30"),
        ),
        "2012-12-31",
        {"ID03": together(43_160_000, 1), "ID02": SOME},
    ),
    Told(
        "B009",
        (
            granted("旧账", yuan(145_000_000), "2010-06-30"),
            planned("路"),
            assigned("旧账", "路", yuan(145_000_000), "2013-11-15"),
            disbursed("旧账", "路", yuan(145_000_000), "2013-12-10", K.VENDOR),
        ),
        "2013-10-31",
        {"ID03": together(145_000_000, 1)},
        later=("2013-12-31", {}),
    ),
    Told(
        "B010",
        (
            *lot("最早", 43_000_000, 43_000_000, "2000-12-20", budget_year=2000),
            *lot("其余", 800_000_000, 800_000_000, "2015-01-15", budget_year=2015),
        ),
        "2016-03-31",
        {"ID03": together(843_000_000, 2), "ID04": Leads(1)},
        scaled="最早一笔的金额没有公布，假定4300万元",
    ),
    Told("B026", unpublished(14), "2016-12-31", {"DS01": Leads(14)}, scaled="按县均14个项目"),
    Told(
        "B036",
        (
            *lot("二年", 223_000_000, 223_000_000, "2015-06-30", budget_year=2014),
            *lot("一年", 447_000_000, 447_000_000, "2016-06-30", budget_year=2016),
        ),
        "2017-12-31",
        {"ID03": together(670_000_000, 2), "ID04": together(223_000_000, 1)},
    ),
    Told(
        "B044",
        (
            *lot(
                "贷款",
                1_175_000_000,
                1_175_000_000,
                "2017-03-31",
                category="易地扶贫搬迁贷款",
            ),
            granted("产业", yuan(288_000_000), "2017-03-31"),
            planned("基地"),
            stepped("基地", "approved", "2017-04-01"),
            assigned("产业", "基地", yuan(288_000_000), "2017-04-01"),
        ),
        "2018-12-31",
        {"ID03": together(1_463_000_000, 2), "ID08": together(288_000_000, 1)},
        scaled="261个项目合为一个；套取挪用的28.11亿元见单项案例",
    ),
    Told(
        "B047",
        lot("甲批", 57_528_800, 57_528_800, "2018-03-31"),
        "2019-06-30",
        {"ID03": together(57_528_800, 1)},
    ),
    Told(
        "B049",
        stations(68, 4, 17, "2015-12-31"),
        "2016-05-31",
        {"ID11": Leads(21), "ID08": Leads(21)},
    ),
    Told("B051", stations(6, 0, 4, "2015-12-31"), "2016-05-31", {"ID11": Leads(4)}),
    Told(
        "B059",
        (
            *lot("上年", 33_896_000, 33_896_000, "2017-06-30"),
            *lot("当年", 282_313_100, 17_051_700, "2018-03-01"),
        ),
        "2019-03-01",
        {"ID03": together(50_947_700, 2)},
        scaled="2018年末结存比当年安排减支付多3389.6万元，作为上年结转；满一年时列出",
    ),
    Told(
        "B061",
        to_townships("2015-03-20", 2_375_100, 1_852_500, 2_370_600, 1_313_800, 2_470_000),
        "2016-03-31",
        {"ID03": together(10_382_000, 1), "DV15": together(10_382_000, 5)},
    ),
)
