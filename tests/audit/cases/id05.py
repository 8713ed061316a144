"""支出进度滞后: what was spent of a year's money by three days of the year."""

from datetime import date

from ledger.values.kinds import AccountKind as K
from ledger.values.kinds import VoucherKind as V
from tests.audit.case import Case
from tests.audit.funding import paid_from_unit
from tests.audit.steps import (
    arrives,
    assigned,
    disbursed,
    moved,
    passed_on,
    returned,
    reversed_,
)

MONEY = (arrives("甲批", 1000, "2019-01-02"), assigned("甲批", "修路", 1000, "2019-02-01"))
JUNE, DECEMBER = "2019-06-30", "2019-12-31"


CASES = (
    Case(
        "half by June",
        ("judges", 2),
        (*MONEY, disbursed("甲批", "修路", 500, "2019-06-30", K.VENDOR)),
        JUNE,
        clear=1,
    ),
    Case(
        "less than half by June",
        ("judges", 2),
        (*MONEY, disbursed("甲批", "修路", 499, "2019-06-30", K.VENDOR)),
        JUNE,
        flagged=(1,),
    ),
    Case(
        "each of the three days is a subject",
        ("judges", 1),
        (*MONEY, disbursed("甲批", "修路", 600, "2019-06-30", K.VENDOR)),
        DECEMBER,
        flagged=(320, 150),
        clear=1,
    ),
    Case(
        "enough by each day",
        ("judges", 2),
        (
            *MONEY,
            disbursed("甲批", "修路", 750, "2019-06-30", K.VENDOR),
            disbursed("甲批", "修路", 170, "2019-12-31", K.VENDOR),
        ),
        DECEMBER,
        clear=3,
    ),
    Case(
        "what came back was not spent",
        ("judges", 1),
        (
            *MONEY,
            disbursed("甲批", "修路", 500, "2019-05-01", K.VENDOR, name="付"),
            returned("付", 100, "2019-06-01"),
        ),
        JUNE,
        flagged=(100,),
    ),
    Case(
        "what went down is not to be spent here",
        ("judges", 1),
        (arrives("甲批", 1000, "2019-01-02"), passed_on("甲批", 1000, "2019-02-01")),
        JUNE,
        clear=1,
    ),
    Case(
        "and is again when that was reversed",
        ("judges", 1),
        (
            arrives("甲批", 1000, "2019-01-02"),
            passed_on("甲批", 1000, "2019-02-01"),
            reversed_("voucher 2", "2019-03-01"),
        ),
        JUNE,
        flagged=(500,),
    ),
    Case(
        "what was collected is gone once, wherever it goes then",
        ("judges", 1),
        (
            arrives("甲批", 1000, "2019-01-02"),
            moved(V.RECOVER, "甲批", 600, "2019-02-01", K.UNASSIGNED, K.RECOVERED),
            moved(V.SEND_BACK, "甲批", 300, "2019-03-01", K.RECOVERED, K.SENT_UP, owner="999999"),
            moved(V.RELEASE, "甲批", 300, "2019-03-01", K.RECOVERED, K.RELEASED),
            assigned("甲批", "修路", 400, "2019-02-01"),
            disbursed("甲批", "修路", 199, "2019-05-01", K.VENDOR),
        ),
        JUNE,
        flagged=(1,),
    ),
    Case(
        "what a unit pays on was spent when it got it",
        ("judges", 1),
        (
            *MONEY,
            disbursed("甲批", "修路", 300, "2019-05-01", K.UNIT),
            paid_from_unit("甲批", 300, "2019-05-02"),
        ),
        JUNE,
        flagged=(200,),
    ),
    Case(
        "what a project gives back was not spent",
        ("judges", 1),
        (*MONEY, moved(V.ADJUST, "甲批", 600, "2019-05-01", K.PROJECT, K.UNASSIGNED, of="修路")),
        JUNE,
        flagged=(500,),
    ),
    Case(
        "what is spent later does not count in June",
        ("judges", 2),
        (
            *MONEY,
            disbursed("甲批", "修路", 499, "2019-06-30", K.VENDOR),
            disbursed("甲批", "修路", 300, "2019-07-01", K.VENDOR),
        ),
        "2019-09-30",
        flagged=(1,),
        clear=1,
    ),
    Case("the day before", ("spares", 1), MONEY, "2019-06-29"),
    Case(
        "money that came in the last ninety days",
        ("spares", 2),
        (arrives("甲批", 1000, "2019-04-02"),),
        JUNE,
        clear=1,
    ),
    Case(
        "money that came ninety days before",
        ("judges", 1),
        (arrives("甲批", 1000, "2019-04-01"),),
        JUNE,
        flagged=(500,),
    ),
    Case("a prefecture passes down", ("spares", 3), MONEY, JUNE, level="prefecture"),
    Case(
        "the year in which the book begins",
        ("cannot", 0),
        MONEY,
        JUNE,
        reasons={"年度中间启用": 1},
        live_from=date(2019, 2, 1),
    ),
    Case("a day before that", ("cannot", 0), MONEY, "2019-07-10", live_from=date(2019, 7, 1)),
)
