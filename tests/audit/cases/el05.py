"""重复享受: one person, one benefit, one time."""

from tests.audit.case import Case
from tests.audit.paying import To, lives, paid, rostered, settled
from tests.audit.steps import arrives, assigned, listed, returned, reversed_

MONEY = (
    arrives("甲批", 100000, "2019-01-02"),
    assigned("甲批", "护林", 50000, "2019-01-10"),
    assigned("甲批", "修缮", 50000, "2019-01-10"),
)
ZHANG = lives("张家/张三", resident_id="110101199001010019")
WORLD = (*MONEY, ZHANG)
FIRST_HALF, SECOND_HALF = ("2019-01-01", "2019-06-30"), ("2019-07-01", "2019-12-31")
DAY = "2019-12-31"
HOMES, CHILDREN = ("张家", "李家"), tuple("一二三四五六七八九")


def ranger(fen: int = 6000, **changed: object) -> To:
    return To("张家/张三", fen, **changed)  # type: ignore[arg-type]


def pupil(fen: int, listed: tuple[str, int]) -> To:
    return To("张家", fen, listed, benefit="school_aid")


CASES = (
    Case("paid once", ("judges", 1), (*WORLD, paid("2019-05-01", ranger())), DAY, clear=1),
    Case(
        "paid by two projects for one year",
        ("judges", 2),
        (
            *WORLD,
            paid("2019-05-01", ranger(6000)),
            paid("2019-06-01", ranger(5000), project="修缮"),
        ),
        DAY,
        flagged=(5000,),
    ),
    Case(
        "one person registered in two households",
        ("judges", 1),
        (
            *WORLD,
            lives("李家/张三", resident_id="110101199001010019"),
            paid("2019-05-01", ranger(), To("李家/张三", 6000)),
        ),
        DAY,
        flagged=(6000,),
    ),
    Case(
        "a household benefit for two households of one householder",
        ("judges", 1),
        (
            *WORLD,
            lives("李家/张三", resident_id="110101199001010019"),
            paid(
                "2019-05-01",
                To("张家", 9000, benefit="housing_repair"),
                To("李家", 8000, benefit="housing_repair"),
            ),
        ),
        DAY,
        flagged=(8000,),
    ),
    Case(
        "a household benefit for two households that have a child in common",
        ("judges", 1),
        (
            *WORLD,
            lives("李家/李四", resident_id="110101199202020028"),
            *(lives(f"{home}/{n}", resident_id=n, head=False) for home in HOMES for n in CHILDREN),
            paid(
                "2019-05-01",
                To("张家", 9000, benefit="housing_repair"),
                To("李家", 8000, benefit="housing_repair"),
            ),
        ),
        DAY,
        clear=2,
    ),
    Case(
        "two persons of one household are one for a household benefit",
        ("judges", 1),
        (
            *WORLD,
            lives("张家/李四", resident_id="110101199202020028", head=False),
            paid(
                "2019-05-01",
                To("张家/张三", 9000, benefit="housing_repair"),
                To("张家/李四", 9000, benefit="housing_repair"),
            ),
        ),
        DAY,
        flagged=(9000,),
    ),
    Case(
        "periods that share one day overlap",
        ("judges", 1),
        (
            *WORLD,
            paid("2019-05-01", ranger(3000, period=FIRST_HALF)),
            paid("2019-11-01", ranger(2000, period=("2019-06-30", "2019-12-31"))),
        ),
        DAY,
        flagged=(2000,),
    ),
    Case(
        "a roster and a direct payment",
        ("judges", 2),
        (
            *WORLD,
            rostered("2019-05-01", ranger()),
            settled("2019-05-03", {1: 6000}),
            paid("2019-06-01", ranger()),
        ),
        DAY,
        flagged=(6000,),
    ),
    Case(
        "one line of a list paid over",
        ("judges", 3),
        (
            *WORLD,
            listed("名单", {"张家/张三": 6000}),
            paid("2019-05-01", ranger(listed=("名单", 1))),
            paid("2019-06-01", ranger(1, listed=("名单", 1))),
        ),
        DAY,
        flagged=(1,),
    ),
    Case(
        "two lines of one list",
        ("judges", 2),
        (
            *WORLD,
            lives("李家/张三", resident_id="110101199001010019"),
            listed("名单", {"张家/张三": 6000, "李家/张三": 6000}),
            paid(
                "2019-05-01",
                ranger(listed=("名单", 1)),
                To("李家/张三", 6000, listed=("名单", 2)),
            ),
        ),
        DAY,
        flagged=(6000,),
    ),
    Case(
        "instalments of one line, across versions that are numbered anew",
        ("spares", 1),
        (
            *WORLD,
            listed("名单", {"王家/王五": 6000, "张家/张三": 6000}),
            paid("2019-05-01", ranger(3000, listed=("名单", 2))),
            listed("名单", {"张家/张三": 6000}, approved_on="2019-06-01"),
            paid("2019-07-01", ranger(3000, listed=("名单", 1, 2))),
        ),
        DAY,
        clear=1,
    ),
    Case(
        "the second payment came back",
        ("spares", 2),
        (
            *WORLD,
            paid("2019-05-01", ranger()),
            paid("2019-06-01", ranger(), name="重复"),
            returned("重复", 6000, "2019-06-10"),
        ),
        DAY,
        clear=1,
    ),
    Case(
        "the second payment was a wrong booking",
        ("spares", 2),
        (
            *WORLD,
            paid("2019-05-01", ranger()),
            paid("2019-06-01", ranger(), name="重复"),
            reversed_("重复", "2019-06-10"),
        ),
        DAY,
        clear=1,
    ),
    Case(
        "two halves of a year",
        ("spares", 3),
        (
            *WORLD,
            paid("2019-05-01", ranger(3000, period=FIRST_HALF)),
            paid("2019-11-01", ranger(3000, period=SECOND_HALF)),
        ),
        DAY,
        clear=2,
    ),
    Case(
        "a benefit of each event",
        ("spares", 4),
        (
            *WORLD,
            lives("李家/李四"),
            paid("2019-05-01", ranger(500, benefit="industry_award", period=None)),
            paid("2019-06-01", ranger(500, benefit="industry_award")),
            paid("2019-06-02", ranger(400, benefit="industry_award")),
            paid("2019-06-03", To("李家", 500, benefit="industry_award")),
        ),
        DAY,
        clear=4,
    ),
    Case(
        "paid again after the bank failed",
        ("spares", 5),
        (
            *WORLD,
            rostered("2019-05-01", ranger()),
            returned("名册", 6000, "2019-05-04"),
            rostered("2019-06-01", ranger(), name="重发"),
            settled("2019-06-03", {1: 6000}, roster="重发"),
        ),
        DAY,
        clear=1,
    ),
    Case(
        "two children of one household",
        ("spares", 6),
        (
            *WORLD,
            lives("张家/张小一", resident_id="110101201001010015", head=False),
            lives("张家/张小二", resident_id="110101201202020024", head=False),
            paid(
                "2019-05-01",
                To("张家/张小一", 1500, benefit="school_aid"),
                To("张家/张小二", 1500, benefit="school_aid"),
            ),
        ),
        DAY,
        clear=2,
    ),
    Case(
        "one payment to a household that does not say for whom",
        ("judges", 2),
        (*WORLD, paid("2019-05-01", To("张家", 1500, benefit="school_aid"))),
        DAY,
        clear=1,
    ),
    Case(
        "two payments to a household that do not say for whom",
        ("cannot", 0),
        (
            *WORLD,
            paid(
                "2019-05-01",
                To("张家", 1500, benefit="school_aid"),
                To("张家", 1500, benefit="school_aid"),
            ),
        ),
        DAY,
        reasons={"缺少领取人": 1},
    ),
    Case(
        "two lines of one list for a household, which do not say for whom",
        ("cannot", 0),
        (
            *WORLD,
            listed("名单", {"张家": 1500, "王家": 1500}, benefit="school_aid"),
            paid("2019-05-01", pupil(1500, ("名单", 1)), pupil(1500, ("名单", 2))),
        ),
        DAY,
        reasons={"缺少领取人": 1},
    ),
    Case(
        "a household on two lists, which do not say for whom",
        ("judges", 2),
        (
            *WORLD,
            listed("名单", {"张家": 1500}, benefit="school_aid"),
            listed("补充", {"张家": 1500}, benefit="school_aid"),
            paid("2019-05-01", pupil(1500, ("名单", 1)), pupil(1400, ("补充", 1))),
        ),
        DAY,
        flagged=(1400,),
    ),
    Case(
        "lines that leave out benefit or period, and money without a line",
        ("cannot", 0),
        (
            *WORLD,
            paid("2019-05-01", ranger(benefit=None), ranger(period=None)),
            paid("2019-05-02", To("", 100)),
        ),
        DAY,
        reasons={"补助项目": 1, "所属期": 1, "（household）": 1},
    ),
    Case(
        "someone without an ID number was compared by key alone",
        ("cannot", 0),
        (*MONEY, lives("张家/张三"), paid("2019-05-01", ranger())),
        DAY,
        reasons={"证件号没有登记": 1},
    ),
    Case(
        "someone without an ID number and twice paid is found by key",
        ("judges", 2),
        (*MONEY, lives("张家/张三"), paid("2019-05-01", ranger(), ranger())),
        DAY,
        flagged=(6000,),
    ),
    Case(
        "the list says for which time, the line does not",
        ("judges", 1),
        (
            *WORLD,
            listed("甲单", {"张家/张三": 6000}),
            paid("2019-05-01", ranger(6000, listed=("甲单", 1), period=None)),
        ),
        DAY,
        clear=1,
    ),
)
