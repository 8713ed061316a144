"""What all tables share: the schema, the metadata, and the few column types that need a word.

Instants are `timestamptz` (stored in UTC), money is `bigint` fen, keys are uuids or numbers drawn
from the book's own row, never a sequence (scale-out rule 18).
"""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKeyConstraint, LargeBinary, Text, Uuid
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, TIMESTAMP
from sqlmodel import Field, SQLModel

SCHEMA = "sunledger"


class Row(SQLModel):
    """A row of one table of the schema `sunledger`."""

    __table_args__: ClassVar[Any] = {"schema": SCHEMA}


metadata = SQLModel.metadata


def instant(*, nullable: bool = False, primary_key: bool = False) -> Any:
    """A column holding a moment in time, with its zone."""
    zoned = TIMESTAMP(timezone=True)
    return Field(default=None, sa_type=zoned, nullable=nullable, primary_key=primary_key)


def fen(*, nullable: bool = False) -> Any:
    """A column holding an amount of money in fen."""
    return Field(default=None, sa_type=BigInteger, nullable=nullable)


def big(*, nullable: bool = False, primary_key: bool = False) -> Any:
    """A 64-bit counter drawn from the book row."""
    return Field(default=None, sa_type=BigInteger, nullable=nullable, primary_key=primary_key)


def octets(*, nullable: bool = False, primary_key: bool = False) -> Any:
    """Bytes: digests, leaves, sealed values."""
    return Field(default=None, sa_type=LargeBinary, nullable=nullable, primary_key=primary_key)


def texts() -> Any:
    """A list of short texts, never null."""
    return Field(default_factory=list, sa_type=ARRAY(Text), nullable=False)


def jsonb(*, nullable: bool = False) -> Any:
    """A JSON document."""
    return Field(default=None, sa_type=JSONB, nullable=nullable)


def refers(name: str, columns: str, table: str, target: str | None = None) -> ForeignKeyConstraint:
    """A named foreign key (rule 5); columns are given as one space-separated string."""
    return ForeignKeyConstraint(
        columns.split(),
        [f"{SCHEMA}.{table}.{column}" for column in (target or columns).split()],
        name=name,
    )


__all__ = [
    "SCHEMA",
    "UUID",
    "Row",
    "Uuid",
    "big",
    "datetime",
    "fen",
    "instant",
    "jsonb",
    "metadata",
    "octets",
    "refers",
    "texts",
]
