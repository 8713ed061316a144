"""节前集中发放: the same few, always before a festival."""

from dataclasses import dataclass, replace

from ledger.book.voucher import PaymentLine
from tests.audit.case import Case
from tests.audit.paying import To, paid
from tests.audit.steps import arrives, assigned, in_library, listed
from tests.audit.world import Step, World

ON = "2019-12-31"
MONEY = (
    arrives("甲批", 100000, "2018-01-02"),
    in_library("护林"),
    assigned("甲批", "护林", 90000, "2018-01-10"),
)


def given(*days: str, homes: int = 2, fen: int = 50, more: int = 0) -> tuple[Step, ...]:
    return tuple(
        paid(on, *(To(f"户{n}", fen + n * more) for n in range(homes)), project="护林")
        for on in days
    )


@dataclass(frozen=True)
class OfNoProject(To):
    """A line that does not say of which project it is."""

    def line(self, world: World, number: int, project: str) -> PaymentLine:
        return replace(super().line(world, number, project), project=None)


# 2019: 春节 5 February, 中秋 13 September, 国庆 1 October.
SPRING, MOON, OCTOBER, PLAIN = "2019-01-25", "2019-09-02", "2019-09-30", "2019-11-11"

CASES = (
    Case("three times", ("judges", 2), (*MONEY, *given(SPRING, MOON, OCTOBER)), ON, (300,)),
    Case(
        "four of five days",
        ("judges", 2),
        (*MONEY, *given(SPRING, MOON, OCTOBER, "2019-02-04", PLAIN)),
        ON,
        (400,),
    ),
    Case(
        "three of four days",
        ("spares", 4),
        (*MONEY, *given(SPRING, MOON, OCTOBER, PLAIN)),
        ON,
        clear=1,
    ),
    Case("twice", ("spares", 3), (*MONEY, *given(SPRING, MOON)), ON, clear=1),
    Case(
        "16 days before",
        ("judges", 2),
        (*MONEY, *given("2019-01-20", "2019-08-28", OCTOBER)),
        ON,
        clear=1,
    ),
    Case(
        "amounts that differ",
        ("judges", 2),
        (*MONEY, *given(SPRING, MOON, OCTOBER, more=1)),
        ON,
        clear=1,
    ),
    Case(
        "fifteen households",
        ("judges", 1),
        (*MONEY, *given(SPRING, MOON, OCTOBER, homes=15)),
        ON,
        (2250,),
    ),
    Case("sixteen", ("spares", 2), (*MONEY, *given(SPRING, MOON, OCTOBER, homes=16)), ON),
    Case(
        "by an approved list",
        ("spares", 1),
        (
            *MONEY,
            listed("单", {"户0": 150, "户1": 150}),
            *(
                paid(on, To("户0", 50, ("单", 1)), To("户1", 50, ("单", 2)))
                for on in (SPRING, MOON, OCTOBER)
            ),
        ),
        ON,
    ),
    Case(
        "a year whose festivals are not known",
        ("cannot", 0),
        (*MONEY, *given("2009-12-31", MOON, OCTOBER)),
        ON,
        reasons={"节日日期": 1},
    ),
    Case(
        "fifteen days before",
        ("judges", 2),
        (*MONEY, *given("2019-01-21", "2019-08-29", "2019-09-30")),
        ON,
        (300,),
    ),
    Case(
        "one household alone",
        ("judges", 2),
        (*MONEY, *given(SPRING, MOON, OCTOBER, homes=1)),
        ON,
        clear=1,
    ),
    Case(
        "a line without a household is of no second one, and one without a project of none",
        ("judges", 2),
        (
            *MONEY,
            *(
                paid(on, To("户0", 50), To("", 50), OfNoProject("户1", 50))
                for on in (SPRING, MOON, OCTOBER)
            ),
        ),
        ON,
        clear=1,
    ),
    Case(
        "nineteen of twenty-four days",
        ("spares", 4),
        (
            *MONEY,
            *given(
                *(f"2019-09-{n}" for n in range(16, 31)),
                "2019-02-01",
                "2019-02-02",
                "2019-02-03",
                "2019-02-04",
                *(f"2019-11-{n}" for n in range(11, 16)),
            ),
        ),
        ON,
        clear=1,
    ),
    Case(
        "15 days before",
        ("judges", 2),
        (*MONEY, *given("2019-01-21", "2019-08-29", OCTOBER)),
        ON,
        (300,),
    ),
    Case(
        "75 of 100 where 76 are asked for",
        ("spares", 4),
        (*MONEY, *given(SPRING, MOON, OCTOBER, PLAIN)),
        ON,
        clear=1,
        parameters={"percent": 76},
    ),
)
