"""Rows set aside stay visible until a corrected row, or a reason, takes their place."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import python_calamine
import xlsxwriter

from ledger.intake.quarantine import AsideUnknown, DropNeedsReason, drop, open_rows
from ledger.intake.sheet_errors import write_errors
from ledger.intake.sheet_file import opened_table
from ledger.intake.sheet_import import FileHasBadRows
from ledger.intake.sheets import SHEET_KINDS
from ledger.storage.database import Database
from tests.intake.bureau import BOOK, Bureau, bureau_on, filled, household

SHEET = SHEET_KINDS["households"].sheet


@pytest.fixture
def bureau(shipped_database: Database) -> Iterator[Bureau]:
    with bureau_on(shipped_database) as opened:
        yield opened


@pytest.fixture
def with_one_bad(tmp_path: Path) -> Path:
    rows = [household(1), household(2, kind="富户"), household(3)]
    return filled(tmp_path / "h.xlsx", SHEET, rows)


def aside(bureau: Bureau) -> list[str]:
    with bureau.desk() as desk:
        return [each.name for each in open_rows(desk.work, BOOK)]


def test_a_file_with_a_bad_row_is_not_taken_at_all(bureau: Bureau, with_one_bad: Path) -> None:
    with pytest.raises(FileHasBadRows, match="1 行有错"):
        bureau.take("households", with_one_bad)
    assert [bureau.count(each) for each in ("household", "source_document", "source_row")] == [
        0,
        0,
        0,
    ]


def test_kept_good_rows_are_taken_and_the_bad_one_is_visible(
    bureau: Bureau, with_one_bad: Path
) -> None:
    made = bureau.take("households", with_one_bad, keep_good=True)
    assert (made.new, made.aside) == (2, 1)
    with bureau.desk() as desk:
        (row,) = open_rows(desk.work, BOOK)
    assert (row.row, row.column) == (3, "户类别")
    assert "富户" in row.reason
    assert row.cells["户编号"] == "H00002"


def test_the_same_file_again_neither_adds_nor_resolves(bureau: Bureau, with_one_bad: Path) -> None:
    bureau.take("households", with_one_bad, keep_good=True)
    again = bureau.take("households", with_one_bad, keep_good=True)
    assert (again.document, again.new) == (None, 0)
    assert len(aside(bureau)) == 1


def test_a_corrected_file_resolves_by_the_rows_own_key(
    bureau: Bureau, with_one_bad: Path, tmp_path: Path
) -> None:
    bureau.take("households", with_one_bad, keep_good=True)
    corrected = filled(tmp_path / "c.xlsx", SHEET, [household(each) for each in (1, 2, 3)])
    made = bureau.take("households", corrected)
    assert (made.new, made.resolved) == (1, 1)
    assert aside(bureau) == []


def test_the_workbook_with_reasons_is_corrected_and_imported(
    bureau: Bureau, tmp_path: Path
) -> None:
    """Even the key was wrong: the 退回编号 says which row is corrected."""
    path = filled(
        tmp_path / "h.xlsx", SHEET, [household(1), household(2, household="", kind="富户")]
    )
    found = bureau.preview("households", path)
    made = bureau.take("households", path, keep_good=True)
    errors = tmp_path / "e.xlsx"
    with opened_table(path, [each.title for each in SHEET.columns]) as table:
        assert write_errors(errors, SHEET, table, found.faults, document=made.document) == 1
    rows = python_calamine.load_workbook(errors).get_sheet_by_index(0).to_python()
    assert rows[0][-2:] == ["退回编号", "错误原因"]
    assert rows[1][-2:] == ["", ""]
    assert rows[2][-2] == aside(bureau)[0]
    assert "户编号：必填" in str(rows[2][-1])

    rows[2][0], rows[2][3] = "H00002", "监测户"
    with xlsxwriter.Workbook(tmp_path / "c.xlsx") as book:
        page = book.add_worksheet()
        for r, row in enumerate(rows):
            page.write_row(r, 0, row)
    made = bureau.take("households", tmp_path / "c.xlsx")
    assert (made.new, made.resolved) == (1, 1)
    assert aside(bureau) == []


def test_a_row_refused_for_what_was_not_registered_yet_is_taken_later(
    bureau: Bureau, tmp_path: Path
) -> None:
    persons = SHEET_KINDS["persons"].sheet
    rows: list[dict[str, object]] = [
        {"household": "H00001", "name": "张三", "relation": "户主"},
        {"household": "H00002", "name": "李四", "relation": "户主"},
    ]
    path = filled(tmp_path / "p.xlsx", persons, rows)
    bureau.take("households", filled(tmp_path / "h.xlsx", SHEET, [household(1)]))
    made = bureau.take("persons", path, keep_good=True)
    assert (made.new, made.aside) == (1, 1)
    bureau.take("households", filled(tmp_path / "g.xlsx", SHEET, [household(2)]))
    made = bureau.take("persons", path)
    assert (made.new, made.resolved) == (1, 1)
    assert bureau.count("person") == 2
    for (row,) in bureau.rows("SELECT to_jsonb(s)::text FROM source_row s"):
        assert "张三" not in row
        assert "李四" not in row


def test_a_row_is_dropped_by_name_and_with_a_reason(bureau: Bureau, with_one_bad: Path) -> None:
    bureau.take("households", with_one_bad, keep_good=True)
    (name,) = aside(bureau)
    with bureau.desk() as desk, pytest.raises(DropNeedsReason):
        drop(desk, name, reason=" ")
    with bureau.desk() as desk, pytest.raises(AsideUnknown):
        drop(desk, "没有-1", reason="录重了")
    with bureau.desk() as desk:
        drop(desk, name, reason="录重了")
    assert aside(bureau) == []
    with bureau.desk() as desk, pytest.raises(AsideUnknown):
        drop(desk, name, reason="录重了")
