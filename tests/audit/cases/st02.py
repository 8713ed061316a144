"""劳务报酬不足: share after acceptance, and signatures."""

from dataclasses import replace
from datetime import date

from sqlmodel import Session

from ledger.book.voucher import Entry
from ledger.storage import tables as t
from ledger.values.kinds import AccountKind as K
from ledger.values.kinds import VoucherKind as V
from tests.audit.case import Case
from tests.audit.projecting import planned, stepped, waged
from tests.audit.steps import arrives, assigned
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


def share(basis_points: int) -> Step:
    """A standard of this county only."""

    def step(world: World) -> None:
        def add(work: Session) -> None:
            work.add(
                t.LimitStandard(
                    code=f"T{world.book}",
                    subject="wage_share",
                    name="劳务报酬",
                    kind="ratio_min",
                    measure="basis_points",
                    low=basis_points,
                    high=None,
                    per="项目",
                    basis="",
                    condition="",
                    region=world.county,
                    place_classes=[],
                    benefit="",
                    valid_from=date(2018, 1, 1),
                    valid_to=None,
                    phrase="",
                    source="测试",
                    disputed=False,
                    note="",
                )
            )

        world.register(add)

    return step


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
    Case("not accepted yet", ("spares", 2), (*MONEY, waged(1, 10)), ON, clear=1),
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
