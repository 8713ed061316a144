"""One real PostgreSQL server for the whole run, and a fresh database for each test that asks.

The server is the product's own embedded one, on a data directory that lives as long as the run;
the workers of pytest-xdist share it, as any processes of one data directory do. Databases are
migrated once and then cloned. Nothing is kept, so the server need not wait for the disk.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import hypothesis
import psycopg
import pytest
from psycopg import sql

from ledger.register.shipped import load_shipped
from ledger.storage.database import Database, unit_of_work
from ledger.storage.embedded import Embedded, Server
from ledger.storage.migrate import give_database, make_database, make_roles, upgrade
from ledger.storage.secrets import DatabaseRole, Secrets
from ledger.storage.settings import DECLARED, HOME, PG_BIN, Settings

_NOTHING_IS_KEPT = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}

_ROOM_BYTES = 6 << 30
_LONGEST = (
    *("demo/test_planted_other", "audit/test_rules", "faults/", "demo/", "intake/test_sheet_round"),
    *("api/test_schema", "ledger/", "audit/"),
)

# Two cores shared by many: how long an example took says nothing about it.
hypothesis.settings.register_profile("sunledger", deadline=None)
hypothesis.settings.load_profile("sunledger")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--json", metavar="FILE", help="write the table of `make bench` here")
    parser.addoption("--rounds", type=int, help="rounds of each long test of tests/faults")
    parser.addoption(
        "--scale",
        choices=["county", "prefecture"],
        help="benchmarks on the demo of this scale, made where it is not there yet",
    )
    parser.addoption(
        "--demos",
        metavar="DIR",
        default=".sunledger",
        help="the data directory that holds the larger demos (default: .sunledger)",
    )


def pytest_configure(config: pytest.Config) -> None:
    if hasattr(config, "workerinput"):
        return  # a worker inherits what the main process has set
    for setting in DECLARED:
        if setting is not PG_BIN:
            os.environ.pop(setting.name, None)  # no test ever touches somebody's real data
    home = Path(tempfile.mkdtemp(prefix="sunledger-test-", dir=_in_memory()))
    home.chmod(0o755)  # run by root, the server is another user's
    os.environ[HOME.name] = str(home)


def _in_memory() -> Path | None:
    """A file system in memory, where one has room: every test copies a database of 14 MB."""
    memory = Path("/dev/shm")
    if not os.access(memory, os.W_OK) or shutil.disk_usage(memory).free < _ROOM_BYTES:
        return None
    return memory


def pytest_unconfigure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        shutil.rmtree(os.environ.pop(HOME.name), ignore_errors=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The files that take longest begin first, or one worker would end them alone."""
    tests = Path(__file__).parent

    def order(item: pytest.Item) -> int:
        file = item.path.relative_to(tests).as_posix()
        return next((n for n, name in enumerate(_LONGEST) if file.startswith(name)), len(_LONGEST))

    items.sort(key=order)


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """The server of this run, with our three roles."""
    settings = Settings.read()
    secrets = Secrets.load(settings.home)
    with Embedded(settings, secrets, options=_NOTHING_IS_KEPT).running() as running:
        with _alone("roles"):
            make_roles(_administrator(running), secrets.passwords)
        yield running


@pytest.fixture
def database(server: Server) -> Iterator[Database]:
    """A migrated database without rows, of this test alone."""
    with _clone(server, demo=False) as cloned:
        yield cloned


@pytest.fixture
def demo_database(server: Server) -> Iterator[Database]:
    """The same, created as a demo: its clock can be set."""
    with _clone(server, demo=True) as cloned:
        yield cloned


@pytest.fixture
def shipped_database(server: Server) -> Iterator[Database]:
    """A demo in which the registers stand that the product ships with."""
    with _clone(server, demo=True, shipped=True) as cloned:
        yield cloned


@pytest.fixture
def empty_database(server: Server) -> Iterator[Database]:
    """A database in which no migration has run yet."""
    name = f"t_{uuid4().hex}"
    make_database(_administrator(server), name)
    try:
        yield _database(server, name)
    finally:
        _drop(server, name)


@contextmanager
def _clone(server: Server, *, demo: bool, shipped: bool = False) -> Iterator[Database]:
    template, name = _template(server, demo=demo, shipped=shipped), f"t_{uuid4().hex}"
    with psycopg.connect(_administrator(server), autocommit=True) as connection:
        connection.execute(
            # Files are copied at half the cost of writing their pages to the log as well.
            sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {} STRATEGY FILE_COPY").format(
                sql.Identifier(name),
                sql.Identifier(DatabaseRole.OWNER.value),
                sql.Identifier(template),
            )
        )
    try:
        give_database(_administrator(server, name))
        yield _database(server, name)
    finally:
        _drop(server, name)


def _template(server: Server, *, demo: bool, shipped: bool) -> str:
    """The name of the migrated database that others are cloned from, made by whoever is first."""
    name = f"template_{'demo' if demo else 'plain'}{'_shipped' if shipped else ''}"
    with _alone(name):
        done = Path(os.environ[HOME.name], f"{name}.done")
        if not done.exists():
            _drop(server, name)  # of one who was killed half-way
            make_database(_administrator(server), name)
            upgrade(server.conninfo(DatabaseRole.OWNER, name), demo=demo)
            if shipped:
                engine = _database(server, name).engine()
                with unit_of_work(engine) as work:
                    load_shipped(work)
                engine.dispose()
            done.touch()
    return name


def _database(server: Server, name: str) -> Database:
    return Database(
        owner=server.conninfo(DatabaseRole.OWNER, name),
        app=server.conninfo(DatabaseRole.APP, name),
        read=server.conninfo(DatabaseRole.READ, name),
        query=server.conninfo(DatabaseRole.QUERY, name),
    )


def _drop(server: Server, name: str) -> None:
    with psycopg.connect(_administrator(server), autocommit=True) as connection:
        connection.execute(
            sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
        )


def _administrator(server: Server, database: str = "postgres") -> str:
    return server.conninfo(DatabaseRole.ADMINISTRATOR, database)


@contextmanager
def _alone(what: str) -> Iterator[None]:
    """One worker at a time."""
    with Path(os.environ[HOME.name], f"{what}.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
