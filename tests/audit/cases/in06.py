"""本福特偏离: the first two digits of what vendors were paid."""

from fractions import Fraction
from math import log10

from ledger.values.kinds import AccountKind as K
from tests.audit.case import Case
from tests.audit.selling import sold
from tests.audit.steps import arrives, assigned, disbursed, opening, reversed_

ON = "2019-12-31"
MONEY = (
    arrives("甲批", 10_000_000_00, "2018-01-02"),
    assigned("甲批", "路", 5_000_000_00, "2018-01-10"),
)

CONFORMING = [
    (digits * 100 if place % 2 else digits * 10000)
    for digits in range(10, 100)
    for place in range(round(1000 * log10(1 + 1 / digits)))
]
"""About a thousand amounts that follow the law, from 10 yuan to 10000."""
EXACT = (CONFORMING * 2)[:1000]
FEW = {"payments": 4, "span": 10}
FOUR = [1000, 1200, 1500, 20000]
"""Each of four pairs of digits has a quarter of the payments."""


def mad_of(amounts: list[int]) -> int:
    """Ten thousand times the mean absolute deviation, rounded down."""
    off = Fraction(0)
    for digits in range(10, 100):
        times = sum(str(fen)[:2] == str(digits) for fen in amounts)
        off += abs(Fraction(times, len(amounts)) - Fraction(log10(1 + 1 / digits)))
    return int(off * 10000 / 90)


CASES = (
    Case(
        "a thousand payments that follow the law",
        ("spares", 4),
        (*MONEY, sold(EXACT, "2018-03-01", project="路")),
        ON,
        clear=1,
    ),
    Case(
        "a thousand that do not",
        ("judges", 2),
        (*MONEY, sold([*EXACT[:900], *[48000] * 100], "2018-03-01", project="路")),
        ON,
        flagged=(None,),
    ),
    Case(
        "one payment less",
        ("cannot", 0),
        (*MONEY, sold(EXACT[:999], "2018-03-01", project="路")),
        ON,
        reasons={"太少": 1},
    ),
    Case(
        "just above the limit",
        ("judges", 2),
        (*MONEY, sold(FOUR, "2018-03-01", project="路")),
        ON,
        flagged=(None,),
        parameters={**FEW, "mad_per_10000": mad_of(FOUR)},
    ),
    Case(
        "just below it",
        ("spares", 4),
        (*MONEY, sold(FOUR, "2018-03-01", project="路")),
        ON,
        clear=1,
        parameters={**FEW, "mad_per_10000": mad_of(FOUR) + 1},
    ),
    Case(
        "amounts that differ too little",
        ("cannot", 0),
        (*MONEY, sold(FOUR, "2018-03-01", project="路")),
        ON,
        reasons={"相差太小": 1},
        parameters={**FEW, "span": 21},
    ),
    Case(
        "what was reversed, is small, of this year or a unit's is not among them",
        ("judges", 1),
        (
            *MONEY,
            sold(FOUR[:3], "2018-03-01", project="路"),
            sold([5000], "2018-03-02", project="路", name="错"),
            reversed_("错", "2018-03-03"),
            sold([20000], "2019-01-01", project="路"),
        ),
        ON,
        reasons={"太少": 1},
        parameters=FEW,
    ),
    Case(
        "money to units is cut by quota",
        ("spares", 2),
        (
            *MONEY,
            sold(FOUR[:3], "2018-03-01", project="路"),
            disbursed("甲批", "路", 20000, "2018-03-05", K.UNIT),
        ),
        ON,
        reasons={"太少": 1},
        parameters=FEW,
    ),
    Case(
        "what vendors had when the book was opened is no payment of its",
        ("judges", 1),
        (
            *MONEY,
            sold(FOUR[:3], "2018-03-01", project="路"),
            opening("旧批", 20000, "2017-12-31", received_on="2017-06-01", kind=K.VENDOR),
        ),
        ON,
        reasons={"太少": 1},
        parameters=FEW,
    ),
    Case(
        "small change is left out",
        ("spares", 3),
        (*MONEY, sold([*FOUR[:3], 999], "2018-03-01", project="路")),
        ON,
        reasons={"太少": 1},
        parameters=FEW,
    ),
    Case(
        "subsidies are never asked about",
        ("spares", 1),
        (*MONEY, disbursed("甲批", "路", 20000, "2018-03-05", K.COLLECTIVE)),
        ON,
        reasons={"太少": 1},
        parameters=FEW,
    ),
    Case(
        "amounts just as far apart as is asked for",
        ("judges", 2),
        (*MONEY, sold(FOUR, "2018-03-01", project="路")),
        ON,
        flagged=(None,),
        parameters={"payments": 4, "span": 20},
    ),
)
