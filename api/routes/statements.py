"""GET balances, statements of account, and all money of a household: both times."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from api.access import Permission
from api.callers import ToReadBooks, ToTrace
from api.inputs import LARGEST_INT4, BookPath, Day, Instant, Limit
from api.reach import check_readable
from api.reading.payments import HouseholdFull, household_trace
from api.reading.statements import BalanceSheet, StatementFull, balances, statement_page
from api.site import Snapshot
from ledger.book.balance import Subject

router = APIRouter(prefix="/api/books/{book}", tags=["对账"])

AccountNumber = Annotated[int | None, Query(ge=1, le=LARGEST_INT4, description="账户编号")]
After = Annotated[int, Query(ge=-1, le=2**62, description="翻页：上一页的 next_after")]


@router.get("/balances")
def list_balances(
    book: BookPath,
    caller: ToReadBooks,
    snapshot: Snapshot,
    account: AccountNumber = None,
    project: UUID | None = None,
    lot: UUID | None = None,
    as_of: Day | None = None,
    known_at: Instant | None = None,
) -> BalanceSheet:
    """各账户各批次的余额：截至某日的业务（as_of），按某一时刻已经记账的（known_at）。"""
    check_readable(snapshot, caller, Permission.BOOK_READ, book)
    subject = Subject(account, project, lot)
    return balances(snapshot, book, subject, as_of=as_of, known_at=known_at)


@router.get("/statement")
def one_statement(
    book: BookPath,
    caller: ToReadBooks,
    snapshot: Snapshot,
    account: AccountNumber = None,
    project: UUID | None = None,
    lot: UUID | None = None,
    from_on: Day | None = None,
    to_on: Day | None = None,
    known_at: Instant | None = None,
    after: After = -1,
    limit: Limit = 50,
) -> StatementFull:
    """对账单：期初、逐笔发生额和余额、期末；按记账顺序，用 next_after 翻页。"""
    check_readable(snapshot, caller, Permission.BOOK_READ, book)
    return statement_page(
        snapshot,
        book,
        Subject(account, project, lot),
        from_on=from_on,
        to_on=to_on,
        known_at=known_at,
        after=after,
        vouchers=limit,
    )


@router.get("/households/{household}/money")
def household_money(
    book: BookPath,
    household: UUID,
    caller: ToTrace,
    snapshot: Snapshot,
    as_of: Day | None = None,
    known_at: Instant | None = None,
) -> HouseholdFull:
    """一户的全部资金：每一笔发放、退回和红冲，和现在在哪里。"""
    check_readable(snapshot, caller, Permission.VOUCHER_TRACE, book)
    return household_trace(snapshot, book, household, as_of=as_of, known_at=known_at)
