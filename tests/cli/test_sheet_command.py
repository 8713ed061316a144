"""`sunledger template`, `import` of a template's file, `export`: as their user runs them."""

from __future__ import annotations

from pathlib import Path

import pytest
import python_calamine

from ledger.intake.sheets import SHEET_KINDS
from ledger.storage.database import Database
from tests.cli.conftest import Run, read_json
from tests.intake.bureau import BOOK, bureau_on, filled, household, payment

HOUSEHOLDS = SHEET_KINDS["households"].sheet
PAYMENTS = SHEET_KINDS["payments"].sheet
KEYS = (
    *("sheet", "file", "dry_run", "rows", "good", "bad", "sums", "faults", "imported", "document"),
    *("version", "new", "aside", "resolved", "drafts", "posted", "errors_written"),
)


@pytest.fixture
def files(tmp_path: Path) -> dict[str, Path]:
    return {
        "good": filled(tmp_path / "good.xlsx", HOUSEHOLDS, [household(1), household(2)]),
        "bad": filled(tmp_path / "bad.xlsx", HOUSEHOLDS, [household(3), household(4, members=0)]),
    }


@pytest.fixture
def database(shipped_database: Database) -> Database:
    """The command line here works on a demo's clock."""
    return shipped_database


def test_every_template_is_listed_and_written(sunledger: Run, tmp_path: Path) -> None:
    status, printed, _ = sunledger("template", "--list", "--json", tmp_path / "t.json")
    assert status == 0
    assert [each["name"] for each in read_json(tmp_path / "t.json")] == list(SHEET_KINDS)
    for name in SHEET_KINDS:
        assert name in printed
        out = tmp_path / f"{name}.xlsx"
        assert sunledger("template", name, "--out", out)[0] == 0
        assert python_calamine.load_workbook(out).sheet_names[-1] == "说明"


def test_an_unknown_template_or_a_missing_file_name_is_said(sunledger: Run) -> None:
    assert "households" in sunledger("template", "nothing")[2]
    assert "--out" in sunledger("template", "households")[2]


def test_a_preview_counts_and_writes_nothing(
    sunledger: Run, database: Database, files: dict[str, Path], tmp_path: Path
) -> None:
    with bureau_on(database) as bureau:
        status, printed, _ = sunledger(
            "import", "households", files["good"], "--dry-run", "--json", tmp_path / "r.json"
        )
        report = read_json(tmp_path / "r.json")
        assert (status, tuple(report)) == (0, KEYS)
        assert (report["rows"], report["good"], report["imported"]) == (2, 2, False)
        assert "未写入" in printed
        assert bureau.count("household") == 0


def test_a_bad_row_keeps_the_file_out_until_told_otherwise(
    sunledger: Run, database: Database, files: dict[str, Path], tmp_path: Path
) -> None:
    with bureau_on(database) as bureau:
        errors = tmp_path / "e.xlsx"
        status, printed, _ = sunledger("import", "households", files["bad"], "--errors", errors)
        assert (status, bureau.count("household")) == (1, 0)
        assert "第 3 行 户内人数" in printed
        assert python_calamine.load_workbook(errors).sheet_names == ["户"]

        status, printed, _ = sunledger("import", "households", files["bad"], "--keep-good")
        assert (status, bureau.count("household")) == (1, 1)
        assert "退回待改 1 行" in printed
        status, printed, _ = sunledger("import", "aside", "--json", tmp_path / "a.json")
        (row,) = read_json(tmp_path / "a.json")
        assert (status, row["column"]) == (1, "户内人数")
        status, _, said = sunledger("import", "aside", "--drop", row["aside"])
        assert (status, "理由" in said) == (2, True)
        status, printed, _ = sunledger(
            "import", "aside", "--drop", row["aside"], "--reason", "户已销户"
        )
        assert (status, "退回未处理的行：0" in printed) == (0, True)


def test_a_roster_is_imported_approved_and_posted_in_one_command(
    sunledger: Run, database: Database, files: dict[str, Path], tmp_path: Path
) -> None:
    with bureau_on(database):
        assert sunledger("import", "households", files["good"])[0] == 0
        path = filled(tmp_path / "p.xlsx", PAYMENTS, [payment(1), payment(2)])
        # A book belongs to the secrets it was opened under: these fresh ones seal new rows alone.
        command = (
            *("import", "payments", path, "--book", BOOK, "--user", "经办甲"),
            *("--post", "--checker", "复核乙", "--json", tmp_path / "r.json"),
        )
        status, printed, said = sunledger(*map(str, command))
        assert (status, said) == (0, "")
        assert "已记账 2/2 行（1/1 张凭证，2020 年第 5 号）" in printed
        assert read_json(tmp_path / "r.json")["posted"] == 1
        assert "以前已导入" in sunledger(*map(str, command))[1]
        assert read_json(tmp_path / "r.json")["posted"] == 0
        out = tmp_path / "x.xlsx"
        status, printed, _ = sunledger("export", "payment-lines", "--out", out)
        assert (status, "2 行" in printed) == (0, True)


def test_a_cut_file_imports_nothing_and_says_so(
    sunledger: Run, database: Database, files: dict[str, Path]
) -> None:
    with bureau_on(database) as bureau:
        whole = files["good"].read_bytes()
        files["good"].write_bytes(whole[: len(whole) // 2])
        status, printed, said = sunledger("import", "households", files["good"])
        assert (status, printed) == (2, "")
        assert "截断" in said
        assert "Traceback" not in said
        assert bureau.count("source_document") == 0
