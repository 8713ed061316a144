"""无绩效目标或自评: targets, years and reviews."""

from ledger.storage import tables as t
from ledger.values.kinds import AccountKind as K
from ledger.values.kinds import VoucherKind as V
from tests.audit.case import Case
from tests.audit.projecting import bought, planned, registered, stepped
from tests.audit.steps import arrives, assigned, moved
from tests.audit.world import Step


def target(on: str, project: str = "路") -> Step:
    return registered(
        t.ProjectTarget, project=project, target="里程", kind="quantity", value="3公里", set_on=on
    )


def review(year: int, project: str = "路", on: str = "2020-01-31", level: str = "project") -> Step:
    return registered(
        t.ProjectReview,
        project=project,
        year=year,
        level=level,
        reviewed_on=on,
        conclusion="良好",
    )


ENTERED = (planned("路"), stepped("路", "entered", "2019-01-05"))
MONEY = (arrives("甲批", 200000, "2019-01-02"), assigned("甲批", "路", 100000, "2019-01-10"))
OTHERS = (target("2019-01-01", "桥"), review(2018, "桥", "2019-01-31"))

CASES = (
    Case("no target", ("judges", 1), (*ENTERED, *OTHERS), "2019-12-31", flagged=(None,)),
    Case(
        "a target set after the entry",
        ("judges", 1),
        (*ENTERED, *MONEY, *OTHERS, target("2019-01-06"), bought("甲批", 30000, "2019-03-01")),
        "2019-12-31",
        flagged=(100000,),
    ),
    Case(
        "a payment dated before the money does not make the year before one with money",
        ("judges", 2),
        (*ENTERED, *MONEY, *OTHERS, target("2019-01-05"), bought("甲批", 30000, "2018-12-20")),
        "2019-12-31",
        clear=1,
    ),
    Case(
        "the sector's review is not the project's own",
        ("judges", 2),
        (*ENTERED, *MONEY, *OTHERS, target("2019-01-05"), review(2019, level="sector")),
        "2020-12-31",
        flagged=(100000,),
    ),
    Case(
        "all of its money was taken away again",
        ("spares", 3),
        (
            *(*ENTERED, *MONEY, *OTHERS),
            target("2019-01-05"),
            moved(V.ADJUST, "甲批", 100000, "2019-06-01", K.PROJECT, K.UNASSIGNED, of="路"),
        ),
        "2020-12-31",
        clear=1,
    ),
    Case(
        "a target set on the day",
        ("judges", 1),
        (*ENTERED, *MONEY, *OTHERS, target("2019-01-05")),
        "2019-12-31",
        clear=1,
    ),
    Case(
        "no review 91 days after the year",
        ("judges", 2),
        (*ENTERED, *MONEY, *OTHERS, target("2019-01-05")),
        "2020-03-31",
        flagged=(100000,),
    ),
    Case(
        "90 days are left for it",
        ("spares", 2),
        (*ENTERED, *MONEY, *OTHERS, target("2019-01-05")),
        "2020-03-30",
        clear=1,
    ),
    Case(
        "reviewed",
        ("judges", 2),
        (*ENTERED, *MONEY, target("2019-01-05"), review(2019)),
        "2020-12-31",
        clear=1,
    ),
    Case(
        "accepted in 2019: nothing to review for 2020",
        ("judges", 2),
        (
            *ENTERED,
            *MONEY,
            target("2019-01-05"),
            review(2019),
            stepped("路", "accepted", "2019-11-01"),
        ),
        "2021-12-31",
        clear=1,
    ),
    Case(
        "the library says the target",
        ("spares", 1),
        (planned("路", target="修路3公里"), stepped("路", "entered", "2019-01-05"), *OTHERS),
        "2019-12-31",
        clear=1,
    ),
    Case(
        "a project without money has nothing to review",
        ("spares", 3),
        (*ENTERED, *OTHERS, target("2019-01-05")),
        "2020-12-31",
        clear=1,
    ),
    Case(
        "no target in the whole book",
        ("cannot", 0),
        ENTERED,
        "2019-12-31",
        reasons={"没有登记绩效目标": 1},
    ),
    Case(
        "no review in the whole book",
        ("cannot", 0),
        (*ENTERED, *MONEY, target("2019-01-05")),
        "2020-12-31",
        reasons={"没有登记绩效自评": 1},
    ),
)
