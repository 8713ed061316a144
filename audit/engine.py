"""How are rules run? All books and rules in one snapshot, then written in one transaction.

Reading is done by the reader role at REPEATABLE READ, so that what two rules say of a book belongs
together; writing by the application role. A rule that fails, or returns what a rule may not
return, fails the run: nothing is written, nothing is skipped in silence.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from uuid import uuid4

import psycopg
from psycopg import sql
from psycopg.rows import DictRow, TupleRow, dict_row
from psycopg.types.json import Jsonb

from audit.catalogue import catalogue
from audit.catalogue import rule as rule_of
from audit.outcome import Finding, Outcome, Run, RunResult
from audit.rule import ParameterValue, Rule, Severity, recorded
from ledger.storage.database import Database
from ledger.values.canonical import Canonical, canonical
from ledger.values.refusal import Refusal


class AuditRuleFailed(Refusal):
    """A rule could not be computed at all; the run wrote nothing."""


class AuditBookUnknown(Refusal):
    """A run names a book that is not here."""


def run(
    database: Database,
    *,
    as_of: date,
    actor: str,
    books: Sequence[int] | None = None,
    rules: Sequence[str] | None = None,
    known_at: datetime | None = None,
    parameters: Mapping[str, Mapping[str, ParameterValue]] | None = None,
) -> RunResult:
    """Judge the books (None: all) by the rules (None: all), and keep what was found.

    `known_at` is by default the ledger's present. `parameters` changes values by rule and name for
    this run; the values used are kept with every outcome.
    Raises AuditRuleFailed, AuditBookUnknown, RuleUnknown, ParameterUnknown.
    """
    started_at = datetime.now(UTC)
    chosen = [rule_of(code).rule for code in dict.fromkeys(rules or catalogue())]
    changed = {rule_of(code).rule.code: given for code, given in (parameters or {}).items()}
    with database.reading() as snapshot:
        _only_hash_joins(snapshot)
        known = known_at or _now(snapshot)
        judged = _books(snapshot, books)
        outcomes: list[Outcome] = []
        findings: list[Finding] = []
        for book in judged:
            for rule in chosen:
                values = rule.values(changed.get(rule.code, {}))
                outcome, leads = _judge(snapshot, rule, book, as_of, known, values)
                outcomes.append(outcome)
                findings += leads
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
        ),
        tuple(outcomes),
        tuple(findings),
    )
    _keep(database, result)
    return result


def _only_hash_joins(connection: psycopg.Connection[TupleRow]) -> None:
    """The planner guesses one row for what a CTE gives and joins thousands to thousands row by
    row: EL05 over 200,000 entries took more than eight minutes, with hash joins seconds.
    """
    connection.execute("SET LOCAL enable_nestloop = off")
    connection.execute("SET LOCAL enable_mergejoin = off")


def _now(connection: psycopg.Connection[TupleRow]) -> datetime:
    row = connection.execute("SELECT ledger_now()").fetchone()
    assert row is not None and isinstance(row[0], datetime)
    return row[0]


def _books(connection: psycopg.Connection[TupleRow], wanted: Sequence[int] | None) -> list[int]:
    here = [row[0] for row in connection.execute("SELECT book FROM book ORDER BY book")]
    for book in wanted or ():
        if book not in here:
            raise AuditBookUnknown(f"没有账簿 {book}", book=book)
    return here if wanted is None else sorted(set(wanted))


def _judge(
    connection: psycopg.Connection[TupleRow],
    rule: Rule,
    book: int,
    as_of: date,
    known_at: datetime,
    values: Mapping[str, ParameterValue],
) -> tuple[Outcome, list[Finding]]:
    arguments = {
        **{name: list(v) if isinstance(v, tuple) else v for name, v in values.items()},
        "book": book,
        "as_of": as_of,
        "known_at": known_at,
    }
    kept = recorded(values)
    counts: Counter[str] = Counter()
    reasons: Counter[str] = Counter()
    seen: set[tuple[str, str]] = set()
    findings: list[Finding] = []
    try:
        with connection.cursor(row_factory=dict_row) as cursor:
            for row in cursor.execute(sql.SQL(rule.sql), arguments):
                subject = (row["subject_kind"], row["subject"])
                if subject in seen:
                    raise ValueError(f"subject twice: {subject}")
                seen.add(subject)
                counts[row["outcome"]] += 1
                if row["outcome"] == "flagged":
                    findings.append(_finding(rule, book, row, kept))
                elif row["outcome"] == "not_computable":
                    reasons[_said(row["reason"])] += 1
                elif row["outcome"] != "clear":
                    raise ValueError(f"outcome {row['outcome']!r}")
    except (psycopg.Error, Refusal, ValueError, KeyError) as error:
        raise AuditRuleFailed(
            f"规则 {rule.code} 在账簿 {book} 上无法运行：{str(error).splitlines()[0]}",
            rule=rule.code,
            book=book,
        ) from error
    findings.sort(key=lambda each: (-(each.amount_fen or 0), each.subject))
    outcome = Outcome(
        book=book,
        rule=rule.code,
        version=rule.version,
        parameters=kept,
        flagged=counts["flagged"],
        clear=counts["clear"],
        not_computable=counts["not_computable"],
        reasons=dict(sorted(reasons.items())),
    )
    return outcome, findings


def _finding(rule: Rule, book: int, row: DictRow, parameters: dict[str, Canonical]) -> Finding:
    evidence = row["evidence"]
    if not isinstance(evidence, dict) or not evidence:
        raise ValueError(f"no evidence for {row['subject']}")
    canonical(evidence)  # refuses floats and nulls: a fingerprint must be the same everywhere
    return Finding(
        book=book,
        rule=rule.code,
        version=rule.version,
        severity=Severity(row.get("severity") or rule.severity),
        subject_kind=row["subject_kind"],
        subject=_said(row["subject"]),
        title=_said(row["title"]),
        amount_fen=row["amount_fen"],
        evidence=evidence,
        parameters=parameters,
    )


def _said(text: str | None) -> str:
    if not text:
        raise ValueError("a subject, title or reason is missing")
    return text


def _keep(database: Database, result: RunResult) -> None:
    made = result.run
    with database.connect() as connection, connection.transaction():
        connection.execute(
            "INSERT INTO audit_run (run, as_of, known_at, started_at, finished_at, actor, books,"
            " rules) VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
            (
                made.run,
                made.as_of,
                made.known_at,
                made.started_at,
                made.finished_at,
                made.actor,
                Jsonb(list(made.books)),
                Jsonb(list(made.rules)),
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
                " subject, title, amount_fen, evidence, parameters, fingerprint)"
                " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
                _finding_rows(result),
            )


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
            *(Jsonb(each.evidence), Jsonb(each.parameters), each.fingerprint),
        )
