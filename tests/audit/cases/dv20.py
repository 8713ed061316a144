"""统而不合: every category goes back to its own office."""

from ledger.values.kinds import AccountKind as K
from tests.audit.case import Case
from tests.audit.funding import granted
from tests.audit.projecting import planned
from tests.audit.steps import assigned, carried_over, pooled, reversed_
from tests.audit.world import Step

ON = "2019-12-31"


def given(lot: str, category: str, org: str, *, name: str = "") -> tuple[Step, ...]:
    """A lot of this category goes through the pool to a project of this office."""
    return (
        granted(lot, 100, "2019-01-02", category=category),
        pooled(lot, 100, "2019-01-10"),
        planned(f"{lot}项", org=org),
        assigned(lot, f"{lot}项", 100, "2019-02-01", start=K.POOL, name=name),
    )


WATER = given("甲批", "农田水利资金", "水利局")
WOODS = given("乙批", "林业补助资金", "林业局")
ROADS = given("丙批", "农村公路资金", "交通局", name="路款")

CASES = (
    Case(
        "three to three; what never was in the pool, or still is, changes nothing",
        ("judges", 2),
        (
            *(*WATER, *WOODS, *ROADS),
            granted("丁批", 50, "2019-01-02", category="扶贫发展资金"),
            assigned("丁批", "甲批项", 50, "2019-02-01"),
            granted("戊批", 70, "2019-01-02", category="扶贫发展资金"),
            pooled("戊批", 70, "2019-01-10"),
            carried_over("戊批", 70, "2019-12-30", K.POOL),
        ),
        ON,
        (300,),
    ),
    Case(
        "year by year",
        ("judges", 1),
        (*WATER, *WOODS, *ROADS, granted("丁批", 50, "2020-01-02", category="农田水利资金")),
        "2020-12-31",
        (300,),
    ),
    Case(
        "one office gets two kinds",
        ("spares", 1),
        (*WATER, *WOODS, *given("丙批", "农村公路资金", "水利局")),
        ON,
        clear=1,
    ),
    Case(
        "one kind goes to two offices",
        ("spares", 1),
        (*WATER, *WOODS, *ROADS, *given("丁批", "农田水利资金", "农业局")),
        ON,
        clear=1,
    ),
    Case("two kinds", ("spares", 2), (*WATER, *WOODS), ON, clear=1),
    Case(
        "taken back",
        ("spares", 3),
        (*WATER, *WOODS, *ROADS, reversed_("路款", "2019-03-01")),
        ON,
        clear=1,
    ),
    Case(
        "an office that is not named",
        ("cannot", 0),
        (*WATER, *WOODS, *given("丙批", "农村公路资金", "")),
        ON,
        reasons={"主管单位": 1},
    ),
    Case("no pool", ("cannot", 0), (), ON, reasons={"没有由统筹安排": 1}),
)
