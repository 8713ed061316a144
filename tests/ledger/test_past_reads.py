"""Balances, statements and traces as of (D, T) beside plain Python, on histories made at random.

Each example is a pair of books of its own in one database (past_model.py).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import replace
from datetime import date, datetime, timedelta
from uuid import UUID

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.book.balance import Subject, standings
from ledger.book.lot_trace import trace_lot
from ledger.book.payment_trace import Link, trace_payment
from ledger.book.post import Posted
from ledger.book.statement import StatementLine, statement
from ledger.book.voucher import AccountRef, EntryRef, Relation, VoucherRef
from tests.ledger.past_model import BOOKS, FIRM, FIRST, PROJECTS, STEP, Past
from tests.ledger.scene import K, Scene, V, account, entry, mirror, voucher


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    steps=st.lists(STEP, min_size=4, max_size=18),
    asked=st.lists(st.tuples(st.integers(-5, 400), st.integers(0, 20)), min_size=2, max_size=4),
)
def test_every_past_reads_as_plain_python_says(
    scene: Scene, steps: list[tuple[str, int, int, int]], asked: list[tuple[int, int]]
) -> None:
    past = Past(scene, next(BOOKS))
    past.open()
    for step in steps:
        past.step(*step)
    _all_agrees(past, asked)


def test_a_history_with_every_kind_of_voucher_reads_as_plain_python_says(scene: Scene) -> None:
    past = Past(scene, next(BOOKS))
    past.open()
    for what, which, fen, days in _EVERY_KIND:
        past.step(what, which, fen, days)
    kinds = {made.kind for _, made in (*past.posted, *past.above)}
    assert kinds == set(V) - {V.OPEN, V.PAY}
    _all_agrees(past, [(days, nth) for nth, days in enumerate(range(0, 330, 15))])


_EVERY_KIND = (
    ("u", 0, 100, 0), ("a", 0, 50, 1), ("i", 0, 30, 2), ("m", 0, 700, 5), ("m", 1, 300, 6),
    ("b", 0, 200, 7), ("c", 0, 50, 8), ("d", 0, 60, 9), ("e", 0, 20, 10), ("p", 0, 100, 20),
    ("p", 1, 80, 21), ("r", 0, 30, 30), ("x", 1, 0, 31), ("o", 0, 90, 40), ("g", 0, 40, 50),
    ("s", 1, 30, 55), ("s", 2, 20, 56), ("v", 0, 10, 60), ("f", 2, 35, 12), ("p", 0, 500, 70),
    ("p", 1, 200, 3), ("y", 0, 0, 300),
)  # fmt: skip


def _all_agrees(past: Past, asked: list[tuple[int, int]]) -> None:
    moments: list[tuple[date, datetime | None]] = [(date.max, None)]
    for days, nth in asked:
        posted = past.posted[min(nth, len(past.posted) - 1)][0]
        moments.append((FIRST + timedelta(days=days), posted.recorded_at))
    for day, at in moments:
        _balances_agree(past, day, at)
        _statements_agree(past, day, at)
        for each in past.lots:
            _lot_agrees(past, each, day, at)
    _payments_share_what_came_in(past)
    past.scene.assert_silent([past.book, past.upper])


def _balances_agree(past: Past, day: date, at: datetime | None) -> None:
    for book in (past.book, past.upper):
        stands = past.stands(day, at, above=book == past.upper)
        found = {
            (AccountRef(K(each.kind), each.year, each.owner), each.lot): each.balance_fen
            for each in standings(past.scene.connection, book, as_of=day, known_at=at)
        }
        assert found == {place: fen for place, fen in stands.items() if fen}


def _statements_agree(past: Past, day: date, at: datetime | None) -> None:
    ends = past.stands(day, at)
    for project in PROJECTS:
        fen = sum(n for (where, _), n in ends.items() if where.owner == project)
        lines: list[tuple[StatementLine, int]] = []
        after = -1
        while True:
            page = statement(
                past.scene.connection,
                past.book,
                Subject(project=UUID(project)),
                to_on=day,
                known_at=at,
                after=after,
                vouchers=2,
            )
            lines += zip(page.lines, page.balances_fen, strict=True)
            if page.next_after is None:
                break
            after = page.next_after
        assert page.closing_fen == fen
        assert sum(line.change_fen for line, _ in lines) == fen
        assert (lines[-1][1] if lines else 0) == fen
        assert [line.event for line, _ in lines] == sorted(line.event for line, _ in lines)


def _lot_agrees(past: Past, each: UUID, day: date, at: datetime | None) -> None:
    traced = trace_lot(past.scene.connection, each, as_of=day, known_at=at)
    assert traced.conserved
    for book in (past.book, past.upper):
        stands = past.stands(day, at, above=book == past.upper)
        places = {
            AccountRef(K(p.kind), p.year, p.owner): p.balance_fen
            for p in traced.places
            if p.book == book
        }
        assert places == {w: fen for (w, of), fen in stands.items() if of == each and fen}


def _payments_share_what_came_in(past: Past) -> None:
    """Followed up, the payments that still stand take no fen of any voucher twice."""
    taken: Counter[tuple[object, ...]] = Counter()
    whole: dict[tuple[object, ...], int] = {}
    for posted, made in past.posted:
        if made.kind is not V.DISBURSE:
            continue
        for number, of in enumerate(made.entries, start=1):
            traced = trace_payment(
                past.scene.connection, past.book, posted.year, posted.number, entry=number
            )
            assert traced.found_fen == traced.amount_fen == of.amount_fen
            by_stage: dict[int, int] = defaultdict(int)
            for stay in traced.stays:
                by_stage[stay.depth] += stay.part_fen
                assert (stay.link is Link.NAMED) == (stay.kind == K.UPSTREAM)
            assert by_stage[0] == of.amount_fen
            if traced.taken_back_fen == 0:
                for step in traced.steps:
                    place = (step.book, step.event, step.lot, step.from_account, step.to_account)
                    taken[place] += step.part_fen
                    whole[place] = step.amount_fen
    for where, fen in taken.items():
        assert fen <= whole[where], where


def test_money_of_several_vouchers_is_spent_oldest_first_and_says_so(scene: Scene) -> None:
    past = Past(scene, next(BOOKS))
    past.open()
    past.step("a", 0, 100, 0)
    past.step("m", 0, 100, 10)
    past.step("m", 0, 100, 30)
    payments = []
    for fen, days in _PAID:
        past.step("p", 0, fen, days)
        payments.append(past.posted[-1][0])

    def drawn(paid: Posted) -> list[tuple[int, int, Link]]:
        traced = trace_payment(scene.connection, past.book, paid.year, paid.number, entry=1)
        stays = [each for each in traced.stays if each.depth == 0]
        return [(each.days, each.part_fen, each.link) for each in stays]

    assert [drawn(paid) for paid in payments] == [
        [(30, 70, Link.ORDER)],
        [(40, 30, Link.ORDER), (20, 40, Link.ORDER)],
        [(30, 60, Link.ORDER)],
    ]
    # The first payment comes back: what it had spent is free again, and the next take its place.
    past._take_back(0, 70, FIRST + timedelta(days=70), V.RETURN)
    assert drawn(payments[1]) == [(40, 70, Link.ORDER)]
    assert drawn(payments[2]) == [(50, 30, Link.ORDER), (30, 30, Link.ORDER)]
    scene.assert_silent()


_PAID = ((70, 40), (70, 50), (60, 60))


def test_entries_of_one_flow_lie_behind_each_other_in_what_came_in(scene: Scene) -> None:
    """Where an entry lies in its flow is added up where it decides, net of what came back."""
    past = Past(scene, next(BOOKS))
    past.open()
    project, vendor = account(K.PROJECT, PROJECTS[0]), account(K.VENDOR, FIRM)
    past.step("a", 0, 12, 0)
    (of,) = past.lots
    first, second = FIRST + timedelta(days=1), FIRST + timedelta(days=2)
    for fen, on in ((70, first), (50, second)):
        assigned = entry(account(K.UNASSIGNED), project, of, fen)
        past.post(replace(voucher(V.ASSIGN, assigned), happened_on=on))
    paid = past.post(voucher(V.DISBURSE, *[entry(project, vendor, of, 30)] * 4))

    def drawn() -> list[list[tuple[date, int]]]:
        each = [
            trace_payment(scene.connection, past.book, paid.year, paid.number, entry=number)
            for number in (1, 2, 3, 4)
        ]
        assert [of.found_fen for of in each] == [30] * 4
        assert {stay.link for of in each for stay in of.stays if stay.depth == 1} == {Link.ONLY}
        return [
            [(stay.entered_on, stay.part_fen) for stay in of.stays if stay.depth == 0]
            for of in each
        ]

    before = [[(first, 30)], [(first, 30)], [(first, 10), (second, 20)], [(second, 30)]]
    assert drawn() == before
    back = replace(
        entry(vendor, project, of, 20),
        relation=Relation.RETURNS,
        of=EntryRef(paid.year, paid.number, 2),
    )
    returned = past.post(voucher(V.RETURN, back))
    assert drawn() == [[(first, 30)], [(first, 30)], [(first, 30)], [(second, 30)]]
    # The return was a mistake: all lies again as it did.
    mistaken = mirror(back, returned, 1)
    past.post(
        replace(voucher(V.REVERSE, mistaken), reverses=VoucherRef(returned.year, returned.number))
    )
    assert drawn() == before
    scene.assert_silent()


def test_money_moved_to_and_fro_is_not_followed_in_a_circle(scene: Scene) -> None:
    """What fed the first move was reversed later; the move back came after it: it fed nothing."""
    past = Past(scene, next(BOOKS))
    past.open()
    one, other = (account(K.PROJECT, each) for each in PROJECTS)
    past.step("a", 0, 12, 0)
    (of,) = past.lots
    assigned = entry(account(K.UNASSIGNED), one, of, 120)
    at = past.post(voucher(V.ASSIGN, assigned))
    there = past.post(voucher(V.ADJUST, entry(one, other, of, 60)))
    back = past.post(voucher(V.ADJUST, entry(other, one, of, 60)))
    undone = replace(
        voucher(V.REVERSE, mirror(assigned, at, 1)), reverses=VoucherRef(at.year, at.number)
    )
    past.post(undone)
    for asked in (there, back):
        traced = trace_payment(scene.connection, past.book, asked.year, asked.number)
        assert traced.found_fen == traced.amount_fen == 60
        assert [each.voucher_kind for each in traced.origins] == [V.ALLOCATE]
    # Within one voucher nothing tells where a circle began: it is said to be unfound.
    circle = past.post(voucher(V.ADJUST, entry(one, other, of, 7), entry(other, one, of, 7)))
    traced = trace_payment(scene.connection, past.book, circle.year, circle.number)
    assert traced.found_fen < traced.amount_fen
