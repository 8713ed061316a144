"""用途与批复不符: purposes by tree and by words, and sources."""

from ledger.storage import tables as t
from ledger.values.kinds import AccountKind as K
from tests.audit.case import Case
from tests.audit.projecting import approved, planned, registered
from tests.audit.steps import arrives, assigned, disbursed, returned, reversed_
from tests.audit.world import Step

MONEY = (arrives("甲批", 200000, "2019-01-02"), assigned("甲批", "路", 100000, "2019-01-10"))
ON = "2019-12-31"
SPENT = (
    disbursed("甲批", "路", 60000, "2019-05-01", K.UNIT, name="拨"),
    returned("拨", 20000, "2019-06-01"),
)


def fund(category: str) -> Step:
    return registered(
        t.ProjectFund,
        project="路",
        category=category,
        level="central",
        approved_fen=100000,
        matching=False,
    )


CASES = (
    Case(
        "another branch",
        ("judges", 1),
        (planned("路", purpose="ZZ.2"), *MONEY, approved(100000, purpose="ZZ.1")),
        ON,
        flagged=(100000,),
    ),
    Case(
        "a branch below, by its name",
        ("spares", 1),
        (planned("路", purpose="种植"), *MONEY, approved(100000, purpose="ZZ.1")),
        ON,
        clear=1,
    ),
    Case(
        "the branch above is wider than approved",
        ("judges", 1),
        (planned("路", purpose="产业"), *MONEY, approved(100000, purpose="ZZ.1.01")),
        ON,
        flagged=(100000,),
    ),
    Case(
        "other words",
        ("judges", 1),
        (planned("路", purpose="办公楼装修"), *MONEY, *SPENT, approved(100000)),
        ON,
        flagged=(100000,),
    ),
    Case(
        "the approval was changed",
        ("spares", 2),
        (
            planned("路", purpose="道路建设"),
            *MONEY,
            approved(100000),
            approved(100000, "2019-03-01", purpose="道路建设", version=2, doc_no="测批2号"),
        ),
        ON,
        clear=1,
    ),
    Case(
        "money of a category that was not approved, whatever is spent of it",
        ("judges", 2),
        (planned("路"), *MONEY, *SPENT, approved(100000), fund("以工代赈资金")),
        ON,
        flagged=(100000,),
    ),
    Case(
        "money of the approved category",
        ("judges", 2),
        (planned("路"), *MONEY, approved(100000), fund("财政专项扶贫资金")),
        ON,
        clear=1,
    ),
    Case(
        "no sources were registered",
        ("spares", 3),
        (planned("路"), *MONEY, approved(100000)),
        ON,
        clear=1,
    ),
    Case(
        "what was taken back is not there",
        ("spares", 4),
        (
            planned("路"),
            arrives("甲批", 200000, "2019-01-02"),
            assigned("甲批", "路", 100000, "2019-01-10", name="错"),
            reversed_("错", "2019-01-11"),
            approved(100000),
            fund("以工代赈资金"),
        ),
        ON,
    ),
    Case(
        "no approval",
        ("cannot", 0),
        (planned("路"), *MONEY),
        ON,
        reasons={"没有登记批复": 1},
    ),
    Case(
        "a branch and words outside the tree",
        ("cannot", 0),
        (planned("路", purpose="杂项"), *MONEY, approved(100000, purpose="ZZ.1")),
        ON,
        reasons={"不在同一用途树": 1},
    ),
    Case(
        "words of the document and a branch",
        ("cannot", 0),
        (planned("路", purpose="ZZ.1"), *MONEY, approved(100000)),
        ON,
        reasons={"不在同一用途树": 1},
    ),
)
