"""The ground the state machine stands on: its books, what must always agree, how a step is made.

Books get new numbers for each example, so that one database serves them all.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from itertools import count
from typing import ClassVar
from uuid import UUID

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant

from ledger.book.books import deliver
from ledger.book.post import Posted, Posting
from ledger.book.private import seal_fields
from ledger.book.refusals import LedgerRefusal
from ledger.book.voucher import AccountRef, Entry, EntryRef, PaymentLine, Relation, Voucher
from ledger.values.kinds import AccountKind, VoucherKind
from tests.ledger.plain_model import Delivery, PlainBook, Standing
from tests.ledger.scene import DAY, SEALER, YEAR, K, Scene, V, lot, named

FIRST_BOOK = count(100_000, 3)
PROJECTS, AGENT, VENDOR = ("p-1", "p-2"), "agent", "vendor"
AUTHORITY = ("unassigned", "pool", "project")


class Ground(RuleBasedStateMachine):
    """One prefecture and two counties, with some money in each."""

    scene: Scene
    refused: ClassVar[set[str]] = set()

    @initialize()
    def open_books(self) -> None:
        first = next(FIRST_BOOK)
        self.books = [PlainBook(first + n, YEAR) for n in range(3)]
        self.upper = self.books[0]
        self.keys: list[tuple[PlainBook, str, Voucher, Posted]] = []
        self.sequence = count()
        self.allocated: Counter[UUID] = Counter()
        for book in self.books:
            self.scene.open(book.number, YEAR, YEAR + 1)
            book.next_event = 3
        self._begin()

    def _begin(self) -> None:
        """Money in every book, some passed down, a roster with the bank: depth costs steps."""
        for n, book in enumerate(self.books):
            self._allocate(book, 1_000, kind=V.OPEN if n == 2 else V.ALLOCATE)
            [(start, of, _)] = self._stands(book, "unassigned")
            project = AccountRef(K.PROJECT, YEAR, PROJECTS[0])
            agent = AccountRef(K.AGENT, YEAR, AGENT)
            self._post(book, self._voucher(book, V.ASSIGN, Entry(start, project, of, 500)))
            roster = [Entry(project, agent, of, 100, line=line) for line in (1, 2)]
            made = self._voucher(book, V.DISBURSE, *roster)
            self._post(book, replace(made, lines=tuple(self._line(line, 100) for line in (1, 2))))
        for lower in self.books[1:]:
            [(start, of, _)] = self._stands(self.upper, "unassigned")
            self._pass_down(lower, start, of, 150)
        self._deliver(self.upper)
        for lower in self.books[1:]:
            [(origin, delivery)] = self._arrived(lower)
            self._receive(lower, origin, delivery, 100, told=True)
        self._send_back(lower, AccountRef(K.UNASSIGNED, YEAR), delivery.lot, 20)
        self._deliver(lower)

    # What must be true after each step.

    @invariant()
    def balances_agree(self) -> None:
        for book in self.books:
            rows = self.scene.connection.execute(
                "SELECT a.kind, a.owner, a.year, b.lot, b.balance_fen FROM balance b"
                " JOIN account a USING (book, account) WHERE b.book = %s AND b.balance_fen <> 0",
                (book.number,),
            )
            found = {(AccountRef(AccountKind(k), y, o), of): fen for k, o, y, of, fen in rows}
            assert found == {place: fen for place, fen in book.balances.items() if fen}

    @invariant()
    def counters_agree(self) -> None:
        for book in self.books:
            row = self.scene.connection.execute(
                "SELECT next_event, (SELECT jsonb_object_agg(year, last_number) FROM book_year y"
                " WHERE y.book = s.book) FROM book_state s WHERE book = %s",
                (book.number,),
            ).fetchone()
            numbers = {str(year): book.last_number[year] for year in (YEAR, YEAR + 1)}
            assert row == (book.next_event, numbers)

    @invariant()
    def lots_are_conserved(self) -> None:
        """allocated = what stands + sent − received, over all books."""
        stands: Counter[UUID] = Counter()
        for book in self.books:
            for (place, of), fen in book.balances.items():
                if place.kind is not K.SOURCE:
                    stands[of] += fen
        assert +stands == +self.allocated

    def teardown(self) -> None:
        if hasattr(self, "books"):
            self.scene.assert_silent([book.number for book in self.books])

    # How a step is made.

    def _post(self, book: PlainBook, voucher: Voucher, *besides: str) -> Posted | None:
        """`besides`: what is broken outside this book."""
        key = f"key-{next(self.sequence)}"
        return self._agree(book, [Posting(key, voucher)], book.broken([voucher]) | {*besides})

    def _agree(self, book: PlainBook, postings: list[Posting], broken: set[str]) -> Posted | None:
        """The ledger refuses exactly when the model does, and for a reason the model gives."""
        try:
            posted = self.scene.batch(book.number, postings)
        except LedgerRefusal as refusal:
            assert refusal.code in broken, (refusal.code, broken)
            self.refused.add(refusal.code)
            return None
        assert not broken
        for posting, each in zip(postings, posted, strict=True):
            if not each.replayed:
                assert self._booked(book, each) == book.booked(posting.voucher)
                assert (each.number, each.event) == book.post(posting.voucher)
                self.keys.append((book, posting.key, posting.voucher, each))
        return posted[0]

    def _booked(self, book: PlainBook, posted: Posted) -> tuple[object, ...] | None:
        return self.scene.connection.execute(
            "SELECT late, booked_month(book, year, happened_on, event) FROM voucher"
            " WHERE book = %s AND event = %s",
            (book.number, posted.event),
        ).fetchone()

    def _voucher(self, book: PlainBook, kind: VoucherKind, *entries: Entry) -> Voucher:
        return Voucher(kind, book.year, DAY, entries, memo=f"{kind.chinese}")

    def _entry(
        self, book: PlainBook, start: AccountKind, end: AccountKind, of: UUID, fen: int
    ) -> Entry:
        places = (AccountRef(start, book.year), AccountRef(end, book.year))
        return Entry(*places, of, fen)

    def _spending(self, data: st.DataObject, book: PlainBook) -> Voucher:
        """Integrate, assign or disburse some money of some account."""
        start, of, fen = self._some(data, book, *AUTHORITY)
        year = book.year
        if start.kind is not K.PROJECT:
            ends = [AccountRef(K.PROJECT, year, owner) for owner in PROJECTS]
            if start.kind is K.UNASSIGNED:
                ends.append(AccountRef(K.POOL, year))
            end = data.draw(st.sampled_from(ends))
            kind = V.INTEGRATE if end.kind is K.POOL else V.ASSIGN
            by_rule = start.kind is K.POOL
            return self._voucher(book, kind, Entry(start, end, of, fen, by_rule=by_rule))
        end = data.draw(
            st.sampled_from(
                [
                    AccountRef(K.AGENT, year, AGENT),
                    AccountRef(K.HOUSEHOLD, year),
                    AccountRef(K.VENDOR, year, VENDOR),
                ]
            )
        )
        if end.kind is K.VENDOR:
            return self._voucher(book, V.DISBURSE, Entry(start, end, of, fen))
        first = data.draw(st.integers(1, fen))
        parts = [part for part in (first, fen - first) if part]
        entries = [Entry(start, end, of, part, line=n) for n, part in enumerate(parts, start=1)]
        lines = tuple(self._line(n, part) for n, part in enumerate(parts, start=1))
        return replace(self._voucher(book, V.DISBURSE, *entries), lines=lines)

    def _line(self, line: int, fen: int) -> PaymentLine:
        private = seal_fields(SEALER, {"household": str(named("户")), "payee": "张三"})
        return PaymentLine(line, fen, "610727100200", household=named("户"), private=private)

    def _some(
        self, data: st.DataObject, book: PlainBook, *kinds: str
    ) -> tuple[AccountRef, UUID, int]:
        """Some amount of something that stands there, now and then more than there is."""
        start, of, fen = data.draw(st.sampled_from(self._stands(book, *kinds)))
        return start, of, data.draw(st.integers(1, fen + fen // 8 + 1))

    def _stands(self, book: PlainBook, *kinds: str) -> list[tuple[AccountRef, UUID, int]]:
        return [
            (place, of, fen) for place, of, fen in book.standing(*kinds) if place.year == book.year
        ]

    def _arrived(self, book: PlainBook) -> list[tuple[tuple[int, tuple[int, int, int]], Delivery]]:
        return [(origin, each) for origin, each in book.deliveries.items() if each.arrived]

    def _rosters(self, book: PlainBook) -> list[Standing]:
        """Entries to an agent that were not reversed."""
        return [
            each
            for each in book.entries.values()
            if each.kind is V.DISBURSE
            and each.entry.end.kind is K.AGENT
            and each.key not in book.reversed
        ]

    def _paid(self, book: PlainBook) -> list[Standing]:
        return [
            each
            for each in book.entries.values()
            if each.kind in (V.DISBURSE, V.PAY) and each.key not in book.reversed
        ]

    def _reversible(self, book: PlainBook) -> list[tuple[int, int]]:
        return sorted(
            {
                key[:2]
                for key, each in book.entries.items()
                if each.kind is not V.REVERSE and key not in book.reversed
            }
        )

    def _delivery(self, book: PlainBook, at: tuple[int, int]) -> tuple[Delivery, int] | None:
        """What this voucher sent to another book, and what that has received of it."""
        origin = (book.number, (*at, 1))
        for other in self.books:
            if origin in other.deliveries:
                return other.deliveries[origin], other.received(origin)
        return None

    def _allocate(
        self,
        into: PlainBook,
        fen: int,
        *,
        kind: VoucherKind = V.ALLOCATE,
        origin: str = "external",
        asset: UUID | None = None,
    ) -> None:
        new = replace(
            lot("", fen, book=into.number),
            lot=self._next_lot(),
            origin_book=into.number,
            budget_year=into.year,
            origin=origin,
            asset=asset,
        )
        on = date(2018, 12, 31) if kind is V.OPEN else DAY
        made = self._voucher(into, kind, self._entry(into, K.SOURCE, K.UNASSIGNED, new.lot, fen))
        if self._post(into, replace(made, lots=(new,), happened_on=on)):
            self.allocated[new.lot] += fen

    def _receive(
        self,
        lower: PlainBook,
        origin: tuple[int, tuple[int, int, int]],
        delivery: Delivery,
        fen: int,
        *,
        told: bool,
    ) -> None:
        """`told`: the voucher says the facts of the lot, as the first must."""
        moved = replace(
            self._entry(lower, K.UPSTREAM, K.UNASSIGNED, delivery.lot, fen),
            start=AccountRef(K.UPSTREAM, lower.year, str(origin[0])),
            relation=Relation.RECEIVES,
            of=EntryRef(*delivery.origin, origin[0]),
        )
        made = self._voucher(lower, V.RECEIVE, moved)
        if told:
            [facts] = [
                each
                for voucher in self.upper.vouchers.values()
                for each in voucher.lots
                if each.lot == delivery.lot
            ]
            made = replace(made, lots=(replace(facts, doc_nos=("自己的文号",)),))
        self._post(lower, made)

    def _send_back(self, lower: PlainBook, start: AccountRef, of: UUID, fen: int) -> None:
        sent = AccountRef(K.SENT_UP, lower.year, str(self.upper.number))
        posted = self._post(lower, self._voucher(lower, V.SEND_BACK, Entry(start, sent, of, fen)))
        if posted:
            key = (posted.year, posted.number, 1)
            self.upper.deliveries[lower.number, key] = Delivery(key, of, fen)

    def _next_lot(self) -> UUID:
        """New in the database, yet of one order in every example, or its draws would differ."""
        return UUID(int=(self.upper.number << 64) + next(self.sequence))

    def _pass_down(self, lower: PlainBook, start: AccountRef, of: UUID, fen: int) -> None:
        sent = AccountRef(K.SENT_DOWN, self.upper.year, str(lower.number))
        made = self._voucher(self.upper, V.PASS_DOWN, Entry(start, sent, of, fen))
        posted = self._post(self.upper, made)
        if posted:
            key = (posted.year, posted.number, 1)
            lower.deliveries[self.upper.number, key] = Delivery(key, of, fen)

    def _deliver(self, sender: PlainBook) -> None:
        waiting = [
            each
            for book in self.books
            for (origin, _), each in book.deliveries.items()
            if origin == sender.number and not each.arrived and each.origin not in sender.reversed
        ]
        assert deliver(self.scene.connection, sender.number) == len(waiting)
        for each in waiting:
            each.arrived = True
