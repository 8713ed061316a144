"""What money was spent on: image projects, banquets, fees, other purposes, a pool by name."""

from __future__ import annotations

from ledger.values.kinds import AccountKind as K
from tests.audit.funding import catalogued, granted, paid_from_unit
from tests.audit.projecting import approved, bought, org_key, planned, unit
from tests.audit.real.crowd import project_money
from tests.audit.real.told import SOME, Told, together, yuan
from tests.audit.steps import assigned, disbursed, pooled
from tests.audit.world import Step, World


def image(fen: int, on: str, name: str) -> tuple[Step, ...]:
    """A project of this name gets poverty money and builds."""
    return (
        *project_money(yuan(fen), on, "形象", name=name, task=name),
        disbursed("甲批", "形象", yuan(fen), on, K.VENDOR),
    )


def feasts(
    on: str, *payments: tuple[str, int], fee: str = "项目管理费", through: str = ""
) -> tuple[Step, ...]:
    """Money of a project goes to these firms, or through an office's account."""
    total = sum(yuan(fen) for _, fen in payments)
    steps = project_money(total, on, "管理费", name=fee, purpose=fee)
    if not through:
        return steps + tuple(
            bought("甲批", yuan(fen), on, project="管理费", payee=firm) for firm, fen in payments
        )
    return (
        *steps,
        disbursed("甲批", "管理费", total, on, K.UNIT, owner=through),
        *(_by_office(firm, yuan(fen), on, through) for firm, fen in payments),
    )


def _by_office(firm: str, fen: int, on: str, office: str) -> Step:
    def step(world: World) -> None:
        unit(firm)(world)
        paid_from_unit("甲批", fen, on, owner=office, firm=org_key(world, firm))(world)

    return step


def back_to_its_line(category: str, org: str, fen: int) -> tuple[Step, ...]:
    return (
        granted(category, yuan(fen), "2016-02-01", category=category),
        pooled(category, yuan(fen), "2016-02-20"),
        planned(f"{org}项", org=org),
        assigned(category, f"{org}项", yuan(fen), "2016-03-20", start=K.POOL),
    )


TOLD = (
    Told(
        "B003",
        image(1_140_000, "2011-05-01", "村名牌楼建设"),
        "2012-12-31",
        {"DV18": together(1_140_000, 1)},
    ),
    Told(
        "B041",
        image(5_400_000, "2017-05-01", "景观绿化和外墙粉刷"),
        "2018-12-31",
        {"DV18": together(5_400_000, 1)},
    ),
    Told(
        "B085",
        image(480_000, "2016-05-01", "仿古景观墙"),
        "2016-12-31",
        {"DV18": together(480_000, 1)},
    ),
    Told(
        "B004",
        feasts("2013-03-01", ("满堂红酒楼", 400_000), ("春秋旅行社", 133_600)),
        "2013-12-31",
        {"DV19": together(533_600, 2)},
        scaled="吃喝、旅游各多少没有公布，假定40万元和13.36万元",
    ),
    Told(
        "B045",
        feasts("2019-05-01", ("大成装饰公司", 320_000_000), fee="办公楼装修", through="县扶贫办"),
        "2019-06-30",
        {"DV19": together(320_000_000, 1), "DV01": SOME},
    ),
    Told(
        "B081",
        feasts("2016-12-20", ("迎宾饭店", 30_000), ("好再来餐饮店", 20_000), through="县扶贫办"),
        "2016-12-31",
        {"DV19": together(50_000, 2)},
        scaled="金额没有公布，假定5万元",
    ),
    Told(
        "B091",
        (
            catalogued(),
            granted(
                "民族", yuan(3_000_000), "2017-02-01", category="少数民族发展资金", budget_year=2017
            ),
            planned("管理费", name="项目管理费", purpose="项目管理费"),
            assigned("民族", "管理费", yuan(51_700), "2017-03-01"),
        ),
        "2017-12-31",
        {"DV09": together(21_700, 1)},
        scaled="批次金额没有公布，假定300万元，按1%只能提3万元",
    ),
    Told(
        "B053",
        (
            granted("甲批", yuan(1_084_000), "2015-01-10"),
            assigned("甲批", "工作经费", yuan(1_084_000), "2015-01-20"),
            disbursed(
                "甲批", "工作经费", yuan(1_084_000), "2015-02-01", K.COLLECTIVE, owner="扶贫协会"
            ),
        ),
        "2016-09-30",
        {"DV03": together(1_084_000, 1)},
    ),
    Told(
        "B107",
        (
            *project_money(yuan(30_000), "2014-03-01", "种养", purpose="村级运转经费"),
            approved(yuan(30_000), "2014-03-01", project="种养", purpose="种养业发展"),
        ),
        "2014-12-31",
        {"DV02": together(30_000, 1)},
    ),
    Told(
        "B024",
        (
            *back_to_its_line("农田水利资金", "水利局", 1_000_000),
            *back_to_its_line("林业补助资金", "林业局", 1_000_000),
            *back_to_its_line("农村公路资金", "交通局", 1_000_000),
        ),
        "2016-12-31",
        {"DV20": together(3_000_000, 1)},
        scaled="金额没有公布，三类各假定100万元",
    ),
)
