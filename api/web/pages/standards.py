"""Which standard holds here on this day; and the catalogue of funds and purposes."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from api.callers import ToSeeOneself
from api.inputs import ShortText
from api.problems import status_of
from api.reading.limit_places import limit_places
from api.reading.standards import LimitAnswer, catalogue, limits_for
from api.site import Snapshot
from api.web.filters import day_or_none
from api.web.render import page
from ledger.values.day import shanghai_day
from ledger.values.refusal import Refusal
from ledger.values.region import RegionCode

router = APIRouter()

Typed = Annotated[ShortText, Query()]


@router.get("/limits")
def limits_of_a_place(
    request: Request,
    caller: ToSeeOneself,
    snapshot: Snapshot,
    region: Typed = "",
    on: Typed = "",
    text: Typed = "",
) -> Response:
    """Without a place: that of the caller's first role, so that the page says something at once."""
    row = snapshot.execute("SELECT ledger_now()").fetchone()
    assert row is not None
    day = day_or_none(on) or shanghai_day(row[0])
    place = region.strip() or caller.grants[0].region.short
    answer: LimitAnswer | None = None
    refusal: Refusal | None = None
    known: RegionCode | None = None
    try:
        code = RegionCode.parse(place)
        answer = limits_for(snapshot, code, day, text=text)
        known = code
    except Refusal as refused:
        refusal = refused
    return page(
        request,
        "limits.html",
        status=status_of(refusal) if refusal else 200,
        answer=answer,
        refusal=refusal,
        region=place,
        on=day,
        text=text,
        places=limit_places(snapshot, known, day),
    )


@router.get("/catalogue")
def fund_catalogue(
    request: Request, caller: ToSeeOneself, snapshot: Snapshot, on: Typed = ""
) -> Response:
    day = day_or_none(on)
    return page(request, "catalogue.html", catalogue=catalogue(snapshot, day), on=day)
