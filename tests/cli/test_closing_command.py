"""`sunledger book year` and `book close` on the story of two books, under the real clock."""

from __future__ import annotations

from pathlib import Path

import pytest

from ledger.storage.database import Database
from tests.cli.conftest import Run, read_json
from tests.ledger.scene import UPPER, YEAR, Scene
from tests.ledger.story import run_story

ASKED = ("--book", str(UPPER), "--year", str(YEAR))


@pytest.fixture
def told(database: Database, sunledger: Run) -> Run:
    with database.connect() as connection:
        run_story(Scene(database, connection))
    return sunledger


def test_a_month_is_closed_once_and_a_year_only_when_nothing_stands(
    told: Run, tmp_path: Path
) -> None:
    report = tmp_path / "year.json"
    status, out, _ = told("book", "year", *ASKED, "--json", report)
    assert (status, "各月都未结账" in out) == (1, True)
    found = read_json(report)
    assert found["total"]["fen"] == sum(each["amount"]["fen"] for each in found["standing"]) > 0
    close = ("book", "close", *ASKED, "--user", "财政复核")
    status, out, _ = told(*close, "--month", "3")
    assert (status, "1 至 3 月已结账" in out) == (0, True)
    assert "以前已结账" in told(*close, "--month", "3")[1]
    status, _, err = told(*close, "--month", "2")
    assert (status, "3 月" in err) == (2, True)
    status, _, err = told(*close)
    assert (status, "处余额，须先结转" in err) == (2, True)
    status, out, _ = told("book", "year", *ASKED)
    assert "已结到 3 月" in out
