"""A lot that two bureaus both entered is linked, and totals count it once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from ledger.book.refusals import KeyWithOtherContent, LotsInACircle
from ledger.book.same_as import (
    BroughtIn,
    Link,
    brought_in,
    brought_in_fen,
    identities,
    link,
    links_of,
    unlink,
)
from ledger.book.verify import Code, verify
from ledger.book.voucher import EntryRef, Relation
from ledger.storage.embedded import Server
from tests.conftest import _administrator
from tests.ledger.invariant_cells import GUARDS_OFF
from tests.ledger.scene import (
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
from tests.ledger.two_installations import AMOUNT_FEN, two_installations

PROVINCE = 610000
ON = date(2019, 5, 1)


@pytest.fixture
def scene(scene: Scene) -> Iterator[Scene]:
    """The county entered 60,000.00 as external; then its prefecture and the province joined."""
    for book in (PROVINCE, UPPER, LOWER):
        scene.open(book, YEAR)
    for book, name, fen in ((LOWER, "县录", 60_000_00), (UPPER, "市录", 100_000_00),
                            (PROVINCE, "省录", 900_000_00)):  # fmt: skip
        scene.post(book, name, allocation(replace(lot(name, fen), origin_book=book)))
    yield scene
    scene.assert_silent()


def _link(lot_name: str, same_as: str, book: int, doc_no: str = "汉财农〔2019〕9号") -> Link:
    return Link(book, named(lot_name), named(same_as), ON, doc_no)


def _totals(scene: Scene, *books: int) -> int:
    return brought_in_fen(scene.connection, books)


def test_unlinked_lots_count_each_for_itself(scene: Scene) -> None:
    assert _totals(scene, UPPER, LOWER) == 160_000_00
    assert identities(scene.connection) == {}


def test_linked_lots_count_once_where_both_stand_and_each_where_it_stands_alone(
    scene: Scene,
) -> None:
    link(scene.connection, _link("县录", "市录", LOWER), actor="县财政局")
    assert _totals(scene, UPPER, LOWER) == 100_000_00
    assert _totals(scene, LOWER) == 60_000_00
    assert _totals(scene, UPPER) == 100_000_00
    assert identities(scene.connection) == {(LOWER, named("县录")): named("市录")}


def test_a_total_says_what_was_entered_again_and_a_lot_what_it_is_linked_to(scene: Scene) -> None:
    assert brought_in(scene.connection, [UPPER, LOWER]) == [BroughtIn(YEAR, 160_000_00, 0, 0)]
    stated = _link("县录", "市录", LOWER)
    link(scene.connection, stated, actor="县财政局")
    counted = [BroughtIn(YEAR, 100_000_00, 60_000_00, 1)]
    assert brought_in(scene.connection, [UPPER, LOWER]) == counted
    for name in ("县录", "市录"):
        (said,) = links_of(scene.connection, named(name))
        assert (said.book, said.lot, said.same_as) == (LOWER, stated.lot, stated.same_as)
        assert links_of(scene.connection, named(name), known_at=datetime(2019, 1, 1)) == []
    unlink(scene.connection, LOWER, stated.lot, stated_on=ON, doc_no="更正1号", actor="县财政局")
    assert links_of(scene.connection, named("县录")) == []
    assert links_of(scene.connection, named("市录")) == []


def test_a_chain_of_links_ends_at_one_identity(scene: Scene) -> None:
    link(scene.connection, _link("市录", "省录", UPPER), actor="市财政局")
    link(scene.connection, _link("县录", "市录", LOWER), actor="县财政局")
    assert set(identities(scene.connection).values()) == {named("省录")}
    assert _totals(scene, PROVINCE, UPPER, LOWER) == 900_000_00
    # Whoever stands between may be missing from what is counted.
    assert _totals(scene, PROVINCE, LOWER) == 900_000_00


def test_a_link_is_an_event_recorded_once(scene: Scene) -> None:
    first = link(scene.connection, _link("县录", "市录", LOWER), actor="县财政局")
    again = link(scene.connection, _link("县录", "市录", LOWER), actor="别人")
    assert not first.replayed
    assert again == replace(first, replayed=True)
    row = scene.connection.execute(
        "SELECT s.stated_by, s.doc_no, s.stated_on, convert_from(e.leaf, 'UTF8')"
        " FROM same_as s JOIN book_event e USING (book, event)"
    ).fetchone()
    assert row is not None
    assert row[:3] == ("县财政局", "汉财农〔2019〕9号", ON)
    assert str(named("市录")) in row[3]


def test_the_same_statement_from_another_imported_file_is_refused(scene: Scene) -> None:
    stated = _link("县录", "市录", LOWER)
    link(scene.connection, replace(stated, document=named("甲")), actor="县财政局")
    with pytest.raises(KeyWithOtherContent):
        link(scene.connection, replace(stated, document=named("乙")), actor="县财政局")


def test_a_mistaken_link_is_taken_back_and_both_are_remembered(scene: Scene) -> None:
    link(scene.connection, _link("县录", "市录", LOWER), actor="县财政局")
    scene.connection.execute("SELECT set_demo_clock('2019-07-01')")
    unlink(scene.connection, LOWER, named("县录"), stated_on=ON, doc_no="更正", actor="县财政局")
    assert identities(scene.connection) == {}
    assert _totals(scene, UPPER, LOWER) == 160_000_00
    before = datetime(2019, 6, 15, tzinfo=UTC)
    assert identities(scene.connection, before) == {(LOWER, named("县录")): named("市录")}
    assert brought_in_fen(scene.connection, (UPPER, LOWER), known_at=before) == 100_000_00
    link(scene.connection, _link("县录", "市录", LOWER, "再次认定"), actor="县财政局")
    assert _totals(scene, UPPER, LOWER) == 100_000_00


def test_lots_are_not_linked_in_a_circle(scene: Scene) -> None:
    link(scene.connection, _link("县录", "市录", LOWER), actor="县财政局")
    link(scene.connection, _link("市录", "省录", UPPER), actor="市财政局")
    with pytest.raises(LotsInACircle):
        link(scene.connection, _link("省录", "县录", PROVINCE), actor="省财政厅")
    assert scene.one("SELECT count(*) FROM same_as") == 2


@pytest.mark.parametrize(
    "deed",
    [
        "UPDATE same_as SET doc_no = 'other'",
        "UPDATE same_as SET same_as = lot",
        "UPDATE same_as SET stated_by = 'other'",
        "UPDATE same_as SET recorded_at = recorded_at - interval '1 day'",
        "DELETE FROM same_as",
    ],
)
def test_verify_finds_a_link_that_a_superuser_altered(
    scene: Scene, server: Server, deed: str
) -> None:
    link(scene.connection, _link("县录", "市录", LOWER), actor="县财政局")
    administrator = _administrator(server, scene.connection.info.dbname)
    with scene.undone(administrator) as connection:
        connection.execute(GUARDS_OFF)
        assert connection.execute(deed.encode()).rowcount == 1
        report = verify(connection, scene.sealer)
    assert [each.code for each in report.differences] == [Code.EVENT_LEAF_MISMATCH]


def test_money_passed_down_between_counted_books_counts_where_it_began(scene: Scene) -> None:
    moved = entry(account(K.UNASSIGNED), account(K.SENT_DOWN, str(LOWER)), "市录", 30_000_00)
    sent = scene.post(UPPER, "转下达", voucher(V.PASS_DOWN, moved))
    scene.connection.execute(
        "SELECT deliver(%s, %s, %s, %s, 1, lot, 3000000, '', '2019-03-01', jsonb_build_object("
        "'origin', origin, 'origin_book', origin_book, 'origin_doc_no', origin_doc_no,"
        " 'origin_on', origin_on, 'origin_amount_fen', origin_amount_fen, 'category', category,"
        " 'level', level, 'direct', direct, 'printed_source', printed_source)) FROM lot"
        " WHERE book = %s",
        [LOWER, UPPER, sent.year, sent.number, UPPER],
    )
    came = replace(
        entry(account(K.UPSTREAM, str(UPPER)), account(K.UNASSIGNED), "市录", 30_000_00),
        relation=Relation.RECEIVES,
        of=EntryRef(sent.year, sent.number, 1, book=UPPER),
    )
    here = lot("市录", 100_000_00, book=LOWER)
    scene.post(LOWER, "收到", replace(voucher(V.RECEIVE, came), lots=(here,)))
    assert _totals(scene, UPPER, LOWER) == 160_000_00
    assert _totals(scene, LOWER) == 90_000_00


def test_a_lot_known_only_from_a_file_can_be_linked_to(server: Server) -> None:
    with two_installations(server) as both:
        both.pass_down(60_000_00)
        both.arrive(both.down())
        both.lower.post(LOWER, "县录", allocation(replace(lot("县录", 60_000_00),
                                                        origin_book=LOWER)))  # fmt: skip
        link(both.lower.connection, _link("县录", "批次甲", LOWER), actor="县财政局")
        assert identities(both.lower.connection) == {(LOWER, named("县录")): named("批次甲")}
        assert brought_in_fen(both.lower.connection, [LOWER]) == 60_000_00
        assert brought_in_fen(both.upper.connection, [UPPER]) == AMOUNT_FEN
        both.lower.assert_silent()
