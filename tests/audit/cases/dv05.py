"""到户克扣: approved and paid."""

from tests.audit.case import Case
from tests.audit.paying import To, paid, rostered, settled
from tests.audit.steps import arrives, assigned, listed, returned, reversed_

MONEY = (arrives("甲批", 200000, "2019-01-02"), assigned("甲批", "护林", 100000, "2019-01-10"))
LIST = listed("名单", {"张家/张三": 10000}, final_by="2019-06-30")
JUDGED = "2019-07-01"


def of_list(fen: int, line: int = 1) -> To:
    return To("张家/张三", fen, ("名单", line))


CASES = (
    Case(
        "less than 95 of 100 arrived",
        ("judges", 2),
        (*MONEY, LIST, paid("2019-05-01", of_list(9499))),
        JUDGED,
        flagged=(501,),
    ),
    Case(
        "95 of 100 is enough",
        ("judges", 2),
        (*MONEY, LIST, paid("2019-05-01", of_list(9500))),
        JUDGED,
        clear=1,
    ),
    Case("nothing arrived", ("judges", 2), (*MONEY, LIST), JUDGED, flagged=(10000,)),
    Case(
        "what stands with the bank has not arrived",
        ("judges", 2),
        (*MONEY, LIST, rostered("2019-05-01", of_list(10000))),
        JUDGED,
        flagged=(10000,),
    ),
    Case(
        "what was paid back is not paid",
        ("judges", 2),
        (
            *MONEY,
            LIST,
            paid("2019-05-01", of_list(10000), name="发放"),
            returned("发放", 3000, "2019-05-05"),
        ),
        JUDGED,
        flagged=(3000,),
    ),
    Case(
        "what was reversed is not paid",
        ("judges", 2),
        (
            *MONEY,
            LIST,
            paid("2019-05-01", of_list(10000), name="发放"),
            reversed_("发放", "2019-05-05"),
        ),
        JUDGED,
        flagged=(10000,),
    ),
    Case(
        "a return that was itself reversed took nothing back",
        ("judges", 2),
        (
            *MONEY,
            LIST,
            paid("2019-05-01", of_list(10000), name="发放"),
            returned("发放", 3000, "2019-05-05", as_name="退回"),
            reversed_("退回", "2019-05-06"),
        ),
        JUDGED,
        clear=1,
    ),
    Case(
        "two lines of one person are compared together, two persons apart",
        ("judges", 1),
        (
            *MONEY,
            listed("名单", {"张家/张三": 10000, "张家/李四": 4000}, final_by="2019-06-30"),
            paid("2019-05-01", of_list(10000)),
        ),
        JUDGED,
        flagged=(4000,),
        clear=1,
    ),
    Case("the last day is still in time", ("spares", 1), (*MONEY, LIST), "2019-06-30", clear=1),
    Case(
        "instalments add up, from two lots and by two ways",
        ("spares", 2),
        (
            *MONEY,
            arrives("乙批", 100000, "2019-01-02"),
            assigned("乙批", "护林", 100000, "2019-01-10"),
            LIST,
            paid("2019-04-01", of_list(5000)),
            rostered("2019-05-01", To("张家/张三", 5000, ("名单", 1), lot="乙批")),
            settled("2019-05-03", {1: 5000}),
        ),
        JUDGED,
        clear=1,
    ),
    Case(
        "what the bank sent back and was paid again is paid",
        ("spares", 3),
        (
            *MONEY,
            LIST,
            rostered("2019-05-01", of_list(10000)),
            returned("名册", 10000, "2019-05-04"),
            rostered("2019-08-01", of_list(10000), name="重发"),
            settled("2019-08-03", {1: 10000}, roster="重发"),
        ),
        "2019-08-10",
        clear=1,
    ),
    Case(
        "a new version asks for less, and counts what the old one paid",
        ("spares", 4),
        (
            *MONEY,
            listed("名单", {"王家": 7000, "张家/张三": 10000}, final_by="2019-06-30"),
            paid("2019-03-01", To("张家/张三", 6000, ("名单", 2))),
            listed("名单", {"张家/张三": 6000}, final_by="2019-06-30", approved_on="2019-04-01"),
        ),
        JUDGED,
        clear=1,
    ),
    Case(
        "a payment that names no list could be this one",
        ("cannot", 0),
        (*MONEY, LIST, paid("2019-05-01", To("张家/张三", 10000))),
        JUDGED,
        reasons={"没有注明应发清单行": 1},
    ),
    Case(
        "payments of another benefit, of another project or from before the approval could not",
        ("judges", 2),
        (
            *MONEY,
            assigned("甲批", "种树", 10000, "2019-01-10"),
            LIST,
            paid("2019-05-01", To("张家/张三", 10000, benefit="school_aid")),
            paid("2019-05-01", To("张家/张三", 10000), project="种树"),
            paid("2019-01-14", To("张家/张三", 10000)),
        ),
        JUDGED,
        flagged=(10000,),
    ),
)
