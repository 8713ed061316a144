"""年底突击支付: what leaves projects in the last days of a year, and where it stands then."""

from datetime import date

from ledger.values.kinds import AccountKind as K
from ledger.values.kinds import VoucherKind as V
from tests.audit.case import Case
from tests.audit.funding import paid_from_unit
from tests.audit.steps import (
    arrives,
    assigned,
    carried_over,
    disbursed,
    moved,
    returned,
    reversed_,
)

WAN = 10_000_00
MONEY = (
    arrives("甲批", 100 * WAN, "2019-01-02"),
    assigned("甲批", "修路", 100 * WAN, "2019-02-01"),
)
JUDGED = "2019-12-31"
MIDDLE = date(2019, 5, 1)

CASES = (
    Case(
        "more than thirty of a hundred in the last days",
        ("judges", 1),
        (
            *MONEY,
            disbursed("甲批", "修路", 69 * WAN, "2019-12-14", K.VENDOR),
            disbursed("甲批", "修路", 31 * WAN, "2019-12-15", K.VENDOR),
        ),
        JUDGED,
        flagged=(31 * WAN,),
    ),
    Case(
        "thirty of a hundred are no more than that",
        ("judges", 1),
        (
            *MONEY,
            disbursed("甲批", "修路", 70 * WAN, "2019-12-14", K.VENDOR),
            disbursed("甲批", "修路", 30 * WAN, "2019-12-15", K.VENDOR),
        ),
        JUDGED,
        clear=1,
    ),
    Case(
        "what was reversed in those days did not go",
        ("judges", 1),
        (
            *MONEY,
            disbursed("甲批", "修路", 60 * WAN, "2019-06-01", K.VENDOR),
            disbursed("甲批", "修路", 40 * WAN, "2019-12-20", K.VENDOR, name="付"),
            reversed_("付", "2019-12-21"),
        ),
        JUDGED,
        clear=1,
    ),
    Case(
        "what a unit pays on left the project before",
        ("judges", 1),
        (
            *MONEY,
            disbursed("甲批", "修路", 69 * WAN, "2019-06-01", K.UNIT),
            disbursed("甲批", "修路", 31 * WAN, "2019-12-15", K.VENDOR),
            paid_from_unit("甲批", 10 * WAN, "2019-12-20"),
        ),
        JUDGED,
        flagged=(31 * WAN,),
    ),
    Case(
        "what a project gives back was not paid out",
        ("judges", 1),
        (
            *MONEY,
            disbursed("甲批", "修路", 69 * WAN, "2019-06-01", K.VENDOR),
            disbursed("甲批", "修路", 20 * WAN, "2019-12-20", K.VENDOR),
            moved(V.ADJUST, "甲批", 11 * WAN, "2019-12-20", K.PROJECT, K.UNASSIGNED, of="修路"),
        ),
        JUDGED,
        clear=1,
    ),
    Case(
        "money that came late is not paid late",
        ("spares", 1),
        (
            *MONEY,
            disbursed("甲批", "修路", 50 * WAN, "2019-06-01", K.VENDOR),
            arrives("乙批", 50 * WAN, "2019-10-21"),
            assigned("乙批", "修桥", 50 * WAN, "2019-11-01"),
            disbursed("乙批", "修桥", 50 * WAN, "2019-12-20", K.VENDOR),
        ),
        JUDGED,
        clear=1,
    ),
    Case(
        "a day earlier it had had time",
        ("judges", 1),
        (
            *MONEY,
            disbursed("甲批", "修路", 50 * WAN, "2019-06-01", K.VENDOR),
            arrives("乙批", 50 * WAN, "2019-10-20"),
            assigned("乙批", "修桥", 50 * WAN, "2019-11-01"),
            disbursed("乙批", "修桥", 50 * WAN, "2019-12-20", K.VENDOR),
        ),
        JUDGED,
        flagged=(50 * WAN,),
    ),
    Case(
        "a year that has not ended is not judged",
        ("spares", 2),
        (*MONEY, disbursed("甲批", "修路", 31 * WAN, "2019-12-15", K.VENDOR)),
        "2019-12-30",
    ),
    Case(
        "money parked with a unit over the year's end",
        ("judges", 2),
        (
            *MONEY,
            disbursed("甲批", "修路", 80 * WAN, "2019-06-01", K.VENDOR),
            disbursed("甲批", "修路", 10 * WAN, "2019-12-20", K.UNIT),
        ),
        JUDGED,
        flagged=(10 * WAN,),
        clear=1,
    ),
    Case(
        "less than the least is petty",
        ("spares", 4),
        (
            *MONEY,
            disbursed("甲批", "修路", 80 * WAN, "2019-06-01", K.VENDOR),
            disbursed("甲批", "修路", 10 * WAN - 1, "2019-12-20", K.UNIT),
        ),
        JUDGED,
        clear=2,
    ),
    Case(
        "what the unit had before is not of these days",
        ("judges", 2),
        (
            *MONEY,
            disbursed("甲批", "修路", 60 * WAN, "2019-06-01", K.UNIT),
            disbursed("甲批", "修路", 11 * WAN, "2019-12-20", K.UNIT),
        ),
        JUDGED,
        flagged=(11 * WAN,),
        clear=1,
    ),
    Case(
        "each year has its own days, and the unit keeps what it had",
        ("judges", 2),
        (
            arrives("甲批", 100 * WAN, "2018-01-02"),
            assigned("甲批", "修路", 100 * WAN, "2018-02-01"),
            disbursed("甲批", "修路", 49 * WAN, "2018-06-01", K.UNIT),
            disbursed("甲批", "修路", 40 * WAN, "2019-06-01", K.VENDOR),
            disbursed("甲批", "修路", 11 * WAN, "2019-12-20", K.UNIT),
        ),
        JUDGED,
        flagged=(11 * WAN,),
        clear=2,
    ),
    Case(
        "parked is what stood on the last day, though it was paid later",
        ("judges", 2),
        (
            *MONEY,
            disbursed("甲批", "修路", 80 * WAN, "2019-06-01", K.VENDOR),
            disbursed("甲批", "修路", 15 * WAN, "2019-12-20", K.UNIT),
            paid_from_unit("甲批", 15 * WAN, "2020-01-10"),
        ),
        "2020-01-31",
        flagged=(15 * WAN,),
        clear=1,
    ),
    Case(
        "a carry-over of the unit's money is no payment to it",
        ("judges", 2),
        (
            *MONEY,
            disbursed("甲批", "修路", 60 * WAN, "2019-06-01", K.UNIT),
            disbursed("甲批", "修路", 40 * WAN, "2019-06-01", K.VENDOR),
            carried_over("甲批", 60 * WAN, "2019-12-31", K.UNIT, owner="某单位"),
        ),
        JUDGED,
        clear=1,
    ),
    Case(
        "nor is the reversal of what it sent back",
        ("judges", 2),
        (
            *MONEY,
            disbursed("甲批", "修路", 20 * WAN, "2019-06-01", K.UNIT, name="拨"),
            disbursed("甲批", "修路", 80 * WAN, "2019-06-01", K.VENDOR),
            returned("拨", 20 * WAN, "2019-11-01", as_name="退"),
            reversed_("退", "2019-12-20"),
        ),
        JUDGED,
        clear=1,
    ),
    Case(
        "what the unit paid by the last day is not parked",
        ("spares", 3),
        (
            *MONEY,
            disbursed("甲批", "修路", 80 * WAN, "2019-06-01", K.VENDOR),
            disbursed("甲批", "修路", 15 * WAN, "2019-12-20", K.UNIT, owner="某镇"),
            paid_from_unit("甲批", 6 * WAN, "2019-12-31", owner="某镇"),
        ),
        JUDGED,
        clear=2,
    ),
    Case(
        "what was sent back is not parked",
        ("spares", 3),
        (
            *MONEY,
            disbursed("甲批", "修路", 80 * WAN, "2019-06-01", K.VENDOR),
            disbursed("甲批", "修路", 15 * WAN, "2019-12-20", K.UNIT, name="拨"),
            returned("拨", 15 * WAN, "2019-12-31"),
        ),
        JUDGED,
        clear=2,
    ),
    Case(
        "the year in which the book begins is known in part",
        ("cannot", 0),
        (*MONEY, disbursed("甲批", "修路", 31 * WAN, "2019-12-20", K.VENDOR)),
        JUDGED,
        reasons={"年度中间启用": 1},
        live_from=MIDDLE,
    ),
)
