"""What does recording a parameter's value take? A place in one's own reach, and words of why.

The API and the page do it through the same function.
"""

from __future__ import annotations

import re
from datetime import date

from api.access import Caller, Permission
from api.noticing import check_place
from api.site import Site
from audit.catalogue import rule
from audit.rule import Parameter, ParameterUnknown, ParameterValue
from audit.set_parameter import NewParameter, record_parameter
from ledger.values.money import parse_amount
from ledger.values.refusal import Refusal, shown


def set_parameter(site: Site, caller: Caller, new: NewParameter) -> int:
    """Record it for the caller. Returns its number in the place.

    Raises PlaceOutOfReach and the refusals of `record_parameter`.
    """
    check_place(caller, Permission.PARAMETER_WRITE, new.region)
    with site.system.database.connect() as connection:
        return record_parameter(connection, new, actor=caller.login)


def typed_value(code: str, name: str, text: str) -> ParameterValue:
    """A value as it is typed on a page: a whole number, an amount in yuan, a day, or days.

    Raises RuleUnknown, ParameterUnknown.
    """
    parameter = rule(code).rule.parameter(name)
    try:
        return _typed(parameter, text.strip())
    except (ValueError, Refusal) as wrong:
        raise ParameterUnknown(
            f"“{parameter.meaning}”不能是{shown(text)}", parameter=name
        ) from wrong


def _typed(parameter: Parameter, text: str) -> ParameterValue:
    if isinstance(parameter.default, tuple):
        return tuple(date.fromisoformat(each) for each in re.split(r"[\s、，,]+", text) if each)
    if isinstance(parameter.default, date):
        return date.fromisoformat(text)
    if parameter.name.endswith("_fen"):
        return parse_amount(text)
    return int(text)
