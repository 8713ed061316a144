"""A pass-down travels to another database as a signed file, and its receipt comes back."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from ledger.book.exchange import export_deliveries, export_receipt, take_in
from ledger.book.peers import key_file, key_of, peers, revoke, trust
from ledger.book.post import Posted
from ledger.book.refusals import (
    BookUnknown,
    DeliveredOtherwise,
    DeliveryWithdrawn,
    MoneyMovedOn,
    PeerOfOwnBook,
    ReceiptOfNothing,
    ReceivedExceedsDelivery,
    SignerMayNotSpeak,
    SignerRevoked,
    SignerUnknown,
)
from ledger.book.reverse import reversal
from ledger.book.signed_file import (
    DOMAIN,
    ExchangeFileUnreadable,
    ExchangeVersionUnknown,
    FileForAnotherBook,
    FileOfADemo,
    SignatureBroken,
)
from ledger.book.voucher import VoucherRef
from ledger.storage.database import Database
from ledger.storage.embedded import Server
from ledger.storage.signing import SigningKey
from ledger.values.canonical import canonical
from tests.ledger.scene import DAY, LOWER, UPPER, YEAR, K
from tests.ledger.two_installations import (
    LOWER_KEY,
    STRANGER,
    UPPER_KEY,
    TwoInstallations,
    two_installations,
)


@pytest.fixture
def both(server: Server) -> Iterator[TwoInstallations]:
    with two_installations(server) as opened:
        yield opened
        opened.upper.assert_silent()
        opened.lower.assert_silent()


def _forged(
    content: bytes, change: Callable[[dict[str, Any]], object], key: SigningKey = UPPER_KEY
) -> bytes:
    """The file with its body changed and signed anew by this key."""
    body = json.loads(content)["body"]
    change(body)
    signature = key.sign(DOMAIN + canonical(body)).hex()
    return canonical({"body": body, "key": key.public.hex(), "signature": signature})


def _line(change: Callable[[dict[str, Any]], object]) -> Callable[[dict[str, Any]], object]:
    """The change of a body that changes its first line."""
    return lambda body: change(body["lines"][0])


def _set(field: str, value: object) -> Callable[[dict[str, Any]], object]:
    return _line(lambda line: line.update({field: value}))


def _inbound(both: TwoInstallations) -> object:
    return both.lower.one("SELECT coalesce(sum(amount_fen), 0)::bigint FROM inbound")


def _reverse(both: TwoInstallations, of: Posted) -> None:
    made = reversal(both.upper.connection, UPPER, VoucherRef(of.year, of.number),
                    fiscal_year=YEAR, happened_on=DAY)  # fmt: skip
    both.upper.post(UPPER, f"红冲{of.number}", made)


def test_a_pass_down_arrives_by_file_and_is_received(both: TwoInstallations) -> None:
    sent = both.pass_down(60_000_00)
    taken = both.arrive(both.down())
    assert (taken.lines, taken.delivered, taken.replayed) == (1, 1, False)
    both.receive(sent, 40_000_00)
    with pytest.raises(ReceivedExceedsDelivery):
        both.receive(sent, 20_000_01, "多收")
    both.receive(sent, 20_000_00, "再收")
    facts = both.lower.one("SELECT lot_facts FROM inbound")
    here = both.upper.one(
        "SELECT jsonb_build_object('origin', origin, 'origin_book', origin_book, 'origin_doc_no',"
        " origin_doc_no, 'origin_on', origin_on, 'origin_amount_fen', origin_amount_fen,"
        " 'category', category, 'level', level, 'direct', direct, 'printed_source',"
        " printed_source) FROM lot"
    )
    assert facts == here


def test_the_same_file_twice_counts_once(both: TwoInstallations) -> None:
    both.pass_down(60_000_00)
    file = both.down()
    both.arrive(file)
    again = both.arrive(file)
    assert (again.delivered, again.replayed) == (0, True)
    assert _inbound(both) == 60_000_00
    assert both.lower.one("SELECT count(*) FROM exchange_file") == 1


def test_a_line_in_two_files_counts_once(both: TwoInstallations) -> None:
    both.pass_down(60_000_00)
    first = both.down()
    both.pass_down(1_00, "又一笔")
    second = both.down()
    assert both.arrive(second).delivered == 2
    taken = both.arrive(first)
    assert (taken.delivered, taken.replayed) == (0, False)
    assert _inbound(both) == 60_001_00


def test_a_receipt_says_what_arrived_and_what_was_received(both: TwoInstallations) -> None:
    sent = both.pass_down(60_000_00)
    both.arrive(both.down())
    both.receive(sent, 40_000_00)
    taken = both.acknowledge(both.up())
    assert (taken.acknowledged, taken.replayed) == (1, False)
    assert both.upper.one("SELECT received_fen FROM delivery_receipt") == 40_000_00
    assert both.upper.one("SELECT lower_book FROM delivery_receipt") == LOWER


def test_the_same_receipt_twice_is_one_and_a_later_one_is_another(both: TwoInstallations) -> None:
    sent = both.pass_down(60_000_00)
    both.arrive(both.down())
    first = both.up()
    both.acknowledge(first)
    assert both.acknowledge(first).replayed
    both.receive(sent, 60_000_00)
    assert both.acknowledge(both.up()).acknowledged == 1
    assert both.upper.one("SELECT array_agg(received_fen ORDER BY received_fen)"
                          " FROM delivery_receipt") == [0, 60_000_00]  # fmt: skip


def test_an_older_receipt_that_comes_late_does_not_decide(both: TwoInstallations) -> None:
    sent = both.pass_down(60_000_00)
    both.arrive(both.down())
    before = both.up()
    for scene in (both.upper, both.lower):
        scene.connection.execute("SELECT set_demo_clock('2019-06-02')")
    both.receive(sent, 1)
    both.acknowledge(both.up())
    both.acknowledge(before)
    with pytest.raises(MoneyMovedOn):
        _reverse(both, sent)


def test_what_was_acknowledged_is_not_sent_again_unless_asked(both: TwoInstallations) -> None:
    both.pass_down(60_000_00)
    both.arrive(both.down())
    both.acknowledge(both.up())
    both.pass_down(5_00, "又一笔")

    def written(every: bool) -> list[int]:
        made = export_deliveries(both.upper.connection, UPPER_KEY, UPPER, LOWER, every=every)
        return [made.lines, made.amount_fen]

    assert written(every=False) == [1, 5_00]
    assert written(every=True) == [2, 60_005_00]


def test_a_file_signed_by_nobody_we_know_is_refused(both: TwoInstallations) -> None:
    both.pass_down(60_000_00)
    with pytest.raises(SignerUnknown):
        both.arrive(_forged(both.down(), lambda body: None, STRANGER))
    assert _inbound(both) == 0


def test_a_peer_cannot_speak_for_a_book_that_is_not_its_own(both: TwoInstallations) -> None:
    both.pass_down(60_000_00)
    trust(both.lower.connection, STRANGER.public, name="另一市", books=[610800], actor="甲")
    with pytest.raises(SignerMayNotSpeak):
        both.arrive(_forged(both.down(), lambda body: None, STRANGER))
    with pytest.raises(SignerMayNotSpeak):
        both.arrive(_forged(both.down(), lambda body: body.update(from_book=610800)))
    assert _inbound(both) == 0


def test_a_revoked_key_is_refused_until_it_is_registered_again(both: TwoInstallations) -> None:
    both.pass_down(60_000_00)
    at = both.lower.connection
    named = {"name": "市财政局", "books": [UPPER], "actor": "甲"}
    assert revoke(at, UPPER_KEY.public, **named) == [UPPER]  # type: ignore[arg-type]
    with pytest.raises(SignerRevoked):
        both.arrive(both.down())
    assert trust(at, UPPER_KEY.public, **named) == [UPPER]  # type: ignore[arg-type]
    assert trust(at, UPPER_KEY.public, **named) == []  # type: ignore[arg-type]
    assert both.arrive(both.down()).delivered == 1
    assert [(each.book, each.name, each.trusted) for each in peers(at)] == [
        (UPPER, "市财政局", True)
    ]


def test_nobody_else_speaks_for_a_book_that_is_kept_here(both: TwoInstallations) -> None:
    with pytest.raises(PeerOfOwnBook):
        trust(both.lower.connection, STRANGER.public, name="他", books=[610800, LOWER], actor="甲")
    assert len(peers(both.lower.connection)) == 1


def test_one_altered_byte_is_noticed(both: TwoInstallations) -> None:
    both.pass_down(60_000_00)
    file = both.down()
    altered = (
        file.replace(b'"amount_fen":6000000', b'"amount_fen":6000001'),
        file[:-4] + (b"0" if file[-4:-3] != b"0" else b"1") + file[-3:],
        file.replace(UPPER_KEY.public.hex().encode(), STRANGER.public.hex().encode()),
    )
    for each in altered:
        assert each != file
        with pytest.raises(SignatureBroken):
            both.arrive(each)
    assert _inbound(both) == 0


def test_a_signature_of_something_else_does_not_fit(both: TwoInstallations) -> None:
    body = json.loads(both.down())["body"]
    signature = UPPER_KEY.sign(canonical(body)).hex()
    with pytest.raises(SignatureBroken):
        both.arrive(canonical({"body": body, "key": UPPER_KEY.public.hex(),
                               "signature": signature}))  # fmt: skip


def test_a_file_for_another_book_is_refused(both: TwoInstallations) -> None:
    both.pass_down(60_000_00)
    with pytest.raises(FileForAnotherBook):
        take_in(both.upper.connection, both.down(), actor="市里的导入人")
    with pytest.raises(FileForAnotherBook):
        both.arrive(_forged(both.down(), lambda body: body.update(to_book=610728)))


def test_a_delivery_signed_again_with_other_content_is_refused_whole(
    both: TwoInstallations,
) -> None:
    both.pass_down(60_000_00)
    both.arrive(both.down())
    both.pass_down(1_00, "又一笔")
    for field, value in (("amount_fen", 1), ("doc_no", "别的"), ("sent_on", "2019-03-02"),
                         ("lot", "00000000-0000-4000-8000-000000000000")):  # fmt: skip
        with pytest.raises(DeliveredOtherwise):
            both.arrive(_forged(both.down(), _set(field, value)))
    with pytest.raises(DeliveredOtherwise):
        change = _line(lambda line: line["facts"].update(level="county"))
        both.arrive(_forged(both.down(), change))
    assert _inbound(both) == 60_000_00
    assert both.lower.one("SELECT count(*) FROM exchange_file") == 1


def test_a_receipt_of_what_was_never_passed_down_is_refused(both: TwoInstallations) -> None:
    both.pass_down(60_000_00)
    both.arrive(both.down())
    for field, value in (("number", 99), ("amount_fen", 1),
                         ("lot", "00000000-0000-4000-8000-000000000000")):  # fmt: skip
        with pytest.raises(ReceiptOfNothing):
            both.acknowledge(_forged(both.up(), _set(field, value), LOWER_KEY))
    assert both.upper.one("SELECT count(*) FROM delivery_receipt") == 0
    assert both.acknowledge(both.up()).acknowledged == 1


def test_a_county_cannot_acknowledge_for_its_neighbour(both: TwoInstallations) -> None:
    both.pass_down(60_000_00)
    both.arrive(both.down())
    trust(both.upper.connection, STRANGER.public, name="邻县", books=[610728], actor="乙")
    with pytest.raises(SignerMayNotSpeak):
        both.acknowledge(_forged(both.up(), lambda body: None, STRANGER))
    with pytest.raises(ReceiptOfNothing):
        both.acknowledge(_forged(both.up(), lambda body: body.update(from_book=610728), STRANGER))


MALFORMED: tuple[Callable[[dict[str, Any]], object], ...] = (
    lambda line: line.update(amount_fen=0),
    lambda line: line.update(amount_fen=-1),
    lambda line: line.update(amount_fen="6000000"),
    lambda line: line.update(sent_on="2019-02-30"),
    lambda line: line.update(lot="批次甲"),
    lambda line: line.update(number=2**31),
    lambda line: line.update(withdrawn=2),
    lambda line: line.update(more="字段"),
    lambda line: line.pop("doc_no"),
    lambda line: line["facts"].pop("level"),
    lambda line: line["facts"].update(direct=2),
)


def test_a_trusted_peers_malformed_file_is_refused_by_the_place_of_the_field(
    both: TwoInstallations,
) -> None:
    both.pass_down(60_000_00)
    file = both.down()
    for change in MALFORMED:
        with pytest.raises(ExchangeFileUnreadable, match="第 0"):
            both.arrive(_forged(file, _line(change)))
    assert _inbound(both) == 0


def test_a_line_twice_in_one_file_is_refused(both: TwoInstallations) -> None:
    both.pass_down(60_000_00)
    with pytest.raises(ExchangeFileUnreadable):
        both.arrive(_forged(both.down(), lambda body: body["lines"].append(body["lines"][0])))


def test_what_is_no_signed_file_is_refused(both: TwoInstallations) -> None:
    file = both.down()
    for other in (b"", b"{}", b"[]", b"\xff", b'{"body":1,"key":"","signature":""}',
                  file + b"\n", file.replace(b'"signature":"', b'"signature":"0')):  # fmt: skip
        with pytest.raises(ExchangeFileUnreadable):
            both.arrive(other)
    with pytest.raises(ExchangeFileUnreadable):
        both.arrive(key_file(both.upper.connection, UPPER_KEY))


def test_a_file_of_a_later_version_is_refused(both: TwoInstallations) -> None:
    with pytest.raises(ExchangeVersionUnknown):
        both.arrive(_forged(both.down(), lambda body: body.update(version=2)))


def test_a_file_of_a_demo_does_not_enter_a_real_book(
    both: TwoInstallations, database: Database
) -> None:
    both.pass_down(60_000_00)
    with database.connect() as real, pytest.raises(FileOfADemo):
        take_in(real, both.down(), actor="甲")
    with pytest.raises(FileOfADemo):
        both.arrive(_forged(both.down(), lambda body: body.update(demo=0)))


def test_a_reversed_pass_down_is_withdrawn_by_the_next_file(both: TwoInstallations) -> None:
    sent = both.pass_down(60_000_00)
    before = both.down()
    both.arrive(before)
    both.acknowledge(both.up())
    _reverse(both, sent)
    taken = both.arrive(both.down())
    assert (taken.withdrawn, taken.kept) == (1, 0)
    with pytest.raises(DeliveryWithdrawn):
        both.receive(sent, 1)
    both.acknowledge(both.up())
    made = export_deliveries(both.upper.connection, UPPER_KEY, UPPER, LOWER)
    assert made.lines == 0


def test_an_older_file_does_not_bring_a_withdrawn_delivery_back(both: TwoInstallations) -> None:
    sent = both.pass_down(60_000_00)
    before = both.down()
    _reverse(both, sent)
    assert both.arrive(both.down()).withdrawn == 1
    assert both.arrive(before).delivered == 0
    with pytest.raises(DeliveryWithdrawn):
        both.receive(sent, 1)


def test_what_was_received_is_not_withdrawn_and_both_sides_say_so(
    both: TwoInstallations,
) -> None:
    sent = both.pass_down(60_000_00)
    both.arrive(both.down())
    both.receive(sent, 1)
    _reverse(both, sent)  # no receipt has come back yet: the prefecture cannot know
    assert both.arrive(both.down()).kept == 1
    both.acknowledge(both.up())
    assert both.upper.one("SELECT received_fen FROM delivery_receipt") == 1


def test_after_a_receipt_of_received_money_the_pass_down_is_not_reversed(
    both: TwoInstallations,
) -> None:
    sent = both.pass_down(60_000_00)
    both.arrive(both.down())
    both.receive(sent, 1)
    both.acknowledge(both.up())
    with pytest.raises(MoneyMovedOn):
        _reverse(both, sent)


def test_a_key_file_carries_the_public_key_and_nothing_secret(both: TwoInstallations) -> None:
    file = key_file(both.upper.connection, UPPER_KEY)
    assert key_of(file) == UPPER_KEY.public
    assert b"0a" * 32 not in file
    with pytest.raises(ExchangeFileUnreadable):
        key_of(both.down())


def test_files_are_made_of_books_that_are_kept_here(both: TwoInstallations) -> None:
    with pytest.raises(BookUnknown):
        export_deliveries(both.upper.connection, UPPER_KEY, 610800, LOWER)
    with pytest.raises(BookUnknown):
        export_receipt(both.lower.connection, LOWER_KEY, 610800, UPPER)


def test_files_are_kept_byte_for_byte(both: TwoInstallations) -> None:
    both.pass_down(60_000_00)
    file = both.down()
    both.arrive(file)
    kept = both.lower.one("SELECT content FROM exchange_file")
    assert isinstance(kept, bytes)
    assert kept == file
    assert both.lower.one("SELECT sha256(content) = digest FROM exchange_file") is True


def test_nothing_stands_in_the_lower_book_before_it_receives(both: TwoInstallations) -> None:
    both.pass_down(60_000_00)
    both.arrive(both.down())
    assert both.lower.one("SELECT count(*) FROM entry") == 0
    assert both.upper.one(
        "SELECT balance_fen FROM balance JOIN account USING (book, account) WHERE kind = %s",
        K.SENT_DOWN.value,
    ) == 60_000_00  # fmt: skip
