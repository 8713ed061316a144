"""Each limit and each exemption of every rule is held by a case."""

from __future__ import annotations

import os

import pytest

from audit.catalogue import catalogue
from tests.audit.mutants import mutants
from tests.audit.mutations import hunt
from tests.audit.survivors import SURVIVORS
from tests.audit.world import Ground

ONLY = os.environ.get("SUNLEDGER_MUTATED_RULES", "")
"""Codes with commas; empty: all rules."""


@pytest.mark.long
def test_only_what_is_explained_survives(ground: Ground) -> None:
    codes = [code for code in catalogue() if not ONLY or code in ONLY.split(",")]
    report = hunt(ground, codes)
    left = report.left()
    for code, name in sorted(left):
        print(f"{code} | {name} | {SURVIVORS.get(code, {}).get(name, '?')}")
    print(sum(report.counts.values()), "mutants,", len(left), "survive")
    explained = {(code, name) for code, names in SURVIVORS.items() for name in names}
    assert left - explained == set()
    assert {each for each in explained if each[0] in codes} - left == set()


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
