"""违规县级配套: sources of public-good projects."""

from ledger.storage import tables as t
from tests.audit.case import Case
from tests.audit.projecting import approved, planned, registered
from tests.audit.world import Step

ON = "2019-12-31"
GOOD = approved(100, public_good=True)


def fund(fen: int, *, matching: bool = True, level: str = "county") -> Step:
    return registered(
        t.ProjectFund,
        project="路",
        category="财政专项扶贫资金",
        level=level,
        approved_fen=fen,
        matching=matching,
    )


CASES = (
    Case("matching is asked", ("judges", 1), (GOOD, fund(20)), ON, (20,)),
    Case("no public good", ("spares", 1), (approved(100), fund(20)), ON),
    Case("given freely", ("spares", 2), (GOOD, fund(20, matching=False)), ON, clear=1),
    Case("nothing is asked", ("spares", 3), (GOOD, fund(0)), ON, clear=1),
    Case("sources unknown", ("cannot", 0), (GOOD,), ON, reasons={"没有登记批复资金来源": 1}),
    Case("nothing", ("cannot", 0), (planned("路"),), ON, reasons={"没有登记批复": 1}),
)
