"""领款户多于岗位: payees, holders and posts."""

from tests.audit.case import Case
from tests.audit.cases.st07 import holder, post
from tests.audit.paying import To, paid
from tests.audit.projecting import planned
from tests.audit.steps import arrives, assigned, returned

ON = "2019-12-31"
MONEY = (
    arrives("甲批", 200000, "2019-01-02"),
    planned("路"),
    assigned("甲批", "路", 100000, "2019-01-10"),
)
TWO = post(posts=2)
LATER = ("2020-01-01", "2020-12-31")


def to(
    who: str, fen: int = 100, period: tuple[str, str] | None = ("2019-01-01", "2019-12-31")
) -> To:
    return To(who, fen, benefit=None, period=period)


CASES = (
    Case(
        "three share what is for two",
        ("judges", 1),
        (
            *MONEY,
            TWO,
            paid("2019-06-01", to("张家"), to("王家"), to("李家"), to("", 50), project="路"),
        ),
        ON,
        (300,),
    ),
    Case(
        "posts that had ended, or were to come, are not counted",
        ("judges", 1),
        (
            *MONEY,
            TWO,
            post(posts=3, name="岗2", valid_from="2018-01-01", until="2019-01-01"),
            post(posts=3, name="岗3", valid_from="2020-01-01"),
            paid("2019-06-01", to("张家"), to("王家"), to("李家"), project="路"),
        ),
        "2020-06-30",
        (300,),
    ),
    Case(
        "two for two",
        ("spares", 1),
        (*MONEY, TWO, paid("2019-06-01", to("张家"), to("王家"), to("王家"), project="路")),
        ON,
        clear=1,
    ),
    Case(
        "somebody else in the next year",
        ("spares", 2),
        (
            *MONEY,
            TWO,
            paid("2019-06-01", to("张家"), to("王家"), project="路"),
            paid("2019-12-01", to("李家", period=LATER), project="路"),
        ),
        ON,
        clear=1,
    ),
    Case(
        "the third gave it back",
        ("spares", 3),
        (
            *MONEY,
            TWO,
            paid("2019-06-01", to("张家"), to("王家"), project="路"),
            paid("2019-06-02", to("李家"), project="路", name="错"),
            returned("错", 100, "2019-06-05"),
        ),
        ON,
        clear=1,
    ),
    Case(
        "three hold two posts",
        ("judges", 2),
        (TWO, holder("张家"), holder("王家"), holder("李家")),
        ON,
        (None,),
    ),
    Case(
        "one of three left",
        ("spares", 2),
        (TWO, holder("张家"), holder("王家"), holder("李家", until="2019-06-01")),
        ON,
        clear=1,
    ),
    Case(
        "paid for no period",
        ("cannot", 0),
        (*MONEY, TWO, paid("2019-06-01", to("张家", period=None), project="路")),
        ON,
        reasons={"没有所属期": 1},
    ),
    Case("no posts", ("cannot", 0), MONEY, ON, reasons={"没有登记公益岗位": 1}),
)
