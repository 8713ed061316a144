"""Which values may come in by an address or a body? Parsed at the edge, bounded, no NUL."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated

from fastapi import Path, Query
from pydantic import AfterValidator, Field, StrictInt

from ledger.values.day import FIRST_YEAR, LAST_YEAR, SHANGHAI
from ledger.values.money import LARGEST_FEN
from ledger.values.refusal import Refusal
from ledger.values.text import clean_text

LARGEST_INT4 = 2**31 - 1


def _clean(text: str) -> str:
    try:
        return clean_text(text)
    except Refusal as refusal:
        raise ValueError(refusal.message) from refusal


def _in_range(day: date) -> date:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValueError(f"年份应在 {FIRST_YEAR} 至 {LAST_YEAR} 之间")
    return day


def _instant(at: datetime) -> datetime:
    _in_range(at.date())
    return at.replace(tzinfo=SHANGHAI) if at.tzinfo is None else at


CleanText = Annotated[str, AfterValidator(_clean)]
ShortText = Annotated[str, Field(max_length=200), AfterValidator(_clean)]
LongText = Annotated[str, Field(max_length=2000), AfterValidator(_clean)]
Day = Annotated[date, AfterValidator(_in_range)]
Instant = Annotated[datetime, AfterValidator(_instant)]
"""A moment; without a zone it is meant as Beijing time (Asia/Shanghai)."""
AmountFen = Annotated[StrictInt, Field(ge=1, le=LARGEST_FEN)]
Number = Annotated[StrictInt, Field(ge=1, le=LARGEST_INT4)]
FiscalYear = Annotated[StrictInt, Field(ge=FIRST_YEAR, le=LAST_YEAR)]

BookPath = Annotated[int, Path(ge=100000, le=999999, description="账簿号")]
YearPath = Annotated[int, Path(ge=FIRST_YEAR, le=LAST_YEAR, description="会计年度")]
NumberPath = Annotated[int, Path(ge=1, le=LARGEST_INT4, description="凭证号")]
CodePath = Annotated[str, Path(pattern="^[1-8][0-9]{11}$", description="12 位区划代码")]
Limit = Annotated[int, Query(ge=1, le=200, description="最多返回多少条")]
Before = Annotated[int | None, Query(ge=0, le=2**62, description="翻页：上一页最后一条的事件号")]
