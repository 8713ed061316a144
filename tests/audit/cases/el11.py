"""干部亲属集中: kin of cadres on a list, beside kin of cadres in the place."""

from ledger.register.external_lists import ListKind, NewExternalRow
from tests.audit.case import Case
from tests.audit.homes import home
from tests.audit.outside import in_home, outside
from tests.audit.steps import listed
from tests.audit.world import Step

ON = "2019-12-31"
KIN = ("甲", "乙", "丙", "丁")


def of_kin(*numbers: str, kind: ListKind = ListKind.KIN) -> Step:
    rows = (
        NewExternalRow(person=n, other_person="干部" if kind is ListKind.KIN else "")
        for n in numbers
    )
    return outside(kind, *rows)


def place(kin: int, others: int, *, left: str = "", joined: str = "") -> tuple[Step, ...]:
    """So many households of kin 亲1 …, and others 户1 …"""
    homes = [f"亲{n}" for n in range(1, kin + 1)] + [f"户{n}" for n in range(1, others + 1)]
    return (
        *(home(each, "registered", "2018-01-01") for each in homes),
        *(
            in_home(
                f"亲{n}/某",
                KIN[n - 1],
                left=left if n == 1 else "",
                joined=joined if n == 1 else "",
            )
            for n in range(1, kin + 1)
        ),
    )


def on_list(kin: int, others: int, at: str = "village") -> Step:
    who = [f"亲{n}" for n in range(1, kin + 1)] + [f"户{n}" for n in range(1, others + 1)]
    return listed("名单", dict.fromkeys(who, 100), at=at)


CASES = (
    Case(
        "three of three, in a village of eleven with three",
        ("judges", 2),
        (*place(3, 8), of_kin(*KIN), on_list(3, 0)),
        ON,
        flagged=(300,),
    ),
    Case(
        "three of four on a list of the township",
        ("judges", 2),
        (*place(3, 12), of_kin(*KIN), on_list(3, 1, at="township")),
        ON,
        flagged=(300,),
    ),
    Case(
        "exactly three times the share; who is gone or struck off does not live there",
        ("spares", 2),
        (
            *(*place(3, 6), of_kin(*KIN), on_list(3, 0)),
            home("走家", "registered", "2018-01-01", "2019-06-01"),
            home("销家", "registered", "2018-01-01"),
            home("销家", "struck_off", "2019-06-01"),
        ),
        ON,
        clear=1,
    ),
    Case(
        "everybody of the village",
        ("spares", 2),
        (*place(3, 8), of_kin(*KIN), on_list(3, 8)),
        ON,
        clear=1,
    ),
    Case(
        "two households, and one that is on another list",
        ("spares", 1),
        (
            *(*place(3, 20), of_kin("甲", "乙"), on_list(3, 0)),
            outside(ListKind.PAYROLL, NewExternalRow(person="丙")),
        ),
        ON,
        clear=1,
    ),
    Case(
        "two where the parameter says two",
        ("judges", 2),
        (*place(2, 8), of_kin(*KIN), on_list(2, 0)),
        ON,
        flagged=(200,),
        parameters={"households": 2},
    ),
    Case(
        "a cadre's own household is one of them",
        ("judges", 1),
        (*place(3, 8), of_kin("甲", "乙"), of_kin("丙", kind=ListKind.CADRES), on_list(3, 0)),
        ON,
        flagged=(300,),
    ),
    Case(
        "one had left the household on that day",
        ("spares", 3),
        (*place(3, 8, left="2019-01-15"), of_kin(*KIN), on_list(3, 0)),
        ON,
        clear=1,
    ),
    Case(
        "one joined it the day after",
        ("spares", 3),
        (*place(3, 8, joined="2019-01-16"), of_kin(*KIN), on_list(3, 0)),
        ON,
        clear=1,
    ),
    Case(
        "one left the day after, and lives there no more",
        ("judges", 1),
        (*place(3, 5, left="2019-01-16"), of_kin(*KIN), on_list(3, 0)),
        ON,
        flagged=(300,),
    ),
    Case(
        "no list of kin, only one of cadres",
        ("cannot", 0),
        (*place(3, 8), of_kin("丙", kind=ListKind.CADRES), on_list(3, 0)),
        ON,
        reasons={"没有装入外部名单：干部亲属": 1},
    ),
    Case(
        "nobody is registered in the place",
        ("cannot", 0),
        (of_kin(*KIN), listed("名单", {"亲1": 100})),
        ON,
        reasons={"没有在册户": 1},
    ),
    Case(
        "no list of claims",
        ("cannot", 0),
        (*place(3, 8), of_kin(*KIN)),
        ON,
        reasons={"没有登记应发清单": 1},
    ),
)
