"""库外项目支付: money for projects that were not in the library that day."""

from tests.audit.case import Case
from tests.audit.funding import catalogued, granted
from tests.audit.library import happened, project, voided
from tests.audit.steps import arrives, assigned, reversed_

MONEY = (
    arrives("甲批", 1000, "2019-01-02"),
    project("修路"),
    project("别的"),
    happened("别的", "entered", "2018-06-01"),
)
ASSIGNED = assigned("甲批", "修路", 600, "2019-03-01", name="安排")
JUDGED = "2019-12-31"

CASES = (
    Case(
        "entered a day too late",
        ("judges", 2),
        (*MONEY, happened("修路", "entered", "2019-03-02"), ASSIGNED),
        JUDGED,
        flagged=(600,),
    ),
    Case(
        "entered on the day",
        ("judges", 2),
        (*MONEY, happened("修路", "entered", "2019-03-01"), ASSIGNED),
        JUDGED,
        clear=1,
    ),
    Case(
        "reviewed is not entered",
        ("judges", 2),
        (*MONEY, happened("修路", "reviewed", "2019-01-01"), ASSIGNED),
        JUDGED,
        flagged=(600,),
    ),
    Case(
        "a project that no register knows",
        ("judges", 2),
        (*MONEY, assigned("甲批", "无名", 600, "2019-03-01")),
        JUDGED,
        flagged=(600,),
    ),
    Case(
        "each arrangement is looked at by its own day",
        ("judges", 1),
        (
            *MONEY,
            happened("修路", "entered", "2019-04-01"),
            ASSIGNED,
            assigned("甲批", "修路", 400, "2019-04-02"),
        ),
        JUDGED,
        flagged=(600,),
    ),
    Case(
        "removed before",
        ("judges", 2),
        (
            *MONEY,
            happened("修路", "entered", "2018-06-01"),
            happened("修路", "removed", "2019-02-01"),
            ASSIGNED,
        ),
        JUDGED,
        flagged=(600,),
    ),
    Case(
        "an entry that was void",
        ("judges", 2),
        (
            *MONEY,
            happened("修路", "entered", "2018-06-01"),
            voided("修路", "entered", "2018-06-01"),
            ASSIGNED,
        ),
        JUDGED,
        flagged=(600,),
    ),
    Case(
        "removed and entered again",
        ("spares", 1),
        (
            *MONEY,
            happened("修路", "entered", "2018-06-01"),
            happened("修路", "removed", "2019-02-01"),
            happened("修路", "entered", "2019-02-20"),
            ASSIGNED,
        ),
        JUDGED,
        clear=1,
    ),
    Case(
        "relief does not wait",
        ("spares", 2),
        (
            catalogued(),
            granted("乙批", 1000, "2019-01-02", category="应急救灾资金"),
            *MONEY,
            assigned("乙批", "修路", 600, "2019-03-01"),
        ),
        JUDGED,
    ),
    Case(
        "a reversed arrangement",
        ("spares", 3),
        (*MONEY, ASSIGNED, reversed_("安排", "2019-03-02")),
        JUDGED,
    ),
    Case(
        "the fee for managing is no project of the library",
        ("spares", 4),
        (*MONEY, project("管理费"), assigned("甲批", "管理费", 10, "2019-03-01")),
        JUDGED,
    ),
    Case(
        "no step of the project was ever registered",
        ("cannot", 0),
        (*MONEY, ASSIGNED),
        JUDGED,
        reasons={"没有登记过任何环节": 1},
    ),
    Case(
        "arranged before the book was live",
        ("cannot", 0),
        (*MONEY, assigned("甲批", "修路", 600, "2017-12-31")),
        JUDGED,
        reasons={"早于账簿启用日": 1},
    ),
)
