"""公示未满即付款: what was paid before its notice had hung out."""

from ledger.values.kinds import AccountKind as K
from tests.audit.case import Case
from tests.audit.hanging import extended, replaced, withdrawn
from tests.audit.noticing import published
from tests.audit.paying import To, paid, rostered, settled
from tests.audit.projecting import bought
from tests.audit.steps import arrives, assigned, disbursed, listed, returned, reversed_

MONEY = (
    arrives("甲批", 100000, "2019-01-02"),
    assigned("甲批", "护林", 50000, "2019-01-10"),
    assigned("甲批", "路", 50000, "2019-01-10"),
)
LIST = (*MONEY, listed("名单", {"张家": 1000}))
NOTICE = published(
    "benefit_list", "名单", "2019-03-01", period=("2019-03-01", "2019-03-10"), name="公示"
)
ROAD = published("project", "路", "2019-03-01", period=("2019-03-01", "2019-03-10"), name="公示")
TO = To("张家", 1000, ("名单", 1))
JUDGED = "2019-12-31"

CASES = (
    Case(
        "a list is paid on the last day of its notice",
        ("judges", 2),
        (*LIST, NOTICE, paid("2019-03-10", TO)),
        JUDGED,
        flagged=(1000,),
    ),
    Case(
        "on the day after",
        ("spares", 1),
        (*LIST, NOTICE, paid("2019-03-11", TO)),
        JUDGED,
        clear=1,
    ),
    Case(
        "before the notice hung at all",
        ("judges", 2),
        (*LIST, NOTICE, paid("2019-02-20", TO)),
        JUDGED,
        flagged=(1000,),
    ),
    Case(
        "a firm is paid while the project's notice hangs",
        ("judges", 1),
        (*MONEY, ROAD, bought("甲批", 700, "2019-03-10")),
        JUDGED,
        flagged=(700,),
    ),
    Case(
        "households of a project are paid while its notice hangs",
        ("judges", 1),
        (
            *LIST,
            published("project", "护林", "2019-03-01", period=("2019-03-01", "2019-03-10")),
            paid("2019-03-05", TO),
        ),
        JUDGED,
        flagged=(1000,),
    ),
    Case(
        "another project is paid",
        ("judges", 1),
        (*LIST, ROAD, paid("2019-03-05", TO)),
        JUDGED,
        (),
        1,
    ),
    Case(
        "the township's notice hangs longer",
        ("judges", 1),
        (
            *LIST,
            NOTICE,
            published(
                "benefit_list",
                "名单",
                "2019-03-11",
                level="township",
                period=("2019-03-11", "2019-03-20"),
            ),
            paid("2019-03-15", TO),
        ),
        JUDGED,
        flagged=(1000,),
    ),
    Case(
        "an extended notice ends later",
        ("judges", 1),
        (*LIST, NOTICE, extended("公示", "2019-03-09", "2019-03-20"), paid("2019-03-15", TO)),
        JUDGED,
        flagged=(1000,),
    ),
    Case(
        "an announcement of what was done asks for no delay",
        ("judges", 1),
        (
            *LIST,
            NOTICE,
            published(
                "benefit_list",
                "名单",
                "2019-03-01",
                level="township",
                stage="after",
                period=("2019-03-01", "2019-03-30"),
            ),
            paid("2019-03-15", TO),
        ),
        JUDGED,
        clear=1,
    ),
    Case(
        "a website stands for ever, and nobody waits for that",
        ("judges", 1),
        (
            *LIST,
            NOTICE,
            published(
                "benefit_list",
                "名单",
                "2019-03-01",
                level="county",
                channel="website",
                period=("2019-03-01", "2019-12-30"),
            ),
            paid("2019-03-15", TO),
        ),
        JUDGED,
        clear=1,
    ),
    Case(
        "sent to the bank before, and paid after",
        ("spares", 2),
        (*LIST, NOTICE, rostered("2019-03-05", TO), settled("2019-03-11", {1: 1000})),
        JUDGED,
        clear=1,
    ),
    Case(
        "sent to the bank and paid before",
        ("judges", 2),
        (*LIST, NOTICE, rostered("2019-03-05", TO), settled("2019-03-06", {1: 1000})),
        JUDGED,
        flagged=(1000,),
    ),
    Case(
        "reversed",
        ("spares", 3),
        (*LIST, NOTICE, paid("2019-03-05", TO, name="发放"), reversed_("发放", "2019-03-06")),
        JUDGED,
        clear=1,
    ),
    Case(
        "partly paid back",
        ("spares", 3),
        (*LIST, NOTICE, paid("2019-03-05", TO, name="发放"), returned("发放", 300, "2019-03-06")),
        JUDGED,
        flagged=(700,),
    ),
    Case(
        "a firm gave its money back",
        ("spares", 3),
        (*MONEY, ROAD, bought("甲批", 700, "2019-03-05", name="付"), reversed_("付", "2019-03-06")),
        JUDGED,
        clear=1,
    ),
    Case(
        "a list published anew after the first version was paid",
        ("spares", 4),
        (
            *LIST,
            NOTICE,
            paid("2019-04-01", TO),
            published("benefit_list", "名单", "2019-06-01", period=("2019-06-01", "2019-06-10")),
        ),
        JUDGED,
        clear=1,
    ),
    Case(
        "a notice that was replaced does not count",
        ("judges", 1),
        (
            *LIST,
            NOTICE,
            published(
                "benefit_list",
                "名单",
                "2019-03-05",
                period=("2019-03-05", "2019-03-14"),
                name="新",
            ),
            replaced("公示", "2019-03-05", "新"),
            paid("2019-03-12", TO),
        ),
        JUDGED,
        flagged=(1000,),
    ),
    Case("paid without any notice", ("spares", 5), (*LIST, paid("2019-03-05", TO)), JUDGED),
    Case(
        "paid after a notice that was taken down early",
        ("spares", 6),
        (*LIST, NOTICE, withdrawn("公示", "2019-03-04"), paid("2019-03-04", TO)),
        JUDGED,
        clear=1,
    ),
    Case("nothing is paid", ("judges", 2), (*LIST, NOTICE), JUDGED, clear=1),
    Case(
        "a board without a printed end",
        ("cannot", 0),
        (*LIST, published("benefit_list", "名单", "2019-03-01"), paid("2019-03-15", TO)),
        JUDGED,
        reasons={"没有印止日": 1},
    ),
    Case(
        "a website only",
        ("cannot", 0),
        (
            *LIST,
            published(
                "benefit_list",
                "名单",
                "2019-03-01",
                channel="website",
                period=("2019-03-01", "2019-03-10"),
            ),
            paid("2019-03-05", TO),
        ),
        JUDGED,
        reasons={"只在网站": 1},
    ),
    Case(
        "an allocation is no project",
        ("judges", 1),
        (*LIST, published("allocation", "甲批", "2019-03-01"), paid("2019-03-05", TO)),
        JUDGED,
    ),
    Case(
        "a village's page that names neither list nor project",
        ("judges", 1),
        (*LIST, published("village_page", "页", "2019-03-01"), paid("2019-03-05", TO)),
        JUDGED,
    ),
    Case(
        "money that only went to a unit's account is not paid",
        ("judges", 2),
        (*MONEY, ROAD, disbursed("甲批", "路", 700, "2019-03-05", K.UNIT)),
        JUDGED,
        clear=1,
    ),
)
