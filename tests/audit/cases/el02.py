"""死亡后领款: who was paid though he, his household or the holder of his card was dead."""

from ledger.register.external_lists import ListKind, NewExternalRow
from tests.audit.case import Case
from tests.audit.outside import carded, died, in_home, outside
from tests.audit.paying import To, lives, paid, without_line
from tests.audit.steps import arrives, assigned, listed, returned
from tests.audit.world import Step, day

DAY = "2020-12-31"
MONEY = (arrives("甲批", 100000, "2019-01-02"), assigned("甲批", "护林", 100000, "2019-01-10"))
HOME = (lives("张家/张三", resident_id="甲"), in_home("张家/张四", "乙"))
SERVES = outside(ListKind.PAYROLL, NewExternalRow(person="甲", from_on=day("2019-01-01")))


def to_him(on: str, **other: object) -> Step:
    return paid(on, To("张家/张三", 100, **other), name="发放")  # type: ignore[arg-type]


def to_home(on: str, *, card: str = "", benefit: str = "industry_award") -> Step:
    return paid(on, To("张家", 100, benefit=benefit, card=card))


CASES = (
    Case(
        "a list and nobody dead",
        ("judges", 1),
        (*MONEY, *HOME, to_him("2019-05-01"), died("丙", "2019-01-01"), SERVES),
        DAY,
        clear=1,
    ),
    Case(
        "a list that does not say when she died",
        ("judges", 3),
        (
            *MONEY,
            *HOME,
            outside(
                ListKind.DEATHS,
                NewExternalRow(person="甲", from_on=day("2019-03-01")),
                NewExternalRow(person="乙"),
            ),
            to_home("2019-06-01"),
        ),
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
        "everybody of the household is dead, and it was paid on his card",
        ("judges", 3),
        (
            *MONEY,
            lives("张家/张三", resident_id="甲"),
            died("甲", "2019-03-01"),
            carded("卡一", "张家/张三"),
            to_home("2019-06-01", card="卡一"),
        ),
        DAY,
        flagged=(100,),
    ),
    Case(
        "who is alive had left before, or came afterwards",
        ("judges", 3),
        (
            *MONEY,
            lives("张家/张三", resident_id="甲"),
            in_home("张家/张四", "乙", left="2019-02-01"),
            in_home("张家/张五", "丙", joined="2019-06-02"),
            died("甲", "2019-03-01"),
            to_home("2019-06-01"),
        ),
        DAY,
        flagged=(100,),
    ),
    Case(
        "it names the daughter who had left",
        ("judges", 3),
        (
            *MONEY,
            lives("张家/张三", resident_id="甲"),
            in_home("张家/张四", "乙", left="2019-02-01"),
            died("甲", "2019-03-01"),
            paid("2019-06-01", To("张家/张四", 100)),
        ),
        DAY,
        clear=1,
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
        "it names his wife, on his card",
        ("judges", 4),
        (
            *MONEY,
            *HOME,
            died("甲", "2019-03-01"),
            carded("卡一", "张家/张三"),
            paid("2019-06-01", To("张家/张四", 100, card="卡一")),
        ),
        DAY,
        clear=1,
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
        "the household lives on, and on that day the card was hers",
        ("spares", 4),
        (
            *MONEY,
            *HOME,
            died("甲", "2019-03-01"),
            carded("卡一", "张家/张三", until="2019-04-01"),
            carded("卡一", "张家/张四", since="2019-04-01", until="2019-06-02"),
            carded("卡一", "张家/张三", since="2019-06-02"),
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
        (*MONEY, *HOME, to_him("2019-05-01"), SERVES),
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
        "he has no number, nobody of a household has one, and money that names nobody",
        ("cannot", 0),
        (
            *MONEY,
            lives("张家/张三"),
            lives("李家/李三"),
            to_him("2019-05-01"),
            paid("2019-05-01", To("李家", 100)),
            died("丙", "2019-01-01"),
            without_line("2019-05-02", "甲批", 7),
        ),
        DAY,
        reasons={"没有登记证件号": 2, "（household）": 1},
    ),
)
