"""同电话多户: one telephone, many households."""

from tests.audit.banking import telephone
from tests.audit.case import Case
from tests.audit.paying import To, lives, paid
from tests.audit.steps import arrives, assigned
from tests.audit.world import Step

ON = "2019-12-31"
MONEY = (arrives("甲批", 100000, "2019-01-02"), assigned("甲批", "护林", 50000, "2019-01-10"))
ONE = "13900000001"


def homes(count: int, phone: str = ONE, *, official: bool = False) -> tuple[Step, ...]:
    """So many households, each with one member and this telephone."""
    each = [
        (lives(f"户{n}/人{n}"), telephone(f"户{n}/人{n}", phone, official=official))
        for n in range(count)
    ]
    return tuple(step for pair in each for step in pair)


CASES = (
    Case(
        "five households, two of them paid",
        ("judges", 2),
        (*MONEY, *homes(5), paid("2019-03-01", To("户0", 100), To("户1", 20), To("别家", 7))),
        ON,
        flagged=(120,),
    ),
    Case("four households", ("spares", 4), homes(4), ON, clear=1),
    Case(
        "each number is a subject",
        ("judges", 1),
        (*homes(4), lives("丙家/丙"), telephone("丙家/丙", "13900000002")),
        ON,
        clear=2,
    ),
    Case("the village office's number", ("spares", 1), homes(5, official=True), ON),
    Case(
        "five members of four households, and one who has none",
        ("spares", 2),
        (
            *homes(4),
            *(lives("户0/老人", head=False), telephone("户0/老人", ONE)),
            *(lives("丙家/丙"), telephone("丙家/丙", "无")),
        ),
        ON,
        clear=1,
    ),
    Case(
        "one has another number now",
        ("spares", 3),
        (*homes(5), telephone("户4/人4", "13900000002", since="2019-12-31")),
        ON,
        clear=2,
    ),
    Case(
        "and had this one the day before",
        ("judges", 1),
        (*homes(5), telephone("户4/人4", "13900000002", since="2019-12-31")),
        "2019-12-30",
        flagged=(0,),
    ),
    Case("no telephones", ("cannot", 0), (lives("户一/甲"),), ON, reasons={"没有登记家庭成员": 1}),
)
