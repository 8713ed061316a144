"""平均分配: many households with one amount on one day."""

from dataclasses import replace

from tests.audit.case import Case
from tests.audit.paying import To, paid
from tests.audit.steps import arrives, assigned, returned

MONEY = (
    arrives("甲批", 100_000_00, "2019-01-02"),
    assigned("甲批", "护林", 100_000_00, "2019-01-10"),
)
JUDGED = "2019-12-31"


def homes(
    count: int, fen: int = 100_00, *, name: str = "户", benefit: str | None = "industry_award"
) -> tuple[To, ...]:
    return tuple(To(f"{name}{n}", fen, benefit=benefit) for n in range(count))


CASES = (
    Case(
        "twenty households",
        ("judges", 2),
        (*MONEY, paid("2019-05-01", *homes(20))),
        JUDGED,
        flagged=(2_000_00,),
    ),
    Case(
        "nineteen, and a payment to nobody",
        ("spares", 2),
        (*MONEY, paid("2019-05-01", *homes(19), To("", 100_00, benefit="industry_award"))),
        JUDGED,
        clear=1,
        reasons={"没有注明户": 1},
    ),
    Case(
        "twenty payments of which nobody wrote down the project",
        ("cannot", 0),
        (*MONEY, paid("2019-05-01", *(replace(each, of_project=False) for each in homes(20)))),
        JUDGED,
        reasons={"没有注明户": 1},
    ),
    Case(
        "two days are two subjects",
        ("judges", 1),
        (*MONEY, paid("2019-05-01", *homes(12)), paid("2019-05-02", *homes(12, name="另"))),
        JUDGED,
        clear=2,
    ),
    Case(
        "eighty of a hundred",
        ("judges", 2),
        (*MONEY, paid("2019-05-01", *homes(20), *homes(5, 90_00, name="另"))),
        JUDGED,
        flagged=(2_000_00,),
    ),
    Case(
        "less than eighty of a hundred",
        ("spares", 3),
        (*MONEY, paid("2019-05-01", *homes(20), *homes(6, 90_00, name="另"))),
        JUDGED,
        clear=1,
    ),
    Case(
        "a flat benefit",
        ("spares", 1),
        (*MONEY, paid("2019-05-01", *homes(20, benefit="forest_ranger"))),
        JUDGED,
    ),
    Case(
        "one was paid back",
        ("spares", 4),
        (*MONEY, paid("2019-05-01", *homes(20), name="发"), returned("发", 100_00, "2019-06-01")),
        JUDGED,
        clear=1,
    ),
    Case(
        "nobody wrote down which benefit",
        ("cannot", 0),
        (*MONEY, paid("2019-05-01", *homes(20, benefit=None))),
        JUDGED,
        reasons={"没有注明户": 1},
    ),
    Case(
        "27 of 34, between 79 and 80 of a hundred",
        ("spares", 3),
        (*MONEY, paid("2019-05-01", *homes(27), *homes(7, 90_00, name="另"))),
        JUDGED,
        clear=1,
    ),
)
