"""What happens between two fiscal years: what stands is carried over, the old year closed?"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from api.demo.desk import Desk
from api.demo.diary import Task
from ledger.book.voucher import Voucher
from ledger.book.year_end import year_end


def carry_over(desk: Desk, year: int, day: date) -> None:
    """Carry what stands in the year's accounts into the next, after all else due by `day`."""
    desk.work_through(day)
    for voucher in year_end(desk.connection, desk.book, year):
        desk.note(Task(voucher.happened_on, f"{year}年度结转", _made(voucher)))
    desk.work_through(day)


def _made(voucher: Voucher) -> Callable[[], Voucher]:
    return lambda: voucher
