"""The connection is cut inside a batch: at any byte, in either direction, or by the server."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter

import psycopg

from tests.faults.clerks import Clerk, all_is_there_once, open_book
from tests.faults.conftest import Rounds
from tests.faults.cutting_proxy import Way, cutting_proxy
from tests.ledger.scene import Scene

BOOK = 100_000
A_CALL = {Way.TO_SERVER: 9_000, Way.TO_CLIENT: 900}
"""A little more than the bytes of one call of eight vouchers."""


def test_a_connection_cut_at_any_byte_leaves_the_batch_whole_or_absent(
    scene: Scene, rounds: Rounds
) -> None:
    bytes_before = random.Random(3)
    counted: Counter[str] = Counter()
    clerk = Clerk("a", BOOK, open_book(scene, BOOK), size=8)
    with cutting_proxy(scene.database.app) as (proxy, conninfo):
        for n in rounds(few=40, many=1_000):
            way = (Way.TO_SERVER, Way.TO_CLIENT)[n % 2]
            with scene.database.connect(conninfo) as connection:
                proxy.arm(way, bytes_before.randrange(A_CALL[way]))
                try:
                    while True:
                        clerk.send(connection)
                except psycopg.OperationalError:
                    assert proxy.cut
            counted["cuts"] += 1
            counted += clerk.settle(scene.connection)
    counted += all_is_there_once(scene, [clerk])
    assert counted["answer lost"] and counted["never arrived"], counted
    rounds.count(counted)


def test_a_backend_ended_at_any_moment_leaves_the_batch_whole_or_absent(
    scene: Scene, rounds: Rounds
) -> None:
    moments = random.Random(4)
    counted: Counter[str] = Counter()
    clerk = Clerk("a", BOOK, open_book(scene, BOOK), size=20)
    for _ in rounds(few=20, many=600):
        with scene.database.connect() as connection:
            clerk.error = None
            stop = threading.Event()
            backend = connection.info.backend_pid
            thread = threading.Thread(target=clerk.work, args=(lambda: connection, stop))
            thread.start()
            time.sleep(moments.random() / 20)
            scene.connection.execute("SELECT pg_terminate_backend(%s)", [backend])
            thread.join(60)
            assert isinstance(clerk.error, psycopg.OperationalError)
        counted["backends ended"] += 1
        counted += clerk.settle(scene.connection)
    counted += all_is_there_once(scene, [clerk])
    rounds.count(counted)
