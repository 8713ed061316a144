"""A random history of two books, and beside it what plain Python knows of it.

Money comes in from outside, from the upper book and as income; it is pooled, assigned, adjusted,
paid, taken back, recovered, given out again or written off, sent back up and carried over; dated
out of order and recorded at rising instants.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from uuid import UUID, uuid5

from hypothesis import strategies as st

from ledger.book.books import deliver
from ledger.book.post import Posted
from ledger.book.receive_back import receive_back
from ledger.book.voucher import AccountRef, Entry, EntryRef, NewLot, Relation, Voucher, VoucherRef
from ledger.values.kinds import CARRIED, VoucherKind
from tests.ledger.scene import LOWER, NAMESPACE, YEAR, K, Scene, V, account, entry, lot, voucher

BOOKS = itertools.count(620001, 2)
"""Each history has two: its own, and the one above it with the next number."""
FIRST = date(2019, 1, 10)
CLOCK = datetime(2019, 6, 2, tzinfo=UTC)
PROJECTS = tuple(str(uuid5(NAMESPACE, f"past {n}")) for n in range(2))
FIRM = "91610727MA0000003X"
WHAT = (*"abcde", *"ammmmpppppprx", *"ammmmpppppprx", *"ufgovsi", "y")
"""See `Past.step`; what makes history go on comes more often, the end of the year once."""
STEP = st.tuples(st.sampled_from(WHAT), st.integers(0, 9), st.integers(1, 900), st.integers(0, 300))


@dataclass
class Past:
    """A book, and beside it what Python knows of it."""

    scene: Scene
    book: int
    posted: list[tuple[Posted, Voucher]] = field(default_factory=list)
    above: list[tuple[Posted, Voucher]] = field(default_factory=list)
    lots: list[UUID] = field(default_factory=list)
    from_above: set[UUID] = field(default_factory=set)
    used: set[tuple[int, int]] = field(default_factory=set)
    carried: bool = False

    @property
    def upper(self) -> int:
        return self.book + 1

    def open(self) -> None:
        for each in (self.book, self.upper):
            self.scene.open(each, YEAR, YEAR + 1)

    def post(self, made: Voucher, *, above: bool = False) -> Posted:
        into = self.above if above else self.posted
        done = len(self.posted) + len(self.above)
        at = CLOCK + timedelta(hours=done + 1 + self.book)
        self.scene.connection.execute("SELECT set_demo_clock(%s)", (at,))
        posted = self.scene.post(self.upper if above else self.book, f"{self.book}:{done}", made)
        into.append((posted, made))
        return posted

    def step(self, what: str, which: int, fen: int, days: int) -> None:
        """Do it if there is money for it; nothing otherwise."""
        on = FIRST + timedelta(days=days)
        match what if self.lots or what in "ui" else "a":
            case "a":
                self._come(V.ALLOCATE, "external", fen * 10, on)
            case "i":
                self._come(V.INCOME, "donation", fen * 10, on)
            case "u":
                self._come_from_above(fen * 10, on)
            case "s":
                self._send_back(which, fen, on)
            case "r" | "x":
                self._take_back(which, fen, on, V.RETURN if what == "r" else V.REVERSE)
            case "y":
                self._carry()
            case _:
                self._move(*self._moves(what, which), fen, on)

    def _come(self, kind: VoucherKind, origin: str, fen: int, on: date) -> None:
        new = self._new_lot(fen, self.book, origin)
        came = entry(account(K.SOURCE), account(K.UNASSIGNED), new.lot, fen)
        self.post(replace(voucher(kind, came, happened_on=on), lots=(new,)))

    def _come_from_above(self, fen: int, on: date) -> None:
        new = self._new_lot(fen, self.upper, "external")
        self.from_above.add(new.lot)
        unassigned, down = account(K.UNASSIGNED), account(K.SENT_DOWN, str(self.book))
        came = entry(account(K.SOURCE), unassigned, new.lot, fen)
        self.post(replace(voucher(V.ALLOCATE, came, happened_on=on), lots=(new,)), above=True)
        sent = entry(unassigned, down, new.lot, fen)
        posted = self.post(voucher(V.PASS_DOWN, sent, happened_on=on), above=True)
        deliver(self.scene.connection, self.upper)
        received = replace(
            entry(account(K.UPSTREAM, str(self.upper)), unassigned, new.lot, fen),
            relation=Relation.RECEIVES,
            of=EntryRef(YEAR, posted.number, 1, self.upper),
        )
        here = replace(new, doc_nos=("略财〔2019〕7号",))
        later = on + timedelta(days=fen % 7)
        self.post(replace(voucher(V.RECEIVE, received, happened_on=later), lots=(here,)))

    def _send_back(self, which: int, fen: int, on: date) -> None:
        start = account(K.UNASSIGNED if which % 2 else K.RECOVERED)
        for each in self.lots:
            part = min(fen, self.stands()[start, each])
            if part and each in self.from_above:
                sent = entry(start, account(K.SENT_UP, str(self.upper)), each, part)
                posted = self.post(voucher(V.SEND_BACK, sent, happened_on=on))
                deliver(self.scene.connection, self.book)
                of = EntryRef(posted.year, posted.number, 1, self.book)
                if which % 3:
                    back = receive_back(
                        self.scene.connection, self.upper, of, amount_fen=part, happened_on=on
                    )
                    self.post(back, above=True)
                return

    def _new_lot(self, fen: int, book: int, origin: str) -> NewLot:
        new = replace(
            lot(f"past {self.book} {len(self.lots)}", fen, book=LOWER),
            origin=origin,
            origin_book=book,
        )
        self.lots.append(new.lot)
        return new

    def _moves(self, what: str, which: int) -> tuple[AccountRef, AccountRef, VoucherKind]:
        """m(assign), p(ay), b(pool), c(assign pooled), d e (adjust), f(recover), g o (give out),
        v (write off)."""
        unassigned, pool, recovered = map(account, (K.UNASSIGNED, K.POOL, K.RECOVERED))
        project, other = (account(K.PROJECT, PROJECTS[each % 2]) for each in (which, which + 1))
        return {
            "m": (unassigned, project, V.ASSIGN),
            "p": (project, account(K.VENDOR, FIRM), V.DISBURSE),
            "b": (unassigned, pool, V.INTEGRATE),
            "c": (pool, project, V.ASSIGN),
            "d": (project, other, V.ADJUST),
            "e": (project, (unassigned, pool)[which % 3 == 0], V.ADJUST),
            "f": ((unassigned, pool, project)[which % 3], recovered, V.RECOVER),
            "g": (recovered, unassigned, V.REISSUE),
            "o": (project, recovered, V.RECOVER),
            "v": (recovered, account(K.RELEASED), V.RELEASE),
        }[what]

    def _move(
        self, start: AccountRef, end: AccountRef, kind: VoucherKind, fen: int, on: date
    ) -> None:
        """Paid as `lot_choice` does it where all days are one: in the order of the lots."""
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

    def entries(
        self, day: date = date.max, at: datetime | None = None, *, above: bool = False
    ) -> Iterator[Entry]:
        for posted, made in self.above if above else self.posted:
            if made.happened_on <= day and (at is None or posted.recorded_at <= at):
                yield from made.entries

    def stands(
        self, day: date = date.max, at: datetime | None = None, *, above: bool = False
    ) -> Counter[tuple[AccountRef, UUID]]:
        found: Counter[tuple[AccountRef, UUID]] = Counter()
        for each in self.entries(day, at, above=above):
            found[each.start, each.lot] -= each.amount_fen
            found[each.end, each.lot] += each.amount_fen
        return found
