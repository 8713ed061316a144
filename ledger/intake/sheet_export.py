"""How do rows leave in the form of a template, so that they can be imported again?

The header of the template, each value as its column prints it, and a row of totals that says how
many rows there are. Reading the file gives the same values.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from ledger.intake.report_workbook import Form, Head, plain_decimal, write_report
from ledger.intake.sheet import Column, Kind, Sheet
from ledger.intake.sheet_cells import Value

_FORMS = {
    Kind.DAY: Form.DAY,
    Kind.COUNT: Form.COUNT,
    Kind.QUANTITY: Form.MILLI,
    Kind.AMOUNT: Form.FEN,
    Kind.TEXT: Form.TEXT,
    Kind.NAME: Form.TEXT,
    Kind.CHOICE: Form.TEXT,
}


def write_sheet_rows(path: Path, sheet: Sheet[Any], rows: Iterable[Sequence[Value]]) -> int:
    """A workbook with these rows; one value a column of the template. Returns their number."""
    heads = [
        Head(
            each.heading,
            _FORMS.get(each.kind, Form.CODE),
            max(12, 2 * len(each.heading)),
            summed=each.key in sheet.sums,
        )
        for each in sheet.columns
    ]
    return write_report(path, sheet.title, heads, _printed(sheet, rows))


def write_sheet_csv(
    path: Path, sheet: Sheet[Any], rows: Iterable[Sequence[Value]], *, encoding: str = "utf-8-sig"
) -> int:
    """The same as a CSV, ending with the number of rows."""
    count = 0
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file)
        writer.writerow([each.heading for each in sheet.columns])
        for row in rows:
            count += 1
            writer.writerow(
                [_text(each, value) for each, value in zip(sheet.columns, row, strict=True)]
            )
        writer.writerow([f"合计{count}行", *[""] * (len(sheet.columns) - 1)])
    return count


def _printed(sheet: Sheet[Any], rows: Iterable[Sequence[Value]]) -> Iterator[list[Value]]:
    choices = {
        at: {meant: printed for printed, meant in each.choices}
        for at, each in enumerate(sheet.columns)
        if each.choices
    }
    for row in rows:
        cells = list(row)
        for at, printed in choices.items():
            cells[at] = printed.get(str(cells[at]), "")
        yield cells


def _text(column: Column, value: Value) -> str:
    if value is None or value == "":
        return ""
    if column.choices:
        return {meant: printed for printed, meant in column.choices}[str(value)]
    if column.kind is Kind.AMOUNT and isinstance(value, int):
        return plain_decimal(value, 2)
    if column.kind is Kind.QUANTITY and isinstance(value, int):
        return plain_decimal(value, 3)
    return str(value)
