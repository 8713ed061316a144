"""How is a measurement taken, and how is the one table of them printed?

Two things are measured in turn, one after the other, in the same process on the same server, so
that whatever else the machine is doing falls on both. What counts is the median of seven ratios.
"""

from __future__ import annotations

import json
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

ROUNDS = 7

T = TypeVar("T")


def timed(make: Callable[[], T], do: Callable[[T], object]) -> Callable[[], float]:
    """The seconds that `do` takes with what `make` makes for it each time, unwatched."""

    def seconds() -> float:
        given = make()
        begun = time.perf_counter()
        do(given)
        return time.perf_counter() - begun

    return seconds


@dataclass(frozen=True)
class Sample:
    """Seven values."""

    values: tuple[float, ...]

    @property
    def median(self) -> float:
        return statistics.median(self.values)

    @property
    def spread(self) -> tuple[float, float]:
        return min(self.values), max(self.values)


def in_turn(*deeds: Callable[[], float]) -> list[Sample]:
    """The seconds of each, measured in turn; the first round warms up and is left out."""
    rows = [[deed() for deed in deeds] for _ in range(ROUNDS + 1)][1:]
    return [Sample(tuple(column)) for column in zip(*rows, strict=True)]


def speed(measured: Sample, baseline: Sample) -> Sample:
    """How fast `measured` is beside `baseline`, round by round: 1 is equal, 0.5 half as fast."""
    pairs = zip(measured.values, baseline.values, strict=True)
    return Sample(tuple(theirs / ours for ours, theirs in pairs))


@dataclass(frozen=True)
class Row:
    """One line of the table. Without a target it is stated only."""

    name: str
    value: float
    unit: str
    spread: tuple[float, float] | None = None
    at_least: float | None = None
    at_most: float | None = None
    reach: float | None = None

    @property
    def target(self) -> str:
        if self.at_least is not None:
            return f">= {self.at_least:g}"
        return "" if self.at_most is None else f"<= {self.at_most:g}"

    @property
    def meets(self) -> bool | None:
        if self.at_least is not None:
            return self.value >= self.at_least
        return None if self.at_most is None else self.value <= self.at_most

    def printed(self) -> str:
        spread = "" if self.spread is None else f"{self.spread[0]:.2f} – {self.spread[1]:.2f}"
        reach = "" if self.reach is None else f"{self.reach:g}"
        meets = {True: "yes", False: "NO", None: ""}[self.meets]
        return (
            f"{self.name:<66}{self.value:>10.2f} {self.unit:<8}{spread:<16}"
            f"{self.target:<8}{reach:<6}{meets}"
        )


@dataclass
class Table:
    """All rows of a run, in the order in which they were measured."""

    rows: list[Row] = field(default_factory=list)

    def ratio(
        self,
        name: str,
        sample: Sample,
        *,
        at_least: float | None = None,
        at_most: float | None = None,
        reach: float | None = None,
    ) -> None:
        row = Row(name, sample.median, "ratio", sample.spread, at_least, at_most, reach)
        self.rows.append(row)

    def bound(
        self, name: str, value: float, unit: str, *, at_most: float, reach: float | None = None
    ) -> None:
        self.rows.append(Row(name, value, unit, at_most=at_most, reach=reach))

    def state(self, name: str, value: float, unit: str) -> None:
        self.rows.append(Row(name, value, unit))

    def print(self) -> None:
        head = (
            f"{'':<66}{'median':>10} {'unit':<8}{'spread of 7':<16}{'target':<8}{'reach':<6}meets"
        )
        print("\n\n" + head + "\n" + "-" * len(head))
        for row in self.rows:
            print(row.printed())

    def write(self, path: Path) -> None:
        """As JSON: a list of rows `name value unit target meets`."""
        rows = [
            {
                "name": row.name,
                "value": round(row.value, 4),
                "unit": row.unit,
                "target": row.target or None,
                "meets": row.meets,
            }
            for row in self.rows
        ]
        path.write_text(json.dumps(rows, ensure_ascii=False, indent=1) + "\n", "utf-8")
