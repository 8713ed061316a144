"""The time of recording: one clock, under the book's lock, never back; a demo's can be set."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from ledger.book.books import NewBook, open_book, open_year
from ledger.storage.database import Database
from ledger.storage.migrate import DatabaseIsNotADemo, upgrade
from tests.ledger.scene import (
    DAY,
    UPPER,
    YEAR,
    K,
    Scene,
    V,
    account,
    allocation,
    entry,
    lot,
    voucher,
)
from tests.storage.server_processes import wait_until

NOON = datetime(2019, 6, 1, 12, tzinfo=UTC)
OPENED = NewBook(UPPER, "账簿", "财政局", "county", DAY)


def _set(scene: Scene, to: datetime) -> datetime:
    at = scene.one("SELECT set_demo_clock(%s)", to)
    assert isinstance(at, datetime)
    return at


def test_a_demo_reads_its_simulated_clock(scene: Scene) -> None:
    _set(scene, NOON)
    assert scene.one("SELECT ledger_now()") == NOON
    scene.open(UPPER, YEAR)
    posted = scene.post(UPPER, "k", allocation(lot("批次", 1)))
    assert posted.recorded_at == NOON


def test_the_simulated_clock_only_moves_forward(scene: Scene) -> None:
    _set(scene, NOON)
    assert _set(scene, NOON - timedelta(seconds=1)) == NOON
    assert _set(scene, NOON + timedelta(seconds=1)) == NOON + timedelta(seconds=1)


def test_a_real_database_reads_the_real_clock(database: Database) -> None:
    with database.connect() as connection:
        before = datetime.now(UTC)
        recorded = open_book(connection, OPENED, "甲").recorded_at
        assert before - timedelta(seconds=1) <= recorded <= datetime.now(UTC)


def test_recorded_times_never_go_back_even_if_the_clock_does(scene: Scene) -> None:
    scene.open(UPPER, YEAR)
    _set(scene, NOON)
    first = scene.post(UPPER, "k", allocation(lot("批次", 5)))
    with psycopg.connect(scene.database.owner) as owner:
        owner.execute("UPDATE sunledger.demo_clock SET now = now - interval '1 hour'")
    pool = entry(account(K.UNASSIGNED), account(K.POOL), "批次", 1)
    second = scene.post(UPPER, "l", voucher(V.INTEGRATE, pool))
    assert second.recorded_at == first.recorded_at == NOON
    year = open_year(scene.connection, UPPER, YEAR + 1, "甲")
    assert year.recorded_at == NOON
    scene.assert_silent()


@pytest.mark.parametrize("login", ["app", "read", "owner"])
def test_the_mark_of_a_demo_cannot_be_unset(demo_database: Database, login: str) -> None:
    for change in ("UPDATE {} SET demo = false", "DELETE FROM {}", "TRUNCATE {}"):
        with (
            psycopg.connect(getattr(demo_database, login)) as connection,
            pytest.raises(psycopg.Error),
        ):
            connection.execute(change.format("sunledger.installation").encode())


def test_a_database_is_a_demo_from_its_creation_or_never(
    database: Database, demo_database: Database
) -> None:
    with pytest.raises(DatabaseIsNotADemo):
        upgrade(database.owner, demo=True)
    with pytest.raises(DatabaseIsNotADemo):
        upgrade(demo_database.owner, demo=False)


def test_the_time_is_taken_under_the_lock_of_the_book(scene: Scene) -> None:
    """Who waits for the lock is recorded after the one who held it, at a later clock."""
    scene.open(UPPER, YEAR)

    def waits(database: Database) -> datetime:
        with database.connect() as connection:
            return open_year(connection, UPPER, YEAR + 1, "甲").recorded_at

    owner = scene.database.connect(scene.database.owner)
    with ThreadPoolExecutor(1) as pool, owner as holder:
        with holder.transaction():
            holder.execute("SELECT FROM book_state WHERE book = %s FOR UPDATE", (UPPER,))
            waiting = pool.submit(waits, scene.database)
            assert wait_until(lambda: scene.one(_WAITING) == 1)
            _set(scene, NOON)
        assert waiting.result(timeout=20) == NOON


_WAITING = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()" + (
    " AND wait_event_type = 'Lock'"
)
