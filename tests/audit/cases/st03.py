"""投入比例不足: what a county gave of its own, and what it pooled."""

from dataclasses import replace

from ledger.book.voucher import Entry
from ledger.values.kinds import AccountKind as K
from ledger.values.kinds import VoucherKind as V
from tests.audit.case import Case
from tests.audit.limiting import classed, formerly, limited
from tests.audit.steps import arrives, carried_over, pooled
from tests.audit.world import Step, World, day

ON = "2020-01-01"


def given(lot: str, fen: int, on: str, kind: V = V.ALLOCATE) -> Step:
    """The county's own money of a budget year."""

    def step(world: World) -> None:
        made = world.new_lot(lot, fen, day(on), day(on), world.book)
        new = replace(made, level="county", budget_year=day(on).year)
        entry = Entry(world.account(K.SOURCE), world.account(K.UNASSIGNED), world.lot(lot), fen)
        world.post(kind, day(on), [entry], lots=[new])

    return step


POOL = limited("integrated_fund", "minimum", 500)
RANGE = limited("county_special_fund", "range", 500, high=1000)
GROWTH = limited("special_fund_growth", "growth_min", 2000, measure="basis_points")
CENTRAL = arrives("甲批", 2000, "2019-01-02")

CASES = (
    Case(
        "a fen less pooled",
        ("judges", 1),
        (POOL, CENTRAL, pooled("甲批", 499, "2019-02-01")),
        ON,
        (1,),
    ),
    Case(
        "just pooled",
        ("spares", 1),
        (POOL, CENTRAL, pooled("甲批", 500, "2019-02-01")),
        ON,
        clear=1,
    ),
    Case(
        "the year is not over",
        ("spares", 2),
        (POOL, CENTRAL, pooled("甲批", 499, "2019-02-01")),
        "2019-12-31",
    ),
    Case(
        "less of its own",
        ("judges", 2),
        (RANGE, CENTRAL, given("县批", 499, "2019-03-01")),
        ON,
        (1,),
    ),
    Case("more than asked", ("spares", 3), (RANGE, given("县批", 1001, "2019-03-01")), ON, clear=1),
    Case(
        "19.99 of 100 more than the year before",
        ("judges", 3),
        (GROWTH, given("去年", 10000, "2018-03-01"), given("今年", 11999, "2019-03-01")),
        ON,
        (1,),
        reasons={"没有上年": 1},
    ),
    Case(
        "20 of 100 more",
        ("spares", 1),
        (GROWTH, given("去年", 10000, "2018-03-01"), given("今年", 12000, "2019-03-01")),
        ON,
        clear=1,
        reasons={"没有上年": 1},
    ),
    Case(
        "a share of revenue",
        ("cannot", 0),
        (
            limited("special_fund_share", "ratio_min", 200, measure="basis_points"),
            given("县批", 1, "2019-03-01"),
        ),
        ON,
        reasons={"没有登记标准的基数": 1},
    ),
    Case(
        "growth of something else, and a target of growth",
        ("cannot", 0),
        (
            limited("sector_fund_growth", "growth_min", 2000, measure="basis_points"),
            limited("special_fund_growth", "target", 2000, measure="basis_points"),
            given("县批", 1, "2019-03-01"),
        ),
        ON,
        reasons={"没有登记标准的基数": 2},
    ),
    Case(
        "standards that do not hold for the whole year",
        ("judges", 1),
        (
            limited("integrated_fund", "minimum", 500, until="2019-07-01"),
            limited("county_special_fund", "minimum", 500, since="2019-02-01"),
            CENTRAL,
            pooled("甲批", 499, "2019-02-01"),
        ),
        ON,
    ),
    Case(
        "what is carried over in the pool is not pooled again",
        ("judges", 1),
        (
            POOL,
            CENTRAL,
            pooled("甲批", 499, "2019-02-01"),
            carried_over("甲批", 499, "2019-12-31", K.POOL),
        ),
        ON,
        (1,),
    ),
    Case(
        "what it had when the book was opened is not given",
        ("judges", 2),
        (RANGE, given("旧批", 600, "2017-12-31", V.OPEN), given("县批", 499, "2019-03-01")),
        ON,
        (1,),
    ),
    Case(
        "a standard for counties of its class",
        ("judges", 1),
        (
            limited("integrated_fund", "minimum", 500, classes=("深度贫困县",)),
            classed("深度贫困县", at="county"),
            CENTRAL,
            pooled("甲批", 499, "2019-02-01"),
        ),
        ON,
        (1,),
    ),
    Case(
        "a standard for counties of another class, or of one that it was of",
        ("cannot", 0),
        (
            limited("integrated_fund", "minimum", 500, classes=("深度贫困县",)),
            classed("革命老区县", at="county"),
            classed("深度贫困县", at="county", until="2020-01-01"),
            CENTRAL,
            pooled("甲批", 499, "2019-02-01"),
        ),
        ON,
        reasons={"没有登记投入标准": 1},
    ),
    Case(
        "a standard of the place that the book was the ledger of",
        ("cannot", 0),
        (
            limited("integrated_fund", "minimum", 500, at="former"),
            formerly("2019-01-01"),
            CENTRAL,
            pooled("甲批", 499, "2019-02-01"),
        ),
        ON,
        reasons={"没有登记投入标准": 1},
    ),
    Case(
        "no standard of what is given",
        ("cannot", 0),
        (CENTRAL, limited("village_road_fund", "minimum", 9)),
        ON,
        reasons={"没有登记投入标准": 1},
    ),
)
