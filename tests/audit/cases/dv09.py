"""管理费超比例: what of central money was set aside as a fee."""

from tests.audit.case import Case
from tests.audit.funding import catalogued, granted
from tests.audit.steps import assigned, in_library, reversed_

CENTRAL = (catalogued(), granted("甲批", 100_000_00, "2019-01-02"), in_library("管理费"))
JUDGED = "2019-12-31"

CASES = (
    Case(
        "a fen more than one of a hundred",
        ("judges", 2),
        (*CENTRAL, assigned("甲批", "管理费", 1_000_01, "2019-02-01")),
        JUDGED,
        flagged=(1,),
    ),
    Case(
        "one of a hundred is allowed",
        ("spares", 1),
        (*CENTRAL, assigned("甲批", "管理费", 1_000_00, "2019-02-01")),
        JUDGED,
        clear=1,
    ),
    Case(
        "no fee at all, and another project",
        ("spares", 1),
        (*CENTRAL, in_library("修路"), assigned("甲批", "修路", 50_000_00, "2019-02-01")),
        JUDGED,
        clear=1,
    ),
    Case(
        "lots of one regime and year are taken together, years apart",
        ("judges", 1),
        (
            *CENTRAL,
            granted("乙批", 100_000_00, "2019-03-02"),
            granted("丙批", 10_000_00, "2019-03-02", budget_year=2018),
            assigned("甲批", "管理费", 2_000_00, "2019-04-01"),
            assigned("丙批", "管理费", 200_00, "2019-04-01"),
        ),
        JUDGED,
        flagged=(100_00,),
        clear=1,
    ),
    Case(
        "a province's own money has no such limit",
        ("spares", 2),
        (
            *CENTRAL,
            granted("乙批", 10_000_00, "2019-03-02", level="province"),
            assigned("乙批", "管理费", 5_000_00, "2019-04-01"),
        ),
        JUDGED,
        clear=1,
    ),
    Case(
        "a reversed fee is none",
        ("spares", 3),
        (
            *CENTRAL,
            assigned("甲批", "管理费", 2_000_00, "2019-02-01", name="费"),
            reversed_("费", "2019-03-01"),
        ),
        JUDGED,
        clear=1,
    ),
    Case(
        "no limit is registered for the regime",
        ("cannot", 0),
        (
            catalogued(),
            granted("甲批", 100_000_00, "2019-01-02", category="农田水利资金"),
            in_library("管理费"),
            assigned("甲批", "管理费", 100_00, "2019-02-01"),
        ),
        JUDGED,
        reasons={"没有登记管理费比例上限": 1},
    ),
    Case(
        "nobody knows which regime an unknown category is of",
        ("cannot", 0),
        (
            granted("甲批", 100_000_00, "2019-01-02", category="无名资金"),
            in_library("管理费"),
            assigned("甲批", "管理费", 100_00, "2019-02-01"),
        ),
        JUDGED,
        reasons={"资金类别不在目录": 1},
    ),
)
