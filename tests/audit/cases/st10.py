"""互助资金违规借款: too much, to the village, never repaid."""

from tests.audit.case import Case
from tests.audit.cases.id12 import MONEY, put_in
from tests.audit.limiting import limited
from tests.audit.projecting import bought, lent, loan_event, org_key
from tests.audit.world import Step


def borrowed(fen: int, bank: str = "某村互助社") -> Step:
    return lent("借1", fen, "2019-01-10", "2019-06-30", bank=bank)


def lent_by_it(fen: int) -> Step:
    return lambda world: lent("借1", fen, "2019-01-10", "2019-06-30", bank=org_key(world, "甲社"))(
        world
    )


ON, LATE, IN_TIME = "2019-06-30", "2019-07-31", "2019-07-30"

CASES = (
    Case("5,000.01 yuan", ("judges", 1), (borrowed(500_001),), ON, (500_001,)),
    Case(
        "above what is registered here",
        ("judges", 1),
        (limited("mutual_loan", "maximum", None, high=300_000), borrowed(300_001)),
        ON,
        (300_001,),
    ),
    Case(
        "as much as is registered here",
        ("spares", 1),
        (limited("mutual_loan", "maximum", None, high=600_000), borrowed(600_000)),
        ON,
        clear=1,
    ),
    Case(
        "a society that the book paid money to",
        ("judges", 1),
        (*MONEY, put_in(9, "2019-01-05"), lent_by_it(500_001)),
        ON,
        (500_001,),
    ),
    Case("5,000 yuan", ("spares", 1), (borrowed(500_000),), ON, clear=1),
    Case(
        "lent to the village",
        ("judges", 2),
        (borrowed(9), loan_event("借1", "paid_to", "2019-01-11", 9, org="村委会")),
        ON,
        (9,),
    ),
    Case(
        "a unit that stood in for a member did not borrow",
        ("judges", 2),
        (borrowed(9), loan_event("借1", "compensated", "2019-06-29", 9, org="担保公司")),
        ON,
        clear=1,
    ),
    Case("31 days late", ("judges", 3), (borrowed(9),), LATE, (9,)),
    Case(
        "too large, and a part is owed",
        ("judges", 1),
        (borrowed(500_001), loan_event("借1", "repaid", "2019-06-30", 1)),
        LATE,
        (500_001,),
    ),
    Case("30 days late", ("spares", 2), (borrowed(9),), IN_TIME, clear=1),
    Case(
        "a part is owed",
        ("judges", 3),
        (borrowed(9), loan_event("借1", "repaid", "2019-06-30", 5)),
        LATE,
        (4,),
    ),
    Case(
        "repaid",
        ("spares", 2),
        (borrowed(9), loan_event("借1", "repaid", "2019-06-30", 9)),
        LATE,
        clear=1,
    ),
    Case(
        "given longer",
        ("spares", 3),
        (borrowed(9), loan_event("借1", "extended", "2019-06-01", due_on="2019-12-31")),
        LATE,
        clear=1,
    ),
    Case(
        "a bank's loan is not one of a society",
        ("spares", 4),
        (borrowed(500_001, bank="信用社"),),
        LATE,
        reasons={"互助资金借款": 1},
    ),
    Case(
        "a bank that the book bought something of is no society",
        ("spares", 4),
        (
            *MONEY,
            bought("甲批", 9, "2019-01-15", project="护林", payee="甲社"),
            lent_by_it(500_001),
        ),
        LATE,
        reasons={"互助资金借款": 1},
    ),
    Case("no loans", ("cannot", 0), (), ON, reasons={"互助资金借款": 1}),
    *(
        Case(says, ("judges", 3), (borrowed(9), step), LATE, (9,))
        for says, step in (
            (
                "aid is no repayment, and gives no longer time",
                loan_event("借1", "interest_aid", "2019-06-01", 9, due_on="2019-12-31"),
            ),
            ("repaid by mistake", loan_event("借1", "repaid", "2019-06-30", 9, void=True)),
            ("repaid later", loan_event("借1", "repaid", "2019-08-01", 9)),
        )
    ),
    *(
        Case(says, ("spares", 1), (step, borrowed(9)), ON, clear=1)
        for says, step in (
            ("a limit of something else", limited("other_loan", "maximum", None, high=1)),
            ("a deadline is no limit", limited("mutual_loan", "deadline", None, high=1)),
            (
                "a limit that has ended",
                limited("mutual_loan", "maximum", None, high=1, until="2019-01-01"),
            ),
        )
    ),
    Case(
        "lent before the limit",
        ("spares", 1),
        (
            limited("mutual_loan", "maximum", None, high=1),
            lent("借1", 9, "2017-12-31", "2019-06-30", bank="某村互助社"),
        ),
        ON,
        clear=1,
    ),
    Case(
        "lent later",
        ("cannot", 0),
        (lent("借1", 9, "2019-07-01", "2019-12-31", bank="某村互助社"),),
        ON,
        reasons={"互助资金借款": 1},
    ),
    Case(
        "entered by mistake",
        ("cannot", 0),
        (lent("借1", 9, "2019-01-10", "2019-06-30", bank="某村互助社", void=True),),
        ON,
        reasons={"互助资金借款": 1},
    ),
)
