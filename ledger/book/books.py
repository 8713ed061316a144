"""How do books come about, how do their years open and close, how does money reach another book?

Each of these is an event with a leaf, or a delivery; all are idempotent.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from typing import LiteralString

import psycopg
from psycopg.types.json import Jsonb

from ledger.book.post import Connection
from ledger.book.refusals import refusal_of
from ledger.values.canonical import Canonical, canonical


@dataclass(frozen=True, slots=True)
class NewBook:
    """账簿 as it is opened; `live_from` is its first live day, history before it is 补录."""

    book: int
    name: str
    bureau: str
    level: str
    live_from: date
    non_gb: bool = False


@dataclass(frozen=True, slots=True)
class Recorded:
    """The event that was recorded, or was here before."""

    event: int
    recorded_at: datetime
    replayed: bool


def open_book(connection: Connection, new: NewBook, actor: str) -> Recorded:
    """Open the book with its event 0. The same call again changes nothing."""
    body, content = _body(
        kind="open_book",
        name=new.name,
        bureau=new.bureau,
        level=new.level,
        live_from=new.live_from.isoformat(),
        non_gb=1 if new.non_gb else 0,
    )
    return _call(
        connection,
        "SELECT event, recorded_at, replayed FROM open_book(%s,%s,%s,%s,%s,%s,%s,%s,%s)",
        [
            new.book,
            new.name,
            new.bureau,
            new.level,
            new.non_gb,
            new.live_from,
            actor,
            content,
            body,
        ],
    )


def open_year(connection: Connection, book: int, year: int, actor: str) -> Recorded:
    """Open a fiscal year of the book."""
    body, content = _body(kind="open_year", year=year)
    return _call(
        connection,
        "SELECT event, recorded_at, replayed FROM open_year(%s, %s, %s, %s, %s)",
        [book, year, actor, content, body],
    )


def close_year(connection: Connection, book: int, year: int, actor: str) -> Recorded:
    """Close a fiscal year for ever, once nothing stands in it any more.

    Raises YearNotOpen, EarlierYearOpen, YearNotCleared, YearNotOver.
    """
    body, content = _body(kind="close_year", year=year)
    return _call(
        connection,
        "SELECT event, recorded_at, replayed FROM close_year(%s, %s, %s, %s, %s)",
        [book, year, actor, content, body],
    )


def close_month(connection: Connection, book: int, year: int, month: int, actor: str) -> Recorded:
    """Close the months of a fiscal year up to `month` (1 to 11) for ever.

    What happened in them and is recorded later is marked as late. Raises YearNotOpen, YearClosed,
    DecemberClosesWithYear, MonthClosed, MonthNotOver.
    """
    body, content = _body(kind="close_month", month=month, year=year)
    return _call(
        connection,
        "SELECT event, recorded_at, replayed FROM close_month(%s, %s, %s, %s, %s, %s)",
        [book, year, month, actor, content, body],
    )


def deliver(connection: Connection, origin_book: int) -> int:
    """Carry all that `origin_book` passed down or sent back to the books it names, each once.

    Returns how many were new. A book that is not here yet keeps its deliveries waiting: they are
    read from the sending ledger again next time.
    """
    sent = connection.execute(_SENT, {"book": origin_book}).fetchall()
    new = 0
    for row in sent:
        try:
            done = connection.execute(
                "SELECT deliver(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
                [*row[:-2], Jsonb(row[-2]), row[-1]],
            ).fetchone()
        except psycopg.Error as error:
            raise refusal_of(error) or error from None
        new += bool(done and done[0])
    return new


ORIGIN_FACTS: LiteralString = """jsonb_build_object('origin', l.origin,
         'origin_book', l.origin_book, 'origin_doc_no', l.origin_doc_no, 'origin_on', l.origin_on,
         'origin_amount_fen', l.origin_amount_fen, 'category', l.category, 'level', l.level,
         'direct', l.direct, 'printed_source', l.printed_source)
         || jsonb_strip_nulls(jsonb_build_object('asset', l.asset))"""
"""What a delivery says of the lot `l` it carries."""

_SENT: LiteralString = (
    """
SELECT a.owner::integer, e.book, e.year, e.number, e.entry, e.lot, e.amount_fen, v.doc_no,
       v.happened_on, """
    + ORIGIN_FACTS
    + """, v.kind = 'send_back'
FROM entry e
JOIN account a ON a.book = e.book AND a.account = e.to_account
  AND a.kind IN ('sent_down', 'sent_up')
JOIN voucher v ON v.book = e.book AND v.year = e.year AND v.number = e.number
JOIN lot l ON l.book = e.book AND l.lot = e.lot
WHERE e.book = %(book)s AND v.kind IN ('pass_down', 'send_back')
  AND EXISTS (SELECT FROM book b WHERE b.book::text = a.owner)
  AND NOT EXISTS (SELECT FROM inbound i WHERE i.book::text = a.owner
    AND i.origin_book = e.book AND i.origin_year = e.year AND i.origin_number = e.number
    AND i.origin_entry = e.entry)
  AND NOT EXISTS (SELECT FROM entry r WHERE r.book = e.book AND r.relation = 'reverses'
    AND r.of_year = e.year AND r.of_number = e.number AND r.of_entry = e.entry)
ORDER BY v.event, e.entry
"""
)


def _body(**fields: Canonical) -> tuple[str, bytes]:
    made = canonical(dict(fields))
    return made.decode(), hashlib.sha256(made).digest()


def _call(connection: Connection, query: LiteralString, arguments: list[object]) -> Recorded:
    try:
        row = connection.execute(query, arguments).fetchone()
    except psycopg.Error as error:
        raise refusal_of(error) or error from None
    assert row is not None
    return Recorded(*row)
