"""`sunledger trace`, `balance` and `statement` on the story of two books."""

from __future__ import annotations

from pathlib import Path

import pytest

from ledger.storage.database import Database
from tests.cli.conftest import Run, read_json
from tests.ledger.scene import LOWER, UPPER, YEAR, Scene, named
from tests.ledger.story import PROJECT, run_story


@pytest.fixture
def told(database: Database, sunledger: Run) -> Run:
    with database.connect() as connection:
        run_story(Scene(database, connection))
    return sunledger


def test_a_lot_is_traced_through_both_books_and_every_fen_is_found(
    told: Run, tmp_path: Path
) -> None:
    report = tmp_path / "lot.json"
    status, out, _ = told("trace", "lot", named("批次甲"), "--json", report)
    assert status == 0
    assert "一分不差" in out
    found = read_json(report)
    assert found["books"] == [UPPER, LOWER]
    assert found["brought_in_fen"] == 100_000_00
    assert found["standing_fen"] + found["in_transit_fen"] == 100_000_00
    (transit,) = found["transits"]
    assert 0 < transit["received_fen"] <= transit["sent_fen"] <= 60_000_00
    status, out, _ = told("trace", "lot", named("批次甲"), "--as-of", "2018-01-01")
    assert (status, "文件带来 0.00元" in out) == (0, True)


def test_a_payment_line_is_traced_to_its_document(told: Run, tmp_path: Path) -> None:
    report = tmp_path / "payment.json"
    asked = ("trace", "payment", YEAR, 6, "--book", LOWER, "--line", 1, "--json", report)
    status, out, _ = told(*(str(each) for each in asked))
    assert status == 0
    assert "汉财农〔2019〕1号" in out
    found = read_json(report)
    kinds = [step["kind"] for step in found["steps"]]
    assert kinds == ["allocate", "pass_down", "receive", "assign", "disburse", "pay"]
    assert found["amount_fen"] == found["found_fen"] == 3_000_00
    assert found["stays"][-1]["link"] == "named"
    status, _, err = told("trace", "payment", str(YEAR), "999", "--book", str(LOWER))
    assert status == 2
    assert "没有这张凭证" in err


def test_a_household_is_told_all_its_money(told: Run) -> None:
    status, out, _ = told("trace", "household", named("张三"), "--book", str(LOWER))
    assert (status, "已到手 3,000.00元" in out) == (0, True)


def test_balances_and_the_statement_of_a_project_agree(told: Run, tmp_path: Path) -> None:
    report = tmp_path / "balance.json"
    asked = ("--book", str(LOWER), "--project", PROJECT, "--json", report)
    assert told("balance", *asked)[0] == 0
    total = read_json(report)["total"]["fen"]
    assert total > 0
    assert told("balance", *asked, "--known-at", "2001-01-01T00:00")[0] == 0
    assert read_json(report)["total"]["fen"] == 0
    status, out, _ = told("statement", *asked)
    assert status == 0
    assert "冲回 2019-8 号" in out
    found = read_json(report)
    assert found["closing"]["fen"] == total
    assert found["lines"][-1]["balance"]["fen"] == total
    book = tmp_path / "statement.xlsx"
    assert told("statement", *asked[:4], "--out", book)[0] == 0
    assert book.read_bytes()[:2] == b"PK"
