"""劳务报酬不足: share after acceptance, and signatures."""

from dataclasses import replace

from ledger.book.voucher import Entry
from ledger.values.kinds import AccountKind as K
from ledger.values.kinds import VoucherKind as V
from tests.audit.case import Case
from tests.audit.limiting import limited
from tests.audit.projecting import bought, planned, stepped, waged
from tests.audit.steps import arrives, assigned, moved, returned, reversed_
from tests.audit.world import Step, World, day


def relief(lot: str, fen: int, on: str = "2019-01-02") -> Step:
    """Money of 以工代赈 arrives."""

    def step(world: World) -> None:
        new = replace(
            world.new_lot(lot, fen, day(on), day(on), world.upper), category="以工代赈资金"
        )
        entry = Entry(world.account(K.SOURCE), world.account(K.UNASSIGNED), world.lot(lot), fen)
        world.post(V.ALLOCATE, day(on), [entry], lots=[new])

    return step


def share(
    basis_points: int, kind: str = "ratio_min", *, since: str = "2018-01-01", until: str = ""
) -> Step:
    """A standard of this county only."""
    return limited(
        "wage_share", kind, basis_points, measure="basis_points", since=since, until=until
    )


MONEY = (relief("甲批", 100000), planned("路"), assigned("甲批", "路", 100000, "2019-01-10"))
DONE = stepped("路", "accepted", "2019-08-01")
ON = "2019-12-31"

CASES = (
    Case("less than 10 of 100", ("judges", 1), (*MONEY, DONE, waged(1, 9999)), ON, flagged=(1,)),
    Case("10 of 100", ("spares", 1), (*MONEY, DONE, waged(1, 4000), waged(2, 6000)), ON, clear=1),
    Case(
        "the county's own share is higher",
        ("judges", 1),
        (*MONEY, DONE, share(3000), waged(1, 10000)),
        ON,
        flagged=(20000,),
    ),
    Case(
        "a share that had ended when the first money came, and one of something else",
        ("judges", 1),
        (
            *MONEY,
            moved(V.ADJUST, "甲批", 1000, "2019-01-05", K.PROJECT, K.PROJECT, of="路", to="渠"),
            DONE,
            share(3000, until="2019-01-10"),
            limited("material_share", "ratio_min", 3000, measure="basis_points"),
            waged(1, 9900),
        ),
        ON,
        clear=1,
    ),
    Case(
        "a target is no share that must be reached",
        ("judges", 1),
        (*MONEY, DONE, share(3000, "target"), waged(1, 10000)),
        ON,
        clear=1,
    ),
    Case(
        "what was paid and what came back change no base; a share of later is none yet",
        ("judges", 1),
        (
            *MONEY,
            share(3000, since="2019-01-11"),
            bought("甲批", 5000, "2019-03-01", name="付"),
            returned("付", 2000, "2019-04-01"),
            DONE,
            waged(1, 9999),
        ),
        ON,
        flagged=(1,),
    ),
    Case(
        "nothing is left arranged for it",
        ("judges", 1),
        (
            *MONEY[:2],
            assigned("甲批", "路", 100000, "2019-01-10", name="错"),
            reversed_("错", "2019-01-11"),
            DONE,
            waged(1, 1),
        ),
        ON,
    ),
    Case("not accepted yet", ("spares", 2), (*MONEY, waged(1, 10)), ON, clear=1),
    Case("not accepted yet, in a book without wages", ("spares", 2), MONEY, ON, clear=1),
    Case(
        "nobody signed 31 days after",
        ("judges", 2),
        (*MONEY, DONE, waged(1, 10000), waged(2, 500, signed_on=None)),
        "2019-07-01",
        flagged=(500,),
    ),
    Case(
        "30 days for it",
        ("spares", 3),
        (*MONEY, DONE, waged(1, 10000), waged(2, 500, signed_on=None)),
        "2019-06-30",
        clear=1,
    ),
    Case(
        "a wage that was voided is not paid",
        ("judges", 1),
        (*MONEY, DONE, waged(1, 10000), waged(1, 10000, version=2, void=True), waged(2, 100)),
        ON,
        flagged=(9900,),
    ),
    Case(
        "other money of the project is no base",
        ("spares", 4),
        (
            *MONEY,
            arrives("乙批", 900000, "2019-01-02"),
            assigned("乙批", "路", 900000, "2019-01-10"),
            DONE,
            waged(1, 10000),
        ),
        ON,
        clear=1,
    ),
    Case(
        "no wages in the book", ("cannot", 0), (*MONEY, DONE), ON, reasons={"没有登记劳务报酬": 1}
    ),
)
