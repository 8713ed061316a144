"""What did one row of a notice file print, whichever kind of file it stood in?

A `PrintedRow` holds the sixteen columns as text. A workbook has numbers where a CSV has text, so
the text of a number is made here, exactly, and `row_digest` undoes what a spreadsheet program
does to a cell it is shown: `0.0` and 0, `22,057.35` and 22057.35, `2018` and the number 2018,
CR LF inside a cell. A re-saved workbook therefore has the digests of the CSV it came from.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from ledger.values.canonical import canonical
from ledger.values.refusal import Refusal, shown
from ledger.values.text import clean_text

_PLAIN_NUMBER = re.compile(r"(0|[1-9][0-9]{0,2}(?:,[0-9]{3})+|[1-9][0-9]*)(?:\.([0-9]+))?")
_EXACT_DIGITS = 15


class CellOfUnknownKind(Refusal):
    """A workbook cell holds neither text, nor a number, nor a date."""


@dataclass(frozen=True, slots=True)
class CellProblem:
    """A cell that could not be taken over as it stands; its row will be refused."""

    column: str
    reason: str


@dataclass(frozen=True, slots=True)
class PrintedRow:
    """One row as printed. `row` is its line in the file's table, the header being row 1."""

    row: int
    notice_id: str
    level_from: str
    org: str
    doc_no: str
    notice_date: str
    fund_source_level: str
    fund_category: str
    recipient_region_or_unit: str
    project_name: str
    site: str
    content: str
    households: str
    persons: str
    amount_yuan_text: str
    amount_fen: str
    note: str
    problems: tuple[CellProblem, ...] = ()

    def cells(self) -> dict[str, str]:
        """The columns and what they print, in the order of the file format."""
        return {name: str(getattr(self, name)) for name in COLUMNS}


COLUMNS = tuple(each.name for each in fields(PrintedRow) if each.name not in ("row", "problems"))


def printed_row(
    row: int, cells: Mapping[str, str], problems: tuple[CellProblem, ...] = ()
) -> PrintedRow:
    """The row whose columns print `cells`; all of COLUMNS must be there."""
    return PrintedRow(row=row, problems=problems, **{name: cells[name] for name in COLUMNS})


def cell_text(value: object) -> tuple[str, str]:
    """(text, problem) of a workbook cell: numbers as exact decimals, days as 2019-02-18.

    A binary fraction that no one typed (1124.1999999999998) keeps its digits and names a problem.
    Raises the refusals of `clean_text` and CellOfUnknownKind.
    """
    if value is None:
        return "", ""
    if isinstance(value, str):
        return clean_text(value), ""
    if isinstance(value, bool):
        return ("TRUE" if value else "FALSE"), ""
    if isinstance(value, int):
        return str(value), ""
    if isinstance(value, float):
        number = Decimal(repr(value))
        if not number.is_finite():
            return repr(value), f"单元格不是数字:{shown(value)}"
        text = f"{number:f}"
        text = text.rstrip("0").rstrip(".") if "." in text else text
        if len(number.normalize().as_tuple().digits) > _EXACT_DIGITS:
            return text, f"单元格中的数 {text} 不是准确的小数(多为公式结果),请改为准确数值"
        return text, ""
    if isinstance(value, datetime):
        return (value.date() if value.time() == time() else value).isoformat(), ""
    if isinstance(value, date | time):
        return value.isoformat(), ""
    if isinstance(value, timedelta):
        return str(value), ""
    raise CellOfUnknownKind(f"单元格内容的类型不认识:{shown(value)}", found=type(value).__name__)


def canonical_cell(text: str) -> str:
    """What stays equal when a spreadsheet program opens and saves a cell."""
    plain = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").strip()
    found = _PLAIN_NUMBER.fullmatch(plain)
    if not found:
        return plain
    whole, part = found[1].replace(",", ""), (found[2] or "").rstrip("0")
    return f"{whole}.{part}" if part else whole


def row_digest(row: PrintedRow) -> bytes:
    """SHA-256 (32 bytes) over the canonical cells of a row; its place in the file is not in it."""
    return hashlib.sha256(
        canonical({name: canonical_cell(text) for name, text in row.cells().items()})
    ).digest()


def rows_digest(rows: Iterable[PrintedRow]) -> bytes:
    """SHA-256 (32 bytes) over the digests of a notice's rows in printed order."""
    return hashlib.sha256(b"".join(map(row_digest, rows))).digest()
