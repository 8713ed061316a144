"""/api/books/{book}/years/{year} …: what stands, closing by month and by year, year-end drafts."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import BaseModel, ConfigDict

from api.access import Permission
from api.callers import ToClosePeriods, ToReadBooks, ToWriteDrafts
from api.closing import close, draft_year_end
from api.inputs import BookPath, FiscalYear, YearPath
from api.reach import check_readable
from api.reading.closing import YearState, year_state
from api.routes.drafts import DraftMade
from api.site import Here, Snapshot
from ledger.book.books import Recorded

router = APIRouter(prefix="/api/books/{book}/years/{year}", tags=["结账"])

MonthPath = Annotated[int, Path(ge=1, le=12, description="月份；12 月随年度结账")]


class Closed(BaseModel):
    """The event that closed the period."""

    event: int
    recorded_at: datetime
    replayed: bool

    @classmethod
    def of(cls, made: Recorded) -> Closed:
        return cls(event=made.event, recorded_at=made.recorded_at, replayed=made.replayed)


class YearEnd(BaseModel):
    """`surplus_until`: lots of this budget year or older are 结余 and recovered first."""

    model_config = ConfigDict(extra="forbid")

    surplus_until: FiscalYear | None = None


@router.get("")
def one_year(book: BookPath, year: YearPath, caller: ToReadBooks, snapshot: Snapshot) -> YearState:
    """一个年度结账到哪个月，还有哪些余额须先结转、收回或转出。"""
    check_readable(snapshot, caller, Permission.BOOK_READ, book)
    return year_state(snapshot, book, year)


@router.post("/months/{month}/close")
def close_one_month(
    book: BookPath,
    year: YearPath,
    month: MonthPath,
    caller: ToClosePeriods,
    snapshot: Snapshot,
    here: Here,
) -> Closed:
    """月结，到这个月为止；以后补记的业务注明迟记。不能反结账。"""
    return Closed.of(close(here, snapshot, caller, book, year, month))


@router.post("/close")
def close_one_year(
    book: BookPath, year: YearPath, caller: ToClosePeriods, snapshot: Snapshot, here: Here
) -> Closed:
    """年结；还有余额时退回并逐项列出。不能反结账。"""
    return Closed.of(close(here, snapshot, caller, book, year, None))


@router.post("/year-end", status_code=201)
def make_year_end(
    book: BookPath,
    year: YearPath,
    body: YearEnd,
    caller: ToWriteDrafts,
    snapshot: Snapshot,
    here: Here,
) -> list[DraftMade]:
    """编制年终结转（和结余收回）的草稿，须按此顺序记账。"""
    keys = draft_year_end(here, snapshot, caller, book, year, surplus_until=body.surplus_until)
    return [DraftMade.of(key) for key in keys]
