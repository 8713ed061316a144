"""Small notices made for a test, and where the real ones are if this machine has them."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import pytest
import xlsxwriter

from ledger.intake.notice_cells import COLUMNS
from ledger.intake.notice_file import read_notices
from ledger.intake.notice_index import IndexEntry
from ledger.intake.notice_intake import NoticeIntake, take_in
from ledger.register.regions import shipped_regions

REAL = Path(__file__).parents[3] / "shared" / "data" / "real"
DEMO = Path(__file__).parents[2] / "api" / "demo" / "data"
TREE = shipped_regions()

needs_real = pytest.mark.skipif(
    not (REAL / "index.csv").is_file(),
    reason="the real notices (../shared/data/real) are not on this machine",
)

ROW = {
    "notice_id": "T1",
    "level_from": "省→市→县",
    "org": "略阳县财政局",
    "doc_no": "汉财办〔2019〕1号",
    "notice_date": "2019-05-16",
    "fund_source_level": "省级",
    "fund_category": "财政专项扶贫资金",
    "amount_yuan_text": "100万元",
    "amount_fen": "100000000",
    "note": "[ALLOC]",
}


def cells(**changes: str) -> dict[str, str]:
    """The cells of one row: ROW with changes, other columns empty."""
    return {name: "" for name in COLUMNS} | ROW | changes


def csv_bytes(
    rows: Iterable[Mapping[str, str]], *, encoding: str = "utf-8", columns: Sequence[str] = COLUMNS
) -> bytes:
    """A CSV file of these rows."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([row[name] for name in columns] for row in rows)
    return out.getvalue().encode(encoding)


def xlsx_bytes(
    rows: Sequence[Mapping[str, object]],
    *,
    columns: Sequence[str] = COLUMNS,
    merge: Sequence[tuple[int, int, str]] = (),
) -> bytes:
    """A workbook of these rows; `merge` lists (first row, last row, column) counted from 1."""
    out = io.BytesIO()
    workbook = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_numbers": False})
    sheet = workbook.add_worksheet()
    for column, name in enumerate(columns):
        sheet.write_string(0, column, name)
        for line, row in enumerate(rows, start=1):
            value = row[name]
            if isinstance(value, str):
                sheet.write_string(line, column, value)
            else:
                sheet.write(line, column, value)
    for first, last, name in merge:
        column = list(columns).index(name)
        value = rows[first - 1][name]
        sheet.merge_range(first, column, last, column, value)
    workbook.close()
    return out.getvalue()


def intake_of(
    rows: Iterable[Mapping[str, str]], entry: IndexEntry | None = None, override: str | None = None
) -> NoticeIntake:
    """One notice of these rows, taken in."""
    (notice,) = read_notices(csv_bytes(rows), name="test.csv")
    return take_in(notice, entry, TREE, override)
