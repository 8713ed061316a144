"""非建档立卡受益: who is paid poverty money without being in the register."""

from tests.audit.case import Case
from tests.audit.funding import catalogued, granted
from tests.audit.homes import home
from tests.audit.paying import To, paid, without_line
from tests.audit.steps import assigned, listed, returned, reversed_

MONEY = (
    catalogued(),
    granted("甲批", 1000_00, "2019-01-02"),
    assigned("甲批", "护林", 1000_00, "2019-01-10"),
)
PAID = paid("2019-05-01", To("张家", 100_00), name="发放")
LISTED = (
    listed("名单", {"张家": 100_00}, approved_on="2019-03-01"),
    paid("2019-05-01", To("张家", 100_00, ("名单", 1))),
)
JUDGED = "2019-12-31"

CASES = (
    Case(
        "an ordinary household",
        ("judges", 2),
        (*MONEY, home("张家", "ordinary", "2018-01-01"), PAID),
        JUDGED,
        flagged=(100_00,),
    ),
    *(
        Case(
            f"a household that is {kind}",
            ("judges", 1),
            (*MONEY, home("张家", kind, "2018-01-01"), PAID),
            JUDGED,
            clear=1,
        )
        for kind in ("registered", "relapsed", "monitored", "low_income", "extreme_poverty")
    ),
    Case(
        "its time in the register was over",
        ("judges", 2),
        (*MONEY, home("张家", "registered", "2018-01-01", "2019-01-01"), PAID),
        JUDGED,
        flagged=(100_00,),
    ),
    Case(
        "registered the day after it was paid",
        ("judges", 2),
        (*MONEY, home("张家", "registered", "2019-05-02"), PAID),
        JUDGED,
        flagged=(100_00,),
    ),
    Case(
        "a household struck off before weighs more",
        ("judges", 3),
        (
            *MONEY,
            home("张家", "registered", "2018-01-01", "2019-01-01"),
            home("张家", "struck_off", "2019-01-01"),
            PAID,
        ),
        JUDGED,
        flagged=(100_00,),
        severity="H",
    ),
    Case(
        "lifted out of poverty it keeps its policies",
        ("spares", 1),
        (
            *MONEY,
            home("张家", "registered", "2018-01-01", "2019-01-01"),
            home("张家", "lifted", "2019-01-01"),
            PAID,
        ),
        JUDGED,
        clear=1,
    ),
    Case(
        "registered when the list was approved",
        ("spares", 2),
        (
            *MONEY,
            home("张家", "registered", "2018-01-01", "2019-04-01"),
            home("张家", "ordinary", "2019-04-01"),
            *LISTED,
        ),
        JUDGED,
        clear=1,
    ),
    Case(
        "registered when it was paid",
        ("spares", 2),
        (
            *MONEY,
            home("张家", "ordinary", "2018-01-01", "2019-04-01"),
            home("张家", "registered", "2019-04-01"),
            *LISTED,
        ),
        JUDGED,
        clear=1,
    ),
    Case(
        "on neither of the two days",
        ("judges", 2),
        (
            *MONEY,
            home("张家", "registered", "2018-01-01", "2019-03-01"),
            home("张家", "ordinary", "2019-03-01"),
            *LISTED,
        ),
        JUDGED,
        flagged=(100_00,),
    ),
    Case(
        "a correction of the class counts",
        ("judges", 2),
        (
            *MONEY,
            home("张家", "registered", "2018-01-01"),
            home("张家", "ordinary", "2018-01-01"),
            PAID,
        ),
        JUDGED,
        flagged=(100_00,),
    ),
    Case(
        "money for everybody",
        ("spares", 3),
        (
            catalogued(),
            granted("甲批", 1000_00, "2019-01-02", category="普惠性直补资金"),
            assigned("甲批", "护林", 1000_00, "2019-01-10"),
            home("张家", "ordinary", "2018-01-01"),
            PAID,
        ),
        JUDGED,
    ),
    Case(
        "paid back",
        ("spares", 4),
        (
            *MONEY,
            home("张家", "ordinary", "2018-01-01"),
            PAID,
            returned("发放", 100_00, "2019-06-01"),
        ),
        JUDGED,
    ),
    Case(
        "reversed",
        ("spares", 4),
        (*MONEY, home("张家", "ordinary", "2018-01-01"), PAID, reversed_("发放", "2019-06-01")),
        JUDGED,
    ),
    Case(
        "a household of which nothing is said, and money that names nobody",
        ("cannot", 0),
        (*MONEY, PAID, without_line("2019-05-02", "甲批", 7)),
        JUDGED,
        reasons={"没有户类别记录": 1, "（household）": 1},
    ),
    Case(
        "money of an unknown category",
        ("cannot", 0),
        (
            granted("甲批", 1000_00, "2019-01-02", category="无名资金"),
            assigned("甲批", "护林", 1000_00, "2019-01-10"),
            home("张家", "ordinary", "2018-01-01"),
            PAID,
        ),
        JUDGED,
        reasons={"资金类别不在目录": 1},
    ),
)
