"""Which voucher takes back what a lower book sent up?

It is taken off what was passed down to that book of the same lot, the oldest year first: the
account of what was passed down keeps its year, since money under way is never carried over.
"""

from __future__ import annotations

from datetime import date

from ledger.book.post import Connection
from ledger.book.refusals import DeliveryUnknown
from ledger.book.voucher import AccountRef, Entry, EntryRef, Relation, Voucher
from ledger.values.kinds import AccountKind, VoucherKind


def receive_back(
    connection: Connection,
    book: int,
    origin: EntryRef,
    *,
    amount_fen: int,
    happened_on: date,
    doc_no: str = "",
) -> Voucher:
    """The voucher that receives `amount_fen` of what `origin`, an entry of a lower book, sent back.

    What is more than was passed down stays in the last entry, to be refused when it is posted.
    Raises DeliveryUnknown.
    """
    named = {
        "book": book,
        "origin": origin.book,
        "year": origin.year,
        "number": origin.number,
        "entry": origin.entry,
    }
    row = connection.execute(_DELIVERED, named).fetchone()
    if row is None:
        raise DeliveryUnknown(
            f"账簿 {origin.book} 没有退回过这笔资金（{origin.year} 年第 {origin.number} 号）",
            origin_book=origin.book,
        )
    lot = row[0]
    sent = connection.execute(_SENT_DOWN, {**named, "lot": lot}).fetchall()
    shares: dict[int, int] = {}
    left = amount_fen
    for year, there in sent:
        if left and year <= happened_on.year:
            shares[year] = min(there, left)
            left -= shares[year]
    if left:
        last = max(shares, default=happened_on.year)
        shares[last] = shares.get(last, 0) + left
    return Voucher(
        kind=VoucherKind.RECEIVE_BACK,
        year=happened_on.year,
        happened_on=happened_on,
        doc_no=doc_no,
        entries=tuple(
            Entry(
                start=AccountRef(AccountKind.SENT_DOWN, year, str(origin.book)),
                end=AccountRef(AccountKind.UNASSIGNED, happened_on.year),
                lot=lot,
                amount_fen=fen,
                relation=Relation.RECEIVES,
                of=origin,
            )
            for year, fen in shares.items()
        ),
    )


_DELIVERED = """
SELECT i.lot FROM inbound i
WHERE i.book = %(book)s AND i.origin_book = %(origin)s AND i.origin_year = %(year)s
  AND i.origin_number = %(number)s AND i.origin_entry = %(entry)s AND i.upward
"""

_SENT_DOWN = """
SELECT a.year, b.balance_fen FROM account a
JOIN balance b ON b.book = a.book AND b.account = a.account
WHERE a.book = %(book)s AND a.kind = 'sent_down' AND a.owner = %(origin)s::text
  AND b.lot = %(lot)s AND b.balance_fen > 0
ORDER BY a.year
"""
