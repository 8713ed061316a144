"""What does the audit of nine million entries cost, in scans of the entries?

    make bench ARGS="--scale prefecture --demos DIR tests/bench/test_audit_bench.py"

Three runs over the demo, of all rules over all books: a full one as of the eve of a day on which
about 0.3 % of the entries happened, one over the changes of that day, and a full one as of it,
which must say the same. They are kept, as any run of the present, with what the next one begins
from; nothing else is left. They run at night, as audits do: in the hour in which the demo's clerks
went home everything that they recorded last would count as new. All is processor time
(processor.py) of one worker, in S (audit_cost.py); the clock is stated. What audits alone need
beside the entries is measured by inserting real entries with and without it.
"""

from __future__ import annotations

import statistics
from dataclasses import dataclass
from datetime import date, timedelta
from typing import LiteralString
from uuid import UUID

import psycopg
import pytest

from api.demo.days import AS_OF, night_of
from api.system import System
from ledger.storage.database import session
from tests.bench.audit_built import SIZES, Built
from tests.bench.audit_cost import Audits, Cost
from tests.bench.processor import Processor, spent_by
from tests.bench.table import Sample, Table, in_turn

pytestmark = pytest.mark.bench

SHARE_PERMYRIAD = 30
SLOWEST = 10
LARGE = 610727
"""A book that every scale of the demo fills."""


@dataclass(frozen=True)
class Runs:
    """`eve` and `day` judge everything, `change` what the day brought; `share`: of all entries."""

    audits: Audits
    eve: Cost
    change: Cost
    day: Cost
    share: float


@pytest.fixture(scope="module")
def runs(demo: System, table: Table) -> Runs:
    with demo.database.connect() as connection:
        connection.execute("SELECT set_demo_clock(%s)", [night_of(AS_OF)])
    audits = Audits(demo.database, Processor(demo.database))
    on, share = _day(audits)
    audits.scan()
    eve = audits.run(on - timedelta(days=1), workers=None)
    audits.scan()
    change = audits.run(on, incremental=True)
    audits.scan()
    day = audits.run(on, watched=True)
    assert day.result.run.known_at == change.result.run.known_at
    audits.scan()
    table.state("S: one warm scan of the entries, processor time", audits.unit_s * 1_000, "ms")
    return Runs(audits, eve, change, day, share)


def _day(audits: Audits) -> tuple[date, float]:
    """The day that brought about 0.3 % of what there was by then, and its share."""
    with audits.database.reading() as connection:
        rows = connection.execute(
            "SELECT happened_on, count(*) FROM entry GROUP BY happened_on ORDER BY happened_on"
        ).fetchall()
    total, shares = 0, []
    for on, count in rows:
        total += count
        if total * 2 > sum(count for _, count in rows):
            shares.append((abs(count / total - SHARE_PERMYRIAD / 10_000), on, count / total))
    _, on, share = min(shares)
    return on, share


def test_each_rule(table: Table, runs: Runs) -> None:
    spent = sorted(((took, code) for code, took in runs.day.rules.items()), reverse=True)
    in_s = [(took / runs.audits.unit_s, code) for took, code in spent]
    table.bound(f"slowest rule ({in_s[0][1]})", in_s[0][0], "S", at_most=8)
    table.bound("median rule", statistics.median(took for took, _ in in_s), "S", at_most=1)
    for took, code in in_s[:SLOWEST]:
        table.state(f"  {code}", took, "S")


def test_the_whole_catalogue(table: Table, runs: Runs) -> None:
    unit, day = runs.audits.unit_s, runs.day
    name = f"{len(day.rules)} rules, facts and all, {len(day.result.run.books)} books"
    table.bound(name, day.seconds / unit, "S", at_most=100, reach=60)
    for fact, took in sorted(day.facts.items(), key=lambda each: -each[1])[:5]:
        table.state(f"  fact {fact}", took / unit, "S")
    table.state("  facts, all", sum(day.facts.values()) / unit, "S")
    table.state("full run by the clock, one worker", day.clock, "s")
    table.state("full run by the clock, a worker a processor", runs.eve.clock, "s")


def test_a_run_over_changes(table: Table, runs: Runs) -> None:
    percent = runs.change.seconds / runs.day.seconds * 100
    name = f"a run over changes of {runs.share:.2%} / a full run"
    table.bound(name, percent, "%", at_most=15)
    table.state("a run over changes by the clock, one worker", runs.change.clock, "s")


@pytest.mark.parametrize(
    ("said", "columns"),
    [
        ("finding", "book, rule, identity, version, severity, subject_kind, subject, title,"
                    " amount_fen, evidence, parameters, fingerprint, key"),
        ("audit_outcome", "book, rule, version, parameters, flagged, clear, not_computable,"
                          " reasons"),
    ],
)  # fmt: skip
def test_it_says_what_a_full_run_says(
    table: Table, runs: Runs, said: LiteralString, columns: LiteralString
) -> None:
    assert runs.change.result.run.based_on == runs.eve.result.run.run
    ours, theirs = runs.change.result.run.run, runs.day.result.run.run
    for name, one, other in (("changes", ours, theirs), ("full", theirs, ours)):
        rows = _only_in(runs.audits, said, columns, one, other)
        table.bound(f"{said}: rows of the {name} run that the other lacks", rows, "rows", at_most=0)
        assert rows == 0


def _only_in(
    audits: Audits, said: LiteralString, columns: LiteralString, one: UUID, other: UUID
) -> int:
    query = (
        f"SELECT count(*) FROM (SELECT {columns} FROM {said} WHERE run = %s"
        f" EXCEPT ALL SELECT {columns} FROM {said} WHERE run = %s) x"
    )
    with audits.database.reading() as connection:
        row = connection.execute(query.encode(), (one, other)).fetchone()
    assert row is not None
    return int(row[0])


def test_what_is_built_for_audits(table: Table, demo: System) -> None:
    with psycopg.connect(session(demo.database.owner)) as owner:
        built = Built(owner, LARGE)
        spent = spent_by(owner)
        bare, named, flows, lines, found, cards = in_turn(
            *map(spent, (built.bare, built.named, built.flows, built.lines, built.found_lines,
                         built.cards))
        )  # fmt: skip
        size = owner.execute(SIZES).fetchone()
        owner.rollback()
    parts = {
        "flows": _share(flows, None, bare),
        "the index of entries by the entry they name": _share(named, bare, bare),
        "the index of payment lines by household": _share(found, lines, bare),
        "pairs of card and household": _share(cards, None, bare),
    }
    every = Sample(tuple(1 + sum(each) for each in zip(*_values(parts), strict=True)))
    alone = Sample(tuple(1 + each for each in parts["pairs of card and household"].values))
    name = "inserting entries with all that audits read / under a primary key alone"
    table.ratio(name, every, at_most=2.3)
    for part, sample in parts.items():
        table.ratio(f"  of which {part}", sample)
    table.ratio("the same with what audits alone need", alone)
    assert size is not None
    ours, theirs, entries = map(int, size)
    table.bound(
        "size of all that audits read / of the entries", (ours + theirs) / entries * 100, "%",
        at_most=65,
    )  # fmt: skip
    table.state("  of which audits alone need", ours / entries * 100, "%")


def _share(part: Sample, without: Sample | None, bare: Sample) -> Sample:
    """What a part costs beside the bare entries, round by round."""
    base = without.values if without is not None else (0.0,) * len(part.values)
    rows = zip(part.values, base, bare.values, strict=True)
    return Sample(tuple((spent - less) / unit for spent, less, unit in rows))


def _values(parts: dict[str, Sample]) -> list[tuple[float, ...]]:
    return [each.values for each in parts.values()]
