"""应整未整: money left outside the pool while the library waits for money."""

from dataclasses import replace
from datetime import date

from ledger.book.voucher import Entry
from ledger.values.kinds import AccountKind as K
from ledger.values.kinds import VoucherKind as V
from tests.audit.case import Case
from tests.audit.funding import catalogued, granted
from tests.audit.limiting import classed
from tests.audit.projecting import accepted, planned, stepped
from tests.audit.steps import arrives, assigned, pooled, received, sent_down
from tests.audit.world import Step, World, day

JUDGED = "2019-12-31"
EARLY, LATE = "2019-07-03", "2019-07-04"
"""181 and 180 days before."""

POOR = classed("国家级重点县", at="county")
WAITS: tuple[Step, ...] = (planned("路", planned_fen=1000), stepped("路", "entered", "2019-02-01"))


def lot(on: str = EARLY, fen: int = 800, category: str = "扶贫发展资金") -> tuple[Step, ...]:
    return catalogued(), granted("甲批", fen, on, category=category)


def opened_late(world: World) -> None:
    """期初: of a lot that came in September, 200 are not assigned and 500 are spent."""
    plain = world.new_lot("甲批", 1300, day("2019-09-01"), day("2019-09-01"), world.upper)
    new = replace(plain, category="扶贫发展资金")
    source, lot = world.account(K.SOURCE), world.lot("甲批")
    entries = [
        Entry(source, world.account(K.UNASSIGNED), lot, 200),
        Entry(source, world.account(K.VENDOR), lot, 500),
    ]
    world.post(V.OPEN, day("2019-09-30"), entries, lots=[new])


CASES = (
    Case(
        "money waits outside and a project waits for money",
        ("judges", 2),
        (*lot(), POOR, *WAITS),
        JUDGED,
        flagged=(800,),
    ),
    Case(
        "the gap is smaller than the money",
        ("judges", 2),
        (*lot(fen=5000), POOR, *WAITS),
        JUDGED,
        flagged=(1000,),
    ),
    Case(
        "a pool that was used tells as much as a class",
        ("judges", 1),
        (*lot(fen=900), pooled("甲批", 100, "2019-08-01"), *WAITS),
        JUDGED,
        flagged=(800,),
    ),
    Case("the last day", ("spares", 3), (*lot(LATE), POOR, *WAITS), JUDGED, clear=1),
    Case(
        "all of it pooled",
        ("spares", 2),
        (*lot(), pooled("甲批", 800, "2019-12-30"), *WAITS),
        JUDGED,
        clear=1,
    ),
    Case(
        "no integrable category",
        ("spares", 1),
        (*lot(category="普惠性直补资金"), POOR, *WAITS),
        JUDGED,
        clear=0,
    ),
    Case(
        "the library has its money",
        ("spares", 4),
        (
            *lot(fen=1800),
            POOR,
            *WAITS,
            assigned("甲批", "路", 1000, "2019-08-01"),
        ),
        JUDGED,
        clear=1,
    ),
    Case(
        "the project that waited is finished",
        ("spares", 4),
        (
            *lot(),
            POOR,
            *WAITS,
            planned("桥", planned_fen=0),
            stepped("桥", "entered", "2019-02-01"),
            accepted("验一", 1000),
            planned("渠", planned_fen=1000),  # asked for, but not taken into the library
            stepped("渠", "proposed", "2019-01-20"),
        ),
        JUDGED,
        clear=1,
    ),
    Case(
        "a project taken out of the library waits for nothing",
        ("spares", 4),
        (
            *lot(),
            POOR,
            *WAITS,
            stepped("路", "removed", "2019-03-01"),
            planned("桥", planned_fen=0),
            stepped("桥", "entered", "2019-02-01"),
        ),
        JUDGED,
        clear=1,
    ),
    Case(
        "a project that is taken into the library again waits again",
        ("judges", 2),
        (
            *lot(),
            POOR,
            *WAITS,
            stepped("路", "removed", "2019-03-01"),
            stepped("路", "entered", "2019-05-01"),
        ),
        JUDGED,
        flagged=(800,),
    ),
    Case(
        "money is as old as its arrival, not as its voucher",
        ("judges", 1),
        (
            catalogued(),
            granted("甲批", 800, LATE, received_on=EARLY),
            POOR,
            *WAITS,
        ),
        JUDGED,
        flagged=(800,),
    ),
    Case(
        "what an opening says is spent stands nowhere any more",
        ("judges", 1),
        (
            catalogued(),
            sent_down("甲批", 600, "2019-01-05"),
            opened_late,
            received("甲批", 600, "2019-02-01"),
            POOR,
            *WAITS,
        ),
        JUDGED,
        flagged=(600,),
        live_from=date(2019, 10, 1),
    ),
    Case(
        "a prefecture's book",
        ("spares", 5),
        (*lot(), POOR, *WAITS),
        JUDGED,
        level="prefecture",
    ),
    Case(
        "a category that nobody registered",
        ("cannot", 0),
        (arrives("甲批", 800, EARLY), POOR, *WAITS),
        JUDGED,
        reasons={"资金类别不在目录": 1},
    ),
    Case(
        "a county of which nobody knows whether it may pool",
        ("cannot", 0),
        (*lot(), classed("计划2019年摘帽县", at="county"), *WAITS),
        JUDGED,
        reasons={"整合试点": 1},
    ),
    Case(
        "a library without amounts",
        ("cannot", 0),
        (*lot(), POOR, planned("路"), stepped("路", "entered", "2019-02-01")),
        JUDGED,
        reasons={"计划金额": 1},
    ),
)
