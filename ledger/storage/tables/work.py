"""Work that precedes the ledger: drafts and their approvals, imported documents, users.

Versions, steps, documents and rows are added, never changed; whether a draft is posted is read
from the ledger, never stored.
"""

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from ledger.storage.tables.base import SCHEMA, Row, fen, instant, jsonb, octets, refers, texts


class Draft(Row, table=True):
    """A voucher in the making; its content is in its versions."""

    __tablename__ = "draft"
    __table_args__: ClassVar[Any] = (
        refers("draft_book", "book", "book"),
        Index("draft_by_document", "book", "document"),
        {"schema": SCHEMA},
    )
    book: int = Field(primary_key=True)
    draft: UUID = Field(primary_key=True)
    created_at: datetime = instant()
    document: UUID | None = Field(default=None)


class DraftVersion(Row, table=True):
    """One version of a draft: the voucher's content, its digest, its warnings and its problems.

    `problems` that are not empty (待补正) keep it from being submitted.
    """

    __tablename__ = "draft_version"
    __table_args__: ClassVar[Any] = (
        refers("draft_version_draft", "book draft", "draft"),
        {"schema": SCHEMA},
    )
    book: int = Field(primary_key=True)
    draft: UUID = Field(primary_key=True)
    version: int = Field(primary_key=True)
    title: str
    kind: str
    amount_fen: int = fen()
    content: dict[str, Any] = jsonb()
    digest: bytes = octets()
    warnings: list[dict[str, Any]] = jsonb()
    problems: list[dict[str, Any]] = jsonb()
    maker: str
    made_at: datetime = instant()


class DraftEvent(Row, table=True):
    """One step of a draft: submitted, approved, rejected, withdrawn; approval names a digest."""

    __tablename__ = "draft_event"
    __table_args__: ClassVar[Any] = (
        CheckConstraint(
            "action IN ('submit', 'approve', 'reject', 'withdraw')", name="draft_action_known"
        ),
        refers("draft_event_version", "book draft version", "draft_version"),
        {"schema": SCHEMA},
    )
    book: int = Field(primary_key=True)
    draft: UUID = Field(primary_key=True)
    seq: int = Field(primary_key=True)
    version: int
    action: str
    actor: str
    digest: bytes = octets()
    reason: str
    happened_at: datetime = instant()


class SourceDocument(Row, table=True):
    """An imported document (a notice, a roster) under its own id; a changed one is a version."""

    __tablename__ = "source_document"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("book", "external_id", "version", name="source_document_is_one"),
        refers("source_document_book", "book", "book"),
        {"schema": SCHEMA},
    )
    book: int = Field(primary_key=True)
    document: UUID = Field(primary_key=True)
    external_id: str
    version: int
    kind: str
    title: str
    issuer: str
    place: str
    doc_nos: list[str] = texts()
    document_on: date | None = Field(default=None)
    published_on: date | None = Field(default=None)
    source_url: str
    printed_fen: int | None = fen(nullable=True)
    computed_fen: int | None = fen(nullable=True)
    remarks: list[str] = texts()
    report: dict[str, Any] = jsonb()
    digest: bytes = octets()
    imported_by: str
    imported_at: datetime = instant()


class SourceRow(Row, table=True):
    """One row of an imported document and what became of it: used, not money, or refused."""

    __tablename__ = "source_row"
    __table_args__: ClassVar[Any] = (
        CheckConstraint(
            "outcome IN ('used', 'not_money', 'refused')", name="source_row_outcome_known"
        ),
        refers("source_row_document", "book document", "source_document"),
        {"schema": SCHEMA},
    )
    book: int = Field(primary_key=True)
    document: UUID = Field(primary_key=True)
    row: int = Field(primary_key=True)
    tag: str
    outcome: str
    refused_column: str
    reason: str
    amount_fen: int | None = fen(nullable=True)
    cells: dict[str, Any] = jsonb()
    digest: bytes = octets()


class AppUser(Row, table=True):
    """A person who may sign in."""

    __tablename__ = "app_user"
    login: str = Field(primary_key=True)
    name: str
    password_hash: str
    active: bool
    created_at: datetime = instant()


class AppUserRole(Row, table=True):
    """A role of a user: read reach is a region's subtree, write reach one book, town or village."""

    __tablename__ = "app_user_role"
    __table_args__: ClassVar[Any] = (
        refers("app_user_role_user", "login", "app_user"),
        {"schema": SCHEMA},
    )
    login: str = Field(primary_key=True)
    role: str = Field(primary_key=True)
    region: str = Field(primary_key=True)
    book: int | None = Field(default=None)
