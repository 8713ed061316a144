"""Lists of other offices for cross-checks: who died, who is paid by the state, who owns what.

No name and no number of anybody is here: persons and cards are keyed hashes, made with the purposes
of the registers, so that equal ones meet and nothing else can be told.
"""

from datetime import date, datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field

from ledger.storage.tables.base import SCHEMA, Row, fen, instant, octets, refers


class ExternalList(Row, table=True):
    """外部名单: one list as an office gave it, of the state of one day."""

    __tablename__ = "external_list"
    __table_args__: ClassVar[Any] = (
        refers("external_list_book", "book", "book"),
        {"schema": SCHEMA},
    )
    book: int = Field(primary_key=True)
    list: UUID = Field(primary_key=True)
    kind: str
    office: str
    as_of_on: date
    rows: int
    actor: str
    known_at: datetime = instant()


class ExternalRow(Row, table=True):
    """One row of such a list, written before it; which columns are filled depends on its kind.

    `hmac` is the person's or the card's, `other_hmac` the cadre's (of kin) or the counterpart's.
    """

    __tablename__ = "external_row"
    __table_args__: ClassVar[Any] = (
        Index("external_row_by_hmac", "book", "hmac"),
        {"schema": SCHEMA},
    )
    book: int = Field(primary_key=True)
    list: UUID = Field(primary_key=True)
    row: int = Field(primary_key=True)
    hmac: bytes | None = octets(nullable=True)
    other_hmac: bytes | None = octets(nullable=True)
    name_hmac: bytes | None = octets(nullable=True)
    org: str
    role: str
    thing: str
    region: str
    from_on: date | None = Field(default=None)
    until_on: date | None = Field(default=None)
    amount_fen: int | None = fen(nullable=True)
