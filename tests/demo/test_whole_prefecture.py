"""The whole prefecture: of its promised size, its rows verified, its findings what was planted.

Made in the directory of `--demos` unless it is there: a quarter of an hour on two idle cores.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from api.demo.build import build
from api.demo.scale import DEFAULT_SEED, PREFECTURE
from api.demo.standing import WorldReport
from api.system import System
from ledger.book.verify import verify
from tests.demo.larger import larger_demo
from tests.demo.worlds import books_of, differences, judge

pytestmark = pytest.mark.long


@pytest.fixture(scope="module")
def whole(request: pytest.FixtureRequest) -> Iterator[tuple[System, WorldReport]]:
    with larger_demo(request.config, PREFECTURE) as system:
        report = build(
            system.database,
            system.sealer,
            seed=DEFAULT_SEED,
            scale=PREFECTURE,
            say=print,
            home=system.settings.home,
        )
        yield system, report


def test_it_has_the_promised_size(whole: tuple[System, WorldReport]) -> None:
    _, report = whole
    assert not report.built
    assert report.books == 12
    # A few more: planted twins of persons registered twice, households staged for a plant.
    assert 110_000 <= report.households < 110_200
    assert 8_900_000 < report.entries < 9_200_000


def test_its_rows_verify(whole: tuple[System, WorldReport]) -> None:
    system, _ = whole
    with system.database.reading() as connection:
        report = verify(connection, None, books_of(system.database))
    assert report.differences == []


def test_its_findings_are_what_was_planted(whole: tuple[System, WorldReport]) -> None:
    system, report = whole
    assert differences(judge(system.database, report, system.sealer)) == []
