"""What registers of a project's life share: rows with versions, of which the last known one counts.

A thing has a key that stays (book and, say, the number of a contract). What is said of it first is
version 1; what changes it is a row with the next version, which names the document and says what
changed. `void` (作废) says that the thing was entered by mistake. At an instant T the row that
counts is that of the highest version with `known_at` ≤ T, unless it is void:

    SELECT … FROM contract c WHERE NOT c.void AND c.known_at <= T AND NOT EXISTS (
      SELECT FROM contract n WHERE n.book = c.book AND n.contract = c.contract
        AND n.version > c.version AND n.known_at <= T)
"""

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, PrimaryKeyConstraint
from sqlmodel import Field

from ledger.storage.tables.base import SCHEMA, Row, instant, refers


class Versioned(Row):
    """The columns in front of every such table. `change` is empty in version 1."""

    book: int
    version: int
    void: bool
    change: str
    doc_no: str
    actor: str
    known_at: datetime = instant()


def versioned(table: str, key: str, *more: Any, project: bool = True) -> Any:
    """The table arguments: its key, and that it is of a project of the book (or of the book).

    A later version says what changed; only a first one need not.
    """
    of = (
        refers(f"{table}_project", "book project", "project")
        if project
        else refers(f"{table}_book", "book", "book")
    )
    return (
        PrimaryKeyConstraint("book", *key.split(), "version"),
        CheckConstraint("version >= 1", name=f"{table}_version_from_one"),
        of,
        *more,
        {"schema": SCHEMA},
    )


def positive(table: str, *columns: str) -> tuple[CheckConstraint, ...]:
    """Amounts and quantities that are more than nothing, where they are known."""
    return tuple(
        CheckConstraint(f"{column} > 0", name=f"{table}_{column}_positive") for column in columns
    )


def not_negative(table: str, *columns: str) -> tuple[CheckConstraint, ...]:
    """Amounts that may be nothing, but not less."""
    return tuple(
        CheckConstraint(f"{column} >= 0", name=f"{table}_{column}_not_negative")
        for column in columns
    )


__all__ = ["Field", "Versioned", "not_negative", "positive", "versioned"]
