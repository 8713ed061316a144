"""The primary dies and its synchronous standby takes over: nothing acknowledged is lost."""

from __future__ import annotations

import random
import time
from collections import Counter
from functools import partial
from pathlib import Path

from ledger.storage.embedded import Server
from tests.faults.clerks import Clerk, all_is_there_once, open_book, working
from tests.faults.conftest import Rounds
from tests.faults.served import kill_all, logins, served, serving
from tests.faults.standby import standby_of
from tests.ledger.scene import Scene
from tests.storage.server_processes import new_home, wait_until

BOOK = 100_000


def test_what_a_killed_primary_acknowledged_is_on_its_standby(rounds: Rounds) -> None:
    moments = random.Random(7)
    counted: Counter[str] = Counter()
    for _ in rounds(few=1, many=25):
        with new_home() as home, served(home), serving(home) as primary:
            counted += _fail_over(primary, home, moments.random())
        counted["failovers"] += 1
    rounds.count(counted)


def _fail_over(primary: Server, home: Path, after_s: float) -> Counter[str]:
    with standby_of(primary, home.parent / "standby") as standby:
        with Scene.of(logins(primary)) as scene:
            lot = open_book(scene, BOOK)
            clerks = [Clerk(name, BOOK, lot) for name in ("a", "b", "c")]
            with working(clerks, scene.database.connect):
                assert wait_until(partial(_all_began, clerks), timeout_s=120)
                time.sleep(after_s)
                kill_all(home)
        # A clerk who was between two calls stops without having noticed.
        assert any(each.error for each in clerks)
        standby.promote()
        with Scene.of(logins(standby.server)) as scene:
            counted = all_is_there_once(scene, clerks)
            # The new primary goes on where the old one ended.
            clerks[0].error = None
            clerks[0].send(scene.connection)
            return counted + all_is_there_once(scene, clerks)


def _all_began(clerks: list[Clerk]) -> bool:
    return all(each.acknowledged or each.error for each in clerks)
