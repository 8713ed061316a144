"""Works, contracts and tenders: accepted by the eye, paid too much, filed twice, left over."""

from __future__ import annotations

from typing import Any

from ledger.storage import tables as t
from ledger.values.kinds import AccountKind as K
from tests.audit.funding import granted
from tests.audit.owning import owned
from tests.audit.projecting import (
    accepted,
    approved,
    bought,
    contracted,
    looked_up,
    planned,
    registered,
    waged,
)
from tests.audit.real.crowd import project_money
from tests.audit.real.told import SOME, Leads, Told, together, yuan
from tests.audit.steps import assigned
from tests.audit.world import Step


def built(
    given: int, spent: int, value: int, on: str, accepted_on: str, *, remeasured: int | None = None
) -> tuple[Step, ...]:
    """Given, paid to the builder and accepted at so many yuan; then, it may be, measured again."""
    steps: tuple[Step, ...] = project_money(yuan(given), on, "路")
    if spent:
        steps += (bought("甲批", yuan(spent), accepted_on),)
    steps += (accepted("验1", yuan(value), accepted_on, item="工程"),)
    if remeasured is not None:
        again = accepted("验1", yuan(remeasured), accepted_on, item="工程", version=2)
        steps += (again,)
    return steps


def bid(bidder: str, fen: int, on: str, result: str = "lost") -> Step:
    return registered(
        t.Bid,
        tender="标1",
        bidder=bidder,
        project="路",
        opened_on=on,
        price_fen=fen,
        result=result,
    )


def sham_tender(fen: int, on: str, **contract: Any) -> tuple[Step, ...]:
    """Two bidders at one price, to the fen."""
    return (
        contracted("合1", fen, on, tender_mode="open", tender="标1", **contract),
        bid("甲公司", fen, on, "won"),
        bid("乙公司", fen, on),
    )


def asset(fen: int, formed_on: str, **other: Any) -> Step:
    return registered(
        t.Asset,
        **{
            "asset": "资1",
            "project": "路",
            "name": "资产",
            "kind": "operating",
            "region": "村",
            "owner_kind": "village",
            "owner": "某村",
            "keeper": "",
            "value_fen": fen,
            "formed_on": formed_on,
            **other,
        },
    )


def filed(project: str, year: int, fen: int) -> tuple[Step, ...]:
    return (
        planned(project, name=f"{year}年小型水利工程", task="修水渠300米"),
        assigned("甲批", project, yuan(fen), f"{year}-03-01"),
    )


TOLD = (
    Told(
        "B008",
        (
            *project_money(yuan(59_116_400), "2011-03-01", "路"),
            bought("甲批", yuan(39_116_400), "2011-06-01"),
            contracted("合1", yuan(39_116_400), "2011-05-01"),
            planned("渠"),
            accepted("验2", 1, "2011-06-01", project="渠"),
            approved(yuan(59_116_400), "2011-03-01"),
            approved(yuan(59_116_400), "2011-09-01", purpose="办公", version=2),
        ),
        "2012-12-31",
        {"PR01": SOME, "DV13": SOME},
        scaled="虚报、挪用各多少没有公布",
    ),
    Told(
        "B030",
        (
            granted("以工", yuan(1_000_000), "2016-03-01", category="以工代赈资金"),
            planned("路"),
            assigned("以工", "路", yuan(1_000_000), "2016-03-01"),
            waged(1, yuan(50_000), to="2016-09-30"),
            accepted("验1", yuan(1_000_000), "2016-10-31"),
        ),
        "2016-12-31",
        {"ST02": together(50_000, 1)},
        scaled="一个100万元的以工代赈项目，报酬5%",
    ),
    Told(
        "B031",
        (asset(yuan(141_000_000), "2015-06-30"),),
        "2016-12-31",
        {"PR07": together(141_000_000, 1)},
        scaled="189个项目的资产合为一项",
    ),
    Told(
        "B057",
        tuple(
            contracted(
                f"合{n}",
                yuan(4_000_000),
                "2017-05-01",
                limit_fen=yuan(2_000_000),
                limit_source="测试",
                supplier=f"第{n}公司",
            )
            for n in range(82)
        ),
        "2017-12-31",
        {"CN14": Leads(82)},
        scaled="合同金额没有公布",
    ),
    Told(
        "B065",
        (
            *sham_tender(yuan(197_490_000), "2012-05-01"),
            *(
                accepted(
                    f"验{n}",
                    yuan(price),
                    "2012-10-01",
                    item="槟榔苗",
                    unit="株",
                    quantity_milli=1_000_000,
                )
                for n, price in enumerate((90, 95, 98, 100, 100, 103, 105, 110, 400))
            ),
        ),
        "2013-12-31",
        {"CN11": together(197_490_000, 1), "ST06": Leads(1)},
        scaled="苗木单价没有公布",
    ),
    Told(
        "B067",
        (
            *project_money(yuan(100_000_000), "2014-01-10", "路"),
            *(
                owned(f"{firm}合作社", n, phone="13800000000", since="2013-01-01")
                for n, firm in enumerate("甲乙丙")
            ),
            owned("丁合作社", 9, phone="13900000000", since="2013-01-01"),
            *(
                contracted(
                    f"合{n}", yuan(10_000_000), "2014-02-01", supplier=f"{'甲乙丙'[n % 3]}合作社"
                )
                for n in range(6)
            ),
            bought("甲批", yuan(22_000_000), "2014-05-01", payee="甲合作社"),
            bought("甲批", yuan(20_000_000), "2014-05-02", payee="乙合作社"),
            bought("甲批", yuan(20_000_000), "2014-05-03", payee="丙合作社"),
            bought("甲批", yuan(38_000_000), "2014-05-04", payee="丁合作社"),
        ),
        "2014-12-31",
        {"CN04": together(62_000_000, 1)},
        scaled="总额没有公布，假定1亿元，三家共62%，留同一个电话",
    ),
    Told(
        "B070",
        (
            *project_money(yuan(300_000), "2016-06-01", "路"),
            bought("甲批", yuan(300_000), "2016-06-10", payee="养殖户", kind=K.COLLECTIVE),
            registered(
                t.SupportAgreement,
                agreement="投1",
                project="路",
                org="养殖户",
                mechanism="dividend",
                signed_on="2016-09-01",
                valid_from="2016-06-01",
                support_fen=yuan(300_000),
                terms="",
            ),
        ),
        "2018-12-31",
        {"PR06": together(300_000, 1), "CN10": together(300_000, 1)},
    ),
    Told(
        "B072",
        (
            *sham_tender(yuan(15_105_600), "2018-03-01", kind="goods"),
            looked_up("甲公司", valid=False),
        ),
        "2018-12-31",
        {"CN09": together(15_105_600, 1), "CN11": together(15_105_600, 1)},
    ),
    Told(
        "B077",
        built(600_000, 0, 600_000, "2014-03-01", "2014-10-31"),
        "2015-12-31",
        {"PR05": together(600_000, 1), "ID03": together(600_000, 1), "ID07": SOME},
    ),
    Told(
        "B089",
        built(600_000, 543_300, 543_300, "2016-01-10", "2016-04-01", remeasured=500_000),
        "2016-12-31",
        {"PR04": together(43_300, 1)},
        scaled="工程总价没有公布，假定54.33万元",
    ),
    Told(
        "B090",
        built(300_000, 280_000, 280_000, "2016-10-01", "2017-04-30"),
        "2019-10-31",
        {"PR05": together(20_000, 1)},
        scaled="结余没有公布，假定2万元",
    ),
    Told(
        "B115",
        built(250_000, 250_000, 250_000, "2014-10-01", "2015-02-01", remeasured=214_500),
        "2015-12-31",
        {"PR04": together(35_500, 1)},
    ),
    Told(
        "B116",
        (
            *project_money(
                yuan(131_000), "2014-03-01", "甲", name="2014年小型水利工程", task="修水渠300米"
            )[:3],
            assigned("甲批", "甲", yuan(36_000), "2014-03-01"),
            bought("甲批", yuan(21_000), "2014-06-01", project="甲"),
            accepted("验1", yuan(21_000), "2014-07-01", project="甲"),
            *filed("乙", 2015, 95_000),
        ),
        "2016-12-31",
        {"CN15": together(95_000, 1), "PR05": together(15_000, 1)},
    ),
    Told(
        "B137",
        (
            asset(yuan(43_920), "2013-11-30", kind="household", name="银杏苗"),
            asset(yuan(1_000), "2013-11-30", kind="household", name="银杏苗", version=2),
        ),
        "2018-12-31",
        {"PR07": together(42_920, 1)},
        scaled="每株记1元",
    ),
    Told(
        "B153",
        built(890_000, 760_000, 760_000, "2022-03-01", "2023-03-01"),
        "2023-12-31",
        {"PR05": together(130_000, 1)},
    ),
)
