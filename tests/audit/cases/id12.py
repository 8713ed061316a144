"""互助资金沉睡: a society that neither lends nor gets anything back."""

from ledger.values.kinds import AccountKind as K
from tests.audit.case import Case
from tests.audit.funding import later, paid_from_unit
from tests.audit.projecting import lent, loan_event, org_key, unit
from tests.audit.steps import arrives, assigned, carried_over, disbursed, returned
from tests.audit.world import Step, World

MONEY = (arrives("甲批", 10000, "2018-01-02"), assigned("甲批", "护林", 5000, "2018-01-10"))
ON = "2018-03-01"


def put_in(fen: int = 1000, on: str = ON, name: str = "甲社", as_name: str = "入") -> Step:
    """拨付 to a mutual fund."""

    def step(world: World) -> None:
        unit(name, "cooperative")(world)
        disbursed("甲批", "护林", fen, on, K.REVOLVING, owner=org_key(world, name), name=as_name)(
            world
        )

    return step


def loan(name: str, on: str, of: str = "甲社") -> Step:
    """A loan out of it."""
    return lambda world: lent(name, 100, on, later(on, 300), bank=org_key(world, of))(world)


def carried(on: str) -> Step:
    """结转 of what the fund has."""
    return lambda world: carried_over("甲批", 1000, on, K.REVOLVING, owner=org_key(world, "甲社"))(
        world
    )


def pays_otherwise(on: str) -> Step:
    """What the society has in another account, it pays out."""

    def step(world: World) -> None:
        org = org_key(world, "甲社")
        disbursed("甲批", "护林", 500, ON, K.UNIT, owner=org)(world)
        paid_from_unit("甲批", 500, on, owner=org)(world)

    return step


OTHERS = (put_in(name="乙社", as_name="乙"), loan("贷乙", "2020-01-01", "乙社"))
LAST = later(ON, 365)

CASES = (
    Case(
        "a year and a day without a loan",
        ("judges", 2),
        (*MONEY, put_in(), loan("贷一", ON)),
        later(LAST, 1),
        flagged=(1000,),
    ),
    Case(
        "a carry-over moves nothing",
        ("judges", 1),
        (*MONEY, put_in(), loan("贷一", ON), carried(LAST)),
        later(LAST, 1),
        flagged=(1000,),
    ),
    Case(
        "what it does with other money is not the fund's",
        ("judges", 1),
        (*MONEY, put_in(), loan("贷一", ON), pays_otherwise(LAST)),
        later(LAST, 1),
        flagged=(1000,),
    ),
    Case("a year", ("spares", 1), (*MONEY, put_in(), loan("贷一", ON)), LAST, clear=1),
    Case(
        "never a loan, while another society lends",
        ("judges", 1),
        (*MONEY, put_in(500), *OTHERS),
        "2020-06-01",
        flagged=(500,),
        clear=1,
    ),
    Case(
        "a repayment",
        ("spares", 1),
        (*MONEY, put_in(), loan("贷一", ON), loan_event("贷一", "repaid", later(ON, 1), 100)),
        later(LAST, 1),
        clear=1,
    ),
    Case(
        "more money came in",
        ("spares", 1),
        (*MONEY, put_in(), loan("贷一", ON), put_in(1, later(ON, 1), as_name="又")),
        later(LAST, 1),
        clear=1,
    ),
    Case(
        "all of it came back",
        ("spares", 2),
        (*MONEY, put_in(), loan("贷一", ON), returned("入", 1000, "2018-06-01")),
        later(LAST, 1),
    ),
    Case(
        "a unit's account",
        ("spares", 3),
        (*MONEY, disbursed("甲批", "护林", 1000, ON, K.UNIT)),
        later(LAST, 1),
    ),
    Case(
        "nobody registered what societies lend",
        ("cannot", 0),
        (*MONEY, put_in()),
        later(LAST, 1),
        reasons={"没有登记互助组织的借款": 1},
    ),
)
