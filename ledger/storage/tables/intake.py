"""What files leave behind beside their rows: the numbers others use, and what became of bad rows.

A household or a list has a uuid here and a number of its own in the bureau's files; the two are
joined once and for ever. A row set aside (隔离) stays visible until a resolution names it.
"""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field

from ledger.storage.tables.base import SCHEMA, Row, instant, octets, refers


class RegisterCode(Row, table=True):
    """The number by which files name a thing of the book: 户编号, 清单编号."""

    __tablename__ = "register_code"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("book", "kind", "key", name="register_code_is_one"),
        CheckConstraint("kind IN ('household', 'list')", name="register_code_kind_known"),
        refers("register_code_book", "book", "book"),
        {"schema": SCHEMA},
    )
    book: int = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    code: str = Field(primary_key=True)
    key: UUID
    known_at: datetime = instant()


class ExternalNumber(Row, table=True):
    """The number that another system gave a payment (or the bank its result): once per book,
    system and kind, so that no file can pay it twice. It leads to the draft and line made of it.

    `attempt` counts from 1: where the draft was rejected, a corrected file uses the number again,
    and the draft of the earlier attempt can no longer be submitted.

    No foreign key: these rows are written by the thousand beside their source rows.
    """

    __tablename__ = "external_number"
    __table_args__: ClassVar[Any] = (
        CheckConstraint("kind IN ('payment', 'bank_result')", name="external_number_kind_known"),
        Index("external_number_by_draft", "book", "draft"),
        {"schema": SCHEMA},
    )
    book: int = Field(primary_key=True)
    system: str = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    number: str = Field(primary_key=True)
    document: UUID
    row: int
    draft: UUID
    line: int
    digest: bytes = octets()
    attempt: int = Field(primary_key=True)


class RowResolution(Row, table=True):
    """What became of a row that was set aside: a corrected row took its place, or it was dropped
    for a reason."""

    __tablename__ = "row_resolution"
    __table_args__: ClassVar[Any] = (
        CheckConstraint(
            "(by_document IS NULL) = (by_row IS NULL) AND (by_row IS NOT NULL OR reason <> '')",
            name="resolution_names_row_or_reason",
        ),
        refers("row_resolution_row", "book document row", "source_row"),
        {"schema": SCHEMA},
    )
    book: int = Field(primary_key=True)
    document: UUID = Field(primary_key=True)
    row: int = Field(primary_key=True)
    by_document: UUID | None = Field(default=None)
    by_row: int | None = Field(default=None)
    reason: str
    actor: str
    resolved_at: datetime = instant()
