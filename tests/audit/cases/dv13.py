"""擅自调整: approvals and what was arranged and ordered."""

from ledger.values.kinds import AccountKind as K
from ledger.values.kinds import VoucherKind as V
from tests.audit.case import Case
from tests.audit.projecting import approved, bought, contracted, planned
from tests.audit.steps import arrives, assigned, moved

MONEY = (
    arrives("甲批", 200000, "2019-01-02"),
    planned("路"),
    assigned("甲批", "路", 110000, "2019-01-10"),
)
ON = "2019-12-31"

CASES = (
    Case(
        "11 of 100 more, of which a part is paid",
        ("judges", 1),
        (*MONEY, approved(99999), bought("甲批", 50000, "2019-03-01")),
        ON,
        flagged=(10001,),
    ),
    Case(
        "10 of 100 more, and an approval that was corrected by as much",
        ("spares", 1),
        (*MONEY, approved(110000), approved(100000, version=2)),
        ON,
        clear=1,
    ),
    Case(
        "all of it was taken back",
        ("judges", 1),
        (
            *MONEY,
            approved(99999),
            moved(V.ADJUST, "甲批", 110000, "2019-02-01", K.PROJECT, K.UNASSIGNED, of="路"),
        ),
        ON,
    ),
    Case(
        "the contracts are for more",
        ("judges", 1),
        (*MONEY, approved(110000), contracted("合1", 100000), contracted("合2", 30000)),
        ON,
        flagged=(20000,),
    ),
    Case(
        "less money by the same paper",
        ("judges", 2),
        (*MONEY, approved(200000, doc_no="批1"), approved(150000, version=2, doc_no="批1")),
        ON,
        flagged=(50000,),
    ),
    Case(
        "another place without a paper",
        ("judges", 2),
        (*MONEY, approved(110000), approved(110000, version=2, region="镇")),
        ON,
        flagged=(110000,),
    ),
    Case(
        "doubled and moved by a paper of its own",
        ("spares", 2),
        (
            *MONEY,
            approved(50000, doc_no="批1"),
            approved(110000, version=2, doc_no="批2", region="镇"),
        ),
        ON,
        clear=1,
    ),
    Case(
        "purpose and place are filled in",
        ("spares", 3),
        (*MONEY, approved(110000, purpose="", region=""), approved(110000, version=2)),
        ON,
        clear=1,
    ),
    Case("no approval", ("cannot", 0), MONEY, ON, reasons={"没有登记批复": 1}),
)
