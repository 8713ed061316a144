"""单价离群: prices of a unit among peers."""

from tests.audit.case import Case
from tests.audit.projecting import accepted, planned
from tests.audit.world import Step

ON = "2019-12-31"


def roads(*prices: int, item: str = "硬化道路") -> tuple[Step, ...]:
    """One kilometre each. Quartiles of 8: the second and the sixth."""
    return tuple(
        accepted(f"{item}{n}", fen, quantity_milli=1000, item=item) for n, fen in enumerate(prices)
    )


CASES = (
    Case(
        "above the fence of 110 + 1.5 × 10",
        ("judges", 2),
        roads(100, 100, 100, 105, 105, 110, 110, 126),
        ON,
        (1,),
        clear=7,
    ),
    Case(
        "on the fence; parts and what failed are not compared",
        ("spares", 1),
        (
            *roads(100, 100, 100, 105, 105, 110, 110, 125),
            accepted("部分", 900, quantity_milli=1000, final=False),
            accepted("不合格", 900, quantity_milli=1000, result="failed"),
        ),
        ON,
        clear=8,
    ),
    Case(
        "value by quantity",
        ("judges", 1),
        (
            *roads(100, 100, 100, 105, 105, 110, 110),
            accepted("长路", 400, quantity_milli=2000),
        ),
        ON,
        (150,),
        clear=7,
    ),
    Case("by fixed rates", ("spares", 2), roads(*([100] * 7), 900), ON, clear=8),
    Case(
        "other things are not compared",
        ("spares", 3),
        (*roads(100, 100, 100, 105, 105, 110, 110, 120), *roads(900, item="水井")),
        ON,
        clear=8,
        reasons={"不足以比较": 1},
    ),
    Case(
        "seven peers, one without quantity",
        ("cannot", 0),
        (*roads(100, 100, 100, 105, 105, 110, 900), accepted("缺", 100)),
        ON,
        reasons={"不足以比较": 7, "没有登记工程量": 1},
    ),
    Case("nothing", ("cannot", 0), (planned("路"),), ON, reasons={"没有登记竣工验收": 1}),
)
