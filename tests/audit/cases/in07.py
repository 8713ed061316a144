"""整数金额过多: one unit pays in whole tens of thousands, the others do not."""

from ledger.values.kinds import AccountKind as K
from tests.audit.case import Case
from tests.audit.selling import sold
from tests.audit.steps import arrives, assigned, disbursed, opening, reversed_
from tests.audit.world import Step

ON = "2019-12-31"
ROUND, ODD = 1_000_000, 1_234_567
BIG = 10**12
MONEY = (
    arrives("甲批", BIG, "2019-01-02"),
    assigned("甲批", "路", BIG, "2019-01-10"),
    disbursed("甲批", "路", 10**10, "2019-01-11", K.UNIT, owner="甲局"),
    disbursed("甲批", "路", 10**10, "2019-01-11", K.UNIT, owner="乙局"),
)


def of(unit: str, rounds: int, odd: int, name: str = "") -> Step:
    return sold([ROUND] * rounds + [ODD] * odd, "2019-03-01", unit=unit, name=name)


CASES = (
    Case(
        "more than twice the share of the others",
        ("judges", 2),
        (*MONEY, of("甲局", 21, 9), of("乙局", 10, 20)),
        ON,
        flagged=(21 * ROUND,),
        clear=1,
    ),
    Case(
        "just twice",
        ("spares", 1),
        (*MONEY, of("甲局", 20, 10), of("乙局", 10, 20)),
        ON,
        clear=2,
    ),
    Case(
        "four round ones",
        ("spares", 2),
        (*MONEY, of("甲局", 4, 26), of("乙局", 0, 30)),
        ON,
        clear=2,
    ),
    Case(
        "five",
        ("judges", 2),
        (*MONEY, of("甲局", 5, 25), of("乙局", 0, 30)),
        ON,
        flagged=(5 * ROUND,),
        clear=1,
    ),
    Case(
        "twenty-nine payments",
        ("cannot", 0),
        (*MONEY, of("甲局", 20, 9), of("乙局", 0, 30)),
        ON,
        reasons={"太少，不能": 1, "没有可比": 1},
    ),
    Case(
        "what came back is no payment",
        ("judges", 1),
        (
            *MONEY,
            of("甲局", 5, 25),
            of("乙局", 0, 30),
            sold([ROUND] * 3, "2019-03-02", unit="乙局", name="错"),
            reversed_("错", "2019-03-05"),
        ),
        ON,
        flagged=(5 * ROUND,),
        clear=1,
    ),
    Case(
        "a project without a unit",
        ("cannot", 0),
        (
            *(*MONEY, of("甲局", 5, 25), of("乙局", 0, 30)),
            sold([ODD] * 30, "2019-03-01", project="路"),
        ),
        ON,
        flagged=(5 * ROUND,),
        clear=1,
        reasons={"实施单位": 1},
    ),
    Case(
        "money to units is no purchase, nor what vendors had when the book was opened",
        ("spares", 3),
        (
            *(*MONEY, of("甲局", 0, 30), of("乙局", 0, 30)),
            opening("旧批", ROUND, "2017-12-31", received_on="2017-06-01", kind=K.VENDOR),
        ),
        ON,
        clear=2,
    ),
)
