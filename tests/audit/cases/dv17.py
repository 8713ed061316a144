"""多户集中等额退款: many households pay back one amount within days."""

from ledger.values.kinds import AccountKind as K
from tests.audit.case import Case
from tests.audit.paying import To, paid, without_line
from tests.audit.steps import (
    arrives,
    assigned,
    disbursed,
    received,
    returned,
    reversed_,
    sent_down,
)
from tests.audit.world import Step

MONEY = (arrives("甲批", 100000, "2019-01-02"), assigned("甲批", "护林", 100000, "2019-02-01"))
PAID = paid("2019-05-01", *(To(f"户{n}", 1000) for n in range(9)), name="发")
JUDGED = "2019-12-31"


def back(homes: int, fen: int = 300, on: str = "2019-05-10", *, first: int = 1) -> tuple[Step, ...]:
    """So many households pay back, each in a voucher of its own."""
    return tuple(
        returned("发", fen, on, entry=n, as_name=f"退{n}") for n in range(first, first + homes)
    )


CASES = (
    Case(
        "five; what came from above has the number of a repayment, and undoes nothing",
        ("judges", 2),
        (
            *(*MONEY, PAID, *back(5)),
            sent_down("乙批", 700, "2019-06-01", name="下达一"),
            sent_down("丙批", 700, "2019-06-02", name="下达二"),
            received("丙批", 700, "2019-06-09", of="下达二"),
        ),
        JUDGED,
        flagged=(1500,),
    ),
    Case("four", ("spares", 2), (*MONEY, PAID, *back(4)), JUDGED, clear=1),
    Case(
        "the seventh day counts",
        ("judges", 2),
        (*MONEY, PAID, *back(4), *back(1, on="2019-05-16", first=5)),
        JUDGED,
        flagged=(1500,),
    ),
    Case(
        "the eighth does not",
        ("spares", 2),
        (*MONEY, PAID, *back(4), *back(1, on="2019-05-17", first=5)),
        JUDGED,
        clear=1,
    ),
    Case(
        "all that was paid, and a part of what a supplier got",
        ("spares", 1),
        (
            *(*MONEY, PAID, *back(6, 1000)),
            disbursed("甲批", "护林", 500, "2019-05-02", K.VENDOR, name="料"),
            returned("料", 300, "2019-05-11"),
        ),
        JUDGED,
    ),
    Case(
        "three of one project and three of another",
        ("judges", 1),
        (
            *(*MONEY, PAID, *back(3)),
            arrives("乙批", 9000, "2019-01-02"),
            assigned("乙批", "养蜂", 9000, "2019-02-01"),
            paid(
                "2019-05-01",
                *(To(f"户{n}", 1000, lot="乙批") for n in range(3, 6)),
                project="养蜂",
                name="另发",
            ),
            *(returned("另发", 300, "2019-05-10", entry=n) for n in (1, 2, 3)),
        ),
        JUDGED,
        clear=2,
    ),
    Case(
        "amounts that differ",
        ("spares", 3),
        (*MONEY, PAID, *back(3), *back(3, 301, first=4)),
        JUDGED,
        clear=2,
    ),
    Case(
        "each amount is a subject",
        ("judges", 1),
        (*MONEY, PAID, *back(5), *back(3, 301, first=6)),
        JUDGED,
        flagged=(1500,),
        clear=1,
    ),
    Case(
        "a repayment that was reversed",
        ("spares", 4),
        (*MONEY, PAID, *back(5), reversed_("退5", "2019-05-20")),
        JUDGED,
        clear=1,
    ),
    Case(
        "nobody wrote down who had it",
        ("cannot", 0),
        (
            *MONEY,
            without_line("2019-05-01", "甲批", 1000),
            without_line("2019-05-01", "甲批", 900),
            returned("voucher 3", 300, "2019-05-10"),
            reversed_("voucher 4", "2019-05-10"),  # never paid, so nothing came back
        ),
        JUDGED,
        reasons={"没有注明户": 1},
    ),
)
