"""Which values do the rules compare with in a place on a day, from which document, since when?"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from functools import cache
from typing import Final, LiteralString

from api.reading.row import Row
from api.reading.standards import LimitRow, limits_for
from audit.catalogue import catalogue, rule
from audit.pages import value_text
from audit.parameters import Fixed, InForce, in_force
from audit.rule import Parameter, ParameterUnknown, ParameterValue, Rule
from audit.set_parameter import RecordedParameter, recorded_parameters
from ledger.book.post import Connection
from ledger.register.limits import NATIONWIDE
from ledger.values.money import yuan
from ledger.values.region import RegionCode

ORIGINS: Final = {
    "recorded": "登记的参数",
    "limit": "标准登记表",
    "default": "规则默认值",
    "conflict": "规定相互矛盾",
}


class ParameterRow(Row):
    """One parameter of a rule and the value that holds; `value` null where none does.

    `limit`: the code of the standard that gives it. `others`: values of less specific places or
    earlier days, or those that contradict each other.
    """

    rule: str
    rule_name: str
    name: str
    meaning: str
    value: int | str | list[str] | None
    says: str
    origin: str
    origin_name: str
    source: str
    limit: str
    region: str
    regime: str
    from_on: date | None
    until_on: date | None
    fault: str
    others: list[str]


class StandardRow(Row):
    """A standard that rules read from the register themselves."""

    rules: list[str]
    limit: LimitRow


class ParameterAnswer(Row):
    """What the rules compare with in a place on a day."""

    region: str
    region_name: str
    on: date
    parameters: list[ParameterRow]
    standards: list[StandardRow]


class ParameterChange(Row):
    """One recorded row. `value` null: it takes back the row before it."""

    rule: str
    name: str
    meaning: str
    region: str
    region_name: str
    seq: int
    regime: str
    from_on: date
    until_on: date | None
    value: int | str | list[str] | None
    says: str
    source: str
    actor: str
    reason: str
    known_at: datetime


def parameters_for(
    connection: Connection, region: RegionCode, on: date, *, only: str = ""
) -> ParameterAnswer:
    """Of all rules, or of one. Raises RegionUnknown, RuleUnknown."""
    rules = [rule(only).rule] if only else [each.rule for each in catalogue().values()]
    standards = limits_for(connection, region, on, overridden=False)
    readers = _readers()
    wanted = {each.code for each in rules}
    return ParameterAnswer(
        region=region.code,
        region_name=standards.region_name,
        on=on,
        parameters=[
            _row(each) for each in in_force(connection, rules, region.code, on, _now(connection))
        ],
        standards=[
            StandardRow(rules=sorted(readers[each.subject] & wanted), limit=each)
            for each in standards.limits
            if readers.get(each.subject, set()) & wanted
        ],
    )


def changes(
    connection: Connection, *, only: str = "", region: RegionCode | None = None, on: date
) -> list[ParameterChange]:
    """What was recorded, the newest first."""
    found = recorded_parameters(
        connection, rule=only or None, region=region.code if region else None, on=on
    )
    return [_change(each) for each in found]


def said(parameter: Parameter, value: ParameterValue) -> str:
    """A value as people read it; parameters in fen as yuan."""
    if isinstance(value, int) and parameter.name.endswith("_fen"):
        return yuan(value)
    return value_text(value)


@cache
def _readers() -> dict[str, set[str]]:
    """Subject of the register of limits → the rules whose query names it."""
    found: dict[str, set[str]] = {}
    for code, page in catalogue().items():
        if "limit_standard" in page.rule.needs:
            for subject in re.findall(r"'([a-z][a-z0-9_]+)'", page.rule.sql):
                found.setdefault(subject, set()).add(code)
    return found


def _row(each: InForce) -> ParameterRow:
    parameter, chosen = each.parameter, each.chosen
    rule_name = catalogue()[each.rule].rule.name
    origin = "default"
    if each.conflicts:
        origin = "conflict"
    elif chosen:
        origin = "limit" if chosen.limit else "recorded"
    return ParameterRow(
        rule=each.rule,
        rule_name=rule_name,
        name=parameter.name,
        meaning=parameter.meaning,
        value=None if each.fault else _kept(each.value),
        says="" if each.fault else said(parameter, each.value),
        origin=origin,
        origin_name=ORIGINS[origin],
        source="" if each.conflicts else each.source,
        limit=chosen.limit if chosen else "",
        region=chosen.region if chosen else NATIONWIDE,
        regime=chosen.regime if chosen else "",
        from_on=chosen.from_on if chosen else None,
        until_on=chosen.until_on if chosen else None,
        fault=each.fault,
        others=_others(parameter, (*each.conflicts, *each.overridden)),
    )


def _others(parameter: Parameter, fixed: Sequence[Fixed]) -> list[str]:
    return [
        f"{each.fault or said(parameter, each.value if each.value is not None else 0)}"
        f"（{each.source}，{each.from_on} 起）"
        for each in fixed
    ]


def _change(each: RecordedParameter) -> ParameterChange:
    meaning, says = each.name, "撤销"
    value: int | str | list[str] | None = None
    try:
        parameter = _rule_of(each).parameter(each.name)
        meaning = parameter.meaning
        if each.value is not None:
            read = parameter.read(each.value)
            says, value = said(parameter, read), _kept(read)
    except ParameterUnknown as gone:
        says = gone.message
    return ParameterChange(
        rule=each.rule,
        name=each.name,
        meaning=meaning,
        region=each.region,
        region_name=each.region_name,
        seq=each.seq,
        regime=each.regime,
        from_on=each.from_on,
        until_on=each.until_on,
        value=value,
        says=says,
        source=each.source,
        actor=each.actor,
        reason=each.reason,
        known_at=each.known_at,
    )


def _kept(value: ParameterValue) -> int | str | list[str]:
    if isinstance(value, tuple):
        return [each.isoformat() for each in value]
    return value.isoformat() if isinstance(value, date) else value


def _rule_of(each: RecordedParameter) -> Rule:
    page = catalogue().get(each.rule)
    if page is None:
        raise ParameterUnknown(f"规则 {each.rule} 已不在目录中", rule=each.rule)
    return page.rule


def _now(connection: Connection) -> datetime:
    row = connection.execute(_NOW).fetchone()
    assert row is not None and isinstance(row[0], datetime)
    return row[0]


_NOW: Final[LiteralString] = "SELECT ledger_now()"
