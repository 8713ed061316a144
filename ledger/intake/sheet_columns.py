"""Where in a file stands each column of its template, and in which unit are its amounts?

Columns are found by name, so their order is free. A missing, doubled or unknown column refuses the
file, because a column nobody reads may be the one that mattered. 金额（万元） is the column 金额
with its unit said.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from ledger.intake.sheet import Kind, Sheet
from ledger.intake.sheet_file import Table, title_form
from ledger.values.refusal import Refusal, shown

REASON_TITLE, ASIDE_TITLE = "错误原因", "退回编号"
"""Columns that an error workbook adds: the first is not read, the second names a row set aside."""
_OURS = (REASON_TITLE, ASIDE_TITLE)
_TITLED = re.compile(r"(?P<title>.+?)\((?P<unit>元|万元|亿元)\)")


class SheetColumnsWrong(Refusal):
    """A file has the columns of its template, each once, and no others."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Column key → place in the row, column key → unit said in its title, the place of 退回编号,
    and the number of columns of the header."""

    places: dict[str, int]
    units: dict[str, str]
    aside: int | None
    width: int


def columns_of(sheet: Sheet[Any], table: Table) -> Columns:
    """Raises SheetColumnsWrong."""
    by_title = {title_form(each.title): each for each in sheet.columns}
    places: dict[str, int] = {}
    units: dict[str, str] = {}
    unknown: list[str] = []
    doubled: list[str] = []
    aside: int | None = None
    for place, title in enumerate(table.header):
        found = _TITLED.fullmatch(title)
        column = by_title.get(title)
        if column is None and found:
            column = by_title.get(found["title"])
            if column is not None and column.kind is Kind.AMOUNT:
                units[column.key] = found["unit"]
            else:
                column = None
        if column is None:
            if title == ASIDE_TITLE:
                aside = place
            elif title not in _OURS:
                unknown.append(title or f"第 {place + 1} 列没有列名")
        elif column.key in places:
            doubled.append(title)
        else:
            places[column.key] = place
    missing = [each.title for each in sheet.columns if each.required and each.key not in places]
    for problem, titles in (
        ("缺少列", missing),
        ("有不认识的列", unknown),
        ("有重复的列", doubled),
    ):
        if titles:
            raise SheetColumnsWrong(
                f"文件 {shown(table.name)} 第 {table.header_row} 行的表头{problem}："
                f"{'、'.join(map(shown, titles))}",
                file=table.name,
                row=table.header_row,
                columns=titles,
            )
    return Columns(places, units, aside, len(table.header))
