"""财政供养人员: households with somebody on the payroll of the state."""

from ledger.register.external_lists import ListKind, NewExternalRow
from tests.audit.case import Case
from tests.audit.funding import catalogued, granted
from tests.audit.outside import in_home, outside
from tests.audit.paying import To, lives, paid, without_line
from tests.audit.steps import arrives, assigned, listed, returned
from tests.audit.world import Step, day

ON = "2020-12-31"
MONEY = (
    catalogued(),
    granted("甲批", 100000, "2019-01-02"),
    assigned("甲批", "护林", 100000, "2019-01-10"),
)
HOME = (lives("张家/张三", resident_id="甲"),)
PAID = paid("2019-05-01", To("张家", 100), name="发放")
CADRE = outside(ListKind.CADRES, NewExternalRow(person="甲", role="村主任"))


def serves(
    number: str = "甲",
    role: str = "在编",
    since: str = "2015-01-01",
    until: str = "",
    as_of_on: str = "2020-12-31",
) -> Step:
    row = NewExternalRow(
        person=number, role=role, from_on=day(since), until_on=day(until) if until else None
    )
    return outside(ListKind.PAYROLL, row, as_of_on=as_of_on)


CASES = (
    Case(
        "nobody of the household, but for a cadre of the village",
        ("judges", 1),
        (*MONEY, *HOME, PAID, serves("乙"), CADRE),
        ON,
        clear=1,
    ),
    Case("in service", ("judges", 2), (*MONEY, *HOME, PAID, serves()), ON, flagged=(100,)),
    Case(
        "the householder's son is retired from it",
        ("judges", 2),
        (*MONEY, *HOME, in_home("张家/张四", "乙"), PAID, serves("乙", "离退休")),
        ON,
        flagged=(100,),
    ),
    Case(
        "employed for a time",
        ("judges", 3),
        (*MONEY, *HOME, PAID, serves(role="其他")),
        ON,
        flagged=(100,),
        severity="M",
    ),
    Case(
        "低保 of whatever money",
        ("judges", 2),
        (
            catalogued(),
            granted("甲批", 1000, "2019-01-02", category="均衡性转移支付"),
            assigned("甲批", "护林", 1000, "2019-01-10"),
            *HOME,
            paid("2019-05-01", To("张家", 100, benefit="low_income")),
            serves(),
        ),
        ON,
        flagged=(100,),
    ),
    Case(
        "a post for the poor",
        ("spares", 1),
        (*MONEY, *HOME, PAID, serves(role="村级临时岗位")),
        ON,
        clear=1,
    ),
    Case(
        "in service from the day after",
        ("spares", 2),
        (*MONEY, *HOME, PAID, serves(since="2019-05-02")),
        ON,
        clear=1,
    ),
    Case(
        "in service from that day",
        ("judges", 2),
        (*MONEY, *HOME, PAID, serves(since="2019-05-01")),
        ON,
        flagged=(100,),
    ),
    Case(
        "out of service the day before",
        ("spares", 2),
        (*MONEY, *HOME, PAID, serves(until="2019-04-30")),
        ON,
        clear=1,
    ),
    Case(
        "out of service after that day",
        ("judges", 2),
        (*MONEY, *HOME, PAID, serves(until="2019-05-01")),
        ON,
        flagged=(100,),
    ),
    Case(
        "not in service when it was approved",
        ("spares", 2),
        (
            *MONEY,
            *HOME,
            listed("名单", {"张家": 100}, approved_on="2019-03-01"),
            paid("2019-05-01", To("张家", 100, ("名单", 1))),
            serves(since="2019-04-01"),
        ),
        ON,
        clear=1,
    ),
    Case(
        "in service when the second of two lists was approved",
        ("spares", 2),
        (
            *MONEY,
            *HOME,
            listed("名单", {"张家": 100}, approved_on="2019-03-01"),
            listed("名单二", {"张家": 50}, approved_on="2019-04-20"),
            paid("2019-05-01", To("张家", 100, ("名单", 1)), To("张家", 50, ("名单二", 1))),
            serves(since="2019-04-01"),
        ),
        ON,
        flagged=(50,),
    ),
    Case(
        "she had married away",
        ("spares", 3),
        (*MONEY, *HOME, in_home("张家/张四", "乙", left="2019-05-01"), PAID, serves("乙")),
        ON,
        clear=1,
    ),
    Case(
        "she married away the day after",
        ("judges", 1),
        (*MONEY, *HOME, in_home("张家/张四", "乙", left="2019-05-02"), PAID, serves("乙")),
        ON,
        flagged=(100,),
    ),
    Case(
        "she joined the day after",
        ("spares", 3),
        (*MONEY, *HOME, in_home("张家/张四", "乙", joined="2019-05-02"), PAID, serves("乙")),
        ON,
        clear=1,
    ),
    Case(
        "money for everybody",
        ("spares", 4),
        (
            catalogued(),
            granted("甲批", 1000, "2019-01-02", category="普惠性直补资金"),
            assigned("甲批", "护林", 1000, "2019-01-10"),
            *HOME,
            PAID,
            serves(),
        ),
        ON,
    ),
    Case(
        "it came back",
        ("spares", 5),
        (*MONEY, *HOME, PAID, serves(), returned("发放", 100, "2019-06-01")),
        ON,
    ),
    Case(
        "no list, and money that names nobody",
        ("cannot", 0),
        (*MONEY, *HOME, PAID, CADRE, without_line("2019-05-02", "甲批", 7)),
        ON,
        reasons={"没有装入外部名单：财政供养人员": 1, "（household）": 1},
    ),
    Case(
        "a list that ends too early",
        ("cannot", 0),
        (*MONEY, *HOME, PAID, serves("乙", as_of_on="2019-04-30")),
        ON,
        reasons={"截至 2019-04-30": 1},
    ),
    Case(
        "a list of the very day",
        ("judges", 1),
        (*MONEY, *HOME, PAID, serves("乙", as_of_on="2019-05-01")),
        ON,
        clear=1,
    ),
    Case(
        "nobody has a number",
        ("cannot", 0),
        (*MONEY, lives("张家/张三"), PAID, serves("乙")),
        ON,
        reasons={"没有一个人登记证件号": 1},
    ),
    Case(
        "a category nobody knows",
        ("cannot", 0),
        (
            arrives("甲批", 1000, "2019-01-02"),
            assigned("甲批", "护林", 1000, "2019-01-10"),
            *HOME,
            PAID,
            serves(),
        ),
        ON,
        reasons={"资金类别不在目录": 1},
    ),
)
