"""/api/limits, /api/catalogue: standards and limits of a place on a day, and the fund catalogue."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from api.callers import ToSeeOneself
from api.inputs import Day, ShortText
from api.reading.limit_places import LimitPlaces, limit_places
from api.reading.standards import Catalogue, LimitAnswer, catalogue, limits_for
from api.site import Snapshot
from ledger.values.region import RegionCode

router = APIRouter(prefix="/api", tags=["标准和目录"])

Place = Annotated[str, Query(pattern="^[1-8][0-9]{5}([0-9]{3}){0,2}$", description="区划代码")]
Subject = Annotated[str, Query(pattern="^[a-z0-9_]{0,60}$", description="标准的事项，如 loan_cap")]


@router.get("/limits")
def limits_of_a_place(
    caller: ToSeeOneself,
    snapshot: Snapshot,
    region: Place,
    on: Day,
    subject: Subject = "",
    text: ShortText = "",
    overridden: bool = True,
) -> LimitAnswer:
    """某地某日适用哪些标准和限额，出自哪份文件哪一行；矛盾的和被取代的也列出。"""
    return limits_for(
        snapshot,
        RegionCode.parse(region),
        on,
        subject=subject,
        text=text,
        overridden=overridden,
    )


@router.get("/limits/places")
def places_to_ask_about(
    caller: ToSeeOneself, snapshot: Snapshot, on: Day, region: Place | None = None
) -> LimitPlaces:
    """可以查询的区划：上级、下级，以及有文件专门规定标准的地方；不写区划时列出各省。"""
    return limit_places(snapshot, RegionCode.parse(region) if region else None, on)


@router.get("/catalogue")
def fund_catalogue(caller: ToSeeOneself, snapshot: Snapshot, on: Day | None = None) -> Catalogue:
    """资金制度、类别、准许和禁止的用途、支出科目、用途分类；写明日期的只列当日有效的。"""
    return catalogue(snapshot, on)
