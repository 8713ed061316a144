"""收款人非受益人: whose card was it?"""

from ledger.register.persons import Relation
from ledger.storage import tables as t
from tests.audit.banking import holds, may_receive
from tests.audit.case import Case
from tests.audit.homes import home, member
from tests.audit.outside import in_home
from tests.audit.paying import To, lives, paid, without_line
from tests.audit.steps import arrives, assigned, returned
from tests.audit.world import World

ON = "2019-12-31"
MONEY = (arrives("甲批", 100000, "2019-01-02"), assigned("甲批", "护林", 50000, "2019-01-10"))
HEAD = lives("张家/张三", resident_id="11010519491231002X")
OTHER = lives("王家/王五")
DAY, DAY_AFTER = "2019-05-01", "2019-05-02"


def award(card: str = "卡一", fen: int = 500) -> To:
    """到户产业奖补: to the householder."""
    return To("张家", fen, benefit="industry_award", card=card)


def wage(who: str = "张家/张四", card: str = "卡一") -> To:
    """护林员: to the person."""
    return To(who, 600, benefit="forest_ranger", card=card)


def to_insurer(world: World) -> None:
    """A subsidy that the bureau pays for the household, and not to it."""
    row = {"name": "代缴保费", "frequency": "yearly", "unit": "户", "source": "测试"}
    if world.ground.connection.execute(
        "SELECT FROM benefit WHERE benefit = 'premium_for'"
    ).fetchone():
        return
    world.register(
        lambda work: work.add(
            t.Benefit(
                benefit="premium_for",
                payee_rule="insurer",
                flat_rate=True,
                exclusive_with=[],
                **row,
            )
        )
    )


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
        "his wage and another's on one card",
        ("judges", 3),
        (
            *MONEY,
            HEAD,
            member("张家/张四"),
            holds("张家/张四", "卡一"),
            paid(DAY, wage(), wage("张家/张三")),
        ),
        ON,
        flagged=(600,),
        clear=1,
        severity="M",
    ),
    Case(
        "the line of a household's subsidy names the child whose card it is",
        ("judges", 2),
        (
            *MONEY,
            HEAD,
            member("张家/张四"),
            holds("张家/张四", "卡一"),
            paid(DAY, To("张家/张四", 500, benefit="industry_award", card="卡一")),
        ),
        ON,
        flagged=(500,),
        severity="M",
    ),
    Case(
        "three householders, one after the other",
        ("judges", 2),
        (
            *MONEY,
            lives("张家/祖"),
            in_home("张家/祖", relation=Relation.HOUSEHOLDER, left="2019-04-01"),
            in_home("张家/父", joined="2019-04-01", left=DAY_AFTER, relation=Relation.HOUSEHOLDER),
            in_home("张家/子", joined=DAY_AFTER, relation=Relation.HOUSEHOLDER),
            holds("张家/祖", "卡一"),
            holds("张家/父", "卡二"),
            holds("张家/子", "卡三"),
            paid(DAY, award("卡一", 500), award("卡二", 400), award("卡三", 300)),
        ),
        ON,
        flagged=(500, 300),
        clear=1,
        severity="M",
    ),
    Case(
        "a guardian's card that became the child's",
        ("judges", 2),
        (
            *MONEY,
            HEAD,
            OTHER,
            member("张家/张四"),
            may_receive("王家/王五", "张家/张三"),
            holds("王家/王五", "卡一", until=DAY),
            holds("张家/张四", "卡一", since=DAY),
            paid("2019-04-01", award(fen=700)),
            paid(DAY, award()),
        ),
        ON,
        flagged=(500,),
        severity="M",
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
        "a guardian up to that day, and again from the next",
        ("judges", 2),
        (
            *MONEY,
            HEAD,
            OTHER,
            holds("王家/王五", "卡一"),
            may_receive("王家/王五", "张家/张三", until=DAY),
            may_receive("王家/王五", "张家/张三", DAY_AFTER),
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
        "the card changed hands before the payment",
        ("judges", 2),
        (
            *MONEY,
            HEAD,
            OTHER,
            holds("张家/张三", "卡一", until=DAY),
            holds("王家/王五", "卡一", since=DAY),
            paid(DAY, award()),
        ),
        ON,
        flagged=(500,),
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
        "no card, a card of nobody, a day before it was his, a wage of nobody, no subsidy named",
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
            paid(DAY, To("张家", 9, benefit=None, card="卡一")),
            without_line(DAY, "甲批", 7),
        ),
        ON,
        reasons={
            "card_hmac": 1,
            "没有登记持卡人（bank_card）": 1,
            "户主或持卡人": 1,
            "没有注明人": 1,
            "（benefit）": 1,
            "（household）": 1,
        },
    ),
    Case(
        "a premium that is paid for the household, to the insurer",
        ("spares", 5),
        (*MONEY, HEAD, to_insurer, paid(DAY, To("张家", 9, benefit="premium_for", card="卡一"))),
        ON,
    ),
    Case(
        "two of a household on one card that changed hands later",
        ("judges", 3),
        (
            *MONEY,
            HEAD,
            lives("张家/张四"),
            lives("张家/张五"),
            holds("张家/张四", "卡一", until="2019-05-15"),
            holds("张家/张五", "卡一", since="2019-05-15"),
            paid(DAY, wage(), wage("张家/张五")),
            paid("2019-06-01", wage(), wage("张家/张五")),
        ),
        ON,
        flagged=(600, 600),
        severity="M",
    ),
)
