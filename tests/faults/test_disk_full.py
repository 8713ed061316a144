"""The disk of the database is full while clerks post: nothing acknowledged is lost, and with room
again everything goes on.

The whole data directory lies on a small file system, tables and log alike. A table that cannot
grow refuses the call; a log that cannot grow ends the server, which then starts anew.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import partial

import psycopg
import pytest

from tests.faults.clerks import Clerk, all_is_there_once, open_book, working
from tests.faults.conftest import Rounds
from tests.faults.served import served
from tests.faults.small_disk import NotPermitted, SmallDisk, small_disk
from tests.ledger.scene import Scene
from tests.storage.server_processes import wait_until

SIZE_MIB = 1_024
A_LITTLE = 3_000_000
"""Bytes that are left: what one to some hundred batches write."""
SMALL_LOG = {
    "max_wal_size": "32MB",
    "min_wal_size": "32MB",
    "checkpoint_timeout": "30s",
    "shared_buffers": "16MB",
}


@pytest.fixture
def disk() -> Iterator[SmallDisk]:
    try:
        with small_disk(SIZE_MIB) as made:
            yield made
    except NotPermitted as reason:
        pytest.skip(f"不能挂载小文件系统：{reason}")


def test_a_full_disk_loses_nothing_and_posts_nothing_twice(disk: SmallDisk, rounds: Rounds) -> None:
    left = random.Random(6)
    counted: Counter[str] = Counter()
    before: list[Clerk] = []
    home = disk.directory / "home"
    for n in rounds(few=2, many=150):
        with served(home, **SMALL_LOG) as database, Scene.of(database) as scene:
            counted += all_is_there_once(scene, before)
            book = 100_000 + n
            lot = open_book(scene, book)
            before = [Clerk(name, book, lot, size=20) for name in ("a", "b")]
            disk.fill(but_bytes=left.randrange(A_LITTLE))
            with working(before, database.connect):
                assert wait_until(partial(_all_failed, before), timeout_s=120)
            for each in before:
                full = isinstance(each.error, psycopg.errors.DiskFull)
                counted["refused, disk full" if full else "server ended"] += 1
            disk.clear()
        counted["disk full"] += 1
    with served(home, **SMALL_LOG) as database, Scene.of(database) as scene:
        counted += all_is_there_once(scene, before)
        scene.assert_silent()
    rounds.count(counted)


def _all_failed(clerks: Sequence[Clerk]) -> bool:
    return all(each.error for each in clerks)
