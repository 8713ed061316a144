"""证件异常: numbers that cannot be, and one number with two names."""

from tests.audit.case import Case
from tests.audit.homes import home, member
from tests.audit.paying import To, paid
from tests.audit.steps import arrives, assigned

GOOD = "11010519491231002X"
PAID = (
    arrives("甲批", 100000, "2019-01-02"),
    assigned("甲批", "护林", 100000, "2019-01-10"),
    home("张家", "registered", "2018-01-01"),
    home("李家", "registered", "2018-01-01"),
    paid("2019-05-01", To("张家", 100)),
)
JUDGED = "2019-12-31"


def of(says: str, resident_id: str) -> Case:
    return Case(
        says,
        ("judges", 1),
        (*PAID, member("张家/张三", resident_id=resident_id)),
        JUDGED,
        flagged=(100,),
    )


CASES = (
    of("a wrong check digit", "110105194912310021"),
    of("too short", "1101051949123"),
    of("a day that never was", "11010519491331002X"),
    Case(
        "one number, two names",
        ("judges", 2),
        (
            *PAID,
            member("张家/张三", resident_id=GOOD),
            member("李家/李四", resident_id=GOOD, name="别人"),
        ),
        JUDGED,
        flagged=(100,),
        severity="H",
    ),
    Case(
        "a number as it should be",
        ("spares", 1),
        (*PAID, member("张家/张三", resident_id=GOOD)),
        JUDGED,
        clear=1,
    ),
    Case(
        "one name at two places",
        ("spares", 2),
        (*PAID, member("张家/张三", resident_id=GOOD), member("李家/张三", resident_id=GOOD)),
        JUDGED,
        clear=1,
    ),
    Case(
        "a household that was paid nothing",
        ("spares", 3),
        (*PAID, member("李家/李四", resident_id="1")),
        JUDGED,
    ),
    Case(
        "no number is registered",
        ("cannot", 0),
        (*PAID, member("张家/张三")),
        JUDGED,
        reasons={"没有登记身份证号": 1},
    ),
)
