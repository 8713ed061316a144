"""Many threads post single vouchers: few calls, and each thread gets its own answer."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import psycopg
import pytest

from ledger.book import coalesce
from ledger.book.coalesce import Coalescer
from ledger.book.post import Actor, Connection, Posted, Posting, post
from ledger.book.refusals import BookUnknown, KeyWithOtherContent, NoOverdraft
from ledger.book.voucher import Voucher
from ledger.storage.sealing import Sealer
from tests.ledger.scene import YEAR, K, Scene, V, account, allocation, entry, lot, voucher

THREADS = 32
BOOKS = (610721, 610722)
ACTOR = Actor("经办甲", "复核乙", BOOKS)


@pytest.fixture
def coalescer(scene: Scene) -> Iterator[Coalescer]:
    """Two books with 1,000 fen each, in which nobody else posts."""
    for book in BOOKS:
        scene.open(book, YEAR)
        scene.post(book, "money", allocation(lot(f"批次{book}", 1_000)))
    with Coalescer(scene.database.connect, scene.sealer) as opened:
        yield opened
    scene.assert_silent()


def _integrate(book: int, fen: int) -> Voucher:
    return voucher(V.INTEGRATE, entry(account(K.UNASSIGNED), account(K.POOL), f"批次{book}", fen))


def _all(deeds: list[Callable[[], Posted]]) -> list[Posted | Exception]:
    """What each deed returned or raised, all begun at once from as many threads."""
    start = threading.Barrier(THREADS)
    shares = [deeds[n::THREADS] for n in range(THREADS)]

    def run(share: list[Callable[[], Posted]]) -> list[Posted | Exception]:
        start.wait()
        answers: list[Posted | Exception] = []
        for deed in share:
            try:
                answers.append(deed())
            except Exception as error:
                answers.append(error)
        return answers

    with ThreadPoolExecutor(THREADS) as pool:
        return [answer for each in pool.map(run, shares) for answer in each]


def _posting(coalescer: Coalescer, book: int, key: str, fen: int) -> Callable[[], Posted]:
    return lambda: coalescer.post(book, Posting(key, _integrate(book, fen)), ACTOR)


def test_what_is_there_is_spent_to_the_last_fen_and_no_further(
    scene: Scene, coalescer: Coalescer
) -> None:
    answers = _all([_posting(coalescer, book, f"{n}", 7) for n in range(160) for book in BOOKS])
    assert Counter(type(each) for each in answers) == {Posted: 2 * 142, NoOverdraft: 2 * 18}
    events = sorted(each.event for each in answers if isinstance(each, Posted))
    assert events == sorted([*range(3, 145)] * 2)
    left = "SELECT array_agg(balance_fen) FROM balance JOIN account USING (book, account)"
    assert scene.one(f"{left} WHERE kind = 'unassigned'") == [6, 6]


def test_singles_share_calls(
    scene: Scene, coalescer: Coalescer, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[int] = []

    def counted(
        connection: Connection,
        book: int,
        postings: Sequence[Posting],
        actor: Actor,
        sealer: Sealer,
    ) -> list[Posted]:
        calls.append(len(postings))
        return post(connection, book, postings, actor, sealer)

    monkeypatch.setattr(coalesce, "post", counted)
    answers = _all([_posting(coalescer, BOOKS[0], f"{n}", 1) for n in range(THREADS * 10)])
    assert all(isinstance(each, Posted) for each in answers)
    assert sum(calls) == THREADS * 10
    assert len(calls) < THREADS * 10 / 3


def test_one_key_from_many_threads_is_one_voucher(scene: Scene, coalescer: Coalescer) -> None:
    answers = _all([_posting(coalescer, BOOKS[0], "same", 5)] * THREADS)
    posted = [each for each in answers if isinstance(each, Posted)]
    assert len(posted) == THREADS
    assert {each.number for each in posted} == {2}
    assert sum(not each.replayed for each in posted) == 1


def test_one_key_with_two_contents_is_given_to_one_of_them(
    scene: Scene, coalescer: Coalescer
) -> None:
    answers = _all([_posting(coalescer, BOOKS[0], "same", 1 + n % 2) for n in range(THREADS)])
    assert Counter(type(each) for each in answers) == {
        Posted: THREADS // 2,
        KeyWithOtherContent: THREADS // 2,
    }


def test_an_unknown_book_is_each_senders_own_refusal(coalescer: Coalescer) -> None:
    reach = Actor("甲", "乙", (610799,))
    answers = _all([lambda: coalescer.post(610799, Posting("k", _integrate(1, 1)), reach)] * 40)
    assert {type(each) for each in answers} == {BookUnknown}


def test_a_broken_connection_is_told_to_its_senders_and_replaced(
    scene: Scene, coalescer: Coalescer
) -> None:
    """Cut between two calls: the next sender learns of it and finds out by sending again."""
    first = _posting(coalescer, BOOKS[0], "a", 1)()
    scene.connection.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    second = _posting(coalescer, BOOKS[0], "b", 1)
    with pytest.raises(psycopg.OperationalError):
        second()
    assert second().number == first.number + 1
    assert second().replayed


def test_when_nobody_can_connect_everybody_is_told(scene: Scene) -> None:
    def refuse() -> Connection:
        raise psycopg.OperationalError("no server")

    with closing(Coalescer(refuse, scene.sealer)) as coalescer:
        answers = _all([_posting(coalescer, BOOKS[0], f"{n}", 1) for n in range(64)])
    assert {type(each) for each in answers} == {psycopg.OperationalError}


def test_a_closed_coalescer_takes_nothing_more(scene: Scene, coalescer: Coalescer) -> None:
    coalescer.close()
    with pytest.raises(RuntimeError):
        _posting(coalescer, BOOKS[0], "a", 1)()
