"""What does the workbook look like that a clerk fills in?

Made from the declaration of the template and nothing else: the header with a note on each column,
text format where Excel would turn numbers over, drop-downs, an example row marked 示例 (the reader
passes over it), a frozen header, and a sheet 说明 that explains each column.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ledger.intake.report_workbook import AS_TEXT, new_workbook
from ledger.intake.sheet import Column, Kind, Sheet
from ledger.intake.sheet_rows import EXAMPLE_MARK

FILLABLE_ROWS = 10_000
"""Rows that have drop-downs; whole columns have their format."""
_NUMBER_FORMATS: dict[Kind, str | int] = {
    Kind.DAY: "yyyy-mm-dd",
    Kind.COUNT: "0",
    Kind.QUANTITY: "0.###",
    Kind.AMOUNT: "#,##0.00",
}


def write_template(path: Path, sheet: Sheet[Any]) -> None:
    """The workbook of a template, whole under its name or not there."""
    with new_workbook(path) as book:
        _fill_in(book, sheet)
        _explained(book, sheet)


def _fill_in(book: Any, sheet: Sheet[Any]) -> None:
    table = book.add_worksheet(sheet.title)
    must = book.add_format({"bold": True, "bg_color": "#FFF2CC", "border": 1, "text_wrap": True})
    may = book.add_format({"bold": True, "bg_color": "#EDEDED", "border": 1, "text_wrap": True})
    example = book.add_format({"italic": True, "font_color": "#808080", "num_format": AS_TEXT})
    table.freeze_panes(1, 0)
    for place, each in enumerate(sheet.columns):
        style = book.add_format({"num_format": _NUMBER_FORMATS.get(each.kind, AS_TEXT)})
        table.set_column(place, place, max(12, 2 * len(each.heading) + 2), style)
        if each.choices:
            table.data_validation(1, place, FILLABLE_ROWS, place, _drop_down(each))
    for place, each in enumerate(sheet.columns):
        table.write_string(0, place, each.heading, must if each.required else may)
        table.write_comment(0, place, _explanation(each))
    for place, each in enumerate(sheet.columns):
        mark = f"{EXAMPLE_MARK}（请删除本行）{each.example}" if place == 0 else each.example
        if mark:
            table.write_string(1, place, mark, example)


def _explained(book: Any, sheet: Sheet[Any]) -> None:
    """The sheet 说明; its first row is no header of a table, so it is never read as one."""
    page = book.add_worksheet("说明")
    bold, wrap = book.add_format({"bold": True}), book.add_format({"text_wrap": True})
    for place, width in enumerate((18, 8, 46, 60)):
        page.set_column(place, place, width, wrap)
    lines: list[tuple[str, ...]] = [
        (f"{sheet.title}：{sheet.purpose}",),
        ("一行一条，列名不要改动；可以调整列的次序。合并单元格、出错的公式不能导入。",),
        ("编号、身份证号、银行卡号的列已设为文本格式，请不要改成数字格式。",),
        ("可以在最后加一行，第一格写“合计”，金额列写合计数，导入时核对。",),
    ]
    if sheet.total_required:
        lines[-1] = ("最后一行必须是合计：第一格写“合计”，金额列写签字确认的合计数，不符即退回。",)
    row = 0
    for row, line in enumerate(lines):
        page.write_string(row, 0, line[0], bold if row == 0 else None)
    row += 2
    for place, title in enumerate(("列名", "必填", "填什么", "备注")):
        page.write_string(row, place, title, bold)
    for each in sheet.columns:
        row += 1
        cells = (each.heading, "是" if each.required else "否", each.form, _remark(each))
        for place, text in enumerate(cells):
            page.write_string(row, place, text, wrap)


def _drop_down(column: Column) -> dict[str, object]:
    return {
        "validate": "list",
        "source": [printed for printed, _ in column.choices],
        "ignore_blank": not column.required,
        "error_title": column.title,
        "error_message": "请从下拉列表选择",
    }


def _explanation(column: Column) -> str:
    parts = ["必填" if column.required else "可空着", column.form, _remark(column)]
    return "。".join(part for part in parts if part)


def _remark(column: Column) -> str:
    parts = [column.note]
    if column.head:
        parts.append("整个文件各行相同")
    if column.example:
        parts.append(f"例：{column.example}")
    return "；".join(part for part in parts if part)
