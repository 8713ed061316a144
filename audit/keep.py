"""How is a run written down, and what does a later run over changes find of it?"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from audit.facts import Snapshot
from audit.findings import FINDING_COLUMNS, finding_of
from audit.outcome import Finding, Outcome, RunResult
from audit.verdicts import Change, keep_changes
from ledger.storage.database import Database


@dataclass(frozen=True, slots=True)
class Before:
    """The latest run that judged the present of a book: its day and instant, and how far it read.

    `outcomes` by rule; `catalogue`: rows of each shared register that concern the book; `by_key`:
    rules of which it is kept what they said of each key.
    """

    run: UUID
    as_of: date
    known_at: datetime
    mark: int
    catalogue: Mapping[str, int]
    by_key: frozenset[str]
    outcomes: Mapping[str, Outcome]


@dataclass(frozen=True, slots=True)
class Present:
    """What only a run over the present leaves behind, for the next one to begin from."""

    marks: Mapping[int, int]
    catalogue: Mapping[int, Mapping[str, int]]
    by_key: frozenset[str]
    changes: list[Change] = field(default_factory=list)


def run_before(snapshot: Snapshot, book: int) -> Before | None:
    """The latest run that judged the present of this book, if there is one.

    Runs of a version that did not keep which rules it judged by key are none.
    """
    with snapshot.cursor(row_factory=dict_row) as cursor:
        cursor.execute(
            "SELECT run, as_of, known_at, basis FROM audit_run"
            " WHERE basis ? 'by_key' AND books @> to_jsonb(%s::integer)"
            " ORDER BY started_at DESC LIMIT 1",
            (book,),
        )
        row = cursor.fetchone()
        if row is None:
            return None
        cursor.execute(
            "SELECT book, rule, version, parameters, flagged, clear, not_computable, reasons"
            " FROM audit_outcome WHERE run = %s AND book = %s",
            (row["run"], book),
        )
        outcomes = {each["rule"]: Outcome(**each) for each in cursor}
    return Before(
        run=row["run"],
        as_of=row["as_of"],
        known_at=row["known_at"],
        mark=row["basis"]["marks"][str(book)],
        catalogue=row["basis"]["catalogue"][str(book)],
        by_key=frozenset(row["basis"]["by_key"]),
        outcomes=outcomes,
    )


def findings_standing(
    snapshot: Snapshot, run: UUID, book: int, idle: list[str], judged: list[str]
) -> dict[str, list[Finding]]:
    """Rule → leads of a run: all of those `idle`, of those `judged` what has no touched key."""
    found: dict[str, list[Finding]] = defaultdict(list)
    with snapshot.cursor(row_factory=dict_row) as cursor:
        cursor.execute(
            f"SELECT {FINDING_COLUMNS} FROM finding WHERE run = %s AND book = %s"
            " AND (rule = ANY (%s) OR (rule = ANY (%s)"
            " AND NOT EXISTS (SELECT FROM touched t WHERE t.key = finding.key)))".encode(),
            (run, book, idle, judged),
        )
        for row in cursor:
            found[row["rule"]].append(finding_of(row))
    return found


def keep(database: Database, result: RunResult, present: Present | None) -> None:
    """Write a run with all it said, in one transaction."""
    made = result.run
    basis = None
    if present is not None:
        marks = {str(book): mark for book, mark in present.marks.items()}
        counts = {str(book): dict(each) for book, each in present.catalogue.items()}
        basis = Jsonb({"marks": marks, "catalogue": counts, "by_key": sorted(present.by_key)})
    with database.connect() as connection, connection.transaction():
        connection.execute(
            "INSERT INTO audit_run (run, as_of, known_at, started_at, finished_at, actor, books,"
            " rules, basis, based_on) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
            (
                *(made.run, made.as_of, made.known_at, made.started_at, made.finished_at),
                *(made.actor, Jsonb(list(made.books)), Jsonb(list(made.rules)), basis),
                made.based_on,
            ),
        )
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO audit_outcome (run, book, rule, version, parameters, flagged, clear,"
                " not_computable, reasons) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)",
                _outcome_rows(result),
            )
            cursor.executemany(
                "INSERT INTO finding (run, book, rule, identity, version, severity, subject_kind,"
                " subject, title, amount_fen, evidence, parameters, fingerprint, key)"
                " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
                _finding_rows(result),
            )
        keep_changes(connection, present.changes if present is not None else ())


def _outcome_rows(result: RunResult) -> Iterable[tuple[object, ...]]:
    for each in result.outcomes:
        yield (
            *(result.run.run, each.book, each.rule, each.version, Jsonb(each.parameters)),
            *(each.flagged, each.clear, each.not_computable, Jsonb(each.reasons)),
        )


def _finding_rows(result: RunResult) -> Iterable[tuple[object, ...]]:
    for each in result.findings:
        yield (
            *(result.run.run, each.book, each.rule, each.identity, each.version),
            *(each.severity.value, each.subject_kind, each.subject, each.title, each.amount_fen),
            *(Jsonb(each.evidence), Jsonb(each.parameters), each.fingerprint, each.key),
        )
