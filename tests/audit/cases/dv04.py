"""层级截留: what was passed down and not received."""

from datetime import date

from tests.audit.case import Case
from tests.audit.steps import arrives, passed_on, received, reversed_, sent_down, taken_back

SENT = sent_down("甲批", 1000, "2019-03-01")
"""Due on 2019-03-31."""

CASES = (
    Case(
        "nothing is received on the thirty-first day",
        ("judges", 2),
        (SENT,),
        "2019-04-01",
        flagged=(1000,),
    ),
    Case("the thirtieth day is still in time", ("judges", 2), (SENT,), "2019-03-31", clear=1),
    Case(
        "the lead is of what is missing",
        ("judges", 2),
        (SENT, received("甲批", 999, "2019-03-20")),
        "2019-04-01",
        flagged=(1,),
    ),
    Case(
        "a receipt that was reversed was none",
        ("judges", 2),
        (SENT, received("甲批", 1000, "2019-03-20", name="收到"), reversed_("收到", "2019-03-25")),
        "2019-04-01",
        flagged=(1000,),
    ),
    Case(
        "a receipt after the day of the run does not count yet",
        ("judges", 2),
        (SENT, received("甲批", 1000, "2019-04-02")),
        "2019-04-01",
        flagged=(1000,),
    ),
    Case(
        "each delivery is judged once, in the lower book",
        ("judges", 1),
        (SENT,),
        "2019-04-01",
        judged="upper",
    ),
    Case(
        "two parts make a whole",
        ("spares", 1),
        (SENT, received("甲批", 400, "2019-03-10"), received("甲批", 600, "2019-03-20")),
        "2019-04-01",
        clear=1,
    ),
    Case(
        "what came late came",
        ("spares", 2),
        (SENT, received("甲批", 1000, "2019-04-10")),
        "2019-04-10",
        clear=1,
    ),
    Case(
        "a delivery that the upper bureau took back is no delivery",
        ("spares", 3),
        (SENT, taken_back("2019-03-02")),
        "2019-04-01",
    ),
    Case(
        "a delivery from before the book was opened may be in its opening balances",
        ("spares", 4),
        (SENT,),
        "2019-04-01",
        reasons={"期初余额": 1},
        live_from=date(2019, 3, 2),
    ),
    Case(
        "a delivery on the first live day is judged",
        ("judges", 2),
        (SENT,),
        "2019-04-01",
        flagged=(1000,),
        live_from=date(2019, 3, 1),
    ),
    Case(
        "a lower book that is not here cannot be judged, and is named",
        ("cannot", 0),
        (arrives("甲批", 1000, "2019-03-01"), passed_on("甲批", 300, "2019-03-02")),
        "2019-04-10",
        reasons={"下级账簿 999999 不在本系统内": 1},
    ),
    Case(
        "what was taken back again was not passed on",
        ("cannot", 0),
        (
            arrives("甲批", 1000, "2019-03-01"),
            passed_on("甲批", 300, "2019-03-02", name="错"),
            reversed_("错", "2019-03-03"),
        ),
        "2019-04-10",
    ),
    Case(
        "what was not carried to the lower book is said in the upper one",
        ("cannot", 0),
        (sent_down("甲批", 1000, "2019-03-01", delivered=False),),
        "2019-04-10",
        reasons={"尚未送达下级账簿": 1},
        judged="upper",
    ),
)
