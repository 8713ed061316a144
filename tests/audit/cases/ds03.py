"""要素缺失: which of the nine fields, and the hotline, a notice prints."""

from datetime import date

from ledger.register.nine_fields import NoticeField
from ledger.register.notice_readings import ItemKind
from tests.audit.case import Case
from tests.audit.hanging import ALL_FIELDS, Shown, replaced, says
from tests.audit.noticing import published
from tests.audit.world import Step

NOTICE = published("project", "护林", "2019-03-01", name="公示")
LIST = published("benefit_list", "名单", "2019-03-01", name="公示")
ALLOCATION = published("allocation", "甲批", "2019-03-01", name="公示")


def without(*fields: NoticeField) -> frozenset[NoticeField]:
    return ALL_FIELDS - set(fields)


def listed(*fields: NoticeField) -> Shown:
    return Shown(list="名单", kind=ItemKind.BENEFIT, printed=frozenset(fields))


def lacking(field: NoticeField) -> Case:
    story: tuple[Step, ...] = (NOTICE, says("公示", Shown("修路", printed=without(field))))
    return Case(f"{field} is not printed", ("judges", 2), story, "2019-12-31", flagged=(None,))


CASES = (
    Case(
        "all is printed", ("judges", 2), (NOTICE, says("公示", Shown("护林"))), "2019-12-31", (), 1
    ),
    *(lacking(field) for field in NoticeField),
    Case(
        "the hotline is not printed",
        ("judges", 1),
        (NOTICE, says("公示", Shown("护林"), text="举报电话123170")),
        "2019-12-31",
        flagged=(None,),
    ),
    Case(
        "of two projects one lacks a field",
        ("judges", 2),
        (NOTICE, says("公示", Shown("护林"), Shown("修路", printed=without(NoticeField.TERM)))),
        "2019-12-31",
        flagged=(None,),
    ),
    Case(
        "the title names the project",
        ("judges", 2),
        (NOTICE, says("公示", Shown("护林", printed=without(NoticeField.NAME)))),
        "2019-12-31",
        clear=1,
    ),
    Case(
        "a list without its standard",
        ("judges", 3),
        (LIST, says("公示", listed(NoticeField.NAME))),
        "2019-12-31",
        flagged=(None,),
    ),
    Case(
        "a list needs no more than its standard",
        ("spares", 2),
        (LIST, says("公示", listed(NoticeField.STANDARD))),
        "2019-12-31",
        clear=1,
    ),
    Case(
        "an allocation shows amounts, not projects",
        ("spares", 1),
        (ALLOCATION, says("公示", Shown("护林", printed=frozenset()))),
        "2019-12-31",
        clear=1,
    ),
    Case(
        "a lot on a project's notice is no project",
        ("spares", 1),
        (NOTICE, says("公示", Shown(lot="甲批", kind=ItemKind.LOT, printed=frozenset()))),
        "2019-12-31",
        clear=1,
    ),
    Case(
        "but it shows the hotline",
        ("judges", 1),
        (ALLOCATION, says("公示", text="分配结果")),
        "2019-12-31",
        flagged=(None,),
    ),
    Case(
        "the hotline in full-width digits",
        ("spares", 4),
        (NOTICE, says("公示", Shown("护林"), text="监督电话１２３１７")),
        "2019-12-31",
        clear=1,
    ),
    Case(
        "what was replaced is judged by what hangs now",
        ("spares", 3),
        (
            NOTICE,
            says("公示", Shown("护林", printed=frozenset())),
            published("project", "护林", "2019-03-05", name="新"),
            says("新", Shown("护林"), on="2019-03-05"),
            replaced("公示", "2019-03-05", "新"),
        ),
        "2019-12-31",
        clear=2,
    ),
    Case(
        "a board mended by hand is read again",
        ("judges", 1),
        (
            NOTICE,
            says("公示", Shown("护林"), text="没有电话"),
            says("公示", Shown("护林"), on="2019-03-05"),
        ),
        "2019-12-31",
        clear=1,
    ),
    Case(
        "and as of the day before it was read again",
        ("judges", 1),
        (
            NOTICE,
            says("公示", Shown("护林"), text="没有电话"),
            says("公示", Shown("护林"), on="2019-03-05"),
        ),
        "2019-03-04",
        flagged=(None,),
    ),
    Case(
        "nobody read it", ("cannot", 0), (NOTICE,), "2019-12-31", reasons={"没有登记公示的内容": 1}
    ),
    Case(
        "only sums were read",
        ("cannot", 0),
        (NOTICE, says("公示", Shown("护林", printed=frozenset()), text="", total_fen=100)),
        "2019-12-31",
        reasons={"没有登记公示的全文": 1},
    ),
    Case(
        "a text without items",
        ("cannot", 0),
        (NOTICE, says("公示")),
        "2019-12-31",
        reasons={"没有事项": 1},
    ),
    Case(
        "before the nine fields were asked for",
        ("cannot", 0),
        (
            published("project", "护林", "2018-04-30", name="公示"),
            says("公示", Shown("护林", printed=frozenset()), on="2018-04-30"),
        ),
        "2019-12-31",
        reasons={"早于九项规定": 1},
    ),
    Case(
        "on the first day on which they are",
        ("judges", 2),
        (
            published("project", "护林", "2018-05-01", name="公示"),
            says("公示", Shown("护林", printed=frozenset()), on="2018-05-01"),
        ),
        "2019-12-31",
        flagged=(None,),
    ),
    Case(
        "that day is a parameter",
        ("cannot", 0),
        (NOTICE, says("公示", Shown("护林", printed=frozenset()))),
        "2019-12-31",
        reasons={"早于九项规定": 1},
        parameters={"in_force_from": date(2019, 3, 2)},
    ),
    Case(
        "an item without any name",
        ("judges", 2),
        (NOTICE, says("公示", Shown(printed=without(NoticeField.NAME)))),
        "2019-12-31",
        flagged=(None,),
    ),
)
