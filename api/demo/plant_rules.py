"""Who plants what on stages of its own, once the ordinary world is planned?"""

from __future__ import annotations

from collections.abc import Callable
from random import Random

from api.demo.money import Numbers
from api.demo.planned import World
from api.demo.planted import Declared
from api.demo.staged import Stage

PLANTS: dict[str, Callable[[Stage], None]] = {}
"""The name of its draws → what is planted with them. Planted once at every scale."""


def plant_rules(
    world: World, declared: Declared, numbers: Numbers, drawn: Callable[[object], Random]
) -> None:
    for name, plant in PLANTS.items():
        plant(Stage(world, declared, numbers, drawn(f"staged {name}")))
