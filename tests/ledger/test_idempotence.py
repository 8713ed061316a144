"""A key names one content for ever: the same again returns the voucher, other is refused."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from ledger.book.books import NewBook, close_year, deliver, open_book, open_year
from ledger.book.post import Posted, Posting
from ledger.book.refusals import (
    DeliveredOtherwise,
    KeyWithOtherContent,
    LotExists,
    NoOverdraft,
    YearClosed,
)
from ledger.book.voucher import Voucher
from ledger.book.year_end import year_end
from tests.ledger.ladder import LADDER
from tests.ledger.scene import (
    DAY,
    LOWER,
    UPPER,
    YEAR,
    K,
    Scene,
    V,
    account,
    allocation,
    entry,
    lot,
    voucher,
)
from tests.ledger.story import story

OPENED = NewBook(UPPER, "汉中市财政局账簿", "汉中市财政局", "prefecture", DAY)


@pytest.fixture
def book(scene: Scene) -> Iterator[Scene]:
    """One book with 1,000.00 yuan of one lot."""
    scene.open(UPPER, YEAR)
    scene.post(UPPER, "allocated", allocation(lot("批次", 1_000_00)))
    yield scene
    scene.assert_silent()


def _integrate(fen: int, memo: str = "") -> Voucher:
    moved = entry(account(K.UNASSIGNED), account(K.POOL), "批次", fen)
    return replace(voucher(V.INTEGRATE, moved), memo=memo)


def _again(first: Posted) -> Posted:
    return replace(first, replayed=True)


def test_the_same_key_and_content_returns_the_same_voucher(book: Scene) -> None:
    first = book.post(UPPER, "k", _integrate(1, "备注"))
    assert not first.replayed
    assert book.post(UPPER, "k", _integrate(1, "备注")) == _again(first)


def test_a_replay_moves_no_money_and_draws_no_number(book: Scene) -> None:
    first = book.post(UPPER, "k", _integrate(1))
    for _ in range(3):
        book.post(UPPER, "k", _integrate(1))
    following = book.post(UPPER, "l", _integrate(1))
    assert (following.number, following.event) == (first.number + 1, first.event + 1)
    assert book.one("SELECT sum(balance_fen) FROM balance WHERE balance_fen = 2") == 2


@pytest.mark.parametrize(
    "other",
    [
        _integrate(2),
        _integrate(1, "另一备注"),
        replace(_integrate(1), doc_no="汉财〔2019〕2号"),
        replace(_integrate(1), precision="month"),
        replace(_integrate(1), entries=(*_integrate(1).entries, *_integrate(1).entries)),
    ],
    ids=["amount", "memo", "document", "precision", "entries"],
)
def test_the_same_key_with_other_content_is_refused(book: Scene, other: Voucher) -> None:
    first = book.post(UPPER, "k", _integrate(1))
    with pytest.raises(KeyWithOtherContent) as refused:
        book.post(UPPER, "k", other)
    assert refused.value.details["number"] == first.number
    assert refused.value.details["key"] == "k"


def test_other_actors_and_salts_are_no_other_content(book: Scene) -> None:
    first = book.post(UPPER, "k", _integrate(1))
    book.actor = replace(book.actor, maker="第三人", reason="重新提交")
    assert book.post(UPPER, "k", _integrate(1)) == _again(first)


def test_the_same_key_in_another_book_is_another_voucher(book: Scene) -> None:
    book.open(LOWER, YEAR)
    there = book.post(LOWER, "allocated", allocation(lot("批次乙", 5_00)))
    assert (there.number, there.replayed) == (1, False)


def test_a_refusal_is_not_remembered(book: Scene) -> None:
    with pytest.raises(NoOverdraft):
        book.post(UPPER, "k", _integrate(1_000_01))
    assert book.post(UPPER, "k", _integrate(1_000_00)).number == 2


def test_a_batch_is_posted_whole_or_not_at_all(book: Scene) -> None:
    batch = [Posting("a", _integrate(600_00)), Posting("b", _integrate(400_01))]
    with pytest.raises(NoOverdraft):
        book.batch(UPPER, batch)
    assert book.one("SELECT count(*) FROM voucher") == 1
    batch[1] = Posting("b", _integrate(400_00))
    assert [each.number for each in book.batch(UPPER, batch)] == [2, 3]


def test_replays_inside_a_batch_keep_their_place(book: Scene) -> None:
    old = book.post(UPPER, "old", _integrate(1))
    batch = [Posting("new 1", _integrate(2)), Posting("old", _integrate(1)),
             Posting("new 2", _integrate(3))]  # fmt: skip
    posted = book.batch(UPPER, batch)
    assert [each.replayed for each in posted] == [False, True, False]
    assert [each.number for each in posted] == [3, 2, 4]
    assert posted[1] == _again(old)
    again = book.batch(UPPER, batch)
    assert again == [_again(each) for each in posted]


def test_a_batch_of_replays_alone_changes_nothing(told: Scene) -> None:
    counters = "SELECT jsonb_agg(to_jsonb(s) ORDER BY book) FROM book_state s"
    before = told.one(counters)
    for book in (UPPER, LOWER):
        steps = [each for each in story() if each.book == book]
        posted = told.batch(book, [Posting(each.key, each.voucher) for each in steps])
        assert all(each.replayed for each in posted)
        assert [each.number for each in posted] == [each.number for each in steps]
    assert told.one(counters) == before


def test_an_empty_batch_posts_nothing(book: Scene) -> None:
    assert book.batch(UPPER, []) == []


def test_a_replay_is_answered_after_its_year_is_closed(book: Scene) -> None:
    first = book.post(UPPER, "k", _integrate(1))
    for n, each in enumerate(year_end(book.connection, UPPER, YEAR)):
        book.post(UPPER, f"over-{n}", each)
    book.turn_year()
    close_year(book.connection, UPPER, YEAR, "系统管理")
    assert book.post(UPPER, "k", _integrate(1)) == _again(first)
    with pytest.raises(YearClosed):
        book.post(UPPER, "l", _integrate(1))


def test_books_and_years_open_once(scene: Scene) -> None:
    first = open_book(scene.connection, OPENED, "甲")
    assert open_book(scene.connection, OPENED, "乙") == replace(first, replayed=True)
    with pytest.raises(KeyWithOtherContent):
        open_book(scene.connection, replace(OPENED, name="别的名字"), "甲")
    year = open_year(scene.connection, UPPER, YEAR, "甲")
    assert open_year(scene.connection, UPPER, YEAR, "甲") == replace(year, replayed=True)
    scene.turn_year()
    closed = close_year(scene.connection, UPPER, YEAR, "甲")
    assert close_year(scene.connection, UPPER, YEAR, "甲") == replace(closed, replayed=True)
    assert [first.event, year.event, closed.event] == [0, 1, 2]


def test_a_delivery_arrives_once(told: Scene) -> None:
    assert deliver(told.connection, UPPER) == deliver(told.connection, LOWER) == 0
    with pytest.raises(DeliveredOtherwise):
        LADDER["delivered_otherwise"].deed(told)
    assert told.one("SELECT count(*) FROM inbound") == 2


def test_one_batch_cannot_make_a_lot_twice(book: Scene) -> None:
    made = allocation(lot("批次丁", 7_00))
    with pytest.raises(LotExists):
        book.batch(UPPER, [Posting("a", made), Posting("b", made)])


def test_an_allocation_cannot_add_to_an_older_lot(book: Scene) -> None:
    with pytest.raises(LotExists):
        book.post(UPPER, "more", replace(allocation(lot("批次", 1_000_00)), lots=()))
