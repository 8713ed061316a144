"""A query becomes a rule file that the catalogue takes and the engine can run."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from types import ModuleType

import pytest

from audit.catalogue import HEADINGS, catalogue, page_of
from audit.increment import Basis
from audit.judge import judge
from audit.query.catalogue import shipped_queries
from audit.query.promote import PromotionNotPossible, promoted
from tests.audit.query_stories import STORIES
from tests.audit.world import Ground, World

FREE = frozenset[str]()


def module_of(name: str, text: str) -> ModuleType:
    made = ModuleType(f"audit.rules.{name.removesuffix('.py')}")
    exec(compile(text, name, "exec"), made.__dict__)
    return made


@pytest.mark.parametrize("name", sorted(STORIES))
def test_every_shipped_query_becomes_a_rule_file(name: str) -> None:
    file, text = promoted(shipped_queries()[name], "DV98", FREE)
    assert file == f"dv98_{name.replace('-', '_')}.py"
    page = page_of(module_of(file, text))
    assert [line for line in page.page.splitlines() if line.startswith("#")] == list(HEADINGS)


@pytest.mark.parametrize(
    "name", ["idle-money", "paid-out-of-class", "notices-overdue", "paid-over-contract"]
)
def test_a_promoted_query_flags_what_the_query_lists(name: str, ground: Ground) -> None:
    told = STORIES[name]
    world = World(ground)
    for step in told.story:
        step(world)
    rule = page_of(module_of(*promoted(shipped_queries()[name], "DV98", FREE))).rule
    with ground.database.reading(temporary=True) as snapshot:
        judged = judge(
            snapshot,
            rule,
            world.book,
            Basis(date.fromisoformat(told.as_of), world.now(), 2**62),
            rule.values({key: int(value) for key, value in told.given.items()}),
            whole=True,
        )
    assert judged.said["flagged"] == len(told.rows)
    assert all(found.evidence for found in judged.findings)


def test_a_code_is_free_and_of_a_known_kind(tmp_path: Path) -> None:
    query = shipped_queries()["idle-money"]
    for wrong in ("dv98", "ZZ01", "DV1", next(iter(catalogue()))):
        with pytest.raises(PromotionNotPossible):
            promoted(query, wrong, frozenset(catalogue()))
