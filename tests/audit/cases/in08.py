"""跨年对冲: out in December, back in January."""

from ledger.values.kinds import AccountKind as K
from tests.audit.case import Case
from tests.audit.paying import To, rostered
from tests.audit.selling import sold
from tests.audit.steps import arrives, assigned, disbursed, returned, reversed_

MONEY = (arrives("甲批", 10000, "2019-01-02"), assigned("甲批", "护林", 10000, "2019-02-01"))
OUT = disbursed("甲批", "护林", 1000, "2019-12-20", K.UNIT, name="拨")
JUDGED = "2020-12-31"

CASES = (
    Case(
        "all of it came back",
        ("judges", 2),
        (*MONEY, OUT, returned("拨", 1000, "2020-01-10")),
        JUDGED,
        flagged=(1000,),
    ),
    Case(
        "ninety of a hundred",
        ("judges", 2),
        (*MONEY, OUT, returned("拨", 900, "2020-03-31")),
        JUDGED,
        flagged=(900,),
    ),
    Case(
        "a reversal does the same",
        ("judges", 2),
        (*MONEY, OUT, reversed_("拨", "2020-01-02")),
        JUDGED,
        flagged=(1000,),
    ),
    Case(
        "what was left over",
        ("spares", 2),
        (*MONEY, OUT, returned("拨", 899, "2020-01-10")),
        JUDGED,
        clear=1,
    ),
    Case(
        "back within the year",
        ("spares", 1),
        (*MONEY, OUT, returned("拨", 1000, "2019-12-31")),
        JUDGED,
        clear=1,
    ),
    Case(
        "back in April",
        ("spares", 3),
        (*MONEY, OUT, returned("拨", 1000, "2020-04-01")),
        JUDGED,
        clear=1,
    ),
    Case(
        "the bank sent a roster back",
        ("spares", 4),
        (
            *MONEY,
            rostered("2019-12-20", To("张家", 1000)),
            returned("名册", 1000, "2020-01-10"),
        ),
        JUDGED,
    ),
    Case(
        "what came back undoes another payment to the same unit, of November",
        ("judges", 2),
        (
            *MONEY,
            disbursed("甲批", "护林", 1000, "2019-11-20", K.UNIT, name="早"),
            OUT,
            returned("早", 1000, "2020-01-10"),
        ),
        JUDGED,
        clear=1,
    ),
    Case(
        "what the unit pays on, and a return that was reversed, are not sent out",
        ("judges", 1),
        (
            *MONEY,
            disbursed("甲批", "护林", 1000, "2019-10-01", K.UNIT, name="早"),
            returned("早", 400, "2019-12-18", as_name="退"),
            reversed_("退", "2019-12-20"),
            sold([300], "2019-12-22", unit="某单位"),
        ),
        JUDGED,
    ),
    Case(
        "only the last days of December are asked about",
        ("judges", 1),
        (
            *MONEY,
            disbursed("甲批", "护林", 1000, "2019-12-14", K.UNIT, name="拨"),
            returned("拨", 1000, "2020-01-10"),
            disbursed("甲批", "护林", 500, "2019-12-15", K.VENDOR),
        ),
        JUDGED,
        clear=1,
    ),
)
