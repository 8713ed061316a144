"""拆户分户: one household became two shortly before a benefit by household."""

from ledger.register.moves import MoveKind
from tests.audit.case import Case
from tests.audit.homes import home
from tests.audit.outside import housed, split
from tests.audit.paying import To, paid
from tests.audit.steps import arrives, assigned, listed, returned
from tests.audit.world import Step

ON = "2020-12-31"
MONEY = (
    arrives("甲批", 100000, "2019-01-02"),
    assigned("甲批", "护林", 100000, "2019-01-10"),
    home("张家", "registered", "2018-01-01"),
    home("新家", "registered", "2018-01-01"),
)
HOUSED = (housed("张家", "一组1号"), housed("新家", "一组 1号"))
SPLIT = split("张家", "新家", "2019-02-01")


def to(who: str, on: str, benefit: str = "housing_repair", **other: object) -> Step:
    return paid(on, To(who, 100, benefit=benefit, **other), name="发放")  # type: ignore[arg-type]


CASES = (
    Case("a split and no benefit", ("judges", 1), (*MONEY, *HOUSED, SPLIT), ON, clear=1),
    Case(
        "the new household, on the day",
        ("judges", 2),
        (*MONEY, *HOUSED, SPLIT, to("新家", "2019-02-01")),
        ON,
        flagged=(100,),
    ),
    Case(
        "on the last day",
        ("judges", 2),
        (*MONEY, *HOUSED, SPLIT, to("新家", "2019-07-31")),
        ON,
        flagged=(100,),
    ),
    Case(
        "the parents who were left",
        ("judges", 2),
        (*MONEY, *HOUSED, SPLIT, to("张家", "2019-05-01")),
        ON,
        flagged=(100,),
    ),
    Case(
        "低保 is by household too",
        ("judges", 2),
        (*MONEY, *HOUSED, SPLIT, to("新家", "2019-05-01", "low_income")),
        ON,
        flagged=(100,),
    ),
    Case(
        "approved in time, paid later",
        ("judges", 3),
        (
            *MONEY,
            *HOUSED,
            SPLIT,
            listed("名单", {"新家": 100}, benefit="housing_repair", approved_on="2019-03-01"),
            to("新家", "2019-12-01", listed=("名单", 1)),
        ),
        ON,
        flagged=(100,),
    ),
    Case(
        "approved before the split",
        ("spares", 1),
        (
            *MONEY,
            *HOUSED,
            SPLIT,
            listed("名单", {"新家": 100}, benefit="housing_repair", approved_on="2019-01-31"),
            to("新家", "2019-03-01", listed=("名单", 1)),
        ),
        ON,
        clear=1,
    ),
    Case(
        "a day too late",
        ("spares", 2),
        (*MONEY, *HOUSED, SPLIT, to("新家", "2019-08-01")),
        ON,
        clear=1,
    ),
    Case(
        "they live apart",
        ("spares", 3),
        (
            *MONEY,
            housed("张家", "一组1号"),
            housed("新家", "二组9号"),
            SPLIT,
            to("新家", "2019-05-01"),
        ),
        ON,
        clear=1,
    ),
    *(
        Case(
            f"on that day {who} lived elsewhere",
            ("spares", 3),
            (
                *MONEY,
                housed(stays, "一组1号"),
                housed(who, "一组1号"),
                housed(who, "二组9号", since="2019-04-01", until="2019-05-02"),
                housed(who, "一组1号", since="2019-05-02"),
                SPLIT,
                to("新家", "2019-05-01"),
            ),
            ON,
            clear=1,
        )
        for who, stays in (("张家", "新家"), ("新家", "张家"))
    ),
    *(
        Case(
            f"{who} had moved in for a time",
            ("spares", 3),
            (
                *MONEY,
                housed(stays, "一组1号"),
                housed(who, "二组9号"),
                housed(who, "一组1号", since="2019-02-01", until="2019-05-01"),
                SPLIT,
                to("新家", "2019-05-01"),
            ),
            ON,
            clear=1,
        )
        for who, stays in (("张家", "新家"), ("新家", "张家"))
    ),
    Case(
        "by person",
        ("spares", 4),
        (*MONEY, *HOUSED, SPLIT, to("新家", "2019-05-01", "forest_ranger")),
        ON,
        clear=1,
    ),
    Case(
        "it came back",
        ("spares", 5),
        (*MONEY, *HOUSED, SPLIT, to("新家", "2019-05-01"), returned("发放", 100, "2019-06-01")),
        ON,
        clear=1,
    ),
    Case(
        "one address is not registered",
        ("cannot", 0),
        (*MONEY, housed("张家", "一组1号"), SPLIT, to("新家", "2019-05-01")),
        ON,
        reasons={"没有登记住址": 1},
    ),
    Case(
        "no split is registered, but that two became one",
        ("cannot", 0),
        (
            *(*MONEY, *HOUSED, to("新家", "2019-05-01")),
            split("张家", "新家", "2019-02-01", kind=MoveKind.MERGE),
        ),
        ON,
        reasons={"没有登记分户": 1},
    ),
    Case(
        "a split that was entered by mistake",
        ("cannot", 0),
        (
            *MONEY,
            *HOUSED,
            SPLIT,
            split("张家", "新家", "2019-02-01", annulled=True),
            to("新家", "2019-05-01"),
        ),
        ON,
        reasons={"没有登记分户": 1},
    ),
)
