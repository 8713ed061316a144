"""应享未享: on the register, and nothing came."""

from datetime import date

from ledger.storage import tables as t
from tests.audit.case import Case
from tests.audit.homes import home
from tests.audit.paying import To, paid, without_line
from tests.audit.projecting import lent, registered, waged
from tests.audit.steps import arrives, assigned, reversed_

LIVE = date(2019, 1, 1)
ON = "2019-12-31"
MONEY = (arrives("甲批", 100000, "2019-01-02"), assigned("甲批", "护林", 50000, "2019-01-10"))
POOR = home("张家", "registered", "2018-01-01")
LOW = home("张家", "low_income", "2018-01-01")


def monthly(year: int, benefit: str = "low_income", who: str = "张家") -> To:
    return To(who, 100, benefit=benefit, period=(f"{year}-06-01", f"{year}-06-30"))


CASES = (
    Case(
        "a year without anything; ordinary households are not asked",
        ("judges", 1),
        (POOR, home("王家", "ordinary", "2018-01-01")),
        ON,
        flagged=(None,),
        live_from=LIVE,
    ),
    Case(
        "a year without anything, and lifted the day after it",
        ("judges", 1),
        (POOR, home("张家", "lifted", "2020-01-01")),
        ON,
        flagged=(None,),
        live_from=LIVE,
    ),
    Case(
        "a post that had ended, a link that began later",
        ("judges", 1),
        (
            registered(
                t.PostHolder,
                post="岗一",
                household="岗家",
                valid_from="2018-01-01",
                valid_to="2019-01-01",
                insured=True,
            ),
            registered(
                t.Beneficiary,
                project="路",
                household="受家",
                mechanism="dividend",
                valid_from="2020-01-01",
            ),
        ),
        ON,
        flagged=(None, None),
        live_from=LIVE,
    ),
    Case(
        "what was paid was taken back",
        ("judges", 1),
        (*MONEY, POOR, paid("2019-03-01", To("张家", 1), name="错"), reversed_("错", "2019-04-01")),
        ON,
        flagged=(None,),
        live_from=LIVE,
    ),
    Case(
        "relapsed and monitored households too, in each of the years",
        ("judges", 1),
        (
            home("王家", "relapsed", "2018-01-01"),
            home("李家", "registered", "2018-01-01", "2018-07-01"),
            home("李家", "monitored", "2018-07-01"),
        ),
        ON,
        flagged=(None, None),
    ),
    Case(
        "a fen is a measure",
        ("spares", 4),
        (*MONEY, POOR, paid("2019-12-31", To("张家", 1))),
        ON,
        clear=1,
        live_from=LIVE,
    ),
    Case(
        "paid next year for this one",
        ("spares", 4),
        (*MONEY, POOR, paid("2020-02-01", To("张家", 1))),
        "2020-03-01",
        clear=1,
        live_from=LIVE,
    ),
    Case(
        "a beneficiary, a post, wages, a loan",
        ("spares", 4),
        (
            registered(
                t.Beneficiary,
                project="路",
                household="受家",
                mechanism="dividend",
                valid_from="2019-12-31",
            ),
            registered(
                t.PostHolder,
                post="岗一",
                household="岗家",
                valid_from="2018-01-01",
                valid_to="2019-01-02",
                insured=True,
            ),
            waged(1, 100),
            lent("贷", 100),
        ),
        ON,
        clear=4,
        live_from=LIVE,
    ),
    Case(
        "registered on the second of January, and one that was soon monitored instead",
        ("spares", 1),
        (
            home("张家", "registered", "2019-01-02"),
            home("李家", "registered", "2019-01-02", "2019-06-01"),
            home("李家", "monitored", "2019-06-01"),
        ),
        ON,
        clear=2,
        live_from=LIVE,
    ),
    Case(
        "gone before the year was over, or struck off on its last day",
        ("spares", 1),
        (
            home("张家", "registered", "2018-01-01", "2019-12-31"),
            home("李家", "registered", "2018-01-01"),
            home("李家", "struck_off", "2019-12-31"),
        ),
        ON,
        clear=2,
        live_from=LIVE,
    ),
    Case(
        "lifted on the last day, or before the year",
        ("spares", 2),
        (
            home("张家", "lifted", "2019-12-31"),
            home("张家", "registered", "2018-01-01", "2019-12-31"),
            home("李家", "registered", "2018-01-01", "2019-01-01"),
            home("李家", "lifted", "2019-01-01"),
        ),
        ON,
        clear=2,
        live_from=LIVE,
    ),
    Case("the year has a day to go", ("spares", 3), (POOR,), "2019-12-30", clear=1, live_from=LIVE),
    Case(
        "the book opened in its second day",
        ("spares", 3),
        (POOR,),
        ON,
        clear=1,
        live_from=date(2019, 1, 2),
    ),
    Case(
        "low income, paid a year and then no more",
        ("judges", 2),
        (*MONEY, LOW, paid("2018-06-30", monthly(2018))),
        ON,
        flagged=(None,),
    ),
    Case(
        "low income paid from elsewhere",
        ("spares", 5),
        (*MONEY, LOW, paid("2018-06-30", monthly(2018, "forest_ranger"))),
        ON,
        clear=1,
    ),
    Case(
        "low income paid from elsewhere until the third year",
        ("spares", 5),
        (*MONEY, LOW, paid("2020-06-30", monthly(2020))),
        "2020-12-31",
        clear=1,
    ),
    Case(
        "low income paid both years",
        ("judges", 2),
        (*MONEY, LOW, paid("2018-06-30", monthly(2018)), paid("2019-06-30", monthly(2019))),
        ON,
        clear=1,
    ),
    Case(
        "money of nobody",
        ("cannot", 0),
        (*MONEY, without_line("2019-05-01", "甲批", 7)),
        ON,
        reasons={"（household）": 1},
        live_from=LIVE,
    ),
)
