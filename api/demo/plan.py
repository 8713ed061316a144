"""What happens in the demo world, drawn from a seed alone?

The same seed always gives the same plan. Each county and year has a generator of its own, so that
what is planted in one place leaves all others as they were.
"""

from __future__ import annotations

from random import Random

from api.demo.benefits import plan_benefits
from api.demo.boards import plan_boards
from api.demo.days import YEARS
from api.demo.money import Numbers, plan_money
from api.demo.monthly_money import plan_monthly
from api.demo.people import settle
from api.demo.places import choose_places
from api.demo.planned import PlannedCounty, World
from api.demo.plant_double_payments import plant_double_payments
from api.demo.plant_equal_shares import plant_equal_shares
from api.demo.plant_money import choose_late, plant_money
from api.demo.plant_notices import plant_notices
from api.demo.plant_rules import plant_rules
from api.demo.plant_shared_cards import plant_shared_cards
from api.demo.plant_short_payments import plant_short_payments
from api.demo.planted import Declared, NoPlaceLeft
from api.demo.scale import SMALL, Scale
from api.demo.units import organisations
from api.demo.village_boards import plan_village_boards
from ledger.register.regions import shipped_regions

_MOST_ATTEMPTS = 9


def plan(seed: int, scale: Scale = SMALL) -> tuple[World, Declared]:
    """The whole world of a seed and scale, and what was planted in it.

    Households of other villages (`Size`) are counted, not drawn: see `people.homes_of`.

    Of a hundred seeds one or two leave no ordinary work for what is planted last: those are drawn
    anew, each time from the same other seed.
    """
    for attempt in range(_MOST_ATTEMPTS):
        try:
            return _planned(seed, f"{seed}.{attempt}" if attempt else f"{seed}", scale)
        except NoPlaceLeft:
            continue
    raise NoPlaceLeft(f"seed {seed}")


def _planned(seed: int, source: str, scale: Scale) -> tuple[World, Declared]:
    def drawn(name: object) -> Random:
        # A string is seeded by its SHA-512, on every machine alike; hash() is not.
        return Random(f"{source}/{name}")

    prefecture, counties = choose_places(
        shipped_regions(), drawn("places"), places=scale.places, sizes=scale.counties
    )
    world = World(
        seed=seed,
        scale=scale,
        prefecture=prefecture,
        counties={
            county.book: PlannedCounty(county, settle(county, drawn(f"people {county.book}")))
            for county in counties
        },
        organisations=organisations(prefecture, counties),
    )
    for year in YEARS:
        for planned in world.counties.values():
            rng = drawn(f"benefits {planned.book} {year}")
            for village, homes in planned.homes.items():
                planned.projects += plan_benefits(planned.county, village, homes, year, rng)
    declared, numbers = Declared(), Numbers()
    for turn in range(scale.places):
        declared.turn = turn
        again = f" {turn}" if turn else ""
        plant_short_payments(world, declared, drawn(f"short payments{again}"))
        plant_double_payments(world, declared, drawn(f"double payments{again}"))
        plant_shared_cards(world, declared, drawn(f"shared cards{again}"))
    plant_equal_shares(world, declared, drawn("equal shares"))
    late = choose_late(world, drawn("late"))
    plan_money(world, numbers, drawn("money"), late)
    plant_money(world, declared, numbers, drawn("idle money"), late)
    plan_monthly(world, numbers, drawn("monthly"))
    plan_boards(world, drawn("boards"))
    for planned in world.counties.values():
        plan_village_boards(planned, drawn(f"village boards {planned.book}"))
    for turn in range(scale.places):
        plant_notices(world, declared, drawn(f"notices {turn}" if turn else "notices"))
    plant_rules(world, declared, numbers, drawn)
    return world, declared
