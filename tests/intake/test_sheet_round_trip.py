"""What is written in the form of a template is read back as it was: export → import is identity."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.intake.sheet import Sheet
from ledger.intake.sheet_export import write_sheet_csv
from ledger.intake.sheets import SHEET_KINDS
from tests.intake.sheet_samples import read_all, rows_of, written

SHEETS = [each.sheet for each in SHEET_KINDS.values()]
FEW = settings(max_examples=10, suppress_health_check=[HealthCheck.too_slow])
MANY = settings(FEW, max_examples=60)

of_every_sheet = pytest.mark.parametrize("sheet", SHEETS, ids=lambda each: each.name)
in_every_encoding = pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])


@of_every_sheet
@given(data=st.data())
@FEW
def test_rows_of_a_workbook_are_read_as_they_were_written(
    sheet: Sheet[Any], data: st.DataObject
) -> None:
    _assert_workbook_is_read(sheet, data)


@pytest.mark.long
@of_every_sheet
@given(data=st.data())
@MANY
def test_many_rows_of_a_workbook_are_read_as_they_were_written(
    sheet: Sheet[Any], data: st.DataObject
) -> None:
    _assert_workbook_is_read(sheet, data)


def _assert_workbook_is_read(sheet: Sheet[Any], data: st.DataObject) -> None:
    rows = data.draw(rows_of(sheet))
    with tempfile.TemporaryDirectory() as folder:
        read = read_all(written(Path(folder, "f.xlsx"), sheet, rows), sheet)
    assert [each.faults for each in read] == [()] * len(rows)
    assert [each.values for each in read] == rows


@in_every_encoding
@of_every_sheet
@given(data=st.data())
@settings(FEW, max_examples=4)
def test_rows_of_a_csv_are_read_as_they_were_written(
    sheet: Sheet[Any], encoding: str, data: st.DataObject
) -> None:
    _assert_csv_is_read(sheet, encoding, data)


@pytest.mark.long
@in_every_encoding
@of_every_sheet
@given(data=st.data())
@MANY
def test_many_rows_of_a_csv_are_read_as_they_were_written(
    sheet: Sheet[Any], encoding: str, data: st.DataObject
) -> None:
    _assert_csv_is_read(sheet, encoding, data)


def _assert_csv_is_read(sheet: Sheet[Any], encoding: str, data: st.DataObject) -> None:
    rows = data.draw(rows_of(sheet))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "f.csv")
        write_sheet_csv(path, sheet, rows, encoding=encoding)
        # Opening balances need the signed sum; the count alone is said by the writer.
        read = read_all(path, sheet) if not sheet.total_required else []
    if not sheet.total_required:
        assert [each.values for each in read] == rows


@given(data=st.data())
@FEW
def test_a_workbook_and_a_csv_of_the_same_rows_have_the_same_digests(data: st.DataObject) -> None:
    sheet = SHEET_KINDS["payments"].sheet
    rows = data.draw(rows_of(sheet))
    with tempfile.TemporaryDirectory() as folder:
        csv_path = Path(folder, "f.csv")
        write_sheet_csv(csv_path, sheet, rows)
        first = read_all(written(Path(folder, "f.xlsx"), sheet, rows), sheet)
        second = read_all(csv_path, sheet)
    assert [each.digest for each in first] == [each.digest for each in second]
    assert len({each.digest for each in first}) == len(set(rows))
