"""What crosses from one database to another: whom we believe, what came in, what was acknowledged.

Keys are Ed25519 public keys (32 bytes). A file that was taken in is kept byte for byte, so that
its signature can be checked again for ever. Rows are written by ../sql/exchange.sql only.
"""

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import CheckConstraint
from sqlmodel import Field

from ledger.storage.tables.base import SCHEMA, Row, big, fen, instant, octets, refers


class ExchangePeer(Row, table=True):
    """Whether the holder of `key` may speak for `book`, a book of another database.

    The last row decides; an earlier one says what was believed then.
    """

    __tablename__ = "exchange_peer"
    __table_args__: ClassVar[Any] = (
        CheckConstraint("octet_length(key) = 32", name="peer_key_is_ed25519"),
        {"schema": SCHEMA},
    )
    book: int = Field(primary_key=True)
    key: bytes = octets(primary_key=True)
    seq: int = Field(primary_key=True)
    name: str
    trusted: bool
    decided_at: datetime = instant()
    decided_by: str


class ExchangeFile(Row, table=True):
    """A signed file that was taken in by `book`; `digest` is the SHA-256 of `content`."""

    __tablename__ = "exchange_file"
    __table_args__: ClassVar[Any] = (
        refers("exchange_file_book", "book", "book"),
        {"schema": SCHEMA},
    )
    book: int = Field(primary_key=True)
    digest: bytes = octets(primary_key=True)
    format: str
    from_book: int
    signer: bytes = octets()
    made_at: datetime = instant()
    taken_at: datetime = instant()
    taken_by: str
    content: bytes = octets()


class DeliveryReceipt(Row, table=True):
    """The lower book says that an entry of a pass-down arrived, and how much it has received.

    One row a receipt file; the one made last, of two made at one instant the one that came last by
    `seq`, is how things stand.
    """

    __tablename__ = "delivery_receipt"
    __table_args__: ClassVar[Any] = (
        CheckConstraint("received_fen >= 0", name="receipt_not_negative"),
        refers("delivery_receipt_file", "book digest", "exchange_file"),
        {"schema": SCHEMA},
    )
    book: int = Field(primary_key=True)
    year: int = Field(primary_key=True)
    number: int = Field(primary_key=True)
    entry: int = Field(primary_key=True)
    digest: bytes = octets(primary_key=True)
    lower_book: int
    delivered_at: datetime = instant()
    received_fen: int = fen()
    withdrawn: bool
    made_at: datetime = instant()
    seq: int


class SameAs(Row, table=True):
    """The bureau that entered `lot` says that it is the same money as `same_as` of another book.

    An event of the book, with a leaf. The last row of a lot decides; one that names the lot itself
    takes the earlier ones back.
    """

    __tablename__ = "same_as"
    __table_args__: ClassVar[Any] = (
        refers("same_as_lot", "book lot", "lot"),
        refers("same_as_event", "book event", "book_event"),
        {"schema": SCHEMA},
    )
    book: int = Field(primary_key=True)
    lot: UUID = Field(primary_key=True)
    event: int = big(primary_key=True)
    same_as: UUID
    stated_on: date
    doc_no: str
    document: UUID | None = Field(default=None)
    stated_by: str
    recorded_at: datetime = instant()
