"""Closing by month and by year: what is refused, what is marked, and what must be gone first."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from ledger.book.books import close_month, close_year, open_year
from ledger.book.refusals import (
    AccountYearClosed,
    DecemberClosesWithYear,
    EarlierYearOpen,
    MonthClosed,
    MonthNotOver,
    YearClosed,
    YearNotCleared,
    YearNotOpen,
    YearNotOver,
)
from ledger.book.reverse import reversal
from ledger.book.voucher import AccountRef, Entry, Voucher, VoucherRef
from ledger.book.year_end import MOST_ENTRIES, standing, year_end
from tests.ledger.scene import UPPER, YEAR, K, Scene, V, account, allocation, entry, lot, voucher

ADMIN = "财政复核"
UNASSIGNED, POOL = account(K.UNASSIGNED), account(K.POOL)


@pytest.fixture
def book(scene: Scene) -> Scene:
    """One book, two open years, 100.00 yuan of one lot. The clock stands at the first of June."""
    scene.open(UPPER, YEAR, YEAR + 1)
    scene.post(UPPER, "allocated", allocation(lot("批次", 100_00)))
    return scene


def _integrate(on: date, *, year: int = YEAR) -> Voucher:
    moved = Entry(AccountRef(K.UNASSIGNED, year), AccountRef(K.POOL, year), lot("批次", 1).lot, 1)
    return Voucher(V.INTEGRATE, year, on, (moved,))


def _booked(scene: Scene, key: str) -> tuple[object, ...] | None:
    return scene.connection.execute(
        "SELECT late, booked_month(book, year, happened_on, event) FROM voucher WHERE key = %s",
        (key,),
    ).fetchone()


@pytest.mark.parametrize(
    ("on", "booked"),
    [
        (date(2019, 3, 31), (True, 4)),
        (date(2019, 4, 1), (False, 4)),
        (date(2018, 12, 31), (True, 4)),
        (date(2019, 12, 31), (False, 12)),
        (date(2020, 1, 1), (True, 12)),
    ],
)
def test_what_happened_in_a_closed_month_is_booked_in_the_first_open_one_and_says_so(
    book: Scene, on: date, booked: tuple[bool, int]
) -> None:
    close_month(book.connection, UPPER, YEAR, 3, ADMIN)
    book.post(UPPER, "late", _integrate(on))
    assert _booked(book, "late") == booked
    book.assert_silent()


def test_what_was_recorded_before_the_month_closed_stays_on_time(book: Scene) -> None:
    book.post(UPPER, "early", _integrate(date(2019, 3, 31)))
    close_month(book.connection, UPPER, YEAR, 5, ADMIN)
    assert _booked(book, "early") == (False, 3)
    book.assert_silent()


def test_a_month_closes_once_in_order_after_its_last_day_and_draws_an_event(book: Scene) -> None:
    before = book.one("SELECT next_event FROM book_state")
    first = close_month(book.connection, UPPER, YEAR, 2, ADMIN)
    assert first.event == before
    assert close_month(book.connection, UPPER, YEAR, 2, "另一人") == replace(first, replayed=True)
    with pytest.raises(MonthClosed):
        close_month(book.connection, UPPER, YEAR, 1, ADMIN)
    with pytest.raises(MonthNotOver):
        close_month(book.connection, UPPER, YEAR, 6, ADMIN)
    close_month(book.connection, UPPER, YEAR, 5, ADMIN)
    with pytest.raises(DecemberClosesWithYear):
        close_month(book.connection, UPPER, YEAR, 12, ADMIN)
    with pytest.raises(YearNotOpen):
        close_month(book.connection, UPPER, YEAR - 1, 1, ADMIN)
    book.assert_silent()


def test_a_year_closes_when_nothing_stands_and_the_refusal_lists_what_does(book: Scene) -> None:
    with pytest.raises(YearNotCleared) as raised:
        close_year(book.connection, UPPER, YEAR, ADMIN)
    assert "待分配" in raised.value.message and "100.00元" in raised.value.message
    assert raised.value.details["places"] == 1
    with pytest.raises(EarlierYearOpen):
        close_year(book.connection, UPPER, YEAR + 1, ADMIN)
    [carried] = year_end(book.connection, UPPER, YEAR)
    book.post(UPPER, "over", carried)
    assert standing(book.connection, UPPER, YEAR) == []
    with pytest.raises(YearNotOver):
        close_year(book.connection, UPPER, YEAR, ADMIN)
    book.turn_year()
    close_year(book.connection, UPPER, YEAR, ADMIN)
    with pytest.raises(YearClosed):
        book.post(UPPER, "again", _integrate(date(2019, 12, 31)))
    with pytest.raises(YearClosed):
        close_month(book.connection, UPPER, YEAR, 4, ADMIN)
    book.post(UPPER, "next", _integrate(date(2019, 12, 31), year=YEAR + 1))
    assert _booked(book, "next") == (True, 1)
    book.assert_silent()


def test_surplus_is_recovered_carried_and_then_reissued_or_released(book: Scene) -> None:
    old = replace(lot("旧批次", 30_00), budget_year=YEAR - 2)
    book.post(UPPER, "old", allocation(old))
    vouchers = year_end(book.connection, UPPER, YEAR, surplus_until=YEAR - 1)
    assert [each.kind for each in vouchers] == [V.RECOVER, V.CARRY_OVER]
    for n, each in enumerate(vouchers):
        book.post(UPPER, f"end-{n}", each)
    book.turn_year()
    close_year(book.connection, UPPER, YEAR, ADMIN)
    found = {
        (each.account.kind, each.lot): (each.amount_fen, each.budget_year)
        for each in standing(book.connection, UPPER, YEAR + 1)
    }
    assert found == {
        (K.UNASSIGNED, lot("批次", 1).lot): (100_00, YEAR),
        (K.RECOVERED, old.lot): (30_00, YEAR - 2),
    }
    recovered = account(K.RECOVERED, year=YEAR + 1)
    for kind, end, fen in ((V.REISSUE, K.UNASSIGNED, 10_00), (V.RELEASE, K.RELEASED, 20_00)):
        moved = entry(recovered, account(end, year=YEAR + 1), old.lot, fen)
        book.post(UPPER, kind.value, replace(voucher(kind, moved), year=YEAR + 1))
    book.assert_silent()


def test_what_was_recovered_by_hand_and_at_the_end_is_carried_as_one(book: Scene) -> None:
    moved = entry(UNASSIGNED, account(K.RECOVERED), "批次", 40_00)
    book.post(UPPER, "recovered", voucher(V.RECOVER, moved))
    recover, over = year_end(book.connection, UPPER, YEAR, surplus_until=YEAR)
    assert [each.amount_fen for each in recover.entries] == [60_00]
    assert [(each.start.kind, each.amount_fen) for each in over.entries] == [(K.RECOVERED, 100_00)]


def test_a_carry_over_is_reversed_while_its_money_has_not_moved_on(book: Scene) -> None:
    [carried] = year_end(book.connection, UPPER, YEAR)
    over = book.post(UPPER, "over", carried)
    of = VoucherRef(YEAR, over.number)
    for fiscal_year in (YEAR, YEAR + 1):
        back = reversal(
            book.connection, UPPER, of, fiscal_year=fiscal_year, happened_on=date(2020, 1, 5)
        )
        [moved] = back.entries
        assert (moved.start.year, moved.end.year) == (YEAR + 1, YEAR)
    book.post(UPPER, "back", back)
    assert [each.amount_fen for each in standing(book.connection, UPPER, YEAR)] == [100_00]
    [again] = year_end(book.connection, UPPER, YEAR)
    second = book.post(UPPER, "over again", again)
    book.turn_year()
    close_year(book.connection, UPPER, YEAR, ADMIN)
    closed = reversal(
        book.connection,
        UPPER,
        VoucherRef(YEAR, second.number),
        fiscal_year=YEAR + 1,
        happened_on=date(2020, 1, 6),
    )
    with pytest.raises(AccountYearClosed):
        book.post(UPPER, "too late", closed)
    book.assert_silent()


def test_nothing_is_carried_into_a_year_that_is_closed(scene: Scene) -> None:
    scene.open(UPPER, YEAR)
    scene.turn_year()
    close_year(scene.connection, UPPER, YEAR, ADMIN)
    open_year(scene.connection, UPPER, YEAR - 1, ADMIN)
    made = lot("旧批次", 1_00)
    old = AccountRef(K.UNASSIGNED, YEAR - 1)
    source = AccountRef(K.SOURCE, YEAR - 1)
    came = Entry(source, old, made.lot, 1_00)
    scene.post(UPPER, "old", Voucher(V.ALLOCATE, YEAR - 1, date(2018, 6, 1), (came,), lots=(made,)))
    [over] = year_end(scene.connection, UPPER, YEAR - 1)
    with pytest.raises(AccountYearClosed):
        scene.post(UPPER, "over", over)


def test_a_year_end_of_many_places_comes_in_vouchers_that_fit(book: Scene) -> None:
    owners = [f"{n:018}" for n in range(MOST_ENTRIES + 1)]
    placed = [entry(UNASSIGNED, account(K.PROJECT, each), "批次", 1) for each in owners]
    for at in range(0, len(placed), MOST_ENTRIES):
        part = placed[at : at + MOST_ENTRIES]
        book.post(UPPER, f"assign-{at}", voucher(V.ASSIGN, *part))
    vouchers = year_end(book.connection, UPPER, YEAR)
    assert [len(each.entries) for each in vouchers] == [MOST_ENTRIES, 2]
    for n, each in enumerate(vouchers):
        book.post(UPPER, f"over-{n}", each)
    book.turn_year()
    close_year(book.connection, UPPER, YEAR, ADMIN)
