"""Which rows does a file print, whatever kind of file it is?

    with opened_table(path, titles) as table:
        for number, cells in table.rows(): ...

.xlsx, .xls and .csv (UTF-8 or GBK). Rows come one by one and may be asked for again; nothing of
them is kept here. A CSV is read from the disk as it is iterated; of a workbook the reader
(calamine) holds the one sheet, outside Python's memory.

The header is the first of the first ten rows that prints at least two of the template's titles (or
its only one): printed lists have titles above. Exactly one sheet has such a row. Merged cells
touching header or rows are refused: one cell would stand for several.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from itertools import islice
from pathlib import Path

import python_calamine

from ledger.intake.compound_file import check_compound
from ledger.intake.sheet_archive import check_archive
from ledger.intake.sheet_csv import csv_rows, decoded_as
from ledger.values.refusal import Refusal, shown
from ledger.values.text import half_width, without_blanks

LARGEST_FILE_BYTES = 256 * 2**20
MOST_ROWS = 1_000_000
HEADER_WITHIN = 10
_ARCHIVE_MARK = b"PK"
_COMPOUND_MARK = bytes.fromhex("d0cf11e0a1b11ae1")

Rows = Iterator[tuple[int, list[object]]]


class SheetFileRefused(Refusal, abstract=True):
    """A file cannot be read as a whole, so nothing of it is taken."""


class SheetFileEmpty(SheetFileRefused):
    """A file has a header and at least one row."""


class SheetFileTooLarge(SheetFileRefused):
    """A file has at most 256 MiB and a million rows."""


class SheetFileUnreadable(SheetFileRefused):
    """A workbook is whole, not encrypted, and its parts are what they should be."""


class SheetHeaderMissing(SheetFileRefused):
    """One of the first ten rows of exactly one sheet has the column names of the template."""


class SheetHasMergedCells(SheetFileRefused):
    """No cells are merged in the header or among the rows."""


@dataclass(frozen=True)
class Table:
    """One table of a file: its header and its rows, numbered as the file shows them, from 1.

    `ends_by_itself`: a file cut between two rows would have been noticed (a workbook).
    """

    name: str
    header: list[str]
    header_row: int
    ends_by_itself: bool
    _rows: Callable[[], Rows]
    other_sheets: tuple[str, ...] = ()

    def rows(self) -> Rows:
        """The rows after the header that are not blank."""
        for number, cells in self._rows():
            if number > self.header_row and not _is_blank(cells):
                yield number, cells


def _is_blank(cells: list[object]) -> bool:
    # The first cell of nearly every row says so already.
    return not (cells and cells[0] not in ("", None)) and all(each in ("", None) for each in cells)


def title_form(text: object) -> str:
    """A column name as it is compared: blanks dropped, full-width signs made half-width."""
    return without_blanks(half_width(str(text)))


@contextmanager
def opened_table(path: Path, titles: Collection[str]) -> Iterator[Table]:
    """The table of the file. Raises SheetFileRefused, or OSError if there is no such file."""
    size = path.stat().st_size
    if size > LARGEST_FILE_BYTES:
        raise SheetFileTooLarge(f"文件 {shown(path.name)} 超过 256 MiB", file=path.name, bytes=size)
    with path.open("rb") as file:
        mark = file.read(8)
    if not mark.strip():
        raise SheetFileEmpty(f"文件 {shown(path.name)} 是空的", file=path.name)
    wanted = frozenset(map(title_form, titles))
    if mark == _COMPOUND_MARK or path.suffix.lower() == ".xls":
        data = path.read_bytes()
        check_compound(data, path.name)
        yield _workbook(data, path.name, wanted)
    elif mark.startswith(_ARCHIVE_MARK) or path.suffix.lower() == ".xlsx":
        data = path.read_bytes()
        check_archive(data, path.name)
        yield _workbook(data, path.name, wanted)
    else:
        yield _text_table(path, wanted)


def _text_table(path: Path, wanted: frozenset[str]) -> Table:
    encoding = decoded_as(path)

    def rows() -> Rows:
        return _limited(csv_rows(path, encoding), path.name)

    found = _header(rows(), wanted)
    if found is None:
        raise _no_header(path.name, 0)
    return Table(path.name, found[1], found[0], False, rows)


def _workbook(data: bytes, name: str, wanted: frozenset[str]) -> Table:
    try:
        # The reader is not ours: whatever it makes of a malformed part, the file is unreadable.
        workbook = python_calamine.load_workbook(BytesIO(data))
        names = list(workbook.sheet_names)
        found: list[Table] = []
        others: list[str] = []
        for each in names:
            sheet = workbook.get_sheet_by_name(each)
            header = _header(_sheet_rows(sheet), wanted)
            if header is None:
                others.append(each)
                continue
            _check_merges(sheet, header[0], len(header[1]), name)
            found.append(_sheet_table(sheet, name, header))
    except Refusal:
        raise
    except Exception as broken:
        raise SheetFileUnreadable(
            f"工作簿 {shown(name)} 无法读取，可能已损坏或设了密码", file=name
        ) from broken
    if len(found) != 1:
        raise _no_header(name, len(found))
    one = found[0]
    return Table(one.name, one.header, one.header_row, True, one._rows, tuple(others))


def _sheet_table(
    sheet: python_calamine.CalamineSheet, name: str, header: tuple[int, list[str]]
) -> Table:
    def rows() -> Rows:
        return _limited(_sheet_rows(sheet), name)

    return Table(name, header[1], header[0], True, rows)


def _sheet_rows(sheet: python_calamine.CalamineSheet) -> Rows:
    if sheet.start is None:
        return
    yield from enumerate(sheet.iter_rows(), start=1)


def _check_merges(
    sheet: python_calamine.CalamineSheet, header_row: int, width: int, name: str
) -> None:
    first_column = (sheet.start or (0, 0))[1]
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or []:
        if bottom + 1 >= header_row and left - first_column < width:
            at = f"第 {top + 1} 至 {bottom + 1} 行、第 {left + 1} 至 {right + 1} 列"
            raise SheetHasMergedCells(
                f"文件 {shown(name)} {at}是合并单元格，请取消合并并填好每一格",
                file=name,
                row=top + 1,
                column=left + 1,
            )


def _header(rows: Rows, wanted: frozenset[str]) -> tuple[int, list[str]] | None:
    for number, cells in islice(rows, HEADER_WITHIN):
        forms = [title_form(each) for each in cells]
        hits = sum(bool(form in wanted or form.split("(")[0] in wanted) for form in set(forms))
        if hits >= min(2, len(wanted)):
            while forms and not forms[-1]:
                forms.pop()
            return number, forms
    return None


def _limited(rows: Rows, name: str) -> Rows:
    for number, cells in rows:
        if number > MOST_ROWS + HEADER_WITHIN:
            raise SheetFileTooLarge(
                f"文件 {shown(name)} 超过 {MOST_ROWS} 行，请分成几个文件", file=name
            )
        yield number, cells


def _no_header(name: str, found: int) -> SheetHeaderMissing:
    problem = "不止一张工作表有" if found else f"前 {HEADER_WITHIN} 行没有"
    return SheetHeaderMissing(
        f"文件 {shown(name)} {problem}模板的列名，请用 sunledger template 产生的模板填写",
        file=name,
        sheets=found,
    )
