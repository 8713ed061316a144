"""Where is money kept back or left lying: DV04 层级截留, ID02 县级滞留未安排, ID03 闲置一年以上?

Planted after the ordinary money is planned, since it changes what is received and what is spent.
"""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from api.demo.days import AS_OF, after, between
from api.demo.invented import invented_key
from api.demo.money import WAN_FEN, Numbers, work_of, year_wan
from api.demo.places import PREFECTURE, SHOWN
from api.demo.planned import Part, PlannedCounty, PlannedLot, Use, World
from api.demo.planted import Declared
from api.demo.works import Label


def choose_late(world: World, rng: Random) -> set[tuple[int, int]]:
    """Two (book, year) whose provincial money comes after the thirty days, but in full."""
    return set(rng.sample([(book, year) for book in world.counties for year in (2018, 2019)], 2))


def plant_money(
    world: World,
    declared: Declared,
    numbers: Numbers,
    rng: Random,
    late: set[tuple[int, int]],
) -> None:
    _keep_back(world, declared, numbers, rng)
    _arrive_late_or_not_yet(world, declared, numbers, rng, late)
    _leave_unassigned(world, declared, rng)
    _unassigned_not_too_long(world, declared, numbers, rng)
    _leave_idle(world, declared, rng)
    _idle_not_a_year(world, declared, numbers, rng)


# DV04 --------------------------------------------------------------------------------------------


def _keep_back(world: World, declared: Declared, numbers: Numbers, rng: Random) -> None:
    for _ in range(2):
        county = declared.a_county(world, rng, "DV04")
        lot = rng.choice(_from_above(world, county.book))
        part = rng.choice(lot.shares[county.book])
        part.amount_fen += rng.randint(12, 60) * WAN_FEN
        _kept(declared, county, lot, part, "下达的资金只登记收到一部分")
    for _ in range(2):
        county = declared.a_county(world, rng, "DV04")
        lot = rng.choice(_from_above(world, county.book))
        first = lot.shares[county.book][0]
        part = Part(
            # Passed on within the thirty days of the prefecture: late is only the county's receipt.
            min(after(rng, first.sent_on, 20, 40), lot.received_on + timedelta(days=30)),
            numbers.next("汉演财农", first.sent_on.year),
            rng.randint(20, 80) * WAN_FEN,
            [],
        )
        lot.shares[county.book].append(part)
        _kept(declared, county, lot, part, "下达的资金一直没有登记收到")


def _from_above(world: World, county: int) -> list[PlannedLot]:
    """Not the prefecture's own money, which is to grow from year to year (ST03)."""
    lots = _lots(world, PREFECTURE, "扶贫发展资金", county)
    return [each for each in lots if each.level != "prefecture"]


def _kept(
    declared: Declared, county: PlannedCounty, lot: PlannedLot, part: Part, note: str
) -> None:
    declared.plant("DV04", county.book, "delivery", f"{lot.lot}/{part.doc_no}", note)


def _arrive_late_or_not_yet(
    world: World,
    declared: Declared,
    numbers: Numbers,
    rng: Random,
    late: set[tuple[int, int]],
) -> None:
    for book, year in sorted(late):
        for lot in _lots(world, PREFECTURE, "扶贫发展资金", book):
            if lot.level == "province" and lot.received_on.year == year:
                declared.resemble(
                    "DV04",
                    book,
                    "delivery",
                    f"{lot.lot}/{lot.shares[book][0].doc_no}",
                    "过了三十天，但已收足",
                )
    year = AS_OF.year
    document_on = date(year, 11, 16)
    lot = PlannedLot(
        invented_key(rng),
        PREFECTURE,
        "external",
        numbers.next("陕演财办", year),
        document_on,
        date(year, 11, 20),
        "扶贫发展资金",
        "central",
    )
    # Sent thirty days before the last day, the very limit, and later.
    for sent_on in (date(year, 12, 1), date(year, 12, 15)):
        shown = sent_on.day == 1  # waits in 略阳, on the list of the clerk who signs in
        county = world.counties[SHOWN] if shown else _not_shown(world, rng)
        doc_no = numbers.next("汉演财农", year)
        lot.shares[county.book] = [Part(sent_on, doc_no, rng.randint(60, 200) * WAN_FEN, [])]
        declared.resemble(
            "DV04", county.book, "delivery", f"{lot.lot}/{doc_no}", "下达还没有超过三十天"
        )
    world.lots.append(lot)


def _not_shown(world: World, rng: Random) -> PlannedCounty:
    return rng.choice([each for each in world.counties.values() if each.book != SHOWN])


# ID02 --------------------------------------------------------------------------------------------


def _leave_unassigned(world: World, declared: Declared, rng: Random) -> None:
    for level, pooled in (("province", True), ("prefecture", False), ("county", False)):
        county = declared.a_county(world, rng, "ID02")
        lots = [
            lot
            for lot in _lots(
                world, county.book if level == "county" else PREFECTURE, "扶贫发展资金", county.book
            )
            if lot.level == level and lot.received_on.year == AS_OF.year
        ]
        use = _use_of(county, lots[0])
        work = max(use.gifts, key=lambda each: use.gifts[each])
        left_wan = use.gifts[work] // WAN_FEN * rng.randint(20, 40) // 100
        # So little of all that the county spends that it does not lag by it (ID05).
        use.gifts[work] -= min(left_wan, year_wan(world, county.book, AS_OF.year) // 100) * WAN_FEN
        if not pooled:
            use.integrated_on = None
        declared.plant(
            "ID02",
            county.book,
            "lot",
            str(use.lot),
            "资金统筹后没有安排完" if pooled else "资金到县后没有安排完",
        )


def _unassigned_not_too_long(
    world: World, declared: Declared, numbers: Numbers, rng: Random
) -> None:
    year = AS_OF.year
    for received_on, why in (
        (date(year, 11, 1), "到县恰好六十天"),
        (date(year, 12, 8), "年底才追加，还没有安排"),
    ):
        county = declared.a_county(world, rng, "ID02")
        lot = _own_lot(county, received_on, numbers, rng)
        world.lots.append(lot)
        declared.resemble("ID02", county.book, "lot", str(lot.lot), why)
        if received_on.month == 12:
            declared.use(("no notice yet", lot.lot))
            declared.resemble(
                "DS01",
                county.book,
                "allocation",
                f"allocation_county:{lot.lot}",
                "公开期限还没有到",
            )
    county = declared.a_county(world, rng, "ID02")
    lot = next(
        each
        for each in _lots(world, PREFECTURE, "扶贫发展资金", county.book)
        # The prefecture's own money: what comes from above must be passed on at once.
        if each.level == "prefecture" and each.received_on.year == year
    )
    amount_fen = rng.randint(20, 60) * WAN_FEN
    lot.shares[county.book].append(
        Part(
            date(year, 11, 24),
            numbers.next("汉演财农", year),
            amount_fen,
            [(date(year, 12, 3), amount_fen)],
        )
    )
    declared.resemble("ID02", county.book, "lot", str(lot.lot), "停着的是十二月才到的部分")


# ID03 --------------------------------------------------------------------------------------------


def _leave_idle(world: World, declared: Declared, rng: Random) -> None:
    county = declared.a_county(world, rng, "ID03")
    water = work_of(county, Label.WATER, rng.choice((2018, 2019)), rng)
    water.invoices.pop()
    use = next(each for each in county.uses if water.key in each.gifts)
    declared.plant("ID03", county.book, "lot", str(use.lot), "工程尾款一直没有支付，停在项目上")
    declared.plant("ID07", county.book, "project", str(water.key), "工程验收了，尾款一直没有支付")
    declared.plant("PR05", county.book, "project", str(water.key), "尾款没有支付，结余也没有交回")

    county = declared.a_county(world, rng, "ID03")
    village = work_of(county, Label.VILLAGE, rng.choice((2018, 2019)), rng)
    first = next(each for each in village.invoices if each.through_unit)
    first.unit_keeps = True
    use = next(each for each in county.uses if village.key in each.gifts)
    declared.plant("ID03", county.book, "lot", str(use.lot), "拨到镇上的钱没有用完，也没有退回")

    lot = rng.choice(
        [
            each
            for each in world.lots
            if each.level == "prefecture" and each.received_on.year < AS_OF.year
        ]
    )
    lot.own_fen += rng.randint(30, 90) * WAN_FEN
    declared.plant("ID03", PREFECTURE, "lot", str(lot.lot), "市级资金有一部分一直没有下达")


def _idle_not_a_year(world: World, declared: Declared, numbers: Numbers, rng: Random) -> None:
    year = AS_OF.year
    county = declared.a_county(world, rng, "ID03")
    # 2020-01-02 to 2020-12-31 are 364 days.
    lot = _own_lot(county, date(year, 1, 2), numbers, rng)
    world.lots.append(lot)
    bridge = work_of(county, Label.BRIDGE, year, rng)
    county.uses.append(
        Use(
            lot.lot,
            None,
            between(rng, date(year, 2, 3), date(year, 2, 20)),
            {bridge.key: lot.own_fen},
        )
    )
    declared.resemble("ID03", county.book, "lot", str(lot.lot), "到账364天，还不满一年")

    county = declared.a_county(world, rng, "ID03")
    village = work_of(county, Label.VILLAGE, 2019, rng)
    use = next(each for each in county.uses if village.key in each.gifts)
    declared.resemble(
        "ID03", county.book, "lot", str(use.lot), "镇上没有用完的钱退回后，当年又付了出去"
    )


def _own_lot(county: PlannedCounty, received_on: date, numbers: Numbers, rng: Random) -> PlannedLot:
    return PlannedLot(
        lot=invented_key(rng),
        book=county.book,
        origin="documented",
        doc_no=numbers.next(f"{county.county.short}演财", received_on.year),
        document_on=received_on,
        received_on=received_on,
        category="扶贫发展资金",
        level="county",
        own_fen=rng.randint(30, 80) * WAN_FEN,
    )


def _lots(world: World, book: int, category: str, county: int) -> list[PlannedLot]:
    """Lots that entered at `book` and that the county uses."""
    return [
        each
        for each in world.lots
        if each.book == book and each.category == category and each.received(county)
    ]


def _use_of(county: PlannedCounty, lot: PlannedLot) -> Use:
    return next(each for each in county.uses if each.lot == lot.lot)
