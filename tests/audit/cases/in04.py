"""红冲换户: reversed, and paid again to somebody else."""

from ledger.values.kinds import AccountKind as K
from tests.audit.case import Case
from tests.audit.paying import To, paid, without_line
from tests.audit.projecting import bought, contracted, planned
from tests.audit.steps import (
    arrives,
    assigned,
    disbursed,
    in_library,
    listed,
    returned,
    reversed_,
)
from tests.audit.swapping import instead

MONEY = (
    arrives("甲批", 100000, "2019-01-02"),
    in_library("护林"),
    assigned("甲批", "护林", 50000, "2019-01-10"),
)
PAID = paid("2019-03-01", To("张家", 300), name="发")
BACK = reversed_("发", "2019-03-10")
NEW = To("王家", 300)
LIST = listed("名单", {"张家": 300})
ON = "2019-12-31"

ROAD = (
    arrives("甲批", 100000, "2019-01-02"),
    planned("路"),
    assigned("甲批", "路", 50000, "2019-01-10"),
    bought("甲批", 900, "2019-03-01", payee="甲公司", name="付"),
    reversed_("付", "2019-03-10"),
)


CASES = (
    Case(
        "the new voucher says that it replaces the old",
        ("judges", 2),
        (*MONEY, PAID, BACK, instead("2019-03-12", NEW, of="发")),
        ON,
        flagged=(300,),
    ),
    Case(
        "a household that is on no list",
        ("judges", 2),
        (*MONEY, LIST, PAID, BACK, paid("2019-03-12", NEW)),
        ON,
        flagged=(300,),
    ),
    Case(
        "the thirtieth day",
        ("judges", 1),
        (*MONEY, LIST, PAID, BACK, paid("2019-04-09", NEW)),
        ON,
        flagged=(300,),
    ),
    Case(
        "a day later",
        ("spares", 4),
        (*MONEY, LIST, PAID, BACK, paid("2019-04-10", NEW)),
        ON,
        clear=1,
    ),
    Case("never paid again", ("spares", 4), (*MONEY, LIST, PAID, BACK), ON, clear=1),
    Case(
        "another amount",
        ("spares", 4),
        (*MONEY, LIST, PAID, BACK, paid("2019-03-12", To("王家", 301))),
        ON,
        clear=1,
    ),
    Case(
        "the same household again",
        ("spares", 1),
        (*MONEY, LIST, PAID, BACK, paid("2019-03-12", To("张家", 300), NEW)),
        ON,
        clear=1,
    ),
    Case(
        "the new one is on the list",
        ("spares", 2),
        (
            *MONEY,
            listed("名单", {"王家": 300}),
            PAID,
            BACK,
            instead("2019-03-12", NEW, of="发"),
        ),
        ON,
        clear=1,
    ),
    Case(
        "nothing to compare with",
        ("spares", 5),
        (*MONEY, PAID, BACK, paid("2019-03-12", NEW)),
        ON,
        clear=1,
    ),
    Case(
        "paid to the other before it was reversed",
        ("spares", 4),
        (*MONEY, LIST, PAID, paid("2019-03-12", NEW), BACK),
        ON,
        clear=1,
    ),
    Case(
        "the new one had a part in the voucher that was reversed",
        ("judges", 2),
        (
            *(*MONEY, LIST),
            paid("2019-03-01", To("张家", 300), NEW, name="发"),
            *(BACK, paid("2019-03-12", NEW)),
        ),
        ON,
        clear=2,
    ),
    Case(
        "paid again to nobody by name, and to a supplier",
        ("spares", 4),
        (
            *(*MONEY, LIST, PAID, BACK),
            paid("2019-03-12", To("", 300)),
            bought("甲批", 300, "2019-03-12", project="护林"),
        ),
        ON,
        clear=1,
    ),
    Case(
        "what came back by a return was not reversed, and units are no payees",
        ("judges", 1),
        (
            *(*MONEY, LIST, PAID),
            returned("发", 300, "2019-03-10"),
            paid("2019-03-12", NEW),
            disbursed("甲批", "护林", 900, "2019-03-01", K.UNIT, name="拨"),
            reversed_("拨", "2019-03-10"),
        ),
        ON,
    ),
    Case(
        "a supplier is compared with suppliers, for whomever he was paid",
        ("judges", 3),
        (
            *(*MONEY, LIST),
            paid("2019-03-01", To("张家", 300), name="发", kind=K.VENDOR),
            *(BACK, paid("2019-03-12", NEW)),
        ),
        ON,
        clear=1,
    ),
    Case(
        "another supplier before the reversal, a month after it, and a unit",
        ("spares", 4),
        (
            *ROAD[:-1],
            bought("甲批", 900, "2019-03-05", payee="乙公司"),
            ROAD[-1],
            disbursed("甲批", "路", 900, "2019-03-12", K.UNIT),
            bought("甲批", 900, "2019-04-10", payee="乙公司"),
        ),
        ON,
        clear=1,
    ),
    Case(
        "another supplier",
        ("judges", 3),
        (*ROAD, bought("甲批", 900, "2019-03-20", payee="乙公司")),
        ON,
        flagged=(900,),
    ),
    Case(
        "the supplier of the contract",
        ("spares", 3),
        (
            *ROAD,
            contracted("合一", 900, supplier="乙公司"),
            bought("甲批", 900, "2019-03-20", payee="乙公司"),
        ),
        ON,
        clear=1,
    ),
    Case(
        "the same supplier again",
        ("spares", 1),
        (*ROAD, bought("甲批", 900, "2019-03-20", payee="甲公司")),
        ON,
        clear=1,
    ),
    Case(
        "nobody wrote down who had it",
        ("cannot", 0),
        (*MONEY, without_line("2019-03-01", "甲批", 300), reversed_("voucher 3", "2019-03-10")),
        ON,
        reasons={"没有注明户": 1},
    ),
)
