"""`kill -9` of the server while it posts: what it acknowledged is there, nothing is there twice."""

from __future__ import annotations

import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from ledger.storage.database import Database
from tests.faults.clerks import Clerk, all_is_there_once, open_book, working
from tests.faults.conftest import Rounds
from tests.faults.served import data_of, kill_all, kill_one_backend, served
from tests.ledger.scene import Scene
from tests.storage.server_processes import new_home, postmaster, wait_until


def _all(database: Database, home: Path) -> None:
    kill_all(home)


def _postmaster(database: Database, home: Path) -> None:
    os.kill(postmaster(data_of(home)), signal.SIGKILL)


KILLS: tuple[Callable[[Database, Path], None], ...] = (_all, _postmaster, kill_one_backend)


def test_a_server_killed_while_posting_keeps_what_it_acknowledged(rounds: Rounds) -> None:
    moments = random.Random(1)
    counted: Counter[str] = Counter()
    with new_home() as home:
        before: list[Clerk] = []
        for n in rounds(few=2, many=300):
            with served(home) as database, Scene.of(database) as scene:
                counted += all_is_there_once(scene, before)
                kill = KILLS[n % len(KILLS)]
                before = _interrupted(scene, home, 100_000 + n, moments.random() / 4, kill)
            counted["kills"] += 1
        with served(home) as database, Scene.of(database) as scene:
            counted += all_is_there_once(scene, before)
            scene.assert_silent()
    rounds.count(counted)


def _interrupted(
    scene: Scene, home: Path, book: int, after_s: float, kill: Callable[[Database, Path], None]
) -> list[Clerk]:
    lot = open_book(scene, book)
    clerks = [Clerk(name, book, lot) for name in ("a", "b", "c")]
    with working(clerks, scene.database.connect):
        everybody_began = lambda: all(each.acknowledged or each.error for each in clerks)  # noqa: E731
        assert wait_until(everybody_began, timeout_s=120)
        time.sleep(after_s)
        kill(scene.database, home)
        assert wait_until(lambda: all(each.error for each in clerks), timeout_s=120)
    return clerks
