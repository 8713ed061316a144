"""Which lots of two books are one and the same money, and what is allocated when each counts once?

A county enters an allocation of an upper bureau that is not on the system (origin external). When
that bureau joins and enters its own lot, or sends it by file, the county says by which document
the two are the same: an event of its book, insert-only, taken back by another event. Nothing is
rebooked; only who counts totals over several books asks `brought_in()`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import psycopg
from psycopg.rows import class_row

from ledger.book.books import Recorded
from ledger.book.moment import FOREVER
from ledger.book.post import Connection
from ledger.book.refusals import refusal_of
from ledger.values.canonical import canonical


@dataclass(frozen=True, slots=True)
class Link:
    """The statement of `book` that its `lot` is the same money as `same_as`.

    `stated_on` and `doc_no` are those of the document that says so, `document` the imported file.
    """

    book: int
    lot: UUID
    same_as: UUID
    stated_on: date
    doc_no: str
    document: UUID | None = None

    @property
    def key(self) -> str:
        """One document says it once; said again it is the same event."""
        return f"same_as:{self.lot}:{self.same_as}:{self.stated_on}:{self.doc_no}"


def link(connection: Connection, stated: Link, *, actor: str) -> Recorded:
    """Record the statement; the same again changes nothing.

    Raises LotNotEnteredHere, LinkedLotUnknown, LotsInACircle.
    """
    fields = {
        "doc_no": stated.doc_no,
        "kind": "same_as",
        "lot": str(stated.lot),
        "same_as": str(stated.same_as),
        "stated_on": stated.stated_on.isoformat(),
    }
    if stated.document:
        fields["document"] = str(stated.document)
    body = canonical(fields)
    try:
        row = connection.execute(
            "SELECT event, recorded_at, replayed"
            " FROM link_lots(%s, %s, %s, %s, %s, %s, %s, %s, %s, %s)",
            [
                stated.book,
                stated.lot,
                stated.same_as,
                stated.stated_on,
                stated.doc_no,
                stated.document,
                actor,
                stated.key,
                hashlib.sha256(body).digest(),
                body.decode(),
            ],
        ).fetchone()
    except psycopg.Error as error:
        raise refusal_of(error) or error from None
    assert row is not None
    return Recorded(*row)


def unlink(
    connection: Connection, book: int, lot: UUID, *, stated_on: date, doc_no: str, actor: str
) -> Recorded:
    """Take back what was said of this lot: it is itself again."""
    return link(connection, Link(book, lot, lot, stated_on, doc_no), actor=actor)


def identities(
    connection: Connection, known_at: datetime | None = None
) -> dict[tuple[int, UUID], UUID]:
    """(book, lot) → the lot to count it by, for every lot that is linked to another."""
    rows = connection.execute(
        "SELECT book, lot, identity FROM lot_identity_at(coalesce(%s, 'infinity'::timestamptz))"
        " WHERE identity <> lot",
        [known_at],
    )
    return {(book, lot): identity for book, lot, identity in rows}


@dataclass(frozen=True, slots=True)
class BroughtIn:
    """What documents brought into some books in one budget year.

    `once_fen` counts every fen once; `again_fen` is what besides was entered a second time, by
    lots that stand for the same money.
    """

    budget_year: int
    once_fen: int
    again_fen: int
    lots_again: int


def brought_in(
    connection: Connection, books: Collection[int], *, known_at: datetime | None = None
) -> list[BroughtIn]:
    """What documents brought into these books from outside them all, the newest year first.

    A lot counts where its money came in from a source, unless a lot that it is the same as stands
    in one of these books too: of a county alone its own entry counts, of county and prefecture
    together the prefecture's. What was passed down between two of these books counts where it
    began; passed down from elsewhere it counts where it was received.
    """
    with connection.cursor(row_factory=class_row(BroughtIn)) as cursor:
        return cursor.execute(
            _BROUGHT_IN, {"books": sorted(set(books)), "at": known_at or FOREVER}
        ).fetchall()


def brought_in_fen(
    connection: Connection,
    books: Collection[int],
    *,
    budget_year: int | None = None,
    known_at: datetime | None = None,
) -> int:
    """The total of `brought_in`, of all budget years or of one."""
    return sum(
        each.once_fen
        for each in brought_in(connection, books, known_at=known_at)
        if budget_year in (None, each.budget_year)
    )


@dataclass(frozen=True, slots=True)
class Same:
    """The statement that stands of a lot: `book` says that its `lot` is the money of `same_as`."""

    book: int
    lot: UUID
    same_as: UUID
    stated_on: date
    doc_no: str


def links_of(connection: Connection, lot: UUID, *, known_at: datetime | None = None) -> list[Same]:
    """What stands of this lot and of those said to be the same as it, as known then."""
    with connection.cursor(row_factory=class_row(Same)) as cursor:
        return cursor.execute(_LINKS_OF, {"lot": lot, "at": known_at or FOREVER}).fetchall()


# Outside are sources and books that are not counted; what went back there is taken off.
_BROUGHT_IN = """
WITH links AS (SELECT k.lot, k.ancestor FROM lot_links_at(%(at)s) k),
outside AS (
  SELECT a.book, a.account FROM account a WHERE a.book = ANY(%(books)s)
    AND (a.kind = 'source' OR (a.kind = 'upstream' AND NOT a.owner = ANY(%(books)s::text[])))
),
came AS (
  SELECT l.lot, l.budget_year, coalesce(i.fen, 0) - coalesce(o.fen, 0) AS fen,
    EXISTS (SELECT FROM links k JOIN lot o ON o.lot = k.ancestor AND o.book = ANY(%(books)s)
      WHERE k.lot = l.lot) AS again
  FROM outside a
  JOIN lot l ON l.book = a.book
  CROSS JOIN LATERAL (SELECT sum(f.amount_fen) AS fen FROM flow f
    WHERE f.book = a.book AND f.lot = l.lot AND f.from_account = a.account
      AND f.recorded_at <= %(at)s) i
  CROSS JOIN LATERAL (SELECT sum(f.amount_fen) AS fen FROM flow f
    WHERE f.book = a.book AND f.lot = l.lot AND f.to_account = a.account
      AND f.recorded_at <= %(at)s) o
)
SELECT c.budget_year, coalesce(sum(c.fen) FILTER (WHERE NOT c.again), 0)::bigint AS once_fen,
  coalesce(sum(c.fen) FILTER (WHERE c.again), 0)::bigint AS again_fen,
  count(DISTINCT c.lot) FILTER (WHERE c.again AND c.fen <> 0) AS lots_again
FROM came c GROUP BY 1 HAVING bool_or(c.fen <> 0) ORDER BY 1 DESC
"""

_LINKS_OF = """
SELECT s.book, s.lot, s.same_as, s.stated_on, s.doc_no FROM (
  SELECT DISTINCT ON (s.lot) s.* FROM same_as s
  WHERE (s.lot = %(lot)s OR s.lot IN (SELECT m.lot FROM same_as m WHERE m.same_as = %(lot)s))
    AND s.recorded_at <= %(at)s
  ORDER BY s.lot, s.recorded_at DESC, s.book, s.event DESC
) s WHERE s.lot <> s.same_as AND %(lot)s IN (s.lot, s.same_as) ORDER BY s.stated_on, s.lot
"""
