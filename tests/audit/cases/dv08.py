"""资金回流: paid out, and back through other hands."""

from datetime import date

from ledger.register.external_lists import NewExternalRow
from ledger.values.kinds import AccountKind as K
from tests.audit.banking import (
    SINCE,
    Move,
    account_of,
    balances,
    cadre,
    holds,
    invoiced,
    loaded,
    paying_unit,
    statement,
)
from tests.audit.case import Case
from tests.audit.funding import later
from tests.audit.paying import To, lives, paid
from tests.audit.projecting import bought
from tests.audit.steps import arrives, assigned, carried_over, returned

JUDGED = "2019-12-31"
ON = "2019-03-01"
FEN = 100_000
CHIEF, WIFE = "11010519491231002X", "610727196001011237"
MONEY = (
    arrives("甲批", 10_000_000, "2019-01-02"),
    assigned("甲批", "护林", 5_000_000, "2019-01-10"),
)
OFFICIAL = (cadre(CHIEF), holds("", "干部卡", holder_id=CHIEF))
PAID = paid(ON, To("张家", FEN, card="户卡"), name="发")
WORLD = (*MONEY, *OFFICIAL, PAID)


def to(days: int, fen: int, start: str, end: str) -> Move:
    """转账 so many days after the payment."""
    return Move(start, "转账", later(ON, days), fen, end)


UNIT = paying_unit("甲局", "局账")

CASES = (
    Case(
        "half of it to a cadre",
        ("judges", 2),
        (*WORLD, statement(to(5, FEN // 2, "户卡", "干部卡"))),
        JUDGED,
        flagged=(FEN // 2,),
    ),
    Case(
        "a fen less",
        ("spares", 2),
        (*WORLD, statement(to(5, FEN // 2 - 1, "户卡", "干部卡"))),
        JUDGED,
        clear=1,
    ),
    Case(
        "in two parts",
        ("judges", 1),
        (
            *WORLD,
            statement(to(5, 30_000, "户卡", "干部卡"), to(6, 30_000, "户卡", "干部卡")),
        ),
        JUDGED,
        flagged=(60_000,),
    ),
    Case(
        "through three others, the smallest amount counts",
        ("judges", 1),
        (
            *WORLD,
            statement(
                to(1, 90_000, "户卡", "甲"),
                to(2, 80_000, "甲", "乙"),
                to(3, 70_000, "乙", "丙"),
                to(4, 75_000, "丙", "干部卡"),
            ),
        ),
        JUDGED,
        flagged=(70_000,),
    ),
    Case(
        "through four others",
        ("spares", 3),
        (
            *WORLD,
            statement(
                to(1, 90_000, "户卡", "甲"),
                to(2, 90_000, "甲", "乙"),
                to(3, 90_000, "乙", "丙"),
                to(4, 90_000, "丙", "丁"),
                to(5, 90_000, "丁", "干部卡"),
            ),
        ),
        JUDGED,
        clear=1,
    ),
    Case(
        "a short way that was gone before does not lengthen the way",
        ("spares", 3),
        (
            *WORLD,
            statement(
                to(-10, 90_000, "甲", "干部卡"),
                to(1, 90_000, "户卡", "甲"),
                to(2, 90_000, "甲", "乙"),
                to(3, 90_000, "乙", "丙"),
                to(4, 90_000, "丙", "丁"),
                to(5, 90_000, "丁", "干部卡"),
            ),
        ),
        JUDGED,
        clear=1,
    ),
    Case(
        "money does not go back in time by going round",
        ("spares", 3),
        (
            *WORLD,
            statement(
                to(5, 90_000, "户卡", "甲"),
                to(4, 90_000, "甲", "乙"),
                to(3, 90_000, "乙", "甲"),
                to(3, 90_000, "甲", "干部卡"),
            ),
        ),
        JUDGED,
        clear=1,
    ),
    Case(
        "the bureau passes on what it got back",
        ("judges", 2),
        (
            *WORLD,
            UNIT,
            statement(to(5, 60_000, "户卡", "局账"), to(6, 60_000, "局账", "干部卡")),
        ),
        JUDGED,
        flagged=(60_000,),
    ),
    Case(
        "the ninetieth day",
        ("judges", 1),
        (*WORLD, statement(to(90, FEN, "户卡", "干部卡"))),
        JUDGED,
        flagged=(FEN,),
    ),
    Case(
        "the next day",
        ("spares", 3),
        (
            *WORLD,
            statement(
                to(91, FEN, "户卡", "干部卡"),
                to(5, FEN, "户卡", "甲"),
                to(91, FEN, "甲", "干部卡"),
            ),
        ),
        JUDGED,
        clear=1,
    ),
    Case(
        "the bank's day is the day before the ledger's",
        ("judges", 1),
        (*WORLD, statement(to(-1, FEN, "户卡", "干部卡"))),
        JUDGED,
        flagged=(FEN,),
    ),
    Case(
        "two days before",
        ("spares", 3),
        (*WORLD, statement(to(-2, FEN, "户卡", "干部卡"))),
        JUDGED,
        clear=1,
    ),
    Case(
        "what the other had before does not count",
        ("spares", 3),
        (*WORLD, statement(to(5, FEN, "户卡", "甲"), to(3, FEN, "甲", "干部卡"))),
        JUDGED,
        clear=1,
    ),
    Case(
        "both banks told of it, one a day later",
        ("judges", 1),
        (
            *WORLD,
            statement(
                to(5, 60_000, "户卡", "干部卡"),
                Move("干部卡", "入账", later(ON, 6), 60_000, "户卡"),
            ),
        ),
        JUDGED,
        flagged=(60_000,),
    ),
    Case(
        "as much again some days later, of which only the receiver's bank told",
        ("judges", 1),
        (
            *WORLD,
            statement(
                to(5, 30_000, "户卡", "干部卡"),
                Move("干部卡", "入账", later(ON, 8), 30_000, "户卡"),
            ),
        ),
        JUDGED,
        flagged=(60_000,),
    ),
    Case(
        "a cadre sends money to the household",
        ("spares", 5),
        (
            *WORLD,
            statement(
                to(5, 60_000, "干部卡", "户卡"),
                Move("户卡", "入账", later(ON, 5), 60_000, "干部卡"),
            ),
        ),
        JUDGED,
        clear=1,
    ),
    Case(
        "only the receiver's bank told of it",
        ("judges", 1),
        (
            *WORLD,
            statement(
                Move("户卡", "消费", later(ON, 1), 10),
                Move("干部卡", "入账", later(ON, 6), 60_000, "户卡"),
            ),
        ),
        JUDGED,
        flagged=(60_000,),
    ),
    Case(
        "small transfers are not followed",
        ("spares", 2),
        (
            *MONEY,
            *OFFICIAL,
            paid(ON, To("张家", 10_000, card="户卡")),
            statement(to(5, 9_999, "户卡", "干部卡")),
        ),
        JUDGED,
        clear=1,
    ),
    Case(
        "a cadre's wife, whose card is registered",
        ("judges", 2),
        (
            *MONEY,
            cadre(WIFE, kind="kin", of=CHIEF),
            lives("李家/妻", resident_id=WIFE),
            holds("李家/妻", "妻卡"),
            PAID,
            statement(to(5, FEN, "户卡", "妻卡")),
        ),
        JUDGED,
        flagged=(FEN,),
    ),
    Case(
        "a supplier, back to the bureau that pays",
        ("judges", 2),
        (
            *MONEY,
            UNIT,
            account_of("甲公司", "司账"),
            bought("甲批", FEN, ON, project="护林"),
            statement(to(5, FEN, "司账", "局账")),
        ),
        JUDGED,
        flagged=(FEN,),
    ),
    Case(
        "a supplier with two accounts, paid to a third",
        ("judges", 2),
        (
            *MONEY,
            UNIT,
            account_of("甲公司", "司账"),
            account_of("甲公司", "新账", since=date(2019, 1, 1)),
            invoiced("甲公司", FEN, ON, "经理卡", project="护林"),
            statement(to(5, FEN // 2, "经理卡", "局账")),
        ),
        JUDGED,
        flagged=(FEN // 2,),
    ),
    Case(
        "the ledger has the return of all",
        ("spares", 1),
        (
            *MONEY,
            UNIT,
            account_of("甲公司", "司账"),
            bought("甲批", FEN, ON, project="护林", name="付"),
            returned("付", FEN, later(ON, 5)),
            statement(to(5, FEN, "司账", "局账")),
        ),
        JUDGED,
    ),
    Case(
        "what a cooperative still has at the end of the year is not paid to it again",
        ("judges", 1),
        (
            *MONEY,
            UNIT,
            account_of("合作社", "社账"),
            bought("甲批", FEN, ON, project="护林", payee="合作社", kind=K.COLLECTIVE),
            carried_over("甲批", FEN, "2019-12-31", K.COLLECTIVE, unit="合作社"),
            statement(to(5, 100, "社账", "局账")),
        ),
        JUDGED,
        clear=1,
    ),
    Case(
        "the ledger has the return",
        ("spares", 1),
        (
            *MONEY,
            UNIT,
            PAID,
            returned("发", 60_000, later(ON, 5)),
            statement(to(5, 60_000, "户卡", "局账")),
        ),
        JUDGED,
        clear=1,
    ),
    Case(
        "the cadre's own household is paid",
        ("spares", 4),
        (
            *MONEY,
            *OFFICIAL,
            paid(ON, To("干家", FEN, card="干部卡")),
            statement(to(5, FEN, "干部卡", "甲")),
        ),
        JUDGED,
    ),
    Case(
        "a teacher, who is no cadre",
        ("spares", 5),
        (
            *WORLD,
            loaded("payroll", NewExternalRow(person=WIFE, org="小学", from_on=SINCE)),
            holds("", "师卡", holder_id=WIFE),
            statement(to(5, FEN, "户卡", "师卡")),
        ),
        JUDGED,
        clear=1,
    ),
    Case(
        "whatever the share, what did not come back is no lead; money without an account has none",
        ("spares", 2),
        (
            *WORLD,
            paid(ON, To("李家", FEN)),
            bought("甲批", FEN, ON, project="护林"),
            statement(to(5, FEN, "户卡", "甲")),
        ),
        JUDGED,
        clear=1,
        parameters={"percent": 0},
    ),
    Case("no list", ("cannot", 0), WORLD, JUDGED, reasons={"没有银行流水名单": 1}),
    Case(
        "no statement of this account",
        ("cannot", 0),
        (*WORLD, statement(to(5, FEN, "甲", "乙"))),
        JUDGED,
        reasons={"不在银行流水名单": 1},
    ),
    Case(
        "an account that is not paid yet needs no statement",
        ("cannot", 0),
        (
            *(*MONEY, *OFFICIAL, paid("2020-01-01", To("张家", FEN, card="户卡"))),
            statement(to(5, FEN, "甲", "乙")),
        ),
        JUDGED,
    ),
    Case(
        "a balance of this account is no statement of it",
        ("cannot", 0),
        (*WORLD, statement(to(5, FEN, "甲", "乙")), balances(("甲局", "户卡", ON, 5))),
        JUDGED,
        reasons={"不在银行流水名单": 1},
    ),
    Case(
        "nobody to whom it could go back",
        ("cannot", 0),
        (
            *MONEY,
            paying_unit("甲局", "", phone="0916-2310001"),
            PAID,
            statement(to(5, FEN, "户卡", "甲")),
        ),
        JUDGED,
        reasons={"不知流回给谁": 1},
    ),
    Case(
        "the least amount that is followed",
        ("judges", 2),
        (*WORLD, statement(to(5, FEN // 2, "户卡", "干部卡"))),
        JUDGED,
        flagged=(FEN // 2,),
        parameters={"least_fen": FEN // 2},
    ),
)
