"""无利益联结: agreements, beneficiaries and dividends."""

from ledger.book.voucher import Entry
from ledger.storage import tables as t
from ledger.values.kinds import AccountKind as K
from ledger.values.kinds import VoucherKind as V
from tests.audit.case import Case
from tests.audit.projecting import agreed, bought, dividend_due, org_key, planned, registered
from tests.audit.steps import arrives, assigned
from tests.audit.world import Step, World, day

ON = "2019-12-31"
BY = registered(
    t.Beneficiary,
    project="路",
    household="张家",
    mechanism="dividend",
    valid_from="2019-01-01",
    agreement="协1",
)
MONEY = (
    arrives("甲批", 200000, "2019-01-02"),
    planned("路"),
    assigned("甲批", "路", 100000, "2019-01-10"),
    bought("甲批", 50000, "2019-01-11", payee="合作社", kind=K.COLLECTIVE),
)


def shared(fen: int, on: str, *, payer: str = "合作社", name: str = "") -> Step:
    """The cooperative pays households."""

    def step(world: World) -> None:
        start = world.account(K.COLLECTIVE, org_key(world, payer))
        entry = Entry(start, world.account(K.HOUSEHOLD), world.lot("甲批"), fen)
        world.post(V.PAY, day(on), [entry], name=name)

    return step


DEAL = (*MONEY, agreed("协1", 50000), BY, dividend_due("协1", "2019-10-01", 3000))

CASES = (
    Case(
        "no household 91 days after",
        ("judges", 1),
        (*MONEY, agreed("协1", 50000)),
        "2019-04-11",
        (50000,),
    ),
    Case("90 days", ("spares", 1), (*MONEY, agreed("协1", 50000)), "2019-04-10", clear=1),
    Case("dividend short", ("judges", 2), (*DEAL, shared(2999, "2019-09-30")), ON, (1,)),
    Case("30 days of grace", ("spares", 1), DEAL, "2019-10-31", clear=1),
    Case("31 days", ("judges", 2), DEAL, "2019-11-01", (3000,)),
    Case(
        "paid in two parts",
        ("spares", 2),
        (*DEAL, shared(1000, "2019-06-30"), shared(2000, "2019-09-30")),
        ON,
        clear=1,
    ),
    Case(
        "a payee without agreement",
        ("judges", 3),
        (
            *DEAL,
            shared(3000, "2019-09-30"),
            bought("甲批", 700, "2019-03-01", payee="养殖场", kind=K.COLLECTIVE),
        ),
        ON,
        (700,),
        clear=1,
    ),
    Case(
        "a voided agreement is none",
        ("spares", 3),
        (agreed("协1", 50000), agreed("协1", 50000, version=2, void=True), agreed("协2", 0)),
        ON,
    ),
    Case("no agreement at all", ("cannot", 0), MONEY, ON, reasons={"没有登记帮扶协议": 1}),
    Case("nothing at all", ("cannot", 0), (planned("路"),), ON, reasons={"没有登记帮扶协议": 1}),
)
