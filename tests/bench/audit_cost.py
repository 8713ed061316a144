"""What does a run of the audit cost, rule by rule and fact by fact, and the unit beside it?

S is one warm `count(*), sum(amount_fen)` over the entries by one process of the reading role. It is
taken before, between and after the runs, in processor time like these; its median counts.
"""

from __future__ import annotations

import statistics
import time
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import LiteralString, ParamSpec, TypeVar

import pytest

from audit.engine import run
from audit.facts import Snapshot, make_fact
from audit.increment import Basis
from audit.judge import judge
from audit.outcome import RunResult
from audit.rule import ParameterValue, Rule
from ledger.storage.database import Database
from tests.bench.processor import Processor

SCAN: LiteralString = "SELECT count(*), sum(amount_fen) FROM entry"
SCANS = 3

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True)
class Cost:
    """Processor seconds of one run: of all of it, of each rule over all books, of each fact.

    `clock` is what the clock said of it.
    """

    result: RunResult
    seconds: float
    clock: float
    rules: Mapping[str, float]
    facts: Mapping[str, float]


@dataclass
class Audits:
    """Runs over one ledger, each with its cost."""

    database: Database
    processor: Processor
    scans: list[float] = field(default_factory=list)

    @property
    def unit_s(self) -> float:
        """S, in seconds of processor time."""
        return statistics.median(self.scans)

    def scan(self) -> None:
        """Take S a few times, warm."""
        with self.database.reading() as connection:
            connection.execute(SCAN).fetchall()
            for _ in range(SCANS):
                begun = self.processor.seconds()
                connection.execute(SCAN).fetchall()
                self.scans.append(self.processor.seconds() - begun)

    def run(
        self,
        as_of: date,
        *,
        incremental: bool = False,
        workers: int | None = 1,
        watched: bool = False,
    ) -> Cost:
        """All rules over all books; `watched` tells rule by rule what one worker took, and takes
        0.4 ms of a rule itself.
        """
        rules: dict[str, float] = defaultdict(float)
        facts: dict[str, float] = defaultdict(float)
        with pytest.MonkeyPatch.context() as patch:
            if watched:
                patch.setattr("audit.engine.judge", self._watched(judge, rules, _rule))
                patch.setattr("audit.facts.make_fact", self._watched(make_fact, facts, _fact))
            begun, clock = self.processor.seconds(), time.perf_counter()
            result = run(
                self.database,
                as_of=as_of,
                actor="测速",
                incremental=incremental,
                workers=workers,
            )
            spent = self.processor.seconds() - begun
        return Cost(result, spent, time.perf_counter() - clock, rules, facts)

    def _watched(
        self, deed: Callable[P, R], spent: dict[str, float], name: Callable[P, str]
    ) -> Callable[P, R]:
        """The deed, adding what it takes to `spent`."""

        def watched(*args: P.args, **kwargs: P.kwargs) -> R:
            begun = self.processor.seconds()
            try:
                return deed(*args, **kwargs)
            finally:
                spent[name(*args, **kwargs)] += self.processor.seconds() - begun

        return watched


def _rule(
    snapshot: Snapshot,
    rule: Rule,
    book: int,
    basis: Basis,
    values: Mapping[str, ParameterValue],
    *,
    whole: bool,
) -> str:
    return rule.code


def _fact(snapshot: Snapshot, name: str, made: LiteralString, arguments: dict[str, object]) -> str:
    return name
