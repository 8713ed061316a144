"""异地账户: where the card was opened."""

from tests.audit.case import Case
from tests.audit.homes import home
from tests.audit.outside import carded
from tests.audit.paying import To, paid, without_line
from tests.audit.steps import arrives, assigned, returned

ON = "2020-12-31"
MONEY = (
    arrives("甲批", 100000, "2019-01-02"),
    assigned("甲批", "护林", 100000, "2019-01-10"),
    home("张家", "registered", "2018-01-01"),
    home("李家", "registered", "2018-01-01"),
)
PAID = paid("2019-05-01", To("张家", 100, card="卡一"), name="发放")
FAR = "440300000000"
NEAR = "110200000000"

CASES = (
    Case(
        "each card is a subject",
        ("judges", 1),
        (
            *MONEY,
            PAID,
            carded("卡一", holder="甲", opened_in=FAR),
            paid("2019-05-02", To("李家", 70, card="卡二")),
            carded("卡二", holder="乙", opened_in=NEAR),
        ),
        ON,
        flagged=(100,),
        clear=1,
    ),
    Case(
        "another province, and a payment to nobody",
        ("judges", 2),
        (
            *MONEY,
            PAID,
            paid("2019-05-02", To("", 30, card="卡一")),
            carded("卡一", holder="甲", opened_in=FAR),
        ),
        ON,
        flagged=(100,),
        reasons={"（household）": 1},
    ),
    Case(
        "near, and after that far",
        ("judges", 2),
        (
            *MONEY,
            PAID,
            paid("2019-05-02", To("张家", 30, card="卡一")),
            carded("卡一", holder="甲", opened_in=NEAR, until="2019-05-02"),
            carded("卡一", holder="甲", opened_in=FAR, since="2019-05-02"),
        ),
        ON,
        flagged=(30,),
    ),
    Case(
        "far up to the day before, and then nobody said where",
        ("cannot", 0),
        (
            *MONEY,
            PAID,
            carded("卡一", holder="甲", opened_in=FAR, until="2019-05-01"),
            carded("卡一", holder="甲", since="2019-05-01"),
        ),
        ON,
        reasons={"没有登记卡的开户地": 1},
    ),
    Case(
        "two households",
        ("judges", 3),
        (
            *MONEY,
            PAID,
            paid("2019-06-01", To("李家", 70, card="卡一")),
            carded("卡一", holder="甲", opened_in=FAR),
        ),
        ON,
        flagged=(170,),
        severity="M",
    ),
    Case(
        "far, and after that near for another household",
        ("judges", 2),
        (
            *MONEY,
            PAID,
            carded("卡一", holder="甲", opened_in=FAR, until="2019-05-02"),
            carded("卡一", holder="甲", opened_in=NEAR, since="2019-05-02"),
            paid("2019-05-02", To("李家", 30, card="卡一")),
        ),
        ON,
        flagged=(100,),
    ),
    Case(
        "another city of the province",
        ("spares", 1),
        (*MONEY, PAID, carded("卡一", holder="甲", opened_in=NEAR)),
        ON,
        clear=1,
    ),
    Case(
        "a household of migrant workers",
        ("spares", 2),
        (
            *MONEY,
            PAID,
            carded("卡一", holder="甲", opened_in=FAR),
            paid("2019-07-01", To("张家", 30, benefit="organised_transfer", card="卡一")),
        ),
        ON,
        clear=1,
    ),
    Case(
        "the card was theirs until the day before",
        ("spares", 3),
        (
            *MONEY,
            PAID,
            carded("卡一", holder="甲", opened_in=FAR, until="2019-05-01"),
            carded("卡一", holder="乙", opened_in=NEAR, since="2019-05-01"),
        ),
        ON,
        clear=1,
    ),
    Case(
        "it came back",
        ("spares", 4),
        (
            *MONEY,
            PAID,
            carded("卡一", holder="甲", opened_in=FAR),
            returned("发放", 100, "2019-06-01"),
        ),
        ON,
    ),
    Case(
        "a card of no register, and one of which nobody said where",
        ("cannot", 0),
        (
            *MONEY,
            PAID,
            paid("2019-05-02", To("李家", 70, card="卡二")),
            carded("卡二", holder="乙"),
        ),
        ON,
        reasons={"没有登记卡的开户地": 2},
    ),
    Case(
        "payments without card, without household, and without line",
        ("cannot", 0),
        (
            *MONEY,
            paid("2019-02-10", To("张家", 100), To("", 30, card="卡二")),
            without_line("2019-02-11", "甲批", 7),
        ),
        ON,
        reasons={"缺少收款账号": 1, "（household）": 2},
    ),
    Case(
        "on the day itself it was nobody's",
        ("cannot", 0),
        (
            *MONEY,
            PAID,
            carded("卡一", holder="甲", opened_in=FAR, until="2019-05-01"),
            carded("卡一", holder="甲", opened_in=FAR, since="2019-05-02"),
        ),
        ON,
        reasons={"没有登记卡的开户地": 1},
    ),
    Case(
        "what went to the card for no household that is named",
        ("judges", 1),
        (
            *MONEY,
            PAID,
            carded("卡一", holder="甲", opened_in=FAR),
            paid("2019-06-01", To("", 30, card="卡一")),
        ),
        ON,
        flagged=(100,),
        reasons={"（household）": 1},
    ),
    Case(
        "near when the first came, and far when the last did",
        ("judges", 2),
        (
            *MONEY,
            PAID,
            paid("2019-06-01", To("张家", 70, card="卡一")),
            carded("卡一", holder="甲", until="2019-05-15", opened_in=NEAR),
            carded("卡一", holder="甲", since="2019-05-15", opened_in=FAR),
        ),
        ON,
        flagged=(70,),
    ),
    Case(
        "nobody said where when the first came, and near when the last did",
        ("cannot", 0),
        (
            *MONEY,
            PAID,
            paid("2019-06-01", To("张家", 70, card="卡一")),
            carded("卡一", holder="甲", until="2019-05-15"),
            carded("卡一", holder="甲", since="2019-05-15", opened_in=NEAR),
        ),
        ON,
        reasons={"没有登记卡的开户地": 1},
    ),
)
