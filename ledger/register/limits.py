"""Which amount, ratio or number does a document set for a subject in a place on a day?

A limit is a row of its document: 最高5万元, 不低于10%, 每季度一次. `subject` says what is limited
and is what rules ask for; `kind` says how the numbers are meant (see `LimitKind`). Numbers are
whole: fen, basis points (1% is 100), persons, months … as `measure` says.

What a benefit pays to a household is a row of `standard` as well (see shipped.py): notices print
it, and it has one amount for a place. Here are also the floors, ceilings and shares, conditions on
the class of a place, and the words of the source.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from ledger.register.regions import RegionTree, RegionUnknown
from ledger.register.sources import RegisterDataDamaged, cited, data_rows, day_or_none
from ledger.values.region import RegionCode, RegionCodeMalformed

NATIONWIDE = "000000000000"
"""How a data file writes a limit that holds everywhere; in memory its region is None."""


class LimitKind(StrEnum):
    """How `low` and `high` are meant. x is what happened."""

    RATE = "rate"  # x = low = high
    MINIMUM = "minimum"  # x ≥ low
    MAXIMUM = "maximum"  # x ≤ high
    RANGE = "range"  # low ≤ x ≤ high
    RATIO = "ratio"  # x / basis = low = high
    RATIO_MIN = "ratio_min"  # x / basis ≥ low
    RATIO_MAX = "ratio_max"  # x / basis ≤ high
    RATIO_RANGE = "ratio_range"  # low ≤ x / basis ≤ high
    GROWTH_MIN = "growth_min"  # growth over basis ≥ low
    GROWTH_ABOVE = "growth_above"  # growth − growth named by basis ≥ low, and above 0
    RISE = "rise"  # a ratio rises by low to high
    TARGET = "target"  # an aim, never a reason to refuse or pay
    DEADLINE = "deadline"  # not after the day `high`, as YYYYMMDD
    REQUIRED = "required"  # a duty without a number
    PARAMETER = "parameter"  # a limit whose number the document leaves to others


_LOW = {
    *(LimitKind.MINIMUM, LimitKind.RATIO_MIN, LimitKind.GROWTH_MIN),
    *(LimitKind.GROWTH_ABOVE, LimitKind.TARGET),
}
_HIGH = {LimitKind.MAXIMUM, LimitKind.RATIO_MAX, LimitKind.DEADLINE}
_EQUAL = {LimitKind.RATE, LimitKind.RATIO}
_NONE = {LimitKind.REQUIRED, LimitKind.PARAMETER}


@dataclass(frozen=True, slots=True)
class Limit:
    """One row. `code` is its own for ever (D16a: rules of the domain, section 1d, item 16).

    `place_classes`: it holds only in places of one of these classes, if any is named.
    """

    code: str
    subject: str
    name: str
    kind: LimitKind
    measure: str
    low: int | None
    high: int | None
    per: str
    basis: str
    condition: str
    region: RegionCode | None
    place_classes: frozenset[str]
    benefit: str
    valid_from: date
    valid_to: date | None
    phrase: str
    source: str
    disputed: bool
    note: str

    def __post_init__(self) -> None:
        if not self._numbers_fit:
            raise RegisterDataDamaged(f"标准{self.code}的数值与种类{self.kind}不符", code=self.code)

    @property
    def _numbers_fit(self) -> bool:
        low, high = self.low, self.high
        if self.kind in _NONE:
            return low is None and high is None and not self.measure
        if self.kind in _LOW:
            return low is not None and low >= 0 and high is None
        if self.kind in _HIGH:
            return low is None and high is not None and high > 0
        if low is None or high is None:
            return False
        return 0 < low == high if self.kind in _EQUAL else 0 < low <= high

    @property
    def says(self) -> tuple[LimitKind, str, int | None, int | None, str]:
        """What two rows must share to be no contradiction."""
        return self.kind, self.measure, self.low, self.high, self.per

    def valid_on(self, on: date) -> bool:
        return self.valid_from <= on and (self.valid_to is None or on < self.valid_to)


@dataclass(frozen=True, slots=True)
class LimitFound:
    """The answer to one question.

    `limit` is None where nothing is set, and where rows of equal rank contradict each other: those
    are `conflicts`, and whoever asks says so instead of choosing. `overridden`: rows that would
    hold if a more specific one did not.
    """

    limit: Limit | None
    conflicts: tuple[Limit, ...] = ()
    overridden: tuple[Limit, ...] = ()


def limit_on(
    limits: Iterable[Limit],
    subject: str,
    place: RegionCode,
    on: date,
    *,
    tree: RegionTree,
    classes: frozenset[str] = frozenset(),
) -> LimitFound:
    """What holds for `subject` in `place` on a day, of these rows.

    The lowest region wins; in one region a row for the place's class wins over one for all; of
    those the latest begun wins. `classes` are those of the place on that day
    (`region_classes.classes_on`). A limit set for a county before it was renamed holds for its
    successor too.
    """
    asked = [each for each in limits if each.subject == subject and each.valid_on(on)]
    areas = _areas(tree, place, on) if asked else set()
    holding = [
        each
        for each in asked
        if (each.region is None or each.region in areas)
        and (not each.place_classes or each.place_classes & classes)
    ]
    if not holding:
        return LimitFound(None)
    best = max(map(_rank, holding))
    first = tuple(each for each in holding if _rank(each) == best)
    overridden = tuple(each for each in holding if _rank(each) < best)
    if len({each.says for each in first}) > 1:
        return LimitFound(None, first, overridden)
    return LimitFound(first[0], (), overridden)


def shipped_limits() -> tuple[Limit, ...]:
    """The limits that the product ships with. Raises RegisterDataDamaged."""
    return read_limits(list(data_rows("limits.csv")))


def read_limits(rows: Sequence[dict[str, str]]) -> tuple[Limit, ...]:
    """Rows with the columns of data/limits.csv. Raises RegisterDataDamaged."""
    return tuple(_limit(row, number) for number, row in enumerate(rows, start=2))


def _limit(row: dict[str, str], number: int) -> Limit:
    try:
        return Limit(
            code=row["code"],
            subject=row["subject"],
            name=row["name"],
            kind=LimitKind(row["kind"]),
            measure=row["measure"],
            low=int(row["low"]) if row["low"] else None,
            high=int(row["high"]) if row["high"] else None,
            per=row["per"],
            basis=row["basis"],
            condition=row["condition"],
            region=None if row["region"] == NATIONWIDE else RegionCode.parse(row["region"]),
            place_classes=frozenset(row["place_classes"].split("|")) - {""},
            benefit=row["benefit"],
            valid_from=date.fromisoformat(row["valid_from"]),
            valid_to=day_or_none(row["valid_to"]),
            phrase=row["phrase"],
            source=cited(row["document"], row["line"]) if row["document"] else row["source"],
            disputed={"yes": True, "no": False}[row["disputed"]],
            note=row["note"],
        )
    except (KeyError, ValueError, RegionCodeMalformed) as broken:
        raise RegisterDataDamaged(f"标准表第{number}行无法读取", line=number) from broken


def _areas(tree: RegionTree, place: RegionCode, on: date) -> set[RegionCode]:
    """The place and what it lies in, with the codes they had before."""
    found: set[RegionCode] = set()
    for code in (place, *place.ancestors):
        found.add(code)
        try:
            now = tree.get(code, on)
        except RegionUnknown:
            continue  # an invented or unregistered village lies in its county all the same
        lineage = tree.lineage(now)
        found.update(each.code for each in lineage[: lineage.index(now)])
    return found


def _rank(limit: Limit) -> tuple[int, bool, date]:
    depth = limit.region.level.depth if limit.region else 0
    return depth, bool(limit.place_classes), limit.valid_from
