"""`sunledger audit query` and its like on the story of two books."""

from __future__ import annotations

from pathlib import Path

from ledger.storage.database import Database
from tests.cli.conftest import Run, read_json
from tests.ledger.scene import LOWER, UPPER, Scene
from tests.ledger.story import run_story


def test_queries_are_run_kept_promoted_and_written_to_files(
    database: Database, sunledger: Run, tmp_path: Path
) -> None:
    with database.connect() as connection:
        run_story(Scene(database, connection))
    report, book = tmp_path / "answer.json", tmp_path / "answer.xlsx"
    asked = ("audit", "query", "idle-money", "--param", "days=0", "--json", report)
    status, out, _ = sunledger(*asked)
    assert (status, "余额（元）" in out) == (0, True)
    found = read_json(report)
    assert {row[0] for row in found["rows"]} == {LOWER, UPPER}
    assert sunledger(*asked, "--book", LOWER, "--out", book)[0] == 0
    assert {row[0] for row in read_json(report)["rows"]} == {LOWER}
    assert book.read_bytes()[:2] == b"PK"
    own = tmp_path / "own.sql"
    own.write_text("-- 标题：凭证\n-- 目的：数凭证\nSELECT count(*) AS 张数 FROM voucher", "utf-8")
    assert sunledger("audit", "query", "--sql", own)[0] == 0
    assert sunledger("audit", "keep-query", "my-vouchers", own, "--user", "审计丙")[0] == 0
    assert "my-vouchers" in sunledger("audit", "queries")[1]
    assert "fund_stage" in sunledger("audit", "views")[1]
    status, out, _ = sunledger("audit", "promote", "my-vouchers", "DV97", "--out", tmp_path)
    assert status == 0
    assert (tmp_path / "dv97_my_vouchers.py").exists()
    status, _, err = sunledger("audit", "query", "--sql", tmp_path / "none.sql")
    assert (status, "读不了" in err) == (2, True)
    own.write_text("DELETE FROM voucher", "utf-8")
    assert sunledger("audit", "query", "--sql", own)[0] == 2


def test_a_working_paper_is_written_as_pdf_and_workbook(
    database: Database, sunledger: Run, tmp_path: Path
) -> None:
    with database.connect() as connection:
        run_story(Scene(database, connection))
    period = ("--book", LOWER, "--from", "2019-01-01", "--to", "2019-12-31")
    pdf, book, report = tmp_path / "底稿.pdf", tmp_path / "底稿.xlsx", tmp_path / "底稿.json"
    status, _, err = sunledger("audit", "paper", *period, "--out", pdf)
    assert (status, "没有运行过规则" in err) == (2, True)
    asked = ("audit", "run", "--as-of", "2019-12-31", "--rule", "ID03", "--book", LOWER)
    assert sunledger(*asked)[0] == 0
    assert sunledger("audit", "paper", *period, "--out", pdf, "--json", report)[0] == 0
    assert sunledger("audit", "paper", *period, "--out", book)[0] == 0
    assert (pdf.read_bytes()[:4], book.read_bytes()[:2]) == (b"%PDF", b"PK")
    assert read_json(report)["rules"][0]["rule"] == "ID03"
