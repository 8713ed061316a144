"""`sunledger import notices`: real files in, a report of every row out; nothing half imported."""

from __future__ import annotations

from pathlib import Path

import pytest

from ledger.storage.database import Database
from tests.cli.conftest import Run, read_json
from tests.intake.samples import DEMO, REAL, cells, csv_bytes, needs_real

NOTICES = DEMO / "notices"
KEYS = (
    *("notice_id", "class", "rows", "used", "not_money", "refused", "printed_fen", "src_fen"),
    *("alloc_fen", "computed_fen", "difference_fen", "reasons"),
)


def rows_of(database: Database, table: str) -> int:
    with database.connect() as connection:
        row = connection.execute(f"SELECT count(*) FROM {table}".encode()).fetchone()
    assert row is not None
    return int(row[0])


def test_a_folder_is_imported_and_reported(
    sunledger: Run, database: Database, tmp_path: Path
) -> None:
    status, printed, _ = sunledger("import", "notices", DEMO, "--json", tmp_path / "r.json")
    report = read_json(tmp_path / "r.json")
    assert status == 1  # 示范区 of A05 is refused
    assert [tuple(each) for each in report] == [KEYS] * 10
    assert all(
        each["rows"] == each["used"] + each["not_money"] + each["refused"] for each in report
    )
    assert "第 4 行 recipient_region_or_unit" in printed
    assert rows_of(database, "draft") == 23
    assert rows_of(database, "voucher") == 0


def test_a_dry_run_writes_nothing(sunledger: Run, database: Database) -> None:
    status, printed, _ = sunledger(
        "import", "notices", NOTICES / "A01_bazhong2019.csv", "--dry-run"
    )
    assert status == 0
    assert "未写入" in printed
    assert rows_of(database, "book") == 0


def test_a_second_import_adds_nothing(sunledger: Run, database: Database) -> None:
    path = NOTICES / "A13_haidong2018.csv"
    sunledger("import", "notices", path)
    before = rows_of(database, "draft_version")
    status, printed, _ = sunledger("import", "notices", path)
    assert (status, rows_of(database, "draft_version")) == (0, before)
    assert "没有新增" in printed


def test_the_class_of_a_notice_can_be_stated(sunledger: Run, tmp_path: Path) -> None:
    path = NOTICES / "A01_bazhong2019.csv"
    sunledger("import", "notices", path, "--class", "A01=plan", "--json", tmp_path / "r.json")
    assert read_json(tmp_path / "r.json")[0]["class"] == "plan"
    status, _, errors = sunledger("import", "notices", path, "--class", "A01=gift")
    assert status == 2
    assert "类别" in errors


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "空"),
        (b"\x00\x01", "A"),
        (csv_bytes([cells(notice_date="2019-02-29")]), "日历上没有这一天:「2019-02-29」"),
        (csv_bytes([cells(amount_yuan_text="-5万元")]), "负"),
        (csv_bytes([cells(amount_yuan_text="1.2345678万元")]), "分"),
        (csv_bytes([cells(recipient_region_or_unit="不存在县")]), "不存在县"),
        (csv_bytes([cells()])[:-40], "截断"),
    ],
)
def test_bad_input_is_told_in_chinese_and_nothing_is_posted(
    sunledger: Run, database: Database, tmp_path: Path, content: bytes, said: str
) -> None:
    bad = tmp_path / "A99.csv"
    bad.write_bytes(content)
    status, printed, errors = sunledger("import", "notices", bad)
    assert status in (1, 2)
    assert said in printed + errors
    assert "Traceback" not in printed + errors
    assert rows_of(database, "voucher") == 0


def test_gbk_and_full_width_digits_simply_work(sunledger: Run, tmp_path: Path) -> None:
    path = tmp_path / "T1.csv"
    path.write_bytes(csv_bytes([cells(amount_yuan_text="１００万元")], encoding="gbk"))
    status, printed, _ = sunledger("import", "notices", path, "--dry-run")
    assert status == 0, printed
    assert "100万元" in printed


def test_a_path_that_is_not_there_could_not_be_done(sunledger: Run, tmp_path: Path) -> None:
    status, _, errors = sunledger("import", "notices", tmp_path / "none")
    assert status == 2
    assert "没有公告文件" in errors


@needs_real
def test_all_35_real_notices_go_through(sunledger: Run, tmp_path: Path) -> None:
    status, _, _ = sunledger("import", "notices", REAL, "--json", tmp_path / "r.json")
    report = read_json(tmp_path / "r.json")
    assert status == 1
    assert len(report) == 35
    assert {each["notice_id"] for each in report if each["refused"]} == {"A05", "A21"}
