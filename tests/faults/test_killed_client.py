"""A client is killed between sending and being answered, and asks again with its keys."""

from __future__ import annotations

import multiprocessing
import random
import signal
import time
from collections import Counter
from multiprocessing.connection import Connection as Pipe
from typing import Any
from uuid import UUID

from ledger.storage.database import Database
from tests.faults.clerks import Clerk, all_is_there_once, open_book
from tests.faults.conftest import Rounds
from tests.ledger.posting_process import batches, sender
from tests.ledger.scene import UPPER, YEAR, Scene, allocation, lot, named
from tests.storage.server_processes import wait_until

LOT = named("批次")


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
            assert wait_until(lambda: scene.one(waiting) == 1, timeout_s=60)
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


def test_a_client_killed_at_any_moment_finds_everything_once(scene: Scene, rounds: Rounds) -> None:
    """Its mother knows what it was answered and which batch it sent last, as a desk would."""
    moments = random.Random(2)
    counted: Counter[str] = Counter()
    for n in rounds(few=8, many=400):
        book = 100_000 + n
        clerk = Clerk("a", book, open_book(scene, book), size=8)
        mine, theirs = multiprocessing.Pipe(duplex=False)
        child = multiprocessing.get_context("fork").Process(
            target=_client, args=(scene.database, theirs, book, clerk.lot)
        )
        child.start()
        theirs.close()
        assert mine.poll(60)
        time.sleep(moments.random() / 10)
        assert child.pid is not None
        child.kill()
        child.join()
        counted["kills"] += 1
        _hear(mine, clerk)
        mine.close()
        counted += all_is_there_once(scene, [clerk])
    scene.assert_silent()
    rounds.count(counted)


def _client(database: Database, pipe: Pipe, book: int, of: UUID) -> None:
    """Says which batch it is about to send, then what was answered, until it is killed."""
    clerk = Clerk("a", book, of, size=8)
    with database.connect() as connection:
        while True:
            pipe.send(clerk.sent)
            clerk.send(connection)
            pipe.send(clerk.acknowledged)
            clerk.acknowledged = {}


def _hear(pipe: Pipe, clerk: Clerk) -> None:
    try:
        while True:
            said = pipe.recv()
            if isinstance(said, dict):
                clerk.acknowledged |= said
                clerk.doubtful = []
            else:
                clerk.doubtful = [f"{clerk.book}-a-{said}-{n}" for n in range(clerk.size)]
    except EOFError:
        return
