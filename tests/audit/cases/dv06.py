"""收款人非受益人: whose card was it?"""

from tests.audit.banking import holds, may_receive
from tests.audit.case import Case
from tests.audit.homes import home, member
from tests.audit.paying import To, lives, paid, without_line
from tests.audit.steps import arrives, assigned, returned

ON = "2019-12-31"
MONEY = (arrives("甲批", 100000, "2019-01-02"), assigned("甲批", "护林", 50000, "2019-01-10"))
HEAD = lives("张家/张三", resident_id="11010519491231002X")
OTHER = lives("王家/王五")
DAY = "2019-05-01"


def award(card: str = "卡一", fen: int = 500) -> To:
    """到户产业奖补: to the householder."""
    return To("张家", fen, benefit="industry_award", card=card)


def wage(who: str = "张家/张四", card: str = "卡一") -> To:
    """护林员: to the person."""
    return To(who, 600, benefit="forest_ranger", card=card)


CASES = (
    Case(
        "a household's subsidy on a neighbour's card",
        ("judges", 2),
        (*MONEY, HEAD, OTHER, holds("王家/王五", "卡一"), paid(DAY, award())),
        ON,
        flagged=(500,),
    ),
    Case(
        "on the card of somebody outside the register",
        ("judges", 2),
        (
            *MONEY,
            HEAD,
            holds("", "卡一", holder_id="610727196001011237"),
            paid(DAY, award()),
        ),
        ON,
        flagged=(500,),
    ),
    Case(
        "on a child's card",
        ("judges", 2),
        (
            *MONEY,
            HEAD,
            member("张家/张四"),
            holds("张家/张四", "卡一"),
            paid(DAY, award()),
        ),
        ON,
        flagged=(500,),
        severity="M",
    ),
    Case(
        "the householder's card",
        ("judges", 1),
        (*MONEY, HEAD, holds("张家/张三", "卡一"), paid(DAY, award())),
        ON,
        clear=1,
    ),
    Case(
        "a person's subsidy on the householder's card",
        ("judges", 3),
        (*MONEY, HEAD, member("张家/张四"), holds("张家/张三", "卡一"), paid(DAY, wage())),
        ON,
        flagged=(600,),
        severity="M",
    ),
    Case(
        "on his own",
        ("judges", 3),
        (*MONEY, HEAD, member("张家/张四"), holds("张家/张四", "卡一"), paid(DAY, wage())),
        ON,
        clear=1,
    ),
    Case(
        "a guardian",
        ("spares", 1),
        (
            *MONEY,
            HEAD,
            OTHER,
            holds("王家/王五", "卡一"),
            may_receive("王家/王五", "张家/张三", DAY),
            paid(DAY, award()),
        ),
        ON,
        clear=1,
    ),
    Case(
        "a guardian from the next day on",
        ("judges", 2),
        (
            *MONEY,
            HEAD,
            OTHER,
            holds("王家/王五", "卡一"),
            may_receive("王家/王五", "张家/张三", "2019-05-02"),
            paid(DAY, award()),
        ),
        ON,
        flagged=(500,),
    ),
    Case(
        "he is registered twice",
        ("spares", 2),
        (
            *MONEY,
            HEAD,
            home("旧家", "struck_off", "2018-01-01"),
            member("旧家/张三", resident_id="11010519491231002X"),
            holds("旧家/张三", "卡一"),
            paid(DAY, award()),
        ),
        ON,
        clear=1,
    ),
    Case(
        "his card, registered by his number",
        ("spares", 2),
        (*MONEY, HEAD, holds("", "卡一", holder_id="11010519491231002X"), paid(DAY, award())),
        ON,
        clear=1,
    ),
    Case(
        "the card changed hands after the payment",
        ("spares", 3),
        (
            *MONEY,
            HEAD,
            OTHER,
            holds("张家/张三", "卡一", until="2019-05-02"),
            holds("王家/王五", "卡一", since="2019-05-02"),
            paid(DAY, award()),
        ),
        ON,
        clear=1,
    ),
    Case(
        "what came back",
        ("spares", 4),
        (
            *MONEY,
            HEAD,
            OTHER,
            holds("王家/王五", "卡一"),
            paid(DAY, award(), name="错"),
            returned("错", 500, "2019-06-01"),
        ),
        ON,
    ),
    Case(
        "no card, a card of nobody, a day before he was householder, a wage of nobody",
        ("cannot", 0),
        (
            *MONEY,
            HEAD,
            holds("张家/张三", "卡一"),
            holds("张家/张三", "卡四", since="2019-05-02"),
            paid(DAY, award("")),
            paid(DAY, award("卡二")),
            paid(DAY, award("卡四")),
            paid(DAY, wage("张家", "卡一")),
            without_line(DAY, "甲批", 7),
        ),
        ON,
        reasons={
            "card_hmac": 1,
            "没有登记持卡人（bank_card）": 1,
            "户主或持卡人": 1,
            "没有注明人": 1,
            "（household）": 1,
        },
    ),
    Case(
        "a subsidy that is paid to no card",
        ("spares", 5),
        (*MONEY, HEAD, paid(DAY, award("")), paid(DAY, To("张家", 9, benefit=None, card="卡一"))),
        ON,
        reasons={"card_hmac": 1, "（benefit）": 1},
    ),
)
