"""Erasure of personal data: asked for by one, decided by another, recorded as an event of the book.

Requests and decisions are written by the application; `erasure` and `erased_line` by the function
`erase` alone, in the transaction that deletes the sealed rows.
"""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field

from ledger.storage.tables.base import SCHEMA, Row, big, instant, refers


class ErasureRequest(Row, table=True):
    """Somebody asks that the personal data of a person be erased, and why."""

    __tablename__ = "erasure_request"
    __table_args__: ClassVar[Any] = (
        CheckConstraint("reason <> ''", name="erasure_request_has_reason"),
        refers("erasure_request_person", "book person", "person"),
        {"schema": SCHEMA},
    )
    book: int = Field(primary_key=True)
    request: UUID = Field(primary_key=True)
    person: UUID
    reason: str
    actor: str
    requested_at: datetime = instant()


class ErasureDecision(Row, table=True):
    """What a second person decided on a request, once: approve, or reject with a reason."""

    __tablename__ = "erasure_decision"
    __table_args__: ClassVar[Any] = (
        CheckConstraint("action IN ('approve', 'reject')", name="erasure_action_known"),
        CheckConstraint("action = 'approve' OR reason <> ''", name="erasure_rejection_has_reason"),
        refers("erasure_decision_request", "book request", "erasure_request"),
        {"schema": SCHEMA},
    )
    book: int = Field(primary_key=True)
    request: UUID = Field(primary_key=True)
    action: str
    actor: str
    reason: str
    decided_at: datetime = instant()


class Erasure(Row, table=True):
    """An erasure that was carried out: its event, and how many sealed rows of each kind went."""

    __tablename__ = "erasure"
    __table_args__: ClassVar[Any] = (
        CheckConstraint("maker <> checker", name="erasure_maker_is_not_checker"),
        refers("erasure_event", "book event", "book_event"),
        Index("erasure_by_person", "book", "person"),
        {"schema": SCHEMA},
    )
    book: int = Field(primary_key=True)
    request: UUID = Field(primary_key=True)
    event: int = big()
    person: UUID
    maker: str
    checker: str
    erased_at: datetime = instant()
    identities: int
    phones: int
    cards: int
    household_rows: int
    payment_lines: int
    confirmations: int
    duties: int
    organisations: int


class ErasedLine(Row, table=True):
    """A payment line whose sealed disclosures an erasure deleted: why `verify` misses nothing."""

    __tablename__ = "erased_line"
    __table_args__: ClassVar[Any] = (
        refers("erased_line_erasure", "book request", "erasure"),
        {"schema": SCHEMA},
    )
    book: int = Field(primary_key=True)
    year: int = Field(primary_key=True)
    number: int = Field(primary_key=True)
    line: int = Field(primary_key=True)
    request: UUID


class ErasedRecord(Row, table=True):
    """A confirmation whose sealed signer an erasure deleted: why `verify` misses nothing."""

    __tablename__ = "erased_record"
    __table_args__: ClassVar[Any] = (
        refers("erased_record_erasure", "book request", "erasure"),
        {"schema": SCHEMA},
    )
    book: int = Field(primary_key=True)
    record: UUID = Field(primary_key=True)
    request: UUID
