"""存量再沉淀: what was collected and stands again."""

from ledger.values.kinds import AccountKind as K
from ledger.values.kinds import VoucherKind as V
from tests.audit.case import Case
from tests.audit.steps import arrives, assigned, carried_over, moved, reversed_

TAKEN = (
    arrives("甲批", 1000, "2018-01-02"),
    moved(V.RECOVER, "甲批", 600, "2019-01-01", K.UNASSIGNED, K.RECOVERED, name="收回"),
)
"""A hundred and eighty days on is 2019-06-30."""

CASES = (
    Case("the next day", ("judges", 2), TAKEN, "2019-07-01", flagged=(600,)),
    Case("the last day", ("spares", 3), TAKEN, "2019-06-30", clear=1),
    Case(
        "each collection has its own day",
        ("judges", 1),
        (*TAKEN, moved(V.RECOVER, "甲批", 100, "2019-06-01", K.UNASSIGNED, K.RECOVERED)),
        "2019-07-01",
        flagged=(600,),
    ),
    Case(
        "a carry-over is no collection",
        ("judges", 1),
        (*TAKEN, carried_over("甲批", 600, "2019-06-01", K.RECOVERED)),
        "2019-07-01",
        flagged=(600,),
    ),
    Case(
        "nor is what the lot does elsewhere",
        ("judges", 1),
        (*TAKEN, assigned("甲批", "护林", 400, "2019-06-01")),
        "2019-07-01",
        flagged=(600,),
    ),
    Case(
        "what was used first came first",
        ("judges", 2),
        (
            *TAKEN,
            moved(V.RECOVER, "甲批", 100, "2019-06-01", K.UNASSIGNED, K.RECOVERED),
            moved(V.REISSUE, "甲批", 500, "2019-06-20", K.RECOVERED, K.UNASSIGNED),
        ),
        "2019-07-01",
        flagged=(100,),
    ),
    Case(
        "used again",
        ("spares", 1),
        (*TAKEN, moved(V.REISSUE, "甲批", 600, "2019-03-01", K.RECOVERED, K.UNASSIGNED)),
        "2019-07-01",
        clear=1,
    ),
    Case(
        "released",
        ("spares", 1),
        (*TAKEN, moved(V.RELEASE, "甲批", 600, "2019-03-01", K.RECOVERED, K.RELEASED)),
        "2019-07-01",
        clear=1,
    ),
    Case(
        "reversed", ("spares", 2), (*TAKEN, reversed_("收回", "2019-02-01")), "2019-07-01", clear=1
    ),
)
