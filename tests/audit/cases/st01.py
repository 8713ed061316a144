"""补助标准不符: rate times quantity, by the standard of the place and the time."""

from tests.audit.case import Case
from tests.audit.paying import To, paid
from tests.audit.standards import Line, reckoned, standard
from tests.audit.steps import arrives, assigned, listed

MONEY = (
    arrives("甲批", 10_000_00, "2019-01-02"),
    assigned("甲批", "护林", 10_000_00, "2019-01-10"),
)
JUDGED = "2019-12-31"
STANDARD = standard(6_000_00)

CASES = (
    Case(
        "rate and product agree",
        ("judges", 1),
        (
            STANDARD,
            reckoned(Line("张家", 6_000_00, 6_000_00), Line("李家", 3_000_00, 6_000_00, 500)),
        ),
        JUDGED,
        clear=2,
    ),
    Case(
        "more than a yuan beside the product",
        ("judges", 1),
        (STANDARD, reckoned(Line("张家", 6_001_01, 6_000_00))),
        JUDGED,
        flagged=(1_01,),
    ),
    Case(
        "a yuan is rounding",
        ("spares", 1),
        (STANDARD, reckoned(Line("张家", 6_001_00, 6_000_00), Line("李家", 5_999_00, 6_000_00))),
        JUDGED,
        clear=2,
    ),
    Case(
        "another rate than the registered one",
        ("judges", 2),
        (STANDARD, reckoned(Line("张家", 5_000_00, 5_000_00))),
        JUDGED,
        flagged=(1_000_00,),
    ),
    Case(
        "the rate of another year",
        ("judges", 2),
        (
            standard(5_000_00, valid=("2017-01-01", "2019-01-01")),
            standard(6_000_00, valid=("2019-01-01", None)),
            reckoned(Line("张家", 5_000_00, 5_000_00)),
        ),
        JUDGED,
        flagged=(1_000_00,),
    ),
    Case(
        "the nearest place has its own rate",
        ("judges", 2),
        (
            STANDARD,
            standard(5_000_00, region="township"),
            reckoned(Line("张家", 5_000_00, 5_000_00), Line("李家", 6_000_00, 6_000_00)),
        ),
        JUDGED,
        flagged=(1_000_00,),
        clear=1,
    ),
    Case(
        "against a default standard it weighs less",
        ("judges", 2),
        (standard(6_000_00, source="系统默认值"), reckoned(Line("张家", 5_000_00, 5_000_00))),
        JUDGED,
        flagged=(1_000_00,),
        severity="M",
    ),
    Case(
        "the rate rose within the period",
        ("spares", 2),
        (
            standard(5_000_00, valid=("2018-01-01", "2019-07-01")),
            standard(6_000_00, valid=("2019-07-01", None)),
            reckoned(Line("张家", 5_000_00, 5_000_00), Line("李家", 6_000_00, 6_000_00)),
        ),
        JUDGED,
        clear=2,
    ),
    Case(
        "a benefit by grades is only multiplied",
        ("spares", 3),
        (
            standard(10_000_00, benefit="housing_repair"),
            reckoned(Line("张家", 8_000_00, 8_000_00), benefit="housing_repair"),
        ),
        JUDGED,
        clear=1,
    ),
    Case(
        "a benefit by grades that was not multiplied",
        ("judges", 1),
        (
            reckoned(
                Line("张家", 8_500_00, 8_000_00),
                Line("李家", 7_000_00, 7_000_00),
                benefit="housing_repair",
            ),
        ),
        JUDGED,
        flagged=(500_00,),
        clear=1,
    ),
    Case(
        "a payment without a list, of another rate",
        ("judges", 3),
        (*MONEY, STANDARD, paid("2019-05-01", To("张家", 50_00, reckoned=(50_00, 1000)))),
        JUDGED,
        flagged=(5_950_00,),
    ),
    Case(
        "a payment without a list, by the standard",
        ("judges", 3),
        (*MONEY, STANDARD, paid("2019-05-01", To("张家", 3_000_00, reckoned=(6_000_00, 500)))),
        JUDGED,
        clear=1,
    ),
    Case(
        "beside the product, a default standard weighs as any other",
        ("judges", 1),
        (standard(6_000_00, source="系统默认值"), reckoned(Line("张家", 6_001_01, 6_000_00))),
        JUDGED,
        flagged=(1_01,),
    ),
    Case(
        "payments without a list: not the product, by grades, of a year without a standard",
        ("judges", 3),
        (
            *MONEY,
            STANDARD,
            standard(1_000_00, benefit="housing_repair"),
            paid(
                "2019-05-01",
                To("张家", 6_001_01, reckoned=(6_000_00, 1000)),
                To("李家", 800_00, benefit="housing_repair", reckoned=(800_00, 1000)),
                To("王家", 5_00, period=("2017-01-01", "2017-12-31"), reckoned=(5_00, 1000)),
            ),
        ),
        JUDGED,
        flagged=(1_01,),
        clear=1,
        reasons={"没有登记这一补助": 1},
    ),
    Case(
        "a payment of a list is judged by its list",
        ("judges", 3),
        (
            *MONEY,
            STANDARD,
            reckoned(Line("张家", 6_000_00, 6_000_00)),
            paid("2019-05-01", To("张家", 50_00, ("名单", 1), reckoned=(50_00, 1000))),
        ),
        JUDGED,
        clear=1,
    ),
    Case(
        "a payment that names no household",
        ("judges", 3),
        (*MONEY, STANDARD, paid("2019-05-01", To("", 50_00, reckoned=(50_00, 1000)))),
        JUDGED,
    ),
    Case(
        "no standard is registered there",
        ("cannot", 0),
        (standard(6_000_00, valid=("2020-01-01", None)), listed("名单", {"张家": 6_000_00})),
        JUDGED,
        reasons={"没有登记这一补助": 1},
    ),
    Case(
        "a payment that says neither list nor rate",
        ("cannot", 0),
        (*MONEY, STANDARD, paid("2019-05-01", To("张家", 50_00))),
        JUDGED,
        reasons={"也没有标准和数量": 1},
    ),
)
