"""收入雷同: incomes that were written at a desk."""

from ledger.register.incomes import Income, add_incomes
from tests.audit.case import Case
from tests.audit.homes import home
from tests.audit.world import Step, World

ON = "2019-12-31"


def earned(who: str, yuan: int, *, year: int = 2018, members: int = 1) -> tuple[Step, ...]:
    """A household and its income of a year, per head."""

    def step(world: World) -> None:
        income = Income(world.key(who), year, yuan * 100 * members, members)
        world.register(lambda work: add_incomes(work, world.book, [income], known_at=world.now()))

    return (home(who, "registered", "2018-01-01"), step)


FOUR = tuple(step for n in range(4) for step in earned(f"户{n}", 3560, members=n + 1))

CASES = (
    Case("five alike", ("judges", 2), (*FOUR, *earned("户4", 3560)), ON, (None,)),
    Case("four alike", ("spares", 1), (*FOUR, *earned("户4", 3561)), ON, clear=1),
    Case(
        "the fifth in another year",
        ("spares", 2),
        (*FOUR, *earned("户4", 3560, year=2017)),
        ON,
        clear=2,
    ),
    Case("a village and a year", ("judges", 1), FOUR, ON, clear=1),
    Case(
        "corrected",
        ("spares", 3),
        (*FOUR, *earned("户4", 3560), earned("户4", 3700)[1]),
        ON,
        clear=1,
    ),
    Case("no incomes", ("cannot", 0), (), ON, reasons={"家庭收入": 1}),
    Case(
        "a year that has not come",
        ("judges", 1),
        tuple(step for n in range(5) for step in earned(f"户{n}", 3560, year=2020)),
        ON,
        reasons={"家庭收入": 1},
    ),
)
