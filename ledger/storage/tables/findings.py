"""What the audit found: a run, the outcome of every rule in it, the leads with their evidence."""

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field

from ledger.storage.tables.base import SCHEMA, Row, fen, instant, jsonb, octets, refers


class AuditRun(Row, table=True):
    """One run of the rules over some books, as of a day, as known at an instant.

    `basis`: where a later run over changes begins. `based_on`: the run that this one began from.
    """

    __tablename__ = "audit_run"
    run: UUID = Field(primary_key=True)
    as_of: date
    known_at: datetime = instant()
    started_at: datetime = instant()
    finished_at: datetime | None = instant(nullable=True)
    actor: str
    books: list[int] = jsonb()
    rules: list[str] = jsonb()
    basis: dict[str, Any] | None = jsonb(nullable=True)
    based_on: UUID | None = Field(default=None)


class AuditOutcome(Row, table=True):
    """What one rule said of one book: how many subjects flagged, clear, not computable and why."""

    __tablename__ = "audit_outcome"
    __table_args__: ClassVar[Any] = (
        refers("audit_outcome_run", "run", "audit_run"),
        {"schema": SCHEMA},
    )
    run: UUID = Field(primary_key=True)
    book: int = Field(primary_key=True)
    rule: str = Field(primary_key=True)
    version: int
    parameters: dict[str, Any] = jsonb()
    flagged: int
    clear: int
    not_computable: int
    reasons: dict[str, int] = jsonb()


class Finding(Row, table=True):
    """疑点: a lead, with amount, evidence, rule version and parameters."""

    __tablename__ = "finding"
    __table_args__: ClassVar[Any] = (
        refers("finding_run", "run", "audit_run"),
        Index("finding_by_identity", "book", "identity"),
        {"schema": SCHEMA},
    )
    run: UUID = Field(primary_key=True)
    book: int = Field(primary_key=True)
    rule: str = Field(primary_key=True)
    identity: bytes = Field(primary_key=True)
    version: int
    severity: str
    subject_kind: str
    subject: str
    title: str
    amount_fen: int | None = fen(nullable=True)
    evidence: dict[str, Any] = jsonb()
    parameters: dict[str, Any] = jsonb()
    fingerprint: bytes = octets()
    key: str | None = Field(default=None)
