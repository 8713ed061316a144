"""大额或集中取现: drawn together, as soon as it was there."""

from tests.audit.banking import Move, balances, paying_unit, statement
from tests.audit.case import Case
from tests.audit.outside import firm, firm_paid
from tests.audit.paying import To, paid
from tests.audit.steps import arrives, assigned
from tests.audit.world import Step

JUDGED = "2019-12-31"
BEFORE, ON, NEXT, THIRD = "2019-02-28", "2019-03-01", "2019-03-02", "2019-03-03"
MONEY = (
    arrives("甲批", 10_000_000, "2019-01-02"),
    assigned("甲批", "护林", 5_000_000, "2019-01-10"),
)
UNIT = paying_unit("甲局", "局账")


def credited(count: int) -> Step:
    """So many households get 1000 each."""
    return paid(ON, *(To(f"户{n}", 1000, card=f"卡{n}") for n in range(count)))


def drawn(n: int, on: str = NEXT, fen: int = 1000, at: str = "城关支行") -> Move:
    return Move(f"卡{n}", "取现", on, fen, at=at)


def drained(n: int, on: str = NEXT, fen: int = 1000, to: str = "村干部") -> Move:
    return Move(f"卡{n}", "转账", on, fen, to)


CASES = (
    Case(
        "a unit draws a fen too much, sends more to another, and a firm draws what it earned",
        ("judges", 1),
        (
            *MONEY,
            UNIT,
            firm("甲公司", account="企账"),
            firm_paid("甲公司", 300_000, "2019-02-20"),
            statement(
                Move("局账", "取现", ON, 100_001),
                Move("局账", "取现", ON, 100_000),
                Move("局账", "转账", ON, 500_000, "企账"),
                Move("企账", "取现", ON, 200_000),
            ),
        ),
        JUDGED,
        flagged=(100_001,),
        clear=1,
    ),
    Case(
        "five households at one place, and somebody of no household",
        ("judges", 2),
        (
            *MONEY,
            UNIT,
            credited(5),
            paid(ON, To("", 1000, card="卡9")),
            statement(*(drawn(n) for n in range(5)), drawn(9)),
        ),
        JUDGED,
        flagged=(5000,),
    ),
    Case(
        "eight tenths of it are enough, and the same day",
        ("judges", 2),
        (
            *MONEY,
            UNIT,
            credited(5),
            statement(*(drawn(n) for n in range(4)), drawn(4, ON, 800)),
        ),
        JUDGED,
        flagged=(4800,),
    ),
    Case(
        "four",
        ("spares", 1),
        (*MONEY, UNIT, credited(4), statement(*(drawn(n) for n in range(4)))),
        JUDGED,
        clear=1,
    ),
    Case(
        "the fifth at another place",
        ("spares", 1),
        (
            *MONEY,
            UNIT,
            credited(5),
            statement(*(drawn(n) for n in range(4)), drawn(4, at="乡支行")),
        ),
        JUDGED,
        clear=2,
    ),
    Case(
        "the fifth a day before and a day later",
        ("spares", 2),
        (
            *MONEY,
            UNIT,
            credited(5),
            statement(*(drawn(n) for n in range(4)), drawn(4, BEFORE), drawn(4, THIRD)),
        ),
        JUDGED,
        clear=1,
    ),
    Case(
        "the fifth took less",
        ("spares", 3),
        (
            *MONEY,
            UNIT,
            credited(5),
            statement(*(drawn(n) for n in range(4)), drawn(4, fen=799)),
        ),
        JUDGED,
        clear=1,
    ),
    Case(
        "nobody knows where, nobody knows to whom, and as it came in",
        ("spares", 4),
        (
            *MONEY,
            UNIT,
            credited(5),
            statement(
                *(drawn(n, at="") for n in range(5)),
                *(drained(n, to="") for n in range(5)),
                *(Move(f"卡{n}", "入账", ON, 1000, "专户", "城关支行") for n in range(5)),
            ),
        ),
        JUDGED,
    ),
    Case(
        "a household draws what it has, another was paid by hand",
        ("spares", 5),
        (*MONEY, UNIT, credited(1), paid(ON, To("别家", 7)), statement(drawn(0, fen=900_000))),
        JUDGED,
        clear=1,
    ),
    Case(
        "into one account",
        ("judges", 3),
        (*MONEY, UNIT, credited(5), statement(*(drained(n) for n in range(5)))),
        JUDGED,
        flagged=(5000,),
        severity="H",
    ),
    Case(
        "the fifth into another",
        ("judges", 3),
        (
            *MONEY,
            UNIT,
            credited(5),
            statement(*(drained(n) for n in range(4)), drained(4, to="别人")),
        ),
        JUDGED,
        clear=2,
    ),
    Case(
        "no list but of balances",
        ("cannot", 0),
        (*MONEY, credited(1), balances(("甲局", "局账", ON, 5))),
        JUDGED,
        reasons={"没有银行流水名单": 1},
    ),
    Case(
        "an account without statement, and a unit of unknown account",
        ("cannot", 0),
        (
            *(*MONEY, firm("甲局", legal_id="某"), paying_unit("甲局", "")),
            *(credited(2), statement(drawn(0))),
        ),
        JUDGED,
        clear=1,
        reasons={"不在银行流水名单": 1, "单位的银行账号": 1},
    ),
    Case(
        "a balance of the other account is no statement of it",
        ("cannot", 0),
        (*MONEY, UNIT, credited(2), statement(drawn(0)), balances(("甲局", "卡1", ON, 5))),
        JUDGED,
        clear=1,
        reasons={"不在银行流水名单": 1},
    ),
    Case(
        "the other account is not paid yet",
        ("cannot", 0),
        (
            *(*MONEY, UNIT, credited(1), paid("2020-01-01", To("户1", 1000, card="卡1"))),
            statement(drawn(0)),
        ),
        JUDGED,
        clear=1,
    ),
)
