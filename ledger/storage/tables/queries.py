"""The auditors' own queries: what was kept by name, what was run, what came of it.

Shared by all books, since one query may read several. Rows are added, never changed.
"""

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Integer, UniqueConstraint
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Field

from ledger.storage.tables.base import SCHEMA, Row, big, instant, jsonb, octets, refers


class AuditQuery(Row, table=True):
    """A version of a named query; `sql` is the whole text with its heading (audit/query).

    `retired`: from this version on it is no longer offered.
    """

    __tablename__ = "audit_query"
    __table_args__: ClassVar[Any] = (
        CheckConstraint("version >= 1", name="audit_query_version_from_one"),
        CheckConstraint("purpose <> '' AND title <> ''", name="audit_query_says_why"),
        {"schema": SCHEMA},
    )
    name: str = Field(primary_key=True)
    version: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    title: str
    purpose: str
    sql: str
    author: str
    made_at: datetime = instant()
    retired: bool


class AuditQueryRun(Row, table=True):
    """One query as it was about to be run: by whom, which text, over which books, as of when.

    `reach`: the SHA-256 of the secret by which the session of this run sees `books`. `name` is
    empty for free SQL.
    """

    __tablename__ = "audit_query_run"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("reach", name="audit_query_run_reach_is_one"),
        {"schema": SCHEMA},
    )
    run: UUID = Field(primary_key=True)
    actor: str
    started_at: datetime = instant()
    name: str
    version: int | None = Field(default=None)
    sql: str
    parameters: dict[str, str] = jsonb()
    books: list[int] = Field(sa_type=ARRAY(Integer), nullable=False)
    as_of: date
    known_at: datetime = instant()
    reach: bytes = octets()


class AuditQueryOutcome(Row, table=True):
    """What came of a run; a run without an outcome was broken off.

    `outcome`: done, cut (more rows than the cap), refused (never run), timed_out, failed.
    `digest`: SHA-256 of the rows, so that the same answer can be told.
    """

    __tablename__ = "audit_query_outcome"
    __table_args__: ClassVar[Any] = (
        CheckConstraint(
            "outcome IN ('done', 'cut', 'refused', 'timed_out', 'failed')",
            name="audit_query_outcome_known",
        ),
        refers("audit_query_outcome_run", "run", "audit_query_run"),
        {"schema": SCHEMA},
    )
    run: UUID = Field(primary_key=True)
    outcome: str
    rows: int
    duration_ms: int = big()
    message: str
    digest: bytes | None = octets(nullable=True)
