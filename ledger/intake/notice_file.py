"""What notices does a file hold: a CSV, or a workbook of the same columns?

    read_notices(data, name="A01.csv") → one `PrintedNotice` for each notice_id, rows in order

A file is read whole or refused whole, with the row and the column. Columns are found by name, so
their order is free; a missing, doubled or unknown column refuses the file, because a column
nobody reads may be the one that mattered. Rows with nothing in them are skipped.

A CSV is UTF-8 (with or without mark) or GB 18030, of which GBK is a part. It must end with a line
end: that is what every program writes, and without it a file cut inside its last cell could not
be told from a whole one. A file cut between two rows is found by the row_count of index.csv.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from io import StringIO

from ledger.intake.notice_cells import COLUMNS, CellProblem, PrintedRow, cell_text, printed_row
from ledger.intake.sheet_columns import REASON_TITLE
from ledger.intake.workbook import read_table
from ledger.values.refusal import Refusal, shown

LARGEST_FILE_BYTES = 64 * 2**20
MOST_ROWS = 50_000
_WORKBOOK_MARK = b"PK"
_OLD_WORKBOOK_MARK = bytes.fromhex("d0cf11e0")
_UTF8_MARK = b"\xef\xbb\xbf"
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


class NoticeFileRefused(Refusal, abstract=True):
    """A notice file cannot be read as a whole, so nothing of it is taken."""


class NoticeFileEmpty(NoticeFileRefused):
    """A notice file has a header and at least one row."""


class NoticeFileTooLarge(NoticeFileRefused):
    """A notice file has at most 64 MiB and 50,000 rows."""


class NoticeFileEncodingUnknown(NoticeFileRefused):
    """A CSV is UTF-8 or GB 18030 (GBK) throughout."""


class NoticeFileTruncated(NoticeFileRefused):
    """A notice file ends where it was meant to end."""


class NoticeFileColumnsWrong(NoticeFileRefused):
    """A notice file has exactly the sixteen columns, each once, in any order (and perhaps the
    reasons that an earlier attempt wrote beside them)."""


class NoticeCellUnreadable(NoticeFileRefused):
    """Every cell of a notice file can be stored as text."""


class NoticeIdMissing(NoticeFileRefused):
    """Every row of a notice file names its notice."""


@dataclass(frozen=True, slots=True)
class PrintedNotice:
    """The rows of one notice as a file prints them."""

    notice_id: str
    rows: tuple[PrintedRow, ...]


def read_notices(data: bytes, *, name: str) -> tuple[PrintedNotice, ...]:
    """The notices of one file, in the order of their first rows. Raises NoticeFileRefused.

    `name` is the file's name: it stands in messages, and `.xlsx` says what the bytes should be.
    """
    if len(data) > LARGEST_FILE_BYTES:
        raise NoticeFileTooLarge(f"文件 {shown(name)} 超过 64 MiB", file=name, bytes=len(data))
    if not data.removeprefix(_UTF8_MARK).strip():
        raise NoticeFileEmpty(f"文件 {shown(name)} 是空的", file=name)
    if data.startswith(_OLD_WORKBOOK_MARK):
        raise NoticeFileEncodingUnknown(
            f"文件 {shown(name)} 是旧格式工作簿(.xls),请另存为 .xlsx 或 CSV", file=name
        )
    if data.startswith(_WORKBOOK_MARK) or name.lower().endswith(".xlsx"):
        lines = read_table(data, name=name, header=COLUMNS, most_rows=MOST_ROWS)
    else:
        lines = _csv_lines(_decoded(data, name), name)
    return _notices(lines, name)


def _decoded(data: bytes, name: str) -> str:
    if data.startswith(_UTF16_MARKS):
        raise NoticeFileEncodingUnknown(
            f"文件 {shown(name)} 是 UTF-16 文本,请另存为 UTF-8 的 CSV", file=name
        )
    marked = data.startswith(_UTF8_MARK)
    body = data.removeprefix(_UTF8_MARK)
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as broken:
        begun = body[: broken.start].decode("utf-8")
        if marked or any(character >= "\u0800" for character in begun):
            # Chinese in UTF-8 went well up to here: damaged UTF-8, never GBK.
            raise NoticeFileTruncated(
                f"文件 {shown(name)} 第 {begun.count(chr(10)) + 1} 行有残缺的字,文件可能被截断",
                file=name,
                row=begun.count("\n") + 1,
            ) from broken
    try:
        return body.decode("gb18030")
    except UnicodeDecodeError as broken:
        row = body[: broken.start].count(b"\n") + 1
        raise NoticeFileEncodingUnknown(
            f"文件 {shown(name)} 第 {row} 行不是 UTF-8 也不是 GBK 文字,或文件被截断",
            file=name,
            row=row,
        ) from broken


def _csv_lines(text: str, name: str) -> list[list[object]]:
    if "\0" in text:
        row = text[: text.index("\0")].count("\n") + 1
        raise NoticeCellUnreadable(
            f"文件 {shown(name)} 第 {row} 行有空字符(NUL),文件已损坏", file=name, row=row
        )
    if not text.endswith(("\n", "\r")):
        raise NoticeFileTruncated(
            f"文件 {shown(name)} 最后一行没有换行,可能被截断;请重新导出", file=name
        )
    reader = csv.reader(StringIO(text, newline=""), strict=True)
    lines: list[list[object]] = []
    try:
        for cells in reader:
            lines.append(list(cells))
            if len(lines) > MOST_ROWS + 1:
                raise NoticeFileTooLarge(
                    f"文件 {shown(name)} 超过 {MOST_ROWS} 行,请分成几个文件", file=name
                )
    except csv.Error as broken:
        raise NoticeFileTruncated(
            f"文件 {shown(name)} 第 {reader.line_num} 行的引号不成对或单元格过长,文件可能被截断",
            file=name,
            row=reader.line_num,
        ) from broken
    return lines


def _notices(lines: list[list[object]], name: str) -> tuple[PrintedNotice, ...]:
    if not lines:
        raise NoticeFileEmpty(f"文件 {shown(name)} 没有表头", file=name)
    order = _column_order(lines[0], name)
    by_notice: dict[str, list[PrintedRow]] = {}
    for row, cells in enumerate(lines[1:], start=2):
        if not any(cell not in ("", None) for cell in cells):
            continue
        if len(cells) != len(order):
            last = "(最后一行,文件可能被截断)" if row == len(lines) else ""
            raise NoticeFileTruncated(
                f"文件 {shown(name)} 第 {row} 行有 {len(cells)} 格,应为 {len(order)} 格{last}",
                file=name,
                row=row,
            )
        named = dict(zip(order, cells, strict=True))
        named.pop(REASON_TITLE, None)
        printed = _row(row, named, name)
        if not printed.notice_id:
            raise NoticeIdMissing(
                f"文件 {shown(name)} 第 {row} 行没有公告编号(notice_id)",
                file=name,
                row=row,
                column="notice_id",
            )
        by_notice.setdefault(printed.notice_id, []).append(printed)
    if not by_notice:
        raise NoticeFileEmpty(f"文件 {shown(name)} 只有表头,没有数据行", file=name)
    return tuple(PrintedNotice(each, tuple(rows)) for each, rows in by_notice.items())


def _column_order(header: list[object], name: str) -> list[str]:
    printed = [str(cell).strip() for cell in header]
    missing = [column for column in COLUMNS if column not in printed]
    unknown = [column for column in printed if column not in (*COLUMNS, REASON_TITLE)]
    doubled = sorted({column for column in printed if printed.count(column) > 1})
    for problem, columns in (
        ("缺少列", missing),
        ("有不认识的列", unknown),
        ("有重复的列", doubled),
    ):
        if columns:
            raise NoticeFileColumnsWrong(
                f"文件 {shown(name)} 的表头{problem}:{'、'.join(map(shown, columns))}",
                file=name,
                row=1,
                columns=columns,
            )
    return printed


def _row(row: int, cells: dict[str, object], name: str) -> PrintedRow:
    texts: dict[str, str] = {}
    problems: list[CellProblem] = []
    for column, value in cells.items():
        try:
            texts[column], problem = cell_text(value)
        except Refusal as refused:
            raise NoticeCellUnreadable(
                f"文件 {shown(name)} 第 {row} 行 {column} 列:{refused.message}",
                file=name,
                row=row,
                column=column,
            ) from refused
        if problem:
            problems.append(CellProblem(column, problem))
    return printed_row(row, texts, tuple(problems))
