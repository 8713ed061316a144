"""How do places, their classes, and the books that keep their ledgers get into the database?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from ledger.register.once import add_once
from ledger.register.regions import REGISTERED_SINCE, Region
from ledger.storage.tables import BookRegion, RegionClass, RegionRow
from ledger.values.region import RegionCode
from ledger.values.sort_key import sort_key


@dataclass(frozen=True, slots=True)
class PlaceClass:
    """A class of a place with dates: 国家级重点县, 深度贫困县, 深度贫困村, 贫困村 …"""

    code: RegionCode
    kind: str
    valid_from: date
    source: str
    valid_to: date | None = None


def load_regions(work: Session, regions: Iterable[Region]) -> int:
    """Add the places (a RegionTree is one iterable of them). Returns how many were new.

    Raises RegisteredOtherwise.
    """
    return add_once(
        work,
        RegionRow,
        [
            {
                "code": each.code.code,
                "valid_from": each.valid_from,
                "valid_to": each.valid_to,
                "name": each.name,
                "level": each.level.value,
                "parent": each.code.parent.code if each.code.parent else None,
                "successor": each.successor.code if each.successor else None,
                "aliases": list(each.aliases),
                "sort_key": sort_key(each.name),
                "source": each.source,
            }
            for each in regions
        ],
    )


def add_place_classes(work: Session, classes: Iterable[PlaceClass]) -> int:
    """Say of places which class they are of. Returns how many rows were new."""
    return add_once(
        work,
        RegionClass,
        [
            {
                "code": each.code.code,
                "kind": each.kind,
                "valid_from": each.valid_from,
                "valid_to": each.valid_to,
                "source": each.source,
            }
            for each in classes
        ],
    )


def add_book_region(
    work: Session,
    book: int,
    region: RegionCode,
    *,
    valid_from: date = REGISTERED_SINCE,
    valid_to: date | None = None,
) -> int:
    """Say that `book` is the ledger of `region` from a day on. Returns 1, or 0 when it was said."""
    row = {"book": book, "region": region.code, "valid_from": valid_from, "valid_to": valid_to}
    return add_once(work, BookRegion, [row])
