"""村务公开断档: a quarter in which a village hung up nothing."""

from datetime import date

from tests.audit.case import Case
from tests.audit.hanging import placed
from tests.audit.noticing import demanded, published
from tests.audit.steps import arrives, assigned, in_library, listed

DUTY = demanded("village_affairs", stage="after", due_days=0)
VILLAGE = (placed(), DUTY)
FIRST = published("project", "护林", "2019-02-01")
"""In the first quarter of 2019: the village is asked from the second on."""
SECOND = published("project", "护林", "2019-06-30", stage="after")
ELSEWHERE = published("project", "修路", "2019-01-05", at="other_village")

CASES = (
    Case(
        "a quarter without anything, on the day after its end",
        ("judges", 2),
        (*VILLAGE, FIRST),
        "2019-07-01",
        flagged=(None,),
    ),
    Case("its last day", ("spares", 1), (*VILLAGE, FIRST), "2019-06-30", clear=1),
    Case(
        "anything on the board is enough",
        ("spares", 2),
        (*VILLAGE, FIRST, SECOND),
        "2019-09-30",
        clear=1,
    ),
    Case(
        "a website is enough",
        ("spares", 2),
        (*VILLAGE, FIRST, published("project", "护林", "2019-04-01", channel="website")),
        "2019-09-30",
        clear=1,
    ),
    Case(
        "the township's board is not the village's",
        ("judges", 2),
        (*VILLAGE, FIRST, published("project", "护林", "2019-04-01", level="township")),
        "2019-09-30",
        flagged=(None,),
    ),
    Case(
        "two quarters are one lead",
        ("judges", 2),
        (*VILLAGE, FIRST),
        "2019-12-31",
        flagged=(None,),
    ),
    Case(
        "a village is concerned from the first money of a project on",
        ("judges", 1),
        (
            *VILLAGE,
            placed("other_village"),
            ELSEWHERE,
            published("project", "修路", "2019-04-05", at="other_village"),
            arrives("甲批", 1000, "2019-01-01"),
            in_library("护林"),
            assigned("甲批", "护林", 600, "2019-03-31"),
        ),
        "2019-07-01",
        flagged=(None,),
        clear=1,
    ),
    Case(
        "and from the approval of a list on",
        ("judges", 1),
        (
            *VILLAGE,
            placed("other_village"),
            ELSEWHERE,
            published("project", "修路", "2019-04-05", at="other_village"),
            listed("名单", {"张家": 400}, approved_on="2019-03-31"),
        ),
        "2019-07-01",
        flagged=(None,),
        clear=1,
    ),
    Case(
        "the quarter of the first money is not asked for",
        ("spares", 3),
        (
            *VILLAGE,
            ELSEWHERE,
            listed("名单", {"张家": 400}, approved_on="2019-01-02"),
        ),
        "2019-03-31",
    ),
    Case(
        "nor the quarter in which the book was opened",
        ("spares", 3),
        (*VILLAGE, FIRST),
        "2019-06-30",
        live_from=date(2019, 4, 2),
    ),
    Case(
        "a village without money is not judged",
        ("spares", 4),
        (*VILLAGE, ELSEWHERE),
        "2019-12-31",
    ),
    Case(
        "no duty is registered",
        ("cannot", 0),
        (placed(), FIRST),
        "2019-07-01",
        reasons={"未配置公示要求": 1},
    ),
    Case(
        "no village notice was ever registered",
        ("cannot", 0),
        (*VILLAGE, listed("名单", {"张家": 400})),
        "2019-12-31",
        reasons={"没有登记过村级公示": 1},
    ),
    Case(
        "a prefecture has no villages of its own",
        ("judges", 1),
        (*VILLAGE, published("project", "护林", "2019-02-01", level="prefecture")),
        "2019-12-31",
        level="prefecture",
    ),
    Case(
        "only the township ever hung up something",
        ("cannot", 0),
        (*VILLAGE, published("project", "护林", "2019-02-01", level="township")),
        "2019-07-01",
        reasons={"没有登记过村级公示": 1},
    ),
    Case(
        "a project without money concerns no village",
        ("judges", 1),
        (
            *VILLAGE,
            ELSEWHERE,
            arrives("甲批", 1000, "2019-01-01"),
            in_library("护林"),
            assigned("甲批", "修路", 600, "2019-03-31"),
        ),
        "2019-07-01",
    ),
)
