"""Published findings, the second half; the cleared complaint; and the page over all of them."""

from __future__ import annotations

from collections import Counter

import pytest

from audit.catalogue import catalogue
from tests.audit.real.every import FIRST, NOT_CAUGHT, SECOND, SILENT
from tests.audit.real.page import main
from tests.audit.real.told import HERE, PUBLISHED, Told, published
from tests.audit.real_stories import played, said, unlike
from tests.audit.world import Ground


@pytest.mark.parametrize("told", SECOND, ids=[each.finding for each in SECOND])
def test_a_published_finding_is_raised(told: Told, ground: Ground) -> None:
    assert unlike(ground, told) == {}


@pytest.mark.parametrize("told", SILENT, ids=[each.finding for each in SILENT])
def test_all_rules_are_silent_on_what_was_cleared(told: Told, ground: Ground) -> None:
    """All but IN03: every story is entered today, years after it happened."""
    world = played(ground, told)
    rules = [code for code in catalogue() if code != "IN03"]
    assert [(each.rule, each.title) for each in said(ground, world, told.as_of, rules)] == []


def test_every_finding_is_raised_or_silent_or_said_why_not() -> None:
    stories = [each.finding for each in (*FIRST, *SECOND, *SILENT)]
    assert Counter([*stories, *NOT_CAUGHT]) == Counter(published().keys())
    cleared = {key for key, row in published().items() if row["category"].startswith("澄清对照")}
    assert {each.finding for each in SILENT} == cleared
    assert all(each.caught for each in (*FIRST, *SECOND))


def test_the_page_is_current() -> None:
    """`python -m tests.audit.real.page` writes it."""
    assert main(["--check"]) == 0


def test_the_copy_is_what_was_typed_in() -> None:
    shared = HERE.parents[3] / "shared" / "data" / "real" / PUBLISHED.name
    if not shared.exists():
        pytest.skip("the typed-in findings are not beside the repository")
    assert PUBLISHED.read_bytes() == shared.read_bytes()
