"""互斥政策: two benefits that one household may not have."""

from tests.audit.case import Case
from tests.audit.paying import To, paid
from tests.audit.steps import arrives, assigned, returned

MONEY = (arrives("甲批", 100000, "2019-01-02"), assigned("甲批", "护林", 100000, "2019-01-10"))
JUDGED = "2019-12-31"
REPAIR = paid("2019-03-01", To("张家", 1500, benefit="housing_repair"), name="危改")
MOVE = paid("2019-09-01", To("张家", 9000, benefit="relocation"))
FIRST_HALF, SECOND_HALF = ("2019-01-01", "2019-06-30"), ("2019-07-01", "2019-12-31")
JUNE_ON = ("2019-06-30", "2019-12-31")

CASES = (
    Case("relocated and repaired", ("judges", 2), (*MONEY, REPAIR, MOVE), JUDGED, flagged=(1500,)),
    Case(
        "only one of them, and one that names nobody",
        ("spares", 1),
        (*MONEY, REPAIR, paid("2019-03-02", To("", 9, benefit="housing_repair"))),
        JUDGED,
        clear=1,
    ),
    Case(
        "two households have one each",
        ("judges", 1),
        (*MONEY, REPAIR, paid("2019-09-01", To("李家", 9000, benefit="relocation"))),
        JUDGED,
        clear=2,
    ),
    Case(
        "monthly ones that overlap by a day",
        ("judges", 3),
        (
            *MONEY,
            paid("2019-06-01", To("张家", 600, benefit="low_income", period=FIRST_HALF)),
            paid("2019-09-01", To("张家", 900, benefit="extreme_poverty", period=JUNE_ON)),
        ),
        JUDGED,
        flagged=(600,),
    ),
    Case(
        "one after the other",
        ("spares", 2),
        (
            *MONEY,
            paid("2019-06-01", To("张家", 600, benefit="low_income", period=FIRST_HALF)),
            paid("2019-09-01", To("张家", 900, benefit="extreme_poverty", period=SECOND_HALF)),
            paid("2019-06-02", To("李家", 600, benefit="extreme_poverty", period=FIRST_HALF)),
            paid("2019-09-02", To("李家", 900, benefit="low_income", period=SECOND_HALF)),
        ),
        JUDGED,
        clear=2,
    ),
    Case(
        "paid back",
        ("spares", 3),
        (*MONEY, REPAIR, MOVE, returned("危改", 1500, "2019-10-01")),
        JUDGED,
        clear=1,
    ),
    Case(
        "two that go together",
        ("spares", 4),
        (*MONEY, REPAIR, paid("2019-09-01", To("张家", 900, benefit="school_aid"))),
        JUDGED,
        clear=1,
    ),
)
