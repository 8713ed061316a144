"""What was found, and what does a rule say? For the command line, the API and the pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import LiteralString
from uuid import UUID

from psycopg.rows import dict_row

from audit.catalogue import rule as rule_of
from audit.outcome import Finding, Outcome, Run
from audit.rule import Parameter, Severity
from ledger.storage.database import Database
from ledger.values.refusal import Refusal


class AuditRunUnknown(Refusal):
    """No audit run has this key, or none was made yet."""


class FindingUnknown(Refusal):
    """A run has no finding with this identity."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """A rule's page (Chinese Markdown) with its parameters."""

    code: str
    version: int
    name: str
    kind: str
    severity: Severity
    page: str
    parameters: tuple[Parameter, ...]
    needs: tuple[str, ...]


def explain(code: str) -> Explanation:
    """Raises RuleUnknown."""
    found = rule_of(code)
    rule = found.rule
    return Explanation(
        code=rule.code,
        version=rule.version,
        name=rule.name,
        kind=rule.kind.chinese,
        severity=rule.severity,
        page=found.page,
        parameters=rule.parameters,
        needs=tuple(sorted(rule.needs)),
    )


def list_runs(database: Database, *, limit: int = 20) -> list[Run]:
    """The latest runs, the newest first."""
    return _runs(database, None, limit)


def get_run(database: Database, run: UUID | None = None) -> Run:
    """This run, or the latest. Raises AuditRunUnknown."""
    found = _runs(database, run, 1)
    if not found:
        raise AuditRunUnknown("还没有运行过审计规则" if run is None else f"没有审计运行 {run}")
    return found[0]


def list_outcomes(database: Database, *, run: UUID | None = None) -> list[Outcome]:
    """What each rule said of each book in this run (None: the latest). Raises AuditRunUnknown."""
    chosen = get_run(database, run)
    with database.reading() as connection, connection.cursor(row_factory=dict_row) as cursor:
        cursor.execute(
            "SELECT book, rule, version, parameters, flagged, clear, not_computable, reasons"
            " FROM audit_outcome WHERE run = %s ORDER BY book, rule",
            (chosen.run,),
        )
        return [Outcome(**row) for row in cursor]


def list_findings(
    database: Database,
    *,
    run: UUID | None = None,
    books: Sequence[int] | None = None,
    rules: Sequence[str] | None = None,
    severities: Sequence[Severity] | None = None,
    limit: int | None = None,
    offset: int = 0,
) -> list[Finding]:
    """The leads of a run (None: the latest), severest and largest first. None filters nothing.

    Raises AuditRunUnknown, RuleUnknown.
    """
    chosen = get_run(database, run)
    for code in rules or ():
        rule_of(code)
    with database.reading() as connection, connection.cursor(row_factory=dict_row) as cursor:
        cursor.execute(
            _FINDINGS,
            {
                "run": chosen.run,
                "books": None if books is None else list(books),
                "rules": None if rules is None else list(rules),
                "severities": None if severities is None else [each.value for each in severities],
                "identity": None,
                "limit": limit,
                "offset": offset,
            },
        )
        return [finding_of(row) for row in cursor]


def get_finding(database: Database, identity: bytes, *, run: UUID | None = None) -> Finding:
    """One lead of a run (None: the latest). Raises AuditRunUnknown, FindingUnknown."""
    chosen = get_run(database, run)
    with database.reading() as connection, connection.cursor(row_factory=dict_row) as cursor:
        cursor.execute(
            _FINDINGS,
            {
                **dict.fromkeys(("books", "rules", "severities", "limit")),
                "run": chosen.run,
                "identity": identity,
                "offset": 0,
            },
        )
        row = cursor.fetchone()
    if row is None:
        raise FindingUnknown(f"审计运行 {chosen.run} 里没有疑点 {identity.hex()}")
    return finding_of(row)


FINDING_COLUMNS: LiteralString = (
    "book, rule, version, severity, subject_kind, subject, title, amount_fen, evidence, parameters,"
    " key"
)

_FINDINGS: LiteralString = f"""
SELECT {FINDING_COLUMNS}
FROM finding
WHERE run = %(run)s
  AND (%(books)s::integer[] IS NULL OR book = ANY (%(books)s))
  AND (%(rules)s::text[] IS NULL OR rule = ANY (%(rules)s))
  AND (%(severities)s::text[] IS NULL OR severity = ANY (%(severities)s))
  AND (%(identity)s::bytea IS NULL OR identity = %(identity)s)
ORDER BY array_position(ARRAY['H', 'M', 'L'], severity), coalesce(amount_fen, 0) DESC, book, rule,
  subject
LIMIT %(limit)s OFFSET %(offset)s
"""


def finding_of(row: dict[str, object]) -> Finding:
    """A lead from its row, read by FINDING_COLUMNS."""
    return Finding(**{**row, "severity": Severity(str(row["severity"]))})  # type: ignore[arg-type]


def _runs(database: Database, run: UUID | None, limit: int) -> list[Run]:
    with database.reading() as connection, connection.cursor(row_factory=dict_row) as cursor:
        cursor.execute(
            "SELECT run, as_of, known_at, started_at, finished_at, actor, books, rules,"
            " based_on FROM audit_run WHERE %(run)s::uuid IS NULL OR run = %(run)s"
            " ORDER BY started_at DESC, run LIMIT %(limit)s",
            {"run": run, "limit": limit},
        )
        return [
            Run(**{**row, "books": tuple(row["books"]), "rules": tuple(row["rules"])})
            for row in cursor
        ]
