"""What does each row of a file say, or why can it not be taken?

    reader = RowReader(sheet, table, keyed=sealer)
    for read in reader.rows(): read.row (a value), or read.faults (column and reason)

Rows are read on their own: what needs the books is asked later. Example rows of the template
(示例) are passed over. A last row that begins with 合计 is a total: its count and sums must be
those of the rows. A CSV needs one (or the number of rows, said beside the file), because a text cut
between two rows looks whole; so does a file of opening balances, whose total is signed.

The digest of a row is keyed: a plain hash of a row with an ID number in it could be tried out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from ledger.intake.sheet import Column, Sheet
from ledger.intake.sheet_cells import CellRefused, Reader, Value, cell_reader
from ledger.intake.sheet_columns import columns_of
from ledger.intake.sheet_file import Table
from ledger.storage.sealing import Sealer
from ledger.values.money import parse_cell, yuan
from ledger.values.refusal import Refusal, shown
from ledger.values.text import half_width, without_blanks

R = TypeVar("R")

EXAMPLE_MARK = "示例"
ROW_PURPOSE = "intake_row"
KEY_PURPOSE = "intake_row_key"
_TOTAL = re.compile(r"(?:合计|总计)(?:[:共]?(?P<count>[0-9]+)[行户人笔条]?)?")


class SheetTotalDiffers(Refusal):
    """A row of totals says what the rows add up to."""


class SheetTotalMissing(Refusal):
    """A CSV, and a file of opening balances, ends with a row of totals."""


class SheetRowAfterTotal(Refusal):
    """The row of totals is the last one."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a row is not taken: its number, the column's title and the reason."""

    row: int
    column: str
    reason: str


@dataclass(frozen=True, slots=True)
class ReadRow(Generic[R]):
    """One row of a file: its value where it has no faults. `aside`: the 退回编号 it corrects."""

    number: int
    row: R | None
    faults: tuple[Fault, ...]
    values: tuple[Value, ...]
    digest: bytes = b""
    aside: str = ""

    def taken(self) -> R:
        assert self.row is not None
        return self.row


class RowReader(Generic[R]):
    """Reads the rows of one table; may be asked for them again."""

    def __init__(
        self, sheet: Sheet[R], table: Table, *, sealer: Sealer, rows_stated: int | None = None
    ) -> None:
        self.sheet, self.table = sheet, table
        self._sealer, self._rows_stated = sealer, rows_stated
        found = columns_of(sheet, table)
        places, units = found.places, found.units
        self._aside, self._width = found.aside, found.width
        self._columns: list[tuple[Column, Reader, int | None]] = [
            (each, cell_reader(each, unit=units.get(each.key)), places.get(each.key))
            for each in sheet.columns
        ]
        # A column that is not in the file reads the empty cell that is put after each row.
        self._plan = [
            (at, reader, self._width if place is None else place)
            for at, (_, reader, place) in enumerate(self._columns)
        ]
        self._heads = [at for at, each in enumerate(sheet.columns) if each.head]
        # What all rows say alike is read once: a row whose cells there are those of the last good
        # row starts from its values and reads only the others.
        self._head_places = [place for at, _, place in self._plan if at in self._heads]
        self._body = [each for each in self._plan if each[0] not in self._heads]
        self._last: tuple[list[object], list[Value], list[str]] = ([], [], [])
        self._keys = [at for at, each in enumerate(sheet.columns) if each.key in sheet.key]
        self._sums = [
            (at, each, places.get(each.key), units.get(each.key))
            for at, each in enumerate(sheet.columns)
            if each.key in sheet.sums
        ]

    def key_of(self, read: ReadRow[R]) -> str:
        """By what a corrected row is known to be the same; empty where that itself is missing."""
        known = [read.values[at] for at in self._keys]
        if any(
            value in (None, "") and self.sheet.columns[at].required
            for at, value in zip(self._keys, known, strict=True)
        ):
            return ""
        words = "\x1f".join(map(str, (self.sheet.name, *known)))
        return self._sealer.hmac(KEY_PURPOSE, words).hex()[:32]

    def rows(self) -> Iterator[ReadRow[R]]:
        """Every row in order. Raises SheetTotalDiffers, SheetTotalMissing, SheetRowAfterTotal."""
        first: tuple[int, tuple[Value, ...]] | None = None
        count, whole, total = 0, True, None
        sums = [0] * len(self._sums)
        for number, cells in self.table.rows():
            start = cells[0] if cells else ""
            if isinstance(start, str):
                if start.startswith(EXAMPLE_MARK):
                    continue
                found = "计" in start and _TOTAL.fullmatch(without_blanks(half_width(start)))
                if found and total is None:
                    total = (number, cells, found["count"])
                    continue
            if total is not None:
                raise SheetRowAfterTotal(
                    f"文件 {shown(self.table.name)} 第 {total[0]} 行是合计，"
                    f"后面第 {number} 行还有内容",
                    file=self.table.name,
                    row=number,
                )
            read = self._read(number, cells, first)
            count += 1
            if read.row is None:
                whole = False
            elif first is None:
                first = (number, read.values)
            for place, (at, *_) in enumerate(self._sums):
                amount = read.values[at] if read.values else None
                if isinstance(amount, int):
                    sums[place] += amount
                else:
                    whole = False
            yield read
        self._check_total(total, count, sums if whole else None)

    def _read(
        self, number: int, cells: list[object], first: tuple[int, tuple[Value, ...]] | None
    ) -> ReadRow[R]:
        aside = ""
        if self._aside is not None and self._aside < len(cells):
            aside = without_blanks(str(cells[self._aside]))
        if len(cells) == self._width:
            cells.append("")
            heads = [cells[place] for place in self._head_places]
            alike = bool(heads) and first is not None and heads == self._last[0]
            try:
                if alike:
                    values, words = self._last[1].copy(), self._last[2].copy()
                    for at, reader, place in self._body:
                        value = values[at] = reader(cells[place])
                        words[at] = str(value)
                else:
                    values = [reader(cells[place]) for _, reader, place in self._plan]
                    words = [*map(str, values)]
            except CellRefused:
                return self._with_faults(number, cells, first, aside)
            if alike or first is None or all(values[at] == first[1][at] for at in self._heads):
                self._last = (heads, values, words)
                known = tuple(values)
                digest = self._sealer.hmac(ROW_PURPOSE, "\x1f".join(words))
                return ReadRow(number, self.sheet.make(*known), (), known, digest, aside)
        return self._with_faults(number, cells, first, aside)

    def _with_faults(
        self,
        number: int,
        cells: list[object],
        first: tuple[int, tuple[Value, ...]] | None,
        aside: str,
    ) -> ReadRow[R]:
        """The row read again, cell by cell, so that all of its faults are said at once."""
        faults: list[Fault] = []
        values: list[Value] = []
        if any(each not in ("", None) for each in cells[self._width :]):
            faults.append(Fault(number, "", f"有 {len(cells)} 格，表头只有 {self._width} 列"))
        for column, read, place in self._columns:
            cell = cells[place] if place is not None and place < len(cells) else ""
            try:
                values.append(read(cell))
            except CellRefused as refused:
                values.append(None)
                faults.append(Fault(number, column.title, refused.reason))
        for at in self._heads:
            if first is not None and values[at] not in (None, first[1][at]):
                faults.append(
                    Fault(
                        number,
                        self.sheet.columns[at].title,
                        f"与第 {first[0]} 行不同，一个文件只能有一种",
                    )
                )
        known = tuple(values)
        if faults:
            return ReadRow(number, None, tuple(faults), known, aside=aside)
        digest = self._sealer.hmac(ROW_PURPOSE, "\x1f".join(map(str, known)))
        return ReadRow(number, self.sheet.make(*known), (), known, digest, aside)

    def _check_total(
        self,
        total: tuple[int, list[object], str | None] | None,
        count: int,
        sums: list[int] | None,
    ) -> None:
        name = shown(self.table.name)
        said = self._rows_stated if total is None or total[2] is None else int(total[2])
        stated = said is not None
        if said is not None and said != count:
            raise SheetTotalDiffers(
                f"文件 {name} 应有 {said} 行，实际读到 {count} 行，文件可能不完整",
                file=self.table.name,
                stated=said,
                rows=count,
            )
        if total is not None:
            stated |= self._check_sums(total[0], total[1], sums)
        if self.sheet.total_required and total is None:
            raise SheetTotalMissing(
                f"文件 {name} 没有合计行：{self.sheet.title}必须以签字确认的合计结尾",
                file=self.table.name,
            )
        if not stated and not self.table.ends_by_itself:
            raise SheetTotalMissing(
                f"从 CSV 文件 {name} 看不出是否完整：请在最后加一行，第一格写“合计{count}行”"
                f"（本次读到 {count} 行），或用 --rows 说明应有的行数",
                file=self.table.name,
                rows=count,
            )

    def _check_sums(self, row: int, cells: list[object], sums: list[int] | None) -> bool:
        """Whether the row of totals said a sum. A sum is not compared where rows were refused."""
        said = False
        for place, (_, column, at, unit) in enumerate(self._sums):
            cell = cells[at] if at is not None and at < len(cells) else ""
            if cell in ("", None):
                continue
            said = True
            try:
                stated = parse_cell(cell, unit=unit)
            except Refusal as refusal:
                raise SheetTotalDiffers(
                    f"文件 {shown(self.table.name)} 第 {row} 行合计的“{column.title}”："
                    f"{refusal.message}",
                    file=self.table.name,
                    row=row,
                    column=column.title,
                ) from refusal
            if sums is not None and stated != sums[place]:
                raise SheetTotalDiffers(
                    f"文件 {shown(self.table.name)} 第 {row} 行合计的“{column.title}”为 "
                    f"{yuan(stated)}，各行相加为 {yuan(sums[place])}，相差 "
                    f"{yuan(abs(stated - sums[place]))}",
                    file=self.table.name,
                    row=row,
                    column=column.title,
                    stated_fen=stated,
                    sum_fen=sums[place],
                )
        if self.sheet.total_required and not said:
            raise SheetTotalMissing(
                f"文件 {shown(self.table.name)} 第 {row} 行合计没有金额",
                file=self.table.name,
                row=row,
            )
        return said
