"""Wherever the seed puts them, the planted irregularities are found, and nothing else is.

The seeds are drawn anew by every run and printed; SUNLEDGER_TEST_SEEDS repeats one.
"""

from __future__ import annotations

import pytest

from ledger.storage.database import Database
from tests.demo.worlds import (
    OTHER_SEEDS,
    SEEDS_VARIABLE,
    differences,
    fully_planted,
    judge,
    make,
    other_seeds,
)

IN_THE_GATE = 2
"""A world takes most of a minute to build; `make check-long` builds the rest."""


@pytest.mark.parametrize(
    "order",
    [
        pytest.param(order, marks=[pytest.mark.long] if order >= IN_THE_GATE else [])
        for order in range(OTHER_SEEDS)
    ],
)
def test_findings_are_what_was_planted_for_a_seed_nobody_chose(
    demo_database: Database, order: int, capsys: pytest.CaptureFixture[str]
) -> None:
    seed = other_seeds()[order]
    judged = judge(demo_database, make(demo_database, seed))
    counts = {rule: len(found) for rule, found in judged.found.items()}
    with capsys.disabled():
        print(f"\nseed {seed}: {judged.report.seconds} s, found {counts}")
    assert differences(judged) == [], f"seed {seed} of {SEEDS_VARIABLE}={other_seeds()}"
    assert all(len(judged.planted[rule]) >= 2 for rule in fully_planted())
