"""负面清单支出: projects whose words are on the list of what is forbidden."""

from ledger.values.kinds import AccountKind as K
from ledger.values.kinds import VoucherKind as V
from tests.audit.case import Case
from tests.audit.funding import catalogued, granted
from tests.audit.library import project
from tests.audit.steps import assigned, carried_over, moved, reversed_

MONEY = (catalogued(), granted("甲批", 1000, "2019-01-02"))
ASSIGNED = assigned("甲批", "某事", 600, "2019-03-01", name="安排")
JUDGED = "2021-12-31"

CASES = (
    Case(
        "a car",
        ("judges", 2),
        (*MONEY, project("某事", title="公务 用车购置"), ASSIGNED),
        JUDGED,
        flagged=(600,),
    ),
    Case(
        "the words may stand in the task",
        ("judges", 1),
        (*MONEY, project("某事", task="建设镇政府办公楼一栋"), ASSIGNED),
        JUDGED,
        flagged=(600,),
    ),
    Case(
        "a road",
        ("judges", 1),
        (*MONEY, project("某事", task="硬化道路三公里"), ASSIGNED),
        JUDGED,
        clear=1,
    ),
    Case(
        "what goes back to the bureau, or into the next year, is not arranged once more",
        ("judges", 2),
        (
            *MONEY,
            project("某事", title="公务用车购置"),
            ASSIGNED,
            moved(V.ADJUST, "甲批", 100, "2019-06-01", K.PROJECT, K.UNASSIGNED, of="某事"),
            carried_over("甲批", 500, "2019-12-31", K.PROJECT, owner="某事"),
        ),
        JUDGED,
        flagged=(600,),
    ),
    Case(
        "after the end of a regime its successor's list holds",
        ("judges", 2),
        (
            *MONEY,
            project("某事", task="为企业垫资"),
            ASSIGNED,
            assigned("甲批", "某事", 300, "2021-03-01"),
        ),
        JUDGED,
        flagged=(300,),
    ),
    Case(
        "what only the old list forbade",
        ("spares", 4),
        (*MONEY, project("某事", task="弥补企业亏损"), assigned("甲批", "某事", 300, "2021-03-01")),
        JUDGED,
        clear=1,
    ),
    Case(
        "the fee for managing may pay an office's costs",
        ("spares", 1),
        (*MONEY, project("某事", title="项目管理费", task="公用经费"), ASSIGNED),
        JUDGED,
        clear=1,
    ),
    Case(
        "money of sectors has no such list",
        ("spares", 2),
        (
            catalogued(),
            granted("甲批", 1000, "2019-01-02", category="农田水利资金"),
            project("某事", title="公务用车购置"),
            ASSIGNED,
        ),
        JUDGED,
        clear=1,
    ),
    Case(
        "a reversed arrangement",
        ("spares", 3),
        (*MONEY, project("某事", title="公务用车购置"), ASSIGNED, reversed_("安排", "2019-03-02")),
        JUDGED,
    ),
    Case(
        "a project without words",
        ("cannot", 0),
        (*MONEY, ASSIGNED),
        JUDGED,
        reasons={"项目不在项目库": 1},
    ),
    Case(
        "money of an unknown category",
        ("cannot", 0),
        (
            granted("甲批", 1000, "2019-01-02", category="无名资金"),
            project("某事", title="公务用车购置"),
            ASSIGNED,
        ),
        JUDGED,
        reasons={"资金类别不在目录": 1},
    ),
)
