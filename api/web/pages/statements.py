"""Pages of balances, statements of account and the money of a household; all with both times."""

from __future__ import annotations

from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.access import Permission
from api.callers import ToReadBooks, ToTrace
from api.inputs import LARGEST_INT4, BookPath, ShortText
from api.reach import check_readable
from api.reading.payments import household_trace
from api.reading.statements import balances, statement_page
from api.site import Snapshot
from api.statement_workbook import write_statement
from api.web.filters import count_or_none, day_or_none, instant_or_none, uuid_or_none
from api.web.render import page
from ledger.book.balance import Subject

router = APIRouter(prefix="/books/{book}")

ACCOUNTS_SHOWN = 200
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Start = Annotated[int, Query(ge=0, le=LARGEST_INT4)]
After = Annotated[int, Query(ge=-1, le=2**62)]


def _subject(account: str, project: str, lot: str) -> Subject:
    return Subject(count_or_none(account), uuid_or_none(project), uuid_or_none(lot))


@router.get("/balances")
def list_balances(
    request: Request,
    book: BookPath,
    caller: ToReadBooks,
    snapshot: Snapshot,
    account: ShortText = "",
    project: ShortText = "",
    lot: ShortText = "",
    as_of: ShortText = "",
    known_at: ShortText = "",
    start: Start = 0,
) -> Response:
    check_readable(snapshot, caller, Permission.BOOK_READ, book)
    sheet = balances(
        snapshot,
        book,
        _subject(account, project, lot),
        as_of=day_or_none(as_of),
        known_at=instant_or_none(known_at),
    )
    accounts = [
        (key, list(rows)) for key, rows in groupby(sheet.standing, key=lambda row: row.account)
    ]
    return page(
        request,
        "balances.html",
        sheet=sheet,
        accounts=accounts[start : start + ACCOUNTS_SHOWN],
        next_from=start + ACCOUNTS_SHOWN if len(accounts) > start + ACCOUNTS_SHOWN else None,
    )


@router.get("/statement")
def one_statement(
    request: Request,
    book: BookPath,
    caller: ToReadBooks,
    snapshot: Snapshot,
    account: ShortText = "",
    project: ShortText = "",
    lot: ShortText = "",
    from_on: ShortText = "",
    to_on: ShortText = "",
    known_at: ShortText = "",
    after: After = -1,
) -> Response:
    check_readable(snapshot, caller, Permission.BOOK_READ, book)
    full = statement_page(
        snapshot,
        book,
        _subject(account, project, lot),
        from_on=day_or_none(from_on),
        to_on=day_or_none(to_on),
        known_at=instant_or_none(known_at),
        after=after,
        vouchers=100,
    )
    return page(request, "statement.html", full=full)


@router.get("/statement.xlsx")
def statement_file(
    book: BookPath,
    caller: ToReadBooks,
    snapshot: Snapshot,
    account: ShortText = "",
    project: ShortText = "",
    lot: ShortText = "",
    from_on: ShortText = "",
    to_on: ShortText = "",
    known_at: ShortText = "",
) -> Response:
    check_readable(snapshot, caller, Permission.BOOK_READ, book)
    full = statement_page(
        snapshot,
        book,
        _subject(account, project, lot),
        from_on=day_or_none(from_on),
        to_on=day_or_none(to_on),
        known_at=instant_or_none(known_at),
        vouchers=None,
    )
    with TemporaryDirectory() as folder:
        path = Path(folder) / "statement.xlsx"
        write_statement(path, full)
        content = path.read_bytes()
    name = f"statement-{book}.xlsx"
    return Response(
        content,
        media_type=XLSX,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@router.get("/households/{household}/money")
def household_money(
    request: Request,
    book: BookPath,
    household: UUID,
    caller: ToTrace,
    snapshot: Snapshot,
    as_of: ShortText = "",
    known_at: ShortText = "",
) -> Response:
    check_readable(snapshot, caller, Permission.VOUCHER_TRACE, book)
    full = household_trace(
        snapshot,
        book,
        household,
        as_of=day_or_none(as_of),
        known_at=instant_or_none(known_at),
    )
    return page(request, "household_money.html", full=full)
