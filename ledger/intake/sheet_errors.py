"""How do errors come back? As the same workbook with a column of reasons.

Every row of the file as it was, numbers as numbers and text as text, the faulty ones coloured and
explained in the last column; corrected and saved, the workbook is ready to be imported. A row that
was set aside carries its 退回编号, by which its correction is recognised.

The workbook holds what the file held, names and cards too: it goes back to who sent the file.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

from ledger.intake.quarantine import aside_name
from ledger.intake.report_workbook import AS_TEXT, new_workbook
from ledger.intake.sheet import Sheet
from ledger.intake.sheet_columns import ASIDE_TITLE, REASON_TITLE
from ledger.intake.sheet_file import Table, title_form
from ledger.intake.sheet_rows import Fault


def write_errors(
    path: Path,
    sheet: Sheet[Any],
    table: Table,
    faults: Mapping[int, Sequence[Fault]],
    *,
    document: UUID | None = None,
) -> int:
    """Write all rows of `table` with the reasons. Returns how many rows have one.

    `document` is that in which faulty rows were set aside, None where nothing was imported.
    """
    ours = (REASON_TITLE, ASIDE_TITLE) if document else (REASON_TITLE,)
    kept = [place for place, title in enumerate(table.header) if title not in ours]
    titles = {title_form(each.title): each.title for each in sheet.columns}
    with new_workbook(path) as book:
        page = book.add_worksheet(sheet.title)
        styles = _Styles(book)
        page.freeze_panes(1, 0)
        headings = [titles.get(table.header[place], table.header[place]) for place in kept]
        for column, title in enumerate((*headings, *reversed(ours))):
            page.set_column(column, column, 60 if title == REASON_TITLE else 16, styles.plain)
            page.write_string(0, column, title, styles.head)
        bad = 0
        for row, (number, cells) in enumerate(table.rows(), start=1):
            reasons = faults.get(number, ())
            for column, place in enumerate(kept):
                if place < len(cells):
                    styles.write(page, row, column, cells[place], bad=bool(reasons))
            if reasons:
                bad += 1
                column = len(kept)
                if document:
                    page.write_string(row, column, aside_name(document, number), styles.marked)
                    column += 1
                text = "；".join(
                    f"{each.column}：{each.reason}" if each.column else each.reason
                    for each in reasons
                )
                page.write_string(row, column, text[:32_000], styles.marked)
    return bad


class _Styles:
    """The formats of one workbook, and the writing of a cell as it was read."""

    def __init__(self, book: Any) -> None:
        self.head = book.add_format({"bold": True, "bg_color": "#DDEBF7", "border": 1})
        self.plain = book.add_format({"num_format": AS_TEXT})
        self.marked = book.add_format({"num_format": AS_TEXT, "bg_color": "#FFC7CE"})
        self._days = {
            bad: book.add_format({"num_format": "yyyy-mm-dd"} | _colour(bad))
            for bad in (False, True)
        }
        self._numbers = {
            bad: book.add_format({"num_format": "General"} | _colour(bad)) for bad in (False, True)
        }

    def write(self, page: Any, row: int, column: int, cell: object, *, bad: bool) -> None:
        text = self.marked if bad else self.plain
        if isinstance(cell, bool):
            page.write_boolean(row, column, cell, self._numbers[bad])
        elif isinstance(cell, int | float):
            page.write_number(row, column, Decimal(repr(cell)), self._numbers[bad])
        elif isinstance(cell, datetime | date):
            page.write_datetime(row, column, cell, self._days[bad])
        elif cell not in ("", None):
            page.write_string(row, column, str(cell)[:32_767], text)
        elif bad:
            page.write_blank(row, column, None, text)


def _colour(bad: bool) -> dict[str, str]:
    return {"bg_color": "#FFC7CE"} if bad else {}
