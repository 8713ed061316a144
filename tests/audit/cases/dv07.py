"""公款入个人账户: whose the account of a payee is."""

from ledger.storage import tables as t
from ledger.values.kinds import AccountKind as K
from tests.audit.banking import account_of, holds, invoiced
from tests.audit.case import Case
from tests.audit.paying import To, lives, paid
from tests.audit.projecting import bought, planned, registered
from tests.audit.steps import arrives, assigned, opening, returned
from tests.audit.world import Step

ON = "2019-12-31"
MONEY = (
    arrives("甲批", 200000, "2019-01-02"),
    planned("路"),
    assigned("甲批", "路", 100000, "2019-01-10"),
)


def to_card(card: str) -> Step:
    return invoiced("甲公司", 5000, "2019-03-01", card, name="付")


HOLDER = (lives("张家/张三"), holds("张家/张三", "6200001"))

CASES = (
    Case(
        "an invoice paid to a villager's card",
        ("judges", 1),
        (*MONEY, *HOLDER, to_card("6200001")),
        ON,
        flagged=(5000,),
    ),
    Case(
        "an account that nobody holds",
        ("judges", 1),
        (*MONEY, *HOLDER, to_card("6200002")),
        ON,
        clear=1,
    ),
    Case(
        "a household's own money",
        ("spares", 1),
        (*MONEY, *HOLDER, paid("2019-03-01", To("张家/张三", 100, card="6200001"), project="路")),
        ON,
    ),
    Case(
        "a shop in the name of its owner",
        ("spares", 2),
        (*MONEY, *HOLDER, account_of("甲公司", "6200001"), to_card("6200001")),
        ON,
        clear=1,
    ),
    Case(
        "it came back",
        ("spares", 3),
        (*MONEY, *HOLDER, to_card("6200001"), returned("付", 5000, "2019-03-04")),
        ON,
    ),
    Case(
        "the card was given up before, or taken after",
        ("spares", 4),
        (
            *MONEY,
            lives("张家/张三"),
            holds("张家/张三", "6200001", until="2019-03-01"),
            holds("张家/张三", "6200002", since="2019-03-02"),
            to_card("6200001"),
            invoiced("乙公司", 4000, "2019-03-01", "6200002"),
        ),
        ON,
        clear=2,
    ),
    Case(
        "a household that the project serves",
        ("spares", 5),
        (
            *MONEY,
            *HOLDER,
            registered(
                t.Beneficiary,
                project="路",
                household="张家",
                mechanism="work",
                valid_from="2019-01-01",
            ),
            to_card("6200001"),
        ),
        ON,
        clear=1,
    ),
    Case(
        "no account is written down; what units had in the beginning is no payment",
        ("cannot", 0),
        (
            *MONEY,
            *HOLDER,
            opening("旧批", 300, "2017-12-31", received_on="2017-05-01", kind=K.UNIT),
            bought("甲批", 5000, "2019-03-01"),
        ),
        ON,
        reasons={"没有登记收款账号": 1},
    ),
    Case(
        "no card is registered",
        ("cannot", 0),
        (*MONEY, to_card("6200001")),
        ON,
        reasons={"没有登记银行卡": 1},
    ),
)
