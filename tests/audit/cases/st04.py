"""单村投入不足: sums of villages at the end of a period."""

from tests.audit.case import Case
from tests.audit.limiting import classed, formerly, limited
from tests.audit.projecting import bought, planned
from tests.audit.steps import arrives, assigned, reversed_

MONEY = (arrives("甲批", 200000, "2019-01-02"), planned("路"))
LIMIT = limited(
    "village_integrated_fund", "minimum", 50000, classes=("深度贫困村",), until="2021-01-01"
)
DEEP = classed("深度贫困村")
ON = "2021-01-01"

CASES = (
    Case(
        "a fen less",
        ("judges", 1),
        (*MONEY, LIMIT, DEEP, assigned("甲批", "路", 49999, "2019-02-01")),
        ON,
        (1,),
    ),
    Case(
        "just enough, of which some is paid; a village of another class, and one that came later",
        ("spares", 1),
        (
            *MONEY,
            LIMIT,
            DEEP,
            classed("重点村", at="other_village"),
            classed("深度贫困村", at="other_village", since="2021-01-01"),
            assigned("甲批", "路", 50000, "2019-02-01"),
            bought("甲批", 100, "2019-03-01"),
        ),
        ON,
        clear=1,
    ),
    Case("the last day of the period", ("spares", 2), (*MONEY, LIMIT, DEEP), "2020-12-31", clear=1),
    Case(
        "no longer of the class",
        ("spares", 3),
        (*MONEY, LIMIT, classed("深度贫困村", until="2020-12-31")),
        ON,
        reasons={"所指类别的村": 1},
    ),
    Case(
        "taken back and made up",
        ("spares", 4),
        (
            *MONEY,
            LIMIT,
            DEEP,
            assigned("甲批", "路", 50000, "2019-02-01", name="错"),
            reversed_("错", "2019-02-02"),
            assigned("甲批", "路", 50000, "2019-02-03"),
        ),
        ON,
        clear=1,
    ),
    Case(
        "a rate",
        ("judges", 1),
        (
            *MONEY,
            limited("village_industry_fund", "rate", 300, classes=("重点村",), until="2021-01-01"),
            classed("重点村"),
        ),
        ON,
        (300,),
    ),
    Case("no village of the class", ("cannot", 0), (LIMIT,), ON, reasons={"所指类别的村": 1}),
    Case(
        "a target, and a sum for something else",
        ("cannot", 0),
        (
            *MONEY,
            limited("village_integrated_fund", "target", 9, classes=("深度贫困村",), until=ON),
            limited("village_road_fund", "minimum", 9, classes=("深度贫困村",), until=ON),
            DEEP,
        ),
        ON,
        reasons={"没有登记村级投入标准": 1},
    ),
    Case(
        "the book of a prefecture",
        ("cannot", 0),
        (LIMIT, DEEP),
        ON,
        reasons={"没有登记村级投入标准": 1},
        level="prefecture",
    ),
    Case(
        "a standard of the place that the book was the ledger of",
        ("cannot", 0),
        (
            limited(
                "village_integrated_fund",
                "minimum",
                9,
                classes=("深度贫困村",),
                until=ON,
                at="former",
            ),
            formerly("2019-01-01"),
            DEEP,
        ),
        ON,
        reasons={"没有登记村级投入标准": 1},
    ),
    Case("no standard", ("cannot", 0), (DEEP,), ON, reasons={"没有登记村级投入标准": 1}),
)
