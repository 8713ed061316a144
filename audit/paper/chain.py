"""What is the chain of vouchers behind one voucher of a lead, back to the 文号?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from audit.evidence import NamedVoucher
from ledger.book.payment_trace import trace_payment
from ledger.book.post import Connection
from ledger.book.refusals import LotUnknown
from ledger.values.kinds import ACCOUNT_CHINESE, AccountKind, VoucherKind

_AT_EACH_END = 6


@dataclass(frozen=True, slots=True)
class ChainStep:
    """One voucher on the way; `part_fen` is the part of it that belongs to the traced one."""

    book: int
    year: int
    number: int
    kind: str
    happened_on: date
    doc_no: str
    way: str
    part_fen: int


@dataclass(frozen=True, slots=True)
class Chain:
    """From where the money entered the ledger (first) down to the traced voucher. `doc_nos`: the
    documents there. `left_out`: steps in the middle that are not listed."""

    voucher: NamedVoucher
    amount_fen: int
    steps: tuple[ChainStep, ...]
    doc_nos: tuple[str, ...]
    left_out: int


def chain_of(connection: Connection, voucher: NamedVoucher, *, known_at: datetime) -> Chain:
    """The way of one voucher's money, as known then; empty where its rows are not here."""
    try:
        trace = trace_payment(
            connection, voucher.book, voucher.year, voucher.number, known_at=known_at
        )
    except LotUnknown:
        return Chain(voucher, 0, (), (), 0)
    steps = [
        ChainStep(
            book=each.book,
            year=each.year,
            number=each.number,
            kind=VoucherKind(each.voucher_kind).chinese,
            happened_on=each.happened_on,
            doc_no=each.doc_no,
            way=f"{_place(each.from_kind)} → {_place(each.to_kind)}",
            part_fen=each.part_fen,
        )
        for each in trace.steps
    ]
    left_out = len(steps) - 2 * _AT_EACH_END
    documents = dict.fromkeys(each.doc_no or "（没有文号）" for each in trace.origins)
    return Chain(
        voucher,
        trace.amount_fen,
        tuple(steps if left_out <= 0 else [*steps[:_AT_EACH_END], *steps[-_AT_EACH_END:]]),
        tuple(documents),
        max(left_out, 0),
    )


def vouchers_behind(
    connection: Connection, book: int, things: list[str], *, known_at: datetime
) -> list[NamedVoucher]:
    """Where the evidence names no voucher: those that brought in the lots it names, and the largest
    that put money into the projects it names."""
    rows = connection.execute(
        _BEHIND, {"book": book, "things": things, "known_at": known_at}
    ).fetchall()
    return [NamedVoucher(book, year, number) for year, number in rows]


def _place(kind: str) -> str:
    return ACCOUNT_CHINESE[AccountKind(kind)]


_BEHIND = """
SELECT x.year, x.number FROM (
  SELECT l.year, l.number, l.origin_amount_fen AS fen FROM lot l
  JOIN voucher v ON v.book = l.book AND v.year = l.year AND v.number = l.number
    AND v.recorded_at <= %(known_at)s
  WHERE l.book = %(book)s AND l.lot::text = ANY (%(things)s)
  UNION ALL
  SELECT f.year, f.number, f.amount_fen FROM flow f
  JOIN account a ON a.book = f.book AND a.account = f.to_account AND a.kind = 'project'
    AND a.owner = ANY (%(things)s)
  WHERE f.book = %(book)s AND f.undoes = -1 AND f.recorded_at <= %(known_at)s
) x GROUP BY x.year, x.number ORDER BY max(x.fen) DESC, x.year, x.number LIMIT 10
"""
