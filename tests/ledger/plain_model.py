"""The ledger as plain Python: dictionaries and sums, what the state machine compares with.

It shares no code with posting but the value types. It does not say in which order rules are
checked, so a refusal is predicted as the set of rules that a voucher breaks.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from ledger.book.voucher import AccountRef, Entry, EntryRef, Relation, Voucher
from ledger.values.kinds import CARRIED, VoucherKind

Key = tuple[int, int, int]
"""(year, number, entry)."""
Place = tuple[AccountRef, UUID]


@dataclass(frozen=True)
class Standing:
    """An entry as posted."""

    key: Key
    kind: VoucherKind
    entry: Entry
    line: int | None


@dataclass
class Delivery:
    """What an upper book passed down, or a lower book sent back, by one entry."""

    origin: Key
    lot: UUID
    amount_fen: int
    arrived: bool = False
    withdrawn: bool = False


@dataclass
class PlainBook:
    """One book."""

    number: int
    year: int
    closed: set[int] = field(default_factory=set)
    closed_months: defaultdict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    last_number: Counter[int] = field(default_factory=Counter)
    next_event: int = 0
    balances: Counter[Place] = field(default_factory=Counter)
    vouchers: dict[tuple[int, int], Voucher] = field(default_factory=dict)
    entries: dict[Key, Standing] = field(default_factory=dict)
    reversed: set[Key] = field(default_factory=set)
    lots: set[UUID] = field(default_factory=set)
    deliveries: dict[tuple[int, Key], Delivery] = field(default_factory=dict)

    def standing(self, *kinds: str) -> list[tuple[AccountRef, UUID, int]]:
        """(account, lot, fen > 0) of accounts of these kinds, in the order they came about."""
        return [
            (place[0], place[1], fen)
            for place, fen in self.balances.items()
            if fen > 0 and place[0].kind in kinds
        ]

    def used(self, key: Key) -> int:
        """Returned and settled of an entry, in effect."""
        return sum(
            each.entry.amount_fen - (self.used(each.key) if relation is Relation.SETTLES else 0)
            for relation in (Relation.RETURNS, Relation.SETTLES)
            for each in self._naming(key, relation)
        )

    def received(self, origin: tuple[int, Key]) -> int:
        """Received of a delivery, in effect."""
        return sum(
            each.entry.amount_fen
            for each in self.entries.values()
            if each.entry.relation is Relation.RECEIVES
            and each.key not in self.reversed
            and each.entry.of is not None
            and (each.entry.of.book, _key(each.entry.of)) == origin
        )

    def broken(self, vouchers: Iterable[Voucher]) -> set[str]:
        """The rules that posting these vouchers together would break; nothing is changed."""
        after, found = Counter(self.balances), set()
        for voucher in vouchers:
            if voucher.year in self.closed:
                found.add("year_closed")
            for place, fen in moves(voucher).items():
                after[place] += fen
                if after[place] < 0 and not place[0].kind.may_go_negative:
                    reverse = voucher.kind is VoucherKind.REVERSE
                    found.add("money_moved_on" if reverse else "no_overdraft")
            for entry in voucher.entries:
                if entry.end.year in self.closed and entry.end.kind in CARRIED:
                    found.add("account_year_closed")
            found |= self._relations_broken(voucher)
        return found

    def booked(self, voucher: Voucher) -> tuple[bool, int]:
        """(late, month of the fiscal year) for what is posted now."""
        on, closed = voucher.happened_on, max(self.closed_months[voucher.year], default=0)
        own = on.month if on.year == voucher.year else 1 if on.year < voucher.year else 12
        return on.year != voucher.year or closed >= on.month, max(own, closed + 1)

    def post(self, voucher: Voucher) -> tuple[int, int]:
        """(number, event) that the voucher gets."""
        self.last_number[voucher.year] += 1
        number, event = self.last_number[voucher.year], self.next_event
        self.next_event += 1
        self.vouchers[voucher.year, number] = voucher
        self.lots |= {lot.lot for lot in voucher.lots}
        self.balances.update(moves(voucher))
        for n, entry in enumerate(voucher.entries, start=1):
            key = (voucher.year, number, n)
            self.entries[key] = Standing(key, voucher.kind, entry, entry.line)
            if entry.relation is Relation.REVERSES and entry.of is not None:
                self.reversed.add(_key(entry.of))
        return number, event

    def _relations_broken(self, voucher: Voucher) -> set[str]:
        found: set[str] = set()
        asked: Counter[tuple[int, Key]] = Counter()
        more: Counter[tuple[Key, Relation]] = Counter()
        for entry in voucher.entries:
            if entry.of is None or entry.relation is None:
                continue
            named = _key(entry.of)
            if entry.relation is Relation.RECEIVES:
                asked[entry.of.book or 0, named] += entry.amount_fen
            elif entry.relation is Relation.REVERSES:
                if named in self.reversed:
                    found.add("entry_reversed")
                if self.used(named) > 0 or self._would_oversettle(named):
                    found.add("money_moved_on")
            else:
                if named in self.reversed:
                    found.add("entry_reversed")
                more[named, entry.relation] += entry.amount_fen
        for (named, relation), fen in more.items():
            if self.used(named) + fen > self.entries[named].entry.amount_fen:
                found.add(
                    "return_exceeds_entry"
                    if relation is Relation.RETURNS
                    else "settlement_exceeds_entry"
                )
        for origin, fen in asked.items():
            delivery = self.deliveries[origin]
            if delivery.withdrawn:
                found.add("delivery_withdrawn")
            if self.received(origin) + fen > delivery.amount_fen:
                found.add("received_exceeds_delivery")
        return found

    def _would_oversettle(self, returned: Key) -> bool:
        """Whether taking back this return leaves the roster entry behind it settled too often."""
        of = self.entries[returned].entry
        if of.relation is not Relation.RETURNS or of.of is None:
            return False
        payment = self.entries[_key(of.of)].entry
        if payment.relation is not Relation.SETTLES or payment.of is None:
            return False
        roster = _key(payment.of)
        return self.used(roster) + of.amount_fen > self.entries[roster].entry.amount_fen

    def _naming(self, key: Key, relation: Relation) -> list[Standing]:
        return [
            each
            for each in self.entries.values()
            if each.entry.relation is relation
            and each.key not in self.reversed
            and each.entry.of is not None
            and _key(each.entry.of) == key
        ]


def moves(voucher: Voucher) -> Counter[Place]:
    """What the voucher does to each account and lot."""
    made: Counter[Place] = Counter()
    for entry in voucher.entries:
        made[entry.start, entry.lot] -= entry.amount_fen
        made[entry.end, entry.lot] += entry.amount_fen
    return made


def _key(of: EntryRef) -> Key:
    return (of.year, of.number, of.entry)
