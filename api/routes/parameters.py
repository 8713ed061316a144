"""/api/audit/parameters: what the rules compare with in a place on a day, and changes of it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, ConfigDict, Field, StrictInt

from api.callers import ToSeeOneself, ToSetParameters
from api.inputs import Day, LongText, ShortText
from api.parameter_setting import set_parameter
from api.reading.parameters import ParameterAnswer, ParameterChange, changes, parameters_for
from api.routes.standards import Place
from api.site import Here, Snapshot, today
from audit.catalogue import rule as rule_of
from audit.set_parameter import NewParameter
from ledger.values.region import RegionCode

router = APIRouter(prefix="/api", tags=["审计"])

OfRule = Annotated[str, Query(pattern="^([A-Z]{2}[0-9]{2})?$", description="规则编号")]


class ParameterIn(BaseModel):
    """A value from a day on. `value` as GET answers it: a whole number (money in fen), a day or a
    list of days; null takes back the one that was recorded with this region, day and source.
    """

    model_config = ConfigDict(extra="forbid")

    rule: Annotated[str, Field(pattern="^[A-Z]{2}[0-9]{2}$")]
    name: Annotated[ShortText, Field(min_length=1)]
    region: Annotated[str, Field(pattern="^[1-8][0-9]{11}$", description="12 位区划代码")]
    regime: ShortText = ""
    from_on: Day
    until_on: Day | None = None
    value: StrictInt | ShortText | Annotated[list[ShortText], Field(max_length=1000)] | None
    source: Annotated[ShortText, Field(min_length=1)]
    reason: Annotated[LongText, Field(min_length=1)]


class ParameterKept(BaseModel):
    """Its number among the values of this parameter in this place."""

    seq: int


@router.get("/audit/parameters")
def list_parameters(
    caller: ToSeeOneself,
    snapshot: Snapshot,
    region: Place,
    on: Day | None = None,
    rule: OfRule = "",
) -> ParameterAnswer:
    """某地某日各规则所用的参数和标准，出自哪里；矛盾的、被取代的也列出。"""
    day = on or today(snapshot)
    return parameters_for(snapshot, RegionCode.parse(region), day, only=rule)


@router.get("/audit/parameters/{code}/changes")
def list_changes(
    code: Annotated[str, Path(pattern="^[A-Z]{2}[0-9]{2}$", description="规则编号")],
    caller: ToSeeOneself,
    snapshot: Snapshot,
) -> list[ParameterChange]:
    """一条规则的参数登记过的全部值，后登记的在前。"""
    rule_of(code)
    return changes(snapshot, only=code, on=today(snapshot))


@router.post("/audit/parameters", status_code=201)
def record(body: ParameterIn, caller: ToSetParameters, here: Here) -> ParameterKept:
    """登记辖区内一个参数的值，须写明依据和理由；以前的值保留。"""
    parameter = rule_of(body.rule).rule.parameter(body.name)
    seq = set_parameter(
        here,
        caller,
        NewParameter(
            rule=body.rule,
            name=body.name,
            region=body.region,
            value=None if body.value is None else parameter.read(body.value),
            from_on=body.from_on,
            source=body.source,
            reason=body.reason,
            until_on=body.until_on,
            regime=body.regime,
        ),
    )
    return ParameterKept(seq=seq)
