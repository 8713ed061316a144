"""Would the cases notice if a rule were slightly wrong? Every mutant of every rule is judged.

    python -m pytest -m long -s tests/audit/test_mutations.py
    SUNLEDGER_MUTATED_RULES=DV05,DS03 python -m pytest -m long -s tests/audit/test_mutations.py

The stories of a rule's cases are played once, each in a book of its own; then the facts of a case
are made once and all mutants that are still alive are judged over them. A mutant is caught by the
first case whose answer differs. A part of a query that stands in several rules alike is caught when
the cases of one of them catch it. What survives is printed; `survivors.py` says why it may.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime

from audit.catalogue import catalogue
from audit.facts import Snapshot, drop_facts, facts_of, make_facts
from audit.increment import Basis, make_touched
from audit.judge import AuditRuleFailed, Judged, judge
from audit.parameters import given_to
from audit.rule import ParameterValue, Rule
from audit.verdicts import reasons_of
from tests.audit.case import Case
from tests.audit.mutants import Mutant, mutants, tree_of, written
from tests.audit.stories import CASES
from tests.audit.world import Ground, World, day

_ENDLESS_S = 15
"""A mutant that takes longer than this over a tiny book never ends, which is caught too."""


@dataclass
class Report:
    """Of each rule the mutants that no case caught, and how many there were."""

    survivors: dict[str, list[Mutant]] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    caught: set[str] = field(default_factory=set)

    def left(self) -> set[tuple[str, str]]:
        """Rule and name of what survived in every rule that has it."""
        return {
            (code, each.name)
            for code, alive in self.survivors.items()
            for each in alive
            if each.shared not in self.caught
        }


def hunt(ground: Ground, codes: Sequence[str], say: Callable[[str], object] = print) -> Report:
    """Judge every mutant of these rules, saying how far it got.

    Raises AssertionError where the unchanged rule, written again, does not answer a case.
    """
    report = Report()
    for code in codes:
        rule = catalogue()[code].rule
        alive = list(mutants(rule))
        report.counts[code] = len(alive)
        survivors = _alive_after(ground, rule, CASES[code], alive)
        report.survivors[code] = survivors
        say(f"{code}: {len(alive)} mutants, not caught here: {[each.name for each in survivors]}")
        report.caught |= {each.shared for each in alive if each not in survivors and each.sql}
    return report


def _alive_after(
    ground: Ground, rule: Rule, cases: Sequence[Case], alive: list[Mutant]
) -> list[Mutant]:
    books = [_played(ground, case) for case in cases]
    again = _with(rule, written(tree_of(rule)))
    with _reading(ground) as snapshot:
        known_at = _now(snapshot)
        for case, book in zip(cases, books, strict=True):
            basis = Basis(day(case.as_of), known_at, 2**62)
            given = given_to(snapshot, [rule], book, basis.as_of, known_at)[rule.code]
            if given.faults.keys() - case.parameters.keys():
                continue  # not the rule says that it cannot be computed
            values = rule.values({**given.values, **case.parameters})
            facts = {"book": book, "as_of": basis.as_of, "known_at": known_at}
            make_facts(
                snapshot, facts_of([rule], whole=True), {**facts, "mark": basis.mark, "whole": True}
            )
            assert _answers(snapshot, again, case, book, basis, values), (rule.code, case.says)
            alive = [
                each
                for each in alive
                if _answers(
                    snapshot,
                    _with(rule, each.sql) if each.sql else rule,
                    case,
                    book,
                    basis,
                    each.values(values),
                )
            ]
            drop_facts(snapshot)
    return alive


def _played(ground: Ground, case: Case) -> int:
    world = World(ground, level=case.level, live_from=case.live_from)
    for step in case.story:
        step(world)
    book = world.book if case.judged == "county" else world.upper
    ground.connection.execute("SELECT fold_cards(%s)", (book,))
    return book


def _answers(
    snapshot: Snapshot,
    rule: Rule,
    case: Case,
    book: int,
    basis: Basis,
    values: Mapping[str, ParameterValue],
) -> bool:
    """Whether this rule says what the case expects."""
    try:
        with snapshot.transaction():
            judged = judge(snapshot, rule, book, basis, values, whole=True)
    except AuditRuleFailed:
        return False
    return agrees(case, judged, rule)


def agrees(case: Case, judged: Judged, rule: Rule) -> bool:
    found = sorted(judged.findings, key=lambda each: (-(each.amount_fen or 0), each.subject))
    reasons: dict[str, int] = {}
    for reason, count in reasons_of(judged.said).items():
        reasons[case.words_of(reason)] = reasons.get(case.words_of(reason), 0) + count
    return (
        tuple(each.amount_fen for each in found) == case.flagged
        and judged.said["clear"] == case.clear
        and reasons == dict(case.reasons)
        and all(each.severity == (case.severity or rule.severity) for each in found)
    )


def _with(rule: Rule, sql: str) -> Rule:
    """The rule with another query, which need not use all parameters."""
    changed = copy.copy(rule)
    object.__setattr__(changed, "sql", sql)
    return changed


@contextmanager
def _reading(ground: Ground) -> Iterator[Snapshot]:
    with ground.database.reading(temporary=True) as snapshot:
        snapshot.execute("SET LOCAL enable_nestloop = off")
        snapshot.execute("SET LOCAL enable_mergejoin = off")
        snapshot.execute(f"SET LOCAL statement_timeout = '{_ENDLESS_S}s'")
        make_touched(snapshot)
        yield snapshot


def _now(snapshot: Snapshot) -> datetime:
    row = snapshot.execute("SELECT ledger_now()").fetchone()
    assert row is not None and isinstance(row[0], datetime)
    return row[0]
