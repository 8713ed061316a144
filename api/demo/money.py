"""Which lots come in which year, how are they shared out, and what does each county do with them?

Every lot feeds benefits of its category and one work; the work takes what is left. So in the
ordinary world each lot is assigned within weeks and spent within the year, and whatever stays
lying was planted.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from uuid import UUID

from api.demo.benefits import PROGRAMMES
from api.demo.days import YEARS, after, between
from api.demo.invented import invented_key
from api.demo.places import DEEPLY_POOR, PREFECTURE
from api.demo.planned import Part, PlannedCounty, PlannedLot, PlannedProject, Use, World
from api.demo.works import Label, plan_work

WAN_FEN = 1_000_000
NINGQIANG = 610726


@dataclass(frozen=True, slots=True)
class LotKind:
    """A lot that comes every year. `documents`: when its document is signed (month, day, …).

    `works` takes what the benefits of `category` leave; without it the lot is exactly what they
    need. `base_wan` and `deep_wan` are what ordinary and deeply poor counties get for works.
    """

    name: str
    category: str
    level: str
    documents: tuple[int, int, int, int]
    pooled: bool = False
    works: Label | None = None
    base_wan: tuple[int, int] = (0, 0)
    deep_wan: tuple[int, int] = (0, 0)
    years: tuple[int, ...] = YEARS
    only: tuple[int, ...] = ()
    enters_county: bool = False
    direct: bool = False


LOT_KINDS = (
    LotKind(
        "county", "扶贫发展资金", "county", (1, 16, 2, 5), True, Label.VILLAGE,
        (60, 160), (400, 700), enters_county=True,
    ),
    LotKind(
        "central", "扶贫发展资金", "central", (1, 16, 1, 25), True, Label.ROAD,
        (180, 420), (11_000, 12_000),
    ),
    LotKind(
        "prefecture", "扶贫发展资金", "prefecture", (2, 1, 2, 20), True, Label.ROAD,
        (30, 60), (500, 700),
    ),
    LotKind("forest", "林业补助资金", "central", (2, 8, 2, 18), True),
    LotKind("posts", "就业补助资金", "province", (2, 15, 2, 24)),
    LotKind("housing", "农村危房改造补助资金", "central", (3, 1, 3, 8), years=(2018, 2019)),
    LotKind(
        "relief", "以工代赈资金", "central", (3, 8, 3, 18), False, Label.RELIEF,
        (60, 90), (150, 220), only=(NINGQIANG, *DEEPLY_POOR),
    ),
    LotKind(
        "province", "扶贫发展资金", "province", (4, 1, 4, 12), True, Label.WATER,
        (120, 300), (18_500, 19_500),
    ),
    LotKind("school", "教育资助资金", "province", (6, 25, 7, 5)),
    LotKind(
        "direct", "扶贫发展资金", "central", (7, 1, 7, 8), False, Label.WATER,
        (50, 90), (300, 500), years=(2020,), enters_county=True, direct=True,
    ),
)  # fmt: skip

_GROWTH_PERCENT = {2018: 100, 2019: 120, 2020: 144}
_OWN_GROWTH_PERCENT = {"county": 120, "prefecture": 130}
"""A bureau's own special money grows from year to year at least so (HZ106 asks for 20 %; the
prefecture gives more, because some of a year's money is planted as idle)."""

FED_BY = {
    each.benefit: next(kind.name for kind in LOT_KINDS if kind.category == each.category)
    for each in PROGRAMMES
} | {"industry_award": "central"}
"""Which lot pays a benefit."""


class Numbers:
    """文号 of the demo: the sign 演 in each issuer's own, numbered within its year."""

    def __init__(self) -> None:
        self._last: dict[tuple[str, int], int] = {}

    def next(self, issuer: str, year: int) -> str:
        number = self._last.get((issuer, year), 0) + 1
        self._last[issuer, year] = number
        return f"{issuer}〔{year}〕{number}号"


def plan_money(world: World, numbers: Numbers, rng: Random, late: set[tuple[int, int]]) -> None:
    """Add the lots of all years and what the counties do with them.

    `late`: (book, year) whose provincial money is received in full, but after the thirty days.
    """
    before: dict[tuple[int, str], int] = {}
    for year in YEARS:
        for kind in LOT_KINDS:
            if year not in kind.years:
                continue
            counties = [
                each for each in world.counties.values() if not kind.only or each.book in kind.only
            ]
            if kind.enters_county:
                for county in counties:
                    _county_lot(world, county, kind, year, numbers, rng, before)
            else:
                _passed_down(world, counties, kind, year, numbers, rng, late, before)


def _county_lot(
    world: World,
    county: PlannedCounty,
    kind: LotKind,
    year: int,
    numbers: Numbers,
    rng: Random,
    before: dict[tuple[int, str], int],
) -> None:
    own = kind.level == "county"
    document_on = _day(rng, year, kind.documents)
    issuer = f"{county.county.short}演财" if own else "陕演财办"
    lot = PlannedLot(
        lot=invented_key(rng),
        book=county.book,
        origin="documented" if own else "external",
        doc_no=numbers.next(issuer, year),
        document_on=document_on,
        received_on=document_on if own else after(rng, document_on, 2, 6),
        category=kind.category,
        level=kind.level,
        direct=kind.direct,
        own_fen=_works_fen(county, kind, year, rng, before),
    )
    world.lots.append(lot)
    county.uses.append(_use(county, lot, kind, year, lot.own_fen, lot.received_on, rng))


def _passed_down(
    world: World,
    counties: Iterable[PlannedCounty],
    kind: LotKind,
    year: int,
    numbers: Numbers,
    rng: Random,
    late: set[tuple[int, int]],
    before: dict[tuple[int, str], int],
) -> None:
    own = kind.level == "prefecture"
    document_on = _day(rng, year, kind.documents)
    received_on = document_on if own else after(rng, document_on, 2, 5)
    lot = PlannedLot(
        lot=invented_key(rng),
        book=PREFECTURE,
        origin="documented" if own else "external",
        doc_no=numbers.next("汉演财农" if own else "陕演财办", year),
        document_on=document_on,
        received_on=received_on,
        category=kind.category,
        level=kind.level,
    )
    first_on = after(rng, received_on, 6, 14)
    second_on = after(rng, first_on, 10, 14)
    first_no = lot.doc_no if own else numbers.next("汉演财农", year)
    second_no = ""
    for county in counties:
        need = sum(each.need_fen for each in _fed(county, kind, year))
        total = -(-need // WAN_FEN) * WAN_FEN if kind.works else need
        total += _works_fen(county, kind, year, rng, before)
        if total == 0:
            continue
        slow = kind.name == "province" and (county.book, year) in late
        in_two = kind.works is not None and not slow and rng.random() < 0.2
        later = total * 4 // 10 if in_two else 0
        parts = [Part(first_on, first_no, total - later, [])]
        if in_two:
            second_no = second_no or numbers.next("汉演财农", year)
            parts.append(Part(second_on, second_no, later, []))
        for part in parts:
            part.receipts = _receipts(part, rng, slow=slow)
        lot.shares[county.book] = parts
        last_on = lot.received(county.book)[-1][0]
        county.uses.append(_use(county, lot, kind, year, total, last_on, rng))
    if lot.shares:
        world.lots.append(lot)


def _receipts(part: Part, rng: Random, *, slow: bool) -> list[tuple[date, int]]:
    first = after(rng, part.sent_on, 3, 9)
    if slow:
        half = part.amount_fen // 2
        return [(first, half), (after(rng, part.sent_on, 36, 44), part.amount_fen - half)]
    if rng.random() < 0.15 and part.amount_fen >= 10 * WAN_FEN:
        half = part.amount_fen // 2
        return [(first, half), (after(rng, first, 3, 7), part.amount_fen - half)]
    return [(first, part.amount_fen)]


def _use(
    county: PlannedCounty,
    lot: PlannedLot,
    kind: LotKind,
    year: int,
    amount_fen: int,
    last_on: date,
    rng: Random,
) -> Use:
    """Benefits first, the work takes the rest."""
    gifts = {each.key: each.need_fen for each in _fed(county, kind, year)}
    rest = amount_fen - sum(gifts.values())
    if rest:
        assert kind.works is not None
        gifts[work_of(county, kind.works, year, rng).key] = rest
    integrated_on = after(rng, last_on, 3, 8) if kind.pooled else None
    return Use(
        lot=lot.lot,
        integrated_on=integrated_on,
        assigned_on=after(rng, integrated_on or last_on + timedelta(days=2), 4, 16),
        gifts=gifts,
        by_rule=kind.pooled and rng.random() < 0.5,
    )


def work_of(county: PlannedCounty, label: Label, year: int, rng: Random) -> PlannedProject:
    """The county's work of that year, planned when the first lot needs it."""
    ending = f"-{year}-{label.value}"
    for each in county.projects:
        if each.new.code.endswith(ending):
            return each
    made = plan_work(county.county, label, year, rng)
    county.projects.append(made)
    return made


def year_wan(world: World, book: int, year: int) -> int:
    """万元 that a book receives in a year, rounded down."""
    received = (each for lot in world.lots for each in lot.received(book))
    return sum(fen for day, fen in received if day.year == year) // WAN_FEN


def gifts_to(county: PlannedCounty, project: UUID) -> int:
    """All that a project is ever given."""
    return sum(use.gifts.get(project, 0) for use in county.uses)


def _fed(county: PlannedCounty, kind: LotKind, year: int) -> list[PlannedProject]:
    return [
        each
        for each in county.projects
        if each.new.benefit
        and FED_BY[each.new.benefit] == kind.name
        and each.lists[0].new.period_from.year == year
        and each.need_fen
    ]


def _works_fen(
    county: PlannedCounty,
    kind: LotKind,
    year: int,
    rng: Random,
    before: dict[tuple[int, str], int],
) -> int:
    """A round number of 万元, a fifth more each year (汉发〔2018〕29号第48、106行).

    `before`: (book, kind) → 万元 of the year before, of which own money is never less than so much.
    """
    if kind.works is None:
        return 0
    wan = rng.randint(*(kind.deep_wan if county.county.deep else kind.base_wan))
    wan = wan * _GROWTH_PERCENT[year] // 100
    if percent := _OWN_GROWTH_PERCENT.get(kind.level):
        key = (county.book, kind.name)
        wan = max(wan, -(-before.get(key, 0) * percent // 100))
        before[key] = wan
    return wan * WAN_FEN


def _day(rng: Random, year: int, window: tuple[int, int, int, int]) -> date:
    first_month, first_day, last_month, last_day = window
    return between(rng, date(year, first_month, first_day), date(year, last_month, last_day))
