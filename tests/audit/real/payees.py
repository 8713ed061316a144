"""What households were paid, got, gave back or never saw."""

from __future__ import annotations

from ledger.register.external_lists import NewExternalRow
from tests.audit.banking import Move, holds, loaded, statement
from tests.audit.cases.st07 import post
from tests.audit.owning import resident_number
from tests.audit.paying import To, paid
from tests.audit.real.crowd import (
    approved_list,
    gave,
    gave_back,
    project_money,
    signed_all,
)
from tests.audit.real.told import Leads, Told, shares, together, yuan
from tests.audit.world import Step, day


def by_list(fens: list[int], on: str, *, benefit: str = "industry_award") -> tuple[Step, ...]:
    """An approved list, and its payment 发 in one voucher."""
    return (
        *project_money(sum(fens), on, benefit=benefit),
        approved_list("名单", fens, on, benefit=benefit),
        gave(fens, on, listed="名单", benefit=benefit, name="发", period=None),
    )


def kept_back(
    fens: list[int], on: str, got: dict[int, int | None], *, benefit: str = "industry_award"
) -> tuple[Step, ...]:
    """Lines of the payment whose payees say that they got less (None: nothing)."""
    return (*by_list(fens, on, benefit=benefit), signed_all("发", got, max(fens), on))


def one_card(count: int, each: int, on: str) -> Step:
    fens = [yuan(each)] * count
    return gave(fens, on, card="同一张卡", benefit="housing_repair", period=None)


def equal_parts(total: int, homes: int, on: str) -> tuple[Step, ...]:
    fens = shares(yuan(total), homes)
    return (
        *project_money(yuan(total), on),
        gave(fens, on, benefit="industry_award", period=None),
    )


def above(most: str, each: int, on: str, project: str) -> tuple[Step, ...]:
    """One household gets `most`, ten neighbours `each`."""
    fens = [yuan(most), *[yuan(each)] * 10]
    return (
        *project_money(sum(fens), on, project, lot=project),
        gave(fens, on, project=project, lot=project, benefit="public_forest", period=None),
    )


OFFICIAL, HIS_CARD = resident_number(999), "村干部的卡"
TIANDENG = (
    *project_money(yuan(360_000), "2010-03-01"),
    gave([yuan(8_000)] * 34, "2010-11-24", benefit="housing_repair", period=None, cards="折"),
    gave(
        [yuan(8_000)] * 11,
        "2010-11-24",
        first=34,
        card=HIS_CARD,
        benefit="housing_repair",
        period=None,
    ),
    loaded("cadres", NewExternalRow(person=OFFICIAL, role="副主任", from_on=day("2008-01-01"))),
    holds("", HIS_CARD, holder_id=OFFICIAL, since="2008-01-01"),
    statement(
        *(Move(f"折{n}", "取现", "2010-11-25", yuan(8_000), at="信用社") for n in range(6)),
        Move("折6", "取现", "2010-11-25", yuan(2_000), at="信用社"),
        Move("折6", "转账", "2010-11-25", yuan(6_000), HIS_CARD),
        *(Move(f"折{n}", "转账", "2010-11-25", yuan(8_000), HIS_CARD) for n in range(7, 34)),
    ),
)
SHEEP = [yuan(2_000)] * 173
HALL = [yuan(2_800)] * 167 + [yuan(4_100)]
POSTS = [213_333] * 16 + [213_334] * 8
ALL_YEAR = ("2016-10-01", "2017-09-30")


def never_paid(homes: int, fen: int, on: str, benefit: str) -> tuple[Step, ...]:
    """An approved list of those entitled, of whom nobody is paid."""
    fens = [fen] * homes
    return (
        *project_money(sum(fens), on, benefit=benefit),
        approved_list("名单", fens, on, benefit=benefit),
    )


TOLD = (
    Told(
        "B028",
        never_paid(299, yuan(2_000), "2016-09-01", "school_aid"),
        "2017-01-31",
        {"DV05": Leads(299)},
        scaled="按1:100建299名；应资助学生列入应发清单，没有发放",
    ),
    Told(
        "B038",
        never_paid(304, yuan(500), "2017-03-01", "medical_premium"),
        "2018-01-31",
        {"DV05": Leads(304)},
        scaled="按1:1000建304人；教育、卫生部门的名单作为应发清单导入",
    ),
    Told(
        "B033",
        equal_parts(133_000_000, 100, "2016-05-01"),
        "2016-12-31",
        {"CN06": together(133_000_000, 1)},
        scaled="81个项目合为一个，假定100户",
    ),
    Told(
        "B040",
        equal_parts(321_000_000, 100, "2018-05-01"),
        "2018-12-31",
        {"CN06": together(321_000_000, 1)},
        scaled="假定100户",
    ),
    Told(
        "B062",
        (
            *project_money(yuan(2_025_000), "2010-03-01"),
            gave([yuan(10_000)] * 63, "2010-05-01", benefit="housing_repair", period=None),
            gave(shares(yuan(1_395_000), 63), "2010-09-01", benefit="relocation", period=None),
        ),
        "2010-12-31",
        {"EL09": together(630_000, 63)},
    ),
    Told(
        "B069",
        (*project_money(yuan(396_000), "2014-03-01"), one_card(18, 22_000, "2014-06-01")),
        "2015-12-31",
        {"CN01": together(396_000, 1)},
        scaled="“近40万元”按每户2.2万元18户",
    ),
    Told(
        "B088",
        (
            *project_money(yuan(102_400), "2016-10-01", "路"),
            post(posts=8, valid_from="2016-10-01"),
            gave(POSTS, "2017-06-01", project="路", benefit=None, period=ALL_YEAR, name="分"),
            gave_back("分", dict(enumerate(POSTS, start=1)), "2017-11-01"),
            gave([yuan(6_400)] * 8, "2017-11-15", project="路", benefit=None, period=ALL_YEAR),
        ),
        "2017-09-30",
        {"ST08": together(51_200, 1)},
        later=("2017-12-31", {}),
    ),
    Told(
        "B112",
        kept_back(SHEEP, "2014-03-01", {n: None for n in range(1, 68)}),
        "2015-12-31",
        {"DV16": together(134_000, 1)},
        scaled="346只羊按173户每户2只、每只1000元登记；67户说没有收到",
    ),
    Told(
        "B119",
        (
            *by_list([yuan(10_000)] * 13, "2014-03-01", benefit="housing_repair"),
            gave_back("发", {n: yuan(1_000) for n in range(1, 8)}, "2014-03-05"),
            gave_back("发", {8: yuan(3_000)}, "2014-03-05"),
        ),
        "2014-12-31",
        {"DV17": together(7_000, 1)},
        scaled="七户各1000元、一户3000元，合计1万元；等额的七户列出",
    ),
    Told(
        "B121",
        TIANDENG,
        "2010-12-31",
        {
            "CN01": together(88_000, 1),
            "CN08": together(264_000, 2),
            "DV08": together(222_000, 28),
        },
        scaled="取现5万元为六本取空、一本取2000元；其余转入村干部账户",
    ),
    Told(
        "B122",
        kept_back([yuan(12_000)] * 26, "2014-02-01", {1: yuan(2_000)}, benefit="housing_repair"),
        "2014-12-31",
        {"DV16": together(10_000, 1)},
        scaled="以受访的一户签收为准",
    ),
    Told(
        "B123",
        kept_back(HALL, "2010-03-01", {n: None for n in range(1, 150)}, benefit="housing_repair"),
        "2014-12-31",
        {"DV16": together(417_200, 1)},
        scaled="167户各2800元、一户4100元；149户说没有收到",
    ),
    Told(
        "B130",
        (
            *above("8157.00", 1_100, "2021-06-01", "甲轮"),
            *above("10662.50", 2_600, "2022-06-01", "乙轮"),
        ),
        "2022-12-31",
        {"ST09": Leads(2)},
        scaled="邻居的金额没有公布，假定1100元和2600元",
    ),
    Told(
        "B080",
        above("199500", 3_325, "2018-05-01", "退牧"),
        "2018-12-31",
        {"ST09": Leads(1)},
        scaled="邻居按每户10亩、每亩332.5元",
    ),
    Told(
        "B095",
        above("1867149", 30_500, "2018-02-10", "羊肚菌"),
        "2018-12-31",
        {"ST09": Leads(1)},
        scaled="306.09亩，补助标准没有公布，假定每亩6100元",
    ),
    Told(
        "B092",
        kept_back(
            [yuan(1_140)] * 5,
            "2016-03-01",
            {n: None for n in range(1, 6)},
            benefit="industry_award",
        ),
        "2017-12-31",
        {"DV16": together(5_700, 1)},
        scaled="五次各1140元",
    ),
    Told(
        "B132",
        (
            *by_list([yuan(200)] * 13, "2019-02-01", benefit="temporary_relief"),
            approved_list("另单", [yuan(100)] * 2, "2019-02-01", benefit="temporary_relief"),
            *project_money(yuan(200), "2019-01-01", "另", lot="乙批"),
            gave(
                [yuan(100)] * 2,
                "2019-02-01",
                project="另",
                lot="乙批",
                listed="另单",
                benefit="temporary_relief",
                name="另发",
                period=None,
            ),
            signed_all("另发", {1: yuan(100)}, yuan(100), "2019-02-10"),
        ),
        "2019-12-31",
        {"DV16": together(2_600, 1)},
        scaled="13户各200元",
    ),
    Told(
        "B152",
        kept_back([yuan(15_500)] * 5, "2016-03-01", {n: yuan(5_500) for n in range(1, 6)}),
        "2017-12-31",
        {"DV16": together(50_000, 1)},
        scaled="实发多少没有公布，假定五人各5500元",
    ),
    Told(
        "B150",
        (
            *project_money(yuan(30_000), "2019-01-01"),
            *(
                paid(
                    f"2019-{month:02}-28",
                    *(
                        To(
                            f"户{n}/人",
                            yuan(500),
                            benefit="public_post",
                            period=(f"2019-{month:02}-01", f"2019-{month:02}-28"),
                        )
                        for n in range(5)
                    ),
                )
                for month in (*range(1, 12), 3)
            ),
        ),
        "2019-12-31",
        {"EL05": together(2_500, 5)},
        scaled="三月份领了两次；2月29日、9月31日这样的日期在录入时即被拒绝",
    ),
    Told(
        "B151",
        (
            *project_money(yuan(10_000), "2018-01-10"),
            *(
                gave([yuan(fen)] * 5, on, benefit=None, period=None)
                for on, fen in (
                    ("2018-02-12", 500),
                    ("2018-09-20", 200),
                    ("2018-12-28", 200),
                    ("2019-01-30", 500),
                )
            ),
        ),
        "2019-05-31",
        {"IN09": together(7_000, 1)},
        scaled="五人，发放日按公布的“几乎都在节前”假定",
    ),
)
