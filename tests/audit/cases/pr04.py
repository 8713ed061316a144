"""超验收付款: accepted value and payments."""

from tests.audit.case import Case
from tests.audit.projecting import accepted, bought, planned
from tests.audit.steps import arrives, assigned, returned

MONEY = (
    arrives("甲批", 200000, "2019-01-02"),
    planned("路"),
    assigned("甲批", "路", 150000, "2019-01-10"),
)
ON = "2019-12-31"
DONE = accepted("验1", 80000)
ELSEWHERE = accepted("别处", 80000, project="桥")

CASES = (
    Case(
        "a yuan more",
        ("judges", 1),
        (*MONEY, DONE, bought("甲批", 80100, "2019-07-01")),
        ON,
        (100,),
    ),
    Case(
        "99 fen more",
        ("spares", 1),
        (*MONEY, DONE, bought("甲批", 80099, "2019-07-01")),
        ON,
        clear=1,
    ),
    Case(
        "it came back",
        ("spares", 2),
        (
            *MONEY,
            DONE,
            bought("甲批", 84000, "2019-07-01", name="付"),
            returned("付", 4000, "2019-08-01"),
        ),
        ON,
        clear=1,
    ),
    Case(
        "not accepted yet",
        ("spares", 3),
        (*MONEY, ELSEWHERE, bought("甲批", 84000, "2019-07-01")),
        ON,
        clear=1,
    ),
    Case(
        "more was accepted later",
        ("spares", 4),
        (*MONEY, DONE, accepted("验2", 4000, "2019-09-01"), bought("甲批", 84000, "2019-07-01")),
        ON,
        clear=1,
    ),
    Case(
        "what failed is not accepted",
        ("judges", 1),
        (*MONEY, DONE, accepted("验2", 4000, result="failed"), bought("甲批", 84000, "2019-07-01")),
        ON,
        (4000,),
    ),
    Case(
        "what was accepted of a stage is in the final acceptance",
        ("judges", 1),
        (*MONEY, DONE, accepted("验2", 4000, final=False), bought("甲批", 84000, "2019-07-01")),
        ON,
        (4000,),
    ),
    Case("nothing accepted", ("cannot", 0), MONEY, ON, reasons={"没有登记竣工验收": 1}),
)
