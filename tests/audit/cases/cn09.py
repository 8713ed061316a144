"""主体异常: what the register of companies says of a supplier."""

from tests.audit.case import Case
from tests.audit.projecting import contracted, looked_up, planned, unit

ON = "2019-12-31"
SIGNED = contracted("合1", 100, "2019-06-30")

CASES = (
    Case("wrong code", ("judges", 1), (SIGNED, looked_up("甲公司", valid=False)), ON, (100,)),
    Case(
        "cancelled on the day",
        ("judges", 2),
        (SIGNED, looked_up("甲公司", cancelled_on="2019-06-30")),
        ON,
        (100,),
    ),
    Case(
        "cancelled a day after",
        ("spares", 1),
        (SIGNED, looked_up("甲公司", cancelled_on="2019-07-01")),
        ON,
        clear=1,
    ),
    Case(
        "179 days old",
        ("judges", 3),
        (SIGNED, looked_up("甲公司", registered_on="2019-01-02")),
        ON,
        (100,),
    ),
    Case(
        "180 days old",
        ("spares", 2),
        (SIGNED, looked_up("甲公司", registered_on="2019-01-01")),
        ON,
        clear=1,
    ),
    Case(
        "179 days before the award",
        ("judges", 3),
        (
            contracted("合1", 100, "2019-06-30", awarded_on="2019-05-31"),
            looked_up("甲公司", registered_on="2018-12-03"),
        ),
        ON,
        (100,),
    ),
    Case(
        "a cooperative of the project",
        ("spares", 3),
        (unit("甲公司", "cooperative"), SIGNED, looked_up("甲公司", registered_on="2019-06-01")),
        ON,
        clear=1,
    ),
    Case("not looked up", ("cannot", 0), (SIGNED,), ON, reasons={"没有工商登记信息": 1}),
    Case("no contracts", ("cannot", 0), (planned("路"),), ON, reasons={"没有登记合同": 1}),
)
