"""Paths to notice files, and the report's keys, which other programs rely on."""

from __future__ import annotations

from pathlib import Path

import pytest

from ledger.intake.notice_index import IndexEntry
from ledger.intake.notice_intake import NoticeFileNotFound, notice_paths, take_in_file
from ledger.intake.notice_report import report_of
from tests.intake.samples import DEMO, TREE, cells, csv_bytes, intake_of, xlsx_bytes

KEYS = [
    "notice_id",
    "class",
    "rows",
    "used",
    "not_money",
    "refused",
    "printed_fen",
    "src_fen",
    "alloc_fen",
    "computed_fen",
    "difference_fen",
    "reasons",
]


def test_the_report_has_exactly_its_documented_keys() -> None:
    entry = IndexEntry("T1", place="陕西省汉中市略阳县", printed_fen=90_000_000)
    rows = [cells(), cells(note="[INFO]"), cells(amount_yuan_text="x")]
    report = report_of(intake_of(rows, entry))
    assert list(report) == KEYS
    assert (report["rows"], report["used"], report["not_money"], report["refused"]) == (3, 1, 1, 1)
    assert (report["src_fen"], report["alloc_fen"]) == (None, 100_000_000)
    assert (report["computed_fen"], report["difference_fen"]) == (100_000_000, 10_000_000)
    assert [(each["row"], each["column"], each["outcome"]) for each in report["reasons"]][:3] == [
        (3, "note", "not_money"),
        (4, "amount_yuan_text", "refused"),
        (None, "", "class"),
    ]
    assert all(set(each) == {"row", "column", "outcome", "reason"} for each in report["reasons"])


def test_sources_alone_are_the_computed_total_and_nothing_is_compared_without_a_printed_one() -> (
    None
):
    report = report_of(intake_of([cells(note="[SRC]")], IndexEntry("T1")))
    assert (report["computed_fen"], report["difference_fen"]) == (100_000_000, None)


def test_a_notice_without_index_says_so() -> None:
    assert "没有索引文件" in "".join(intake_of([cells()]).remarks)


def test_a_folder_names_its_notice_files_and_not_its_index(tmp_path: Path) -> None:
    assert len(notice_paths(DEMO)) == len(notice_paths(DEMO / "notices")) == 10
    for name in ("b.xlsx", "a.csv", "index.csv", "~$b.xlsx", ".hidden.csv", "readme.md"):
        (tmp_path / name).write_bytes(b"")
    assert [each.name for each in notice_paths(tmp_path)] == ["a.csv", "b.xlsx"]
    assert notice_paths(tmp_path / "a.csv") == [tmp_path / "a.csv"]


def test_a_path_without_notice_files_is_refused(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "missing"):
        with pytest.raises(NoticeFileNotFound):
            notice_paths(path)


def test_a_csv_and_its_workbook_are_one_notice_to_the_importer(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(csv_bytes([cells()], encoding="gbk"))
    (tmp_path / "a.xlsx").write_bytes(xlsx_bytes([cells()]))
    (one,) = take_in_file(tmp_path / "a.csv", TREE)
    (other,) = take_in_file(tmp_path / "a.xlsx", TREE)
    assert (one.digest, one.plan) == (other.digest, other.plan)
