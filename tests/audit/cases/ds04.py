"""公示与台账不符: what a notice printed and what the ledger says."""

from ledger.register.notice_readings import ItemKind
from ledger.values.kinds import AccountKind as K
from ledger.values.kinds import VoucherKind as V
from tests.audit.case import Case, For
from tests.audit.hanging import Shown, replaced, says
from tests.audit.noticing import published
from tests.audit.paying import To, paid, rostered, settled, without_line
from tests.audit.projecting import approved, bought, planned
from tests.audit.steps import (
    arrives,
    assigned,
    listed,
    moved,
    received,
    returned,
    reversed_,
    sent_down,
)
from tests.audit.world import Step

JUDGED = "2019-12-31"
MONEY = (
    planned("路", planned_fen=900),
    arrives("甲批", 100000, "2019-01-02"),
    assigned("甲批", "路", 800, "2019-02-01"),
)
BEFORE = published("project", "路", "2019-03-01", name="公示")
AFTER = published("project", "路", "2019-06-30", stage="after", name="公示")
LISTED = (
    listed("名单", {"张家/张三": 300, "张家/李四": 300}, approved_on="2019-02-01"),
    published("benefit_list", "名单", "2019-03-01", name="公示"),
)
LOT = (
    arrives("甲批", 1000, "2019-01-02"),
    published("allocation", "甲批", "2019-01-20", stage="after", level="county", name="公示"),
)


def shows(
    says_what: str, for_: tuple[For, int], story: tuple[Step, ...], off_fen: int, shown: Shown
) -> Case:
    """A notice that differs from the ledger by so much, or agrees (0)."""
    return Case(
        says_what,
        for_,
        (*story, says("公示", shown)),
        JUDGED,
        flagged=(off_fen,) if off_fen else (),
        clear=0 if off_fen else 1,
    )


def road(
    *,
    planned_fen: int | None = None,
    arranged_fen: int | None = None,
    paid_fen: int | None = None,
    lines_fen: int | None = None,
) -> Shown:
    return Shown(
        project="路",
        planned_fen=planned_fen,
        arranged_fen=arranged_fen,
        paid_fen=paid_fen,
        lines_fen=lines_fen,
    )


def roster(
    *,
    lines: int | None = None,
    lines_fen: int | None = None,
    rate_fen: int | None = None,
    version: int | None = None,
) -> Shown:
    return Shown(
        list="名单",
        kind=ItemKind.BENEFIT,
        lines=lines,
        lines_fen=lines_fen,
        rate_fen=rate_fen,
        version=version,
    )


def lot(fen: int) -> Shown:
    return Shown(lot="甲批", kind=ItemKind.LOT, lines_fen=fen)


NEW_VERSION = listed("名单", {"张家/张三": 300}, approved_on="2019-02-20")
TWO = (LISTED[0], NEW_VERSION, LISTED[1])
PAID = (*MONEY, bought("甲批", 500, "2019-06-01", name="付款"), AFTER)
TO = To("张家", 300, ("名单", 1))
LIST_PAID = (
    arrives("甲批", 100000, "2019-01-02"),
    assigned("甲批", "护林", 800, "2019-02-01"),
    LISTED[0],
    rostered("2019-06-01", TO),
    settled("2019-06-05", {1: 300}),
    published("benefit_list", "名单", "2019-06-30", stage="after", name="公示"),
)
LATER = (
    planned("路", planned_fen=900),
    arrives("甲批", 100000, "2019-01-02"),
    BEFORE,
    assigned("甲批", "路", 500, "2019-03-10"),
    assigned("甲批", "路", 300, "2019-03-20"),
)
AWAY = moved(V.ADJUST, "甲批", 100, "2019-02-20", K.PROJECT, K.PROJECT, of="路", to="渠")
SUMS = (850, 800, 750, 700)

CASES = (
    shows("the plan of the library", ("judges", 1), (*MONEY, BEFORE), 0, road(planned_fen=900)),
    shows("another plan", ("judges", 1), (*MONEY, BEFORE), 1, road(planned_fen=901)),
    shows(
        "the plan as approved",
        ("judges", 1),
        (*MONEY, BEFORE, approved(850)),
        0,
        road(planned_fen=850),
    ),
    shows(
        "neither the library's plan, which is empty, nor the approved one",
        ("judges", 1),
        (planned("路"), BEFORE, approved(850)),
        1,
        road(planned_fen=851),
    ),
    shows("what is arranged", ("judges", 2), (*MONEY, BEFORE), 0, road(arranged_fen=800)),
    shows("one fen less", ("judges", 2), (*MONEY, BEFORE), 1, road(arranged_fen=799)),
    shows(
        "what was adjusted away, counted",
        ("judges", 2),
        (*MONEY, AWAY, BEFORE),
        0,
        road(arranged_fen=700),
    ),
    shows(
        "or not counted",
        ("judges", 2),
        (*MONEY, AWAY, BEFORE),
        0,
        road(arranged_fen=800),
    ),
    shows("what was paid", ("judges", 3), PAID, 0, road(paid_fen=500)),
    shows("less than was paid", ("judges", 3), PAID, 1, road(paid_fen=499)),
    shows("more than was paid", ("judges", 3), PAID, 1, road(paid_fen=501)),
    shows(
        "what lies with the bank may count or not",
        ("judges", 3),
        (*MONEY, rostered("2019-06-01", To("张家", 300), project="路"), AFTER),
        0,
        road(paid_fen=0),
    ),
    shows(
        "what households got counts",
        ("judges", 3),
        (*MONEY, paid("2019-06-01", To("张家", 300), project="路"), AFTER),
        300,
        road(paid_fen=0),
    ),
    shows("a sum that is the plan", ("judges", 4), PAID, 0, road(lines_fen=900)),
    shows("that is what was arranged", ("judges", 4), PAID, 0, road(lines_fen=800)),
    shows("that is what was paid", ("judges", 4), PAID, 0, road(lines_fen=500)),
    shows("a sum that is nothing of these", ("judges", 4), PAID, 100, road(lines_fen=700)),
    shows("lines of a list", ("judges", 5), LISTED, 0, roster(lines=2, lines_fen=600)),
    shows("households of a list", ("spares", 4), LISTED, 0, roster(lines=1)),
    Case(
        "neither lines nor households",
        ("judges", 5),
        (*LISTED, says("公示", roster(lines=3))),
        JUDGED,
        flagged=(None,),
    ),
    shows("another sum of a list", ("judges", 5), LISTED, 1, roster(lines_fen=601)),
    shows("its rate", ("judges", 5), LISTED, 0, roster(rate_fen=300)),
    Case(
        "another rate",
        ("judges", 5),
        (*LISTED, says("公示", roster(rate_fen=299))),
        JUDGED,
        flagged=(None,),
    ),
    shows(
        "rates that differ from line to line are not compared",
        ("judges", 5),
        (listed("名单", {"张家": 300, "王家": 200}, approved_on="2019-02-01"), LISTED[1]),
        0,
        roster(rate_fen=250, lines=2),
    ),
    Case(
        "the version before the one that was approved by then",
        ("judges", 6),
        (*TWO, says("公示", roster(version=1, lines=2))),
        JUDGED,
        flagged=(None,),
    ),
    shows("the version of then", ("judges", 6), TWO, 0, roster(version=2, lines=1)),
    shows(
        "without a version the one of then is compared",
        ("judges", 6),
        TWO,
        300,
        roster(lines_fen=600),
    ),
    shows(
        "a version approved afterwards was not meant",
        ("spares", 2),
        (
            *LISTED,
            listed("名单", {"张家/张三": 300}, approved_on="2019-03-02"),
        ),
        0,
        roster(version=1, lines_fen=600),
    ),
    shows(
        "an announcement of what a list paid",
        ("judges", 5),
        LIST_PAID,
        0,
        Shown(list="名单", kind=ItemKind.BENEFIT, lines_fen=300),
    ),
    shows("more than it approved", ("judges", 5), LIST_PAID, 1, roster(lines_fen=601)),
    shows("less than it paid", ("judges", 5), LIST_PAID, 301, roster(lines_fen=299)),
    shows("a lot", ("judges", 7), LOT, 0, lot(1000)),
    shows("another sum of a lot", ("judges", 7), LOT, 1, lot(999)),
    Case(
        "parts and their sum",
        ("judges", 8),
        (*MONEY, *LISTED, says("公示", roster(lines_fen=600), road(lines_fen=800), total_fen=1400)),
        JUDGED,
        clear=1,
    ),
    Case(
        "parts that are not their sum",
        ("judges", 8),
        (*MONEY, *LISTED, says("公示", roster(lines_fen=600), road(lines_fen=800), total_fen=1401)),
        JUDGED,
        flagged=(1,),
    ),
    Case(
        "a part without a sum",
        ("judges", 8),
        (*MONEY, *LISTED, says("公示", roster(lines_fen=600), road(planned_fen=900), total_fen=9)),
        JUDGED,
        clear=1,
    ),
    shows(
        "arranged after it was published, first day",
        ("spares", 1),
        LATER,
        0,
        road(arranged_fen=500),
    ),
    shows("and in all", ("spares", 1), LATER, 0, road(arranged_fen=800)),
    shows("but never so much", ("judges", 2), LATER, 600, road(arranged_fen=600)),
    shows(
        "an announcement of what came later is wrong",
        ("judges", 2),
        (
            *LATER[:2],
            published("project", "路", "2019-03-01", stage="after", name="公示"),
            *LATER[3:],
        ),
        500,
        road(arranged_fen=500),
    ),
    shows(
        "nothing is arranged to this day",
        ("spares", 1),
        LATER[:3],
        0,
        road(arranged_fen=800, planned_fen=900),
    ),
    shows(
        "what was arranged, paid and paid back afterwards",
        ("spares", 2),
        (
            *PAID,
            assigned("甲批", "路", 100, "2019-07-01"),
            bought("甲批", 50, "2019-07-02"),
            returned("付款", 200, "2019-07-03"),
        ),
        0,
        road(arranged_fen=800, paid_fen=500),
    ),
    shows(
        "entered by then with a later day",
        ("spares", 3),
        (
            *MONEY,
            assigned("甲批", "路", 50, "2019-03-05"),
            bought("甲批", 60, "2019-03-06"),
            BEFORE,
        ),
        0,
        road(arranged_fen=850, paid_fen=60),
    ),
    shows(
        "entered afterwards with an earlier day",
        ("spares", 3),
        (
            *MONEY,
            BEFORE,
            assigned("甲批", "路", 50, "2019-02-05"),
            bought("甲批", 60, "2019-02-06"),
        ),
        0,
        road(arranged_fen=850, paid_fen=60),
    ),
    Case(
        "what was replaced is judged by what hangs now",
        ("spares", 5),
        (
            *MONEY,
            BEFORE,
            says("公示", road(planned_fen=1)),
            published("project", "路", "2019-03-05", name="新"),
            says("新", road(planned_fen=900), on="2019-03-05"),
            replaced("公示", "2019-03-05", "新"),
        ),
        JUDGED,
        clear=2,
    ),
    Case(
        "nobody read it",
        ("cannot", 0),
        (*MONEY, BEFORE),
        JUDGED,
        reasons={"没有登记公示的内容": 1},
    ),
    Case(
        "nothing that could be compared was read",
        ("cannot", 0),
        (*MONEY, BEFORE, says("公示", road())),
        JUDGED,
        reasons={"没有登记可以和台账比较": 1},
    ),
    Case(
        "a version that is not in the ledger",
        ("cannot", 0),
        (*LISTED, says("公示", roster(version=7, lines=2))),
        JUDGED,
        reasons={"清单或版本不在台账上": 1},
    ),
    Case(
        "fresh or adjusted, by the day or as entered by then: four sums agree",
        ("judges", 2),
        (
            *MONEY,
            AWAY,
            *(published("project", "路", "2019-03-01", name=f"公示{fen}") for fen in SUMS),
            assigned("甲批", "路", 50, "2019-02-05"),
            *(says(f"公示{fen}", road(arranged_fen=fen)) for fen in SUMS),
        ),
        JUDGED,
        clear=4,
    ),
    shows(
        "announced before it was arranged",
        ("judges", 2),
        (*MONEY, AFTER, assigned("甲批", "路", 50, "2019-07-01")),
        50,
        road(arranged_fen=850),
    ),
    shows(
        "what is left is not what was arranged", ("judges", 2), PAID, 500, road(arranged_fen=300)
    ),
    shows(
        "something was entered by then, and more came later",
        ("judges", 2),
        (*LATER[:2], LATER[3], BEFORE, LATER[4]),
        800,
        road(arranged_fen=800),
    ),
    shows(
        "something was arranged by then, and more came later",
        ("judges", 2),
        (*LATER[:3], assigned("甲批", "路", 500, "2019-02-10"), LATER[4]),
        300,
        road(arranged_fen=800),
    ),
    shows(
        "what was arranged by mistake and reversed before",
        ("judges", 2),
        (
            *LATER[:2],
            assigned("甲批", "路", 500, "2019-02-01", name="错"),
            reversed_("错", "2019-02-15"),
            BEFORE,
        ),
        500,
        road(arranged_fen=500),
    ),
    shows(
        "less than was paid, and more lies with the bank",
        ("judges", 3),
        (*PAID[:-1], rostered("2019-06-01", To("张家", 200), project="路"), AFTER),
        1,
        road(paid_fen=499),
    ),
    shows(
        "what went to another project is not paid",
        ("judges", 3),
        (*PAID[:-1], AWAY, AFTER),
        100,
        road(paid_fen=600),
    ),
    shows(
        "what came back may be counted as paid",
        ("judges", 3),
        (*PAID[:-1], returned("付款", 200, "2019-06-10"), AFTER),
        0,
        road(paid_fen=500),
    ),
    shows(
        "what reached households that nobody wrote down is paid",
        ("judges", 3),
        (*MONEY, without_line("2019-06-01", "甲批", 300, project="路"), AFTER),
        300,
        road(paid_fen=0),
    ),
    shows(
        "a list that paid more by then with a later day",
        ("spares", 3),
        (*LIST_PAID[:-1], paid("2019-07-05", To("张家", 300, ("名单", 2))), LIST_PAID[-1]),
        0,
        roster(lines_fen=300),
    ),
    shows("less of a list than it approved", ("judges", 5), LISTED, 1, roster(lines_fen=599)),
    shows(
        "a version approved afterwards, entered before",
        ("spares", 2),
        (LISTED[0], listed("名单", {"张家/张三": 300}, approved_on="2019-03-02"), LISTED[1]),
        0,
        roster(version=1, lines_fen=600),
    ),
    shows(
        "a version approved before, entered afterwards",
        ("spares", 3),
        (*LISTED, NEW_VERSION),
        0,
        roster(version=1, lines_fen=600),
    ),
    shows(
        "an announcement, and what the list paid afterwards",
        ("spares", 2),
        (*LIST_PAID, paid("2019-07-05", To("张家", 300, ("名单", 2)))),
        0,
        roster(lines_fen=300),
    ),
    shows(
        "an announcement, and what was entered afterwards with an earlier day",
        ("spares", 3),
        (*LIST_PAID, paid("2019-06-10", To("张家", 300, ("名单", 2)))),
        0,
        roster(lines_fen=300),
    ),
    shows(
        "a part of a delivery that came, and was arranged",
        ("judges", 7),
        (
            sent_down("甲批", 900, "2019-01-01"),
            received("甲批", 600, "2019-01-05"),
            assigned("甲批", "路", 100, "2019-01-10"),
            LOT[1],
        ),
        0,
        lot(600),
    ),
    shows(
        "what a cooperative got may count or not",
        ("judges", 3),
        (*MONEY, bought("甲批", 60, "2019-06-01", payee="合作社", kind=K.COLLECTIVE), AFTER),
        0,
        road(paid_fen=0),
    ),
    shows(
        "what is paid afterwards does not make it right",
        ("judges", 3),
        (*MONEY, AFTER, bought("甲批", 500, "2019-07-05")),
        500,
        road(paid_fen=500),
    ),
    shows(
        "paid by then with a later day, and not printed",
        ("spares", 3),
        (*MONEY, bought("甲批", 60, "2019-03-06"), BEFORE),
        0,
        road(paid_fen=0),
    ),
    shows(
        "entered afterwards with an earlier day, and not printed",
        ("spares", 3),
        (*MONEY, BEFORE, bought("甲批", 60, "2019-02-06")),
        0,
        road(paid_fen=0),
    ),
    shows(
        "what a village's households got is no sum of the project",
        ("judges", 4),
        (*MONEY, AFTER),
        0,
        Shown(project="路", kind=ItemKind.BENEFIT, lines_fen=77, planned_fen=900),
    ),
    *(
        Case(
            f"nothing to compare with or nothing read: {number}",
            ("cannot", 0),
            (*story, says("公示", shown, total_fen=total)),
            JUDGED,
            reasons={"没有登记可以和台账比较": 1},
        )
        for number, (story, shown, total) in enumerate(
            (
                (LISTED, roster(), None),
                (LOT, Shown(lot="甲批", kind=ItemKind.LOT), None),
                ((planned("路"), BEFORE), road(lines_fen=100), None),
                ((planned("路"), BEFORE), road(planned_fen=100), None),
                ((BEFORE,), Shown(lines_fen=5), 5),
                (
                    (listed("名单", {"张家": 300}, approved_on="2019-03-05"), LISTED[1]),
                    roster(version=1),
                    None,
                ),
            )
        )
    ),
)
