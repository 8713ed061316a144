"""How does a table leave as a .xlsx that an office can use?

Frozen bold header, columns wide enough, dates as dates, codes as text. An amount in fen is written
as 元 with two decimals, exactly: the number is handed over as a decimal of at most 15 significant
digits, which is what a workbook stores; a larger amount (from 10 万亿元 on) is written as text, so
that no digit is lost. Sums are formulas over their column, with the exact value already in them.

Rows are written one by one and not kept, so a report may have a million of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from pathlib import Path
from typing import Any, Protocol

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from ledger.values.money import check_fen

EXACT_DIGITS = 15
_CELL_LENGTH = 32_767


class Form(StrEnum):
    """How a column is written."""

    TEXT = "text"
    CODE = "code"
    DAY = "day"
    COUNT = "count"
    MILLI = "milli"
    FEN = "fen"


AS_TEXT = 49
"""The built-in number format @: Excel leaves what is typed as it is."""
NUMBER_FORMATS: dict[Form, str | int] = {
    Form.TEXT: AS_TEXT,
    Form.CODE: AS_TEXT,
    Form.DAY: "yyyy-mm-dd",
    Form.COUNT: "#,##0",
    Form.MILLI: "#,##0.###",
    Form.FEN: "#,##0.00",
}


@dataclass(frozen=True, slots=True)
class Head:
    """One column of a report. `summed`: a formula below adds it up."""

    title: str
    form: Form
    width: int = 14
    summed: bool = False


Cell = str | int | date | None


class Worksheet(Protocol):
    """The part of an xlsxwriter worksheet that is used; it ships no types."""

    def write_string(self, row: int, column: int, text: str, form: Any) -> int: ...
    def write_number(self, row: int, column: int, number: Any, form: Any) -> int: ...
    def write_datetime(self, row: int, column: int, day: Any, form: Any) -> int: ...
    def write_formula(self, row: int, column: int, formula: str, form: Any, value: Any) -> int: ...


def exact_decimal(value: int, places: int) -> Decimal | None:
    """`value` / 10**places if a workbook can hold it exactly, else None."""
    number = Decimal(value).scaleb(-places)
    return number if len(number.normalize().as_tuple().digits) <= EXACT_DIGITS else None


def plain_decimal(value: int, places: int) -> str:
    """The same as text: `1234.50`."""
    return f"{Decimal(value).scaleb(-places):f}"


@contextmanager
def new_workbook(path: Path) -> Iterator[Any]:
    """A workbook that appears under its name when it is whole. Rows are not kept in memory."""
    fresh = path.with_name(f".{path.name}.part")
    try:
        with xlsxwriter.Workbook(
            str(fresh),
            {
                "constant_memory": True,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
            },
        ) as book:
            yield book
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)


def write_report(
    path: Path, title: str, heads: Sequence[Head], rows: Iterable[Sequence[Cell]]
) -> int:
    """One table in one workbook. Returns the number of rows written."""
    with new_workbook(path) as book:
        return write_table(book, title, heads, rows)


def write_table(
    book: Any, title: str, heads: Sequence[Head], rows: Iterable[Sequence[Cell]]
) -> int:
    """A sheet with the header, the rows and, below them, the sums. Returns the number of rows."""
    sheet = book.add_worksheet(title[:31])
    bold = book.add_format(
        {"bold": True, "bg_color": "#DDEBF7", "border": 1, "text_wrap": True, "valign": "vcenter"}
    )
    forms = [book.add_format({"num_format": NUMBER_FORMATS[each.form]}) for each in heads]
    sheet.freeze_panes(1, 0)
    for column, each in enumerate(heads):
        sheet.set_column(column, column, each.width, forms[column])
        sheet.write_string(0, column, each.title, bold)
    plan = [
        (column, each.form, forms[column], column if each.summed else None)
        for column, each in enumerate(heads)
    ]
    sums = [0] * len(heads)
    number = 0
    for number, row in enumerate(rows, start=1):
        for (column, form, style, summed), cell in zip(plan, row, strict=True):
            if cell is None or cell == "":
                continue
            write_cell(sheet, number, column, cell, form, style)
            if summed is not None and isinstance(cell, int):
                sums[summed] += cell
    if number and any(each.summed for each in heads):
        _write_sums(book, sheet, number + 1, heads, sums)
    if number:
        sheet.autofilter(0, 0, number, len(heads) - 1)
    return number


def write_cell(sheet: Worksheet, row: int, column: int, cell: Cell, form: Form, style: Any) -> None:
    """One cell in the form of its column."""
    if form is Form.FEN or form is Form.MILLI:
        assert isinstance(cell, int)
        places = 2 if form is Form.FEN else 3
        exact = exact_decimal(check_fen(cell), places)
        if exact is None:
            sheet.write_string(row, column, plain_decimal(cell, places), style)
        else:
            sheet.write_number(row, column, exact, style)
    elif isinstance(cell, date):
        sheet.write_datetime(row, column, cell, style)
    elif isinstance(cell, int):
        sheet.write_number(row, column, cell, style)
    else:
        assert isinstance(cell, str)
        sheet.write_string(row, column, cell[:_CELL_LENGTH], style)


def _write_sums(
    book: Any, sheet: Worksheet, row: int, heads: Sequence[Head], sums: Sequence[int]
) -> None:
    label = book.add_format({"bold": True, "top": 1})
    if not heads[0].summed:
        sheet.write_string(row, 0, f"合计{row - 1}行", label)
    for column, each in enumerate(heads):
        if not each.summed:
            continue
        name = xl_col_to_name(column)
        style = book.add_format({"bold": True, "top": 1, "num_format": NUMBER_FORMATS[each.form]})
        places = {Form.FEN: 2, Form.MILLI: 3}.get(each.form, 0)
        value = exact_decimal(sums[column], places)
        sheet.write_formula(
            row,
            column,
            f"=SUM({name}2:{name}{row})",
            style,
            plain_decimal(sums[column], places) if value is None else value,
        )
