"""供应商集中: one supplier of a township."""

from ledger.values.kinds import AccountKind as K
from tests.audit.case import Case
from tests.audit.owning import owned
from tests.audit.projecting import bought, contracted, planned
from tests.audit.steps import arrives, assigned, disbursed, returned
from tests.audit.world import Step

ON = "2019-12-31"
MONEY = (
    arrives("甲批", 200000, "2018-01-02"),
    planned("路"),
    assigned("甲批", "路", 100000, "2018-01-10"),
)


def contracts(
    count: int, mode: str = "direct", *, supplier: str = "甲公司", prefix: str = "合"
) -> tuple[Step, ...]:
    return tuple(
        contracted(f"{prefix}{n}", 10, tender_mode=mode, supplier=supplier) for n in range(count)
    )


def split(ours: int, others: int) -> tuple[Step, ...]:
    return (
        bought("甲批", ours, "2019-03-01"),
        bought("甲批", others, "2019-03-02", payee="乙公司"),
    )


CASES = (
    Case("41 of 100", ("judges", 2), (*MONEY, *contracts(5), *split(41, 59)), ON, (41,), 1),
    Case(
        "40 of 100, and what a third gave back",
        ("spares", 2),
        (
            *MONEY,
            *contracts(5),
            *split(40, 60),
            bought("甲批", 9, "2019-03-03", payee="丙公司", name="退"),
            returned("退", 9, "2019-04-01"),
        ),
        ON,
        clear=2,
    ),
    Case("4 contracts", ("spares", 3), (*MONEY, *contracts(4), *split(90, 10)), ON, clear=2),
    Case(
        "tendered openly",
        ("spares", 1),
        (*MONEY, *contracts(5, "open"), *split(90, 10)),
        ON,
        clear=2,
    ),
    Case(
        "two firms of one man",
        ("judges", 1),
        (
            *MONEY,
            owned("甲公司", 1),
            owned("丙公司", 1),
            owned("乙公司", 2),
            *contracts(3),
            *contracts(2, supplier="丙公司", prefix="丙合"),
            *split(21, 59),
            bought("甲批", 20, "2019-03-03", payee="丙公司"),
        ),
        ON,
        (41,),
        clear=1,
    ),
    Case(
        "each year by itself",
        ("judges", 1),
        (*MONEY, *contracts(5), bought("甲批", 900, "2018-12-31"), *split(30, 70)),
        ON,
        clear=3,
    ),
    Case(
        "a project of the county",
        ("spares", 4),
        (
            arrives("甲批", 200000, "2018-01-02"),
            planned("路", region="110101000000"),
            assigned("甲批", "路", 100000, "2018-01-10"),
            *contracts(5),
            bought("甲批", 10, "2019-03-01"),
        ),
        ON,
    ),
    Case(
        "nobody is named",
        ("cannot", 0),
        (*MONEY, disbursed("甲批", "路", 10, "2019-03-01", K.VENDOR, owner="")),
        ON,
        reasons={"没有登记收款方": 1},
    ),
    Case(
        "one man only later",
        ("judges", 1),
        (
            *MONEY,
            owned("甲公司", 1, since="2020-01-01"),
            owned("丙公司", 1, since="2020-01-01"),
            *contracts(5),
            *split(21, 59),
            bought("甲批", 20, "2019-03-03", payee="丙公司"),
        ),
        ON,
        clear=3,
    ),
    *(
        Case(says, ("spares", 3), (*MONEY, *contracts(4), step, *split(90, 10)), ON, clear=2)
        for says, step in (
            ("the fifth was void", contracted("合五", 10, void=True)),
            ("the fifth comes later", contracted("合五", 10, "2020-01-01")),
        )
    ),
    Case(
        "the fifth is of another township",
        ("spares", 3),
        (
            *MONEY,
            *contracts(4),
            planned("桥", region="110101200201"),
            contracted("合五", 10, project="桥"),
            *split(90, 10),
        ),
        ON,
        clear=2,
    ),
)
