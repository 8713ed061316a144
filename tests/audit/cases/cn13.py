"""分红中断: a dividend, and then none."""

from tests.audit.case import Case
from tests.audit.cases.cn10 import MONEY, other_money, shared
from tests.audit.projecting import agreed, dividend_due, planned
from tests.audit.steps import reversed_

DEAL = (
    *MONEY,
    agreed("协1", 50000),
    dividend_due("协1", "2019-06-30", 3000),
    dividend_due("协1", "2020-06-30", 2000),
    dividend_due("协1", "2021-06-30", 1000),
)
FIRST = shared(3000, "2019-06-29")

CASES = (
    Case(
        "61 days after the second, whatever else was paid",
        ("judges", 2),
        (*DEAL, FIRST, *other_money("2019-08-01", 5)),
        "2020-08-30",
        (2000,),
    ),
    Case("60 days", ("spares", 1), (*DEAL, FIRST), "2020-08-29", clear=1),
    Case("two are missing", ("judges", 2), (*DEAL, FIRST), "2021-12-31", (3000,)),
    Case("never shared: that is another lead", ("judges", 1), DEAL, "2020-12-31", clear=1),
    Case(
        "a part was shared",
        ("spares", 2),
        (
            *(*DEAL, FIRST, shared(1, "2019-07-01")),
            *other_money("2019-07-01", 5, back_on="2019-07-02"),
        ),
        "2020-12-31",
        clear=1,
    ),
    Case(
        "never since it was signed",
        ("judges", 1),
        (
            *MONEY,
            agreed("协1", 50000, "2019-03-01"),
            dividend_due("协1", "2019-06-30", 3000),
            shared(3000, "2019-02-28"),
        ),
        "2020-12-31",
        clear=1,
    ),
    Case(
        "the agreement ended before",
        ("spares", 3),
        (
            *MONEY,
            agreed("协1", 50000, valid_to="2020-06-30"),
            dividend_due("协1", "2019-06-30", 3000),
            dividend_due("协1", "2020-06-30", 2000),
            FIRST,
        ),
        "2020-12-31",
        clear=1,
    ),
    Case(
        "what was reversed was not shared",
        ("judges", 1),
        (*DEAL, shared(3000, "2019-06-29", name="红"), reversed_("红", "2019-07-05")),
        "2020-12-31",
        clear=1,
    ),
    Case("nothing", ("cannot", 0), (planned("路"),), "2020-12-31", reasons={"没有登记约定分红": 1}),
)
