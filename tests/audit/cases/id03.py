"""闲置一年以上: what has not reached anyone after a year."""

from ledger.values.kinds import AccountKind as K
from tests.audit.case import Case
from tests.audit.steps import (
    arrives,
    assigned,
    carried_over,
    disbursed,
    opening,
    passed_on,
    pooled,
    received,
    reversed_,
    sent_down,
)

ARRIVED = arrives("甲批", 1000, "2019-01-01")
YEAR_ON = "2020-01-01"

CASES = (
    Case("the three hundred and sixty-fifth day", ("judges", 2), (ARRIVED,), YEAR_ON, (1000,)),
    Case("the day before", ("judges", 2), (ARRIVED,), "2019-12-31", clear=1),
    Case(
        "each lot is a subject, in any book",
        ("judges", 1),
        (ARRIVED, arrives("乙批", 500, "2019-01-02")),
        YEAR_ON,
        flagged=(1000,),
        clear=1,
        level="prefecture",
    ),
    Case(
        "money with a unit, in the pool and at a project is idle too",
        ("judges", 1),
        (
            ARRIVED,
            pooled("甲批", 500, "2019-02-01"),
            assigned("甲批", "护林", 400, "2019-02-02", start=K.POOL),
            disbursed("甲批", "护林", 300, "2019-02-03", K.UNIT),
        ),
        YEAR_ON,
        flagged=(1000,),
    ),
    Case(
        "a carry-over keeps the age",
        ("judges", 2),
        (ARRIVED, carried_over("甲批", 1000, "2019-12-31")),
        YEAR_ON,
        flagged=(1000,),
    ),
    Case(
        "a later part is younger",
        ("judges", 2),
        (
            sent_down("甲批", 1000, "2019-01-01"),
            received("甲批", 600, "2019-01-01"),
            received("甲批", 400, "2019-01-02"),
        ),
        YEAR_ON,
        flagged=(600,),
    ),
    Case(
        "what a vendor was paid is not idle",
        ("spares", 1),
        (
            ARRIVED,
            assigned("甲批", "护林", 1000, "2019-02-02"),
            disbursed("甲批", "护林", 999, "2019-02-03", K.VENDOR),
        ),
        YEAR_ON,
        flagged=(1,),
    ),
    Case(
        "a lot spent to the last fen",
        ("spares", 1),
        (
            ARRIVED,
            assigned("甲批", "护林", 1000, "2019-02-02"),
            disbursed("甲批", "护林", 1000, YEAR_ON, K.VENDOR),
        ),
        YEAR_ON,
        clear=1,
    ),
    Case(
        "an opening balance already with households",
        ("spares", 1),
        (opening("甲批", 700, "2017-12-31", received_on="2017-01-01", kind=K.HOUSEHOLD),),
        YEAR_ON,
        clear=1,
    ),
    Case(
        "what went down to another book is that book's",
        ("spares", 2),
        (ARRIVED, passed_on("甲批", 1000, "2019-02-01")),
        YEAR_ON,
        clear=1,
    ),
    Case(
        "a mutual-aid fund turns over by itself",
        ("spares", 3),
        (
            ARRIVED,
            assigned("甲批", "互助", 1000, "2019-02-02"),
            disbursed("甲批", "互助", 1000, "2019-02-03", K.REVOLVING),
        ),
        YEAR_ON,
        clear=1,
    ),
    Case(
        "a reversed receipt leaves nothing",
        ("spares", 4),
        (arrives("甲批", 1000, "2019-01-01", name="下达"), reversed_("下达", "2019-02-01")),
        YEAR_ON,
        clear=1,
    ),
)
