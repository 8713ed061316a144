"""账银不符: what the ledger says of a unit's account, and what the bank says."""

from ledger.book.voucher import Entry, Payment, Voucher
from ledger.values.kinds import AccountKind as K
from ledger.values.kinds import VoucherKind as V
from tests.audit.banking import Move, balances, statement
from tests.audit.case import Case
from tests.audit.projecting import org_key
from tests.audit.steps import arrives, assigned, disbursed
from tests.audit.world import YEAR, Step, World, day

ON = "2019-12-31"
MONEY = (arrives("甲批", 100000, "2019-01-02"), assigned("甲批", "护林", 50000, "2019-01-10"))
AT = "2019-06-30"


def to_unit(fen: int, on: str, unit: str = "甲局", *, bank_on: str = "") -> Step:
    """拨付 to a unit's account."""
    return _step(V.DISBURSE, fen, on, unit, bank_on)


def from_unit(fen: int, on: str, unit: str = "甲局", *, bank_on: str = "") -> Step:
    """支付 out of it."""
    return _step(V.PAY, fen, on, unit, bank_on)


def _step(kind: V, fen: int, on: str, unit: str, bank_on: str) -> Step:
    def step(world: World) -> None:
        account = world.account(K.UNIT, org_key(world, unit))
        project = world.account(K.PROJECT, str(world.key("护林")))
        vendor = world.account(K.VENDOR, "某公司")
        start, end = (project, account) if kind is V.DISBURSE else (account, vendor)
        voucher = Voucher(
            kind=kind,
            year=YEAR,
            happened_on=day(on),
            entries=(Entry(start, end, world.lot("甲批"), fen),),
            payment=Payment("授权支付", bank_on=day(bank_on)) if bank_on else None,
        )
        world.post_made(voucher)

    return step


def bank(fen: int, *, card: str = "账一", unit: str = "甲局", on: str = AT) -> Step:
    return balances((unit, card, on, fen))


def of_unit(unit: str = "甲局") -> Step:
    """A line of a bank statement on the day of the balances, which is none."""
    return lambda world: statement(Move("账二", "入账", AT, 7, at=org_key(world, unit)))(world)


HAS = (*MONEY, to_unit(1000, "2019-03-01"))

CASES = (
    Case("less in the bank", ("judges", 2), (*HAS, bank(999)), ON, flagged=(1,)),
    Case(
        "more in the bank, as much as it got long ago",
        ("judges", 3),
        (*HAS, bank(2000)),
        ON,
        flagged=(1000,),
        severity="L",
    ),
    Case(
        "more in the bank, as much as it pays out later",
        ("judges", 3),
        (*HAS, from_unit(300, "2019-08-01"), bank(1300)),
        ON,
        flagged=(300,),
        severity="L",
    ),
    Case("a statement is no balance", ("judges", 1), (*HAS, bank(1000), of_unit()), ON, clear=1),
    Case(
        "two accounts together",
        ("judges", 1),
        (*HAS, balances(("甲局", "账一", AT, 400), ("甲局", "账二", AT, 600))),
        ON,
        clear=1,
    ),
    Case(
        "each day is a subject",
        ("judges", 1),
        (*HAS, balances(("甲局", "账一", AT, 1000), ("甲局", "账一", "2019-02-28", 1))),
        ON,
        flagged=(1,),
        clear=1,
        severity="L",
    ),
    Case(
        "the newest list of one day counts",
        ("judges", 1),
        (
            *HAS,
            balances(("甲局", "账一", AT, 1), as_of="2019-07-01"),
            balances(("甲局", "账一", AT, 1000), as_of="2019-07-02"),
        ),
        ON,
        clear=1,
    ),
    Case(
        "the bank paid later, and its day is known",
        ("spares", 1),
        (
            *HAS,
            from_unit(300, "2019-06-01", bank_on="2019-07-20"),
            from_unit(100, "2019-06-02"),
            bank(900),
        ),
        ON,
        clear=1,
    ),
    Case(
        "on its way for five days",
        ("spares", 2),
        (*HAS, from_unit(300, "2019-06-26"), from_unit(50, "2019-06-27"), bank(950)),
        ON,
        clear=1,
    ),
    Case(
        "for six days",
        ("judges", 3),
        (*HAS, from_unit(300, "2019-06-25"), from_unit(50, "2019-06-27"), bank(950)),
        ON,
        flagged=(300,),
        severity="L",
    ),
    Case(
        "the bank was faster",
        ("spares", 2),
        (*HAS, from_unit(300, "2019-07-05"), from_unit(50, "2019-07-02"), bank(700)),
        ON,
        clear=1,
    ),
    Case(
        "faster by six days",
        ("judges", 2),
        (*HAS, from_unit(300, "2019-07-06"), bank(700)),
        ON,
        flagged=(300,),
    ),
    Case(
        "all of the last days together",
        ("spares", 3),
        (
            *HAS,
            from_unit(300, "2019-06-26"),
            from_unit(50, "2019-06-27"),
            from_unit(70, "2019-08-01"),
            bank(1000),
        ),
        ON,
        clear=1,
    ),
    Case(
        "all of the next days together",
        ("spares", 3),
        (*HAS, from_unit(300, "2019-07-01"), from_unit(50, "2019-07-02"), bank(650)),
        ON,
        clear=1,
    ),
    Case("no list", ("cannot", 0), HAS, ON, reasons={"没有银行余额名单": 1}),
    Case(
        "a unit that the bank did not tell of, and one that the ledger does not know",
        ("cannot", 0),
        (*HAS, bank(5, unit="乙局")),
        ON,
        reasons={"没有这个单位的银行余额": 1, "没有这个单位的账户": 1},
    ),
    Case(
        "a unit without money needs no balance",
        ("cannot", 0),
        (
            *HAS,
            to_unit(500, "2019-03-01", "乙局"),
            from_unit(500, "2019-04-01", "乙局"),
            bank(1000),
        ),
        ON,
        clear=1,
    ),
    Case(
        "an account of nobody",
        ("cannot", 0),
        (*HAS, disbursed("甲批", "护林", 70, "2019-03-02", K.UNIT, owner=""), bank(1000)),
        ON,
        clear=1,
        reasons={"没有这个单位的银行余额": 1},
    ),
    Case(
        "a list from above names units of other counties",
        ("cannot", 0),
        (*HAS, balances(("丙局", "账三", AT, 5), above=True)),
        ON,
        reasons={"没有这个单位的银行余额": 1},
    ),
)
