"""Which runs of the rules were asked for, and how far has each come?

Rows are added, never changed: whether a run is under way is read from its steps and from the lock
that it holds.
"""

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint
from sqlmodel import Field

from ledger.storage.tables.base import SCHEMA, Row, instant, jsonb, refers


class AuditJob(Row, table=True):
    """A run that was begun: by whom, as of which day, over which books, by how many rules."""

    __tablename__ = "audit_job"
    job: UUID = Field(primary_key=True)
    asked_by: str
    asked_at: datetime = instant()
    as_of: date
    books: list[int] = jsonb()
    rules: int
    full: bool


class AuditJobStep(Row, table=True):
    """What became of it: a rule judged in a book, a book done, and how it ended.

    `book` 0 and `rule` '' where the step is about the whole. `note`: the key of the run that was
    kept, why it failed, or who stopped it.
    """

    __tablename__ = "audit_job_step"
    __table_args__: ClassVar[Any] = (
        CheckConstraint(
            "kind IN ('judged', 'book', 'stop', 'kept', 'failed', 'stopped')",
            name="audit_job_step_known",
        ),
        refers("audit_job_step_job", "job", "audit_job"),
        {"schema": SCHEMA},
    )
    job: UUID = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    book: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    rule: str = Field(primary_key=True)
    note: str
    happened_at: datetime = instant()
