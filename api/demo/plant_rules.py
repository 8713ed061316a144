"""Who plants what on stages of its own, once the ordinary world is planned?"""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from api.demo.money import Numbers
from api.demo.planned import World
from api.demo.plant_cadres import plant_cadres
from api.demo.plant_cooperatives import plant_cooperatives
from api.demo.plant_filed_twice import plant_filed_twice
from api.demo.plant_phones_and_cards import plant_phones_and_cards
from api.demo.plant_suppliers import plant_suppliers
from api.demo.plant_tenders import plant_tenders
from api.demo.planted import Declared
from api.demo.staged import Stage

PLANTS: dict[str, Callable[[Stage], None]] = {
    "suppliers": plant_suppliers,
    "tenders": plant_tenders,
    "filed twice": plant_filed_twice,
    "cadres": plant_cadres,
    "cooperatives": plant_cooperatives,
    "phones and cards": plant_phones_and_cards,
}
"""The name of its draws → what is planted with them. Planted once at every scale."""


def plant_rules(
    world: World, declared: Declared, numbers: Numbers, drawn: Callable[[object], Random]
) -> None:
    for name, plant in PLANTS.items():
        plant(Stage(world, declared, numbers, drawn(f"staged {name}")))
