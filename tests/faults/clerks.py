"""Clerks who post batch after batch and write down what was acknowledged, and how it is held
against the ledger when the fault is over.

Each batch is one call of `post()`, so it is there whole or not at all. What a clerk sent and got no
answer to is sent again under its keys; then everybody knows.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from uuid import UUID

import psycopg

from ledger.book.post import Connection, Posting, post
from tests.ledger.posting_process import spending
from tests.ledger.scene import ACTOR, SEALER, YEAR, Scene, allocation, lot, named

MONEY = "money"
PLENTY_FEN = 1_000_000_00


def open_book(scene: Scene, book: int) -> UUID:
    """A book of its own for a round, with money in it. Returns the lot."""
    scene.open(book, YEAR)
    scene.post(book, f"{MONEY}{book}", allocation(lot(f"批次{book}", PLENTY_FEN)))
    return named(f"批次{book}")


@dataclass
class Clerk:
    """`doubtful`: the batch that was sent last and not answered."""

    name: str
    book: int
    lot: UUID
    size: int = 5
    sent: int = 0
    acknowledged: dict[str, int] = field(default_factory=dict)
    doubtful: list[str] = field(default_factory=list)
    error: psycopg.Error | None = None

    def send(self, connection: Connection) -> None:
        """One more batch. Raises what posting raises; the batch then stays in doubt."""
        assert not self.doubtful
        self.doubtful = [f"{self.book}-{self.name}-{self.sent}-{n}" for n in range(self.size)]
        self.sent += 1
        self._send(connection)

    def settle(self, connection: Connection) -> Counter[str]:
        """Send the batch in doubt again; counted by what had become of it."""
        if not self.doubtful:
            return Counter()
        replayed = self._send(connection)
        assert len(set(replayed)) == 1, "a batch was there in part"
        return Counter(["answer lost" if replayed[0] else "never arrived"])

    def work(self, connect: Callable[[], Connection], stop: threading.Event) -> None:
        """Send until told to stop or until the connection or the server fails."""
        try:
            with connect() as connection:
                while not stop.is_set():
                    self.send(connection)
        except psycopg.Error as error:
            self.error = error

    def _send(self, connection: Connection) -> list[bool]:
        actor = replace(ACTOR, reach=(self.book,))
        what = [Posting(key, spending(self.lot, 1)) for key in self.doubtful]
        posted = post(connection, self.book, what, actor, SEALER)
        self.acknowledged |= {
            key: each.number for key, each in zip(self.doubtful, posted, strict=True)
        }
        self.doubtful = []
        return [each.replayed for each in posted]


@contextmanager
def working(clerks: Sequence[Clerk], connect: Callable[[], Connection]) -> Iterator[None]:
    """The clerks at work, each in a thread of its own, until the block ends."""
    stop = threading.Event()
    threads = [threading.Thread(target=each.work, args=(connect, stop)) for each in clerks]
    for each in threads:
        each.start()
    try:
        yield
    finally:
        stop.set()
        for each in threads:
            each.join(120)
    assert not any(each.is_alive() for each in threads)


def all_is_there_once(scene: Scene, clerks: Sequence[Clerk]) -> Counter[str]:
    """What was acknowledged stands under its number, nothing stands twice, `verify` is silent.

    What was in doubt is settled first. Returns the counts of the round.
    """
    counted: Counter[str] = Counter()
    for each in clerks:
        counted += each.settle(scene.connection)
    for book in {each.book for each in clerks}:
        mine = [each for each in clerks if each.book == book]
        expected = {key: number for each in mine for key, number in each.acknowledged.items()}
        there: dict[str, int] = dict(
            scene.connection.execute(
                "SELECT key, number FROM voucher WHERE book = %s", [book]
            ).fetchall()
        )
        first = there.pop(f"{MONEY}{book}")
        assert there == expected
        assert sorted([first, *there.values()]) == list(range(1, len(there) + 2))
        counted["vouchers acknowledged"] += len(expected)
        scene.assert_silent([book])
    return counted
