"""Good rows of every template, as values: what the property tests vary."""

from __future__ import annotations

import string
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from ledger.intake.sheet import Column, Kind, Sheet
from ledger.intake.sheet_cells import Value
from ledger.intake.sheet_export import write_sheet_rows
from ledger.intake.sheet_file import opened_table
from ledger.intake.sheet_rows import ReadRow, RowReader
from ledger.intake.sheets import SHEET_KINDS
from ledger.storage.sealing import Sealer

SEALER = Sealer(sealing_key=b"s" * 32, hmac_key=b"h" * 32)
_WORDS = st.text(
    alphabet="略阳县财政局扶贫资金甲乙丙丁村路（）·-0123456789abcXYZ", min_size=1, max_size=30
)
_CODES = st.text(alphabet=string.digits + string.ascii_uppercase + "-_", min_size=1, max_size=20)
_DIGITS = st.text(alphabet=string.digits, min_size=12, max_size=19)


def value_of(column: Column) -> st.SearchStrategy[Value]:
    """Any value that a cell of this column can say."""
    match column.kind:
        case Kind.TEXT | Kind.NAME:
            # 示例 and 合计 at the start of a row mean something else.
            known: st.SearchStrategy[Value] = _WORDS.map(str.strip).filter(bool)
        case Kind.CODE:
            known = _CODES.filter(lambda text: not _looks_shortened(text))
        case Kind.REGION:
            known = st.sampled_from(["610727101201", "610727000000", "610000000000"])
        case Kind.CHOICE:
            known = st.sampled_from([meant for _, meant in column.choices])
        case Kind.DAY:
            known = st.dates(date(1900, 1, 1), date(2199, 12, 31))
        case Kind.COUNT:
            known = st.integers(0, 10**9 - 1)
        case Kind.QUANTITY:
            known = st.integers(0, 10**14)
        case Kind.AMOUNT:
            known = st.integers(1, 10**15 - 1)
        case Kind.ID:
            known = st.from_regex(r"[1-9][0-9]{16}[0-9X]", fullmatch=True)
        case Kind.CARD | Kind.PHONE:
            known = _DIGITS
    if column.required:
        return known
    empty: Value = None if column.kind in _NUMBERS else ""
    return st.one_of(st.just(empty), known)


_NUMBERS = (Kind.DAY, Kind.COUNT, Kind.QUANTITY, Kind.AMOUNT)


def _looks_shortened(text: str) -> bool:
    digits, letter, rest = text.partition("E")
    return bool(letter) and digits.isdigit() and rest.isdigit()


@cache
def _lists_of(name: str) -> st.SearchStrategy[list[tuple[Value, ...]]]:
    """Made once for each template: made anew, it would be checked anew for every example."""
    row = st.tuples(*(value_of(each) for each in SHEET_KINDS[name].sheet.columns))
    return st.lists(row, min_size=1, max_size=8)


@st.composite
def rows_of(draw: st.DrawFn, sheet: Sheet[Any]) -> list[tuple[Value, ...]]:
    """Rows of one file: what must be the same in all of them is."""
    rows = draw(_lists_of(sheet.name))
    first = rows[0]
    return [
        tuple(
            first[at] if column.head else value
            for at, (column, value) in enumerate(zip(sheet.columns, row, strict=True))
        )
        for row in rows
    ]


def read_all(path: Path, sheet: Sheet[Any], **options: Any) -> list[ReadRow[Any]]:
    with opened_table(path, [each.title for each in sheet.columns]) as table:
        return list(RowReader(sheet, table, sealer=SEALER, **options).rows())


def written(path: Path, sheet: Sheet[Any], rows: list[tuple[Value, ...]]) -> Path:
    write_sheet_rows(path, sheet, rows)
    return path
