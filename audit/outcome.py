"""What does a run of the rules say? Counts for every rule and book, and the leads with evidence."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from audit.rule import Severity
from ledger.values.canonical import Canonical, canonical


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one rule said of one book. `reasons`: why not computable → how many subjects."""

    book: int
    rule: str
    version: int
    parameters: dict[str, Canonical]
    flagged: int
    clear: int
    not_computable: int
    reasons: dict[str, int]


@dataclass(frozen=True, slots=True)
class Finding:
    """疑点: a lead, not a verdict. `key`: what must change for it to be judged again."""

    book: int
    rule: str
    version: int
    severity: Severity
    subject_kind: str
    subject: str
    title: str
    amount_fen: int | None
    evidence: dict[str, Canonical]
    parameters: dict[str, Canonical]
    key: str | None = None

    @property
    def identity(self) -> bytes:
        """32 bytes: the same lead in every run, whatever its amount has become."""
        return _digest(
            {
                "book": self.book,
                "rule": self.rule,
                "subject": self.subject,
                "subject_kind": self.subject_kind,
            }
        )

    @property
    def fingerprint(self) -> bytes:
        """32 bytes: changes when the facts behind the lead have changed."""
        facts: dict[str, Canonical] = {"evidence": self.evidence}
        if self.amount_fen is not None:
            facts["amount_fen"] = self.amount_fen
        return _digest(facts)


@dataclass(frozen=True, slots=True)
class Run:
    """One run: over which books, by which rules, as of which day, as known at which instant.

    `based_on`: a run before, since which only what has changed was judged; None for a full run.
    """

    run: UUID
    as_of: date
    known_at: datetime
    started_at: datetime
    finished_at: datetime
    actor: str
    books: tuple[int, ...]
    rules: tuple[str, ...]
    based_on: UUID | None = None


@dataclass(frozen=True, slots=True)
class RunResult:
    """A run with everything it said, in the order of book, rule, and amount (largest first)."""

    run: Run
    outcomes: tuple[Outcome, ...]
    findings: tuple[Finding, ...]


def _digest(value: Canonical) -> bytes:
    return hashlib.sha256(canonical(value)).digest()
