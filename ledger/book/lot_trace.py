"""Where is every fen of that document: now, or as of a day as known at an instant?

A lot survives pools, projects and books, so the question is answered from the flows of one lot:
down to all the accounts of all the books where it stands. Nothing here is attribution: which lot,
from where, to where is written in every entry. (Up from a payment: payment_trace.py.)
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from psycopg.rows import class_row

from ledger.book.moment import Moment
from ledger.book.post import Connection
from ledger.book.refusals import LotUnknown
from ledger.values.kinds import OUTSIDE, AccountKind


@dataclass(frozen=True, slots=True)
class LotFacts:
    """A lot as one book knows it."""

    book: int
    book_name: str
    lot: UUID
    origin: str
    origin_book: int
    origin_doc_no: str
    origin_on: date
    origin_amount_fen: int
    category: str
    level: str
    direct: bool
    printed_source: str
    doc_nos: list[str]
    document_on: date
    received_on: date
    budget_year: int


@dataclass(frozen=True, slots=True)
class Flow:
    """All money of the lot that went from one account to another of one book, by one voucher."""

    book: int
    year: int
    number: int
    event: int
    voucher_kind: str
    doc_no: str
    happened_on: date
    recorded_at: datetime
    from_account: int
    from_kind: str
    from_owner: str
    to_account: int
    to_kind: str
    to_owner: str
    amount_fen: int
    entries: int
    by_rule_fen: int
    undoes: int


@dataclass(frozen=True, slots=True)
class Place:
    """An amount of the lot that stands in an account of a book."""

    book: int
    account: int
    kind: str
    owner: str
    year: int
    balance_fen: int

    @property
    def kind_chinese(self) -> str:
        return AccountKind(self.kind).chinese


@dataclass(frozen=True, slots=True)
class Transit:
    """Passed down from one book to another and how much of it was received there."""

    from_book: int
    to_book: int
    sent_fen: int
    received_fen: int


@dataclass(frozen=True, slots=True)
class Village:
    """What households of one village were paid out of the lot."""

    book: int
    region: str
    benefit: str
    households: int
    paid_fen: int


@dataclass(frozen=True, slots=True)
class LotTrace:
    """A lot from its 文号 to the households, in every book that holds it."""

    facts: list[LotFacts]
    flows: list[Flow]
    places: list[Place]
    transits: list[Transit]
    villages: list[Village]

    @property
    def standing_fen(self) -> int:
        """What stands inside the books; with what is in transit it adds up to what was made."""
        return sum(
            place.balance_fen for place in self.places if AccountKind(place.kind) not in OUTSIDE
        )

    @property
    def in_transit_fen(self) -> int:
        return sum(each.sent_fen - each.received_fen for each in self.transits)

    @property
    def brought_in_fen(self) -> int:
        """What documents brought into the ledger, whatever became of it."""
        return -sum(place.balance_fen for place in self.places if place.kind == AccountKind.SOURCE)

    @property
    def conserved(self) -> bool:
        """brought in = standing + in transit: no fen is missing and none is twice."""
        return self.brought_in_fen == self.standing_fen + self.in_transit_fen


def trace_lot(
    connection: Connection,
    lot: UUID,
    *,
    as_of: date | None = None,
    known_at: datetime | None = None,
) -> LotTrace:
    """The whole way of a lot, across all books, until `as_of` as known at. Raises LotUnknown."""
    values = {"lot": lot, **Moment(as_of, known_at).parameters}
    with connection.cursor(row_factory=class_row(LotFacts)) as facts_cursor:
        facts = facts_cursor.execute(_FACTS, values).fetchall()
    if not facts:
        raise LotUnknown(f"没有资金批次 {lot}", lot=str(lot))
    values["books"] = [each.book for each in facts]
    with connection.cursor(row_factory=class_row(Flow)) as flow_cursor:
        flows = flow_cursor.execute(_FLOWS, values).fetchall()
    with connection.cursor(row_factory=class_row(Place)) as place_cursor:
        places = place_cursor.execute(_PLACES, values).fetchall()
    with connection.cursor(row_factory=class_row(Village)) as village_cursor:
        villages = village_cursor.execute(_VILLAGES, values).fetchall()
    return LotTrace(facts, flows, places, transits(places), villages)


def transits(places: list[Place]) -> list[Transit]:
    """Between each two books: sent down less what was fetched back, received less sent up."""
    sent: Counter[tuple[int, int]] = Counter()
    received: Counter[tuple[int, int]] = Counter()
    for place in places:
        match AccountKind(place.kind):
            case AccountKind.SENT_DOWN:
                sent[place.book, int(place.owner)] += place.balance_fen
            case AccountKind.UPSTREAM | AccountKind.SENT_UP:
                received[int(place.owner), place.book] -= place.balance_fen
            case _:
                pass
    return [Transit(*pair, sent[pair], received[pair]) for pair in sorted({*sent, *received})]


_FACTS = """
SELECT l.book, b.name AS book_name, l.lot, l.origin, l.origin_book, l.origin_doc_no, l.origin_on,
       l.origin_amount_fen, l.category, l.level, l.direct, l.printed_source, l.doc_nos,
       l.document_on, l.received_on, l.budget_year
FROM lot l JOIN book b ON b.book = l.book
WHERE l.lot = %(lot)s ORDER BY l.book <> l.origin_book, l.book
"""

_FLOWS = """
SELECT f.book, f.year, f.number, f.event, v.kind AS voucher_kind, v.doc_no, f.happened_on,
       f.recorded_at, f.from_account, a.kind AS from_kind, a.owner AS from_owner,
       f.to_account, z.kind AS to_kind, z.owner AS to_owner, f.amount_fen, f.entries,
       f.by_rule_fen, f.undoes
FROM flow f
JOIN voucher v ON v.book = f.book AND v.year = f.year AND v.number = f.number
JOIN account a ON a.book = f.book AND a.account = f.from_account
JOIN account z ON z.book = f.book AND z.account = f.to_account
WHERE f.book = ANY(%(books)s) AND f.lot = %(lot)s
  AND f.happened_on <= %(as_of)s AND f.recorded_at <= %(known_at)s
ORDER BY f.happened_on, f.book, f.event, f.from_account, f.to_account
"""

_PLACES = """
SELECT a.book, a.account, a.kind, a.owner, a.year, sum(x.change)::bigint AS balance_fen
FROM (
  SELECT f.book, f.to_account AS account, f.amount_fen AS change FROM flow f
  WHERE f.book = ANY(%(books)s) AND f.lot = %(lot)s
    AND f.happened_on <= %(as_of)s AND f.recorded_at <= %(known_at)s
  UNION ALL
  SELECT f.book, f.from_account, -f.amount_fen FROM flow f
  WHERE f.book = ANY(%(books)s) AND f.lot = %(lot)s
    AND f.happened_on <= %(as_of)s AND f.recorded_at <= %(known_at)s
) x JOIN account a ON a.book = x.book AND a.account = x.account
GROUP BY 1, 2, 3, 4, 5 HAVING sum(x.change) <> 0
ORDER BY a.book, a.kind, a.owner, a.year
"""

_VILLAGES = """
SELECT l.book, l.region, coalesce(l.benefit, '') AS benefit,
       count(DISTINCT l.household) AS households, sum(x.paid)::bigint AS paid_fen
FROM (
  SELECT e.book, e.year, e.number, e.line,
         sum(e.amount_fen - coalesce(back.amount, 0)) AS paid
  FROM (
    SELECT DISTINCT f.book, f.year, f.number, f.lot, f.to_account FROM flow f
    JOIN account t ON t.book = f.book AND t.account = f.to_account AND t.kind = 'household'
    WHERE f.book = ANY(%(books)s) AND f.lot = %(lot)s
      AND f.happened_on <= %(as_of)s AND f.recorded_at <= %(known_at)s
  ) f
  JOIN entry e ON e.book = f.book AND e.year = f.year AND e.number = f.number
    AND e.lot = f.lot AND e.to_account = f.to_account AND e.line IS NOT NULL
  LEFT JOIN LATERAL (
    SELECT sum(r.amount_fen) AS amount FROM entry r
    JOIN voucher rv ON rv.book = r.book AND rv.year = r.year AND rv.number = r.number
      AND rv.recorded_at <= %(known_at)s
    WHERE r.book = e.book AND r.of_year = e.year AND r.of_number = e.number
      AND r.of_entry = e.entry AND r.relation IN ('returns', 'reverses')
      AND r.happened_on <= %(as_of)s
      AND NOT EXISTS (SELECT FROM entry u
        JOIN voucher uv ON uv.book = u.book AND uv.year = u.year AND uv.number = u.number
          AND uv.recorded_at <= %(known_at)s
        WHERE u.book = r.book AND u.relation = 'reverses' AND u.happened_on <= %(as_of)s
        AND u.of_year = r.year AND u.of_number = r.number AND u.of_entry = r.entry)
  ) back ON true
  GROUP BY 1, 2, 3, 4
) x JOIN payment_line l ON l.book = x.book AND l.year = x.year AND l.number = x.number
  AND l.line = x.line
GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
"""
