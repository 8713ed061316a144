"""What did other books pass down or send back to these, and how much is still to be received?"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from api.not_found import NotFound
from api.reading.row import Money, Row, fetch
from ledger.book.post import Connection
from ledger.book.receive_back import receive_back
from ledger.book.voucher import AccountRef, Entry, EntryRef, NewLot, Relation, Voucher
from ledger.values.kinds import AccountKind, VoucherKind


class InboundRow(Row):
    """A delivery; `remaining` is what has not been received. `drafted` is in open drafts."""

    book: int
    book_name: str
    origin_book: int
    origin_name: str
    origin_year: int
    origin_number: int
    origin_entry: int
    lot: UUID
    amount: Money
    received: Money
    remaining: Money
    doc_no: str
    sent_on: date
    delivered_at: datetime
    withdrawn: bool
    category: str
    upward: bool


def inbound(
    connection: Connection, books: list[int], *, open_only: bool = False
) -> list[InboundRow]:
    """Deliveries to these books, oldest first."""
    return fetch(connection, InboundRow, _INBOUND, {"books": books, "open_only": open_only})


def receipt(
    connection: Connection, row: InboundRow, *, amount_fen: int, received_on: date, doc_no: str
) -> Voucher:
    """The voucher that receives some of a delivery. A lot that is new here comes about with it."""
    if row.upward:
        return receive_back(
            connection,
            row.book,
            EntryRef(row.origin_year, row.origin_number, row.origin_entry, row.origin_book),
            amount_fen=amount_fen,
            happened_on=received_on,
            doc_no=doc_no or row.doc_no,
        )
    found = connection.execute(
        "SELECT lot_facts, EXISTS (SELECT FROM lot l WHERE l.book = i.book AND l.lot = i.lot) "
        "FROM inbound i WHERE book = %s AND origin_book = %s AND origin_year = %s "
        "AND origin_number = %s AND origin_entry = %s",
        [row.book, row.origin_book, row.origin_year, row.origin_number, row.origin_entry],
    ).fetchone()
    assert found is not None
    facts, known = found
    year = received_on.year
    new = NewLot(
        lot=row.lot,
        origin=facts["origin"],
        origin_book=facts["origin_book"],
        origin_doc_no=facts["origin_doc_no"],
        origin_on=date.fromisoformat(facts["origin_on"]),
        origin_amount_fen=facts["origin_amount_fen"],
        category=facts["category"],
        level=facts["level"],
        direct=facts["direct"],
        printed_source=facts["printed_source"],
        asset=UUID(facts["asset"]) if "asset" in facts else None,
        doc_nos=(doc_no or row.doc_no,),
        document_on=row.sent_on,
        received_on=received_on,
        budget_year=year,
    )
    return Voucher(
        kind=VoucherKind.RECEIVE,
        year=year,
        happened_on=received_on,
        doc_no=doc_no or row.doc_no,
        entries=(
            Entry(
                start=AccountRef(AccountKind.UPSTREAM, year, str(row.origin_book)),
                end=AccountRef(AccountKind.UNASSIGNED, year),
                lot=row.lot,
                amount_fen=amount_fen,
                relation=Relation.RECEIVES,
                of=EntryRef(row.origin_year, row.origin_number, row.origin_entry, row.origin_book),
            ),
        ),
        lots=() if known else (new,),
    )


def one_inbound(connection: Connection, book: int, origin: tuple[int, int, int, int]) -> InboundRow:
    """The delivery of (book, year, number, entry) of the other book. Raises NotFound."""
    for row in inbound(connection, [book]):
        key = (row.origin_book, row.origin_year, row.origin_number, row.origin_entry)
        if key == origin:
            return row
    raise NotFound(f"账簿 {book} 没有收到过这笔下达或退回")


_INBOUND = """
SELECT x.* FROM (
  SELECT i.book, b.name AS book_name, i.origin_book, coalesce(o.name, i.origin_book::text)
      AS origin_name,
    i.origin_year, i.origin_number, i.origin_entry, i.lot, i.amount_fen AS amount,
    received_of(i.book, i.origin_book, i.origin_year, i.origin_number, i.origin_entry) AS received,
    (i.amount_fen - received_of(i.book, i.origin_book, i.origin_year, i.origin_number,
      i.origin_entry)) AS remaining,
    i.doc_no, i.sent_on, i.delivered_at, w.withdrawn_at IS NOT NULL AS withdrawn,
    i.lot_facts->>'category' AS category, i.upward
  FROM inbound i
  JOIN book b ON b.book = i.book
  LEFT JOIN book o ON o.book = i.origin_book
  LEFT JOIN inbound_withdrawal w ON w.book = i.book AND w.origin_book = i.origin_book
    AND w.origin_year = i.origin_year AND w.origin_number = i.origin_number
    AND w.origin_entry = i.origin_entry
  WHERE i.book = ANY(%(books)s)
) x WHERE NOT %(open_only)s OR (x.remaining > 0 AND NOT x.withdrawn)
ORDER BY x.sent_on, x.origin_book, x.origin_year, x.origin_number, x.origin_entry
LIMIT 1000
"""
