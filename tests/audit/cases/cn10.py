"""无利益联结: agreements, beneficiaries and dividends."""

from ledger.book.voucher import Entry
from ledger.storage import tables as t
from ledger.values.kinds import AccountKind as K
from ledger.values.kinds import VoucherKind as V
from tests.audit.case import Case
from tests.audit.projecting import agreed, bought, dividend_due, org_key, planned, registered
from tests.audit.steps import arrives, assigned, disbursed, returned
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


def other_money(on: str, fen: int, *, back_on: str = "") -> tuple[Step, ...]:
    """The cooperative buys something, and pays households out of an account for expenses; on a day
    both may come back. Nothing of it is a dividend."""

    def paid_out(kind: K, start: K, owner: str, name: str) -> Step:
        def step(world: World) -> None:
            begin = world.account(start, org_key(world, "合作社"))
            entry = Entry(begin, world.account(kind, owner), world.lot("甲批"), fen)
            world.post(V.PAY, day(on), [entry], name=name)

        return step

    def for_expenses(world: World) -> None:
        owner = org_key(world, "合作社")
        disbursed("甲批", "路", fen, "2019-01-12", K.UNIT, owner=owner)(world)

    names = (f"购{on}", f"支{on}")
    return (
        for_expenses,
        paid_out(K.VENDOR, K.COLLECTIVE, "饲料厂", names[0]),
        paid_out(K.HOUSEHOLD, K.UNIT, "", names[1]),
        *(returned(name, fen, back_on) for name in names if back_on),
    )


DEAL = (*MONEY, agreed("协1", 50000), BY, dividend_due("协1", "2019-10-01", 3000))


def ended(on: str) -> tuple[Step, ...]:
    """An agreement that is valid up to this day, with a dividend of October."""
    due = dividend_due("协1", "2019-10-01", 3000)
    return (*MONEY, agreed("协1", 50000, valid_to=on), BY, due)


CASES = (
    Case(
        "no household 91 days after",
        ("judges", 1),
        (*MONEY, agreed("协1", 50000)),
        "2019-04-11",
        (50000,),
    ),
    Case("90 days", ("spares", 1), (*MONEY, agreed("协1", 50000)), "2019-04-10", clear=1),
    Case(
        "households of another agreement, and of another project without one",
        ("judges", 1),
        (
            *MONEY,
            agreed("协1", 50000),
            BY,
            agreed("协2", 700),
            agreed("协3", 600, project="桥"),
            registered(
                t.Beneficiary,
                project="桥",
                household="李家",
                mechanism="work",
                valid_from="2019-01-01",
            ),
        ),
        ON,
        (700,),
        clear=2,
    ),
    Case(
        "dividend short, whatever else was paid",
        ("judges", 2),
        (*DEAL, shared(2999, "2019-09-30"), *other_money("2019-09-01", 500)),
        ON,
        (1,),
    ),
    Case(
        "shared before it was signed",
        ("judges", 2),
        (
            *MONEY,
            agreed("协1", 50000, "2019-03-01"),
            BY,
            dividend_due("协1", "2019-10-01", 3000),
            shared(3000, "2019-02-28"),
        ),
        ON,
        (3000,),
    ),
    Case("30 days of grace", ("spares", 1), DEAL, "2019-10-31", clear=1),
    Case("it ended on that day", ("spares", 3), ended("2019-10-01"), ON, clear=1),
    Case("it ended the day after", ("judges", 2), ended("2019-10-02"), ON, (3000,)),
    Case("31 days", ("judges", 2), DEAL, "2019-11-01", (3000,)),
    Case(
        "paid in two parts",
        ("spares", 2),
        (
            *(*DEAL, shared(1000, "2019-06-30"), shared(2000, "2019-09-30")),
            *other_money("2019-09-01", 500, back_on="2019-09-02"),
        ),
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
            bought("甲批", 50, "2019-03-01"),
            bought("甲批", 60, "2019-03-01", payee="农场", kind=K.COLLECTIVE, name="退"),
            returned("退", 60, "2019-04-01"),
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
