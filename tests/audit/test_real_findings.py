"""Published findings, the first half: each story raises the leads that the page says it does."""

from __future__ import annotations

import pytest

from tests.audit.real.every import FIRST
from tests.audit.real.told import Told
from tests.audit.real_stories import unlike
from tests.audit.world import Ground


@pytest.mark.parametrize("told", FIRST, ids=[each.finding for each in FIRST])
def test_a_published_finding_is_raised(told: Told, ground: Ground) -> None:
    assert unlike(ground, told) == {}
