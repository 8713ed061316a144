"""How does a statement of account leave as a .xlsx? 期初, lines, and sums that are formulas."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from xlsxwriter.utility import xl_rowcol_to_cell

from api.reading.names import voucher_kind
from api.reading.statements import StatementFull, StatementRow, line_notes
from ledger.intake.report_workbook import (
    NUMBER_FORMATS,
    Cell,
    Form,
    Head,
    exact_decimal,
    new_workbook,
    plain_decimal,
    write_cell,
)
from ledger.values.day import SHANGHAI

HEADS = (
    Head("凭证号", Form.CODE, 12),
    Head("业务日期", Form.DAY, 12),
    Head("记账时间", Form.TEXT, 17),
    Head("类别", Form.TEXT, 12),
    Head("文号", Form.TEXT, 22),
    Head("账户", Form.TEXT, 28),
    Head("对方账户", Form.TEXT, 28),
    Head("资金批次", Form.TEXT, 22),
    Head("笔数", Form.COUNT, 8),
    Head("转入（元）", Form.FEN, 16, summed=True),
    Head("转出（元）", Form.FEN, 16, summed=True),
    Head("余额（元）", Form.FEN, 18),
    Head("说明", Form.TEXT, 40),
)
_IN, _OUT, _BALANCE = 9, 10, 11
_HEADER, _OPENING = 2, 3


def write_statement(path: Path, full: StatementFull) -> int:
    """The whole statement, given without paging. Returns the number of lines written."""
    with new_workbook(path) as book:
        sheet = book.add_worksheet("对账单")
        bold = book.add_format({"bold": True})
        head = book.add_format(
            {"bold": True, "bg_color": "#DDEBF7", "border": 1, "valign": "vcenter"}
        )
        forms = [book.add_format({"num_format": NUMBER_FORMATS[each.form]}) for each in HEADS]
        money = book.add_format({"bold": True, "num_format": NUMBER_FORMATS[Form.FEN]})
        for column, each in enumerate(HEADS):
            sheet.set_column(column, column, each.width, forms[column])
        sheet.write_string(0, 0, f"对账单　{full.title}（账簿 {full.book}）", bold)
        sheet.write_string(1, 0, _times(full), bold)
        for column, each in enumerate(HEADS):
            sheet.write_string(_HEADER, column, each.title, head)
        sheet.freeze_panes(_HEADER + 1, 1)
        sheet.write_string(_OPENING, 0, "期初余额", bold)
        write_cell(sheet, _OPENING, _BALANCE, full.opening.fen, Form.FEN, money)
        row = _OPENING
        for row, line in enumerate(full.lines, start=_OPENING + 1):
            for column, cell in enumerate(_cells(line)):
                if cell is not None and cell != "":
                    write_cell(sheet, row, column, cell, HEADS[column].form, forms[column])
            above = xl_rowcol_to_cell(row - 1, _BALANCE)
            came, went = xl_rowcol_to_cell(row, _IN), xl_rowcol_to_cell(row, _OUT)
            _formula(
                sheet, row, _BALANCE, f"={above}+{came}-{went}", forms[_BALANCE], line.balance.fen
            )
        last = row + 1
        sheet.write_string(last, 0, f"合计 {len(full.lines)} 行，期末余额", bold)
        for column, fen in ((_IN, full.came.fen), (_OUT, full.went.fen)):
            first, until = (xl_rowcol_to_cell(at, column) for at in (_OPENING, row))
            _formula(sheet, last, column, f"=SUM({first}:{until})", money, fen)
        opening = xl_rowcol_to_cell(_OPENING, _BALANCE)
        came, went = xl_rowcol_to_cell(last, _IN), xl_rowcol_to_cell(last, _OUT)
        _formula(sheet, last, _BALANCE, f"={opening}+{came}-{went}", money, full.closing.fen)
    return len(full.lines)


def _cells(line: StatementRow) -> list[Cell]:
    return [
        f"{line.year}-{line.number}",
        line.happened_on,
        f"{line.recorded_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}",
        voucher_kind(line.voucher_kind),
        line.doc_no,
        f"{line.account_name}（{line.account_year}）",
        line.other_name,
        line.lot_doc_no,
        line.entries,
        line.change.fen if line.change.fen > 0 else None,
        -line.change.fen if line.change.fen < 0 else None,
        None,
        "；".join(line_notes(line)),
    ]


def _times(full: StatementFull) -> str:
    period = f"业务日期 {full.from_on or '最早'} 至 {full.to_on or '现在'}"
    if full.known_at is None:
        return period
    return f"{period}，按 {full.known_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M} 已记账的"


def _formula(sheet: Any, row: int, column: int, formula: str, style: Any, fen: int) -> None:
    exact = exact_decimal(fen, 2)
    value = plain_decimal(fen, 2) if exact is None else exact
    sheet.write_formula(row, column, formula, style, value)
