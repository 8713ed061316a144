"""What does a running Sunledger consist of? Settings, secrets, a database, a sealer.

`opened()` is the one place where they come together: the embedded server is started or joined (or
the server of DATABASE_URL is used), roles and database are made where they are missing, the schema
is brought to the newest migration.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from ledger.register.places import load_regions
from ledger.register.regions import shipped_regions
from ledger.register.shipped import load_shipped
from ledger.storage.attachments import AttachmentStore
from ledger.storage.database import Database, unit_of_work
from ledger.storage.embedded import DEFAULT_DATABASE, Embedded
from ledger.storage.migrate import (
    DatabaseIsNotADemo,
    give_database,
    is_demo,
    make_database,
    make_roles,
    upgrade,
)
from ledger.storage.sealing import Sealer
from ledger.storage.secrets import DatabaseRole, Secrets
from ledger.storage.settings import Settings
from ledger.storage.uploads import UploadStore
from ledger.values.refusal import Refusal


class DatabaseNotReachable(Refusal):
    """The server of DATABASE_URL answers and lets us in."""


@dataclass(frozen=True, repr=False)
class System:
    """Everything a command or a request needs. `base_url` is what stands in QR codes."""

    settings: Settings
    secrets: Secrets
    database: Database
    sealer: Sealer
    base_url: str
    demo: bool

    @property
    def attachments(self) -> AttachmentStore:
        """The files of the data directory."""
        return AttachmentStore(self.settings.home, largest_bytes=self.settings.attachment_bytes)

    @property
    def uploads(self) -> UploadStore:
        """The files that were previewed and are not imported yet."""
        return UploadStore(self.settings.home, largest_bytes=self.settings.import_bytes)


@contextmanager
def opened(
    settings: Settings, *, demo: bool | None = None, options: Mapping[str, str] | None = None
) -> Iterator[System]:
    """The system of this data directory, ready for use, for as long as the block runs.

    `demo` marks a new database; None means: whatever it is, and a new one is a real one.
    `options` override settings of the embedded server, if it is we who start it.
    Raises DatabaseIsNotADemo, DatabaseNotReachable, and the refusals of Embedded and Secrets.
    """
    secrets = Secrets.load(settings.home)
    if settings.database_url:
        yield _system(settings, secrets, _on_server(settings, secrets, demo))
    else:
        with Embedded(settings, secrets, options=options).running() as server:
            administrator = server.conninfo(DatabaseRole.ADMINISTRATOR, "postgres")
            make_roles(administrator, secrets.passwords)
            make_database(administrator, DEFAULT_DATABASE)
            database = Database(
                owner=server.conninfo(DatabaseRole.OWNER),
                app=server.conninfo(DatabaseRole.APP),
                read=server.conninfo(DatabaseRole.READ),
                query=server.conninfo(DatabaseRole.QUERY),
            )
            _migrate(database, demo)
            yield _system(settings, secrets, database)


def forget_demo(settings: Settings) -> None:
    """Drop the demo database of the embedded server. Raises DatabaseIsNotADemo for a real one."""
    secrets = Secrets.load(settings.home)
    with Embedded(settings, secrets).running() as server:
        if not is_demo(server.conninfo(DatabaseRole.OWNER)):
            raise DatabaseIsNotADemo("这个数据库是正式账套，不能删除")
        administrator = server.conninfo(DatabaseRole.ADMINISTRATOR, "postgres")
        with psycopg.connect(administrator, autocommit=True) as connection:
            connection.execute(
                sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(DEFAULT_DATABASE))
            )


def _on_server(settings: Settings, secrets: Secrets, demo: bool | None) -> Database:
    """The database that DATABASE_URL names; its login makes roles and owns what they own."""
    assert settings.database_url
    try:
        name = conninfo_to_dict(settings.database_url).get("dbname") or ""
        make_roles(settings.database_url, secrets.passwords)
        give_database(settings.database_url)
    except psycopg.Error as error:
        raise DatabaseNotReachable(
            f"DATABASE_URL 指向的数据库不能使用：{error}".strip(), reason=str(error)
        ) from error

    def login(role: DatabaseRole) -> str:
        return make_conninfo(
            settings.database_url or "",
            user=role.value,
            password=secrets.passwords[role],
            dbname=str(name),
        )

    database = Database(
        owner=login(DatabaseRole.OWNER),
        app=settings.database_app_url or login(DatabaseRole.APP),
        read=settings.database_read_url or login(DatabaseRole.READ),
        query=settings.database_query_url or login(DatabaseRole.QUERY),
    )
    _migrate(database, demo)
    return database


def _migrate(database: Database, demo: bool | None) -> None:
    if demo is None:
        demo = _marked(database)
    upgrade(database.owner, demo=demo)
    # The demo loads its own world, on its own clock.
    if not is_demo(database.owner) and not _has_registers(database):
        load_shared_registers(database)


def load_shared_registers(database: Database) -> None:
    """Give the database what all books share: places, catalogue, standards, limits, duties.

    What is there already stays as it is.
    """
    engine = database.engine()
    with unit_of_work(engine) as work:
        load_regions(work, shipped_regions())
        load_shipped(work)
    engine.dispose()


def _has_registers(database: Database) -> bool:
    with database.connect() as connection:
        row = connection.execute("SELECT EXISTS (SELECT FROM limit_standard)").fetchone()
    return bool(row and row[0])


def _marked(database: Database) -> bool:
    with psycopg.connect(database.owner) as connection:
        row = connection.execute("SELECT to_regclass('sunledger.installation')").fetchone()
    return is_demo(database.owner) if row and row[0] else False


def _system(settings: Settings, secrets: Secrets, database: Database) -> System:
    return System(
        settings=settings,
        secrets=secrets,
        database=database,
        sealer=Sealer.of(secrets),
        base_url=settings.public_url or f"http://{settings.host}:{settings.port}",
        demo=is_demo(database.owner),
    )
