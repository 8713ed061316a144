"""Balances, statements and traces as of (D, T) beside plain Python, on histories made at random.

A history brings in lots, assigns, pays, returns, reverses and carries over, dated out of order and
recorded at rising instants. Each example is a book of its own in one database.
"""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid5

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.book.balance import Subject, standings
from ledger.book.lot_trace import trace_lot
from ledger.book.payment_trace import Link, trace_payment
from ledger.book.post import Posted
from ledger.book.statement import StatementLine, statement
from ledger.book.voucher import AccountRef, Entry, EntryRef, Relation, Voucher, VoucherRef
from ledger.values.kinds import CARRIED, VoucherKind
from tests.ledger.scene import NAMESPACE, YEAR, K, Scene, V, account, entry, lot, voucher

BOOKS = itertools.count(620001)
FIRST = date(2019, 1, 10)
CLOCK = datetime(2019, 6, 2, tzinfo=UTC)
PROJECTS = tuple(str(uuid5(NAMESPACE, f"past {n}")) for n in range(2))
FIRM = "91610727MA0000003X"
WHAT = (0, 1, 1, 1, 1, 2, 2, 3, 3, 3, 3, 3, 4, 5)
STEP = st.tuples(
    st.sampled_from((*WHAT, *WHAT, 6)), st.integers(0, 9), st.integers(1, 900), st.integers(0, 300)
)


@dataclass
class Past:
    """A book, and beside it what Python knows of it."""

    scene: Scene
    book: int
    posted: list[tuple[Posted, Voucher]] = field(default_factory=list)
    lots: list[UUID] = field(default_factory=list)
    used: set[tuple[int, int]] = field(default_factory=set)
    carried: bool = False

    def post(self, made: Voucher) -> None:
        at = CLOCK + timedelta(hours=len(self.posted) + 1 + self.book)
        self.scene.connection.execute("SELECT set_demo_clock(%s)", (at,))
        key = f"{self.book}:{len(self.posted)}"
        self.posted.append((self.scene.post(self.book, key, made), made))

    def step(self, what: int, which: int, fen: int, days: int) -> None:
        """Do it if there is money for it; nothing otherwise."""
        on = FIRST + timedelta(days=days)
        if what == 0 or not self.lots:
            new = replace(
                lot(f"past {self.book} {len(self.lots)}", fen * 10, book=self.book),
                origin_book=self.book,
            )
            self.lots.append(new.lot)
            came = entry(account(K.SOURCE), account(K.UNASSIGNED), new.lot, fen * 10)
            self.post(replace(voucher(V.ALLOCATE, came, happened_on=on), lots=(new,)))
        elif what == 6:
            self._carry()
        elif what in (4, 5):
            self._take_back(which, fen, on, V.RETURN if what == 4 else V.REVERSE)
        else:
            self._move(what, which, fen, on)

    def _move(self, what: int, which: int, fen: int, on: date) -> None:
        project = account(K.PROJECT, PROJECTS[which % 2])
        start, end, kind = {
            1: (account(K.UNASSIGNED), project, V.ASSIGN),
            2: (account(K.UNASSIGNED), account(K.POOL), V.INTEGRATE)
            if which % 3 == 0
            else (account(K.POOL), project, V.ASSIGN),
            3: (project, account(K.VENDOR, FIRM), V.DISBURSE),
        }[what]
        entries, left = [], fen
        for each in self.lots:
            part = min(left, self.stands()[start, each])
            if part:
                entries.append(replace(entry(start, end, each, part), by_rule=True))
                left -= part
        if entries:
            self.post(voucher(kind, *entries, happened_on=on))

    def _take_back(self, which: int, fen: int, on: date, kind: VoucherKind) -> None:
        payments = [(posted, made) for posted, made in self.posted if made.kind is V.DISBURSE]
        if not payments or self.carried:
            return
        posted, made = payments[which % len(payments)]
        if (posted.year, posted.number) in self.used:
            return
        self.used.add((posted.year, posted.number))
        of, named = made.entries[0], EntryRef(posted.year, posted.number, 1)
        back = replace(
            of,
            start=of.end,
            end=of.start,
            amount_fen=of.amount_fen if kind is V.REVERSE else min(fen, of.amount_fen),
            relation=Relation.REVERSES if kind is V.REVERSE else Relation.RETURNS,
            of=named,
        )
        given = voucher(kind, back, happened_on=on)
        if kind is V.REVERSE:
            given = replace(given, reverses=VoucherRef(posted.year, posted.number))
        self.post(given)

    def _carry(self) -> None:
        if self.carried:
            return
        self.carried = True
        moves = [
            entry(start, replace(start, year=YEAR + 1), of, fen)
            for (start, of), fen in self.stands().items()
            if fen > 0 and start.kind in CARRIED
        ]
        if moves:
            self.post(voucher(V.CARRY_OVER, *moves, happened_on=date(2019, 12, 31)))

    def entries(self, day: date = date.max, at: datetime | None = None) -> Iterator[Entry]:
        for posted, made in self.posted:
            if made.happened_on <= day and (at is None or posted.recorded_at <= at):
                yield from made.entries

    def stands(
        self, day: date = date.max, at: datetime | None = None
    ) -> Counter[tuple[AccountRef, UUID]]:
        found: Counter[tuple[AccountRef, UUID]] = Counter()
        for each in self.entries(day, at):
            found[each.start, each.lot] -= each.amount_fen
            found[each.end, each.lot] += each.amount_fen
        return found


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
    scene: Scene, steps: list[tuple[int, int, int, int]], asked: list[tuple[int, int]]
) -> None:
    past = Past(scene, next(BOOKS))
    scene.open(past.book, YEAR, YEAR + 1)
    for step in steps:
        past.step(*step)
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
    scene.assert_silent([past.book])


def _balances_agree(past: Past, day: date, at: datetime | None) -> None:
    expected = {place: fen for place, fen in past.stands(day, at).items() if fen}
    found = {
        (AccountRef(K(each.kind), each.year, each.owner), each.lot): each.balance_fen
        for each in standings(past.scene.connection, past.book, as_of=day, known_at=at)
    }
    assert found == expected


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
    places = {AccountRef(K(p.kind), p.year, p.owner): p.balance_fen for p in traced.places}
    assert places == {w: fen for (w, of), fen in past.stands(day, at).items() if of == each and fen}


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
                assert stay.link is not Link.NAMED
            assert by_stage[0] == of.amount_fen
            if traced.taken_back_fen == 0:
                for step in traced.steps:
                    place = (step.event, step.lot, step.from_account, step.to_account)
                    taken[place] += step.part_fen
                    whole[place] = step.amount_fen
    for where, fen in taken.items():
        assert fen <= whole[where], where


def test_money_of_several_vouchers_is_spent_oldest_first_and_says_so(scene: Scene) -> None:
    past = Past(scene, next(BOOKS))
    scene.open(past.book, YEAR, YEAR + 1)
    past.step(0, 0, 100, 0)
    past.step(1, 0, 100, 10)
    past.step(1, 0, 100, 30)
    payments = []
    for fen, days in _PAID:
        past.step(3, 0, fen, days)
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
