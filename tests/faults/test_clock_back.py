"""The machine's clock is set back while clerks post: times of recording never go back.

Nobody may set the clock of the machine these tests run on. What the ledger meets is the same when
a book's last time of recording lies ahead of the clock, in a real database, whose clock is the
machine's. (A demo's clock set back: tests/ledger/test_two_times.py.)
"""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial

import pytest

from ledger.storage.database import Database
from tests.faults.clerks import Clerk, all_is_there_once, open_book, working
from tests.faults.conftest import Rounds
from tests.ledger.scene import Scene
from tests.storage.server_processes import wait_until

BOOK = 100_000


@pytest.fixture
def real(database: Database) -> Iterator[Scene]:
    with database.connect() as connection:
        yield Scene(database, connection)


def test_a_clock_set_back_while_clerks_post_is_not_seen_in_the_ledger(
    real: Scene, rounds: Rounds
) -> None:
    steps = random.Random(5)
    counted: Counter[str] = Counter()
    lot = open_book(real, BOOK)
    clerks = [Clerk(name, BOOK, lot) for name in ("a", "b")]
    owner = real.database.connect(real.database.owner)
    with owner, working(clerks, real.database.connect):
        for _ in rounds(few=4, many=300):
            posting = partial(_sent_since, clerks, sum(each.sent for each in clerks) + 1)
            owner.execute(
                "UPDATE book_state SET last_recorded_at"
                " = greatest(last_recorded_at, clock_timestamp()) + %s * interval '1 millisecond'"
                " WHERE book = %s",
                [steps.randrange(400), BOOK],
            )
            counted["clock set back"] += 1
            # Long enough that the clock sometimes catches up before it is set back again.
            time.sleep(steps.random() / 4)
            assert wait_until(posting)
    assert not any(each.error for each in clerks)
    counted += all_is_there_once(real, clerks)
    rows = real.connection.execute(
        "SELECT recorded_at FROM voucher WHERE book = %s ORDER BY event", [BOOK]
    )
    times: list[datetime] = [row[0] for row in rows]
    assert times == sorted(times)
    counted["vouchers of a time that stood still"] = len(times) - len(set(times))
    assert counted["vouchers of a time that stood still"]
    real.assert_silent()
    rounds.count(counted)


def _sent_since(clerks: Sequence[Clerk], before: int) -> bool:
    return sum(each.sent for each in clerks) > before
