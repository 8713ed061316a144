"""`sunledger book year` and `book close`: how far a year is closed, and closing it further."""

from __future__ import annotations

import argparse

from sqlmodel import Session

from api.cli.report import write_json
from api.cli.sheet_command import book_of
from api.reading.closing import YearState, year_state
from api.system import opened
from ledger.book.books import close_month, close_year
from ledger.storage.settings import Settings


def show_year(options: argparse.Namespace) -> int:
    """0 where nothing stands in the way of closing the year, 1 where something does."""
    with opened(Settings.read()) as system:
        with Session(system.database.engine()) as work:
            book = book_of(work, options)
        with system.database.reading() as connection:
            found = year_state(connection, book, options.year)
    _print(found)
    write_json(options.json, found.model_dump(mode="json"))
    return 1 if found.places else 0


def close_period(options: argparse.Namespace) -> int:
    with opened(Settings.read()) as system:
        with Session(system.database.engine()) as work:
            book = book_of(work, options)
        with system.database.connect() as connection:
            if options.month is None:
                made = close_year(connection, book, options.year, options.user)
            else:
                made = close_month(connection, book, options.year, options.month, options.user)
    period = f"{options.year} 年度"
    if options.month is not None:
        period = f"{options.year} 年 1 至 {options.month} 月"
    again = "（以前已结账）" if made.replayed else ""
    print(f"账簿 {book} 的 {period}已结账，事件号 {made.event}{again}")
    write_json(options.json, {"book": book, "event": made.event, "new": not made.replayed})
    return 0


def _print(found: YearState) -> None:
    if found.closed_at is not None:
        print(f"{found.year} 年度已结账，最后一号凭证 {found.last_number}")
    elif found.closed_month:
        print(f"{found.year} 年度已结到 {found.closed_month} 月")
    else:
        print(f"{found.year} 年度各月都未结账")
    if found.places:
        print(f"还有 {found.places} 处余额共 {found.total.yuan}，年结前须结转、收回或转出：")
    for each in found.standing:
        print(f"  {each.name}　{each.origin_doc_no}（{each.budget_year}）　{each.amount.yuan}")
