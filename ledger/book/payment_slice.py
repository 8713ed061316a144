"""Which part of what a flow moved belongs to the payment that is traced?

The keys by which rows are asked for, what is answered, and where a slice of one flow lies in the
flows before it. No query: those are asked in way_up.py.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple
from uuid import UUID

from ledger.book.payment_step import Link, Step


class VoucherKey(NamedTuple):
    book: int
    year: int
    number: int


class EntryKey(NamedTuple):
    book: int
    year: int
    number: int
    entry: int


class FlowKey(NamedTuple):
    book: int
    year: int
    number: int
    lot: UUID
    from_account: int
    to_account: int


class QueueKey(NamedTuple):
    """A flow out of an account, fed by what came in before an event, as of another."""

    book: int
    lot: UUID
    from_account: int
    to_account: int
    event: int
    before_event: int
    until_event: int


class Placed(NamedTuple):
    """The flow of an entry, and what of it the entry moves."""

    step: Step
    entry_fen: int


class Came(NamedTuple):
    """A flow into an account, and what had gone out of that before the flow that is asked."""

    step: Step
    gone_before_fen: int


class Named(NamedTuple):
    """What an entry names; `before_fen`: what entries before it took of the same."""

    amount_fen: int
    of_book: int
    of_year: int
    of_number: int
    of_entry: int
    before_fen: int

    @property
    def of(self) -> EntryKey:
        return EntryKey(self.of_book, self.of_year, self.of_number, self.of_entry)


@dataclass(frozen=True, slots=True)
class Slice:
    """A part of what a flow moved, from `start` on; its stay before it ends on `left_on`.

    To `start` is to be added what lies before the entries `behind` in their flows, at most
    `behind_fen`. `way` orders slices: those of a payment one below the other, each with its own.
    """

    step: Step
    start: int
    fen: int
    left_on: date
    entry: int | None = None
    behind: tuple[EntryKey, ...] = ()
    behind_fen: int = 0
    depth: int = 0
    way: tuple[int, ...] = ()


Fed = tuple[Slice, Link]
"""What a slice was fed by, and how we know."""


def queue_key(step: Step, before_event: int, until_event: int) -> QueueKey:
    return QueueKey(
        step.book,
        step.lot,
        step.from_account,
        step.to_account,
        step.event,
        before_event,
        until_event,
    )


def of_entry(
    key: EntryKey, placed: Placed, fen: int, start: int = 0, below: Slice | None = None
) -> Slice:
    """The slice that an entry has of its flow: after the entries before it."""
    step = placed.step
    others_fen = step.amount_fen - placed.entry_fen
    return Slice(
        step,
        start,
        fen,
        step.happened_on,
        key.entry,
        (*(below.behind if below else ()), *([key] if others_fen else [])),
        (below.behind_fen if below else 0) + others_fen,
    )


def laid(part: Slice, ahead_fen: int, amounts: list[int]) -> Iterator[tuple[int, int, int]]:
    """Where a slice lies in a row of amounts: in which, from where on, how much."""
    first = part.start + ahead_fen
    until, reached = first + part.fen, 0
    for n, amount in enumerate(amounts):
        start, end = max(first, reached), min(until, reached + amount)
        if end > start:
            yield n, start - reached, end - start
        reached += amount


def by_voucher(
    part: Slice, names: list[Named], flows: dict[VoucherKey, list[Slice]]
) -> Iterator[Fed]:
    """What a roster of thousands names, which is as many entries: voucher by voucher."""
    fen: Counter[VoucherKey] = Counter()
    for named in names:
        fen[VoucherKey(*named.of[:3])] += named.amount_fen
    whole = sum(fen.values())
    for key, named_fen in fen.items():
        left = part.fen * named_fen // whole if part.fen != whole else named_fen
        for each in flows[key]:
            if each.step.lot == part.step.lot and part.step.from_account in (
                each.step.to_account,
                each.step.from_account,
            ):
                taken = min(left, each.fen)
                left -= taken
                if taken:
                    yield replace(each, fen=taken), Link.NAMED
