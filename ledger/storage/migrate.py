"""How does an empty database become ours, and an old one today's?

Roles belong to the whole server, so they are made here, before Alembic; everything inside the
database is made by the migrations, as the owner.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.resources import files

import psycopg
from alembic import command
from alembic.config import Config
from psycopg import sql
from psycopg.conninfo import make_conninfo
from psycopg.rows import TupleRow

from ledger.storage.ddl import APP, OWNER, QUERY, READ
from ledger.values.refusal import Refusal


class DatabaseIsNotADemo(Refusal):
    """`--demo` was asked for on a database that was created without it, or the other way round."""


def make_roles(conninfo: str, passwords: Mapping[str, str]) -> None:
    """Create our roles where they are missing and set their passwords.

    `conninfo` is a login that may create roles. The owner may log in too: on Citus a function of
    the owner runs on the nodes (scale-out rule 12).
    """
    for tries_left in reversed(range(_TRIES)):
        try:
            _make_roles(conninfo, passwords)
            return
        except psycopg.errors.InternalError:
            # Another database of this server is being set up: roles are the whole server's, the
            # lock of `_alone` is one database's. Everything here may be done again.
            if not tries_left:
                raise
            time.sleep(0.2)


def _make_roles(conninfo: str, passwords: Mapping[str, str]) -> None:
    with _alone(conninfo) as connection:
        for role in (OWNER, APP, READ, QUERY):
            known = connection.execute(
                "SELECT FROM pg_roles WHERE rolname = %s", (role,)
            ).fetchone()
            if known is None:
                connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(role)))
            connection.execute(
                sql.SQL("ALTER ROLE {} PASSWORD {}").format(
                    sql.Identifier(role), sql.Literal(passwords[role])
                )
            )
        connection.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(sql.Identifier(OWNER)))


def make_database(conninfo: str, name: str) -> None:
    """Create the database for the owner where it is missing; nobody else may connect or create."""
    with psycopg.connect(conninfo, autocommit=True) as connection:
        known = connection.execute("SELECT FROM pg_database WHERE datname = %s", (name,)).fetchone()
        if known is None:
            connection.execute(
                sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE template0 ENCODING 'UTF8'").format(
                    sql.Identifier(name), sql.Identifier(OWNER)
                )
            )
    give_database(make_conninfo(conninfo, dbname=name))


def give_database(conninfo: str) -> None:
    """Let the owner create its schema in this database and the others only connect."""
    with _alone(conninfo) as connection:
        name = connection.info.dbname
        for statement in (
            "REVOKE ALL ON DATABASE {db} FROM PUBLIC",
            "GRANT CONNECT, CREATE, TEMPORARY ON DATABASE {db} TO {owner}",
            "GRANT CONNECT, TEMPORARY ON DATABASE {db} TO {read}",
            "GRANT CONNECT ON DATABASE {db} TO {app}, {query}",
            "REVOKE CREATE ON SCHEMA public FROM PUBLIC",
            "GRANT CREATE, USAGE ON SCHEMA public TO {owner}",
        ):
            connection.execute(
                sql.SQL(statement).format(
                    db=sql.Identifier(name),
                    owner=sql.Identifier(OWNER),
                    app=sql.Identifier(APP),
                    read=sql.Identifier(READ),
                    query=sql.Identifier(QUERY),
                )
            )


def upgrade(owner_conninfo: str, *, demo: bool) -> None:
    """Bring the database to the newest migration.

    `demo` marks a new database for ever; on one that exists it must agree with the mark.
    Raises DatabaseIsNotADemo.
    """
    config = Config()
    config.set_main_option("script_location", str(files("migrations")))
    config.attributes["conninfo"] = owner_conninfo
    config.attributes["demo"] = demo
    with _alone(owner_conninfo):
        command.upgrade(config, "head")
    marked = is_demo(owner_conninfo)
    if marked != demo:
        raise DatabaseIsNotADemo(
            "这个数据库是演示库，不能当正式账套使用"
            if marked
            else "这个数据库是正式账套，不能装入演示数据"
        )


def is_demo(conninfo: str) -> bool:
    """Whether the database was created with `--demo`."""
    with psycopg.connect(conninfo) as connection:
        row = connection.execute("SELECT demo FROM sunledger.installation").fetchone()
    return bool(row and row[0])


@contextmanager
def _alone(conninfo: str) -> Iterator[psycopg.Connection[TupleRow]]:
    """A connection that no other set-up of this database runs beside.

    Two commands started at once would both change the same row of a catalogue, which PostgreSQL
    answers with "tuple concurrently updated". The lock guards no ledger row, only this set-up.
    """
    with psycopg.connect(conninfo, autocommit=True) as connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [_SET_UP])
        yield connection


_SET_UP = 0x73756E6C  # "sunl"
_TRIES = 25
