"""完工欠付: accepted, retained and paid."""

from ledger.values.kinds import AccountKind as K
from tests.audit.case import Case
from tests.audit.projecting import accepted, bought, planned
from tests.audit.steps import arrives, assigned, disbursed

MONEY = (
    arrives("甲批", 200000, "2019-01-02"),
    planned("路"),
    assigned("甲批", "路", 150000, "2019-01-10"),
)
LATE = "2019-08-01"

CASES = (
    Case(
        "more than 5 of 100 are owed 61 days after",
        ("judges", 2),
        (*MONEY, accepted("验1", 100000), bought("甲批", 94999, "2019-06-02")),
        LATE,
        flagged=(5001,),
    ),
    Case(
        "5 of 100",
        ("spares", 3),
        (*MONEY, accepted("验1", 100000), bought("甲批", 95000, "2019-06-02")),
        LATE,
        clear=1,
    ),
    Case("60 days", ("spares", 1), (*MONEY, accepted("验1", 100000)), "2019-07-31", clear=1),
    Case(
        "two acceptances add up",
        ("judges", 1),
        (
            *MONEY,
            accepted("验1", 60000),
            accepted("验2", 40000),
            bought("甲批", 60000, "2019-06-02"),
        ),
        LATE,
        flagged=(40000,),
    ),
    Case(
        "what is retained is not due",
        ("spares", 2),
        (
            *MONEY,
            accepted("验1", 100000, retention_fen=10000, retention_due_on="2019-08-01"),
            bought("甲批", 85000, "2019-06-02"),
        ),
        LATE,
        clear=1,
    ),
    Case(
        "the retention is due since yesterday",
        ("judges", 1),
        (
            *MONEY,
            accepted("验1", 100000, retention_fen=10000, retention_due_on="2019-08-01"),
            bought("甲批", 85000, "2019-06-02"),
        ),
        "2019-08-02",
        flagged=(15000,),
    ),
    Case(
        "paid by a unit that names no project",
        ("cannot", 0),
        (*MONEY, accepted("验1", 100000), disbursed("甲批", "路", 100000, "2019-05-01", K.UNIT)),
        LATE,
        reasons={"付款没有注明项目": 1},
    ),
    *(
        Case(says, ("judges", 1), (*MONEY, step), LATE, reasons={"没有登记竣工验收": 1})
        for says, step in (
            ("a stage was accepted", accepted("验1", 100000, final=False)),
            ("it was not accepted", accepted("验1", 100000, result="failed")),
        )
    ),
    Case("nothing accepted", ("cannot", 0), MONEY, LATE, reasons={"没有登记竣工验收": 1}),
)
