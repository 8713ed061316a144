"""How large is a demo world: how many villages and households, and what does it need?

Every scale is the small world with more in it. Its followed villages (projects, works, notices,
planted irregularities) are multiplied by `places`; beside them stand `others`: villages whose
households are paid monthly benefits, by rosters of a thousand lines (monthly.py).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from api.demo.places import COUNTIES, SHOWN, Size

GIB = 1024**3

DEFAULT_SEED = 20180828
"""The committed seed: any number would do, this one is a day of 2018."""


@dataclass(frozen=True, slots=True)
class Scale:
    """`counties`: the size that a county is filled up to; one that is not named stays small.

    `disk_bytes`: what the finished data directory and the log of its making need, as measured.
    """

    name: str
    places: int = 1
    counties: Mapping[int, Size] = field(default_factory=dict)
    disk_bytes: int = 0


def spread(villages: int, households: int) -> dict[int, Size]:
    """So many villages and households in all eleven counties together, as evenly as it goes."""
    number = len(COUNTIES)
    return {
        book: Size(
            villages // number + (order < villages % number),
            households // number + (order < households % number),
        )
        for order, book in enumerate(COUNTIES)
    }


SMALL = Scale("small", disk_bytes=GIB // 2)
COUNTY = Scale("county", places=2, counties={SHOWN: Size(900, 50_000)}, disk_bytes=7 * GIB)
PREFECTURE = Scale("prefecture", places=3, counties=spread(2_000, 110_000), disk_bytes=12 * GIB)

SCALES = {each.name: each for each in (SMALL, COUNTY, PREFECTURE)}
