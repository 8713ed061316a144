"""形象工程: archways and painted walls."""

from ledger.values.kinds import AccountKind as K
from ledger.values.kinds import VoucherKind as V
from tests.audit.case import Case
from tests.audit.funding import catalogued, granted
from tests.audit.library import project
from tests.audit.projecting import approved
from tests.audit.steps import assigned, carried_over, moved, reversed_

MONEY = (catalogued(), granted("甲批", 1000, "2019-01-02"))
ASSIGNED = assigned("甲批", "某事", 600, "2019-03-01", name="安排")
ON = "2019-12-31"

CASES = (
    Case(
        "an archway in the name",
        ("judges", 2),
        (
            *(*MONEY, project("某事", title="村 名牌楼建设"), ASSIGNED),
            carried_over("甲批", 600, "2019-12-30", K.PROJECT, owner="某事"),
        ),
        ON,
        (600,),
    ),
    Case(
        "a painted wall in the task",
        ("judges", 1),
        (*MONEY, project("某事", task="外墙粉刷三百平方米"), ASSIGNED),
        ON,
        (600,),
    ),
    Case(
        "a road that gave some of it back",
        ("judges", 1),
        (
            *(*MONEY, project("某事", task="硬化道路"), ASSIGNED),
            moved(V.ADJUST, "甲批", 100, "2019-12-01", K.PROJECT, K.UNASSIGNED, of="某事"),
        ),
        ON,
        clear=1,
    ),
    Case(
        "walls of houses that are repaired",
        ("spares", 1),
        (*MONEY, project("某事", task="危房改造，外墙粉刷"), ASSIGNED),
        ON,
        clear=1,
    ),
    Case(
        "donors may give an archway",
        ("spares", 2),
        (
            catalogued(),
            granted("甲批", 1000, "2019-01-02", category="社会捐赠资金", level="social"),
            project("某事", title="村名牌楼"),
            ASSIGNED,
        ),
        ON,
    ),
    Case(
        "taken back",
        ("spares", 3),
        (*MONEY, project("某事", title="村名牌楼"), ASSIGNED, reversed_("安排", "2019-04-01")),
        ON,
    ),
    Case(
        "a project that nobody described",
        ("cannot", 0),
        (*MONEY, ASSIGNED),
        ON,
        reasons={"不在项目库": 1},
    ),
    Case(
        "an approval that was void",
        ("judges", 1),
        (
            *MONEY,
            project("某事", task="硬化道路"),
            ASSIGNED,
            approved(600, project="某事", purpose="景观", task="景观墙", void=True),
        ),
        ON,
        clear=1,
    ),
    Case(
        "approved for a wall",
        ("judges", 1),
        (*MONEY, project("某事"), ASSIGNED, approved(600, project="某事", task="景观墙")),
        ON,
        (600,),
    ),
)
