"""How does printed money become integer fen, and fen become print?

1 元 = 100 fen, 1 万元 = 10**6 fen, 1 亿元 = 10**10 fen. An amount in the ledger is an `int` of
fen within ±(2**53 - 1), about 90 万亿元, so that JSON and JavaScript read it exactly. There is no
float and no rounding anywhere: text is scaled digit by digit, and what is finer than a fen is
refused.

Full-width digits and punctuation (１２３．５) are read, because Chinese input methods type them.
Other Unicode digits (Arabic-Indic, Devanagari, circled …) are refused although `int()` and `\\d`
would take them.
"""

from __future__ import annotations

import re
from decimal import Decimal

from ledger.values.refusal import Refusal, shown
from ledger.values.text import BLANKS, clean_text, half_width

LARGEST_FEN = 2**53 - 1

_DECIMALS = {"元": 2, "万元": 6, "万": 6, "亿元": 10, "亿": 10}
"""Digits after the point that are still whole fen, by unit as printed."""

_AMOUNT = re.compile(
    r"(?:人民币|¥|￥)?(?P<sign>[-−–—△▲负]?)(?P<whole>[0-9]+(?:,[0-9]+)*)(?:\.(?P<part>[0-9]+))?"
    r"(?:(?P<unit>亿元|亿|万元|万|元)整?)?(?P<rest>.*)",
    re.DOTALL,
)
_GROUPED = re.compile(r"(0|[1-9][0-9]*|[1-9][0-9]{0,2}(,[0-9]{3})+)")
_ANNOTATION = re.compile(r"\((?P<inside>[^()]*)\)")
_NO_AMOUNT = re.compile(r"[-−–—/\\.·]*|无|空")
_BRACKETED = re.compile(r"\([0-9][0-9,.]*\)(亿元|亿|万元|万|元)?")
_EXPONENT = re.compile(r"[+-]?[0-9.]+[eE][+-]?[0-9]+")
_BLANK_IN_NUMBER = re.compile(rf"[^0-9(]*[0-9][0-9,.]*[{BLANKS}]+[0-9,.]")
_CONTINUES = re.compile(r"[0-9,.]|[eE][0-9+-]")
_CELL_DIGITS = 15


class AmountMissing(Refusal):
    """No amount is given: the text is empty or only a dash."""


class AmountOfWrongType(Refusal):
    """An amount is text or integer fen; never a boolean, never a float."""


class AmountNotReadable(Refusal):
    """The text is not one plain decimal amount with ASCII or full-width digits."""


class AmountAmbiguous(Refusal):
    """The text can be read as more than one amount."""


class AmountHasOtherText(Refusal):
    """After an amount only a remark in brackets may stand: no percent sign, no 元/亩, no 左右."""


class AmountBadlyGrouped(Refusal):
    """Thousands separators stand before each three digits, and there is no extra leading zero."""


class AmountInExponentNotation(Refusal):
    """Amounts are not written as 1.2E+05."""


class AmountNegative(Refusal):
    """A printed amount is not negative: the ledger corrects by reversal (红冲) and return."""


class AmountNotPositive(Refusal):
    """An entry moves more than zero fen."""


class AmountFinerThanFen(Refusal):
    """An amount is a whole number of fen (0.01元)."""


class AmountTooLarge(Refusal):
    """An amount lies within 2**53 - 1 fen."""


class UnitMissing(Refusal):
    """Neither the text nor the table's header says 元, 万元 or 亿元."""


class UnitUnknown(Refusal):
    """The unit of a table is 元, 万元 or 亿元."""


class CellNumberNotExact(Refusal):
    """A number cell holds a binary fraction (a formula's result) instead of an exact decimal."""


def parse_amount(text: object, *, unit: str | None = None) -> int:
    """Fen (>= 0) of one printed amount: `1245 万元`, `22,057.35`, `724.712484万元`, `2.5亿元`.

    `unit` is what the header of the table says (元, 万元, 亿元); a unit in the text wins.
    A remark in brackets may follow and does not count: `10(其中,灾情因素6万元)` is 10. If the
    bracket is only a unit, `10(万元)`, it is the unit.

    Blanks around the number are dropped. A blank inside it is refused: `280 800` may be two
    cells run together. Raises the refusals of this file and of `text.clean_text`.
    """
    fen, rest = _leading(text, unit)
    if rest and not _is_remark(rest):
        if re.search(r"[0-9]", rest):
            raise AmountAmbiguous(f"一格中不止一个数:{shown(text)}", found=text, rest=rest)
        raise AmountHasOtherText(f"金额后面还有文字:{shown(text)}", found=text, rest=rest)
    return fen


def first_amount(text: object, *, unit: str | None = None) -> int:
    """Fen of the amount that `text` begins with, whatever follows it.

    For totals with comments, `18576万元 (plan); library 148790万元`. The number itself is checked
    as strictly as by `parse_amount`.
    """
    return _leading(text, unit)[0]


def parse_cell(value: object, *, unit: str | None = None) -> int:
    """Fen of a workbook cell. Readers give number cells as floats: 5.359516, 1245.0.

    A float is taken only as the decimal it prints as, if that has at most 15 significant digits
    (what a workbook stores of a typed number). 1124.1999999999998 is a formula's result and is
    refused. No arithmetic is done on the float. Other types as `parse_amount`; empty is missing.
    """
    if isinstance(value, float):
        printed = Decimal(repr(value))
        if not printed.is_finite():
            raise AmountNotReadable(f"单元格不是数字:{shown(value)}", found=repr(value))
        if len(printed.normalize().as_tuple().digits) > _CELL_DIGITS:
            raise CellNumberNotExact(
                f"单元格中的数 {value!r} 不是准确的小数(多为公式结果),请改为准确数值",
                found=repr(value),
            )
        return parse_amount(f"{printed:f}", unit=unit)
    if isinstance(value, int) and not isinstance(value, bool):
        return parse_amount(str(check_fen(value)), unit=unit)
    return parse_amount("" if value is None else value, unit=unit)


def check_fen(value: object) -> int:
    """`value` if it is an int within ±(2**53 - 1). Negative is allowed: balances of sources are."""
    if isinstance(value, bool) or not isinstance(value, int):
        raise AmountOfWrongType(
            f"金额应为整数分,收到 {shown(value)}", found=shown(value), type=type(value).__name__
        )
    if abs(value) > LARGEST_FEN:
        raise AmountTooLarge(f"金额超出范围:{shown(value)} 分", found=value, limit=LARGEST_FEN)
    return int(value)


def check_positive_fen(value: object) -> int:
    """`value` if it is an int from 1 to 2**53 - 1: what an entry may move."""
    fen = check_fen(value)
    if fen <= 0:
        raise AmountNotPositive(f"金额应大于 0,收到 {yuan(fen)}", amount_fen=fen)
    return fen


def yuan(fen: int) -> str:
    """`1,234.56元`, always two decimals; `-1.00元` below zero."""
    whole, part = divmod(abs(check_fen(fen)), 100)
    return f"{'-' if fen < 0 else ''}{whole:,}.{part:02}元"


def wan(fen: int) -> str:
    """`1,234.5678万元`: exact, never rounded, no trailing zeros, up to six decimals."""
    whole, part = divmod(abs(check_fen(fen)), 10**6)
    decimals = f".{part:06}".rstrip("0").rstrip(".")
    return f"{'-' if fen < 0 else ''}{whole:,}{decimals}万元"


def _leading(text: object, unit: str | None) -> tuple[int, str]:
    """(fen, what follows) of the amount at the start of `text`."""
    if not isinstance(text, str):
        raise AmountOfWrongType(
            f"金额应为文字,收到 {shown(text)}", found=shown(text), type=type(text).__name__
        )
    if unit is not None and unit not in _DECIMALS:
        raise UnitUnknown(f"单位应为 元、万元 或 亿元,收到 {shown(unit)}", found=unit)
    plain = half_width(clean_text(text))
    if _BLANK_IN_NUMBER.match(plain):
        raise AmountAmbiguous(f"数字中间有空格,可能是两个数:{shown(text)}", found=text)
    plain = re.sub(f"[{BLANKS}]+", "", plain)
    if _NO_AMOUNT.fullmatch(plain):
        raise AmountMissing(f"没有金额:{shown(text)}", found=text)
    if _EXPONENT.match(plain):
        raise AmountInExponentNotation(f"金额不能用科学计数法:{shown(text)}", found=text)
    found = _AMOUNT.fullmatch(plain)
    if _BRACKETED.fullmatch(plain) or (found and found["sign"]):
        raise AmountNegative(f"金额不能为负数(更正请用红冲或退回):{shown(text)}", found=text)
    if not found or (not found["unit"] and _CONTINUES.match(found["rest"])):
        raise AmountNotReadable(f"不是可以读出的金额:{shown(text)}", found=text)
    if not _GROUPED.fullmatch(found["whole"]):
        raise AmountBadlyGrouped(f"千分位或首位的 0 不对:{shown(text)}", found=text)
    rest = found["rest"]
    bracket = _ANNOTATION.fullmatch(rest)
    if bracket and bracket["inside"].removeprefix("单位:") in _DECIMALS and not found["unit"]:
        unit, rest = bracket["inside"].removeprefix("单位:"), ""
    unit = found["unit"] or unit
    if unit is None:
        raise UnitMissing(f"没有单位(元、万元、亿元):{shown(text)}", found=text)
    return _scale(found["whole"].replace(",", ""), found["part"] or "", unit, text), rest


def _scale(whole: str, part: str, unit: str, text: str) -> int:
    decimals = _DECIMALS[unit]
    part = part.rstrip("0")
    if len(part) > decimals:
        raise AmountFinerThanFen(
            f"金额不足一分的部分无法记账:{shown(text)},{unit}最多 {decimals} 位小数",
            found=text,
            unit=unit,
            decimals=decimals,
        )
    digits = whole + part.ljust(decimals, "0")
    if len(digits.lstrip("0")) > 16 or int(digits) > LARGEST_FEN:
        raise AmountTooLarge(f"金额超出范围:{shown(text)}", found=text, limit=LARGEST_FEN)
    return int(digits)


def _is_remark(rest: str) -> bool:
    """A bracket holding words. `100(120万元)` holds only another amount and is no remark."""
    bracket = _ANNOTATION.fullmatch(rest)
    return (
        bracket is not None
        and _AMOUNT.fullmatch(bracket["inside"]) is None
        and bool(bracket["inside"])
    )
