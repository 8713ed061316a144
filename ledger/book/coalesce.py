"""How do vouchers that many clients send one by one become few calls, each with its own answer?

While one call of `post()` is under way, what arrives for the same book gathers; then the whole
gathering is the next call (group commit). One of the waiting threads makes it, there is no thread
of ours. Each voucher gets the result it would have had alone, in the order of arrival: a refused
one spoils no other.

    with Coalescer(database.connect, sealer) as coalescer:   # one for the process
        posted = coalescer.post(book, posting, actor)        # from any thread

A call is all or nothing, so equality needs two things. First, a refusal counts only when the
voucher was sent alone: of a refused call the part before the voucher it names is sent again, then
that voucher by itself, then the rest. Second, nothing is accepted together that would be refused
in turn: `parted()` says which vouchers may not share a call.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from types import TracebackType
from typing import TypeAlias
from uuid import UUID

from ledger.book.post import Actor, Connection, Posted, Posting, post
from ledger.book.refusals import LedgerRefusal
from ledger.book.voucher import Relation, Voucher
from ledger.storage.sealing import Sealer

Outcome: TypeAlias = Posted | Exception
"""What became of one voucher: its number, or why not."""

LARGEST_CALL = 1_000
"""Vouchers in one call; beyond that a call gains little and the others wait longer."""
LARGEST_ENTRIES = 5_000
"""Entries in one call, unless a single voucher has more."""
LINGER_S = 0.002
"""How long at most a call waits for as many vouchers as the one before it had."""

_TAKES = (Relation.SETTLES, Relation.RECEIVES)
"""Relations that only use up what they name; the others give something back to an older entry."""


def post_in_order(
    connection: Connection, book: int, postings: Sequence[Posting], sealer: Sealer
) -> list[Outcome]:
    """Post vouchers, each with its own `actor`, as if one by one in this order, in few calls.

    Where the connection breaks, all that were not yet answered share its error: which of them are
    in the ledger is told by sending them again under their keys.
    """
    answered: list[Outcome] = []
    for part in parted(postings):
        answered += _post_part(connection, book, part, sealer)
    return answered


def parted(postings: Sequence[Posting]) -> Iterator[list[Posting]]:
    """The vouchers in order, cut wherever sharing a call could change what becomes of one.

    `post()` looks at the relations and lots of a call together, not in turn. So a new call begins

    - at a key that the call has already: the second is a replay of the first, or meets it refused
    - at a voucher that gives room to older entries (a reversal or return) when the call has one
      that needs room: in turn the needy one comes too early
    - at a voucher that makes a lot which an earlier one of the call uses
    """
    part: list[Posting] = []
    keys: set[str] = set()
    lots: set[UUID] = set()
    entries, related = 0, False
    for posting in postings:
        voucher = posting.voucher
        full = len(part) == LARGEST_CALL or entries + len(voucher.entries) > LARGEST_ENTRIES
        if part and (
            full
            or posting.key in keys
            or (related and _gives_back(voucher))
            or any(each.lot in lots for each in voucher.lots)
        ):
            yield part
            part, keys, lots, entries, related = [], set(), set(), 0, False
        part.append(posting)
        keys.add(posting.key)
        lots.update(each.lot for each in voucher.entries)
        entries += len(voucher.entries)
        related = related or any(each.relation for each in voucher.entries)
    if part:
        yield part


def _gives_back(voucher: Voucher) -> bool:
    return any(each.relation not in (None, *_TAKES) for each in voucher.entries)


def _post_part(
    connection: Connection, book: int, part: Sequence[Posting], sealer: Sealer
) -> list[Outcome]:
    answered: list[Outcome] = []
    size = len(part)
    while len(answered) < len(part):
        rest = part[len(answered) : len(answered) + size]
        try:
            answered += _call(connection, book, rest, sealer)
            size *= 2
        except Exception as error:
            if connection.closed:
                return answered + [error] * (len(part) - len(answered))
            if len(rest) == 1:
                answered.append(error)
                continue
            # The voucher a refusal names need not be the one to blame: it is asked alone.
            good = _named(error, len(rest))
            if good is None:
                good = len(rest) // 2
                answered += _post_part(connection, book, rest[:good], sealer)
            else:
                answered += _post_part(connection, book, rest[:good], sealer)
                if connection.closed:
                    continue
                answered += _post_part(connection, book, rest[good : good + 1], sealer)
            # Where one is refused the next is seldom far: a long call would only fail again.
            size = max(8, 2 * good)
    return answered


def _call(
    connection: Connection, book: int, postings: Sequence[Posting], sealer: Sealer
) -> list[Posted]:
    actor = postings[0].actor
    if actor is None:
        raise ValueError("a posting to be coalesced names its actor")
    return post(connection, book, postings, actor, sealer)


def _named(error: Exception, length: int) -> int | None:
    """How many vouchers stand before the one that this refusal names."""
    if not isinstance(error, LedgerRefusal):
        return None
    voucher = error.details.get("voucher")
    return voucher - 1 if isinstance(voucher, int) and 1 <= voucher <= length else None


@dataclass(eq=False, slots=True)
class _Waiting:
    """A voucher and the thread that waits for it; `turn` is released to wake that thread."""

    posting: Posting
    turn: threading.Lock
    outcome: Outcome | None = None

    def result(self) -> Posted:
        if isinstance(self.outcome, Posted):
            return self.outcome
        assert self.outcome is not None
        raise self.outcome


@dataclass(slots=True)
class _Lane:
    """What gathers for one book. `led`: some thread is posting, or about to."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    waiting: deque[_Waiting] = field(default_factory=deque)
    led: bool = False
    last: int = 1
    gathered: threading.Event = field(default_factory=threading.Event)


class Coalescer:
    """Posts single vouchers of many threads together, book by book."""

    def __init__(self, connect: Callable[[], Connection], sealer: Sealer) -> None:
        """`connect` gives a connection in autocommit; as many are kept as books post at once."""
        self._connect, self._sealer = connect, sealer
        self._lock = threading.Lock()
        self._lanes: dict[int, _Lane] = {}
        self._idle: list[Connection] = []
        self._closed = False

    def __enter__(self) -> Coalescer:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def post(self, book: int, posting: Posting, actor: Actor) -> Posted:
        """Post one voucher and wait for its answer.

        Raises what `ledger.book.post.post` raises for it alone, and psycopg.OperationalError when
        the connection broke: then the same call again tells what became of it.
        """
        mine = _Waiting(Posting(posting.key, posting.voucher, actor), threading.Lock())
        mine.turn.acquire()
        with self._lock:
            if self._closed:
                raise RuntimeError("the coalescer is closed")
            lane = self._lanes.setdefault(book, _Lane())
        with lane.lock:
            lane.waiting.append(mine)
            if len(lane.waiting) >= lane.last:
                lane.gathered.set()
            leads, lane.led = not lane.led, True
        if not leads:
            mine.turn.acquire()
        if mine.outcome is None:
            self._lead(book, lane)
        return mine.result()

    def close(self) -> None:
        """Close the idle connections; what is under way is still answered."""
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, []
        for each in idle:
            each.close()

    def _lead(self, book: int, lane: _Lane) -> None:
        """Post what has gathered, hand the lead to whoever waits next, answer everybody."""
        if lane.last > 1:
            # Those who were answered together come again together: a call for the first of them
            # alone would cost the others a whole commit.
            lane.gathered.wait(LINGER_S)
        with lane.lock:
            taken = [lane.waiting.popleft() for _ in range(min(LARGEST_CALL, len(lane.waiting)))]
        failed: Exception = RuntimeError("the thread that posted this was stopped")
        outcomes: list[Outcome] = []
        try:
            connection = self._borrow()
            try:
                outcomes = post_in_order(
                    connection, book, [each.posting for each in taken], self._sealer
                )
            finally:
                self._give_back(connection)
        except Exception as error:
            failed = error
        finally:
            outcomes += [failed] * (len(taken) - len(outcomes))
            with lane.lock:
                lane.last = len(taken)
                next_leader = lane.waiting[0] if lane.waiting else None
                lane.led = next_leader is not None
                if len(lane.waiting) < lane.last:
                    lane.gathered.clear()
            if next_leader is not None:
                next_leader.turn.release()
            for each, outcome in zip(taken, outcomes, strict=True):
                each.outcome = outcome
                each.turn.release()

    def _borrow(self) -> Connection:
        with self._lock:
            if self._idle:
                return self._idle.pop()
        return self._connect()

    def _give_back(self, connection: Connection) -> None:
        with self._lock:
            if not connection.closed and not self._closed:
                self._idle.append(connection)
                return
        connection.close()
