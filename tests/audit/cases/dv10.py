"""不可整合资金入池: what was pooled though its category may not be."""

from ledger.values.kinds import AccountKind as K
from ledger.values.kinds import VoucherKind as V
from tests.audit.case import Case
from tests.audit.funding import catalogued, granted
from tests.audit.steps import assigned, carried_over, moved, pooled, reversed_

RELIEF = (catalogued(), granted("甲批", 1000, "2019-01-01", category="应急救灾资金"))
OPEN = (catalogued(), granted("甲批", 1000, "2019-01-01", category="农田水利资金"))
JUDGED = "2019-12-31"

CASES = (
    Case(
        "relief money in the pool",
        ("judges", 2),
        (
            *RELIEF,
            pooled("甲批", 600, "2019-02-01"),
            assigned("甲批", "救灾", 200, "2019-03-01", start=K.POOL),
            carried_over("甲批", 400, "2019-12-31", kind=K.POOL),
        ),
        JUDGED,
        flagged=(600,),
    ),
    Case(
        "relief money goes to a project first, and from there into the pool",
        ("judges", 2),
        (
            *RELIEF,
            assigned("甲批", "救灾", 600, "2019-02-01"),
            moved(V.ADJUST, "甲批", 500, "2019-02-09", K.PROJECT, K.POOL, of="救灾"),
        ),
        JUDGED,
        flagged=(500,),
    ),
    Case(
        "what the pool gave comes back into it",
        ("judges", 2),
        (
            *RELIEF,
            pooled("甲批", 600, "2019-02-01"),
            assigned("甲批", "救灾", 600, "2019-02-05", start=K.POOL),
            moved(V.ADJUST, "甲批", 600, "2019-02-09", K.PROJECT, K.POOL, of="救灾"),
        ),
        JUDGED,
        flagged=(600,),
    ),
    Case(
        "money that may be pooled",
        ("spares", 1),
        (*OPEN, pooled("甲批", 600, "2019-02-01")),
        JUDGED,
        clear=1,
    ),
    Case(
        "each lot that was pooled is a subject",
        ("judges", 1),
        (
            *RELIEF,
            granted("乙批", 1000, "2019-01-01", category="农田水利资金"),
            granted("丙批", 500, "2019-01-01", category="普惠性直补资金"),
            pooled("甲批", 600, "2019-02-01"),
            pooled("乙批", 600, "2019-02-01"),
        ),
        JUDGED,
        flagged=(600,),
        clear=1,
    ),
    Case(
        "what was taken out again by a reversal",
        ("spares", 2),
        (
            *RELIEF,
            moved(V.INTEGRATE, "甲批", 600, "2019-02-01", K.UNASSIGNED, K.POOL, name="入"),
            reversed_("入", "2019-02-03"),
        ),
        JUDGED,
        clear=1,
    ),
    Case(
        "relief money that went to a project at once",
        ("spares", 3),
        (*RELIEF, assigned("甲批", "救灾", 600, "2019-02-01")),
        JUDGED,
    ),
    Case(
        "a category that nobody registered",
        ("cannot", 0),
        (
            granted("甲批", 1000, "2019-01-01", category="无名资金"),
            pooled("甲批", 600, "2019-02-01"),
        ),
        JUDGED,
        reasons={"资金类别不在目录": 1},
    ),
)
