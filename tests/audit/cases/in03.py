"""倒签补录: when something happened and when it was entered. Cases are entered today."""

from datetime import UTC, date, datetime

from ledger.book.books import close_month
from ledger.values.day import shanghai_day
from tests.audit.backfilling import pooled_before
from tests.audit.case import Case
from tests.audit.steps import arrives, opening, pooled, reversed_
from tests.audit.world import YEAR, Step, World

PASSED = (shanghai_day(datetime.now(UTC)) - date(2019, 3, 1)).days
"""Days from the story's day to the day on which these cases are run."""

ARRIVED = arrives("甲批", 100, "2019-03-01", name="来")
JUDGED = "2019-12-31"


def month_closed(month: int) -> Step:
    """The month is closed."""

    def step(world: World) -> None:
        close_month(world.ground.connection, world.book, YEAR, month, "系统管理")

    return step


CASES = (
    Case("years late", ("judges", 1), (ARRIVED,), JUDGED, flagged=(100,)),
    Case(
        "a day more than the limit",
        ("judges", 1),
        (ARRIVED,),
        JUDGED,
        parameters={"days": PASSED - 1},
        flagged=(100,),
    ),
    Case(
        "a day within the limit",
        ("spares", 3),
        (ARRIVED,),
        JUDGED,
        parameters={"days": PASSED + 1},
        clear=1,
    ),
    Case(
        "an opening is always after the fact",
        ("spares", 1),
        (opening("甲批", 700, "2017-12-31", received_on="2017-12-31"),),
        JUDGED,
    ),
    Case(
        "a backfill is entered afterwards",
        ("spares", 1),
        (
            opening("甲批", 700, "2018-12-31", received_on="2018-12-31"),
            pooled_before("甲批", 100, "2019-03-01"),
        ),
        JUDGED,
        live_from=date(2019, 6, 1),
    ),
    Case(
        "a reversal has its own day",
        ("spares", 2),
        (ARRIVED, reversed_("来", "2019-03-02")),
        JUDGED,
        parameters={"days": PASSED + 1},
        clear=1,
    ),
    Case(
        "a month that was closed",
        ("judges", 2),
        (ARRIVED, month_closed(3), pooled("甲批", 60, "2019-03-03")),
        JUDGED,
        parameters={"days": PASSED + 1},
        flagged=(60,),
        clear=1,
    ),
)
