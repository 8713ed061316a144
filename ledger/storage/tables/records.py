"""What is recorded beside vouchers: payees' confirmations, attached files, the closed opening.

Only the functions of ../sql/records.sql write here. Names and notes stand in `record_private`
alone, sealed; the rows keep their commitments (`sd`, 32 bytes each).
"""

from datetime import date, datetime, time
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field

from ledger.storage.tables.base import SCHEMA, Row, big, fen, instant, octets, refers


class Confirmation(Row, table=True):
    """签收: what the payee of one payment line says he received; one row of a batch.

    The batch is one event; `place` is the row's leaf under the root that the event states.
    """

    __tablename__ = "confirmation"
    __table_args__: ClassVar[Any] = (
        UniqueConstraint("book", "event", "place", name="confirmation_place_is_one"),
        CheckConstraint(
            "outcome IN ('received', 'less', 'not_received')", name="confirmation_outcome_known"
        ),
        CheckConstraint(
            "CASE WHEN outcome = 'not_received' THEN amount_fen IS NULL AND goods = '' "
            "ELSE (amount_fen > 0) IS TRUE OR goods <> '' END",
            name="confirmation_says_what",
        ),
        refers("confirmation_event", "book event", "book_event"),
        refers("confirmation_corrects", "book corrects", "confirmation", "book confirmation"),
        Index(
            "confirmation_is_one",
            "book",
            "year",
            "number",
            "line",
            unique=True,
            postgresql_where=text("corrects IS NULL"),
        ),
        Index(
            "confirmation_corrected_once",
            "book",
            "corrects",
            unique=True,
            postgresql_where=text("corrects IS NOT NULL"),
        ),
        Index("confirmation_by_line", "book", "year", "number", "line"),
        {"schema": SCHEMA},
    )
    book: int = Field(primary_key=True)
    confirmation: UUID = Field(primary_key=True)
    event: int = big()
    place: int
    year: int
    number: int
    line: int
    outcome: str
    amount_fen: int | None = fen(nullable=True)
    goods: str
    relation: str
    means: str
    signed_on: date
    signed_time: time | None = Field(default=None)
    corrects: UUID | None = Field(default=None)
    evidence: bytes | None = octets(nullable=True)
    sd: bytes = octets()


class RecordPrivate(Row, table=True):
    """The sealed disclosures of a confirmation or of a closed opening; erasable."""

    __tablename__ = "record_private"
    __table_args__: ClassVar[Any] = (
        refers("record_private_book", "book", "book"),
        {"schema": SCHEMA},
    )
    book: int = Field(primary_key=True)
    record: UUID = Field(primary_key=True)
    sealed: bytes = octets()


class Attachment(Row, table=True):
    """附件: a file by its SHA-256, attached to something of the book.

    `event` is null only while it hangs on a draft; then the posting fixes it by an event of its
    own. The name of the file is no part of any leaf: people write names of persons into it.
    """

    __tablename__ = "attachment"
    __table_args__: ClassVar[Any] = (
        CheckConstraint("octet_length(digest) = 32", name="attachment_digest_is_sha256"),
        CheckConstraint("size_bytes > 0", name="attachment_has_bytes"),
        CheckConstraint("(event IS NULL) = (subject = 'draft')", name="attachment_has_event"),
        CheckConstraint(
            "subject IN ('draft', 'voucher', 'notice', 'confirmations', 'document', 'book')",
            name="attachment_subject_known",
        ),
        refers("attachment_event", "book event", "book_event"),
        Index("attachment_by_subject", "book", "subject", "subject_key"),
        {"schema": SCHEMA},
    )
    book: int = Field(primary_key=True)
    attachment: UUID = Field(primary_key=True)
    event: int | None = big(nullable=True)
    subject: str
    subject_key: str
    digest: bytes = octets()
    size_bytes: int = big()
    media_type: str
    name: str
    what: str
    added_by: str
    added_at: datetime = instant()


class AttachmentStruck(Row, table=True):
    """An attachment that was taken off its draft again before the draft was submitted."""

    __tablename__ = "attachment_struck"
    __table_args__: ClassVar[Any] = (
        refers("attachment_struck_attachment", "book attachment", "attachment"),
        {"schema": SCHEMA},
    )
    book: int = Field(primary_key=True)
    attachment: UUID = Field(primary_key=True)
    reason: str
    struck_by: str
    struck_at: datetime = instant()


class OpeningList(Row, table=True):
    """期初清单: one version of the list of what stands where on the day before the book is live."""

    __tablename__ = "opening_list"
    __table_args__: ClassVar[Any] = (
        refers("opening_list_book", "book", "book"),
        {"schema": SCHEMA},
    )
    book: int = Field(primary_key=True)
    list: UUID = Field(primary_key=True)
    as_of: date
    total_fen: int = fen()
    digest: bytes = octets()
    made_by: str
    made_at: datetime = instant()


class OpeningRow(Row, table=True):
    """One line of an opening list: an amount of one lot in one account."""

    __tablename__ = "opening_row"
    __table_args__: ClassVar[Any] = (
        CheckConstraint("amount_fen > 0", name="opening_amount_positive"),
        refers("opening_row_list", "book list", "opening_list"),
        {"schema": SCHEMA},
    )
    book: int = Field(primary_key=True)
    list: UUID = Field(primary_key=True)
    row: int = Field(primary_key=True)
    kind: str
    owner: str
    lot: UUID
    doc_no: str
    amount_fen: int = fen()


class OpeningClosing(Row, table=True):
    """The opening of a book is closed, once: which list, signed when, with which scan."""

    __tablename__ = "opening_closing"
    __table_args__: ClassVar[Any] = (
        refers("opening_closing_event", "book event", "book_event"),
        refers("opening_closing_list", "book list", "opening_list"),
        {"schema": SCHEMA},
    )
    book: int = Field(primary_key=True)
    event: int = big()
    list: UUID
    total_fen: int = fen()
    signed_on: date
    scan: bytes | None = octets(nullable=True)
    closed_by: str
    sd: bytes = octets()
