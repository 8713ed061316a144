"""A file of a template is read whole or refused, whatever is done to it."""

from __future__ import annotations

import random
import tempfile
from collections.abc import Callable, Sequence
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.intake.sheet import Sheet
from ledger.intake.sheet_archive import FormulaFailed, _is_odd
from ledger.intake.sheet_columns import SheetColumnsWrong
from ledger.intake.sheet_csv import CsvEncodingUnknown, CsvHasNul, CsvTruncated
from ledger.intake.sheet_file import SheetFileEmpty, SheetHasMergedCells, SheetHeaderMissing
from ledger.intake.sheet_rows import (
    SheetRowAfterTotal,
    SheetTotalDiffers,
    SheetTotalMissing,
)
from ledger.intake.sheets import SHEET_KINDS
from ledger.values.refusal import Refusal
from tests.intake.old_workbook import old_workbook
from tests.intake.sheet_samples import read_all, written

HOUSEHOLDS: Sheet[Any] = SHEET_KINDS["households"].sheet
RESULTS: Sheet[Any] = SHEET_KINDS["bank-result"].sheet
TITLES = [each.heading for each in HOUSEHOLDS.columns]
ROW = ["H1", "610727101201", "一组", "建档立卡户", "3", "2018-01-01"]
ROW += [""] * (len(TITLES) - len(ROW))
END = "," * (len(TITLES) - 1)
CSV = ",".join(TITLES) + "\r\n" + ",".join(ROW) + "\r\n"


def workbook(path: Path, rows: Sequence[Sequence[object]], *, merge: str = "") -> Path:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("户")
        for r, row in enumerate(rows):
            for c, cell in enumerate(row):
                sheet.write(r, c, cell)
        if merge:
            sheet.merge_range(merge, "合并")
    return path


def csv_file(path: Path, text: str | bytes) -> Path:
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def good_workbook(path: Path) -> bytes:
    stated = ("H1", "610727101201", "一组", "registered", 3, date(2018, 1, 1), None)
    values = (*stated, *[""] * (len(TITLES) - len(stated)))
    return written(path, HOUSEHOLDS, [values] * 3).read_bytes()


def test_an_old_workbook_is_read_like_a_new_one(tmp_path: Path) -> None:
    path = csv_file(
        tmp_path / "f.xls", old_workbook("户", [TITLES, ROW, [*ROW[:4], 4.0, *ROW[5:]]])
    )
    assert [each.taken().members for each in read_all(path, HOUSEHOLDS)] == [3, 4]


def test_a_csv_is_read_in_utf8_and_in_gbk(tmp_path: Path) -> None:
    for encoding in ("utf-8", "utf-8-sig", "gbk", "gb18030"):
        path = csv_file(tmp_path / "f.csv", (CSV + "合计1行" + END + "\n").encode(encoding))
        assert read_all(path, HOUSEHOLDS)[0].taken().household == "H1"
    with pytest.raises(CsvEncodingUnknown, match="UTF-16"):
        read_all(csv_file(tmp_path / "f.csv", CSV.encode("utf-16")), HOUSEHOLDS)


def test_a_csv_must_say_how_many_rows_it_has(tmp_path: Path) -> None:
    path = csv_file(tmp_path / "f.csv", CSV)
    with pytest.raises(SheetTotalMissing, match="读到 1 行"):
        read_all(path, HOUSEHOLDS)
    assert len(read_all(path, HOUSEHOLDS, rows_stated=1)) == 1
    with pytest.raises(SheetTotalDiffers, match="应有 2 行"):
        read_all(path, HOUSEHOLDS, rows_stated=2)


def test_a_total_is_the_last_row_and_adds_up(tmp_path: Path) -> None:
    head = [each.heading for each in RESULTS.columns]
    row = ["卡", "J1", "P1", "成功", "", "2020-07-01", "10.01"]
    total = ["合计", "", "", "", "", "", "20.02"]
    two = [row, [*row[:2], "P2", *row[3:]]]
    assert len(read_all(workbook(tmp_path / "a.xlsx", [head, *two, total]), RESULTS)) == 2
    total[-1] = "20.03"
    with pytest.raises(SheetTotalDiffers, match=r"相差 0\.01元"):
        read_all(workbook(tmp_path / "b.xlsx", [head, *two, total]), RESULTS)
    with pytest.raises(SheetRowAfterTotal):
        read_all(workbook(tmp_path / "c.xlsx", [head, total, *two]), RESULTS)


def test_titles_above_the_header_blank_rows_and_the_example_are_passed_over(
    tmp_path: Path,
) -> None:
    rows: list[list[object]] = [
        ["略阳县农户登记表"],
        [],
        [*TITLES],
        ["示例：H0"],
        [*ROW],
        [],
        [*ROW],
    ]
    read = read_all(workbook(tmp_path / "f.xlsx", rows), HOUSEHOLDS)
    assert [each.number for each in read] == [5, 7]
    assert [each.faults for each in read] == [(), ()]


@pytest.mark.parametrize(
    ("titles", "part"),
    [
        ([*TITLES[1:]], "缺少列：「户编号」"),
        ([*TITLES, "备注"], "不认识的列：「备注」"),
        ([*TITLES, "户编号"], "重复的列：「户编号」"),
    ],
)
def test_columns_are_those_of_the_template(titles: list[object], part: str, tmp_path: Path) -> None:
    with pytest.raises(SheetColumnsWrong, match=part):
        read_all(workbook(tmp_path / "f.xlsx", [titles, [*ROW]]), HOUSEHOLDS)


def test_a_cell_beside_the_columns_is_a_fault_of_its_row(tmp_path: Path) -> None:
    path = workbook(tmp_path / "f.xlsx", [[*TITLES], [*ROW, "多出来的"], [*ROW]])
    first, second = read_all(path, HOUSEHOLDS)
    assert f"表头只有 {len(TITLES)} 列" in first.faults[0].reason
    assert second.faults == ()


def test_every_fault_of_a_row_is_said_at_once(tmp_path: Path) -> None:
    bad = ["", "61", "一组", "富户", "三", "昨天", *ROW[6:]]
    (read,) = read_all(workbook(tmp_path / "f.xlsx", [[*TITLES], bad]), HOUSEHOLDS)
    assert [each.column for each in read.faults] == [
        "户编号", "区划代码", "户类别", "户内人数", "起始日期",
    ]  # fmt: skip
    assert {each.row for each in read.faults} == {2}


def test_merged_cells_are_refused_with_their_place(tmp_path: Path) -> None:
    path = workbook(tmp_path / "f.xlsx", [[*TITLES], [*ROW], [*ROW]], merge="A2:A3")
    with pytest.raises(SheetHasMergedCells, match="第 2 至 3 行"):
        read_all(path, HOUSEHOLDS)


def test_a_failed_formula_is_refused_with_its_cell(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "f.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, TITLES)
        sheet.write_row(1, 0, ROW)
        sheet.write_formula(1, 4, "=1/0", None, "#DIV/0!")
    with pytest.raises(FormulaFailed, match="E2"):
        read_all(tmp_path / "f.xlsx", HOUSEHOLDS)


def test_what_is_no_table_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SheetHeaderMissing):
        read_all(workbook(tmp_path / "a.xlsx", [["甲", "乙"], ["1", "2"]]), HOUSEHOLDS)
    with pytest.raises(SheetFileEmpty):
        read_all(csv_file(tmp_path / "b.csv", b""), HOUSEHOLDS)
    with pytest.raises(CsvHasNul, match="第 2 行"):
        read_all(csv_file(tmp_path / "c.csv", CSV.replace("一组", "一\0组")), HOUSEHOLDS)
    with pytest.raises(CsvTruncated, match="引号"):
        read_all(csv_file(tmp_path / "d.csv", CSV + '"未完,\n'), HOUSEHOLDS)


def test_two_tables_in_one_workbook_are_two_truths(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "f.xlsx") as book:
        for _ in range(2):
            sheet = book.add_worksheet()
            sheet.write_row(0, 0, TITLES)
            sheet.write_row(1, 0, ROW)
    with pytest.raises(SheetHeaderMissing, match="不止一张"):
        read_all(tmp_path / "f.xlsx", HOUSEHOLDS)


def test_a_file_cut_at_any_byte_is_refused(tmp_path: Path) -> None:
    whole_csv = (CSV + ",".join(ROW) + "\r\n合计2行" + END + "\r\n").encode()
    files = {
        "f.xlsx": good_workbook(tmp_path / "w.xlsx"),
        "f.xls": old_workbook("户", [TITLES, *[ROW] * 40]),
        "f.csv": whole_csv,
        "g.csv": whole_csv.decode().encode("gbk"),
    }
    for name, data in files.items():
        assert read_all(csv_file(tmp_path / name, data), HOUSEHOLDS), name
        every = max(1, len(data) // 400)
        # Of a CSV the line end alone may be missing: LF instead of CR LF is a whole file.
        last = len(data) - 1
        for length in [*range(0, last, every), *range(max(0, last - 40), last)]:
            with pytest.raises(Refusal):
                read_all(csv_file(tmp_path / name, data[:length]), HOUSEHOLDS)


@given(seed=st.integers(0, 2**32), flips=st.integers(1, 30))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@pytest.mark.parametrize("suffix", ["xlsx", "xls", "csv"])
def test_a_damaged_file_is_read_or_refused_but_never_breaks(
    suffix: str, seed: int, flips: int, tmp_path: Path
) -> None:
    made: dict[str, Callable[[], bytes]] = {
        "xlsx": lambda: good_workbook(tmp_path / "w.xlsx"),
        "xls": lambda: old_workbook("户", [TITLES, *[ROW] * 3]),
        "csv": lambda: (CSV + "合计1行" + END + "\n").encode(),
    }
    rng, data = random.Random(seed), bytearray(made[suffix]())
    for _ in range(flips):
        data[rng.randrange(len(data))] = rng.randrange(256)
    path = csv_file(tmp_path / f"f.{suffix}", bytes(data))
    try:
        read = read_all(path, HOUSEHOLDS)
    except Refusal as refusal:
        assert refusal.message
    else:
        assert all(each.row is not None or each.faults for each in read)


@given(st.binary(max_size=600))
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_bytes_are_read_or_refused(tmp_path: Path, data: bytes) -> None:
    for name in ("f.xlsx", "f.xls", "f.csv"):
        try:
            read_all(csv_file(tmp_path / name, data), HOUSEHOLDS)
        except Refusal as refusal:
            assert refusal.message


_CELLS = st.one_of(
    st.text(max_size=12),
    st.floats(allow_nan=False, allow_infinity=False),
    st.integers(-(2**60), 2**60),
    st.booleans(),
    st.just(""),
)


@given(st.lists(st.lists(_CELLS, max_size=9), max_size=6))
@settings(max_examples=80, suppress_health_check=[HealthCheck.too_slow])
def test_any_cells_below_the_header_are_values_or_faults(rows: list[list[object]]) -> None:
    made = BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, TITLES)
        for r, row in enumerate(rows, start=1):
            for c, cell in enumerate(row):
                if isinstance(cell, str):
                    sheet.write_string(r, c, cell)
                elif isinstance(cell, bool):
                    sheet.write_boolean(r, c, cell)
                else:
                    sheet.write_number(r, c, cell)
    with tempfile.TemporaryDirectory() as folder:
        path = csv_file(Path(folder, "f.xlsx"), made.getvalue())
        try:
            for each in read_all(path, HOUSEHOLDS):
                assert (each.row is None) == bool(each.faults)
        except Refusal as refusal:
            assert refusal.message


def test_a_cell_that_a_chunk_cuts_is_not_taken_for_one_far_out() -> None:
    cut = b'<row r="12"><c r="A12" t="s"><v>3</v></c><c r="B1'
    assert [_is_odd(cut[:end]) for end in range(len(cut))] == [False] * len(cut)
    far = b'<row r="12"><c r="AB12" t="s"><v>3</v></c></row></sheetData></worksheet>'
    assert _is_odd(far)
