"""GET /api/books …: books, balances, lots; GET /api/totals: all the books together."""

from __future__ import annotations

from uuid import UUID

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict

from api.access import Permission
from api.callers import ToExportRegisters, ToReadBooks, ToTrace
from api.exporting import (
    ExportName,
    SealedExportRow,
    exported,
    sealed_export,
    sealed_exports_of,
)
from api.inputs import BookPath, Day, Instant, LongText
from api.reach import check_readable
from api.reading.books import BookRow, BookSummary, book_summary, books
from api.reading.lots import LotFull, LotRow, lot_trace, lots
from api.reading.totals import Totals, totals
from api.site import Here, Snapshot
from api.web.workbook import Workbook

router = APIRouter(prefix="/api", tags=["账簿"])


class SealedExportIn(BaseModel):
    """Why the register is taken out; kept for ever."""

    model_config = ConfigDict(extra="forbid", strict=True)
    purpose: LongText


@router.get("/books")
def list_books(caller: ToReadBooks, snapshot: Snapshot) -> list[BookRow]:
    """可以查看的账簿。"""
    return books(snapshot, caller, Permission.BOOK_READ)


@router.get("/books/{book}")
def one_book(
    book: BookPath,
    caller: ToReadBooks,
    snapshot: Snapshot,
    as_of: Day | None = None,
    known_at: Instant | None = None,
) -> BookSummary:
    """一个账簿的年度和余额；可问截至某日、按某一时刻已知的余额。"""
    return book_summary(snapshot, caller, book, as_of=as_of, known_at=known_at)


@router.get("/totals")
def all_totals(caller: ToReadBooks, snapshot: Snapshot, known_at: Instant | None = None) -> Totals:
    """可以查看的账簿合计：文件带来多少资金，按预算年度，同一笔钱只算一次。"""
    return totals(snapshot, caller, known_at=known_at)


@router.get("/books/{book}/exports/{name}", response_class=Workbook)
def export_book(
    book: BookPath, name: ExportName, caller: ToReadBooks, snapshot: Snapshot, here: Here
) -> Workbook:
    """账簿的凭证、发放明细、各登记表（.xlsx）；不含姓名、证件号、卡号。"""
    check_readable(snapshot, caller, Permission.BOOK_READ, book)
    return exported(here, book, name)


@router.post("/books/{book}/sealed-exports/{name}", response_class=Workbook)
def export_register(
    book: BookPath,
    name: ExportName,
    body: SealedExportIn,
    caller: ToExportRegisters,
    snapshot: Snapshot,
    here: Here,
) -> Workbook:
    """人、银行卡、代领授权登记表（.xlsx），含姓名、证件号、卡号；要写事由，每次都有记录。"""
    return sealed_export(here, snapshot, caller, book, name, purpose=body.purpose)


@router.get("/books/{book}/sealed-exports")
def list_sealed_exports(
    book: BookPath, caller: ToReadBooks, snapshot: Snapshot
) -> list[SealedExportRow]:
    """谁在何时因何导出过含个人信息的登记表，新的在前。"""
    check_readable(snapshot, caller, Permission.BOOK_READ, book)
    return sealed_exports_of(snapshot, book)


@router.get("/books/{book}/lots")
def list_lots(book: BookPath, caller: ToReadBooks, snapshot: Snapshot) -> list[LotRow]:
    """账簿里的资金批次，新文件在前。"""
    check_readable(snapshot, caller, Permission.BOOK_READ, book)
    return lots(snapshot, book)


@router.get("/lots/{lot}")
def one_lot(
    lot: UUID,
    caller: ToTrace,
    snapshot: Snapshot,
    as_of: Day | None = None,
    known_at: Instant | None = None,
) -> LotFull:
    """一个资金批次的去向：各账簿、各账户、各村，和每个环节的天数；可问过去。"""
    return lot_trace(snapshot, caller, lot, as_of=as_of, known_at=known_at)
