"""What the rules compare with in a place on a day; the page of a rule, where a value is changed."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from starlette.responses import Response

from api.access import Caller, Permission
from api.callers import ToSeeOneself, ToSetParameters
from api.inputs import Day, LongText, ShortText
from api.parameter_setting import set_parameter, typed_value
from api.problems import status_of
from api.reading.parameters import ParameterAnswer, changes, parameters_for
from api.reading.standards import catalogue as funds
from api.routes.audit import RulePath
from api.site import Here, Snapshot, today
from api.web.filters import day_or_none
from api.web.markdown import markdown
from api.web.render import page, see_other
from audit.findings import explain
from audit.set_parameter import NewParameter
from ledger.book.post import Connection
from ledger.values.refusal import Refusal
from ledger.values.region import RegionCode

router = APIRouter()

Typed = Annotated[ShortText, Query()]


@router.get("/parameters")
def parameters_of_a_place(
    request: Request, caller: ToSeeOneself, snapshot: Snapshot, region: Typed = "", on: Typed = ""
) -> Response:
    """Without a place: that of the caller's first role."""
    answer, refusal, place, day = _asked(snapshot, caller, region, on, "")
    return page(
        request,
        "parameters.html",
        status=status_of(refusal) if refusal else 200,
        answer=answer,
        changes=changes(snapshot, region=RegionCode(answer.region), on=day) if answer else [],
        refusal=refusal,
        region=place,
        on=day,
    )


@router.get("/rules/{code}")
def one_rule(
    request: Request,
    code: RulePath,
    caller: ToSeeOneself,
    snapshot: Snapshot,
    region: Typed = "",
    on: Typed = "",
) -> Response:
    """Whoever is signed in may read what a rule looks for; it names nobody."""
    return _rule_page(request, caller, snapshot, code, region, on)


@router.post("/rules/{code}/parameters")
def record(
    request: Request,
    code: RulePath,
    caller: ToSetParameters,
    snapshot: Snapshot,
    here: Here,
    name: Annotated[ShortText, Form()],
    region: Annotated[ShortText, Form()],
    from_on: Annotated[Day, Form()],
    source: Annotated[ShortText, Form()],
    reason: Annotated[LongText, Form()],
    value: Annotated[ShortText, Form()] = "",
    until_on: Annotated[ShortText, Form()] = "",
    regime: Annotated[ShortText, Form()] = "",
    taken_back: Annotated[bool, Form()] = False,
) -> Response:
    """What was refused is shown with what was typed."""
    typed = {
        **{"name": name, "region": region, "from_on": from_on.isoformat(), "until_on": until_on},
        **{"value": value, "source": source, "reason": reason, "regime": regime},
    }
    try:
        place = RegionCode.parse(region)
        new = NewParameter(
            rule=code,
            name=name,
            region=place.code,
            value=None if taken_back else typed_value(code, name, value),
            from_on=from_on,
            source=source,
            reason=reason,
            until_on=day_or_none(until_on),
            regime=regime,
        )
        set_parameter(here, caller, new)
    except Refusal as refusal:
        return _rule_page(request, caller, snapshot, code, region, "", refusal, typed)
    return see_other(f"/rules/{code}?region={place.code}")


def _asked(
    snapshot: Connection, caller: Caller, region: str, on: str, code: str
) -> tuple[ParameterAnswer | None, Refusal | None, str, date]:
    day = day_or_none(on) or today(snapshot)
    place = region.strip() or caller.grants[0].region.short
    try:
        parsed = RegionCode.parse(place)
        return parameters_for(snapshot, parsed, day, only=code), None, place, day
    except Refusal as refusal:
        return None, refusal, place, day


def _rule_page(
    request: Request,
    caller: Caller,
    snapshot: Connection,
    code: str,
    region: str,
    on: str,
    refused: Refusal | None = None,
    typed: dict[str, str] | None = None,
) -> Response:
    found = explain(code)
    answer, refusal, place, day = _asked(snapshot, caller, region, on, code)
    refusal = refused or refusal
    return page(
        request,
        "rule.html",
        status=status_of(refusal) if refusal else 200,
        rule=found,
        page_html=markdown(found.page, skip_title=True),
        answer=answer,
        changes=changes(snapshot, only=code, on=day),
        refusal=refusal,
        region=place,
        on=day,
        regimes=[each.regime for each in funds(snapshot, day).regimes],
        typed=typed or {},
        may_change=caller.may(Permission.PARAMETER_WRITE),
        may_see_leads=caller.may(Permission.FINDING_READ),
    )
