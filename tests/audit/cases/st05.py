"""贷款超限: amount, term, two at once, aid after the end."""

from tests.audit.case import Case
from tests.audit.projecting import lent, loan_event, planned

ON = "2022-12-31"
HOME = {"household": "张家"}

CASES = (
    Case("50,000.01 yuan", ("judges", 1), (lent("借1", 5_000_001),), ON, (5_000_001,)),
    Case("50,000 yuan", ("spares", 1), (lent("借1", 5_000_000),), ON, clear=1),
    Case("36 months and a day", ("judges", 2), (lent("借1", 9, due="2022-01-11"),), ON, (9,)),
    Case("36 months", ("spares", 1), (lent("借1", 9, due="2022-01-10"),), ON, clear=1),
    Case(
        "renewed for longer",
        ("spares", 2),
        (lent("借1", 9), loan_event("借1", "renewed", "2021-01-10", due_on="2023-01-10")),
        ON,
        clear=1,
    ),
    Case(
        "two at once",
        ("judges", 3),
        (
            lent("借1", 9, **HOME),
            lent("借2", 8, "2020-01-10", **HOME),
            loan_event("借1", "interest_aid", "2019-06-01", 5),
            loan_event("借1", "repaid", "2020-01-09", 8),
            loan_event("借1", "repaid", "2020-01-11", 1),
        ),
        ON,
        (8,),
        clear=1,
    ),
    Case(
        "one after the other",
        ("spares", 3),
        (
            lent("借1", 9, **HOME),
            lent("借2", 8, "2020-01-10", **HOME),
            loan_event("借1", "repaid", "2020-01-10", 9),
        ),
        ON,
        clear=2,
    ),
    Case(
        "aid after the end",
        ("judges", 4),
        (
            lent("借1", 9),
            loan_event("借1", "interest_aid", "2021-01-11", 3),
            # Only who extends or renews a loan gives it another last day.
            loan_event("借1", "repaid", "2020-06-01", 1, due_on="2022-01-10"),
        ),
        ON,
        (3,),
    ),
    Case(
        "aid on the last day, repaid on the day after",
        ("judges", 4),
        (
            lent("借1", 9),
            loan_event("借1", "interest_aid", "2021-01-10", 3),
            loan_event("借1", "repaid", "2021-01-11", 9),
        ),
        ON,
        clear=1,
    ),
    Case(
        "no aid",
        ("spares", 4),
        (lent("借1", 9_000_000, due="2024-01-10", interest_aid=False),),
        ON,
        clear=1,
    ),
    Case("nothing", ("cannot", 0), (planned("路"),), ON, reasons={"没有登记小额信贷": 1}),
)
