"""GET /api/books/{book}/vouchers …: the journal, one voucher, and where its money came from."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query

from api.access import Permission
from api.callers import ToReadVouchers, ToTrace
from api.inputs import (
    LARGEST_INT4,
    Before,
    BookPath,
    Day,
    Instant,
    Limit,
    NumberPath,
    ShortText,
    YearPath,
)
from api.reach import check_readable, sees_names
from api.reading.payments import PaymentFull, payment_trace
from api.reading.voucher import VoucherFull, voucher
from api.reading.vouchers import VoucherFilter, VoucherPage, vouchers
from api.site import Here, Snapshot
from ledger.values.kinds import VoucherKind

router = APIRouter(prefix="/api/books/{book}/vouchers", tags=["凭证"])


@router.get("")
def list_vouchers(
    book: BookPath,
    caller: ToReadVouchers,
    snapshot: Snapshot,
    kind: VoucherKind | None = None,
    from_on: Day | None = None,
    to_on: Day | None = None,
    doc_no: ShortText = "",
    project: UUID | None = None,
    text: ShortText = "",
    year: Annotated[int | None, Query(ge=1900, le=2199)] = None,
    before: Before = None,
    limit: Limit = 50,
) -> VoucherPage:
    """序时账，新的在前；用 next_before 翻页。"""
    check_readable(snapshot, caller, Permission.VOUCHER_READ, book)
    wanted = VoucherFilter(
        kind=kind.value if kind else "",
        from_on=from_on,
        to_on=to_on,
        doc_no=doc_no,
        project=project,
        text=text,
        year=year,
    )
    return vouchers(snapshot, book, wanted, before=before, limit=limit)


@router.get("/{year}/{number}")
def one_voucher(
    book: BookPath,
    year: YearPath,
    number: NumberPath,
    caller: ToReadVouchers,
    snapshot: Snapshot,
    here: Here,
    lines_after: Annotated[int, Query(ge=0, le=LARGEST_INT4)] = 0,
) -> VoucherFull:
    """一张凭证。收款人全名和备注只给有 name.read 权限的人。"""
    check_readable(snapshot, caller, Permission.VOUCHER_READ, book)
    return voucher(
        snapshot,
        here,
        book,
        year,
        number,
        names=sees_names(snapshot, caller, book),
        lines_after=lines_after,
    )


@router.get("/{year}/{number}/trace")
def trace_up(
    book: BookPath,
    year: YearPath,
    number: NumberPath,
    caller: ToTrace,
    snapshot: Snapshot,
    line: Annotated[int | None, Query(ge=1, le=LARGEST_INT4)] = None,
    entry: Annotated[int | None, Query(ge=1, le=LARGEST_INT4)] = None,
    known_at: Instant | None = None,
) -> PaymentFull:
    """从一张凭证、一条发放明细（line）或分录（entry）追到文号：经过哪些凭证，每个环节停留几天。"""
    check_readable(snapshot, caller, Permission.VOUCHER_TRACE, book)
    return payment_trace(
        snapshot, caller, book, year, number, line=line, entry=entry, known_at=known_at
    )
