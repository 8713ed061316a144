"""What cells does a workbook hold, and is the workbook whole?

A .xlsx is a ZIP archive whose list of contents stands at its end, so a file cut anywhere has none
and is refused before anything is parsed. Each part's checksum is verified for the same reason.

The table is the one sheet whose first row has the header asked for; two such sheets would be two
truths. Of a merged range every cell shows the range's first cell, except in columns of amounts
and counts: there one number stands for several rows together, and repeating it would add it
several times.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Collection
from io import BytesIO

import python_calamine

from ledger.intake.sheet_archive import check_boxes
from ledger.values.refusal import Refusal, shown

LARGEST_UNPACKED_BYTES = 512 * 2**20
NUMBER_COLUMNS = frozenset({"households", "persons", "amount_yuan_text", "amount_fen"})


class WorkbookNotReadable(Refusal):
    """A workbook is a whole, unencrypted .xlsx file."""


class WorkbookTooLarge(Refusal):
    """A workbook unpacks to at most 512 MiB and the rows the reader allows."""


class WorkbookWithoutTable(Refusal):
    """Exactly one sheet of a workbook has the header asked for."""


def read_table(
    data: bytes, *, name: str, header: Collection[str], most_rows: int
) -> list[list[object]]:
    """The rows of the sheet that has all of `header` in its first row, that row included.

    Raises WorkbookNotReadable, WorkbookTooLarge, WorkbookWithoutTable.
    """
    _check_archive(data, name)
    try:
        # The reader is not ours: whatever it makes of a malformed part, the file is unreadable.
        workbook = python_calamine.load_workbook(BytesIO(data))
        sheets = [workbook.get_sheet_by_name(each) for each in workbook.sheet_names]
        tallest = max((sheet.end[0] + 1 for sheet in sheets if sheet.end), default=0)
        if tallest > most_rows + 1:
            raise WorkbookTooLarge(
                f"工作簿 {shown(name)} 有 {tallest} 行,最多 {most_rows} 行", file=name, rows=tallest
            )
        tables: list[list[list[object]]] = [
            [list(row) for row in sheet.to_python(skip_empty_area=False)] for sheet in sheets
        ]
        merged = [sheet.merged_cell_ranges or [] for sheet in sheets]
    except Refusal:
        raise
    except Exception as broken:
        raise WorkbookNotReadable(
            f"工作簿 {shown(name)} 无法读取,可能已损坏", file=name
        ) from broken
    found = [
        _without_merges(table, ranges)
        for table, ranges in zip(tables, merged, strict=True)
        if table and any(str(cell).strip() in header for cell in table[0])
    ]
    if len(found) != 1:
        count = "没有" if not found else "不止一张"
        raise WorkbookWithoutTable(
            f"工作簿 {shown(name)} {count}首行为公告表头的工作表", file=name, sheets=len(found)
        )
    return found[0]


def _check_archive(data: bytes, name: str) -> None:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            unpacked = sum(each.file_size for each in archive.infolist())
            if unpacked > LARGEST_UNPACKED_BYTES:
                raise WorkbookTooLarge(
                    f"工作簿 {shown(name)} 解开后过大", file=name, bytes=unpacked
                )
            damaged = archive.testzip()
            if damaged is None:
                check_boxes(archive, name)
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        OSError,
        ValueError,
        NotImplementedError,
        RuntimeError,
    ) as broken:
        raise WorkbookNotReadable(
            f"文件 {shown(name)} 不是完整的工作簿(.xlsx),可能被截断", file=name
        ) from broken
    if damaged is not None:
        raise WorkbookNotReadable(f"工作簿 {shown(name)} 的内容校验不符,文件已损坏", file=name)


def _without_merges(
    table: list[list[object]], ranges: list[tuple[tuple[int, int], tuple[int, int]]]
) -> list[list[object]]:
    names = [str(cell).strip() for cell in table[0]]
    while names and not names[-1]:
        names.pop()
    cut = [row[: len(names)] if not any(_filled(row[len(names) :])) else row for row in table]
    for (top, left), (bottom, right) in ranges:
        for row in range(max(top, 1), min(bottom, len(cut) - 1) + 1):
            for column in range(left, min(right, len(names) - 1) + 1):
                if names[column] not in NUMBER_COLUMNS and names[left] not in NUMBER_COLUMNS:
                    cut[row][column] = cut[top][left]
    return cut


def _filled(cells: list[object]) -> list[bool]:
    return [cell not in ("", None) for cell in cells]
