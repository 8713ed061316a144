"""因素法重算不符: shares and factors."""

from ledger.storage import tables as t
from tests.audit.case import Case
from tests.audit.projecting import planned, registered
from tests.audit.world import Step

ON = "2019-12-31"


def factor(
    region: str, value: int, name: str = "人口", weight: int = 1_000_000, plan: str = "财1号"
) -> Step:
    return registered(
        t.AllocationFactor,
        plan=plan,
        factor=name,
        region=region,
        value_milli=value,
        weight_ppm=weight,
    )


def share(region: str, fen: int, adjustment: int = 0, note: str = "", plan: str = "财1号") -> Step:
    return registered(
        t.AllocationShare,
        plan=plan,
        region=region,
        allocated_fen=fen,
        adjustment_fen=adjustment,
        note=note,
    )


EVEN = (factor("镇", 500), factor("村", 500))

CASES = (
    Case(
        "two points from half and half",
        ("judges", 2),
        (*EVEN, share("镇", 10200), share("村", 9800)),
        ON,
        (200, 200),
    ),
    Case(
        "1 of 100 more, and a little over 1 less",
        ("spares", 1),
        (*EVEN, share("镇", 10100), share("村", 9900)),
        ON,
        (100,),
        clear=1,
    ),
    Case(
        "within 1 of 100",
        ("spares", 1),
        (*EVEN, share("镇", 10099), share("村", 9901)),
        ON,
        clear=2,
    ),
    Case(
        "two factors by weight",
        ("judges", 1),
        (
            factor("镇", 750, weight=400_000),
            factor("村", 250, weight=400_000),
            factor("镇", 250, "绩效", 600_000),
            factor("村", 750, "绩效", 600_000),
            share("镇", 4500),
            share("村", 5500),
        ),
        ON,
        clear=2,
    ),
    Case(
        "an adjustment is beside the formula",
        ("judges", 1),
        (*EVEN, share("镇", 7000, 2000), share("村", 5000)),
        ON,
        clear=2,
    ),
    Case(
        "explained",
        ("spares", 2),
        (*EVEN, share("镇", 10200, note="绩效奖励"), share("村", 9800, note="绩效扣减")),
        ON,
        clear=2,
    ),
    Case(
        "a place without its factor, and weights that are not 100",
        ("cannot", 0),
        (factor("镇", 500), share("镇", 100), share("村", 100)),
        ON,
        (100,),
        reasons={"登记不全": 1},
    ),
    Case(
        "weights of 90 of 100",
        ("cannot", 0),
        (factor("镇", 500, weight=900_000), share("镇", 100)),
        ON,
        reasons={"登记不全": 1},
    ),
    Case(
        "a factor that has two weights, or that no place has any of",
        ("cannot", 0),
        (
            factor("镇", 500),
            factor("村", 500, weight=900_000),
            share("镇", 100),
            factor("镇", 500, plan="财2号", weight=600_000),
            factor("镇", 0, "绩效", 400_000, plan="财2号"),
            share("镇", 100, plan="财2号"),
        ),
        ON,
        reasons={"登记不全": 2},
    ),
    Case("nothing", ("cannot", 0), (planned("路"),), ON, reasons={"没有登记因素法分配": 1}),
)
