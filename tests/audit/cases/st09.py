"""到户金额离群: one household far above its neighbours."""

from tests.audit.case import Case
from tests.audit.paying import To, paid, without_line
from tests.audit.steps import arrives, assigned, in_library, returned
from tests.audit.world import Step

ON = "2019-12-31"
MONEY = (
    arrives("甲批", 100000, "2019-01-02"),
    in_library("护林"),
    assigned("甲批", "护林", 90000, "2019-01-10"),
)


def given(*fens: int) -> Step:
    return paid("2019-05-01", *(To(f"户{n}", fen) for n, fen in enumerate(fens)), name="发放")


SEVEN = (90, 95, 100, 100, 105, 110, 115)

CASES = (
    Case("four times the middle", ("judges", 2), (*MONEY, given(*SEVEN, 400)), ON, (300,)),
    Case(
        "four times, and another above the fence who has less",
        ("judges", 2),
        (*MONEY, given(*SEVEN, 200, 420)),
        ON,
        (315,),
    ),
    Case("less than four times", ("spares", 2), (*MONEY, given(*SEVEN, 399)), ON, clear=1),
    Case("seven households", ("spares", 1), (*MONEY, given(*SEVEN[1:], 400)), ON),
    Case(
        "in two payments",
        ("judges", 1),
        (*MONEY, given(*SEVEN, 200), paid("2019-06-01", To("户7", 200))),
        ON,
        (300,),
    ),
    Case(
        "within the fence of a wide spread",
        ("judges", 2),
        (*MONEY, given(10, 20, 30, 100, 100, 300, 400, 410)),
        ON,
        clear=1,
    ),
    Case(
        "given back",
        ("spares", 3),
        (*MONEY, given(*SEVEN, 400), returned("发放", 300, "2019-06-01", entry=8)),
        ON,
        clear=1,
    ),
    Case(
        "nobody knows whose it is",
        ("cannot", 0),
        (*MONEY, without_line("2019-05-01", "甲批", 50)),
        ON,
        reasons={"没有注明户": 1},
    ),
    Case(
        "seven households, and one that nobody named",
        ("spares", 1),
        (*MONEY, given(*SEVEN[1:], 400), paid("2019-06-01", To("", 400))),
        ON,
        reasons={"没有注明户": 1},
    ),
    Case(
        "nobody knows of which project",
        ("cannot", 0),
        (
            *MONEY,
            paid("2019-05-01", *(To(f"户{n}", 100, of_project=False) for n in range(8))),
        ),
        ON,
        reasons={"没有注明户": 1},
    ),
    Case(
        "peers are of one benefit and one period",
        ("judges", 1),
        (
            *MONEY,
            given(*SEVEN, 400),
            *(
                paid("2019-07-01", *(To(f"别{n}", 1000, **of) for n in range(8)))
                for of in (
                    {"benefit": "industry_award"},
                    {"period": ("2019-02-01", "2019-12-31")},
                    {"period": ("2019-01-01", "2019-11-30")},
                )
            ),
        ),
        ON,
        (300,),
        clear=3,
    ),
    Case(
        "a fence that the least of all does not widen",
        ("judges", 2),
        (*MONEY, given(1, 100, 100, 100, 150, 200, 200, 450)),
        ON,
        (350,),
    ),
)
