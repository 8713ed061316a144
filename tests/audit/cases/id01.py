"""超期下达: what a prefecture or province passes down late."""

from ledger.values.kinds import AccountKind as K
from ledger.values.kinds import VoucherKind as V
from tests.audit.case import Case, For
from tests.audit.funding import donated, granted
from tests.audit.steps import (
    arrives,
    assigned,
    carried_over,
    disbursed,
    moved,
    opening,
    passed_on,
    received,
    reversed_,
    sent_down,
)
from tests.audit.world import Step

ARRIVED = arrives("甲批", 1000, "2019-01-01")
"""Thirty days on is 2019-01-31."""


def case(
    says: str,
    sentence: tuple[For, int],
    *story: Step,
    as_of: str = "2019-12-31",
    flagged: tuple[int | None, ...] = (),
    clear: int = 0,
) -> Case:
    """A case of a prefecture."""
    return Case(says, sentence, story, as_of, flagged=flagged, clear=clear, level="prefecture")


CASES = (
    case(
        "passed down on the thirty-first day",
        ("judges", 2),
        ARRIVED,
        passed_on("甲批", 1000, "2019-02-01"),
        flagged=(1000,),
    ),
    case(
        "the thirtieth day is in time",
        ("spares", 1),
        ARRIVED,
        passed_on("甲批", 600, "2019-01-20"),
        passed_on("甲批", 400, "2019-01-31"),
        clear=1,
    ),
    case(
        "standing on the thirty-first day",
        ("judges", 2),
        ARRIVED,
        as_of="2019-02-01",
        flagged=(1000,),
    ),
    case("standing on the thirtieth day", ("judges", 2), ARRIVED, as_of="2019-01-31", clear=1),
    case(
        "what was late and what still stands are added",
        ("judges", 2),
        ARRIVED,
        passed_on("甲批", 300, "2019-01-10"),
        passed_on("甲批", 200, "2019-03-01"),
        flagged=(700,),
    ),
    Case(
        "what came first goes first; a later part is younger",
        ("judges", 1),
        (
            sent_down("甲批", 1000, "2019-01-01"),
            received("甲批", 600, "2019-01-01"),
            received("甲批", 400, "2019-02-20"),
            passed_on("甲批", 700, "2019-03-10"),
            passed_on("甲批", 300, "2019-03-22"),
        ),
        "2019-12-31",
        flagged=(600,),
        level="prefecture",
    ),
    Case(
        "what is passed down is of the first part, and the rest of both stands",
        ("judges", 2),
        (
            sent_down("甲批", 1000, "2019-01-01"),
            received("甲批", 600, "2019-01-01"),
            received("甲批", 400, "2019-01-02"),
            passed_on("甲批", 500, "2019-02-05"),
        ),
        "2019-12-31",
        flagged=(1000,),
        level="prefecture",
    ),
    case(
        "days run from the day of receipt, not of the voucher",
        ("judges", 1),
        arrives("甲批", 1000, "2019-01-01", received_on="2019-01-02"),
        passed_on("甲批", 1000, "2019-02-01"),
        clear=1,
    ),
    case(
        "what a project gives back waits from that day",
        ("judges", 1),
        ARRIVED,
        assigned("甲批", "护林", 1000, "2019-01-10"),
        moved(V.ADJUST, "甲批", 400, "2019-03-01", K.PROJECT, K.UNASSIGNED, of="护林"),
        as_of="2019-04-01",
        flagged=(400,),
    ),
    case(
        "a carry-over is no passing-down",
        ("judges", 2),
        ARRIVED,
        carried_over("甲批", 1000, "2019-12-31"),
        as_of="2020-02-15",
        flagged=(1000,),
    ),
    case(
        "what it spends itself is spent once",
        ("judges", 2),
        ARRIVED,
        assigned("甲批", "护林", 400, "2019-01-10"),
        disbursed("甲批", "护林", 400, "2019-02-01", K.VENDOR),
        flagged=(600,),
    ),
    case(
        "an opening balance that had reached households",
        ("spares", 2),
        opening("甲批", 700, "2017-12-31", received_on="2017-12-31", kind=K.HOUSEHOLD),
        clear=1,
    ),
    case(
        "what it spends itself is not passed down",
        ("spares", 2),
        ARRIVED,
        assigned("甲批", "护林", 1000, "2019-08-01"),
        clear=1,
    ),
    case(
        "money of the own budget has another clock",
        ("spares", 3),
        granted("甲批", 1000, "2019-01-01", level="prefecture"),
    ),
    case("a gift came from nobody above", ("spares", 3), donated("甲批", 1000, "2019-01-01")),
    Case("a county assigns", ("spares", 4), (ARRIVED,), "2019-12-31"),
    case(
        "reversed and passed down again, late",
        ("judges", 2),
        ARRIVED,
        passed_on("甲批", 1000, "2019-01-10"),
        reversed_("voucher 2", "2019-01-15"),
        passed_on("甲批", 1000, "2019-02-15"),
        flagged=(1000,),
    ),
    case(
        "reversed and passed down again, in time",
        ("spares", 5),
        ARRIVED,
        passed_on("甲批", 1000, "2019-01-10"),
        reversed_("voucher 2", "2019-01-15"),
        passed_on("甲批", 1000, "2019-01-31"),
        clear=1,
    ),
    case(
        "passed down late by mistake, taken back, and kept",
        ("spares", 5),
        ARRIVED,
        passed_on("甲批", 300, "2019-01-10"),
        passed_on("甲批", 700, "2019-03-01"),
        reversed_("voucher 3", "2019-03-02"),
        assigned("甲批", "护林", 700, "2019-03-05"),
        clear=1,
    ),
    case(
        "a reversed receipt leaves nothing to pass down",
        ("spares", 5),
        ARRIVED,
        reversed_("voucher 1", "2019-02-01"),
        clear=1,
    ),
)
