"""Where did this money come from, and where is every fen of that document now?

A lot survives pools, projects and books, so both questions are answered from the entries of one
lot: up from a payment to the 文号 with the days spent in each stage, down from a lot to all the
accounts of all the books where it stands.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from uuid import UUID

from psycopg.rows import class_row

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
    from_account: int
    from_kind: str
    from_owner: str
    to_account: int
    to_kind: str
    to_owner: str
    amount_fen: int
    entries: int
    by_rule: bool


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


@dataclass(frozen=True, slots=True)
class Step:
    """One voucher on the way of a payment; `days` until the next step, None for the last."""

    flow: Flow
    days: int | None


def trace_lot(connection: Connection, lot: UUID, *, as_of: date | None = None) -> LotTrace:
    """The whole way of a lot, across all books, until `as_of`. Raises LotUnknown."""
    values = {"lot": lot, "as_of": as_of or date.max}
    with connection.cursor(row_factory=class_row(LotFacts)) as facts_cursor:
        facts = facts_cursor.execute(_FACTS, values).fetchall()
    if not facts:
        raise LotUnknown(f"没有资金批次 {lot}", lot=str(lot))
    with connection.cursor(row_factory=class_row(Flow)) as flow_cursor:
        flows = flow_cursor.execute(_FLOWS, values).fetchall()
    with connection.cursor(row_factory=class_row(Place)) as place_cursor:
        places = place_cursor.execute(_PLACES, values).fetchall()
    with connection.cursor(row_factory=class_row(Transit)) as transit_cursor:
        transits = transit_cursor.execute(_TRANSITS, values).fetchall()
    with connection.cursor(row_factory=class_row(Village)) as village_cursor:
        villages = village_cursor.execute(_VILLAGES, values).fetchall()
    return LotTrace(facts, flows, places, transits, villages)


def trace_payment(
    connection: Connection, book: int, year: int, number: int, entry: int
) -> list[Step]:
    """The chain of vouchers from the 文号 down to this entry, oldest first.

    Within a lot money is fungible, so each step is every voucher that brought this lot into the
    account that the next step took it from, before that.
    """
    found = connection.execute(
        "SELECT lot FROM entry WHERE book = %s AND year = %s AND number = %s AND entry = %s",
        [book, year, number, entry],
    ).fetchone()
    if found is None:
        raise LotUnknown(f"没有这条分录：{book}/{year}/{number}/{entry}")
    with connection.cursor(row_factory=class_row(Flow)) as cursor:
        flows = cursor.execute(_FLOWS, {"lot": found[0], "as_of": date.max}).fetchall()
    start = connection.execute(
        "SELECT from_account, to_account FROM entry "
        "WHERE book = %s AND year = %s AND number = %s AND entry = %s",
        [book, year, number, entry],
    ).fetchone()
    assert start is not None
    last = next(
        flow
        for flow in flows
        if (flow.book, flow.year, flow.number) == (book, year, number)
        and (flow.from_account, flow.to_account) == tuple(start)
    )
    chain = _upwards(flows, last)
    ordered = sorted(chain, key=lambda flow: (flow.happened_on, flow.book != book, flow.event))
    days = [(after.happened_on - before.happened_on).days for before, after in pairwise(ordered)]
    return [Step(flow, gap) for flow, gap in zip(ordered, [*days, None], strict=True)]


def _upwards(flows: list[Flow], last: Flow) -> list[Flow]:
    """Every flow that fed `last`, directly or through other accounts and books."""
    chain, waiting = {last}, [last]
    while waiting:
        after = waiting.pop()
        for flow in flows:
            if flow in chain or flow.voucher_kind == "reverse":
                continue
            same_account = (
                flow.book == after.book
                and flow.to_account == after.from_account
                and flow.event < after.event
            )
            delivered = (
                after.voucher_kind == "receive"
                and flow.voucher_kind == "pass_down"
                and flow.to_owner == str(after.book)
                and str(flow.book) == after.from_owner
            )
            if same_account or delivered:
                chain.add(flow)
                waiting.append(flow)
    return list(chain)


_FACTS = """
SELECT l.book, b.name AS book_name, l.lot, l.origin, l.origin_book, l.origin_doc_no, l.origin_on,
       l.origin_amount_fen, l.category, l.level, l.direct, l.printed_source, l.doc_nos,
       l.document_on, l.received_on, l.budget_year
FROM lot l JOIN book b ON b.book = l.book
WHERE l.lot = %(lot)s ORDER BY l.book <> l.origin_book, l.book
"""

_FLOWS = """
SELECT e.book, e.year, e.number, v.event, v.kind AS voucher_kind, v.doc_no, v.happened_on,
       e.from_account, f.kind AS from_kind, f.owner AS from_owner,
       e.to_account, t.kind AS to_kind, t.owner AS to_owner,
       sum(e.amount_fen)::bigint AS amount_fen, count(*) AS entries,
       bool_or(e.attribution = 'rule') AS by_rule
FROM entry e
JOIN voucher v ON v.book = e.book AND v.year = e.year AND v.number = e.number
JOIN account f ON f.book = e.book AND f.account = e.from_account
JOIN account t ON t.book = e.book AND t.account = e.to_account
WHERE e.lot = %(lot)s AND e.happened_on <= %(as_of)s
GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13
ORDER BY v.happened_on, e.book, v.event
"""

_PLACES = """
SELECT a.book, a.account, a.kind, a.owner, a.year, sum(x.change)::bigint AS balance_fen
FROM (
  SELECT e.book, e.to_account AS account, e.amount_fen AS change FROM entry e
  WHERE e.lot = %(lot)s AND e.happened_on <= %(as_of)s
  UNION ALL
  SELECT e.book, e.from_account, -e.amount_fen FROM entry e
  WHERE e.lot = %(lot)s AND e.happened_on <= %(as_of)s
) x JOIN account a ON a.book = x.book AND a.account = x.account
GROUP BY 1, 2, 3, 4, 5 HAVING sum(x.change) <> 0
ORDER BY a.book, a.kind, a.owner, a.year
"""

_TRANSITS = """
SELECT s.book AS from_book, s.owner::integer AS to_book, s.sent AS sent_fen,
       coalesce(r.received, 0)::bigint AS received_fen
FROM (
  SELECT a.book, a.owner, sum(CASE WHEN a.account = e.to_account THEN e.amount_fen
                                   ELSE -e.amount_fen END)::bigint AS sent
  FROM entry e JOIN account a ON a.book = e.book AND a.kind = 'sent_down'
    AND a.account IN (e.to_account, e.from_account)
  WHERE e.lot = %(lot)s AND e.happened_on <= %(as_of)s GROUP BY 1, 2
) s LEFT JOIN (
  SELECT a.book, a.owner, sum(CASE WHEN a.account = e.from_account THEN e.amount_fen
                                   ELSE -e.amount_fen END)::bigint AS received
  FROM entry e JOIN account a ON a.book = e.book AND a.kind = 'upstream'
    AND a.account IN (e.to_account, e.from_account)
  WHERE e.lot = %(lot)s AND e.happened_on <= %(as_of)s GROUP BY 1, 2
) r ON r.book::text = s.owner AND r.owner = s.book::text
ORDER BY 1, 2
"""

_VILLAGES = """
SELECT l.book, l.region, coalesce(l.benefit, '') AS benefit,
       count(DISTINCT l.household) AS households, sum(x.paid)::bigint AS paid_fen
FROM (
  SELECT e.book, e.year, e.number, e.line,
         sum(e.amount_fen - coalesce(back.amount, 0)) AS paid
  FROM entry e
  JOIN account t ON t.book = e.book AND t.account = e.to_account AND t.kind = 'household'
  LEFT JOIN LATERAL (
    SELECT sum(r.amount_fen) AS amount FROM entry r
    WHERE r.book = e.book AND r.of_year = e.year AND r.of_number = e.number
      AND r.of_entry = e.entry AND r.relation IN ('returns', 'reverses')
      AND r.happened_on <= %(as_of)s
      AND NOT EXISTS (SELECT FROM entry u WHERE u.book = r.book AND u.relation = 'reverses'
        AND u.of_year = r.year AND u.of_number = r.number AND u.of_entry = r.entry)
  ) back ON true
  WHERE e.lot = %(lot)s AND e.line IS NOT NULL AND e.happened_on <= %(as_of)s
  GROUP BY 1, 2, 3, 4
) x JOIN payment_line l ON l.book = x.book AND l.year = x.year AND l.number = x.number
  AND l.line = x.line
GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
"""
