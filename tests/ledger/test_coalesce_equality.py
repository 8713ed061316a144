"""Posted together is posted one by one in order: same numbers, refusals, rows and balances.

Random mixes of good, tight, repeated and broken vouchers go to two books that start alike: to one
of them one by one, to the other through `post_in_order`. Everything but the book, the salts and
the time must come out the same.
"""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg.types.json import Jsonb

from ledger.book.coalesce import Outcome, parted, post_in_order
from ledger.book.post import Actor, Posted, Posting, post
from ledger.book.voucher import (
    EntryRef,
    LineRef,
    PaymentLine,
    Relation,
    Voucher,
    VoucherRef,
)
from ledger.storage.embedded import Server
from ledger.values.refusal import Refusal
from tests.conftest import _clone
from tests.ledger.scene import (
    ACTOR,
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
    named,
    voucher,
)

AGENT, PROJECT = account(K.AGENT, "91610727MA0000001X"), account(K.PROJECT, str(named("项目")))
UNASSIGNED, POOL, HOUSEHOLD = account(K.UNASSIGNED), account(K.POOL), account(K.HOUSEHOLD)
NUMBERS = st.integers(1, 14)
AMOUNTS = st.integers(1, 40)
BOOKS = itertools.count(200_000, 2)
TWO = ("经办甲", "复核乙", "复核丙")


@pytest.fixture(scope="module")
def scene(server: Server) -> Iterator[Scene]:
    with _clone(server, demo=True) as database, Scene.of(database) as opened:
        yield opened


@dataclass(frozen=True)
class Sent:
    """A voucher as a client sends it; the key is one of few, so that some come twice."""

    key: int
    what: Voucher
    checker: str = "复核乙"


def _named(number: int, relation: Relation, at: int = 1) -> dict[str, object]:
    return {"relation": relation, "of": EntryRef(YEAR, number, at)}


def _integrate(amount_fen: int, of: str = "批次") -> Voucher:
    return voucher(V.INTEGRATE, entry(UNASSIGNED, POOL, of, amount_fen))


def _pay(amount_fen: int, number: int) -> Voucher:
    moved = entry(AGENT, HOUSEHOLD, "批次", amount_fen)
    return voucher(V.PAY, replace(moved, **_named(number, Relation.SETTLES)))  # type: ignore[arg-type]


def _back(amount_fen: int, number: int) -> Voucher:
    moved = entry(HOUSEHOLD, AGENT, "批次", amount_fen)
    return voucher(V.RETURN, replace(moved, **_named(number, Relation.RETURNS)))  # type: ignore[arg-type]


def _reverse(kind: int, amount_fen: int, number: int) -> Voucher:
    start, end = ((AGENT, PROJECT), (HOUSEHOLD, AGENT), (POOL, UNASSIGNED), (PROJECT, POOL),
                  (AGENT, HOUSEHOLD))[kind]  # fmt: skip
    moved = entry(start, end, "批次", amount_fen)
    made = voucher(V.REVERSE, replace(moved, **_named(number, Relation.REVERSES)))  # type: ignore[arg-type]
    return replace(made, reverses=VoucherRef(YEAR, number))


def _receive(amount_fen: int, makes: bool) -> Voucher:
    moved = replace(
        entry(account(K.UPSTREAM, str(UPPER)), UNASSIGNED, "下达", amount_fen),
        relation=Relation.RECEIVES,
        of=EntryRef(YEAR, 3, 1, book=UPPER),
    )
    return replace(voucher(V.RECEIVE, moved), lots=(lot("下达", 500),) if makes else ())


def _allocate(name: str, amount_fen: int) -> Voucher:
    return allocation(lot(name, amount_fen))


def _line(amount_fen: int, number: int) -> Voucher:
    line = PaymentLine(1, 5, "610727100200", of=LineRef(YEAR, number, 1))
    return replace(
        voucher(V.DISBURSE, replace(entry(PROJECT, AGENT, "批次", amount_fen), line=1)),
        lines=(line,),
    )


WHAT = st.one_of(
    st.builds(_integrate, AMOUNTS),
    st.builds(_integrate, AMOUNTS, st.sampled_from(["批次", "后来的", "下达"])),
    st.builds(lambda fen: voucher(V.ASSIGN, entry(POOL, PROJECT, "批次", fen)), AMOUNTS),
    st.builds(lambda fen: voucher(V.DISBURSE, entry(PROJECT, AGENT, "批次", fen)), AMOUNTS),
    st.builds(_pay, AMOUNTS, NUMBERS),
    st.builds(_back, AMOUNTS, NUMBERS),
    st.builds(_reverse, st.integers(0, 4), AMOUNTS, NUMBERS),
    st.builds(_receive, AMOUNTS, st.booleans()),
    st.builds(_allocate, st.sampled_from(["后来的", "别的"]), st.integers(1, 40)),
    st.builds(_line, st.integers(4, 6), NUMBERS),
    st.builds(_integrate, st.sampled_from([0, -1, 2**53])),
    st.builds(lambda fen: replace(_integrate(fen), year=2018), AMOUNTS),
    st.builds(lambda fen: replace(_integrate(fen), warned=("W",)), AMOUNTS),
    st.builds(lambda fen: replace(_integrate(fen), memo="\0"), AMOUNTS),
)
SENT = st.lists(
    st.builds(Sent, st.integers(0, 30), WHAT, st.sampled_from([*TWO, "复核乙", "复核乙"])),
    min_size=1,
    max_size=24,
)


def _prepare(scene: Scene, book: int) -> None:
    scene.open(book, YEAR)
    project = voucher(V.ASSIGN, entry(UNASSIGNED, PROJECT, "批次", 130))
    rows = [
        Posting("a", _allocate("批次", 300)),
        Posting("b", project),
        Posting("c", voucher(V.DISBURSE, entry(PROJECT, AGENT, "批次", 60))),
        Posting("d", _pay(20, 3)),
        Posting("e", voucher(V.DISBURSE, entry(PROJECT, AGENT, "批次", 50))),
    ]
    post(scene.connection, book, rows, replace(ACTOR, reach=(book,)), scene.sealer)
    facts = {
        "origin": "external", "origin_book": UPPER, "origin_doc_no": "汉财农〔2019〕1号",
        "origin_on": str(DAY), "origin_amount_fen": 500, "category": "special",
        "level": "central", "direct": False, "printed_source": "",
    }  # fmt: skip
    scene.connection.execute(
        "SELECT deliver(%s, %s, %s, 3, 1, %s, 60, '', %s, %s)",
        [book, UPPER, YEAR, named("下达"), DAY, Jsonb(facts)],
    )


def _postings(sent: Sequence[Sent], book: int) -> list[Posting]:
    return [
        Posting(f"k{each.key}", each.what, Actor("经办甲", each.checker, (book,))) for each in sent
    ]


def _one_by_one(scene: Scene, book: int, postings: Sequence[Posting]) -> list[Outcome]:
    outcomes: list[Outcome] = []
    for each in postings:
        assert each.actor is not None
        try:
            outcomes += post(scene.connection, book, [each], each.actor, scene.sealer)
        except Exception as error:
            outcomes.append(error)
    return outcomes


def _comparable(outcome: Outcome, book: int) -> object:
    if isinstance(outcome, Posted):
        return (outcome.year, outcome.number, outcome.event, outcome.replayed)
    if isinstance(outcome, Refusal):
        details = json.dumps(outcome.details, sort_keys=True).replace(str(book), "BOOK")
        return (outcome.code, details)
    return type(outcome)


ROWS = {
    "book_state": "'{book,last_recorded_at}'", "book_year": "'{book}'", "account": "'{book}'",
    "lot": "'{book}'", "voucher": "'{book,recorded_at,sd,leaf}'", "entry": "'{book}'",
    "payment_line": "'{book,sd}'", "balance": "'{book}'",
}  # fmt: skip


def _assert_alike(scene: Scene, sent: Sequence[Sent]) -> tuple[int, list[Outcome]]:
    """Returns the book into which they went together."""
    apart = next(BOOKS)
    together = apart + 1
    for book in (apart, together):
        _prepare(scene, book)
    singly = _one_by_one(scene, apart, _postings(sent, apart))
    jointly = post_in_order(scene.connection, together, _postings(sent, together), scene.sealer)
    assert [_comparable(each, together) for each in jointly] == [
        _comparable(each, apart) for each in singly
    ]
    for table, apart_from in ROWS.items():
        rows = f"SELECT jsonb_agg(r ORDER BY r) FROM (SELECT to_jsonb(t) - {apart_from}::text[]"
        rows += f" AS r FROM {table} t WHERE book = %s) x"
        assert scene.one(rows, together) == scene.one(rows, apart), table
    return together, jointly


@settings(
    max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], print_blob=True
)
@given(sent=SENT)
def test_together_is_one_by_one(scene: Scene, sent: list[Sent]) -> None:
    _assert_alike(scene, sent)


@pytest.mark.long
@settings(max_examples=2_000, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(sent=SENT)
def test_together_is_one_by_one_many_times(scene: Scene, sent: list[Sent]) -> None:
    _assert_alike(scene, sent)


def _numbered(*what: Voucher) -> list[Sent]:
    return [Sent(100 + n, each) for n, each in enumerate(what)]


@pytest.mark.parametrize(
    ("sent", "refused"),
    [
        # What one takes the next misses, and the order decides who.
        (_numbered(_integrate(160), _integrate(20), _integrate(10)), [1]),
        # Sent twice, the second is a replay, or meets the first refused.
        ([Sent(1, _integrate(5)), Sent(1, _integrate(5)), Sent(1, _integrate(6))], [2]),
        ([Sent(1, _integrate(500)), Sent(1, _integrate(5))], [0]),
        # A settlement before the return, or the reversal, that makes room for it.
        (_numbered(_pay(41, 3), _back(20, 4)), [0]),
        (_numbered(_pay(41, 3), _reverse(1, 20, 4)), [0]),
        (_numbered(_reverse(1, 20, 4), _pay(60, 3)), []),
        # A reversal of what a later voucher of the same call would set free.
        (_numbered(_reverse(0, 60, 3), _reverse(1, 20, 4), _reverse(0, 60, 3)), [0]),
        # A voucher that names one still to come, or itself.
        (_numbered(_pay(1, 7), voucher(V.DISBURSE, entry(PROJECT, AGENT, "批次", 5))), [0]),
        (_numbered(_pay(1, 6)), [0]),
        (_numbered(_line(5, 7), _line(5, 6), _line(5, 8)), [0, 1, 2]),
        # One that names what was posted just before it in the same call.
        (_numbered(voucher(V.DISBURSE, entry(PROJECT, AGENT, "批次", 5)), _pay(5, 6)), []),
        (_numbered(_integrate(5), _reverse(2, 5, 6), _integrate(170)), []),
        # A lot used before it is made.
        (_numbered(_integrate(1, "后来的"), _allocate("后来的", 5), _integrate(5, "后来的")), [0]),
        (_numbered(_receive(10, False), _receive(10, True), _receive(10, False)), [0]),
        (_numbered(_receive(40, True), _receive(21, False), _receive(20, False)), [1]),
        (_numbered(_allocate("别的", 5), _allocate("别的", 6)), [1]),
        # Makers and checkers of their own.
        ([Sent(1, _integrate(1)), Sent(2, _integrate(1), "经办甲"), Sent(3, _integrate(1))], [1]),
    ],
)
def test_what_a_call_might_judge_together_is_judged_in_turn(
    scene: Scene, sent: list[Sent], refused: list[int]
) -> None:
    book, outcomes = _assert_alike(scene, sent)
    assert [n for n, each in enumerate(outcomes) if not isinstance(each, Posted)] == refused
    _assert_silent(scene, book)


def _assert_silent(scene: Scene, book: int) -> None:
    """But for what comes of entering the same lots in many books."""
    codes = {each.code.value for each in scene.verified([book]).differences}
    assert codes <= {"LOT_NOT_CONSERVED", "LOT_FACTS_DIFFER"}


def test_plain_vouchers_share_one_call(scene: Scene) -> None:
    sent = _numbered(*[_integrate(1)] * 50, *[_pay(1, 3)] * 20)
    assert len(list(parted(_postings(sent, UPPER)))) == 1


def test_each_voucher_keeps_its_own_maker_and_checker(scene: Scene) -> None:
    book = next(BOOKS)
    _prepare(scene, book)
    actors = [Actor("甲", "乙", (book,)), Actor("丙", "丁", (book,), reason="急"),
              Actor("甲", "乙", (book,))]  # fmt: skip
    postings = [Posting(f"n{n}", _integrate(1), each) for n, each in enumerate(actors)]
    assert len(list(parted(postings))) == 1
    outcomes = post_in_order(scene.connection, book, postings, scene.sealer)
    assert all(isinstance(each, Posted) for each in outcomes)
    rows = scene.connection.execute(
        "SELECT maker, checker FROM voucher WHERE book = %s AND key LIKE 'n_' ORDER BY number",
        [book],
    ).fetchall()
    assert rows == [("甲", "乙"), ("丙", "丁"), ("甲", "乙")]
    _assert_silent(scene, book)
