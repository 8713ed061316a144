"""项目停滞: approved, started, quiet."""

from ledger.storage import tables as t
from ledger.values.kinds import AccountKind as K
from ledger.values.kinds import VoucherKind as V
from tests.audit.case import Case
from tests.audit.projecting import bought, planned, registered, stepped
from tests.audit.steps import arrives, assigned, moved, returned

MONEY = (arrives("甲批", 200000, "2019-01-02"), assigned("甲批", "路", 100000, "2019-01-10"))
APPROVED = (planned("路"), *MONEY, stepped("路", "approved", "2019-01-01"))
STARTED = (*APPROVED, stepped("路", "started", "2019-02-01"))

CASES = (
    Case("91 days", ("judges", 1), APPROVED, "2019-04-02", flagged=(100000,)),
    Case("90 days", ("spares", 1), APPROVED, "2019-04-01", clear=1),
    Case(
        "planned to start later",
        ("spares", 2),
        (planned("路", starts_on="2019-03-01"), *MONEY, stepped("路", "approved", "2019-01-01")),
        "2019-05-30",
        clear=1,
    ),
    Case(
        "and not started then",
        ("judges", 1),
        (planned("路", starts_on="2019-03-01"), *MONEY, stepped("路", "approved", "2019-01-01")),
        "2019-05-31",
        flagged=(100000,),
    ),
    Case("181 days quiet", ("judges", 2), STARTED, "2019-08-01", flagged=(100000,)),
    Case("180 days quiet", ("spares", 1), STARTED, "2019-07-31", clear=1),
    Case(
        "a payment, then quiet",
        ("judges", 2),
        (*STARTED, bought("甲批", 40000, "2019-05-01")),
        "2019-12-01",
        flagged=(60000,),
    ),
    Case(
        "money that came back is no work",
        ("judges", 2),
        (
            *STARTED,
            bought("甲批", 40000, "2019-03-01", name="付"),
            returned("付", 10000, "2019-05-01"),
        ),
        "2019-08-29",
        flagged=(70000,),
    ),
    Case(
        "nor is money that was collected",
        ("judges", 2),
        (
            *STARTED,
            moved(V.RECOVER, "甲批", 20000, "2019-07-01", K.PROJECT, K.RECOVERED, of="路"),
        ),
        "2019-08-01",
        flagged=(80000,),
    ),
    Case(
        "a milestone was reached",
        ("judges", 2),
        (
            *STARTED,
            registered(
                t.ProjectMilestone,
                project="路",
                milestone="路基",
                planned_on="2019-05-01",
                done_on="2019-06-01",
            ),
        ),
        "2019-11-28",
        clear=1,
    ),
    Case(
        "accepted", ("spares", 3), (*STARTED, stepped("路", "accepted", "2019-03-01")), "2020-12-31"
    ),
    Case(
        "taken out",
        ("spares", 3),
        (*STARTED, stepped("路", "removed", "2019-03-01")),
        "2020-12-31",
    ),
    Case(
        "a benefit of households",
        ("spares", 4),
        (planned("路", benefit="forest_ranger"), stepped("路", "approved", "2019-01-01")),
        "2020-12-31",
    ),
    Case(
        "never approved",
        ("cannot", 0),
        (planned("路"), *MONEY),
        "2019-12-31",
        reasons={"没有登记批复环节": 1},
    ),
    Case("only entered in the library", ("cannot", 0), (planned("路"),), "2019-12-31"),
)
