"""Which lots of two books are one and the same money, and what is allocated when each counts once?

A county enters an allocation of an upper bureau that is not on the system (origin external). When
that bureau joins and enters its own lot, or sends it by file, the county says by which document
the two are the same: an event of its book, insert-only, taken back by another event. Nothing is
rebooked; only who counts totals asks `lot_identity_at()`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

import psycopg

from ledger.book.books import Recorded
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


def brought_in_fen(
    connection: Connection,
    books: Collection[int],
    *,
    budget_year: int | None = None,
    known_at: datetime | None = None,
) -> int:
    """What documents brought into these books from outside them all, every fen once.

    A lot counts where its money came in from a source, unless a lot that it is the same as stands
    in one of these books too: of a county alone its own entry counts, of county and prefecture
    together the prefecture's. What was passed down between two of these books counts where it
    began; passed down from elsewhere it counts where it was received.
    """
    row = connection.execute(
        _BROUGHT_IN, {"books": sorted(set(books)), "year": budget_year, "at": known_at}
    ).fetchone()
    assert row is not None
    return int(row[0])


_BROUGHT_IN = """
WITH links AS (
  SELECT k.lot, k.ancestor FROM lot_links_at(coalesce(%(at)s, 'infinity'::timestamptz)) k
)
SELECT coalesce(sum(CASE WHEN f.kind IN ('source', 'upstream') THEN e.amount_fen
                         ELSE -e.amount_fen END), 0)::bigint
FROM entry e
JOIN voucher v ON v.book = e.book AND v.year = e.year AND v.number = e.number
JOIN account f ON f.book = e.book AND f.account = e.from_account
JOIN account t ON t.book = e.book AND t.account = e.to_account
JOIN lot l ON l.book = e.book AND l.lot = e.lot
WHERE e.book = ANY(%(books)s)
  AND (f.kind = 'source' OR t.kind = 'source'
    OR (f.kind = 'upstream' AND NOT f.owner = ANY(%(books)s::text[]))
    OR (t.kind = 'upstream' AND NOT t.owner = ANY(%(books)s::text[])))
  AND (%(year)s::integer IS NULL OR l.budget_year = %(year)s)
  AND v.recorded_at <= coalesce(%(at)s, 'infinity'::timestamptz)
  AND NOT EXISTS (
    SELECT FROM links k JOIN lot o ON o.lot = k.ancestor AND o.book = ANY(%(books)s)
    WHERE k.lot = e.lot)
"""
