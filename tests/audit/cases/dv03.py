"""库外项目支付: money for projects that were not in the library that day."""

from ledger.values.kinds import AccountKind as K
from ledger.values.kinds import VoucherKind as V
from tests.audit.case import Case
from tests.audit.funding import catalogued, granted
from tests.audit.library import happened, project, voided
from tests.audit.steps import arrives, assigned, carried_over, moved, reversed_

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
            happened("修路", "approved", "2019-02-25"),
            ASSIGNED,
        ),
        JUDGED,
        clear=1,
    ),
    Case(
        "what is there when it is removed goes back, or into the next year",
        ("judges", 1),
        (
            *MONEY,
            happened("修路", "entered", "2018-06-01"),
            ASSIGNED,
            happened("修路", "removed", "2019-05-01"),
            moved(V.ADJUST, "甲批", 100, "2019-06-01", K.PROJECT, K.UNASSIGNED, of="修路"),
            carried_over("甲批", 500, "2019-12-31", K.PROJECT, owner="修路"),
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
        (
            *MONEY,
            project("管理费"),
            assigned("甲批", "管理费", 10, "2019-03-01"),
            project("费", purpose="项目管理费"),
            assigned("甲批", "费", 10, "2019-03-01"),
        ),
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
    Case(
        "one before the book was live, of a project that was in the library; one before and one "
        "after, of a project that never was",
        ("judges", 2),
        (
            *MONEY,
            project("修桥"),
            happened("修桥", "entered", "2017-06-01"),
            assigned("甲批", "修桥", 100, "2017-12-31"),
            assigned("甲批", "修路", 300, "2017-12-31"),
            happened("修路", "reviewed", "2018-01-05"),
            assigned("甲批", "修路", 50, "2018-01-05"),
        ),
        JUDGED,
        flagged=(50,),
        clear=1,
    ),
)
