"""疑似同人: pairs that a comparison found, and what both were paid."""

from uuid import UUID

from ledger.register.persons import Relation
from ledger.storage import tables as t
from tests.audit.case import Case
from tests.audit.homes import home
from tests.audit.outside import in_home
from tests.audit.paying import To, lives, paid
from tests.audit.steps import arrives, assigned, returned
from tests.audit.world import Step, World

ON = "2020-12-31"
MONEY = (
    arrives("甲批", 100000, "2019-01-02"),
    assigned("甲批", "护林", 100000, "2019-01-10"),
    lives("张家/张三", resident_id="甲"),
    lives("李家/张三", resident_id="乙"),
)
ONE = paid("2019-05-01", To("张家/张三", 100))


def linked(ppm: int | None, *others: str) -> Step:
    """A comparison that held these (李家/张三) for 张家/张三, or (None) found nothing."""

    def step(world: World) -> None:
        linkage = UUID(int=world.book * 1000 + (ppm or 0))
        run = t.Linkage(
            book=world.book,
            linkage=linkage,
            method="测试",
            persons=2,
            left_out=0,
            inputs_hmac=b"x",
            actor="审计丙",
            known_at=world.now(),
        )
        world.register(lambda work: work.add(run))
        if ppm is None:
            return
        pairs = []
        for other in others or ("李家/张三",):
            first, second = sorted((world.key("张家/张三"), world.key(other)))
            pairs.append(
                t.LinkagePair(
                    book=world.book,
                    linkage=linkage,
                    person=first,
                    other_person=second,
                    probability_ppm=ppm,
                    agrees=["born", "name"],
                )
            )
        world.register(lambda work: work.add_all(pairs))

    return step


def other(fen: int = 70, **about: object) -> Step:
    return paid("2019-06-01", To("李家/张三", fen, **about), name="另付")  # type: ignore[arg-type]


def in_turn(*years: int) -> Step:
    """Who comes first in a pair was a ranger in the first year, the other in the second."""

    def step(world: World) -> None:
        names = sorted(("张家/张三", "李家/张三"), key=world.key)
        for name, year in zip(names, years, strict=True):
            paid("2019-05-01", To(name, 70, period=(f"{year}-01-01", f"{year}-12-31")))(world)

    return step


CASES = (
    Case(
        "a comparison that found nobody",
        ("judges", 1),
        (*MONEY, ONE, other(), linked(None)),
        ON,
    ),
    Case(
        "both were rangers in one year",
        ("judges", 2),
        (*MONEY, ONE, other(), linked(950_000)),
        ON,
        flagged=(70,),
    ),
    Case(
        "paid by household: the householder",
        ("judges", 2),
        (
            *MONEY,
            paid("2019-05-01", To("张家", 100, benefit="industry_award")),
            paid("2019-06-01", To("李家", 70, benefit="industry_award")),
            linked(950_000),
        ),
        ON,
        flagged=(70,),
    ),
    Case(
        "paid by household: no child, and no householder of another time",
        ("judges", 2),
        (
            *MONEY,
            in_home("李家/李小", "丙"),
            in_home("李家/李老", "丁", relation=Relation.HOUSEHOLDER, left="2019-06-01"),
            in_home("李家/李后", "戊", relation=Relation.HOUSEHOLDER, joined="2019-06-02"),
            paid("2019-05-01", To("张家", 100, benefit="industry_award")),
            paid("2019-06-01", To("李家", 70, benefit="industry_award")),
            linked(950_000, "李家/李小", "李家/李老", "李家/李后"),
        ),
        ON,
        clear=3,
    ),
    Case(
        "her child was paid by name, not she",
        ("judges", 2),
        (
            *(*MONEY, ONE, in_home("李家/李小", "丙")),
            paid("2019-06-01", To("李家/李小", 70)),
            linked(950_000),
        ),
        ON,
        clear=1,
    ),
    Case(
        "nearly a lead",
        ("judges", 3),
        (*MONEY, ONE, other(), linked(949_999)),
        ON,
        flagged=(70,),
        severity="L",
    ),
    Case(
        "the least to be looked at",
        ("judges", 3),
        (*MONEY, ONE, other(), linked(800_000)),
        ON,
        flagged=(70,),
        severity="L",
    ),
    Case("less than that", ("spares", 1), (*MONEY, ONE, other(), linked(799_999)), ON),
    Case(
        "another benefit",
        ("spares", 2),
        (*MONEY, ONE, other(benefit="start_up"), linked(990_000)),
        ON,
        clear=1,
    ),
    *(
        Case(
            f"one in {first}, the other in {second}",
            ("spares", 2),
            (*MONEY, in_turn(first, second), linked(990_000)),
            ON,
            clear=1,
        )
        for first, second in ((2018, 2019), (2019, 2018))
    ),
    Case(
        "a newer comparison left them out",
        ("spares", 3),
        (*MONEY, ONE, other(), linked(990_000), linked(None)),
        ON,
    ),
    Case(
        "it came back",
        ("spares", 4),
        (*MONEY, ONE, other(), linked(990_000), returned("另付", 70, "2019-07-01")),
        ON,
        clear=1,
    ),
    Case(
        "no comparison",
        ("cannot", 0),
        (*MONEY, ONE, other()),
        ON,
        reasons={"未安装 splink": 1},
    ),
    Case(
        "somebody was registered since",
        ("cannot", 0),
        (
            *(*MONEY, ONE, other(), linked(950_000)),
            home("王家", "registered", "2018-01-01"),
            in_home("王家/王五", "丙"),
        ),
        ON,
        flagged=(70,),
        reasons={"重新比对": 1},
    ),
)
