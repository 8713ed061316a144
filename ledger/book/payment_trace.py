"""Where did this payment come from: up to the 文号, with the days the money spent at each stage?

What is fact and what is attribution is told apart. Fact: an entry names its lot, its two accounts
and, where it receives, settles or returns, the entry it belongs to. Inside one account of one lot
money is fungible: where several vouchers brought it in, the oldest is taken as spent first (in the
order of recording, what was taken back left out), and every such step says so (`Link.ORDER`). Each
payment thus has its own slice of what came in; the slices of all payments and what still stands
make up the whole, no fen twice.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import LiteralString
from uuid import UUID

from psycopg.rows import class_row

from ledger.book.by_key import plans_kept
from ledger.book.moment import FOREVER
from ledger.book.payment_step import Link, Stay, Step
from ledger.book.payment_trace_sql import DRAW_OF_ENTRY, DRAWS, DRAWS_OF_LINE
from ledger.book.post import Connection
from ledger.book.refusals import LotUnknown
from ledger.book.way_up import WayUp

__all__ = ["Draw", "Link", "PaymentTrace", "Stay", "Step", "trace_payment"]


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
    given: dict[str, object] = {"book": book, "year": year, "number": number}
    with plans_kept(connection):
        way = WayUp(connection, known_at or FOREVER)
        if line is None and entry is None:
            draws = _draws(connection, DRAWS, given, way.known_at)
        elif entry is None:
            draws = _draws(connection, DRAWS_OF_LINE, {**given, "line": line}, way.known_at)
        else:
            draws = _draws(connection, DRAW_OF_ENTRY, {**given, "entry": entry}, way.known_at)
            draws = [each for each in draws if line in (None, each.line)]
        if not draws:
            raise LotUnknown(f"没有这张凭证或这条明细：{book}/{year}/{number}")
        # Of a whole voucher the flows are followed, which are few; else the entries themselves.
        if line is None and entry is None:
            way.follow_voucher(book, year, number)
        else:
            way.follow_entries([(book, year, number, draw.entry) for draw in draws])
    return PaymentTrace(
        book=book,
        year=year,
        number=number,
        line=line,
        entry=entry,
        draws=draws,
        steps=_merged(way.steps),
        stays=_stays(way.stays),
        origins=_merged(way.origins),
    )


def _draws(
    connection: Connection, query: LiteralString, given: dict[str, object], known_at: datetime
) -> list[Draw]:
    with connection.cursor(row_factory=class_row(Draw)) as cursor:
        cursor.execute(query, {**given, "known_at": known_at}, prepare=True)
        return cursor.fetchall()


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
