"""A payment that the bank sends back can be made again, once: the roster's line is not used up."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from ledger.book.post import Posted
from ledger.book.refusals import MoneyMovedOn, ReturnExceedsEntry, SettlementExceedsEntry
from ledger.book.reverse import money_back, reversal
from ledger.book.voucher import EntryRef, Relation, Voucher, VoucherRef
from tests.ledger.scene import (
    DAY,
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

PROJECT, AGENT, HOUSEHOLD = account(K.PROJECT, "p"), account(K.AGENT, "a"), account(K.HOUSEHOLD)


@pytest.fixture
def paid(scene: Scene) -> Iterator[Scene]:
    """Two rosters of 100 fen with one agent; the first was paid out, the second waits."""
    scene.open(UPPER, YEAR)
    scene.post(UPPER, "allocated", allocation(lot("批次", 1_000)))
    scene.post(
        UPPER, "assigned", voucher(V.ASSIGN, entry(account(K.UNASSIGNED), PROJECT, "批次", 200))
    )
    for roster in ("roster", "other roster"):
        scene.post(UPPER, roster, voucher(V.DISBURSE, entry(PROJECT, AGENT, "批次", 100)))
    scene.post(UPPER, "paid", _payment(scene, 100))
    yield scene
    scene.assert_silent()


def _payment(scene: Scene, fen: int) -> Voucher:
    of = EntryRef(YEAR, scene.posted["roster"].number, 1)
    moved = replace(entry(AGENT, HOUSEHOLD, "批次", fen), relation=Relation.SETTLES, of=of)
    return voucher(V.PAY, moved)


def _back(scene: Scene, of: str, fen: int) -> Posted:
    named = VoucherRef(YEAR, scene.posted[of].number)
    made = money_back(
        scene.connection,
        UPPER,
        named,
        amounts_fen={1: fen},
        fiscal_year=YEAR,
        happened_on=DAY,
    )
    return scene.post(UPPER, f"{of} back {fen}", made)


def _reverse(scene: Scene, of: str) -> Posted:
    named = VoucherRef(YEAR, scene.posted[of].number)
    made = reversal(scene.connection, UPPER, named, fiscal_year=YEAR, happened_on=DAY)
    return scene.post(UPPER, f"{of} reversed", made)


def test_a_roster_is_paid_at_most_once(paid: Scene) -> None:
    with pytest.raises(SettlementExceedsEntry):
        paid.post(UPPER, "again", _payment(paid, 1))


def test_what_came_back_can_be_paid_again_to_the_fen(paid: Scene) -> None:
    _back(paid, "paid", 40)
    with pytest.raises(SettlementExceedsEntry):
        paid.post(UPPER, "again", _payment(paid, 41))
    assert paid.post(UPPER, "again", _payment(paid, 40)).number


def test_what_came_back_can_go_back_to_the_project_to_the_fen(paid: Scene) -> None:
    _back(paid, "paid", 40)
    with pytest.raises(ReturnExceedsEntry):
        _back(paid, "roster", 41)
    assert _back(paid, "roster", 40).number


def test_a_return_cannot_be_taken_back_once_the_money_was_paid_again(paid: Scene) -> None:
    """The agent holds enough for another roster, so no overdraft would show it."""
    _back(paid, "paid", 100)
    paid.post(UPPER, "again", _payment(paid, 100))
    with pytest.raises(MoneyMovedOn):
        _reverse(paid, "paid back 100")


def test_a_return_can_be_taken_back_while_the_money_is_there(paid: Scene) -> None:
    _back(paid, "paid", 100)
    assert _reverse(paid, "paid back 100").number


def test_a_roster_is_reversed_only_after_its_payments(paid: Scene) -> None:
    with pytest.raises(MoneyMovedOn):
        _reverse(paid, "roster")
    _reverse(paid, "paid")
    assert _reverse(paid, "roster").number
