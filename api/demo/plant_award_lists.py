"""Who stands on the award lists of two villages and should not: not registered (EL01), under a
wrong number (EL06), twice (EL07), or since a split on paper (EL08)?

Two lists serve four rules, each with households of its own, so that few vouchers are needed.
"""

from __future__ import annotations

from api.demo.benefits import Claim
from api.demo.people import Home
from api.demo.places import Village
from api.demo.planned import PlannedCounty
from api.demo.plant_identities import plant_identities, seen_twice, suits_identities
from api.demo.plant_not_registered import plant_not_registered
from api.demo.plant_splits import plant_splits
from api.demo.staged import Stage

YEAR = 2020


def plant_award_lists(stage: Stage) -> None:
    for order in range(2):
        county = stage.county("award lists", lambda each: suits_identities(stage, each, YEAR))
        village = stage.rng.choice(sorted(county.homes, key=lambda each: each.code.code))
        homes = _newcomers(stage, county, village, order)
        stage.rng.shuffle(homes)
        claims = [
            Claim(home, home.head, stage.rng.choice((800, 1000, 1200)), False) for home in homes
        ]
        stage.benefit(county, "industry_award", YEAR, claims, village=village)
    seen_twice(stage)


def _newcomers(stage: Stage, county: PlannedCounty, village: Village, order: int) -> list[Home]:
    return [
        *plant_not_registered(stage, county, village, YEAR, order),
        *plant_identities(stage, county, village, YEAR, order),
        *plant_splits(stage, county, village, YEAR, order),
    ]
