"""Files: what is read whole, and what is refused whole with row, column and reason."""

from __future__ import annotations

import zipfile
from datetime import date
from io import BytesIO

import pytest

from ledger.intake.notice_cells import COLUMNS, cell_text
from ledger.intake.notice_file import (
    MOST_ROWS,
    NoticeCellUnreadable,
    NoticeFileColumnsWrong,
    NoticeFileEmpty,
    NoticeFileEncodingUnknown,
    NoticeFileTooLarge,
    NoticeFileTruncated,
    NoticeIdMissing,
    read_notices,
)
from ledger.intake.workbook import WorkbookNotReadable, WorkbookTooLarge, WorkbookWithoutTable
from ledger.values.refusal import Refusal
from tests.intake.samples import ROW, cells, csv_bytes, xlsx_bytes

ROWS = [cells(), cells(recipient_region_or_unit="兴州街道", amount_yuan_text="2.5", note="[ALLOC]")]


def refusal(data: bytes, name: str = "公告.csv") -> Refusal:
    with pytest.raises(Refusal) as caught:
        read_notices(data, name=name)
    assert name in caught.value.message
    return caught.value


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030"])
def test_a_csv_reads_equal_in_every_encoding(encoding: str) -> None:
    (notice,) = read_notices(csv_bytes(ROWS, encoding=encoding), name="a.csv")
    assert notice.rows[1].recipient_region_or_unit == "兴州街道"
    assert [each.row for each in notice.rows] == [2, 3]


def test_columns_are_found_by_name_in_any_order() -> None:
    data = csv_bytes(ROWS, columns=list(reversed(COLUMNS)))
    assert read_notices(data, name="a.csv") == read_notices(csv_bytes(ROWS), name="a.csv")


def test_a_file_of_two_notices_is_split_by_notice_id() -> None:
    rows = [cells(), cells(notice_id="T2"), cells(content="again")]
    first, second = read_notices(csv_bytes(rows), name="a.csv")
    assert (first.notice_id, len(first.rows), second.notice_id) == ("T1", 2, "T2")
    assert [each.row for each in first.rows] == [2, 4]


def test_empty_lines_are_skipped_and_keep_the_numbers_of_the_others() -> None:
    data = (
        csv_bytes(ROWS[:1]) + b"\r\n" + b"," * 15 + b"\r\n" + csv_bytes(ROWS[:1]).split(b"\r\n")[1]
    )
    (notice,) = read_notices(data + b"\r\n", name="a.csv")
    assert [each.row for each in notice.rows] == [2, 5]


@pytest.mark.parametrize("data", [b"", b"\n", b"  \r\n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_refused(data: bytes) -> None:
    assert isinstance(refusal(data), NoticeFileEmpty)


def test_a_file_with_only_a_header_is_refused() -> None:
    assert isinstance(refusal(csv_bytes([])), NoticeFileEmpty)
    assert isinstance(refusal(xlsx_bytes([]), "公告.xlsx"), NoticeFileEmpty)


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        (COLUMNS[:-1], "缺少列"),
        ((*COLUMNS, "amount"), "不认识的列"),
        ((*COLUMNS, "note"), "重复的列"),
    ],
)
def test_missing_extra_and_doubled_columns_are_refused_by_name(
    columns: tuple[str, ...], said: str
) -> None:
    row = cells() | {"amount": "1"}
    for data, name in (
        (csv_bytes([row], columns=columns), "公告.csv"),
        (xlsx_bytes([row], columns=columns), "公告.xlsx"),
    ):
        refused = refusal(data, name)
        assert isinstance(refused, NoticeFileColumnsWrong) and said in refused.message


def test_a_csv_cut_inside_a_quoted_cell_is_refused_with_its_row() -> None:
    whole = csv_bytes([cells(content='a "quoted", long one')])
    cut = whole[: whole.index(b"long")] + b"\n"
    refused = refusal(cut)
    assert isinstance(refused, NoticeFileTruncated) and "引号" in refused.message


def test_a_csv_with_a_short_last_row_is_refused_with_its_row() -> None:
    refused = refusal(csv_bytes(ROWS) + "T1,省\r\n".encode())
    assert isinstance(refused, NoticeFileTruncated)
    assert refused.details["row"] == 4 and "最后一行" in refused.message


def test_a_csv_without_a_last_line_end_is_refused() -> None:
    assert isinstance(refusal(csv_bytes(ROWS).rstrip()), NoticeFileTruncated)


@pytest.mark.parametrize("encoding", ["utf-8", "gbk"])
def test_a_csv_cut_inside_a_character_is_refused_not_read_as_another_encoding(
    encoding: str,
) -> None:
    whole = csv_bytes([cells(note="[ALLOC] 贫困县")], encoding=encoding)
    assert isinstance(refusal(whole[:-3]), NoticeFileTruncated | NoticeFileEncodingUnknown)


def test_a_nul_is_refused_with_its_row() -> None:
    refused = refusal(csv_bytes([cells(), cells(site="a\0b")]))
    assert isinstance(refused, NoticeCellUnreadable) and refused.details["row"] == 3


def test_an_invisible_direction_mark_is_refused_with_row_and_column() -> None:
    refused = refusal(csv_bytes([cells(site="a\u202eb")]))
    assert isinstance(refused, NoticeCellUnreadable)
    assert (refused.details["row"], refused.details["column"]) == (2, "site")


@pytest.mark.parametrize("data", [b"\xff\xfea\0", bytes.fromhex("d0cf11e0a1b11ae1")])
def test_utf_16_and_old_workbooks_are_refused_with_advice(data: bytes) -> None:
    refused = refusal(data)
    assert isinstance(refused, NoticeFileEncodingUnknown) and "另存为" in refused.message


def test_a_row_without_notice_id_is_refused() -> None:
    refused = refusal(csv_bytes([cells(), cells(notice_id="")]))
    assert isinstance(refused, NoticeIdMissing) and refused.details["row"] == 3


def test_as_many_rows_as_allowed_are_read_and_one_more_is_refused() -> None:
    line = csv_bytes([cells()]).split(b"\r\n")[1] + b"\r\n"
    header = csv_bytes([])
    (notice,) = read_notices(header + line * MOST_ROWS, name="a.csv")
    assert len(notice.rows) == MOST_ROWS
    assert isinstance(refusal(header + line * (MOST_ROWS + 1)), NoticeFileTooLarge)
    assert isinstance(refusal(header + line * 200_000), NoticeFileTooLarge)


def test_a_workbook_of_too_many_rows_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ledger.intake.notice_file.MOST_ROWS", 3)
    assert len(read_notices(xlsx_bytes([cells()] * 3), name="a.xlsx")[0].rows) == 3
    assert isinstance(refusal(xlsx_bytes([cells()] * 4), "公告.xlsx"), WorkbookTooLarge)


def test_numbers_and_days_of_a_workbook_become_exact_text() -> None:
    row: dict[str, object] = dict(cells())
    row |= {"amount_yuan_text": 724.712484, "amount_fen": 724712484, "households": 35.0}
    row |= {"notice_date": "2019-05-16", "persons": True}
    (notice,) = read_notices(xlsx_bytes([row]), name="a.xlsx")
    printed = notice.rows[0]
    assert (printed.amount_yuan_text, printed.amount_fen) == ("724.712484", "724712484")
    assert (printed.households, printed.persons) == ("35", "TRUE")


def test_a_date_cell_reads_as_its_day() -> None:
    import xlsxwriter

    out = BytesIO()
    workbook = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = workbook.add_worksheet()
    for column, name in enumerate(COLUMNS):
        sheet.write(0, column, name)
        sheet.write(1, column, ROW.get(name, ""))
    day = workbook.add_format({"num_format": "yyyy-mm-dd"})
    sheet.write_datetime(1, COLUMNS.index("notice_date"), date(2019, 5, 16), day)
    workbook.close()
    (notice,) = read_notices(out.getvalue(), name="a.xlsx")
    assert notice.rows[0].notice_date == "2019-05-16"


def test_a_formulas_binary_fraction_is_a_problem_of_its_cell() -> None:
    text, problem = cell_text(1124.1999999999998)
    assert text == "1124.1999999999998" and "公式" in problem
    assert cell_text(724.712484) == ("724.712484", "")
    assert cell_text(float("nan"))[1]


def test_a_merged_text_cell_fills_its_rows_and_a_merged_amount_does_not() -> None:
    rows = [cells(org="财政局"), cells(org=""), cells(org="")]
    for row in rows[1:]:
        row["amount_yuan_text"] = ""
    data = xlsx_bytes(rows, merge=[(1, 3, "org"), (1, 2, "amount_yuan_text")])
    (notice,) = read_notices(data, name="a.xlsx")
    assert [each.org for each in notice.rows] == ["财政局"] * 3
    assert [each.amount_yuan_text for each in notice.rows] == ["100万元", "", ""]


def test_a_file_that_only_claims_to_be_a_workbook_is_refused() -> None:
    assert isinstance(refusal(csv_bytes(ROWS), "公告.xlsx"), WorkbookNotReadable)
    assert isinstance(refusal(b"PK\x03\x04 something", "公告.xlsx"), WorkbookNotReadable)


def test_an_archive_that_is_no_workbook_is_refused() -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.txt", "x")
    assert isinstance(refusal(out.getvalue(), "公告.xlsx"), WorkbookNotReadable)


def test_a_workbook_with_a_damaged_part_is_refused() -> None:
    data = bytearray(xlsx_bytes([cells()]))
    data[data.index(b"xl/worksheets/sheet1.xml") + 60] ^= 0xFF
    assert isinstance(refusal(bytes(data), "公告.xlsx"), WorkbookNotReadable)


def test_a_workbook_without_or_with_two_notice_sheets_is_refused() -> None:
    assert isinstance(refusal(xlsx_bytes([], columns=["姓名"]), "公告.xlsx"), WorkbookWithoutTable)
