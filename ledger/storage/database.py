"""How does the program reach its database, and as whom?

Four logins of one database: the owner migrates, the application reads and calls functions, the
reader only reads, and queries that auditors write see the audit views only. A connection string is
libpq's; every session thinks in UTC and finds the schema `sunledger`.
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
from ledger.storage.views import VIEWS


@dataclass(frozen=True, repr=False)
class Database:
    """The connection strings of one database. No repr: they hold passwords."""

    owner: str
    app: str
    read: str
    query: str = ""

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

    @contextmanager
    def querying(
        self, *, reach_key: str, timeout_ms: int
    ) -> Iterator[psycopg.Connection[TupleRow]]:
        """One read-only snapshot of the audit views, on a connection of its own, rolled back.

        `reach_key` opens the books of a query that was written down (audit_query_run). Days are
        those of Shanghai. Hash joins only: the planner takes what a CTE gives for one row.
        """
        assert self.query, "no login for queries"
        options = (
            f"-c statement_timeout={timeout_ms} -c sunledger.reach={reach_key}"
            f" -c idle_in_transaction_session_timeout={timeout_ms} -c lock_timeout=1s"
            " -c cursor_tuple_fraction=1 -c enable_nestloop=off -c enable_mergejoin=off -c jit=off"
        )
        conninfo = session(self.query, schema=VIEWS, timezone="Asia/Shanghai", more=options)
        with psycopg.connect(conninfo) as connection:
            connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            connection.read_only = True
            try:
                yield connection
            finally:
                connection.rollback()

    def engine(self, conninfo: str | None = None, *, pool_size: int = 5) -> Engine:
        """A SQLAlchemy engine, as the application unless told otherwise."""
        target = session(conninfo or self.app)
        return create_engine(
            "postgresql+psycopg://", creator=lambda: psycopg.connect(target), pool_size=pool_size
        )


def session(conninfo: str, *, schema: str = SCHEMA, timezone: str = "UTC", more: str = "") -> str:
    """The connection string with our schema and UTC set."""
    given = conninfo_to_dict(conninfo).get("options") or ""
    options = f"{given} -c search_path={schema} -c timezone={timezone} {more}".strip()
    return make_conninfo(conninfo, options=options, application_name="sunledger")


@contextmanager
def unit_of_work(engine: Engine) -> Iterator[Session]:
    """A session whose commit is at this edge and nowhere else."""
    with Session(engine) as work:
        yield work
        work.commit()
