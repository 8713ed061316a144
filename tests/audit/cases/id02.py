"""县级滞留未安排: what stands unassigned in a county."""

from tests.audit.case import Case
from tests.audit.steps import (
    arrives,
    assigned,
    carried_over,
    opening,
    pooled,
    received,
    reversed_,
    sent_down,
)

ARRIVED = arrives("甲批", 1000, "2019-01-01")
"""Sixty days on is 2019-03-02, a hundred and eighty 2019-06-30."""

CASES = (
    Case("the sixty-first day", ("judges", 2), (ARRIVED,), "2019-03-03", flagged=(1000,)),
    Case("the sixtieth day is still in time", ("judges", 2), (ARRIVED,), "2019-03-02", clear=1),
    Case(
        "the day before a hundred and eighty is of middle severity",
        ("judges", 3),
        (ARRIVED,),
        "2019-06-29",
        flagged=(1000,),
        severity="M",
    ),
    Case(
        "the hundred and eightieth day is severe",
        ("judges", 3),
        (ARRIVED,),
        "2019-06-30",
        flagged=(1000,),
        severity="H",
    ),
    Case(
        "each lot is a subject",
        ("judges", 1),
        (ARRIVED, arrives("乙批", 500, "2019-03-01")),
        "2019-03-03",
        flagged=(1000,),
        clear=1,
    ),
    Case(
        "days run from the day of receipt, not of the document",
        ("judges", 2),
        (arrives("甲批", 1000, "2019-01-01", received_on="2019-01-02"),),
        "2019-03-03",
        clear=1,
    ),
    Case(
        "a later part is younger",
        ("judges", 2),
        (
            sent_down("甲批", 1000, "2019-01-01"),
            received("甲批", 600, "2019-01-01"),
            received("甲批", 400, "2019-02-01"),
        ),
        "2019-03-03",
        flagged=(600,),
    ),
    Case(
        "what came first counts as assigned first",
        ("judges", 2),
        (
            sent_down("甲批", 1000, "2019-01-01"),
            received("甲批", 600, "2019-01-01"),
            received("甲批", 400, "2019-02-01"),
            assigned("甲批", "护林", 600, "2019-02-20"),
        ),
        "2019-03-03",
        clear=1,
    ),
    Case(
        "an opening balance is as old as its lot",
        ("judges", 2),
        (opening("甲批", 700, "2017-12-31", received_on="2017-12-31"),),
        "2018-03-02",
        flagged=(700,),
    ),
    Case(
        "what is assigned is not kept back",
        ("spares", 1),
        (ARRIVED, assigned("甲批", "护林", 1000, "2019-03-03")),
        "2019-03-03",
        clear=1,
    ),
    Case(
        "an assignment of the next day does not count yet",
        ("judges", 2),
        (ARRIVED, assigned("甲批", "护林", 1000, "2019-03-04")),
        "2019-03-03",
        flagged=(1000,),
    ),
    Case(
        "a reversed assignment leaves the money as old as it was",
        ("judges", 2),
        (
            ARRIVED,
            assigned("甲批", "护林", 1000, "2019-02-01", name="安排"),
            reversed_("安排", "2019-03-01"),
        ),
        "2019-03-03",
        flagged=(1000,),
    ),
    Case(
        "a reversed receipt leaves nothing",
        ("spares", 2),
        (arrives("甲批", 1000, "2019-01-01", name="下达"), reversed_("下达", "2019-02-01")),
        "2019-03-03",
        clear=1,
    ),
    Case(
        "the pool does not make money young",
        ("spares", 3),
        (ARRIVED, pooled("甲批", 1000, "2019-03-01")),
        "2019-03-03",
        flagged=(1000,),
    ),
    Case(
        "the pool does not make money old",
        ("spares", 3),
        (ARRIVED, pooled("甲批", 1000, "2019-01-01")),
        "2019-03-02",
        clear=1,
    ),
    Case(
        "a carry-over does not make money young",
        ("judges", 2),
        (ARRIVED, carried_over("甲批", 1000, "2019-03-01")),
        "2019-03-03",
        flagged=(1000,),
    ),
    Case(
        "a prefecture passes down and does not assign",
        ("spares", 4),
        (ARRIVED,),
        "2019-12-31",
        level="prefecture",
    ),
)
