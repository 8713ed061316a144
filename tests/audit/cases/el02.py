"""死亡后领款: who was paid though he, his household or the holder of his card was dead."""

from tests.audit.case import Case
from tests.audit.outside import carded, died, in_home
from tests.audit.paying import To, lives, paid, without_line
from tests.audit.steps import arrives, assigned, listed, returned
from tests.audit.world import Step

DAY = "2020-12-31"
MONEY = (arrives("甲批", 100000, "2019-01-02"), assigned("甲批", "护林", 100000, "2019-01-10"))
HOME = (lives("张家/张三", resident_id="甲"), in_home("张家/张四", "乙"))


def to_him(on: str, **other: object) -> Step:
    return paid(on, To("张家/张三", 100, **other), name="发放")  # type: ignore[arg-type]


def to_home(on: str, *, card: str = "", benefit: str = "industry_award") -> Step:
    return paid(on, To("张家", 100, benefit=benefit, card=card))


CASES = (
    Case(
        "a list and nobody dead",
        ("judges", 1),
        (*MONEY, *HOME, to_him("2019-05-01"), died("丙", "2019-01-01")),
        DAY,
        clear=1,
    ),
    Case(
        "paid 31 days after he died",
        ("judges", 2),
        (*MONEY, *HOME, died("甲", "2019-04-01"), to_him("2019-05-02")),
        DAY,
        flagged=(100,),
    ),
    Case(
        "paid 30 days after he died",
        ("spares", 1),
        (*MONEY, *HOME, died("甲", "2019-04-01"), to_him("2019-05-01")),
        DAY,
        clear=1,
    ),
    Case(
        "everybody of the household is dead",
        ("judges", 3),
        (
            *MONEY,
            lives("张家/张三", resident_id="甲"),
            died("甲", "2019-03-01"),
            to_home("2019-06-01"),
        ),
        DAY,
        flagged=(100,),
    ),
    Case(
        "the only one alive had left before",
        ("judges", 3),
        (
            *MONEY,
            lives("张家/张三", resident_id="甲"),
            in_home("张家/张四", "乙", left="2019-02-01"),
            died("甲", "2019-03-01"),
            to_home("2019-06-01"),
        ),
        DAY,
        flagged=(100,),
    ),
    Case(
        "the dead man's card, though his wife lives",
        ("judges", 4),
        (
            *MONEY,
            *HOME,
            died("甲", "2019-03-01"),
            carded("卡一", "张家/张三"),
            to_home("2019-06-01", card="卡一"),
        ),
        DAY,
        flagged=(100,),
        severity="M",
    ),
    Case(
        "the card of a dead man of no register",
        ("judges", 4),
        (
            *MONEY,
            *HOME,
            died("丁", "2019-03-01"),
            carded("卡一", holder="丁"),
            to_home("2019-06-01", card="卡一"),
        ),
        DAY,
        flagged=(100,),
        severity="M",
    ),
    Case(
        "arrears of the month in which he died",
        ("spares", 2),
        (
            *MONEY,
            *HOME,
            died("甲", "2019-04-02"),
            to_him("2019-09-01", period=("2019-01-01", "2019-04-30")),
        ),
        DAY,
        clear=1,
    ),
    Case(
        "a period that goes on a day longer",
        ("judges", 2),
        (
            *MONEY,
            *HOME,
            died("甲", "2019-04-02"),
            to_him("2019-09-01", period=("2019-01-01", "2019-05-01")),
        ),
        DAY,
        flagged=(100,),
    ),
    Case(
        "granted once, before he died",
        ("spares", 3),
        (
            *MONEY,
            *HOME,
            died("甲", "2019-04-02"),
            listed("名单", {"张家/张三": 100}, benefit="start_up", approved_on="2019-04-02"),
            to_him("2019-09-01", benefit="start_up", listed=("名单", 1)),
        ),
        DAY,
        clear=1,
    ),
    Case(
        "granted once, the day after he died",
        ("judges", 2),
        (
            *MONEY,
            *HOME,
            died("甲", "2019-04-02"),
            listed("名单", {"张家/张三": 100}, benefit="start_up", approved_on="2019-04-03"),
            to_him("2019-09-01", benefit="start_up", listed=("名单", 1)),
        ),
        DAY,
        flagged=(100,),
    ),
    Case(
        "the household lives on",
        ("spares", 4),
        (
            *MONEY,
            *HOME,
            died("甲", "2019-03-01"),
            carded("卡一", "张家/张四"),
            to_home("2019-06-01", card="卡一"),
        ),
        DAY,
        clear=1,
    ),
    Case(
        "it came back",
        ("spares", 5),
        (
            *MONEY,
            *HOME,
            died("甲", "2019-03-01"),
            to_him("2019-06-01"),
            to_home("2019-05-01"),
            returned("发放", 100, "2019-07-01"),
        ),
        DAY,
        clear=1,
    ),
    Case(
        "two lists differ: the later day counts",
        ("spares", 1),
        (
            *MONEY,
            *HOME,
            died("甲", "2019-03-01", as_of_on="2019-06-30"),
            died("甲", "2019-05-01"),
            to_him("2019-05-20"),
        ),
        DAY,
        clear=1,
    ),
    Case(
        "no list",
        ("cannot", 0),
        (*MONEY, *HOME, to_him("2019-05-01")),
        DAY,
        reasons={"没有装入外部名单：死亡人员": 1},
    ),
    Case(
        "a list that ends too early",
        ("cannot", 0),
        (*MONEY, *HOME, to_him("2019-05-01"), died("丙", "2019-01-01", as_of_on="2019-03-31")),
        DAY,
        reasons={"截至 2019-03-31": 1},
    ),
    Case(
        "a list that ends just late enough",
        ("judges", 1),
        (*MONEY, *HOME, to_him("2019-05-01"), died("丙", "2019-01-01", as_of_on="2019-04-01")),
        DAY,
        clear=1,
    ),
    Case(
        "he has no number, and money that names nobody",
        ("cannot", 0),
        (
            *MONEY,
            lives("张家/张三"),
            to_him("2019-05-01"),
            died("丙", "2019-01-01"),
            without_line("2019-05-02", "甲批", 7),
        ),
        DAY,
        reasons={"没有登记证件号": 1, "（household）": 1},
    ),
)
