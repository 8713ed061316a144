"""The durable server of a data directory, with our database, to be killed and started again."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from ledger.storage.database import Database
from ledger.storage.embedded import Embedded, Server
from ledger.storage.migrate import make_database, make_roles, upgrade
from ledger.storage.secrets import DatabaseRole, Secrets
from ledger.storage.settings import PG_BIN, Settings
from tests.storage.server_processes import processes_in

NAME = "faults"
_ROLES = (DatabaseRole.OWNER, DatabaseRole.APP, DatabaseRole.READ)


@contextmanager
def serving(home: Path, **options: str) -> Iterator[Server]:
    """The server, started or joined; `options` are settings of PostgreSQL."""
    variables = {"SUNLEDGER_HOME": str(home), PG_BIN.name: os.environ.get(PG_BIN.name, "")}
    secrets = Secrets.load(home)
    with Embedded(Settings.read(variables), secrets, options=options).running() as server:
        yield server


@contextmanager
def served(home: Path, **options: str) -> Iterator[Database]:
    """Our database on it, made and migrated the first time, a demo."""
    with serving(home, **options) as server:
        database = logins(server)
        marker = home / "migrated"
        if not marker.exists():
            administrator = server.conninfo(DatabaseRole.ADMINISTRATOR, "postgres")
            make_roles(administrator, Secrets.load(home).passwords)
            make_database(administrator, NAME)
            upgrade(database.owner, demo=True)
            marker.touch()
        yield database


def logins(server: Server) -> Database:
    return Database(*(server.conninfo(role, NAME) for role in _ROLES))


def kill_all(home: Path) -> None:
    """Every process of the server, at once and without a word."""
    for process in processes_in(data_of(home)):
        _kill(process)


def kill_one_backend(database: Database, home: Path) -> None:
    """One that serves a client: the postmaster then ends all others and starts anew."""
    with psycopg.connect(database.app) as connection:
        row = connection.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
            " AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
            " ORDER BY random() LIMIT 1"
        ).fetchone()
    if row and row[0] in processes_in(data_of(home)):
        _kill(row[0])


def data_of(home: Path) -> Path:
    return home / "postgres" / "data"


def _kill(process: int) -> None:
    try:
        os.kill(process, signal.SIGKILL)
    except ProcessLookupError:
        return
