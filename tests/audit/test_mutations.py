"""Each limit and each exemption of every rule is held by a case."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from audit.catalogue import catalogue
from tests.audit.mutants import mutants
from tests.audit.mutations import hunt
from tests.audit.survivors import ANYWHERE, SURVIVORS
from tests.audit.world import Ground

UNCAUGHT = Path(__file__).parent / "uncaught.txt"
"""Mutants that nobody has looked at yet, one a line: rule | mutant. It may only become shorter."""

ONLY = os.environ.get("SUNLEDGER_MUTATED_RULES", "")
"""Codes with commas: only what survives of these is printed. Empty: all rules, compared."""


@pytest.mark.long
def test_only_what_is_explained_survives(ground: Ground) -> None:
    codes = ONLY.split(",") if ONLY else list(catalogue())
    report = hunt(ground, codes)
    left = report.left()
    explained = {(code, name) for code, names in SURVIVORS.items() for name in names}
    explained |= {(code, name) for code, name in left if name in ANYWHERE}
    lines = [line.partition(" | ") for line in UNCAUGHT.read_text("utf-8").splitlines()]
    known = explained | {(code, name) for code, _, name in lines}
    print(f"{sum(report.counts.values())} mutants, {len(left)} survive, {len(explained)} explained")
    for code, name in sorted(left - known):
        print(f"{code} | {name}")
    if ONLY:
        return  # what several rules have may be caught by the cases of another
    assert left - known == set(), "write the cases, or say in survivors.py why none can"
    assert known - left == set(), "caught by now"


@pytest.mark.parametrize("code", ["DV05", "DS07"])
def test_a_rule_has_mutants_that_differ_from_it(code: str) -> None:
    rule = catalogue()[code].rule
    made = list(mutants(rule))
    assert len(made) > 5
    assert len({(each.sql, each.moved) for each in made}) == len(made)
    assert all(each.sql != rule.sql for each in made)
    assert {each.moved for each in made if each.moved} == {
        (parameter.name, by) for parameter in rule.parameters for by in (1, -1)
    }
