"""以拨代支: passed to a unit, and there it stays."""

from datetime import date

from ledger.book.voucher import Entry
from ledger.values.kinds import AccountKind as K
from ledger.values.kinds import VoucherKind as V
from tests.audit.case import Case
from tests.audit.funding import later, paid_from_unit
from tests.audit.steps import arrives, assigned, carried_over, disbursed, returned, reversed_
from tests.audit.world import World, day

MONEY = (arrives("甲批", 10000, "2019-01-02"), assigned("甲批", "护林", 10000, "2019-02-01"))
ON = "2019-03-01"
OUT = disbursed("甲批", "护林", 1000, ON, K.UNIT, name="拨")
JUDGED = "2019-12-31"


def opened(world: World) -> None:
    """期初: 400 in a unit's account and 1000 in a project, of one lot."""
    new = world.new_lot("旧批", 1400, day("2018-05-01"), day("2018-05-01"), world.upper)
    source, lot = world.account(K.SOURCE), world.lot("旧批")
    entries = [
        Entry(source, world.account(K.UNIT), lot, 400),
        Entry(source, world.account(K.PROJECT, str(world.key("护林"))), lot, 1000),
    ]
    world.post(V.OPEN, day("2019-01-01"), entries, lots=[new])


PAID_OLD = paid_from_unit("旧批", 500, later(ON, 10), owner="")


CASES = (
    Case("nothing went on", ("judges", 2), (*MONEY, OUT), JUDGED, flagged=(1000,)),
    Case(
        "a fen less than half",
        ("judges", 2),
        (*MONEY, OUT, paid_from_unit("甲批", 499, later(ON, 30))),
        JUDGED,
        flagged=(501,),
    ),
    Case(
        "paid, but a day too late",
        ("judges", 2),
        (*MONEY, OUT, paid_from_unit("甲批", 1000, later(ON, 91))),
        JUDGED,
        flagged=(1000,),
    ),
    Case(
        "what came first is paid first",
        ("judges", 1),
        (
            *MONEY,
            OUT,
            disbursed("甲批", "护林", 1000, later(ON, 1), K.UNIT),
            paid_from_unit("甲批", 1000, later(ON, 20)),
        ),
        JUDGED,
        flagged=(1000,),
        clear=1,
    ),
    Case(
        "an opening is paid before what came later",
        ("judges", 1),
        (opened, disbursed("旧批", "护林", 1000, ON, K.UNIT, owner=""), PAID_OLD),
        JUDGED,
        flagged=(900,),
        live_from=date(2019, 2, 1),
    ),
    Case(
        "another unit's payments do not help",
        ("judges", 1),
        (
            *MONEY,
            OUT,
            disbursed("甲批", "护林", 100, ON, K.UNIT, owner="乙单位"),
            paid_from_unit("甲批", 100, later(ON, 5), owner="乙单位"),
        ),
        JUDGED,
        flagged=(1000,),
        clear=1,
    ),
    Case(
        "the ninetieth day",
        ("spares", 1),
        (*MONEY, OUT),
        later(ON, 90),
        clear=1,
    ),
    Case("a day after", ("judges", 2), (*MONEY, OUT), later(ON, 91), flagged=(1000,)),
    Case(
        "half of it in two payments, the last on the last day",
        ("spares", 2),
        (
            *MONEY,
            OUT,
            paid_from_unit("甲批", 200, later(ON, 30)),
            paid_from_unit("甲批", 300, later(ON, 90)),
        ),
        JUDGED,
        clear=1,
    ),
    Case(
        "reversed",
        ("spares", 3),
        (*MONEY, OUT, reversed_("拨", later(ON, 200))),
        JUDGED,
        clear=1,
    ),
    Case(
        "half of what was left after a return",
        ("spares", 3),
        (
            *MONEY,
            OUT,
            returned("拨", 800, later(ON, 10)),
            paid_from_unit("甲批", 100, later(ON, 30)),
        ),
        JUDGED,
        clear=1,
    ),
    Case(
        "what goes back or into the next year is no payment",
        ("judges", 2),
        (
            *MONEY,
            OUT,
            returned("拨", 800, later(ON, 10)),
            paid_from_unit("甲批", 99, later(ON, 30)),
            carried_over("甲批", 101, later(ON, 60), K.UNIT, owner="某单位"),
        ),
        JUDGED,
        flagged=(101,),
    ),
    Case(
        "a return that was itself reversed sends the money out anew",
        ("judges", 1),
        (
            *MONEY,
            OUT,
            returned("拨", 1000, later(ON, 10), as_name="退"),
            reversed_("退", later(ON, 20)),
        ),
        JUDGED,
        flagged=(1000,),
        clear=1,
    ),
    Case(
        "a cooperative",
        ("spares", 4),
        (*MONEY, disbursed("甲批", "护林", 1000, ON, K.COLLECTIVE)),
        JUDGED,
    ),
)
