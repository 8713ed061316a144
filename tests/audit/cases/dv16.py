"""发放无人签收: what payees say of what was paid."""

from tests.audit.case import Case
from tests.audit.paying import To, paid
from tests.audit.signing import signed
from tests.audit.steps import arrives, assigned, listed

STORY = (
    arrives("甲批", 10000, "2019-01-02"),
    assigned("甲批", "护林", 10000, "2019-01-10"),
    listed("名单", {"张家": 1000, "李家": 1000}),
    listed("另单", {"王家": 500}),
    paid("2019-05-01", To("张家", 1000, ("名单", 1)), To("李家", 1000, ("名单", 2)), name="发"),
    paid("2019-05-01", To("王家", 500, ("另单", 1)), name="另发"),
)
"""Sixty days on is 2019-06-30."""

OTHER = signed("另发", 1, 500, "2019-05-20")

CASES = (
    Case(
        "nobody signed, and of the other list somebody did",
        ("judges", 3),
        (*STORY, OTHER),
        "2019-07-01",
        flagged=(2000,),
        clear=1,
    ),
    Case("the sixtieth day", ("spares", 2), (*STORY, OTHER), "2019-06-30", clear=2),
    Case(
        "one of them signed",
        ("spares", 1),
        (*STORY, OTHER, signed("发", 1, 1000, "2019-05-20")),
        "2019-07-01",
        clear=2,
    ),
    Case(
        "one of them received nothing",
        ("judges", 2),
        (*STORY, OTHER, signed("发", 1, None, "2019-05-20"), signed("发", 2, 1000, "2019-05-20")),
        "2019-07-01",
        flagged=(1000,),
        clear=1,
        severity="H",
    ),
    Case(
        "one of them received less",
        ("judges", 2),
        (*STORY, OTHER, signed("发", 1, 700, "2019-05-20", full=1000)),
        "2019-05-31",
        flagged=(300,),
        clear=1,
        severity="H",
    ),
    Case(
        "it came later",
        ("spares", 3),
        (
            *STORY,
            OTHER,
            signed("发", 1, None, "2019-05-20"),
            signed("发", 1, 1000, "2019-05-28", corrects="2019-05-20"),
        ),
        "2019-07-01",
        clear=2,
    ),
    Case(
        "each list is a subject",
        ("judges", 1),
        (*STORY, OTHER, signed("发", 2, 1000, "2019-06-20")),
        "2019-07-01",
        clear=2,
    ),
    Case(
        "nobody ever signs for this benefit",
        ("cannot", 0),
        STORY,
        "2019-07-01",
        reasons={"没有登记签收": 2},
    ),
)
