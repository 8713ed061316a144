"""How is a published finding's story played, and what do the rules say of it?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from audit.engine import run
from audit.outcome import Finding
from tests.audit.real.told import Leads, Told
from tests.audit.world import Ground, World, day

LIVE_FROM = date(2000, 1, 1)


def played(ground: Ground, told: Told) -> World:
    """The story in a county of its own."""
    world = World(ground, live_from=LIVE_FROM)
    for step in told.story:
        step(world)
    return world


def said(ground: Ground, world: World, on: str, rules: Sequence[str]) -> list[Finding]:
    """The leads of these rules as of a day."""
    result = run(ground.database, as_of=day(on), actor="审计丙", books=[world.book], rules=rules)
    return list(result.findings)


def differences(found: Sequence[Finding], expected: Mapping[str, Leads]) -> dict[str, Leads]:
    """What each rule said, where that is not what was expected of it."""
    wrong = {}
    for rule, leads in expected.items():
        of_rule = [each for each in found if each.rule == rule]
        count, fen = len(of_rule), sum(each.amount_fen or 0 for each in of_rule)
        if count == 0 or leads.count not in (None, count) or leads.fen not in (None, fen):
            wrong[rule] = Leads(count, fen)
    return wrong


def unlike(ground: Ground, told: Told) -> dict[str, Leads]:
    """What the rules said otherwise than the page says, on the day and after it was put right."""
    world, rules = played(ground, told), list(told.caught)
    wrong = differences(said(ground, world, told.as_of, rules), told.caught)
    if told.later:
        on, left = told.later
        found = said(ground, world, on, rules)
        silent = {each.rule: Leads() for each in found if each.rule not in left}
        wrong |= differences(found, left) | silent
    return wrong
