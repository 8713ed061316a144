"""一卡多户: one card, many households."""

from ledger.register.external_lists import ListKind, NewExternalRow
from ledger.values.kinds import AccountKind as K
from tests.audit.case import Case
from tests.audit.homes import home
from tests.audit.outside import in_home, outside, split
from tests.audit.paying import To, paid, rostered, settled, without_line
from tests.audit.steps import arrives, assigned, returned, reversed_

MONEY = (arrives("甲批", 100000, "2019-01-02"), assigned("甲批", "护林", 100000, "2019-01-10"))
DAY = "2020-12-31"


def to(who: str, fen: int = 100, card: str = "卡一") -> To:
    return To(who, fen, card=card)


HOMES = tuple(home(each, "registered", "2018-01-01") for each in ("张家", "王家", "李家"))
KIN = (
    in_home("张家/张三", "干部"),
    in_home("王家/王五", "亲一"),
    outside(ListKind.KIN, NewExternalRow(person="亲一", other_person="干部")),
)
TWO = paid("2019-01-10", to("张家"), to("王家"))

CASES = (
    Case(
        "three households, and a payment to nobody",
        ("judges", 2),
        (*MONEY, TWO, paid("2019-02-10", to("李家"), to(""))),
        DAY,
        flagged=(300,),
        reasons={"（household）": 1},
    ),
    Case("two households", ("judges", 2), (*MONEY, TWO), DAY, clear=1),
    Case(
        "two households are enough where the parameter says so",
        ("judges", 2),
        (*MONEY, TWO),
        DAY,
        flagged=(200,),
        parameters={"households": 2},
    ),
    Case(
        "the third came on the last day of the twelve months",
        ("judges", 2),
        (*MONEY, TWO, paid("2020-01-10", to("李家"))),
        DAY,
        flagged=(300,),
    ),
    Case(
        "the third came a day later",
        ("judges", 2),
        (*MONEY, TWO, paid("2020-01-11", to("李家"))),
        DAY,
        clear=1,
    ),
    Case(
        "two families, where the parameter says so",
        ("judges", 3),
        (*MONEY, *HOMES, TWO),
        DAY,
        flagged=(200,),
        parameters={"unrelated": 2},
    ),
    Case(
        "two households that came from one are a family",
        ("judges", 3),
        (*MONEY, *HOMES, TWO, split("张家", "王家", "2018-05-01")),
        DAY,
        clear=1,
        parameters={"unrelated": 2},
    ),
    Case(
        "they did not come from one after all",
        ("judges", 3),
        (
            *(*MONEY, *HOMES, TWO, split("张家", "王家", "2018-05-01")),
            split("张家", "王家", "2018-05-01", annulled=True),
        ),
        DAY,
        flagged=(200,),
        parameters={"unrelated": 2},
    ),
    Case(
        "the cadre and his declared kin are a family",
        ("judges", 3),
        (*MONEY, *HOMES, *KIN, TWO),
        DAY,
        clear=1,
        parameters={"unrelated": 2},
    ),
    Case(
        "one person in both households",
        ("judges", 3),
        (*MONEY, *HOMES, in_home("张家/张三", "甲"), in_home("王家/张三", "甲"), TWO),
        DAY,
        clear=1,
        parameters={"unrelated": 2},
    ),
    Case(
        "kin of kin, three households and one family, and long after it another",
        ("judges", 4),
        (
            *MONEY,
            *HOMES,
            *KIN,
            split("王家", "李家", "2018-05-01"),
            TWO,
            paid("2019-02-10", to("李家")),
            paid("2020-12-01", to("赵家")),
        ),
        DAY,
        flagged=(300,),
        severity="M",
    ),
    Case(
        "each card is a subject",
        ("judges", 1),
        (*MONEY, TWO, paid("2019-02-10", to("李家", card="卡二"))),
        DAY,
        clear=2,
    ),
    Case(
        "the card stands on the roster, the bank's result names its lines",
        ("judges", 1),
        (
            *MONEY,
            rostered("2019-02-01", to("张家"), to("王家"), to("李家")),
            settled("2019-02-03", {1: 100, 2: 100, 3: 100}),
        ),
        DAY,
        flagged=(300,),
    ),
    Case(
        "the members of one household",
        ("spares", 1),
        (*MONEY, paid("2019-01-10", to("张家/张三"), to("张家/李四"), to("张家/王五"))),
        DAY,
        clear=1,
    ),
    Case(
        "a collective's own account",
        ("spares", 2),
        (
            *MONEY,
            TWO,
            paid("2019-02-10", to("李家")),
            paid("2019-01-05", to("", 500), kind=K.COLLECTIVE),
        ),
        DAY,
        clear=1,
    ),
    Case(
        "a firm's account, and by a wrong booking a collective's",
        ("judges", 2),
        (
            *MONEY,
            TWO,
            paid("2019-02-10", to("李家")),
            paid("2019-01-05", to("", 500), kind=K.VENDOR),
            paid("2019-01-05", to("", 600), kind=K.COLLECTIVE, name="误记"),
            reversed_("误记", "2019-01-06"),
        ),
        DAY,
        flagged=(300,),
    ),
    Case(
        "the third payment came back",
        ("spares", 3),
        (
            *MONEY,
            TWO,
            paid("2019-02-10", to("李家"), name="误发"),
            returned("误发", 100, "2019-03-01"),
        ),
        DAY,
        clear=1,
    ),
    Case(
        "the third payment was a wrong booking",
        ("spares", 3),
        (*MONEY, TWO, paid("2019-02-10", to("李家"), name="误发"), reversed_("误发", "2019-03-01")),
        DAY,
        clear=1,
    ),
    Case(
        "payments without card, without household, and without line",
        ("cannot", 0),
        (
            *MONEY,
            paid("2019-02-10", to("张家", card=""), to("", card="卡二")),
            without_line("2019-02-11", "甲批", 7),
        ),
        DAY,
        reasons={"缺少收款账号": 1, "（household）": 2},
    ),
    Case(
        "what went to the card for no household that is named",
        ("judges", 2),
        (*MONEY, TWO, paid("2019-02-10", to("李家"), to("", 7))),
        DAY,
        flagged=(300,),
        reasons={"（household）": 1},
    ),
)
