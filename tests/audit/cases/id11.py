"""逾期未完工: days that were planned and passed."""

from ledger.storage import tables as t
from ledger.values.kinds import AccountKind as K
from tests.audit.case import Case
from tests.audit.library import voided
from tests.audit.projecting import accepted, approved, planned, registered, stepped
from tests.audit.steps import arrives, assigned, disbursed
from tests.audit.world import Step

MONEY = (arrives("甲批", 1000, "2019-01-02"), assigned("甲批", "路", 600, "2019-01-10"))
PLANNED = (planned("路", ends_on="2019-06-30"), *MONEY)
LATE, IN_TIME = "2019-07-31", "2019-07-30"


def milestone(planned_on: str, done_on: str | None = None) -> Step:
    return registered(
        t.ProjectMilestone, project="路", milestone="路基", planned_on=planned_on, done_on=done_on
    )


CASES = (
    Case(
        "31 days, and a part is paid",
        ("judges", 1),
        (*PLANNED, disbursed("甲批", "路", 200, "2019-03-01", K.VENDOR)),
        LATE,
        (600,),
    ),
    Case("30 days", ("spares", 1), PLANNED, IN_TIME, clear=1),
    Case(
        "a milestone",
        ("judges", 2),
        (planned("路"), *MONEY, milestone("2019-06-30")),
        LATE,
        (600,),
    ),
    Case(
        "a milestone that was reached",
        ("judges", 2),
        (planned("路"), *MONEY, milestone("2019-06-30", "2019-07-20")),
        LATE,
        clear=1,
    ),
    Case(
        "a milestone 30 days ago",
        ("spares", 1),
        (planned("路"), *MONEY, milestone("2019-06-30")),
        IN_TIME,
        clear=1,
    ),
    Case(
        "accepted, and another one runs",
        ("spares", 2),
        (*PLANNED, accepted("验1", 600, "2019-06-30"), planned("桥", ends_on="2020-06-30")),
        LATE,
        clear=1,
    ),
    Case("taken out", ("spares", 2), (*PLANNED, stepped("路", "removed", "2019-05-01")), LATE),
    Case(
        "approved for longer",
        ("spares", 3),
        (*PLANNED, approved(600, ends_on="2019-12-31")),
        LATE,
        clear=1,
    ),
    Case(
        "payments to households",
        ("spares", 4),
        (planned("路", ends_on="2019-06-30", benefit="forest_ranger"), *MONEY),
        LATE,
    ),
    Case(
        "no day was planned",
        ("cannot", 0),
        (planned("路"), *MONEY),
        LATE,
        reasons={"计划完工日": 1},
    ),
    *(
        Case(says, ("judges", 1), (*PLANNED, step), LATE, (600,))
        for says, step in (
            ("accepted by mistake", accepted("验1", 600, "2019-06-30", void=True)),
            ("accepted later", accepted("验1", 600, "2019-08-01")),
            ("a stage was accepted", accepted("验1", 600, "2019-06-30", final=False)),
            ("not accepted", accepted("验1", 600, "2019-06-30", result="failed")),
            ("begun", stepped("路", "started", "2019-03-01")),
            ("the step of acceptance comes later", stepped("路", "accepted", "2019-08-01")),
            ("an approval for longer was void", approved(600, ends_on="2019-12-31", void=True)),
        )
    ),
    Case(
        "accepted as a step",
        ("spares", 2),
        (*PLANNED, stepped("路", "accepted", "2019-07-01")),
        LATE,
    ),
    Case(
        "that step was a mistake",
        ("judges", 1),
        (*PLANNED, stepped("路", "accepted", "2019-07-01"), voided("路", "accepted", "2019-07-01")),
        LATE,
        (600,),
    ),
    Case(
        "a milestone that was void",
        ("cannot", 0),
        (
            planned("路"),
            *MONEY,
            registered(
                t.ProjectMilestone,
                project="路",
                milestone="路基",
                planned_on="2019-06-30",
                void=True,
            ),
        ),
        LATE,
        reasons={"计划完工日": 1},
    ),
    Case("a project without money", ("cannot", 0), (planned("路"),), LATE),
)
