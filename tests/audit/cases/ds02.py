"""公示期不足: how long a notice hangs."""

from datetime import date

from tests.audit.case import Case
from tests.audit.hanging import extended, replaced, withdrawn
from tests.audit.noticing import published

TEN = published("project", "护林", "2019-08-14", period=("2019-08-14", "2019-08-23"))
NINE = published("project", "护林", "2019-08-14", period=("2019-08-14", "2019-08-22"))
LONG = published("project", "护林", "2019-08-14", period=("2019-08-14", "2019-08-30"), name="长")
SHORT = published("project", "护林", "2019-08-14", period=("2019-08-14", "2019-08-22"), name="短")
LASTING = published("project", "护林", "2018-08-15", channel="website", name="网")

CASES = (
    Case("nine days", ("judges", 2), (NINE,), "2019-12-31", flagged=(None,)),
    Case("ten days", ("spares", 1), (TEN,), "2019-12-31", clear=1),
    Case(
        "a period that still runs is judged as planned",
        ("judges", 2),
        (NINE,),
        "2019-08-14",
        (None,),
    ),
    Case("a notice of the next day is not judged yet", ("judges", 1), (NINE,), "2019-08-13"),
    Case(
        "every notice is a subject",
        ("judges", 1),
        (NINE, published("project", "修路", "2019-08-14", period=("2019-08-14", "2019-08-30"))),
        "2019-12-31",
        flagged=(None,),
        clear=1,
    ),
    Case(
        "ten days are nine where the first does not count",
        ("judges", 2),
        (TEN,),
        "2019-12-31",
        flagged=(None,),
        parameters={"first_day": 0},
    ),
    Case(
        "a website without an end stands for ever",
        ("spares", 2),
        (
            published(
                "project", "护林", "2019-08-14", channel="website", period=("2019-08-14", None)
            ),
        ),
        "2019-12-31",
        clear=1,
    ),
    Case(
        "a website that was taken down after nine days",
        ("judges", 2),
        (
            published(
                "project",
                "护林",
                "2019-08-14",
                channel="website",
                period=("2019-08-14", "2019-08-22"),
            ),
        ),
        "2019-12-31",
        flagged=(None,),
    ),
    Case(
        "a board without any printed period",
        ("cannot", 0),
        (published("project", "护林", "2019-08-14"),),
        "2019-12-31",
        reasons={"没有印起止日期": 1},
    ),
    Case(
        "a board without a printed end",
        ("cannot", 0),
        (published("project", "护林", "2019-08-14", period=("2019-08-14", None)),),
        "2019-12-31",
        reasons={"没有印止日": 1},
    ),
    Case(
        "before the ten days were asked for",
        ("cannot", 0),
        (published("project", "护林", "2018-04-30", period=("2018-04-30", "2018-05-02")),),
        "2019-12-31",
        reasons={"早于十天规定": 1},
    ),
    Case(
        "on the first day on which they are",
        ("judges", 2),
        (published("project", "护林", "2018-05-01", period=("2018-05-01", "2018-05-03")),),
        "2019-12-31",
        flagged=(None,),
    ),
    Case(
        "that day is a parameter",
        ("cannot", 0),
        (NINE,),
        "2019-12-31",
        reasons={"早于十天规定": 1},
        parameters={"in_force_from": date(2019, 8, 15)},
    ),
    Case(
        "taken down on the last of its ten days",
        ("judges", 2),
        (LONG, withdrawn("长", "2019-08-23")),
        "2019-12-31",
        flagged=(None,),
    ),
    Case(
        "taken down on the day after its tenth",
        ("judges", 2),
        (LONG, withdrawn("长", "2019-08-24")),
        "2019-12-31",
        clear=1,
    ),
    Case(
        "taken down on a day that has not come",
        ("judges", 2),
        (LONG, withdrawn("长", "2019-08-23")),
        "2019-08-22",
        clear=1,
    ),
    Case(
        "nine days made longer by one",
        ("judges", 2),
        (SHORT, extended("短", "2019-08-20", "2019-08-23")),
        "2019-12-31",
        clear=1,
    ),
    Case(
        "a website that was to stand for ever, taken down after 364 days",
        ("judges", 3),
        (LASTING, withdrawn("网", "2019-08-14")),
        "2019-12-31",
        flagged=(None,),
    ),
    Case(
        "and after 365",
        ("judges", 3),
        (LASTING, withdrawn("网", "2019-08-15")),
        "2019-12-31",
        clear=1,
    ),
    Case(
        "a notice that was replaced on its third day, and the one that hangs instead",
        ("spares", 3),
        (
            LONG,
            published(
                "project", "护林", "2019-08-16", period=("2019-08-16", "2019-08-25"), name="新"
            ),
            replaced("长", "2019-08-16", "新"),
        ),
        "2019-12-31",
        clear=2,
    ),
    Case(
        "a notice replaced on a day that has not come is judged as printed",
        ("judges", 2),
        (
            SHORT,
            published(
                "project", "护林", "2019-08-16", period=("2019-08-16", "2019-08-25"), name="新"
            ),
            replaced("短", "2019-08-20", "新"),
        ),
        "2019-08-19",
        flagged=(None,),
        clear=1,
    ),
    Case(
        "a board without a printed start",
        ("cannot", 0),
        (published("project", "护林", "2019-08-14", period=(None, "2019-08-23")),),
        "2019-12-31",
        reasons={"没有印起日": 1},
    ),
    Case(
        "a website whose end was set later is not taken down",
        ("spares", 2),
        (LASTING, extended("网", "2018-09-01", "2030-01-01")),
        "2019-12-31",
        clear=1,
    ),
    Case(
        "a website from before the ten days were asked for",
        ("spares", 2),
        (published("project", "护林", "2018-04-30", channel="website"),),
        "2019-12-31",
        clear=1,
    ),
)
