"""Income makes a lot that names its asset and agreement, and a dividend spends it to households."""

from __future__ import annotations

from dataclasses import replace

import pytest

from ledger.book.private import seal_fields
from ledger.book.refusals import AssetNotNamed, LotAmountDiffers, LotExists, LotNotMadeByThisKind
from ledger.book.voucher import EntryRef, NewLot, PaymentLine, Relation, Voucher
from tests.ledger.scene import (
    LOWER,
    SEALER,
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
from tests.ledger.sequel import EARNED

PROJECT, AGENT = str(named("光伏分红")), "91610727MA0000001X"
UNASSIGNED, SHARED = account(K.UNASSIGNED), account(K.PROJECT, PROJECT)
BANK, HOUSEHOLD = account(K.AGENT, AGENT), account(K.HOUSEHOLD)


@pytest.fixture
def book(scene: Scene) -> Scene:
    scene.open(LOWER, YEAR)
    return scene


def _income(of: NewLot, fen: int | None = None) -> Voucher:
    moved = entry(account(K.SOURCE), UNASSIGNED, of.lot, fen or of.origin_amount_fen)
    return replace(voucher(V.INCOME, moved), lots=(of,))


def _line(n: int, fen: int) -> PaymentLine:
    private = seal_fields(SEALER, {"household": str(named(f"户{n}")), "payee": "张三"})
    return PaymentLine(
        n, fen, "610727100200", household=named(f"户{n}"), benefit="分红", private=private
    )


def test_a_dividend_spends_the_lot_that_an_asset_earned(book: Scene) -> None:
    book.post(LOWER, "income", _income(EARNED))
    book.post(LOWER, "assign", voucher(V.ASSIGN, entry(UNASSIGNED, SHARED, EARNED.lot, 900_00)))
    lines = (_line(1, 400_00), _line(2, 500_00))
    roster = [replace(entry(SHARED, BANK, EARNED.lot, x.amount_fen), line=x.line) for x in lines]
    sent = book.post(LOWER, "roster", replace(voucher(V.DISBURSE, *roster), lines=lines))
    paid = [
        replace(
            entry(BANK, HOUSEHOLD, EARNED.lot, each.amount_fen),
            line=each.line,
            relation=Relation.SETTLES,
            of=EntryRef(YEAR, sent.number, each.line),
        )
        for each in lines
    ]
    book.post(LOWER, "paid", replace(voucher(V.PAY, *paid), lines=lines))
    found = book.connection.execute(
        "SELECT l.household, l.amount_fen, t.origin, t.asset, t.origin_doc_no FROM payment_line l"
        " JOIN entry e ON (e.book, e.year, e.number, e.line) = (l.book, l.year, l.number, l.line)"
        " JOIN account a ON (a.book, a.account) = (e.book, e.to_account) AND a.kind = 'household'"
        " JOIN lot t ON (t.book, t.lot) = (e.book, e.lot) ORDER BY l.line"
    ).fetchall()
    origin = ("asset", EARNED.asset, EARNED.origin_doc_no)
    assert found == [(named("户1"), 400_00, *origin), (named("户2"), 500_00, *origin)]
    book.assert_silent()


@pytest.mark.parametrize("origin", ["donation", "interest"])
def test_a_gift_and_interest_are_income_without_an_asset(book: Scene, origin: str) -> None:
    book.post(LOWER, "income", _income(replace(EARNED, origin=origin, asset=None)))
    book.assert_silent()


def test_an_asset_is_named_by_what_it_earned_and_by_nothing_else(book: Scene) -> None:
    for each in (
        replace(EARNED, asset=None),
        replace(EARNED, origin="interest"),
        replace(EARNED, origin="donation"),
    ):
        with pytest.raises(AssetNotNamed):
            book.post(LOWER, "income", _income(each))


def test_income_is_not_allocated_and_an_allocation_is_no_income(book: Scene) -> None:
    with pytest.raises(LotNotMadeByThisKind):
        book.post(LOWER, "as income", _income(lot("批次", 1_00)))
    with pytest.raises(LotNotMadeByThisKind):
        book.post(LOWER, "as allocation", allocation(EARNED))


def test_income_books_the_amount_of_its_document_once(book: Scene) -> None:
    for fen in (EARNED.origin_amount_fen - 1, EARNED.origin_amount_fen + 1):
        with pytest.raises(LotAmountDiffers):
            book.post(LOWER, "other amount", _income(EARNED, fen))
    book.post(LOWER, "income", _income(EARNED))
    with pytest.raises(LotExists):
        book.post(LOWER, "again", _income(EARNED))
    with pytest.raises(LotExists):
        book.post(LOWER, "more", replace(_income(EARNED), lots=()))
