"""应公示未公示: what had to be published and was not."""

from datetime import date

from ledger.values.kinds import AccountKind as K
from ledger.values.kinds import VoucherKind as V
from tests.audit.case import Case
from tests.audit.hanging import Shown, placed, says
from tests.audit.noticing import demanded, published
from tests.audit.projecting import stepped
from tests.audit.steps import (
    arrives,
    assigned,
    in_library,
    listed,
    moved,
    received,
    reversed_,
    sent_down,
)

MONEY = arrives("甲批", 1000, "2019-01-01")
ASSIGNED = assigned("甲批", "护林", 600, "2019-03-01", name="安排")
PROJECT = (MONEY, in_library("护林"), ASSIGNED)
BEFORE = demanded("project")
"""Due on 2019-03-21. The lot itself has no duty in these worlds."""
NO_DUTY_FOR_THE_LOT = {"未配置公示要求": 1}
ALLOCATION = demanded("allocation", stage="after", level="county", due_days=20)
ALLOCATION_SHOWN = published("allocation", "甲批", "2019-01-02", stage="after", level="county")
LIST = listed("名单", {"张家": 400, "王家": 300}, approved_on="2019-02-01")

CASES = (
    Case(
        "a project is not published by the day after it is due",
        ("judges", 3),
        (*PROJECT, BEFORE),
        "2019-03-22",
        flagged=(600,),
        reasons=NO_DUTY_FOR_THE_LOT,
    ),
    Case(
        "the due day is still in time",
        ("spares", 1),
        (*PROJECT, BEFORE),
        "2019-03-21",
        clear=1,
        reasons=NO_DUTY_FOR_THE_LOT,
    ),
    Case(
        "published on the due day",
        ("spares", 2),
        (*PROJECT, BEFORE, published("project", "护林", "2019-03-21", channel="website")),
        "2019-03-22",
        clear=1,
        reasons=NO_DUTY_FOR_THE_LOT,
    ),
    Case(
        "published a day late",
        ("judges", 3),
        (*PROJECT, BEFORE, published("project", "护林", "2019-03-22")),
        "2019-03-22",
        flagged=(600,),
        reasons=NO_DUTY_FOR_THE_LOT,
    ),
    Case(
        "a notice of another stage, level or subject is not this one",
        ("judges", 3),
        (
            *PROJECT,
            BEFORE,
            published("project", "护林", "2019-03-02", stage="after"),
            published("project", "护林", "2019-03-02", level="township"),
            published("project", "修路", "2019-03-02"),
        ),
        "2019-03-22",
        flagged=(600,),
        reasons=NO_DUTY_FOR_THE_LOT,
    ),
    Case(
        "a county's allocation, counted from its receipt",
        ("judges", 1),
        (arrives("甲批", 1000, "2019-01-01", received_on="2019-01-05"), ALLOCATION),
        "2019-01-26",
        flagged=(1000,),
    ),
    Case(
        "a delivery that the county received",
        ("judges", 1),
        (sent_down("甲批", 900, "2019-01-01"), received("甲批", 900, "2019-01-05"), ALLOCATION),
        "2019-01-25",
        clear=1,
    ),
    Case(
        "an approved list, with what it approves",
        ("judges", 1),
        (LIST, demanded("benefit_list", due_days=0)),
        "2019-02-02",
        flagged=(700,),
    ),
    Case(
        "a new version of a list is no new subject",
        ("judges", 1),
        (
            LIST,
            listed("名单", {"张家": 400}, approved_on="2019-06-01"),
            demanded("benefit_list", due_days=10),
            published("benefit_list", "名单", "2019-02-11"),
        ),
        "2019-12-31",
        clear=1,
    ),
    Case(
        "the nearest requirement counts",
        ("judges", 1),
        (
            LIST,
            demanded("benefit_list", due_days=10, name="名单"),
            demanded("benefit_list", due_days=30, region="township", name="名单"),
        ),
        "2019-03-03",
        clear=1,
    ),
    Case(
        "twenty working days from a Friday end on a Friday",
        ("judges", 2),
        (LIST, demanded("benefit_list", due_days=20, working_days=True)),
        "2019-03-01",
        clear=1,
    ),
    Case(
        "the day after twenty working days",
        ("judges", 2),
        (LIST, demanded("benefit_list", due_days=20, working_days=True)),
        "2019-03-02",
        flagged=(700,),
    ),
    Case(
        "holidays that were loaded are skipped",
        ("judges", 2),
        (LIST, demanded("benefit_list", due_days=20, working_days=True)),
        "2019-03-04",
        clear=1,
        parameters={"holidays": (date(2019, 2, 5),)},
    ),
    Case(
        "a duty that falls due before: two working days before a Friday is a Wednesday",
        ("judges", 2),
        (
            LIST,
            demanded("benefit_list", due_days=-2, working_days=True),
            published("benefit_list", "名单", "2019-01-31"),
        ),
        "2019-02-01",
        flagged=(700,),
    ),
    Case(
        "an allocation that was reversed needs no notice",
        ("spares", 3),
        (
            arrives("甲批", 1000, "2019-01-01", name="下达"),
            reversed_("下达", "2019-01-02"),
            ALLOCATION,
        ),
        "2019-12-31",
    ),
    Case(
        "a project whose money was taken back needs no notice",
        ("spares", 3),
        (*PROJECT, reversed_("安排", "2019-03-02"), BEFORE),
        "2019-12-31",
        reasons=NO_DUTY_FOR_THE_LOT,
    ),
    Case(
        "no duty is registered for this day",
        ("cannot", 0),
        (LIST, demanded("benefit_list", valid=("2018-01-01", "2019-02-01"))),
        "2019-12-31",
        reasons={"未配置公示要求": 1},
    ),
    Case(
        "a duty holds on the first of its days",
        ("judges", 1),
        (LIST, demanded("benefit_list", valid=("2019-02-01", "2019-02-02"))),
        "2019-12-31",
        flagged=(700,),
    ),
    Case(
        "a project that is in no library has no place",
        ("cannot", 0),
        (MONEY, ASSIGNED, BEFORE, ALLOCATION, ALLOCATION_SHOWN),
        "2019-12-31",
        clear=1,
        reasons={"项目不在项目库": 1},
    ),
    Case(
        "a project known only by its township has no village board",
        ("cannot", 0),
        (
            MONEY,
            in_library("护林", at="township"),
            ASSIGNED,
            BEFORE,
            ALLOCATION,
            ALLOCATION_SHOWN,
        ),
        "2019-12-31",
        clear=1,
        reasons={"地点没有登记到": 1},
    ),
    Case(
        "notices from before the book was opened were not entered",
        ("cannot", 0),
        (LIST, demanded("benefit_list")),
        "2019-12-31",
        reasons={"启用日": 1},
        live_from=date(2019, 2, 2),
    ),
    Case(
        "history from before the book's first day whose notice was recorded, and late",
        ("judges", 3),
        (LIST, demanded("benefit_list"), published("benefit_list", "名单", "2019-05-01")),
        "2019-12-31",
        flagged=(700,),
        live_from=date(2020, 1, 1),
    ),
    Case(
        "a notice of the list also shows the project",
        ("judges", 3),
        (
            *PROJECT,
            BEFORE,
            published("benefit_list", "名单", "2019-03-20", name="名单公示"),
            says("名单公示", Shown(project="护林"), on="2019-03-20"),
        ),
        "2019-12-31",
        clear=1,
        reasons=NO_DUTY_FOR_THE_LOT,
    ),
    Case(
        "a project that was accepted and an adjustment have duties of their own",
        ("judges", 1),
        (
            *PROJECT,
            moved(V.ADJUST, "甲批", 100, "2019-04-01", K.PROJECT, K.PROJECT, to="修路", of="护林"),
            in_library("修路"),
            stepped("护林", "accepted", "2019-05-01"),
            demanded("adjustment"),
            demanded("completion", stage="after"),
        ),
        "2019-12-31",
        flagged=(100, None),
        reasons={"未配置公示要求": 2},
    ),
    Case(
        "what a village hangs up every quarter is another rule's",
        ("spares", 4),
        (*PROJECT, placed(), demanded("village_affairs", stage="after")),
        "2019-12-31",
        reasons={"未配置公示要求": 2},
    ),
)
