"""查无此人: paid persons whom the police do not know."""

from ledger.register.external_lists import NewExternalRow
from tests.audit.banking import loaded
from tests.audit.case import Case
from tests.audit.homes import home, member
from tests.audit.owning import resident_number
from tests.audit.paying import To, paid
from tests.audit.steps import arrives, assigned, returned
from tests.audit.world import Step

ON = "2019-12-31"
PAID = (
    arrives("甲批", 1000, "2019-01-02"),
    assigned("甲批", "护林", 900, "2019-01-10"),
    home("张家", "registered", "2018-01-01"),
    member("张家/张三", resident_id=resident_number(1)),
    member("张家/张四", resident_id=resident_number(2)),
    paid("2019-05-01", To("张家", 100), name="发放"),
)


def residents(*numbers: int, as_of_on: str = "2019-06-30") -> Step:
    rows = (NewExternalRow(person=resident_number(n)) for n in numbers)
    return loaded("population", *rows, as_of=as_of_on)


CASES = (
    Case("one of two", ("judges", 1), (*PAID, residents(1, 9)), ON, (100,), clear=1),
    Case(
        "what he was paid himself",
        ("judges", 1),
        (*PAID, residents(1), paid("2019-06-01", To("张家/张四", 30))),
        ON,
        (30,),
        clear=1,
    ),
    Case("both are known", ("spares", 1), (*PAID, residents(1, 2)), ON, clear=2),
    Case(
        "another household got nothing",
        ("spares", 2),
        (
            *PAID,
            residents(1, 2),
            home("李家", "registered", "2018-01-01"),
            member("李家/李三", resident_id=resident_number(3)),
        ),
        ON,
        clear=2,
    ),
    Case(
        "all was given back",
        ("spares", 3),
        (*PAID, residents(1), returned("发放", 100, "2019-06-01")),
        ON,
    ),
    Case("no list", ("cannot", 0), PAID, ON, reasons={"户籍人口名单": 1}),
    Case(
        "no number",
        ("cannot", 0),
        (*PAID, residents(1, 2), member("张家/张五")),
        ON,
        clear=2,
        reasons={"没有登记身份证号": 1},
    ),
    Case(
        "a list from before the first payment",
        ("cannot", 0),
        (*PAID, residents(1, as_of_on="2019-04-30")),
        ON,
        clear=1,
        reasons={"早于第一次领款": 1},
    ),
    Case(
        "a list of the dead is none of residents",
        ("cannot", 0),
        (*PAID, loaded("deaths", NewExternalRow(person=resident_number(1)))),
        ON,
        reasons={"户籍人口名单": 1},
    ),
    Case(
        "who is only on a list of the dead is no resident",
        ("judges", 1),
        (*PAID, residents(1), loaded("deaths", NewExternalRow(person=resident_number(2)))),
        ON,
        (100,),
        clear=1,
    ),
)
