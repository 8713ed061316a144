"""For which place may somebody ask what is set there? From the provinces down to the village."""

from __future__ import annotations

from datetime import date
from typing import Final, LiteralString

from api.reading.row import Row, fetch
from ledger.book.post import Connection
from ledger.register.limits import NATIONWIDE
from ledger.values.region import RegionCode


class PlaceLink(Row):
    """A place that can be asked about; its code as it is printed (6, 9 or 12 digits)."""

    region: str
    name: str


class LimitPlaces(Row):
    """`above`: the place itself and what it lies in, the province first; `below`: what lies in it,
    or all provinces where no place is given; `with_limits`: places for which a document sets
    anything that holds on the day."""

    above: list[PlaceLink]
    below: list[PlaceLink]
    with_limits: list[PlaceLink]


def limit_places(connection: Connection, region: RegionCode | None, on: date) -> LimitPlaces:
    """The places around one, as they are named on a day."""
    chain = [] if region is None else [*reversed(region.ancestors), region]
    asked: dict[str, object] = {
        "above": [each.code for each in chain],
        "parent": region.code if region else None,
        "on": on,
        "nationwide": NATIONWIDE,
    }
    return LimitPlaces(
        above=fetch(connection, PlaceLink, _ABOVE, asked),
        below=fetch(connection, PlaceLink, _BELOW, asked),
        with_limits=fetch(connection, PlaceLink, _WITH_LIMITS, asked),
    )


_SHORT: Final[LiteralString] = """CASE WHEN right(r.code, 6) = '000000' THEN left(r.code, 6)
  WHEN right(r.code, 3) = '000' THEN left(r.code, 9) ELSE r.code END AS region, r.name"""
_HOLDS: Final[LiteralString] = (
    " r.valid_from <= %(on)s AND (r.valid_to IS NULL OR %(on)s < r.valid_to) "
)
_ABOVE: Final[LiteralString] = (
    "SELECT "
    + _SHORT
    + " FROM (SELECT DISTINCT ON (r.code) r.* FROM region r WHERE r.code = ANY(%(above)s)"
    + " ORDER BY r.code, r.valid_from <= %(on)s DESC, r.valid_from DESC) r ORDER BY r.code"
)
_BELOW: Final[LiteralString] = (
    "SELECT "
    + _SHORT
    + " FROM region r WHERE r.parent IS NOT DISTINCT FROM %(parent)s AND "
    + _HOLDS
    + "ORDER BY r.code"
)
_WITH_LIMITS: Final[LiteralString] = (
    "SELECT "
    + _SHORT
    + " FROM region r WHERE "
    + _HOLDS
    + "AND r.code IN (SELECT l.region FROM limit_standard l WHERE l.region <> %(nationwide)s"
    + " AND l.valid_from <= %(on)s AND (l.valid_to IS NULL OR %(on)s < l.valid_to))"
    + " ORDER BY r.code"
)
