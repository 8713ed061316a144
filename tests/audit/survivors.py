"""Which mutants may no case catch, and why?

Mutant as test_mutations.py prints it → reason. What a case catches by now may not stand here.
"""

from __future__ import annotations

from typing import Final

from tests.audit.surviving import cn, dv01_to_dv09, dv10_to_20, el, idle, prin, stds

SURVIVORS: Final[dict[str, dict[str, str]]] = {
    **idle.SURVIVORS,
    **stds.SURVIVORS,
    **cn.SURVIVORS,
    **dv01_to_dv09.SURVIVORS,
    **dv10_to_20.SURVIVORS,
    **el.SURVIVORS,
    **prin.SURVIVORS,
}
"""Of one rule; each family of rules in a file of its own."""

ANYWHERE: Final[dict[str, str]] = {
    **idle.ANYWHERE,
    "stepped: without s.kind = 'extended'": "only an extension has a last day",
    "payments: without m.from_kind = 'project'": "joined by the key of a project; no other account "
    "is owned by one",
    "project_money: without w.to_kind = 'project'": "joined by the key of a project; no other "
    "account is owned by one",
    "project_money: without w.from_kind = 'project'": "joined by the key of a project; no other "
    "account is owned by one",
    "vendor_paid: without m.from_kind = 'project'": "joined by the key of a project; no other "
    "account is owned by one",
}
"""Of pieces that stand in several rules."""
