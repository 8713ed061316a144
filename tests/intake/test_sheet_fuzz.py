"""Whatever a workbook is made of, it is read or refused in Chinese, for templates of every kind."""

from __future__ import annotations

import io
import re
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.intake.notice_file import read_notices
from ledger.intake.sheet_archive import ArchiveDamaged, SheetTooWide
from ledger.intake.sheet_export import write_sheet_csv, write_sheet_rows
from ledger.intake.sheets import SHEET_KINDS
from ledger.values.refusal import Refusal
from tests.intake.old_workbook import old_workbook
from tests.intake.samples import cells, csv_bytes, xlsx_bytes
from tests.intake.sheet_samples import read_all, rows_of

NAMES = sorted(SHEET_KINDS)
_QUIET = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture, HealthCheck.data_too_large]
_CELL = st.one_of(
    st.text(max_size=20),
    st.floats(allow_nan=False, allow_infinity=False),
    st.integers(-(2**70), 2**70),
    st.booleans(),
    st.dates().map(str),
    st.sampled_from(
        [
            "合计",
            "合计3行",
            "示例：",
            "610727198001010011",
            "1e308",
            "=1+1",
            "１２３",
            "#N/A",
            "\u202e",
        ]
    ),
)
_FORMULA = st.sampled_from(["=1/0", "=A1", "=SUM(A:A)", '=HYPERLINK("http://x","y")', "=[1]x!A1"])


def judged(name: str, data: bytes, file_name: str) -> None:
    """Read or refused; a refusal is Chinese and a row has a value or faults."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, file_name)
        path.write_bytes(data)
        try:
            for each in read_all(path, SHEET_KINDS[name].sheet):
                assert (each.row is None) == bool(each.faults)
                for fault in each.faults:
                    assert re.search("[一-鿿]", fault.reason)
        except Refusal as refusal:
            assert re.search("[一-鿿]", refusal.message)


@st.composite
def workbooks(draw: st.DrawFn, sheet: Any) -> bytes:
    """A workbook with the template's header somewhere, and anything else below and beside."""
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True}) as book:
        for _ in range(draw(st.integers(1, 3))):
            page = book.add_worksheet()
            top = draw(st.integers(0, 3))
            headings = [each.heading for each in sheet.columns]
            if draw(st.booleans()):
                headings = draw(st.permutations(headings))
            if draw(st.integers(0, 3)):
                page.write_row(top, 0, headings)
            for r, row in enumerate(draw(st.lists(st.lists(_CELL, max_size=9), max_size=4))):
                for c, cell in enumerate(row):
                    if isinstance(cell, str):
                        page.write_string(top + 1 + r, c, cell)
                    elif isinstance(cell, bool):
                        page.write_boolean(top + 1 + r, c, cell)
                    else:
                        page.write_number(top + 1 + r, c, float(cell))
            if draw(st.booleans()):
                page.write_formula(top + 1, draw(st.integers(0, 9)), draw(_FORMULA))
            if draw(st.integers(0, 3)) == 0:
                page.merge_range(top, 0, top + 2, draw(st.integers(1, 4)), "合并")
            if draw(st.integers(0, 3)) == 0:
                page.write_string(draw(st.sampled_from([70_000, 1_048_575])), 16_383, "远")
            if draw(st.integers(0, 3)) == 0:
                page.hide()
            page.activate()
    return made.getvalue()


@given(data=st.data())
@settings(max_examples=60, suppress_health_check=_QUIET, deadline=None)
def test_any_workbook_of_any_kind_is_read_or_refused(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(NAMES))
    judged(name, data.draw(workbooks(SHEET_KINDS[name].sheet)), "f.xlsx")


def test_a_stray_cell_at_the_far_end_is_refused_before_it_is_held(tmp_path: Path) -> None:
    sheet, path = SHEET_KINDS["households"].sheet, tmp_path / "f.xlsx"
    for row, refused in ((3, False), (1_048_575, True)):
        with xlsxwriter.Workbook(path) as book:
            page = book.add_worksheet()
            page.write_row(0, 0, [each.heading for each in sheet.columns])
            page.write_row(1, 0, [each.example for each in sheet.columns])
            page.write_string(row, 16_383, "远")
        if refused:
            with pytest.raises(SheetTooWide, match="1048576 行"):
                read_all(path, sheet)
            with pytest.raises(SheetTooWide):
                read_notices(path.read_bytes(), name="f.xlsx")
        else:
            assert len(read_all(path, sheet)) == 2


_FAR = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
_LONG_TAIL = b"".join(
    b'<row r="%d"><c r="A%d"><v>1</v></c></row>' % (row, row) for row in range(3, 60_000)
)
_BY_HAND: dict[str, Callable[[bytes], bytes]] = {
    "far": lambda sheet: sheet.replace(b"</sheetData>", _FAR),
    "quoted otherwise": lambda sheet: sheet.replace(b"</sheetData>", _FAR.replace(b'"', b"'")),
    "written as entities": lambda sheet: sheet.replace(
        b"</sheetData>", _FAR.replace(b"XFD", b"&#88;FD")
    ),
    "in the first row of many": lambda sheet: sheet.replace(
        b"<sheetData>", b'<sheetData><row r="1"><c r="XFD1"><v>1</v></c></row>'
    ).replace(b"</sheetData>", _LONG_TAIL + b"</sheetData>"),
    "without places": lambda sheet: sheet.replace(
        b"</sheetData>", b'<row r="9">' + b"<c><v>1</v></c>" * 16_384 + b"</row>" + _FAR
    ),
    "with a prefix": lambda sheet: re.sub(
        rb"<(/?)(sheetData|row|c|v)(?=[ />])", rb"<\1x:\2", sheet.replace(b"</sheetData>", _FAR)
    ).replace(b"<worksheet xmlns=", b"<worksheet xmlns:x="),
    "in a row beyond all": lambda sheet: sheet.replace(
        b"</sheetData>", b'<row r="99999999"><c r="A99999999"><v>1</v></c></row></sheetData>'
    ),
}


@pytest.mark.parametrize("how", _BY_HAND)
def test_a_far_cell_of_a_sheet_made_by_hand_is_refused_before_it_is_held(
    how: str, tmp_path: Path
) -> None:
    """No dimension, no places, other quotes, another folder: what no office program writes."""
    sheet, path = SHEET_KINDS["households"].sheet, tmp_path / "f.xlsx"
    write_sheet_rows(tmp_path / "w.xlsx", sheet, [])
    with zipfile.ZipFile(tmp_path / "w.xlsx") as archive, zipfile.ZipFile(path, "w") as made:
        for each in archive.namelist():
            body = archive.read(each).replace(b"worksheets/sheet1.xml", b"far/one.xml")
            if each == "xl/worksheets/sheet1.xml":
                body = _BY_HAND[how](re.sub(rb"<dimension[^>]*/>", b"", body))
            made.writestr(each.replace("worksheets/sheet1.xml", "far/one.xml"), body)
    with pytest.raises(SheetTooWide):
        read_all(path, sheet)


def test_another_office_file_under_the_name_of_a_workbook_is_refused(tmp_path: Path) -> None:
    """The reader would open it, and an .ods says "repeat this cell 16384 times"."""
    sheet, path = SHEET_KINDS["households"].sheet, tmp_path / "f.xlsx"
    with zipfile.ZipFile(path, "w") as made:
        made.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        made.writestr("content.xml", "<office:document-content/>")
    with pytest.raises(ArchiveDamaged, match="不是完整的工作簿"):
        read_all(path, sheet)


@given(data=st.data(), which=st.integers(0, 50), content=st.binary(max_size=300))
@settings(max_examples=40, suppress_health_check=_QUIET, deadline=None)
@pytest.mark.parametrize("deed", ["gone", "replaced", "doubled", "cut"])
def test_wrong_members_of_the_archive_are_refused_or_do_not_matter(
    deed: str, data: st.DataObject, which: int, content: bytes, tmp_path: Path
) -> None:
    sheet = SHEET_KINDS["payments"].sheet
    whole = tmp_path / "w.xlsx"
    if not whole.exists():
        write_sheet_rows(whole, sheet, data.draw(rows_of(sheet)))
    with zipfile.ZipFile(whole) as archive:
        members = {each: archive.read(each) for each in archive.namelist()}
    chosen = sorted(members)[which % len(members)]
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for each, body in members.items():
            if each == chosen and deed == "gone":
                continue
            if each == chosen and deed == "replaced":
                body = content
            if each == chosen and deed == "cut":
                body = body[: len(body) * (which + 1) // 60]
            archive.writestr(each, body)
            if each == chosen and deed == "doubled":
                archive.writestr("xl/worksheets/" + "x" * 100 + ".xml", content)
    judged("payments", made.getvalue(), "f.xlsx")


@given(data=st.data(), share=st.floats(0, 1, exclude_max=True))
@settings(max_examples=60, suppress_health_check=_QUIET, deadline=None)
@pytest.mark.parametrize("file_name", ["f.xlsx", "f.xls", "utf8.csv", "gbk.csv"])
def test_a_file_of_any_kind_cut_anywhere_gives_no_rows(
    file_name: str, data: st.DataObject, share: float, tmp_path: Path
) -> None:
    name = data.draw(st.sampled_from(NAMES))
    sheet = SHEET_KINDS[name].sheet
    path = tmp_path / file_name
    if file_name.endswith(".xls"):
        row = [each.example or "甲" for each in sheet.columns]
        whole = old_workbook("表", [[each.heading for each in sheet.columns], *[row] * 30])
    elif file_name.endswith(".csv"):
        encoding = "utf-8-sig" if file_name.startswith("utf8") else "gb18030"
        write_sheet_csv(path, sheet, data.draw(rows_of(sheet)), encoding=encoding)
        whole = path.read_bytes()
    else:
        write_sheet_rows(path, sheet, data.draw(rows_of(sheet)))
        whole = path.read_bytes()
    # Of a CSV the line end alone may be missing in part: LF instead of CR LF is a whole file.
    path.write_bytes(whole[: int((len(whole) - 1) * share)])
    with pytest.raises(Refusal, match=r"[一-鿿]"):
        read_all(path, sheet)


@given(share=st.floats(0, 1, exclude_max=True), junk=st.binary(max_size=40))
@settings(max_examples=60, deadline=None)
@pytest.mark.parametrize("suffix", ["xlsx", "csv"])
def test_a_file_of_notices_cut_or_overwritten_is_read_or_refused(
    suffix: str, share: float, junk: bytes
) -> None:
    rows = [cells(), cells(notice_id="T2")]
    whole = xlsx_bytes(rows) if suffix == "xlsx" else csv_bytes(rows)
    at = int(len(whole) * share)
    for data in (whole[:at], whole[:at] + junk + whole[at + len(junk) :]):
        try:
            assert read_notices(data, name=f"f.{suffix}")
        except Refusal as refusal:
            assert re.search("[一-鿿]", refusal.message)
