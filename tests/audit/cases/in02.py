"""不相容职责: one person under two spellings, and a list that its maker approved."""

from tests.audit.case import Case
from tests.audit.steps import arrives, listed
from tests.audit.tampering import made_by, tampered

MONEY = arrives("甲批", 1000, "2019-01-02")
JUDGED = "2019-12-31"

CASES = (
    Case(
        "two people",
        ("spares", 1),
        (MONEY, made_by("zhang", "li", "甲批", 600, "2019-02-01"), listed("名单", {"张家": 100})),
        JUDGED,
        clear=3,
    ),
    Case(
        "one login in two spellings",
        ("judges", 1),
        (MONEY, made_by("zhang", "Zhang", "甲批", 600, "2019-02-01")),
        JUDGED,
        flagged=(600,),
        clear=1,
    ),
    Case(
        "one login with a blank behind it",
        ("judges", 1),
        (MONEY, made_by("zhang", "zhang ", "甲批", 600, "2019-02-01")),
        JUDGED,
        flagged=(600,),
        clear=1,
    ),
    Case(
        "a list whose maker approved it",
        ("judges", 2),
        (
            listed("名单", {"张家": 100}),
            tampered(
                "entitlement_list",
                "UPDATE entitlement_list SET checker = maker WHERE book = %(book)s",
            ),
        ),
        JUDGED,
        flagged=(None,),
    ),
    Case(
        "each version of a list is looked at",
        ("judges", 2),
        (listed("名单", {"张家": 100}), listed("名单", {"张家": 200}, approved_on="2019-02-01")),
        JUDGED,
        clear=2,
    ),
)
