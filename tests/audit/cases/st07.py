"""岗位与带贫比例: members, holders of posts, insurance."""

from ledger.storage import tables as t
from tests.audit.case import Case
from tests.audit.homes import home
from tests.audit.projecting import planned, registered
from tests.audit.world import Step

ON = "2019-12-31"


def members(total: int, poor: int, on: str = "2019-03-01", kind: str = "members") -> Step:
    return registered(
        t.MemberCount, org="合作社", kind=kind, counted_on=on, total=total, registered=poor
    )


def post(
    kind: str = "保洁员",
    posts: int = 5,
    project: str = "路",
    valid_from: str = "2019-01-01",
    until: str = "",
    name: str = "岗1",
) -> Step:
    return registered(
        t.PublicPost,
        post=name,
        project=project,
        kind=kind,
        region="村",
        posts=posts,
        pay_fen=50000,
        pay_period="month",
        valid_from=valid_from,
        valid_to=until or None,
    )


def holder(who: str, *, insured: bool = False, until: str = "") -> Step:
    return registered(
        t.PostHolder,
        post="岗1",
        household=who,
        valid_from="2019-01-01",
        valid_to=until or None,
        insured=insured,
    )


CASES = (
    Case("59 of 100", ("judges", 1), (members(100, 59),), ON, (None,)),
    Case("60 of 100", ("spares", 1), (members(100, 60),), ON, clear=1),
    Case(
        "the newest count",
        ("judges", 1),
        (members(100, 10), members(100, 70, "2019-06-01")),
        ON,
        clear=1,
    ),
    Case(
        "a household of low income counts",
        ("judges", 2),
        (home("低家", "low_income", "2018-01-01"), post(), holder("张家"), holder("低家")),
        ON,
        clear=1,
    ),
    Case("1 of 2 posts", ("judges", 2), (post(), holder("张家"), holder("富家")), ON, (None,)),
    Case(
        "who left is not counted",
        ("spares", 2),
        (post(), holder("张家"), holder("富家", until="2019-12-31")),
        ON,
        clear=1,
    ),
    Case(
        "a ranger without insurance", ("judges", 3), (post("护林员"), holder("张家")), ON, (None,)
    ),
    Case(
        "an insured ranger",
        ("judges", 3),
        (post("护林员"), holder("张家", insured=True)),
        ON,
        clear=1,
    ),
    Case("a cleaner without insurance", ("spares", 3), (post(), holder("张家")), ON, clear=1),
    Case("nobody holds it", ("cannot", 0), (post(),), ON, reasons={"没有登记在岗人员": 1}),
    Case("nothing", ("cannot", 0), (planned("路"),), ON, reasons={"没有登记岗位和成员": 1}),
    Case(
        "nobody is a member, 10 of 100 are insured, and a post has ended",
        ("cannot", 0),
        (
            members(0, 0),
            members(100, 10, kind="insured"),
            post(until="2019-12-31"),
            holder("富家"),
        ),
        ON,
        reasons={"没有登记岗位和成员": 1},
    ),
    Case(
        "half of the posts where 50 of 100 are asked for",
        ("spares", 1),
        (post(), holder("张家"), holder("富家")),
        ON,
        clear=1,
        parameters={"posts_percent": 50},
    ),
    Case(
        "half of the posts where 51 of 100 are",
        ("judges", 2),
        (post(), holder("张家"), holder("富家")),
        ON,
        (None,),
        parameters={"posts_percent": 51},
    ),
)
