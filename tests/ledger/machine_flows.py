"""The steps of the state machine in which money flows back, is adjusted, recovered or earned.

And the closing of months and years, which decides what is late and what is refused.
"""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from ledger.book.books import close_month, close_year
from ledger.book.refusals import MonthClosed, MonthNotOver, YearNotCleared
from ledger.book.reverse import reversal
from ledger.book.voucher import AccountRef, Change, Changed, Entry, EntryRef, Relation, VoucherRef
from ledger.book.year_end import year_end
from ledger.values.kinds import CARRIED
from tests.ledger.machine_ground import PROJECTS, Ground
from tests.ledger.plain_model import Delivery, PlainBook
from tests.ledger.scene import DAY, YEAR, K, V, named

RECOVERABLE = tuple(kind.value for kind in CARRIED if kind is not K.RECOVERED)
CHANGES = (Change(Changed.PROJECT, "一期", "二期"),)


class Flows(Ground):
    """What the first half of the steps leaves out."""

    @rule(
        book=st.integers(0, 2),
        fen=st.integers(1, 500),
        origin=st.sampled_from(["asset", "donation", "interest"]),
    )
    def earn(self, book: int, fen: int, origin: str) -> None:
        asset = named("光伏电站") if origin == "asset" else None
        self._allocate(self.books[book], fen, kind=V.INCOME, origin=origin, asset=asset)

    @precondition(lambda self: self._holding("project"))
    @rule(data=st.data(), documented=st.booleans())
    def adjust(self, data: st.DataObject, documented: bool) -> None:
        book = data.draw(st.sampled_from(self._holding("project")))
        start, of, fen = self._some(data, book, "project")
        ends = [AccountRef(K.PROJECT, book.year, owner) for owner in PROJECTS]
        ends += [AccountRef(kind, book.year) for kind in (K.UNASSIGNED, K.POOL)]
        end = data.draw(st.sampled_from([each for each in ends if each != start]))
        made = self._voucher(book, V.ADJUST, Entry(start, end, of, fen))
        self._post(book, replace(made, changes=CHANGES) if documented else made)

    @precondition(lambda self: self._holding(*RECOVERABLE))
    @rule(data=st.data())
    def recover(self, data: st.DataObject) -> None:
        book = data.draw(st.sampled_from(self._holding(*RECOVERABLE)))
        start, of, fen = self._some(data, book, *RECOVERABLE)
        end = AccountRef(K.RECOVERED, book.year)
        self._post(book, self._voucher(book, V.RECOVER, Entry(start, end, of, fen)))

    @precondition(lambda self: self._holding("recovered"))
    @rule(data=st.data(), released=st.booleans())
    def give_out_or_off(self, data: st.DataObject, released: bool) -> None:
        book = data.draw(st.sampled_from(self._holding("recovered")))
        _, of, fen = self._some(data, book, "recovered")
        kind, end = (V.RELEASE, K.RELEASED) if released else (V.REISSUE, K.UNASSIGNED)
        self._post(book, self._voucher(book, kind, self._entry(book, K.RECOVERED, end, of, fen)))

    @precondition(lambda self: self._below("unassigned", "recovered"))
    @rule(data=st.data())
    def send_back(self, data: st.DataObject) -> None:
        lower = data.draw(st.sampled_from(self._below("unassigned", "recovered")))
        start, of, fen = self._some(data, lower, "unassigned", "recovered")
        self._send_back(lower, start, of, fen)
        if data.draw(st.booleans()):
            self._deliver(lower)

    @rule(book=st.integers(1, 2))
    def arrive_above(self, book: int) -> None:
        self._deliver(self.books[book])

    @precondition(lambda self: self._sent_down_again())
    @rule(data=st.data())
    def receive_back(self, data: st.DataObject) -> None:
        origin, start, delivery = data.draw(st.sampled_from(self._sent_down_again()))
        left = delivery.amount_fen - self.upper.received(origin)
        fen = data.draw(st.integers(1, max(left, 0) + left // 8 + 1))
        moved = Entry(start, AccountRef(K.UNASSIGNED, self.upper.year), delivery.lot, fen)
        of = EntryRef(*delivery.origin, origin[0])
        moved = replace(moved, relation=Relation.RECEIVES, of=of)
        self._post(self.upper, self._voucher(self.upper, V.RECEIVE_BACK, moved))

    @rule(data=st.data(), month=st.integers(1, 6))
    def close_a_month(self, data: st.DataObject, month: int) -> None:
        book = data.draw(st.sampled_from(self.books))
        closed = book.closed_months[book.year]
        arguments = (self.scene.connection, book.number, book.year, month, "系统管理")
        if month in closed:
            assert close_month(*arguments).replayed
        elif closed and month < max(closed):
            with pytest.raises(MonthClosed):
                close_month(*arguments)
        elif month == 6 and book.year > YEAR:
            with pytest.raises(MonthNotOver):
                close_month(*arguments)
        else:
            close_month(*arguments)
            closed.append(month)
            book.next_event += 1

    @precondition(lambda self: self._in_first_year())
    @rule(data=st.data())
    def carry_some_over(self, data: st.DataObject) -> None:
        book = data.draw(st.sampled_from(self._in_first_year()))
        start, of, fen = self._some(data, book, *(kind.value for kind in CARRIED))
        end = replace(start, year=YEAR + 1)
        self._post(book, self._voucher(book, V.CARRY_OVER, Entry(start, end, of, fen)))

    @precondition(lambda self: self._in_first_year())
    @rule(data=st.data(), surplus=st.booleans(), really=st.integers(0, 3))
    def close_the_year(self, data: st.DataObject, surplus: bool, really: int) -> None:
        book = data.draw(st.sampled_from(self._in_first_year()))
        arguments = (self.scene.connection, book.number, YEAR, "系统管理")
        with pytest.raises(YearNotCleared):
            close_year(*arguments)
        if really:
            return
        until = YEAR if surplus else None
        for each in year_end(self.scene.connection, book.number, YEAR, surplus_until=until):
            posted = self._post(book, each)
            assert posted
            over = VoucherRef(YEAR, posted.number)
        close_year(*arguments)
        book.next_event += 1
        book.closed.add(YEAR)
        [*_, (_, of, _)] = book.standing(*CARRIED)
        start, end = (AccountRef(kind, YEAR) for kind in (K.UNASSIGNED, K.POOL))
        assert not self._post(book, self._voucher(book, V.INTEGRATE, Entry(start, end, of, 1)))
        book.year = YEAR + 1
        assert not self._post(
            book,
            reversal(
                self.scene.connection, book.number, over, fiscal_year=YEAR + 1, happened_on=DAY
            ),
        )

    def _holding(self, *kinds: str) -> list[PlainBook]:
        return [book for book in self.books if self._stands(book, *kinds)]

    def _below(self, *kinds: str) -> list[PlainBook]:
        return [book for book in self._holding(*kinds) if book is not self.upper]

    def _in_first_year(self) -> list[PlainBook]:
        """Books whose first year is open and holds something."""
        kinds = [kind.value for kind in CARRIED]
        return [book for book in self._holding(*kinds) if book.year == YEAR]

    def _sent_down_again(
        self,
    ) -> list[tuple[tuple[int, tuple[int, int, int]], AccountRef, Delivery]]:
        """What came back to the upper book, with an account of that lot that was passed down."""
        return [
            (origin, place, delivery)
            for origin, delivery in self._arrived(self.upper)
            for place, of, _ in self.upper.standing("sent_down")
            if of == delivery.lot and place.owner == str(origin[0])
        ]
