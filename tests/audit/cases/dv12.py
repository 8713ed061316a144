"""户贷企用: where loans of households went."""

from tests.audit.case import Case
from tests.audit.projecting import lent, loan_event, planned
from tests.audit.world import Step

ON = "2020-12-31"


def to_firm(loan: str, fen: int, on: str = "2019-02-09", org: str = "肉业") -> Step:
    return loan_event(loan, "paid_to", on, fen, org=org)


CASES = (
    Case("80 of 100 on day 30", ("judges", 1), (lent("借1", 100), to_firm("借1", 80)), ON, (80,)),
    Case(
        "79 of 100, and a loan that went nowhere",
        ("spares", 2),
        (lent("借1", 100), to_firm("借1", 79), lent("借2", 100)),
        ON,
        clear=2,
    ),
    Case(
        "on day 31",
        ("spares", 3),
        (lent("借1", 100), to_firm("借1", 100, "2019-02-10")),
        ON,
        clear=1,
    ),
    Case(
        "three households, a little each",
        ("judges", 2),
        tuple(lent(f"借{n}", 100) for n in "123")
        + tuple(to_firm(f"借{n}", 10 + int(n), "2019-12-01") for n in "123"),
        ON,
        (13, 12, 11),
    ),
    Case(
        "two households",
        ("judges", 2),
        (
            *(lent(f"借{n}", 100) for n in "12"),
            *(to_firm(f"借{n}", 10, "2019-12-01") for n in "12"),
            lent("旧借", 100, "2017-07-31", "2020-07-31"),  # when the firm's share was encouraged
            to_firm("旧借", 100, "2017-08-01"),
        ),
        ON,
        clear=3,
    ),
    Case(
        "lent before the ban",
        ("spares", 1),
        (lent("借1", 100, "2017-07-31", "2020-07-31"), to_firm("借1", 100, "2017-08-01")),
        ON,
        clear=1,
    ),
    Case(
        "where it went is not known",
        ("cannot", 0),
        (
            lent("借1", 100),
            loan_event("借1", "compensated", "2019-02-09", 100, org="肉业"),
            lent("借2", 100),
            loan_event("借2", "paid_to", "2019-02-09", 100),  # nobody wrote down to whom
        ),
        ON,
        reasons={"没有登记贷款资金去向": 2},
    ),
    Case("nothing", ("cannot", 0), (planned("路"),), ON, reasons={"没有登记小额信贷": 1}),
    Case(
        "lent on the first day of the ban",
        ("judges", 1),
        (lent("借1", 100, "2017-08-01", "2020-08-01"), to_firm("借1", 100, "2017-08-02")),
        ON,
        (100,),
    ),
)
