"""Of which class is a county, from when to when: 国家级重点县, 片区县, 深度贫困县 …?

Classes are facts of their documents. A county that was renamed keeps its class under the new code
from that day. 计划2018年摘帽县 is what a plan said, not that it happened: a county that exited
keeps its policies until the period ends (山西 784, 汉中 128), so no class ends with an exit.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from sqlmodel import Session

from ledger.register.places import PlaceClass, add_place_classes
from ledger.register.sources import cited, data_rows, day_or_none
from ledger.values.region import RegionCode

KEY_COUNTY = ("国家级重点县", "省级重点县")
"""What 山西 means by its 58 poor counties: 36 of the nation and 22 of the province."""


def shipped_classes() -> tuple[PlaceClass, ...]:
    """The classes of counties that the source documents name."""
    return tuple(
        PlaceClass(
            code=RegionCode.parse(row["code12"]),
            kind=row["kind"],
            valid_from=date.fromisoformat(row["valid_from"]),
            valid_to=day_or_none(row["valid_to"]),
            source=cited(row["document"], row["line"]) + (f"（{row['note']}）" * bool(row["note"])),
        )
        for row in data_rows("region_classes.csv")
    )


def load_region_classes(work: Session) -> int:
    """Say of the shipped counties which class they are of. Returns how many rows were new.

    Raises RegisteredOtherwise.
    """
    return add_place_classes(work, shipped_classes())


def classes_on(classes: Collection[PlaceClass], region: RegionCode, on: date) -> frozenset[str]:
    """The classes of this place on this day, its own and those of what it lies in."""
    return frozenset(
        each.kind
        for each in classes
        if each.code.contains(region)
        and each.valid_from <= on
        and (each.valid_to is None or on < each.valid_to)
    )
