"""What does one rule say of one book, given the facts? Rows in, outcome and findings out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import psycopg
from psycopg import sql
from psycopg.rows import DictRow, dict_row

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
    of_key: dict[str, Said] = field(default_factory=dict)
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
    kept = recorded(values)
    judged = Judged()
    seen: set[tuple[str, str]] = set()
    try:
        with snapshot.cursor(row_factory=dict_row) as cursor:
            for row in cursor.execute(sql.SQL(rule.sql), arguments):
                subject = (row["subject_kind"], row["subject"])
                if subject in seen:
                    raise ValueError(f"subject twice: {subject}")
                seen.add(subject)
                _take(judged, rule, book, row, kept, basis.as_of)
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


def _take(
    judged: Judged,
    rule: Rule,
    book: int,
    row: DictRow,
    kept: dict[str, Canonical],
    as_of: date,
) -> None:
    said = row["outcome"]
    if said == "not_computable":
        said = _said(row["reason"])
    elif said not in ("flagged", "clear"):
        raise ValueError(f"outcome {said!r}")
    judged.said[said] += 1
    key = _said(row["key"]) if rule.by_key else None
    if said == "flagged":
        judged.findings.append(_finding(rule, book, row, kept, key))
    if key is None:
        return
    of_key = judged.of_key.setdefault(key, Counter())
    of_key[said] += 1
    due_on = row["due_on"]
    if due_on is not None:
        _look_again(judged, key, due_on, as_of)


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
