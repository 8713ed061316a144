"""What was acknowledged is there, nothing is there twice, whoever is killed and whenever."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from ledger.storage.database import Database
from ledger.storage.embedded import Server
from ledger.storage.migrate import make_database, make_roles, upgrade
from ledger.storage.secrets import DatabaseRole, Secrets
from tests.ledger.posting_process import batches, sender
from tests.ledger.scene import UPPER, YEAR, Scene, allocation, lot, named
from tests.storage.server_processes import embedded, new_home, processes_in, wait_until

LOT = named("批次")
NAME = "faults"
MANY = 4000
"""Batches of a sender: far more than it gets through before the server is killed."""


def _order(name: str, many: int, size: int) -> dict[str, Any]:
    return {
        "books": [UPPER],
        "sender": name,
        "batches": many,
        "size": size,
        "amount_fen": 1,
        "lots": {str(UPPER): str(LOT)},
    }


def _start(scene: Scene) -> None:
    scene.open(UPPER, YEAR)
    scene.post(UPPER, "money", allocation(lot("批次", 1_000_000_00)))


def test_a_client_killed_between_send_and_reply_retries_with_its_keys(scene: Scene) -> None:
    _start(scene)
    order = _order("killed", 1, 20)
    owner = scene.database.connect(scene.database.owner)
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'" + (
        " AND datname = current_database()"
    )
    with owner, sender(scene.database, **order) as killed:
        with owner.transaction():
            owner.execute("SELECT FROM book_state WHERE book = %s FOR UPDATE", (UPPER,))
            assert wait_until(lambda: scene.one(waiting) == 1)
            killed.process.send_signal(signal.SIGKILL)
            assert killed.answers() == []
        # The server has the call and nobody waits for its answer: it is posted all the same.
        assert wait_until(lambda: scene.one("SELECT count(*) FROM voucher") == 21)
    [(book, postings)] = batches(order)
    posted = scene.batch(book, postings)
    assert all(each.replayed for each in posted)
    assert [each.number for each in posted] == list(range(2, 22))
    assert scene.one("SELECT count(*) FROM voucher") == 21
    scene.assert_silent()


def test_a_client_killed_before_it_sent_finds_nothing_posted(scene: Scene) -> None:
    _start(scene)
    order = _order("killed", 1, 3)
    with sender(scene.database, **order) as killed:
        killed.process.kill()
        killed.answers()
    [(book, postings)] = batches(order)
    posted = scene.batch(book, postings)
    assert len({each.replayed for each in posted}) == 1  # all of the batch, or nothing
    assert [each.number for each in posted] == [2, 3, 4]
    scene.assert_silent()


def test_a_server_killed_while_posting_keeps_what_it_acknowledged() -> None:
    with new_home() as home:
        with _served(home) as database, Scene.of(database) as scene:
            _start(scene)
            orders = [_order(name, MANY, 5) for name in ("a", "b")]
            with ExitStack() as stack:
                running = [stack.enter_context(sender(database, **order)) for order in orders]
                # Until both have been answered, however long the second takes to start.
                posted_by = (
                    "SELECT count(DISTINCT left(key, 2)) FROM voucher WHERE key ~ '^[ab]-9-'"
                )
                assert wait_until(lambda: scene.one(posted_by) == 2, timeout_s=60)
                for process in processes_in(home / "postgres" / "data"):
                    os.kill(process, signal.SIGKILL)
                answers = [each.answers() for each in running]
        assert all(0 < len(each) < MANY for each in answers), "killed too early or too late"
        with _served(home) as database, Scene.of(database) as scene:
            scene.assert_silent()
            numbers: list[int] = []
            for order, acknowledged in zip(orders, answers, strict=True):
                sent = batches(order)[: len(acknowledged) + 1]
                for n, (book, postings) in enumerate(sent):
                    posted = scene.batch(book, postings)
                    numbers += [each.number for each in posted]
                    if n < len(acknowledged):
                        assert all(each.replayed for each in posted)
                        assert [each.number for each in posted] == acknowledged[n]["numbers"]
                    assert len({each.replayed for each in posted}) == 1
            assert sorted(numbers) == list(range(2, 2 + len(numbers)))
            scene.assert_silent()


@contextmanager
def _served(home: Path) -> Iterator[Database]:
    """The durable server of this data directory, with our database."""
    with embedded(home).running() as server:
        administrator = server.conninfo(DatabaseRole.ADMINISTRATOR, "postgres")
        make_roles(administrator, Secrets.load(home).passwords)
        make_database(administrator, NAME)
        database = _logins(server)
        upgrade(database.owner, demo=True)
        yield database


def _logins(server: Server) -> Database:
    return Database(*(server.conninfo(role, NAME) for role in _ROLES))


_ROLES = (DatabaseRole.OWNER, DatabaseRole.APP, DatabaseRole.READ)
