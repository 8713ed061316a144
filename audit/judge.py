"""What does one rule say of one book, given the facts? Rows in, outcome and findings out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import psycopg
from psycopg import Cursor, sql
from psycopg.rows import DictRow, TupleRow

from audit.facts import Snapshot
from audit.increment import WHOLE_BOOK, Basis
from audit.outcome import Finding
from audit.rule import ParameterValue, Rule, Severity, recorded
from audit.verdicts import Said
from ledger.values.canonical import Canonical, canonical
from ledger.values.refusal import Refusal


class AuditRuleFailed(Refusal):
    """A rule could not be computed at all; the run wrote nothing."""


@dataclass(slots=True)
class Judged:
    """What a rule said: how many subjects, why some not, the leads, and when to look again.

    `of_key`: the counts of each key, where the rule has keys; `due` of one without is the book's.
    """

    said: Said = field(default_factory=Counter)
    of_key: dict[str, dict[str, int]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    due: dict[str, date] = field(default_factory=dict)


def judge(
    snapshot: Snapshot,
    rule: Rule,
    book: int,
    basis: Basis,
    values: Mapping[str, ParameterValue],
    *,
    whole: bool,
) -> Judged:
    """Judge all subjects, or (not whole) those of the touched keys. Raises AuditRuleFailed."""
    arguments: dict[str, object] = {
        **{name: list(v) if isinstance(v, tuple) else v for name, v in values.items()},
        "book": book,
        "as_of": basis.as_of,
        "known_at": basis.known_at,
        "whole": whole,
    }
    judged = Judged()
    try:
        with snapshot.cursor() as cursor:
            cursor.execute(sql.SQL(rule.sql), arguments)
            _take_all(judged, rule, book, cursor, recorded(values), basis.as_of)
        if rule.due:
            day = snapshot.execute(sql.SQL(rule.due), arguments).fetchone()
            if day is not None and day[0] is not None:
                _look_again(judged, WHOLE_BOOK, day[0], basis.as_of)
    except (psycopg.Error, Refusal, ValueError, KeyError) as error:
        raise AuditRuleFailed(
            f"规则 {rule.code} 在账簿 {book} 上无法运行：{str(error).splitlines()[0]}",
            rule=rule.code,
            book=book,
        ) from error
    return judged


def _take_all(
    judged: Judged,
    rule: Rule,
    book: int,
    cursor: Cursor[TupleRow],
    kept: dict[str, Canonical],
    as_of: date,
) -> None:
    """Nearly all rows are clear, and millions: nothing is made of these but counts."""
    names = [column.name for column in cursor.description or ()]
    at = {name: column for column, name in enumerate(names)}
    kind, subject, outcome = at["subject_kind"], at["subject"], at["outcome"]
    at_key, at_due = (at["key"], at["due_on"]) if rule.by_key else (None, None)
    seen: set[tuple[str, str]] = set()
    key = None
    for row in cursor:
        one = (row[kind], row[subject])
        if one in seen:
            raise ValueError(f"subject twice: {one}")
        seen.add(one)
        said = row[outcome]
        if at_key is not None:
            key = _said(row[at_key])
        if said == "flagged":
            judged.findings.append(
                _finding(rule, book, dict(zip(names, row, strict=True)), kept, key)
            )
        elif said == "not_computable":
            said = _said(row[at["reason"]])
        elif said != "clear":
            raise ValueError(f"outcome {said!r}")
        judged.said[said] += 1
        if key is None or at_due is None:
            continue
        of_key = judged.of_key.setdefault(key, {})
        of_key[said] = of_key.get(said, 0) + 1
        if row[at_due] is not None:
            _look_again(judged, key, row[at_due], as_of)


def _look_again(judged: Judged, key: str, due_on: date, as_of: date) -> None:
    if due_on <= as_of:
        raise ValueError(f"due before the day of the run: {due_on}")
    judged.due[key] = min(due_on, judged.due.get(key, due_on))


def _finding(
    rule: Rule, book: int, row: DictRow, parameters: dict[str, Canonical], key: str | None
) -> Finding:
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
        key=key,
    )


def _said(text: str | None) -> str:
    if not text:
        raise ValueError("a subject, title, reason or key is missing")
    return text
