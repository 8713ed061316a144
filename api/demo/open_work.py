"""What is on the clerks' lists when the demo ends? A receipt to check and a payment half written.

The passing-down that arrived last stays on the list of inbound money: it is thirty days old, the
very limit.
"""

from __future__ import annotations

from datetime import date
from uuid import UUID

from api.demo.days import fiscal_year
from api.demo.desk import Desk
from api.demo.places import PREFECTURE
from api.demo.units import builder_of
from ledger.book.voucher import AccountRef, Entry, EntryRef, NewLot, Relation, Voucher
from ledger.values.kinds import AccountKind, VoucherKind


def leave_open_work(desk: Desk, day: date) -> None:
    """Leave a receipt that waits for its checker, and a payment that its maker has not sent."""
    desk.leave([("收到年末下达的扶贫发展资金", _receipt(desk, day))], day, submitted=True)
    desk.leave([("工程款（未提交）", _payment(desk, day))], day, submitted=False)


def _receipt(desk: Desk, day: date) -> Voucher:
    row = desk.connection.execute(_NEWEST_INBOUND, [desk.book]).fetchone()
    assert row is not None
    year, number, entry, lot, amount_fen, doc_no, sent_on, facts = row
    made = NewLot(
        lot=lot,
        origin=facts["origin"],
        origin_book=facts["origin_book"],
        origin_doc_no=facts["origin_doc_no"],
        origin_on=date.fromisoformat(facts["origin_on"]),
        origin_amount_fen=facts["origin_amount_fen"],
        category=facts["category"],
        level=facts["level"],
        doc_nos=(doc_no,),
        document_on=sent_on,
        received_on=day,
        budget_year=day.year,
    )
    return Voucher(
        kind=VoucherKind.RECEIVE,
        year=day.year,
        happened_on=day,
        doc_no=doc_no,
        lots=(made,),
        entries=(
            Entry(
                AccountRef(AccountKind.UPSTREAM, day.year, str(PREFECTURE)),
                AccountRef(AccountKind.UNASSIGNED, day.year),
                lot,
                amount_fen,
                relation=Relation.RECEIVES,
                of=EntryRef(year, number, entry, PREFECTURE),
            ),
        ),
    )


def _payment(desk: Desk, day: date) -> Voucher:
    row = desk.connection.execute(
        _LARGEST_PROJECT, [desk.book, fiscal_year(day), AccountKind.PROJECT.value]
    ).fetchone()
    assert row is not None
    owner, lot, stands_fen = row
    return Voucher(
        kind=VoucherKind.DISBURSE,
        year=fiscal_year(day),
        happened_on=day,
        entries=(
            Entry(
                AccountRef(AccountKind.PROJECT, fiscal_year(day), str(UUID(owner))),
                AccountRef(AccountKind.VENDOR, fiscal_year(day), builder_of(desk.book, 1)),
                lot,
                stands_fen // 2,
                by_rule=True,
            ),
        ),
    )


_NEWEST_INBOUND = """
SELECT i.origin_year, i.origin_number, i.origin_entry, i.lot, i.amount_fen, i.doc_no, i.sent_on,
  i.lot_facts
FROM inbound i WHERE i.book = %s
ORDER BY i.sent_on DESC, i.origin_number DESC, i.origin_entry LIMIT 1
"""

_LARGEST_PROJECT = """
SELECT a.owner, b.lot, b.balance_fen FROM balance b
JOIN account a ON a.book = b.book AND a.account = b.account
WHERE b.book = %s AND a.year = %s AND a.kind = %s
ORDER BY b.balance_fen DESC, a.account LIMIT 1
"""
