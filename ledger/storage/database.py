"""How does the program reach its database, and as whom?

Three logins of one database: the owner migrates, the application reads and calls functions, the
reader only reads. A connection string is libpq's; every session thinks in UTC and finds the
schema `sunledger`.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.rows import TupleRow
from sqlalchemy import Engine, create_engine
from sqlmodel import Session

from ledger.storage.tables import SCHEMA


@dataclass(frozen=True, repr=False)
class Database:
    """The connection strings of one database. No repr: they hold passwords."""

    owner: str
    app: str
    read: str

    def connect(self, conninfo: str | None = None) -> psycopg.Connection[TupleRow]:
        """A connection in autocommit, as the application unless told otherwise.

        Autocommit because `post()` must be its own transaction (scale-out rule 11).
        """
        return psycopg.connect(session(conninfo or self.app), autocommit=True)

    @contextmanager
    def reading(self, *, temporary: bool = False) -> Iterator[psycopg.Connection[TupleRow]]:
        """One snapshot as the reader: what is read inside belongs together.

        `temporary` lets it make temporary tables, which a read-only transaction may not; whatever
        else the reader tries to write, its privileges refuse.
        """
        with psycopg.connect(session(self.read)) as connection:
            connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            connection.read_only = not temporary
            yield connection

    def engine(self, conninfo: str | None = None, *, pool_size: int = 5) -> Engine:
        """A SQLAlchemy engine, as the application unless told otherwise."""
        target = session(conninfo or self.app)
        return create_engine(
            "postgresql+psycopg://", creator=lambda: psycopg.connect(target), pool_size=pool_size
        )


def session(conninfo: str) -> str:
    """The connection string with our schema and UTC set."""
    given = conninfo_to_dict(conninfo).get("options") or ""
    options = f"{given} -c search_path={SCHEMA} -c timezone=UTC".strip()
    return make_conninfo(conninfo, options=options, application_name="sunledger")


@contextmanager
def unit_of_work(engine: Engine) -> Iterator[Session]:
    """A session whose commit is at this edge and nowhere else."""
    with Session(engine) as work:
        yield work
        work.commit()
