"""达到限额未招标: modes of contracts at the limit."""

from tests.audit.case import Case
from tests.audit.projecting import contracted, planned

ON = "2019-12-31"

CASES = (
    Case(
        "the village decided",
        ("judges", 1),
        (contracted("合1", 100, limit_fen=100, tender_mode="village"),),
        ON,
        (100,),
    ),
    Case("one fen less", ("spares", 1), (contracted("合1", 99, limit_fen=100),), ON, clear=1),
    Case(
        "the limits by kind",
        ("judges", 1),
        (
            contracted("合1", 400_000_000),
            contracted("合2", 199_999_999, kind="goods"),
            contracted("合3", 200_000_000, kind="goods"),
            contracted("合4", 99_999_999, kind="services"),
            contracted("合5", 100_000_000, kind="services"),
            contracted("合6", 399_999_999),
        ),
        ON,
        (400_000_000, 200_000_000, 100_000_000),
        clear=3,
    ),
    Case(
        "tendered",
        ("spares", 2),
        tuple(
            contracted(f"合{mode}", 100, limit_fen=100, tender_mode=mode)
            for mode in ("open", "invited")
        ),
        ON,
        clear=2,
    ),
    Case(
        "one source, by a rule that is named",
        ("spares", 3),
        (
            contracted(
                "合1", 100, limit_fen=100, tender_mode="single_source", limit_source="测采1号"
            ),
        ),
        ON,
        clear=1,
    ),
    Case(
        "one source, by no rule",
        ("judges", 1),
        (contracted("合1", 100, limit_fen=100, tender_mode="single_source"),),
        ON,
        (100,),
    ),
    Case(
        "given directly, by a rule that is named",
        ("judges", 1),
        (contracted("合1", 100, limit_fen=100, limit_source="测采1号"),),
        ON,
        (100,),
    ),
    Case("nothing", ("cannot", 0), (planned("路"),), ON, reasons={"没有登记合同": 1}),
)
