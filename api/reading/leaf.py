"""Can anybody check that a voucher is in the ledger as it was? Its leaf, and what it must be.

A leaf holds no person: households, cards and memos are in it as salted digests only, so its bytes
may be shown to everybody (transparency.md). What is recomputed here is the leaf's hash and whether
the row still says what the leaf says.
"""

from __future__ import annotations

from datetime import datetime

from api.not_found import NotFound
from api.reading.names import voucher_kind
from api.reading.row import Row
from ledger.book.post import Connection
from ledger.values.merkle import leaf_hash


class LeafCheck(Row):
    """The leaf of one voucher. `leaf` is the exact text that was hashed."""

    book: int
    book_name: str
    year: int
    number: int
    event: int
    kind_name: str
    recorded_at: datetime
    leaf: str
    leaf_hash: str
    bytes: int
    agrees: bool


def leaf_of(connection: Connection, book: int, year: int, number: int) -> LeafCheck:
    """Raises NotFound."""
    row = connection.execute(_LEAF, {"book": book, "year": year, "number": number}).fetchone()
    if row is None:
        raise NotFound(f"账簿 {book} 没有 {year} 年第 {number} 号凭证")
    name, event, kind, recorded_at, leaf, agrees = row
    return LeafCheck(
        book=book,
        book_name=name,
        year=year,
        number=number,
        event=event,
        kind_name=voucher_kind(kind),
        recorded_at=recorded_at,
        leaf=bytes(leaf).decode(),
        leaf_hash=leaf_hash(bytes(leaf)).hex(),
        bytes=len(leaf),
        agrees=agrees,
    )


_LEAF = """
SELECT b.name, v.event, v.kind, v.recorded_at, v.leaf, (
    f.j->>'book' = v.book::text AND f.j->>'event' = v.event::text
    AND f.j->>'year' = v.year::text AND f.j->>'number' = v.number::text
    AND f.j->'body'->>'kind' = v.kind AND f.j->'body'->>'happened_on' = v.happened_on::text
    AND (f.j->'body'->>'entries')::int = s.entries AND f.moved = s.moved) AS agrees
FROM voucher v
JOIN book b ON b.book = v.book
CROSS JOIN LATERAL (
  SELECT l.j, (SELECT sum((m->>'amount_fen')::bigint)
               FROM jsonb_array_elements(l.j->'body'->'moves') m) AS moved
  FROM (SELECT convert_from(v.leaf, 'UTF8')::jsonb AS j) l) f
CROSS JOIN LATERAL (
  SELECT count(*)::int AS entries, sum(e.amount_fen) AS moved FROM entry e
  WHERE e.book = v.book AND e.year = v.year AND e.number = v.number) s
WHERE v.book = %(book)s AND v.year = %(year)s AND v.number = %(number)s
"""
