"""What happens between two fiscal years: what stands is carried over, the old year closed?"""

from __future__ import annotations

from datetime import date

from api.demo.desk import Desk
from api.demo.diary import Task
from ledger.book.voucher import AccountRef, Entry, Voucher
from ledger.values.kinds import CARRIED, AccountKind, VoucherKind


def carry_over(desk: Desk, year: int, day: date) -> None:
    """Carry what stands in the year's accounts into the next, after all else due by `day`."""
    desk.note(Task(date(year, 12, 31), f"{year}年度结转", lambda: _carried_over(desk, year)))
    desk.work_through(day)


def _carried_over(desk: Desk, year: int) -> Voucher | None:
    kinds = sorted(kind.value for kind in CARRIED)
    rows = desk.connection.execute(_STANDING, [desk.book, year, kinds]).fetchall()
    entries = tuple(
        Entry(
            AccountRef(AccountKind(kind), year, owner),
            AccountRef(AccountKind(kind), year + 1, owner),
            lot,
            fen,
        )
        for kind, owner, lot, fen in rows
    )
    if not entries:
        return None
    return Voucher(VoucherKind.CARRY_OVER, year, date(year, 12, 31), entries)


_STANDING = """
SELECT a.kind, a.owner, b.lot, b.balance_fen FROM balance b
JOIN account a ON a.book = b.book AND a.account = b.account
WHERE b.book = %s AND a.year = %s AND a.kind = ANY(%s) AND b.balance_fen > 0
ORDER BY a.account, b.lot
"""
