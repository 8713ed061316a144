"""Money that flows back up: sent once, received once, taken off what was passed down."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from ledger.book.books import close_year, deliver
from ledger.book.receive_back import receive_back
from ledger.book.refusals import (
    DeliveryUnknown,
    DeliveryWithdrawn,
    LotUnknown,
    MoneyMovedOn,
    NoOverdraft,
    ReceivedExceedsDelivery,
    SentDownToOtherBook,
)
from ledger.book.reverse import reversal
from ledger.book.voucher import EntryRef, Relation, Voucher, VoucherRef
from ledger.book.year_end import year_end
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
    named,
    voucher,
)

UNASSIGNED = account(K.UNASSIGNED)
DOWN, UP = account(K.SENT_DOWN, str(LOWER)), account(K.SENT_UP, str(UPPER))


@pytest.fixture
def books(scene: Scene) -> Scene:
    """100.00 yuan passed down and received; 30.00 sent back as voucher 2 of the county."""
    for book in (UPPER, LOWER):
        scene.open(book, YEAR, YEAR + 1)
    scene.post(UPPER, "allocated", allocation(lot("批次", 100_00)))
    scene.post(UPPER, "down", voucher(V.PASS_DOWN, entry(UNASSIGNED, DOWN, "批次", 100_00)))
    deliver(scene.connection, UPPER)
    came = replace(
        entry(account(K.UPSTREAM, str(UPPER)), UNASSIGNED, "批次", 100_00),
        relation=Relation.RECEIVES,
        of=EntryRef(YEAR, 2, 1, UPPER),
    )
    received = replace(voucher(V.RECEIVE, came), lots=(lot("批次", 100_00, book=LOWER),))
    scene.post(LOWER, "received", received)
    scene.post(LOWER, "back", voucher(V.SEND_BACK, entry(UNASSIGNED, UP, "批次", 30_00)))
    return scene


def _back(scene: Scene, fen: int, on: date = DAY) -> Voucher:
    of = EntryRef(YEAR, 2, 1, LOWER)
    return receive_back(scene.connection, UPPER, of, amount_fen=fen, happened_on=on)


def _standing(scene: Scene, kind: str) -> object:
    """Of the upper book."""
    return scene.one(
        "SELECT sum(balance_fen) FROM balance b JOIN account a USING (book, account)"
        " WHERE b.book = %s AND a.kind = %s",
        UPPER,
        kind,
    )


def test_it_is_delivered_once_and_received_in_parts_up_to_what_was_sent(books: Scene) -> None:
    with pytest.raises(DeliveryUnknown):
        _back(books, 1)
    assert deliver(books.connection, LOWER) == 1
    assert deliver(books.connection, LOWER) == 0
    books.post(UPPER, "some", _back(books, 10_00))
    with pytest.raises(ReceivedExceedsDelivery):
        books.post(UPPER, "too much", _back(books, 20_01))
    books.assert_silent()
    books.post(UPPER, "rest", _back(books, 20_00))
    books.assert_silent()
    assert (_standing(books, "unassigned"), _standing(books, "sent_down")) == (30_00, 70_00)


def test_what_came_from_above_is_not_received_back_nor_what_came_from_below_received(
    books: Scene,
) -> None:
    deliver(books.connection, LOWER)
    up = replace(
        entry(account(K.UPSTREAM, str(LOWER)), UNASSIGNED, "批次", 1),
        relation=Relation.RECEIVES,
        of=EntryRef(YEAR, 2, 1, LOWER),
    )
    with pytest.raises(DeliveryUnknown):
        books.post(UPPER, "as if from above", voucher(V.RECEIVE, up))


def test_it_is_taken_off_what_was_passed_down_to_that_book(books: Scene) -> None:
    deliver(books.connection, LOWER)
    other = account(K.SENT_DOWN, "610728")
    made = _back(books, 1)
    moved = replace(made.entries[0], start=other)
    with pytest.raises(SentDownToOtherBook):
        books.post(UPPER, "other", replace(made, entries=(moved,)))


def test_a_lot_that_was_never_passed_down_cannot_be_received_back(books: Scene) -> None:
    own = replace(lot("县级批次", 5_00, book=LOWER), origin_book=LOWER)
    books.post(LOWER, "own", allocation(own))
    books.post(LOWER, "own up", voucher(V.SEND_BACK, entry(UNASSIGNED, UP, own.lot, 5_00)))
    deliver(books.connection, LOWER)
    books.post(UPPER, "known", allocation(lot("别的", 1_00)))
    of = EntryRef(YEAR, 4, 1, LOWER)
    made = receive_back(books.connection, UPPER, of, amount_fen=1, happened_on=DAY)
    assert made.entries[0].lot == own.lot == named("县级批次")
    with pytest.raises(LotUnknown):
        books.post(UPPER, "never down", made)
    books.assert_silent()


def test_a_later_year_takes_it_off_the_year_in_which_it_was_passed_down(books: Scene) -> None:
    deliver(books.connection, LOWER)
    books.turn_year()
    for book in (UPPER, LOWER):
        for n, each in enumerate(year_end(books.connection, book, YEAR)):
            books.post(book, f"over-{book}-{n}", each)
        close_year(books.connection, book, YEAR, "财政复核")
    made = _back(books, 30_00, date(2020, 2, 1))
    [moved] = made.entries
    assert (moved.start.year, moved.end.year) == (YEAR, YEAR + 1)
    books.post(UPPER, "late", made)
    books.assert_silent()


def test_a_send_back_is_reversed_until_it_is_received_above(books: Scene) -> None:
    deliver(books.connection, LOWER)
    received = books.post(UPPER, "received back", _back(books, 30_00))
    back = reversal(books.connection, LOWER, VoucherRef(YEAR, 2), fiscal_year=YEAR, happened_on=DAY)
    with pytest.raises(MoneyMovedOn) as refused:
        books.post(LOWER, "too early", back)
    assert "已收到 30.00元" in refused.value.message
    undo = reversal(
        books.connection,
        UPPER,
        VoucherRef(YEAR, received.number),
        fiscal_year=YEAR,
        happened_on=DAY,
    )
    books.post(UPPER, "undone", undo)
    books.post(LOWER, "sent back reversed", back)
    with pytest.raises(DeliveryWithdrawn):
        books.post(UPPER, "after all", _back(books, 1))
    books.assert_silent()


def test_more_than_was_passed_down_and_not_yet_taken_back_is_refused(books: Scene) -> None:
    deliver(books.connection, LOWER)
    books.post(UPPER, "all", _back(books, 30_00))
    books.post(LOWER, "more", voucher(V.SEND_BACK, entry(UNASSIGNED, UP, "批次", 70_00)))
    deliver(books.connection, LOWER)
    of = EntryRef(YEAR, 3, 1, LOWER)
    rest = receive_back(books.connection, UPPER, of, amount_fen=70_00, happened_on=DAY)
    books.post(UPPER, "rest", rest)
    assert _standing(books, "sent_down") == 0
    over = replace(rest, entries=(replace(rest.entries[0], amount_fen=1),))
    with pytest.raises((NoOverdraft, ReceivedExceedsDelivery)):
        books.post(UPPER, "over", over)
    books.assert_silent()
