"""Who takes the rows of a kind of file into the books, and what does he have at hand?

A `Taker` is made for one file. `check` asks the books about rows that read well (households that
are not registered, numbers used before); `take` writes. Both get rows in portions and keep nothing
of them but what must be unique in the file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Generic, Protocol, TypeVar
from uuid import UUID

import psycopg
from psycopg.rows import TupleRow
from sqlmodel import Session

from ledger.book.drafts import DraftKey
from ledger.intake.sheet import Sheet
from ledger.intake.sheet_rows import Fault, ReadRow
from ledger.storage.sealing import Sealer

R = TypeVar("R")

INTAKE_NAMESPACE = UUID("5f2c8c5e-7f5b-5d0c-9a6e-2d3f6b1a7c40")
"""Names what an import makes, so that importing again finds the same drafts and documents."""
AT_ONCE = 1_000
"""Rows of one portion: one question to the database for each."""


@dataclass(frozen=True)
class Desk:
    """One transaction of one book: who imports, who approves lists, and the ledger's now."""

    work: Session
    book: int
    sealer: Sealer
    maker: str
    checker: str
    today: date
    now: datetime


@dataclass(frozen=True, slots=True)
class Source:
    """The document that the rows come from."""

    document: UUID
    version: int
    external_id: str


@dataclass(frozen=True, slots=True)
class Made:
    """What taking the rows left: how many were new, and the drafts that now wait for a checker."""

    new: int
    drafts: tuple[DraftKey, ...] = ()


class Taker(Protocol[R]):
    """Takes the rows of one file."""

    def check(self, rows: Sequence[ReadRow[R]]) -> list[Fault]:
        """What the books say against these rows. Writes nothing."""

    def take(self, rows: Iterator[ReadRow[R]], source: Source) -> Made:
        """Write the rows, all of which were checked."""


@dataclass(frozen=True)
class SheetKind(Generic[R]):
    """A kind of file: its template, who takes it, and under which id its document is kept.

    `document` names the file by what its rows say (清单编号); without it, by its content.
    """

    sheet: Sheet[R]
    taker: Callable[[Desk], Taker[R]]
    document: Callable[[R], str] | None = field(default=None)


def driver_of(desk: Desk) -> psycopg.Connection[TupleRow]:
    """The connection of the desk's own transaction, for the ledger's functions."""
    connection = desk.work.connection().connection.driver_connection
    assert isinstance(connection, psycopg.Connection)
    return connection


def portions(rows: Iterator[ReadRow[R]], size: int = AT_ONCE) -> Iterator[list[ReadRow[R]]]:
    """The rows in lists of at most `size`."""
    some: list[ReadRow[R]] = []
    for each in rows:
        some.append(each)
        if len(some) == size:
            yield some
            some = []
    if some:
        yield some
