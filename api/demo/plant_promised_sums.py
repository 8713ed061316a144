"""Who gave less than a document promised: ST03 投入比例不足, ST04 单村投入不足?

Planted when it is known what every bureau has and, after what keeps pace, what every village has.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlmodel import Session

from api.demo.days import BEGINS_ON
from api.demo.money import WAN_FEN, gifts_to
from api.demo.places import Village
from api.demo.planned import PlannedCounty, PlannedLot, Use
from api.demo.staged import GROWN_IN, Stage
from ledger.register.limits import Limit, LimitKind
from ledger.register.load_catalogue import add_limits
from ledger.register.places import PlaceClass, add_place_classes
from ledger.storage.sealing import Sealer

_GROWTH_LIMIT = "D1b"
"""市县专项扶贫资金年增幅不低于20% (汉发〔2018〕29号第106行)."""

_CLASS = "县定产业重点村（演示）"
_UNTIL = date(2020, 7, 1)
_MORE_FEN = 30 * WAN_FEN
"""More than what other plants give to households of a village afterwards."""


# ST03 --------------------------------------------------------------------------------------------


def plant_own_growth(stage: Stage) -> None:
    for percent in (105, 112):
        county = _grown(stage, percent)
        stage.declared.plant(
            "ST03",
            county.book,
            "limit",
            f"{_GROWTH_LIMIT}/{GROWN_IN}",
            f"县本级专项资金只增长了{percent - 100}%",
        )
    county = _grown(stage, 120)
    stage.declared.resemble(
        "ST03", county.book, "limit", f"{_GROWTH_LIMIT}/{GROWN_IN}", "恰好增长20%"
    )


def _grown(stage: Stage, percent: int) -> PlannedCounty:
    """A county whose own money of the year is so many percent of that of the year before; its work
    of that year is so much smaller."""
    county = stage.county("ST03", lambda each: _can_shrink(stage, each))
    before, (lot, use) = _own(stage, county, GROWN_IN - 1), _own(stage, county, GROWN_IN)[0]
    less_fen = lot.own_fen - sum(each.own_fen for each, _ in before) * percent // 100
    lot.own_fen -= less_fen
    (project,) = use.gifts
    use.gifts[project] -= less_fen
    return county


def _can_shrink(stage: Stage, county: PlannedCounty) -> bool:
    """One lot a year, all of it given to one work, and nothing planted in it."""
    if county.county.deep:
        return False  # it would not pool what 汉发〔2018〕29号 asks of it
    for year in (GROWN_IN - 1, GROWN_IN):
        own = _own(stage, county, year)
        if len(own) != 1:
            return False
        lot, use = own[0]
        if len(use.gifts) != 1 or sum(use.gifts.values()) != lot.own_fen or lot.shares:
            return False
    now, before = _own(stage, county, GROWN_IN)[0][0], _own(stage, county, GROWN_IN - 1)[0][0]
    (project,) = _own(stage, county, GROWN_IN)[0][1].gifts
    return (
        stage.declared.is_free((now.lot, county.book))
        and stage.declared.is_free(project)
        and now.own_fen * 100 >= before.own_fen * 120
    )


def _own(stage: Stage, county: PlannedCounty, year: int) -> list[tuple[PlannedLot, Use]]:
    """The county's own lots of a year that it uses."""
    uses = {each.lot: each for each in county.uses}
    lots = [
        each
        for each in stage.world.lots
        if each.book == county.book and each.level == "county" and each.received_on.year == year
    ]
    return [(each, uses.get(each.lot, Use(each.lot, None, BEGINS_ON, {}))) for each in lots]


# ST04 --------------------------------------------------------------------------------------------


def plant_promised_sums(stage: Stage) -> None:
    for order in range(2):
        county = stage.county("ST04", lambda each: bool(_poorest_and_richest(each)))
        found = _poorest_and_richest(county)
        assert found is not None
        short, enough, least_fen = found
        limit = _limit(county, order, least_fen)
        _promise(stage, county, limit, (short, enough))
        stage.declared.plant(
            "ST04",
            county.book,
            "village",
            f"{limit.code}/{short.code.code}",
            "期满时安排到村的资金不到承诺的数",
        )
        stage.declared.resemble(
            "ST04",
            county.book,
            "village",
            f"{limit.code}/{enough.code.code}",
            "安排到村的资金刚好够数",
        )


def _poorest_and_richest(county: PlannedCounty) -> tuple[Village, Village, int] | None:
    """The villages with the least and the most money of projects, and a sum in whole 万元 that
    only the second one reaches, whatever lists are staged after this; None where there is none."""
    given = sorted((_given(county, village), village.number) for village in county.homes)
    villages = {village.number: village for village in county.homes}
    (least_fen, least), (most_fen, most) = given[0], given[-1]
    sum_fen = most_fen // WAN_FEN * WAN_FEN
    return (villages[least], villages[most], sum_fen) if least_fen + _MORE_FEN < sum_fen else None


def _given(county: PlannedCounty, village: Village) -> int:
    return sum(
        gifts_to(county, project.key) for project in county.projects if project.village == village
    )


def _limit(county: PlannedCounty, order: int, least_fen: int) -> Limit:
    return Limit(
        code=f"YS{order + 1}",
        subject="village_industry_fund",
        name="县定产业重点村项目资金",
        kind=LimitKind.MINIMUM,
        measure="fen",
        low=least_fen,
        high=None,
        per="村",
        basis="",
        condition="",
        region=county.county.region.code,
        place_classes=frozenset({_CLASS}),
        benefit="",
        valid_from=BEGINS_ON,
        valid_to=_UNTIL,
        phrase=f"每个产业重点村安排资金不低于{least_fen // WAN_FEN}万元",
        source=f"{county.county.short}演脱贫办〔2018〕1号",
        disputed=False,
        note="演示数据",
    )


def _promise(
    stage: Stage, county: PlannedCounty, limit: Limit, villages: tuple[Village, ...]
) -> None:
    classes = [PlaceClass(each.code, _CLASS, BEGINS_ON, limit.source) for each in villages]

    def do(work: Session, sealer: Sealer, known_at: datetime) -> None:
        add_limits(work, (limit,))
        add_place_classes(work, classes)

    stage.act(county.book, BEGINS_ON, f"登记{limit.name}标准", do)
