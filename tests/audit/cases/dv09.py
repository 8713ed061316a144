"""管理费超比例: what of central money was set aside as a fee."""

from ledger.values.kinds import AccountKind as K
from ledger.values.kinds import VoucherKind as V
from tests.audit.case import Case
from tests.audit.funding import began_with, catalogued, granted
from tests.audit.limiting import limited
from tests.audit.steps import assigned, carried_over, disbursed, in_library, moved, reversed_

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
        "a fee that is spent, and what is carried over of it, is the fee once",
        ("judges", 2),
        (
            *CENTRAL,
            assigned("甲批", "管理费", 1_500_00, "2019-02-01"),
            disbursed("甲批", "管理费", 700_00, "2019-05-01", K.UNIT),
            carried_over("甲批", 800_00, "2019-12-31", K.PROJECT, owner="管理费"),
        ),
        JUDGED,
        flagged=(500_00,),
    ),
    Case(
        "a prefecture's book",
        ("judges", 1),
        (*CENTRAL, assigned("甲批", "管理费", 1_500_00, "2019-02-01")),
        JUDGED,
        level="prefecture",
    ),
    Case(
        "one of a hundred is allowed, whatever the limit of something else",
        ("spares", 1),
        (
            *CENTRAL,
            limited("other_share", "ratio_max", None, high=50, basis="财政专项扶贫资金"),
            assigned("甲批", "管理费", 1_000_00, "2019-02-01"),
        ),
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
        "a fee that went back to the bureau",
        ("spares", 3),
        (
            *CENTRAL,
            assigned("甲批", "管理费", 2_000_00, "2019-02-01"),
            moved(V.ADJUST, "甲批", 1_000_00, "2019-03-01", K.PROJECT, K.UNASSIGNED, of="管理费"),
        ),
        JUDGED,
        clear=1,
    ),
    Case(
        "no fee of money that has no limit",
        ("spares", 1),
        (catalogued(), granted("甲批", 100_000_00, "2019-01-02", category="农田水利资金")),
        JUDGED,
        clear=1,
    ),
    Case(
        "nobody knows what came in the year before the book began; little enough all the same",
        ("cannot", 0),
        (
            catalogued(),
            in_library("管理费"),
            began_with("旧批", 100_000_00, "2017-12-31"),
            began_with("更旧", 100_000_00, "2017-12-31", budget_year=2017),
            assigned("旧批", "管理费", 1_000_01, "2019-02-01"),
            assigned("更旧", "管理费", 1_000_00, "2019-02-01"),
        ),
        JUDGED,
        clear=1,
        reasons={"期初转入": 1},
    ),
    Case(
        "the limit was not yet, or no longer, in force",
        ("cannot", 0),
        (
            *CENTRAL,
            granted("旧批", 100_000_00, "2019-01-02", budget_year=2016),
            granted("新批", 100_000_00, "2019-01-02", budget_year=2021),
            assigned("旧批", "管理费", 2_000_00, "2019-02-01"),
            assigned("新批", "管理费", 2_000_00, "2019-02-01"),
        ),
        JUDGED,
        clear=1,
        reasons={"没有登记管理费比例上限": 2},
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
