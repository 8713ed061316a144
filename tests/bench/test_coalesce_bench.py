"""What do 64 clients gain whose single vouchers are posted together? (`make bench`)

The same 64 threads post 1,280 single vouchers of the county's book, each thread waiting for its
answer before it sends the next: once through the coalescer, once each on a connection of its own.
Beside them stands the rate of 1,000 vouchers in one call, by one thread.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from itertools import repeat

import pytest

from ledger.book.coalesce import Coalescer
from ledger.book.post import Actor, Connection, Posting, post
from tests.bench.ledger import BOOK, SEALER, Ledger
from tests.bench.table import Sample, Table, in_turn, timed

pytestmark = pytest.mark.bench

CLIENTS, EACH = 64, 20
SINGLES = CLIENTS * EACH
ACTOR = Actor("经办甲", "复核乙", (BOOK,))


@dataclass
class Clients:
    """64 threads that wait to be told what to post, so that starting them is not measured."""

    stack: ExitStack
    tasks: list[Callable[[], None]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._begin = threading.Barrier(CLIENTS + 1)
        self._end = threading.Barrier(CLIENTS + 1)
        self._stopped = False
        for n in range(CLIENTS):
            threading.Thread(target=self._run, args=(n,), daemon=True).start()
        self.stack.callback(self._stop)

    def run(self, tasks: Sequence[Callable[[], None]]) -> None:
        self.tasks = list(tasks)
        self._begin.wait()
        self._end.wait()

    def _run(self, n: int) -> None:
        while True:
            self._begin.wait()
            if self._stopped:
                return
            try:
                self.tasks[n]()
            finally:
                self._end.wait()

    def _stop(self) -> None:
        self._stopped = True
        self._begin.wait()


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as opened:
        yield opened


def test_singles_of_64_clients(table: Table, ledger: Ledger, stack: ExitStack) -> None:
    clients = Clients(stack)
    coalescer = stack.enter_context(Coalescer(ledger.database.connect, SEALER))
    own = [stack.enter_context(ledger.database.connect()) for _ in range(CLIENTS)]
    answered: list[int] = []

    def coalesced(share: Sequence[Posting]) -> None:
        for each in share:
            answered.append(coalescer.post(BOOK, each, ACTOR).number)

    def alone(connection: Connection, share: Sequence[Posting]) -> None:
        for each in share:
            answered.append(post(connection, BOOK, [each], ACTOR, SEALER)[0].number)

    def singles() -> list[list[Posting]]:
        made = [*ledger.singles(), *ledger.singles()[: SINGLES - 1_000]]
        return [made[n::CLIENTS] for n in range(CLIENTS)]

    together, apart, one_call = in_turn(
        timed(singles, lambda made: clients.run([partial(coalesced, each) for each in made])),
        timed(singles, lambda made: clients.run(list(map(partial, repeat(alone), own, made)))),
        timed(ledger.singles, ledger.post),
    )
    assert len(answered) == len(set(answered)) == 2 * 8 * SINGLES
    name = "64 clients posting singly"
    ratio = [SINGLES / ours / (1_000 / call) for ours, call in _pairs(together, one_call)]
    table.ratio(
        f"{name}, coalesced / 1,000 in one call", Sample(tuple(ratio)), at_least=0.3, reach=0.5
    )
    gain = [theirs / ours for ours, theirs in _pairs(together, apart)]
    table.ratio(f"{name}, coalesced / each for itself", Sample(tuple(gain)))
    table.state(f"{name}, coalesced", SINGLES / together.median, "vouchers/s")
    table.state(f"{name}, each for itself", SINGLES / apart.median, "vouchers/s")


def _pairs(first: Sample, second: Sample) -> Iterator[tuple[float, float]]:
    return zip(first.values, second.values, strict=True)
