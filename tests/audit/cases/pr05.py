"""完工结余未交回: what stands after acceptance."""

from ledger.book.voucher import Entry
from ledger.values.kinds import AccountKind as K
from ledger.values.kinds import VoucherKind as V
from tests.audit.case import Case
from tests.audit.projecting import accepted, bought, planned
from tests.audit.steps import arrives, assigned, disbursed
from tests.audit.world import Step, World, day


def given_back(fen: int, on: str) -> Step:
    """调整 back to what is not assigned."""

    def step(world: World) -> None:
        start = world.account(K.PROJECT, str(world.key("路")))
        entry = Entry(start, world.account(K.UNASSIGNED), world.lot("甲批"), fen)
        world.post(V.ADJUST, day(on), [entry])

    return step


MONEY = (
    arrives("甲批", 200000, "2019-01-02"),
    planned("路"),
    assigned("甲批", "路", 100000, "2019-01-10"),
    bought("甲批", 80000, "2019-05-01"),
)
LATE = "2019-08-31"

CASES = (
    Case("91 days", ("judges", 1), (*MONEY, accepted("验1", 80000)), LATE, (20000,)),
    Case("90 days", ("spares", 1), (*MONEY, accepted("验1", 80000)), "2019-08-30", clear=1),
    Case(
        "what is retained is no balance",
        ("spares", 2),
        (*MONEY, accepted("验1", 90000, retention_fen=20000)),
        LATE,
        clear=1,
    ),
    Case(
        "a fen more than what is retained",
        ("judges", 1),
        (*MONEY, accepted("验1", 90000, retention_fen=19999)),
        LATE,
        (1,),
    ),
    Case(
        "what was to be retained until yesterday",
        ("spares", 2),
        (*MONEY, accepted("验1", 90000, retention_fen=20000, retention_due_on="2019-08-30")),
        LATE,
        (20000,),
    ),
    Case(
        "what is to be retained until today",
        ("spares", 2),
        (*MONEY, accepted("验1", 90000, retention_fen=20000, retention_due_on=LATE)),
        LATE,
        clear=1,
    ),
    Case(
        "nothing is retained for what failed",
        ("judges", 1),
        (
            *MONEY,
            accepted("验0", 0, "2019-05-20", result="failed", retention_fen=20000),
            accepted("验1", 80000),
        ),
        LATE,
        (20000,),
    ),
    Case(
        "given back",
        ("spares", 3),
        (*MONEY, accepted("验1", 80000), given_back(20000, "2019-07-01")),
        LATE,
        clear=1,
    ),
    Case(
        "what stands with a unit is not of the project's account",
        ("judges", 2),
        (*MONEY, accepted("验1", 80000), disbursed("甲批", "路", 15000, "2019-05-02", K.UNIT)),
        LATE,
        (5000,),
    ),
    Case(
        "a benefit of households",
        ("spares", 4),
        (
            planned("路", benefit="forest_ranger"),
            arrives("甲批", 200000, "2019-01-02"),
            assigned("甲批", "路", 100000, "2019-01-10"),
            accepted("验1", 80000),
        ),
        LATE,
    ),
    Case("nothing accepted", ("cannot", 0), MONEY, LATE, reasons={"没有登记竣工验收": 1}),
)
