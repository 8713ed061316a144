"""How does the answer of a query leave? As .xlsx or .csv, amounts in 元, nothing that computes.

A text that begins like a formula would be one in a spreadsheet that opens a .csv, so it gets an
apostrophe in front; a .xlsx cell says that it is text.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from io import StringIO
from pathlib import Path

from audit.query.run import QueryCell, QueryColumn, QueryResult
from ledger.intake.report_workbook import Cell, Form, Head, new_workbook, plain_decimal, write_table
from ledger.storage.whole_file import write_whole
from ledger.values.day import SHANGHAI
from ledger.values.money import LARGEST_FEN
from ledger.values.refusal import Refusal

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


class QueryFileUnknown(Refusal):
    """A file of an answer ends in .xlsx or .csv."""


def write_answer(path: Path, result: QueryResult) -> None:
    """Whole or not at all. Raises QueryFileUnknown."""
    if path.suffix == ".xlsx":
        write_xlsx(path, result)
    elif path.suffix == ".csv":
        write_whole(path, csv_bytes(result))
    else:
        raise QueryFileUnknown(f"文件名应以 .xlsx 或 .csv 结尾：{path.name}")


def csv_bytes(result: QueryResult) -> bytes:
    """UTF-8 with a mark by which office programs know it."""
    text = StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([_guarded(_title(each)) for each in result.columns])
    for row in result.rows:
        writer.writerow(
            [_in_csv(cell, column) for cell, column in zip(row, result.columns, strict=True)]
        )
    return text.getvalue().encode("utf-8-sig")


def write_xlsx(path: Path, result: QueryResult) -> None:
    """The rows with frozen header and sums that are formulas, and a sheet that says what was asked.

    A column of amounts is one by its name; where a cell is no whole fen, the column is plain text.
    """
    forms = [_form(result, at) for at in range(len(result.columns))]
    heads = [
        Head(_title(column), form, width=18, summed=form is Form.FEN)
        for column, form in zip(result.columns, forms, strict=True)
    ]
    rows = (
        [_in_sheet(cell, form, column) for cell, form, column in zip(
            row, forms, result.columns, strict=True)]
        for row in result.rows
    )  # fmt: skip
    with new_workbook(path) as book:
        write_table(book, "结果", heads, rows)
        write_table(
            book,
            "说明",
            [Head("项目", Form.TEXT, 16), Head("内容", Form.TEXT, 90)],
            said_of(result),
        )


def said_of(result: QueryResult) -> Iterator[tuple[str, str]]:
    """What was asked, line by line."""
    yield "查询", result.title or result.name or "自编查询"
    if result.name:
        yield "名称和版本", f"{result.name} 第 {result.version} 版"
    yield "截至日", result.as_of.isoformat()
    yield "按此刻已登记", f"{result.known_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}"
    yield "账簿", "、".join(map(str, result.books))
    for name, value in result.parameters.items():
        yield f"参数 {name}", value
    yield "行数", f"{len(result.rows)}{'（已达上限，后面的没有列出）' if result.cut else ''}"
    yield "运行编号", str(result.run)
    yield "结果摘要", result.digest.hex()


def shown_cell(cell: QueryCell, column: QueryColumn) -> str:
    """A cell as text: amounts in 元, instants in Beijing time."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, datetime):
        local = cell.astimezone(SHANGHAI) if cell.tzinfo else cell
        return f"{local:%Y-%m-%d %H:%M:%S}"
    if column.fen and isinstance(cell, int):
        return plain_decimal(cell, 2)
    return str(cell)


def _title(column: QueryColumn) -> str:
    return f"{column.title}（元）" if column.fen else column.title


def _in_csv(cell: QueryCell, column: QueryColumn) -> str:
    text = shown_cell(cell, column)
    return _guarded(text) if isinstance(cell, str) else text


def _guarded(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text


def _form(result: QueryResult, at: int) -> Form:
    cells = [row[at] for row in result.rows if row[at] is not None]
    if result.columns[at].fen and all(
        type(cell) is int and abs(cell) <= LARGEST_FEN for cell in cells
    ):
        return Form.FEN
    if cells and all(type(cell) is date for cell in cells):
        return Form.DAY
    return Form.TEXT


def _in_sheet(cell: QueryCell, form: Form, column: QueryColumn) -> Cell:
    if cell is None or (form is Form.DAY and isinstance(cell, date)):
        return cell
    if type(cell) is int and (form is Form.FEN or (not column.fen and abs(cell) < 10**15)):
        return cell
    if isinstance(cell, Decimal):
        return f"{cell:f}"
    return shown_cell(cell, column)
