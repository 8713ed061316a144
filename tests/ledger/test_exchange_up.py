"""What a county on its own machine sends back travels by its signed file, and counts once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from ledger.book.exchange import export_deliveries, export_receipt, take_in
from ledger.book.receive_back import receive_back
from ledger.book.refusals import MoneyMovedOn
from ledger.book.reverse import reversal
from ledger.book.voucher import EntryRef, VoucherRef
from ledger.storage.embedded import Server
from tests.ledger.scene import DAY, LOWER, UPPER, YEAR, K, V, account, entry, voucher
from tests.ledger.two_installations import (
    LOWER_KEY,
    UPPER_KEY,
    TwoInstallations,
    two_installations,
)


@pytest.fixture
def both(server: Server) -> Iterator[TwoInstallations]:
    """60,000.00 yuan passed down and received; 5,000.00 of it sent back as voucher 2."""
    with two_installations(server) as made:
        sent = made.pass_down(60_000_00)
        made.arrive(made.down())
        made.receive(sent, 60_000_00)
        up = entry(account(K.UNASSIGNED), account(K.SENT_UP, str(UPPER)), "批次甲", 5_000_00)
        made.lower.post(
            LOWER, "退回", replace(voucher(V.SEND_BACK, up), doc_no="略财缴〔2019〕1号")
        )
        yield made
        for scene in (made.upper, made.lower):
            scene.assert_silent()


def _file(both: TwoInstallations) -> bytes:
    return export_deliveries(both.lower.connection, LOWER_KEY, LOWER, UPPER).content


def test_the_file_goes_up_counts_once_and_its_receipt_comes_down(both: TwoInstallations) -> None:
    first = both.acknowledge(_file(both))
    assert (first.delivered, first.from_book) == (1, LOWER)
    assert both.acknowledge(_file(both)).delivered == 0
    of = EntryRef(YEAR, 2, 1, LOWER)
    made = receive_back(both.upper.connection, UPPER, of, amount_fen=3_000_00, happened_on=DAY)
    both.upper.post(UPPER, "收到退回", made)
    receipt = export_receipt(both.upper.connection, UPPER_KEY, UPPER, LOWER).content
    assert take_in(both.lower.connection, receipt, actor="县里的导入人").acknowledged == 1
    assert both.lower.one("SELECT received_fen FROM delivery_receipt") == 3_000_00
    assert export_deliveries(both.lower.connection, LOWER_KEY, LOWER, UPPER).lines == 0
    with pytest.raises(MoneyMovedOn):
        _reverse(both)


def _reverse(both: TwoInstallations) -> None:
    undo = reversal(
        both.lower.connection, LOWER, VoucherRef(YEAR, 2), fiscal_year=YEAR, happened_on=DAY
    )
    both.lower.post(LOWER, "红冲", undo)


def test_what_was_reversed_below_is_withdrawn_above(both: TwoInstallations) -> None:
    old = _file(both)
    _reverse(both)
    assert both.acknowledge(_file(both)).withdrawn == 1
    assert both.acknowledge(old).delivered == 0
    assert both.upper.one("SELECT count(*) FROM inbound_withdrawal") == 1


def test_only_what_goes_up_says_so_in_the_file(both: TwoInstallations) -> None:
    assert b'"upward":1' in _file(both)
    assert b"upward" not in both.down(every=True)
