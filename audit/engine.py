"""How are rules run? All books and rules in one snapshot, then written in one transaction.

Reading is done by the reader role at REPEATABLE READ, so that what two rules say of a book belongs
together; books are read side by side, each by a connection of its own in the same snapshot. Writing
is the application role's. A rule that fails, or returns what a rule may not return, fails the run:
nothing is written, nothing is skipped in silence.

A run over changes judges only what was touched since the run before, and gives the outcomes and
findings that a full run would give: of touched keys the old verdicts are taken off and the new ones
added. What was said of each key is kept (audit/verdicts.py).
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

from audit.catalogue import catalogue
from audit.catalogue import rule as rule_of
from audit.facts import (
    Snapshot,
    drop_facts_of_keys,
    facts_of,
    make_facts,
)
from audit.increment import (
    GROWING,
    KEYS,
    WHOLE_BOOK,
    Basis,
    catalogue_counts,
    find_fresh,
    grown,
    make_touched,
    touch,
)
from audit.judge import AuditRuleFailed, Judged, judge
from audit.keep import Before, Present, findings_standing, keep, run_before
from audit.outcome import Finding, Outcome, Run, RunResult
from audit.parameters import Given, given_to
from audit.readers import Readers
from audit.rule import ParameterValue, Rule, recorded
from audit.stopping import AuditCancelled, Stopping
from audit.unchanged import changes, sources, standing, what
from audit.verdicts import Change, Said, due_keys, reasons_of, said_of_touched
from ledger.storage.database import Database
from ledger.values.refusal import Refusal

__all__ = ["AuditBookUnknown", "AuditCancelled", "AuditRuleFailed", "run"]

Values = Mapping[str, ParameterValue]


class AuditBookUnknown(Refusal):
    """A run names a book that is not here."""


@dataclass(frozen=True, slots=True)
class _Task:
    """One book to be judged. `before` None: everything anew.

    `faults`: why a rule cannot be computed here, whatever the book holds.
    """

    book: int
    rules: list[Rule]
    values: Mapping[str, Values]
    faults: Mapping[str, str]
    basis: Basis
    before: Before | None


@dataclass(slots=True)
class _Judgement:
    outcomes: list[Outcome] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    changes: list[Change] = field(default_factory=list)
    catalogue: dict[str, int] = field(default_factory=dict)
    based_on: UUID | None = None


def run(
    database: Database,
    *,
    as_of: date,
    actor: str,
    books: Sequence[int] | None = None,
    rules: Sequence[str] | None = None,
    known_at: datetime | None = None,
    parameters: Mapping[str, Mapping[str, ParameterValue]] | None = None,
    incremental: bool = False,
    workers: int | None = None,
    progress: Callable[[int, str], object] | None = None,
    finished: Callable[[int], object] | None = None,
    cancelled: Callable[[], bool] = lambda: False,
) -> RunResult:
    """Judge the books (None: all) by the rules (None: all), and keep what was found.

    `known_at` is by default the ledger's present. Parameters have the values that hold in each
    book's place on the day (audit/parameters.py); `parameters` changes them by rule and name for
    this run; those used are kept with every outcome. `incremental` judges only what changed
    since the latest run over the present of a book, where that is possible; the answer is the same.
    `workers` books are read at once (None: as many as the machine has processors). `progress` is
    told each book and rule when it is judged, `finished` each book, from several threads;
    `cancelled` is asked before each rule and while one runs, whose query is then cancelled.
    Raises AuditRuleFailed, AuditBookUnknown, AuditCancelled, RuleUnknown, ParameterUnknown.
    """
    started_at = datetime.now(UTC)
    chosen = [rule_of(code).rule for code in dict.fromkeys(rules or catalogue())]
    changed = {rule_of(code).rule.code: given for code, given in (parameters or {}).items()}
    for rule in chosen:
        rule.values(changed.get(rule.code, {}))  # refused before anything is read
    stopping = Stopping(cancelled)
    is_present = known_at is None and not parameters
    with database.connect() as writer:
        known = known_at or _now(writer)
        judged = _books(writer, books)
        marks = {book: _fold(writer, book) for book in judged}
    with database.reading() as snapshot:
        name = snapshot.execute("SELECT pg_export_snapshot()").fetchone()
        assert name is not None

        def judge_book(book: int) -> _Judgement:
            with readers.reading() as own, stopping.over(own):
                before = run_before(own, book) if incremental and is_present else None
                given = given_to(own, chosen, book, as_of, known)
                values, faults = _told(chosen, given, changed)
                basis = Basis(as_of, known, marks[book])
                task = _Task(book, chosen, values, faults, basis, before)
                judged_book = _judge_book(own, task, progress, stopping)
            if finished:
                finished(book)
            return judged_book

        with (
            Readers(database, str(name[0])) as readers,
            stopping.watching(),
            ThreadPoolExecutor(workers or os.cpu_count() or 1) as pool,
        ):
            said = list(pool.map(judge_book, judged))
    result = RunResult(
        Run(
            run=uuid4(),
            as_of=as_of,
            known_at=known,
            started_at=started_at,
            finished_at=datetime.now(UTC),
            actor=actor,
            books=tuple(judged),
            rules=tuple(each.code for each in chosen),
            based_on=next((each.based_on for each in said if each.based_on), None),
        ),
        tuple(outcome for each in said for outcome in each.outcomes),
        tuple(finding for each in said for finding in each.findings),
    )
    changes = [change for each in said for change in each.changes]
    shared = {book: each.catalogue for book, each in zip(judged, said, strict=True)}
    by_key = frozenset(rule.code for rule in chosen if rule.by_key)
    present = Present(marks, shared, by_key, changes)
    keep(database, result, present if is_present else None)
    return result


def _judge_book(
    snapshot: Snapshot,
    task: _Task,
    progress: Callable[[int, str], object] | None,
    stopping: Stopping,
) -> _Judgement:
    """Judge one book by all rules: by what was touched where that is possible, else whole."""
    book = task.book
    said = _Judgement(catalogue=catalogue_counts(snapshot, book))
    before = task.before
    more = grown(before.catalogue, said.catalogue) if before else frozenset()
    if before and (before.as_of > task.basis.as_of or more - frozenset(GROWING)):
        task = replace(task, before=None)
    before = task.before
    said.based_on = before.run if before else None
    faulty = [rule for rule in task.rules if rule.code in task.faults]
    task = replace(task, rules=[rule for rule in task.rules if rule not in faulty])
    kept = {rule.code: _outcome_before(task, rule) for rule in task.rules}
    partly = [rule for rule in task.rules if rule.by_key and kept[rule.code] is not None]
    touched = 0
    old: dict[str, Said] = {}
    keys: frozenset[str] = frozenset()
    idle: list[Rule] = []
    make_touched(snapshot)
    if before and any(kept.values()):
        was, now = Basis(before.as_of, before.known_at, before.mark), task.basis
        judged_before = [rule for rule in task.rules if kept[rule.code]]
        find_fresh(snapshot, book, was, now)
        names = {name for each in (*map(what, judged_before), *map(sources, KEYS)) for name in each}
        changed = changes(snapshot, book, was, now, names) | more
        queries = [query for query in KEYS if sources(query) & changed]
        due = due_keys(snapshot, book, [rule.code for rule in partly], now.as_of)
        touched = touch(snapshot, book, was, now, queries, due)
        keys = frozenset(row[0] for row in snapshot.execute("SELECT key FROM touched"))
        old = said_of_touched(snapshot, book)
        idle = standing(snapshot, book, judged_before, was, now, changed)
    idle += [rule for rule in partly if not touched and rule not in idle]
    some = [rule for rule in partly if rule not in idle]
    whole = [rule for rule in task.rules if rule not in idle and rule not in some]
    leads: Mapping[str, list[Finding]] = {}
    if before:
        leads = findings_standing(
            snapshot, before.run, book, [r.code for r in idle], [r.code for r in some]
        )
    new: dict[str, Judged] = {}
    for group, is_whole in ((some, False), (whole, True)):
        if not group:
            continue
        make_facts(
            snapshot, facts_of(group, whole=is_whole), _arguments(book, task.basis, whole=is_whole)
        )
        for rule in group:
            stopping.check()
            values = task.values[rule.code]
            judged = judge(snapshot, rule, book, task.basis, values, whole=is_whole)
            if not is_whole and not judged.of_key.keys() <= keys:
                raise AuditRuleFailed(
                    f"规则 {rule.code} 答了没有问的对象", rule=rule.code, book=book
                )
            new[rule.code] = judged
            if progress:
                progress(book, rule.code)
        drop_facts_of_keys(snapshot)
    for rule in task.rules:
        replaced = keys if rule in some else None
        earlier = None if rule in whole else kept[rule.code]
        if earlier:
            said.findings += leads.get(rule.code, [])
        _add(said, task, rule, new.get(rule.code), earlier, old.get(rule.code), replaced)
    said.findings.sort(key=lambda each: (each.rule, -(each.amount_fen or 0), each.subject))
    for rule in faulty:
        _add_fault(said, task, rule)
    return said


def _outcome_before(task: _Task, rule: Rule) -> Outcome | None:
    """What the run before said by this very rule with these parameters, else None."""
    if task.before is None or (rule.by_key and rule.code not in task.before.by_key):
        return None
    found = task.before.outcomes.get(rule.code)
    same = (rule.version, recorded(task.values[rule.code]))
    return found if found and (found.version, found.parameters) == same else None


def _add(
    said: _Judgement,
    task: _Task,
    rule: Rule,
    judged: Judged | None,
    earlier: Outcome | None,
    taken_off: Said | None,
    replaced: frozenset[str] | None,
) -> None:
    """Add what a rule says: what `earlier` said, less what it said of touched keys, and `judged`.

    `replaced`: the touched keys; None where all was judged, or nothing.
    """
    book = task.book
    counts: Said = Counter()
    if earlier is not None:
        counts.update(flagged=earlier.flagged, clear=earlier.clear)
        counts.update(earlier.reasons)
    if judged is not None:
        if earlier is not None:
            counts.subtract(taken_off or {})
        counts.update(judged.said)
        said.findings += judged.findings
        if rule.by_key:
            said.changes.append(Change(book, rule.code, replaced, judged.of_key, judged.due))
        elif rule.due:
            of_book = frozenset({WHOLE_BOOK})
            said.changes.append(Change(book, rule.code, of_book, {}, judged.due))
    reasons = reasons_of(counts)
    said.outcomes.append(
        Outcome(
            book=book,
            rule=rule.code,
            version=rule.version,
            parameters=recorded(task.values[rule.code]),
            flagged=counts["flagged"],
            clear=counts["clear"],
            not_computable=sum(reasons.values()),
            reasons=reasons,
        )
    )


def _add_fault(said: _Judgement, task: _Task, rule: Rule) -> None:
    """A rule that has no value to compare with: one subject, the book, is not computable.

    The fault stands among the parameters too, so that a run over changes begins anew when it is
    gone.
    """
    fault = task.faults[rule.code]
    said.outcomes.append(
        Outcome(
            book=task.book,
            rule=rule.code,
            version=rule.version,
            parameters={**recorded(task.values[rule.code]), "fault": fault},
            flagged=0,
            clear=0,
            not_computable=1,
            reasons={fault: 1},
        )
    )
    if rule.by_key:
        said.changes.append(Change(task.book, rule.code, None, {}, {}))


def _told(
    rules: Sequence[Rule], given: Mapping[str, Given], changed: Mapping[str, Values]
) -> tuple[dict[str, Values], dict[str, str]]:
    """The values of each rule in one book, and the faults that this run does not change."""
    values: dict[str, Values] = {}
    faults: dict[str, str] = {}
    for rule in rules:
        of_run = changed.get(rule.code, {})
        values[rule.code] = rule.values({**given[rule.code].values, **of_run})
        left = [text for name, text in given[rule.code].faults.items() if name not in of_run]
        if left:
            faults[rule.code] = "；".join(left)
    return values, faults


def _arguments(book: int, basis: Basis, *, whole: bool) -> dict[str, object]:
    return {
        "book": book,
        "as_of": basis.as_of,
        "known_at": basis.known_at,
        "mark": basis.mark,
        "whole": whole,
    }


def _now(connection: Snapshot) -> datetime:
    row = connection.execute("SELECT ledger_now()").fetchone()
    assert row is not None and isinstance(row[0], datetime)
    return row[0]


def _fold(connection: Snapshot, book: int) -> int:
    row = connection.execute("SELECT fold_cards(%s)", (book,)).fetchone()
    assert row is not None
    return int(row[0])


def _books(connection: Snapshot, wanted: Sequence[int] | None) -> list[int]:
    here = [row[0] for row in connection.execute("SELECT book FROM book ORDER BY book")]
    for book in wanted or ():
        if book not in here:
            raise AuditBookUnknown(f"没有账簿 {book}", book=book)
    return here if wanted is None else sorted(set(wanted))
