"""先付款后签约: the paper came after the money."""

from ledger.values.kinds import AccountKind as K
from tests.audit.case import Case
from tests.audit.projecting import agreed, bought, contracted, planned
from tests.audit.steps import arrives, assigned, returned

ON = "2019-12-31"
MONEY = (
    arrives("甲批", 1000, "2019-01-02"),
    planned("路"),
    assigned("甲批", "路", 900, "2019-01-10"),
)
PAID = (*MONEY, bought("甲批", 300, "2019-03-01", name="货款"))

CASES = (
    Case("a day before", ("judges", 1), (*PAID, contracted("合1", 300, "2019-03-02")), ON, (300,)),
    Case("on the day", ("spares", 1), (*PAID, contracted("合1", 300, "2019-03-01")), ON, clear=1),
    Case(
        "an agreement with a firm",
        ("judges", 1),
        (
            *MONEY,
            bought("甲批", 300, "2019-03-01", payee="合作社", kind=K.COLLECTIVE),
            agreed("协1", 300, "2019-03-02"),
        ),
        ON,
        (300,),
    ),
    Case(
        "only what was paid before",
        ("judges", 1),
        (*PAID, bought("甲批", 200, "2019-04-01"), contracted("合1", 500, "2019-03-15")),
        ON,
        (300,),
    ),
    Case(
        "given back",
        ("spares", 2),
        (*PAID, returned("货款", 300, "2019-03-05"), contracted("合1", 300, "2019-03-15")),
        ON,
        clear=1,
    ),
    Case(
        "another one sold without a contract",
        ("spares", 3),
        (
            *MONEY,
            bought("甲批", 300, "2019-03-01", payee="乙公司"),
            contracted("合1", 300, "2019-03-15"),
        ),
        ON,
        clear=1,
    ),
    Case(
        "an earlier contract",
        ("spares", 4),
        (*PAID, contracted("合0", 300, "2019-02-01"), contracted("合1", 300, "2019-03-15")),
        ON,
        clear=1,
    ),
    Case(
        "the earlier one was void",
        ("judges", 1),
        (
            *PAID,
            contracted("合0", 300, "2019-02-01", void=True),
            contracted("合1", 300, "2019-03-15"),
        ),
        ON,
        (300,),
    ),
    Case("no papers", ("cannot", 0), PAID, ON, reasons={"合同和帮扶协议": 1}),
    Case(
        "a contract that comes later",
        ("cannot", 0),
        (*PAID, contracted("合1", 300, "2020-03-02")),
        ON,
        reasons={"合同和帮扶协议": 1},
    ),
    Case(
        "an agreement that comes later",
        ("cannot", 0),
        (*PAID, agreed("协1", 300, "2020-03-02")),
        ON,
        reasons={"合同和帮扶协议": 1},
    ),
    Case(
        "an agreement that was void",
        ("cannot", 0),
        (*PAID, agreed("协1", 300, "2019-03-02", void=True)),
        ON,
        reasons={"合同和帮扶协议": 1},
    ),
)
