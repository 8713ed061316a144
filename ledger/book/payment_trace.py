"""Where did this payment come from: up to the 文号, with the days the money spent at each stage?

What is fact and what is attribution is told apart. Fact: an entry names its lot, its two accounts
and, where it receives, settles or returns, the entry it belongs to. Inside one account of one lot
money is fungible: where several vouchers brought it in, the oldest is taken as spent first (in the
order of recording, what was taken back left out), and every such step says so (`Link.ORDER`). Each
payment thus has its own slice of what came in; the slices of all payments and what still stands
make up the whole, no fen twice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import LiteralString, TypeVar, cast
from uuid import UUID

from psycopg.rows import class_row

from ledger.book.by_key import plans_kept
from ledger.book.moment import FOREVER
from ledger.book.payment_trace_sql import (
    CAME,
    DRAW_OF_ENTRY,
    DRAWS,
    DRAWS_OF_LINE,
    FLOW_OF_ENTRY,
    FLOWS,
    NAMED,
    NAMED_BY_ENTRY,
)
from ledger.book.post import Connection
from ledger.book.refusals import LotUnknown
from ledger.values.kinds import AUTHORITY, AccountKind, VoucherKind

T = TypeVar("T")
_ALL_EVENTS = 2**62
_FOLLOWED_SINGLY = 100
_DEEPEST = 500
"""Money that one voucher moves in a circle has no beginning in it: it stays unfound."""
_TAKES_BACK = (VoucherKind.RETURN, VoucherKind.REVERSE)
_NAMELESS = AUTHORITY | {AccountKind.SOURCE}
"""Money that leaves these names no older entry, unless it is taken back: only cash is settled."""


class Link(StrEnum):
    """Why is this voucher taken to be where the money came from?"""

    NAMED = "named"
    ONLY = "only"
    ORDER = "order"

    @property
    def chinese(self) -> str:
        return {
            Link.NAMED: "凭证载明",
            Link.ONLY: "唯一来源",
            Link.ORDER: "按先进先出推定",
        }[self]

    @property
    def exact(self) -> bool:
        return self is not Link.ORDER


@dataclass(frozen=True, slots=True)
class Step:
    """The part of a voucher that belongs to the payment; `part_fen` of its `amount_fen`."""

    book: int
    event: int
    year: int
    number: int
    voucher_kind: str
    doc_no: str
    happened_on: date
    from_account: int
    from_kind: str
    from_owner: str
    from_year: int
    to_account: int
    to_kind: str
    to_owner: str
    to_year: int
    lot: UUID
    amount_fen: int
    by_rule_fen: int
    part_fen: int = 0
    depth: int = 0


@dataclass(frozen=True, slots=True)
class Stay:
    """Money of the payment that stood in one place: from which day, to which, and how we know.

    `upstream` as kind means on its way between two books. `days` is below zero where the money is
    dated out before it is dated in.
    """

    book: int
    kind: str
    owner: str
    lot: UUID
    entered_on: date
    left_on: date
    part_fen: int
    link: Link
    depth: int

    @property
    def days(self) -> int:
        return (self.left_on - self.entered_on).days


@dataclass(frozen=True, slots=True)
class Draw:
    """One entry of the payment: how much of which lot, and who chose the lot."""

    entry: int
    line: int | None
    lot: UUID
    origin_doc_no: str
    doc_nos: list[str]
    document_on: date
    category: str
    amount_fen: int
    by_rule: bool
    relation: str | None
    taken_back_fen: int


@dataclass(frozen=True, slots=True)
class PaymentTrace:
    """A voucher, one payment line or one entry of it, from its 文号 down."""

    book: int
    year: int
    number: int
    line: int | None
    entry: int | None
    draws: list[Draw]
    steps: list[Step]
    stays: list[Stay]
    origins: list[Step]

    @property
    def amount_fen(self) -> int:
        return sum(draw.amount_fen for draw in self.draws)

    @property
    def taken_back_fen(self) -> int:
        return sum(draw.taken_back_fen for draw in self.draws)

    @property
    def found_fen(self) -> int:
        """What of it was followed to where it entered the ledger: all, or rows are missing."""
        return sum(origin.part_fen for origin in self.origins)


@dataclass(frozen=True, slots=True)
class _Slice:
    """A part of what a flow moved, from `start` on; its stay before it ends on `left_on`."""

    step: Step
    start: int
    fen: int
    depth: int
    left_on: date
    entry: int | None = None


def trace_payment(
    connection: Connection,
    book: int,
    year: int,
    number: int,
    *,
    line: int | None = None,
    entry: int | None = None,
    known_at: datetime | None = None,
) -> PaymentTrace:
    """The way of a voucher's money, of one payment line or of one entry. Raises LotUnknown."""
    tracer = _Tracer(connection, known_at or FOREVER)
    given: dict[str, object] = {"book": book, "year": year, "number": number}
    with plans_kept(connection):
        if entry is not None:
            draws = tracer.rows(Draw, DRAW_OF_ENTRY, {**given, "entry": entry})
            draws = [each for each in draws if line in (None, each.line)]
        elif line is not None:
            draws = tracer.rows(Draw, DRAWS_OF_LINE, {**given, "line": line})
        else:
            draws = tracer.rows(Draw, DRAWS, given)
        if not draws:
            raise LotUnknown(f"没有这张凭证或这条明细：{book}/{year}/{number}")
        # Of a whole voucher the flows are followed, which are few; else the entries themselves.
        tracer.follow(
            tracer.of_voucher(book, year, number)
            if line is None and entry is None
            else [tracer.of_entry(book, year, number, draw.entry) for draw in draws]
        )
    return PaymentTrace(
        book=book,
        year=year,
        number=number,
        line=line,
        entry=entry,
        draws=draws,
        steps=_merged(tracer.steps),
        stays=_stays(tracer.stays),
        origins=_merged(tracer.origins),
    )


@dataclass
class _Tracer:
    connection: Connection
    known_at: datetime
    steps: list[Step] = field(default_factory=list)
    stays: list[Stay] = field(default_factory=list)
    origins: list[Step] = field(default_factory=list)
    known: dict[tuple[object, ...], list[object]] = field(default_factory=dict)

    def rows(self, kind: type[T], query: LiteralString, given: dict[str, object]) -> list[T]:
        """Ways of one voucher meet again further up: what was asked once is known."""
        asked = (query, *given.values())
        if asked not in self.known:
            with self.connection.cursor(row_factory=class_row(kind)) as cursor:
                cursor.execute(query, {**given, "known_at": self.known_at}, prepare=True)
                self.known[asked] = [*cursor.fetchall()]
        return cast(list[T], self.known[asked])

    def follow(self, waiting: list[_Slice]) -> None:
        """Up, until every slice is where it entered the ledger."""
        while waiting:
            part = waiting.pop()
            self.steps.append(replace(part.step, part_fen=part.fen, depth=part.depth))
            if part.depth > _DEEPEST:
                continue
            before = [*self._named(part)] or [*self._fed_by(part)]
            if not before:
                self.origins.append(replace(part.step, part_fen=part.fen, depth=part.depth))
            for each, link in before:
                waiting.append(self._stayed(part, each, link))

    def _stayed(self, part: _Slice, before: _Slice, link: Link) -> _Slice:
        """Note the stay between two steps; a carry-over to the next year does not end one."""
        step = before.step
        carried = (step.from_kind, step.from_owner) == (step.to_kind, step.to_owner)
        if carried:
            return replace(before, depth=part.depth + 1, left_on=part.left_on)
        here = part.step
        self.stays.append(
            Stay(
                book=here.book,
                kind=here.from_kind,
                owner=here.from_owner,
                lot=here.lot,
                entered_on=step.happened_on,
                left_on=part.left_on,
                part_fen=before.fen,
                link=link,
                depth=part.depth,
            )
        )
        return replace(before, depth=part.depth + 1, left_on=step.happened_on)

    def of_voucher(self, book: int, year: int, number: int) -> list[_Slice]:
        flows = self.rows(Step, FLOWS, {"book": book, "year": year, "number": number})
        return [_Slice(flow, 0, flow.amount_fen, 0, flow.happened_on) for flow in flows]

    def of_entry(
        self, book: int, year: int, number: int, entry: int, start: int = 0, fen: int | None = None
    ) -> _Slice:
        """The slice that an entry has of its flow: after the entries before it."""
        given: dict[str, object] = {"book": book, "year": year, "number": number, "entry": entry}
        (placed,) = self.rows(_Placed, FLOW_OF_ENTRY, given)
        part = placed.entry_fen - start if fen is None else fen
        return _Slice(placed, placed.before_fen + start, part, 0, placed.happened_on, entry)

    def _named(self, part: _Slice) -> Iterator[tuple[_Slice, Link]]:
        """What the entries of the slice say they receive, settle or take back."""
        step, reached = part.step, 0
        if step.from_kind in _NAMELESS and step.voucher_kind not in _TAKES_BACK:
            return
        if part.entry is None:
            names = self.rows(_Named, NAMED, _place(step))
        else:
            names = self.rows(_Named, NAMED_BY_ENTRY, {**_place(step), "entry": part.entry})
        if len(names) > _FOLLOWED_SINGLY:
            yield from self._named_vouchers(part, names)
            return
        for named in names:
            first = max(part.start, reached) if part.entry is None else part.start
            until = min(part.start + part.fen, reached + named.amount_fen)
            if part.entry is not None:
                reached, until = part.start, part.start + part.fen
            if until > first:
                before = self.of_entry(
                    named.of_book,
                    named.of_year,
                    named.of_number,
                    named.of_entry,
                    named.before_fen + first - reached,
                    until - first,
                )
                yield before, Link.NAMED
            reached += named.amount_fen

    def _named_vouchers(self, part: _Slice, names: list[_Named]) -> Iterator[tuple[_Slice, Link]]:
        """The same where a roster of thousands names as many entries: voucher by voucher."""
        fen: Counter[tuple[int, int, int]] = Counter()
        for named in names:
            fen[named.of_book, named.of_year, named.of_number] += named.amount_fen
        whole = sum(fen.values())
        for (book, year, number), named_fen in fen.items():
            left = part.fen * named_fen // whole if part.fen != whole else named_fen
            for each in self.of_voucher(book, year, number):
                if each.step.lot == part.step.lot and part.step.from_account in (
                    each.step.to_account,
                    each.step.from_account,
                ):
                    taken = min(left, each.fen)
                    left -= taken
                    if taken:
                        yield replace(each, fen=taken), Link.NAMED

    def _fed_by(self, part: _Slice) -> Iterator[tuple[_Slice, Link]]:
        """What came into the account, oldest first, where this slice lies in what went out."""
        step = part.step
        if step.from_kind in (AccountKind.SOURCE, AccountKind.UPSTREAM):
            return
        found = self._queued(part, step.event, _ALL_EVENTS)
        if sum(each.fen for each, _ in found) < part.fen:
            # What fed it was taken back later, after this money had come back: as it was then, with
            # what the same voucher brought in.
            found = self._queued(part, step.event + 1, step.event)
        yield from found

    def _queued(
        self, part: _Slice, before_event: int, until_event: int
    ) -> list[tuple[_Slice, Link]]:
        step = part.step
        given = {**_place(step), "before_event": before_event, "until_event": until_event}
        fed = self.rows(_Came, CAME, given)
        came = [each for each in fed if each.amount_fen > 0]
        first = part.start + (came[0].gone_before_fen if came else 0)
        until, reached = first + part.fen, 0
        link = Link.ONLY if len(came) == 1 else Link.ORDER
        found: list[tuple[_Slice, Link]] = []
        for each in came:
            start, end = max(first, reached), min(until, reached + each.amount_fen)
            if end > start:
                here = _Slice(each, start - reached, end - start, 0, step.happened_on)
                found.append((here, link))
            reached += each.amount_fen
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Placed(Step):
    """The flow of an entry: the amount of the entry, and what those before it moved of the flow."""

    entry_fen: int
    before_fen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Came(Step):
    """A flow into an account, and what had gone out of that before the flow that is asked."""

    gone_before_fen: int


@dataclass(frozen=True, slots=True)
class _Named:
    amount_fen: int
    of_book: int
    of_year: int
    of_number: int
    of_entry: int
    before_fen: int


def _place(step: Step) -> dict[str, object]:
    return {
        "book": step.book,
        "year": step.year,
        "number": step.number,
        "event": step.event,
        "lot": step.lot,
        "from_account": step.from_account,
        "to_account": step.to_account,
    }


def _merged(steps: list[Step]) -> list[Step]:
    """A voucher reached on several ways is one step; oldest first."""
    found: dict[tuple[object, ...], Step] = {}
    for step in steps:
        key = (step.book, step.event, step.lot, step.from_account, step.to_account)
        seen = found.get(key)
        found[key] = (
            replace(
                seen,
                part_fen=seen.part_fen + step.part_fen,
                depth=max(seen.depth, step.depth),
            )
            if seen
            else step
        )
    return sorted(
        found.values(), key=lambda each: (-each.depth, each.happened_on, each.book, each.event)
    )


def _stays(stays: list[Stay]) -> list[Stay]:
    found: dict[tuple[object, ...], Stay] = {}
    for stay in stays:
        key = (stay.book, stay.kind, stay.owner, stay.lot, stay.entered_on, stay.left_on, stay.link)
        seen = found.get(key)
        found[key] = replace(seen, part_fen=seen.part_fen + stay.part_fen) if seen else stay
    return sorted(found.values(), key=lambda each: (each.lot, -each.depth, each.entered_on))
