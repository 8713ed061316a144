"""How is a posted voucher corrected, and how does money come back?

A reversal (红冲) mirrors all or some entries of one voucher; a return (退回) says that real money
came back from a payee, unit or agent. Both name the entries they are about. What is built here is
an ordinary voucher: it goes through draft and approval like any other.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from ledger.book.post import Connection
from ledger.book.refusals import EntryNamedUnknown, ReversedUnknown
from ledger.book.voucher import (
    AccountRef,
    Entry,
    EntryRef,
    Precision,
    Relation,
    Voucher,
    VoucherRef,
)
from ledger.values.kinds import CARRIED, AccountKind, VoucherKind


def reversal(
    connection: Connection,
    book: int,
    of: VoucherRef,
    *,
    fiscal_year: int,
    happened_on: date,
    doc_no: str = "",
    memo: str = "",
    only_entries: Collection[int] | None = None,
    only_lines: Collection[int] | None = None,
) -> Voucher:
    """The voucher that reverses `of`: all its entries, or those named by entry or payment line.

    Entries that were reversed before are left out. In a later year the accounts that were carried
    over are those of that year; but a carry-over itself goes back between its own two years, which
    is refused once the older is closed. Raises ReversedUnknown.
    """
    rows = _entries(connection, book, of)
    chosen = [
        row
        for row in rows
        if not row["reversed"]
        and (only_entries is None or row["entry"] in only_entries)
        and (only_lines is None or row["line"] in only_lines)
    ]
    if not chosen:
        raise ReversedUnknown(
            f"账簿 {book} 的 {of.year} 年第 {of.number} 号凭证没有可红冲的分录",
            book=book,
            year=of.year,
            number=of.number,
        )
    return Voucher(
        kind=VoucherKind.REVERSE,
        year=fiscal_year,
        happened_on=happened_on,
        doc_no=doc_no,
        memo=memo,
        reverses=of,
        entries=tuple(
            Entry(
                start=_then(row, "to", fiscal_year),
                end=_then(row, "from", fiscal_year),
                lot=row["lot"],
                amount_fen=row["amount_fen"],
                by_rule=row["attribution"] == "rule",
                relation=Relation.REVERSES,
                of=EntryRef(of.year, of.number, row["entry"]),
            )
            for row in chosen
        ),
    )


def money_back(
    connection: Connection,
    book: int,
    of: VoucherRef,
    *,
    amounts_fen: Mapping[int, int],
    fiscal_year: int,
    happened_on: date,
    doc_no: str = "",
    memo: str = "",
    precision: Precision = "day",
) -> Voucher:
    """The voucher that returns `amounts_fen` of the entries of `of` (entry number → fen).

    Raises EntryNamedUnknown where the voucher has no such entry.
    """
    rows = {row["entry"]: row for row in _entries(connection, book, of)}
    for entry in amounts_fen:
        if entry not in rows:
            raise EntryNamedUnknown(
                f"账簿 {book} 的 {of.year} 年第 {of.number} 号凭证没有第 {entry} 条分录",
                entry=entry,
            )
    return Voucher(
        kind=VoucherKind.RETURN,
        year=fiscal_year,
        happened_on=happened_on,
        precision=precision,
        doc_no=doc_no,
        memo=memo,
        entries=tuple(
            Entry(
                start=_then(rows[entry], "to", fiscal_year),
                end=AccountRef(
                    AccountKind(rows[entry]["from_kind"]), fiscal_year, rows[entry]["from_owner"]
                ),
                lot=rows[entry]["lot"],
                amount_fen=amount,
                relation=Relation.RETURNS,
                of=EntryRef(of.year, of.number, entry),
            )
            for entry, amount in amounts_fen.items()
        ),
    )


def _then(row: Mapping[str, Any], side: str, fiscal_year: int) -> AccountRef:
    """The account where that money is now: carried kinds have moved on to the later year."""
    kind, year = AccountKind(row[f"{side}_kind"]), int(row[f"{side}_year"])
    if kind in CARRIED and row["kind"] != VoucherKind.CARRY_OVER:
        year = max(year, fiscal_year)
    return AccountRef(kind, year, row[f"{side}_owner"])


def _entries(connection: Connection, book: int, of: VoucherRef) -> list[dict[str, Any]]:
    cursor = connection.execute(_ENTRIES, {"book": book, "year": of.year, "number": of.number})
    assert cursor.description is not None
    names = [column.name for column in cursor.description]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


_ENTRIES = """
SELECT e.entry, e.line, e.lot, e.amount_fen, e.attribution, v.kind,
       f.kind AS from_kind, f.owner AS from_owner, f.year AS from_year,
       t.kind AS to_kind, t.owner AS to_owner, t.year AS to_year,
       EXISTS (SELECT FROM entry r WHERE r.book = e.book AND r.relation = 'reverses'
         AND r.of_year = e.year AND r.of_number = e.number AND r.of_entry = e.entry) AS reversed
FROM entry e
JOIN voucher v ON v.book = e.book AND v.year = e.year AND v.number = e.number
JOIN account f ON f.book = e.book AND f.account = e.from_account
JOIN account t ON t.book = e.book AND t.account = e.to_account
WHERE e.book = %(book)s AND e.year = %(year)s AND e.number = %(number)s
ORDER BY e.entry
"""
