"""异议未办结: objections that wait, and money that does not."""

from ledger.register.objections import Topic
from ledger.values.kinds import AccountKind as K
from tests.audit.case import Case
from tests.audit.hanging import answered, not_taken, objected
from tests.audit.noticing import published
from tests.audit.paying import To, paid
from tests.audit.projecting import bought
from tests.audit.steps import arrives, assigned, disbursed, listed, returned, reversed_

MONEY = (
    arrives("甲批", 100000, "2019-01-02"),
    assigned("甲批", "护林", 50000, "2019-01-10"),
    assigned("甲批", "路", 50000, "2019-01-10"),
)
LIST = (*MONEY, listed("名单", {"张家": 1000}), listed("另单", {"张家": 1000}))
NOTICE = published("benefit_list", "名单", "2019-03-01", name="公示")
OF_PROJECT = published("project", "路", "2019-03-01", name="公示")
RAISED = objected("公示", "2019-03-05")


PAID = paid("2019-03-08", To("张家", 1000, ("名单", 1)), name="发放")

CASES = (
    Case("sixteen days", ("judges", 1), (NOTICE, RAISED), "2019-03-21", flagged=(None,)),
    Case("the fifteenth day", ("spares", 1), (NOTICE, RAISED), "2019-03-20", clear=1),
    Case(
        "answered, and not closed",
        ("judges", 1),
        (NOTICE, RAISED, answered("2019-03-10")),
        "2019-03-21",
        flagged=(None,),
    ),
    Case(
        "closed on the fifteenth day",
        ("spares", 1),
        (NOTICE, RAISED, answered("2019-03-10", closed_on="2019-03-20")),
        "2019-12-31",
        clear=1,
    ),
    Case(
        "closed on the sixteenth",
        ("judges", 1),
        (NOTICE, RAISED, answered("2019-03-10", closed_on="2019-03-21")),
        "2019-12-31",
        flagged=(None,),
        severity="L",
    ),
    Case(
        "not taken up is closed",
        ("judges", 1),
        (NOTICE, RAISED, not_taken("2019-03-06")),
        "2019-12-31",
        clear=1,
    ),
    Case(
        "closed later than the day that is judged",
        ("judges", 1),
        (NOTICE, RAISED, answered("2019-03-10", closed_on="2019-04-01")),
        "2019-03-31",
        flagged=(None,),
    ),
    Case(
        "the limit is a parameter",
        ("spares", 1),
        (NOTICE, RAISED),
        "2019-03-21",
        clear=1,
        parameters={"days": 16},
    ),
    Case(
        "the list that is objected to is paid meanwhile",
        ("judges", 2),
        (*LIST, NOTICE, RAISED, PAID),
        "2019-03-10",
        flagged=(1000,),
    ),
    Case(
        "a project that is objected to is paid meanwhile",
        ("judges", 2),
        (*MONEY, OF_PROJECT, RAISED, bought("甲批", 700, "2019-03-08")),
        "2019-03-10",
        flagged=(700,),
    ),
    Case(
        "closed in time, and paid before",
        ("judges", 2),
        (*LIST, NOTICE, RAISED, PAID, answered("2019-03-08", closed_on="2019-03-09")),
        "2019-12-31",
        flagged=(1000,),
    ),
    Case(
        "paid on the day on which it was closed",
        ("spares", 2),
        (*LIST, NOTICE, RAISED, PAID, answered("2019-03-08", closed_on="2019-03-08")),
        "2019-12-31",
        clear=1,
    ),
    Case(
        "paid on the day on which it was raised",
        ("spares", 2),
        (*LIST, NOTICE, RAISED, paid("2019-03-05", To("张家", 1000, ("名单", 1)))),
        "2019-03-10",
        clear=1,
    ),
    *(
        Case(
            f"who objects about {topic} is not against the payment",
            ("spares", 3),
            (*LIST, NOTICE, objected("公示", "2019-03-05", topic=topic), PAID),
            "2019-03-10",
            clear=1,
        )
        for topic in (Topic.NOT_PAID, Topic.NOTICE, Topic.CONDUCT, Topic.OTHER)
    ),
    *(
        Case(
            f"who objects about {topic} is against it",
            ("judges", 2),
            (*LIST, NOTICE, objected("公示", "2019-03-05", topic=topic), PAID),
            "2019-03-10",
            flagged=(1000,),
        )
        for topic in (Topic.AMOUNT, Topic.LEFT_OUT, Topic.PROJECT)
    ),
    Case(
        "another list of the project is paid",
        ("spares", 4),
        (*LIST, NOTICE, RAISED, paid("2019-03-08", To("张家", 1000, ("另单", 1)))),
        "2019-03-10",
        clear=1,
    ),
    Case(
        "reversed",
        ("spares", 5),
        (*LIST, NOTICE, RAISED, PAID, reversed_("发放", "2019-03-09")),
        "2019-03-10",
        clear=1,
    ),
    Case(
        "a firm's payment, reversed",
        ("spares", 5),
        (
            *(*MONEY, OF_PROJECT, RAISED, bought("甲批", 700, "2019-03-08", name="付")),
            reversed_("付", "2019-03-09"),
        ),
        "2019-03-10",
        clear=1,
    ),
    Case(
        "handed to a unit, which has paid nobody yet",
        ("spares", 2),
        (*MONEY, OF_PROJECT, RAISED, disbursed("甲批", "路", 700, "2019-03-08", K.UNIT)),
        "2019-03-10",
        clear=1,
    ),
    Case(
        "partly paid back",
        ("spares", 5),
        (*LIST, NOTICE, RAISED, PAID, returned("发放", 400, "2019-03-09")),
        "2019-03-10",
        flagged=(600,),
    ),
    Case(
        "nobody has objected", ("cannot", 0), (NOTICE,), "2019-12-31", reasons={"没有登记过异议": 1}
    ),
    Case(
        "nobody has objected yet",
        ("cannot", 0),
        (NOTICE, RAISED),
        "2019-03-04",
        reasons={"没有登记过异议": 1},
    ),
)
