"""What value does a cell of a template hold?

    reader = cell_reader(column, unit="元")      # unit: what the column's title says
    reader(cell) → value, or raises CellRefused with the reason in Chinese

Cells are what a workbook reader gives (text, float, date, bool) or the text of a CSV. Nothing is
guessed: a number where a number may have lost digits (IDs, cards, codes), a date stored as a
number, an amount without a unit are refused with advice. Of personal cells no reason repeats the
content. Values repeat in real files, so each reader remembers what it has read.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import TypeAlias

from ledger.intake.sheet import Column, Kind
from ledger.values.day import PartialDate, Precision
from ledger.values.money import parse_cell
from ledger.values.refusal import Refusal, shown
from ledger.values.region import RegionCode
from ledger.values.text import clean_text, half_width, without_blanks

Value: TypeAlias = "str | int | date | None"
Reader: TypeAlias = "Callable[[object], Value]"

LONGEST_TEXT = 2000
_REMEMBERED = 8192
_UNLIKE = frozenset({"number", "household"})
"""Columns whose values hardly repeat: to remember them costs more than to read them."""
_EXACT_DIGITS = 15
_PLAIN = re.compile(r"[0-9A-Za-z一-龥()（）·*._/-]+")
"""Text that `clean_text` leaves as it is; asked first, because nearly all text is so."""
_PLAIN_CODE = re.compile(r"(?![0-9]+(?:\.[0-9]+)?[eE])[0-9A-Za-z_/-]{1,100}")
"""A code that needs no cleaning and is no number that Excel shortened (6.1E+17)."""
_EXPONENT = re.compile(r"[+-]?[0-9](\.[0-9]+)?[eE]\+?[0-9]+")
_YUAN = re.compile(r"([0-9]{1,12})\.([0-9]{1,2})")
_ID = re.compile(r"(?![0-9]+[eE][0-9]+$)[0-9A-Za-z]{1,32}")
_CARD = re.compile(r"[0-9]{6,32}")
_PHONE = re.compile(r"[0-9+()-]{5,20}")
_COUNT = re.compile(r"[0-9]{1,9}")
_QUANTITY = re.compile(r"[0-9]{1,12}(\.[0-9]{1,3}0*)?")


class CellRefused(Exception):
    """A cell cannot be taken; the reason is for the person who filled it in."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


AS_TEXT = (
    "在 Excel 里存成了数字，15 位以后的数字和开头的 0 可能已经丢失。"
    "请把整列设为“文本”格式（选中列→设置单元格格式→文本）后重新录入"
)


def cell_reader(column: Column, *, unit: str | None) -> Reader:
    """The reader of one column, with a memory of its own."""
    read = _READERS[column.kind](column, unit)
    personal, required = column.kind.personal, column.required
    blank: Value = "" if column.kind in _TEXTUAL else None
    # Names and numbers of persons are nearly all different, and need not be remembered.
    most = 0 if personal or column.key in _UNLIKE else _REMEMBERED
    seen: dict[object, Value] = {}

    def reader(cell: object) -> Value:
        # 1.0, 1 and True are equal as keys, so only text, floats and days are looked up.
        kind = type(cell)
        known = kind is str or kind is float or kind is date
        if known:
            value = seen.get(cell)
            if value is not None:
                return value
        try:
            value = None if cell == "" or cell is None else read(cell)
        except Refusal as refusal:
            reason = "无法作为文字保存" if personal else refusal.message
            raise CellRefused(reason) from refusal
        if value is None or value == "":
            if required:
                raise CellRefused("必填，不能为空")
            return blank
        if known and len(seen) < most:
            seen[cell] = value
        return value

    return reader


def text_of(cell: object, what: str) -> str:
    """Text of a cell that must be text. Raises CellRefused, or a refusal of `clean_text`."""
    if type(cell) is str:
        text = cell if _PLAIN.fullmatch(cell) else clean_text(cell)
        if len(text) > LONGEST_TEXT:
            raise CellRefused(f"文字过长（{len(text)} 字，最多 {LONGEST_TEXT} 字）")
        return text
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        raise CellRefused(f"{what}{AS_TEXT}")
    raise CellRefused(f"应为文字，收到 {_named(cell)}")


def _text(column: Column, unit: str | None) -> Reader:
    def read(cell: object) -> Value:
        if isinstance(cell, float) and not isinstance(cell, bool):
            return _decimal(cell)
        return text_of(cell, column.title)

    return read


def _code(column: Column, unit: str | None) -> Reader:
    def read(cell: object) -> Value:
        if type(cell) is str and _PLAIN_CODE.fullmatch(cell):
            return cell
        text = without_blanks(half_width(text_of(cell, column.title)))
        if _EXPONENT.fullmatch(text):
            raise CellRefused(f"{column.title}{AS_TEXT}")
        return text

    return read


def _region(column: Column, unit: str | None) -> Reader:
    def read(cell: object) -> Value:
        if isinstance(cell, float) and not isinstance(cell, bool):
            cell = _decimal(cell)  # twelve digits are exact, and none begins with 0
        return RegionCode.parse(text_of(cell, column.title)).code

    return read


def _choice(column: Column, unit: str | None) -> Reader:
    meant = dict(column.choices)

    def read(cell: object) -> Value:
        text = without_blanks(text_of(cell, column.title))
        if text and text not in meant:
            raise CellRefused(f"应为 {column.form}，收到 {shown(text)}")
        return meant[text] if text else ""

    return read


def _day(column: Column, unit: str | None) -> Reader:
    def read(cell: object) -> Value:
        if isinstance(cell, datetime):
            if cell.time() != time():
                raise CellRefused(f"应为日期，收到带时刻的 {cell.isoformat(' ')}")
            cell = cell.date()
        if isinstance(cell, date):
            return PartialDate.parse(cell.isoformat()).first_on
        if isinstance(cell, int | float) and not isinstance(cell, bool):
            raise CellRefused(
                f"日期存成了数字 {_decimal(cell)}，请把整列设为日期格式，或写作 2020-06-30"
            )
        text = text_of(cell, column.title)
        if not without_blanks(text):
            return None
        parsed = PartialDate.parse(text)
        if parsed.precision is not Precision.DAY:
            raise CellRefused(f"日期应精确到日，收到 {shown(text)}")
        return parsed.first_on

    return read


def _count(column: Column, unit: str | None) -> Reader:
    def read(cell: object) -> Value:
        text = _number_text(cell, column)
        if not text:
            return None
        if not _COUNT.fullmatch(text):
            raise CellRefused(f"应为整数，收到 {shown(text)}")
        return int(text)

    return read


def _quantity(column: Column, unit: str | None) -> Reader:
    """Thousandths, exactly."""

    def read(cell: object) -> Value:
        text = _number_text(cell, column)
        if not text:
            return None
        if not _QUANTITY.fullmatch(text):
            raise CellRefused(f"应为数量（最多三位小数），收到 {shown(text)}")
        return int(Decimal(text).scaleb(3))

    return read


def _amount(column: Column, unit: str | None) -> Reader:
    def read(cell: object) -> Value:
        if type(cell) is float and unit == "元" and (plain := _YUAN.fullmatch(repr(cell))):
            # What nearly every cell is: read by its digits, as `parse_cell` does at length.
            fen = int(plain[1] + plain[2].ljust(2, "0"))
        elif isinstance(cell, str) and not without_blanks(cell):
            return None
        else:
            fen = parse_cell(cell, unit=unit)
        if not fen and column.required:
            raise CellRefused("金额应大于 0")
        return fen

    return read


def _name(column: Column, unit: str | None) -> Reader:
    def read(cell: object) -> Value:
        return text_of(cell, column.title)

    return read


def _phone(column: Column, unit: str | None) -> Reader:
    return _numbered(column, _PHONE, "应为电话号码")


def _id(column: Column, unit: str | None) -> Reader:
    """Wrong check digits are kept, a rule reports them; lost digits are not."""
    return _numbered(column, _ID, "应为证件号码")


def _card(column: Column, unit: str | None) -> Reader:
    return _numbered(column, _CARD, "应为 6 至 32 位数字的卡号或账号")


def _numbered(column: Column, form: re.Pattern[str], expected: str) -> Reader:
    def read(cell: object) -> Value:
        text = cell if type(cell) is str else text_of(cell, column.title)
        if not form.fullmatch(text):
            text = without_blanks(half_width(clean_text(text)))
            if _EXPONENT.fullmatch(text):
                raise CellRefused(f"{column.title}{AS_TEXT}")
            if text and not form.fullmatch(text):
                raise CellRefused(f"{expected}，有不认识的字符或位数不对（共 {len(text)} 位）")
        return text.upper()

    return read


def _number_text(cell: object, column: Column) -> str:
    """Digits of a number cell or of text; full-width digits are read."""
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _decimal(cell)
    return without_blanks(half_width(text_of(cell, column.title)))


def _decimal(cell: float) -> str:
    """The decimal that a number cell prints as. Raises CellRefused beyond 15 digits."""
    try:
        number = Decimal(repr(cell))
    except InvalidOperation as broken:
        raise CellRefused(f"单元格不是数字：{shown(cell)}") from broken
    if not number.is_finite():
        raise CellRefused(f"单元格不是数字：{shown(cell)}")
    if len(number.normalize().as_tuple().digits) > _EXACT_DIGITS:
        raise CellRefused(f"单元格中的数 {number:f} 不是准确的小数（多为公式结果），请改为准确数值")
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _named(cell: object) -> str:
    names = {bool: "真假值", date: "日期", datetime: "日期", time: "时刻"}
    return names.get(type(cell), "其他类型")


_READERS: dict[Kind, Callable[[Column, str | None], Reader]] = {
    Kind.TEXT: _text,
    Kind.CODE: _code,
    Kind.REGION: _region,
    Kind.CHOICE: _choice,
    Kind.DAY: _day,
    Kind.COUNT: _count,
    Kind.QUANTITY: _quantity,
    Kind.AMOUNT: _amount,
    Kind.NAME: _name,
    Kind.PHONE: _phone,
    Kind.ID: _id,
    Kind.CARD: _card,
}
_TEXTUAL = frozenset(
    {Kind.TEXT, Kind.CODE, Kind.REGION, Kind.CHOICE, Kind.NAME, Kind.PHONE, Kind.ID, Kind.CARD}
)
