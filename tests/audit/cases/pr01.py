"""无验收付尾款: payments, contract and acceptance."""

from tests.audit.case import Case
from tests.audit.projecting import accepted, approved, bought, contracted, planned, stepped
from tests.audit.steps import arrives, assigned, returned

MONEY = (
    arrives("甲批", 200000, "2019-01-02"),
    planned("路"),
    assigned("甲批", "路", 100000, "2019-01-10"),
)
ELSEWHERE = accepted("别处", 1, "2019-01-01", project="桥")
ON = "2019-12-31"

CASES = (
    Case(
        "more than 90 of 100 of the contract, nothing accepted",
        ("judges", 2),
        (*MONEY, ELSEWHERE, contracted("合1", 80000), bought("甲批", 72001, "2019-03-01")),
        ON,
        flagged=(72001,),
    ),
    Case(
        "90 of 100 is a payment by progress",
        ("spares", 1),
        (*MONEY, ELSEWHERE, contracted("合1", 80000), bought("甲批", 72000, "2019-03-01")),
        ON,
        clear=1,
    ),
    Case(
        "the last part is paid on the day of acceptance",
        ("spares", 2),
        (
            *MONEY,
            contracted("合1", 80000),
            bought("甲批", 40000, "2019-03-01"),
            accepted("验1", 80000, "2019-06-01"),
            bought("甲批", 40000, "2019-06-01"),
        ),
        ON,
        clear=1,
    ),
    Case(
        "accepted only after all was paid",
        ("judges", 1),
        (
            *MONEY,
            contracted("合1", 80000),
            bought("甲批", 80000, "2019-05-31"),
            accepted("验1", 80000, "2019-06-01"),
        ),
        ON,
        flagged=(80000,),
    ),
    Case(
        "an acceptance that failed, or was of a stage, is none",
        ("judges", 1),
        (
            *MONEY,
            ELSEWHERE,
            contracted("合1", 80000),
            accepted("验1", 80000, "2019-05-01", result="failed"),
            accepted("验2", 80000, "2019-05-01", final=False),
            bought("甲批", 80000, "2019-06-01"),
        ),
        ON,
        flagged=(80000,),
    ),
    Case(
        "without contract the approval is the base, and a step counts as acceptance",
        ("judges", 2),
        (
            *MONEY,
            approved(90000),
            stepped("路", "accepted", "2019-08-01"),
            bought("甲批", 81001, "2019-07-31"),
        ),
        ON,
        flagged=(81001,),
    ),
    Case(
        "what came back is not paid",
        ("spares", 3),
        (
            *MONEY,
            ELSEWHERE,
            contracted("合1", 80000),
            bought("甲批", 80000, "2019-03-01", name="付"),
            returned("付", 8000, "2019-03-05"),
        ),
        ON,
        clear=1,
    ),
    Case(
        "all of it came back: there is nothing to ask about",
        ("spares", 3),
        (
            *(*MONEY, ELSEWHERE),
            bought("甲批", 80000, "2019-03-01", name="付"),
            returned("付", 80000, "2019-03-05"),
        ),
        ON,
    ),
    Case(
        "a benefit of households is not built",
        ("spares", 4),
        (
            arrives("甲批", 200000, "2019-01-02"),
            planned("路", benefit="forest_ranger"),
            assigned("甲批", "路", 100000, "2019-01-10"),
            ELSEWHERE,
            bought("甲批", 100000, "2019-03-01"),
        ),
        ON,
    ),
    Case(
        "no acceptance was ever registered",
        ("cannot", 0),
        (*MONEY, contracted("合1", 80000), bought("甲批", 80000, "2019-03-01")),
        ON,
        reasons={"没有登记竣工验收": 1},
    ),
)
