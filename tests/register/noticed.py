"""A county with one published notice, for the tests of what a notice leaves behind."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import psycopg
from sqlalchemy import Engine
from sqlmodel import Session

from ledger.book.books import NewBook, open_book
from ledger.book.publication import Publication, publish
from ledger.storage.database import Database, session, unit_of_work
from ledger.storage.sealing import Sealer
from ledger.values.region import RegionCode

BOOK = 610727
VILLAGE = RegionCode.parse("610727101201")
OTHER_VILLAGE = RegionCode.parse("610727101202")
TODAY = date(2019, 9, 30)
NOW = datetime(2019, 9, 30, 2, tzinfo=UTC)
PUBLISHED_ON = date(2019, 8, 14)
UNTIL_ON = date(2019, 8, 23)
SEALER = Sealer(sealing_key=b"s" * 32, hmac_key=b"h" * 32)


@dataclass
class Noticed:
    """The book, its one notice, and how to reach the database."""

    database: Database
    engine: Engine
    notice: UUID

    @contextmanager
    def work(self) -> Iterator[Session]:
        with unit_of_work(self.engine) as work:
            yield work

    def another(self, region: RegionCode = VILLAGE) -> UUID:
        """One more notice."""
        key = uuid4()
        with self.database.connect() as connection:
            publish(
                connection,
                BOOK,
                Publication(
                    notice=key,
                    stage="before",
                    level="village",
                    channel="board",
                    region=region.code,
                    subject="project",
                    subject_key=str(uuid4()),
                    title="产业奖补项目公示",
                    published_on=PUBLISHED_ON,
                    from_on=PUBLISHED_ON,
                    until_on=UNTIL_ON,
                ),
                "村干部",
            )
        return key

    def rows(self, query: str) -> list[tuple[object, ...]]:
        with psycopg.connect(session(self.database.owner)) as connection:
            return connection.execute(query.encode()).fetchall()


def noticed(database: Database) -> Noticed:
    with database.connect() as connection:
        open_book(connection, NewBook(BOOK, "略阳", "财政局", "county", date(2018, 1, 1)), "系统")
    world = Noticed(database, database.engine(), UUID(int=0))
    world.notice = world.another()
    return world
