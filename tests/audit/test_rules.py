"""Each rule answers each of its cases as its page says."""

from __future__ import annotations

import re

import pytest

from audit.catalogue import HEADINGS, catalogue
from audit.engine import run
from audit.wording import LABELS
from ledger.values.canonical import Canonical
from tests.audit.case import Case
from tests.audit.stories import ALL, CASES
from tests.audit.world import Ground, World, day


def test_every_rule_has_cases_and_no_cases_are_without_a_rule() -> None:
    assert len(catalogue()) >= 8
    assert set(CASES) == set(catalogue())
    assert all(len(cases) >= 5 for cases in CASES.values())


@pytest.mark.parametrize("code", CASES)
def test_every_numbered_sentence_of_a_page_has_a_case(code: str) -> None:
    page = catalogue()[code].page
    told = {case.sentence for case in CASES[code]}
    for heading, verb in ((HEADINGS[1], "judges"), (HEADINGS[2], "spares")):
        section = page.split(heading)[1].split("\n## ")[0]
        numbers = {int(number) for number in re.findall(r"^(\d+)\. ", section, re.MULTILINE)}
        assert numbers, heading
        assert numbers == {number for kind, number in told if kind == verb}, heading
    assert ("cannot", 0) in told or "无法判断" not in page


@pytest.mark.parametrize(("code", "case"), ALL, ids=[f"{code} {case.says}" for code, case in ALL])
def test_a_rule_answers_its_case(code: str, case: Case, ground: Ground) -> None:
    world = World(ground, level=case.level, live_from=case.live_from)
    for step in case.story:
        step(world)
    result = run(
        ground.database,
        as_of=day(case.as_of),
        actor="审计丙",
        books=[world.book if case.judged == "county" else world.upper],
        rules=[code],
        parameters={code: case.parameters},
    )
    (outcome,) = result.outcomes
    assert tuple(each.amount_fen for each in result.findings) == case.flagged
    assert outcome.clear == case.clear
    assert {case.words_of(each): n for each, n in outcome.reasons.items()} == case.reasons
    assert outcome.flagged == len(case.flagged)
    for finding in result.findings:
        assert finding.severity == (case.severity or catalogue()[code].rule.severity)
        assert _names(finding.evidence) <= set(LABELS)


def _names(value: Canonical) -> set[str]:
    if isinstance(value, dict):
        return {
            name
            for key, item in value.items()
            for name in ({key} | (_names(item) if key != "stands_fen_by_kind" else set()))
        }
    return {name for item in value for name in _names(item)} if isinstance(value, list) else set()
