"""An account that holds several lots pays the oldest first, unless it is told otherwise."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.book.lot_choice import HeldLot, LotsShort, Purse, Share, Wanted, choose, held_lots
from ledger.book.voucher import AccountRef, Entry, NewLot
from tests.ledger.scene import UPPER, YEAR, K, Scene, V, account, entry, lot, named, voucher

PROJECT = str(named("choosing"))
JULY, AUGUST = (datetime(2019, month, 1, tzinfo=UTC) for month in (7, 8))
DAYS = (date(2019, 3, 4), date(2019, 1, 5), date(2019, 2, 6), date(2019, 1, 5), date(2019, 4, 7))
"""Of the lots 0 to 4, in the order of their entry: 1 and 3 on one day."""


def held(name: str, fen: int, day: int = 1, *, document_day: int = 1) -> HeldLot:
    return HeldLot(named(name), date(2019, 1, day), date(2018, 12, document_day), fen, (name,))


def drawn(shares: list[Share]) -> list[tuple[object, int, bool]]:
    return [(each.lot, each.amount_fen, each.by_rule) for each in shares]


def test_the_oldest_received_pays_first_then_the_oldest_document_then_the_first_given() -> None:
    purse = Purse(
        [held("d", 5, 3), held("c", 5, 2, document_day=9), held("b", 5, 2), held("a", 5, 2)]
    )
    assert [each.lot for each in purse.draw_all(18)] == [named(name) for name in "bacd"]
    assert purse.draw_all(2) == [Share(named("d"), 2, by_rule=True)]


def test_what_is_told_is_taken_and_says_so() -> None:
    purse = Purse([held("a", 5, 1), held("b", 5, 2), held("c", 5, 3)])
    assert drawn(purse.draw_all(4, {named("c")})) == [(named("c"), 4, False)]
    assert drawn(purse.draw_all(6, {named("c"), named("b")})) == [
        (named("b"), 5, True),
        (named("c"), 1, True),
    ]


def test_what_is_not_there_is_refused_and_nothing_is_drawn() -> None:
    purse = Purse([held("a", 5), held("b", 5)])
    with pytest.raises(LotsShort, match=r"需要 0\.11元，还有 0\.10元"):
        purse.draw_all(11)
    with pytest.raises(LotsShort):
        purse.draw_all(6, {named("b")})
    assert purse.standing_fen() == 10
    assert purse.draw(11) == ([Share(named(name), 5, by_rule=True) for name in "ab"], 1)


@given(
    stands=st.lists(st.tuples(st.integers(1, 28), st.integers(0, 50)), max_size=6),
    wanted=st.lists(st.integers(1, 60), max_size=6),
)
def test_no_fen_is_given_twice_and_no_younger_lot_before_an_older_one(
    stands: list[tuple[int, int]], wanted: list[int]
) -> None:
    lots = [held(str(n), fen, day) for n, (day, fen) in enumerate(stands)]
    purse = Purse(lots)
    days = {each.lot: each.received_on for each in lots}
    paid: list[Share] = []
    for fen in wanted:
        try:
            shares = purse.draw_all(fen)
        except LotsShort:
            assert fen > purse.standing_fen()
            continue
        assert sum(each.amount_fen for each in shares) == fen
        paid += shares
    assert [days[each.lot] for each in paid] == sorted(days[each.lot] for each in paid)
    for each in lots:
        taken = sum(share.amount_fen for share in paid if share.lot == each.lot)
        assert taken + purse.left_fen[each.lot] == each.held_fen


@pytest.fixture
def five(scene: Scene) -> list[NewLot]:
    """Five lots of 100 fen, all assigned to one project in July; then it is August."""
    scene.open(UPPER, YEAR)
    lots = [
        replace(
            lot(f"choice {n}", 100),
            received_on=day,
            doc_nos=(f"汉财农〔2019〕{n}号",),
            document_on=day,
        )
        for n, day in enumerate(DAYS)
    ]
    scene.connection.execute("SELECT set_demo_clock(%s)", (JULY,))
    came = [entry(account(K.SOURCE), account(K.UNASSIGNED), each.lot, 100) for each in lots]
    scene.post(UPPER, "came", replace(voucher(V.ALLOCATE, *came), lots=tuple(lots)))
    project = account(K.PROJECT, PROJECT)
    given_to = [entry(account(K.UNASSIGNED), project, each.lot, 100) for each in lots]
    scene.post(UPPER, "given", voucher(V.ASSIGN, *given_to))
    scene.connection.execute("SELECT set_demo_clock(%s)", (AUGUST,))
    return lots


def test_five_lots_of_a_project_pay_oldest_first(scene: Scene, five: list[NewLot]) -> None:
    """Until all is spent; the ledger takes it and says of each entry that a rule chose."""
    project, firm = account(K.PROJECT, PROJECT), account(K.VENDOR, "91610727MA0000003X")
    (shares,) = choose(scene.connection, UPPER, [Wanted(project, 450)])
    first, second = sorted((five[1].lot, five[3].lot))
    expected = [first, second, five[2].lot, five[0].lot, five[4].lot]
    assert [(each.lot, each.amount_fen) for each in shares] == [
        *((of, 100) for of in expected[:4]),
        (expected[4], 50),
    ]
    paid = [Entry(project, firm, each.lot, each.amount_fen, by_rule=True) for each in shares]
    scene.post(UPPER, "paid", voucher(V.DISBURSE, *paid))
    stands = held_lots(scene.connection, UPPER, project)
    assert [(each.lot, each.held_fen) for each in stands] == [(five[4].lot, 50)]
    rules = scene.connection.execute("SELECT DISTINCT attribution FROM entry WHERE number = 3")
    assert rules.fetchall() == [("rule",)]
    with pytest.raises(LotsShort):
        choose(scene.connection, UPPER, [Wanted(project, 51)])


def test_stated_lots_are_set_aside_and_a_document_chooses(scene: Scene, five: list[NewLot]) -> None:
    project = account(K.PROJECT, PROJECT)
    oldest = min(five[1].lot, five[3].lot)
    found = choose(
        scene.connection,
        UPPER,
        [Wanted(project, 30), Wanted(project, 90, oldest), Wanted(project, 7, doc_no=_LAST)],
    )
    assert [drawn(each) for each in found] == [
        [(oldest, 10, True), (max(five[1].lot, five[3].lot), 20, True)],
        [(oldest, 90, False)],
        [(five[4].lot, 7, False)],
    ]
    for short in (Wanted(project, 101, doc_no=_LAST), Wanted(project, 1, doc_no="略财〔2019〕9号")):
        with pytest.raises(LotsShort):
            choose(scene.connection, UPPER, [short])
    with pytest.raises(LotsShort):
        choose(scene.connection, UPPER, [Wanted(AccountRef(K.POOL, YEAR), 1)])


_LAST = "汉财农[2019] 4号"


def test_what_an_account_held_is_told_of_both_times(scene: Scene, five: list[NewLot]) -> None:
    project = account(K.PROJECT, PROJECT)
    oldest = min(five[1].lot, five[3].lot)
    late = entry(project, account(K.VENDOR, "91610727MA0000003X"), oldest, 60)
    scene.post(UPPER, "late", voucher(V.DISBURSE, late, happened_on=date(2019, 4, 20)))

    def oldest_held(as_of: date | None = None, known_at: datetime | None = None) -> int:
        found = held_lots(scene.connection, UPPER, project, as_of=as_of, known_at=known_at)
        return {each.lot: each.held_fen for each in found}.get(oldest, 0)

    assert oldest_held() == 40
    assert oldest_held(as_of=date(2019, 4, 19)) == 100
    assert oldest_held(as_of=date(2019, 4, 20)) == 40
    assert oldest_held(as_of=date(2019, 4, 20), known_at=JULY.replace(day=20)) == 100
    assert oldest_held(as_of=date(2019, 2, 28)) == 0
