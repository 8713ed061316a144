"""What is a template: which columns has a file of a kind, and what may stand in them?

One `Sheet` drives the workbook that `sunledger template` writes, the reader, the texts of errors
and the page of all templates. A column that is not declared does not exist; nothing about a column
is said a second time elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

R = TypeVar("R")


class Kind(StrEnum):
    """What a cell holds, and so how it is read."""

    TEXT = "text"
    CODE = "code"
    REGION = "region"
    CHOICE = "choice"
    DAY = "day"
    COUNT = "count"
    QUANTITY = "quantity"
    AMOUNT = "amount"
    NAME = "name"
    PHONE = "phone"
    ID = "id"
    CARD = "card"

    @property
    def personal(self) -> bool:
        """Never repeated in a message, a log or the rows that an import leaves behind."""
        return self in (Kind.NAME, Kind.PHONE, Kind.ID, Kind.CARD)

    @property
    def as_text(self) -> bool:
        """Columns whose cells are formatted as text: Excel rounds numbers after 15 digits and
        drops leading zeros."""
        return self in (Kind.CODE, Kind.REGION, Kind.ID, Kind.CARD, Kind.PHONE)


FORMS = {
    Kind.TEXT: "文字",
    Kind.CODE: "编号（文本格式）",
    Kind.REGION: "区划代码：6、9 或 12 位数字（文本格式）",
    Kind.CHOICE: "从下拉列表选择",
    Kind.DAY: "日期，如 2020-06-30",
    Kind.COUNT: "整数",
    Kind.QUANTITY: "数量，最多三位小数",
    Kind.AMOUNT: "金额，单位写在列名或单元格里（元、万元）",
    Kind.NAME: "文字（个人信息，加密保存）",
    Kind.PHONE: "电话号码（文本格式）",
    Kind.ID: "身份证号（文本格式）",
    Kind.CARD: "银行卡号或存折账号（文本格式）",
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `head`: the same in every row, because it is said of the whole file.

    `choices` maps what is printed to what is meant. `example` is a cell of the example row.
    """

    key: str
    title: str
    kind: Kind
    note: str
    example: str
    required: bool = True
    head: bool = False
    choices: tuple[tuple[str, str], ...] = ()

    @property
    def heading(self) -> str:
        """The title as a template prints it: amounts say their unit."""
        return f"{self.title}（元）" if self.kind is Kind.AMOUNT else self.title

    @property
    def form(self) -> str:
        """What may stand in a cell, in words."""
        if self.kind is Kind.CHOICE:
            return "、".join(printed for printed, _ in self.choices)
        return FORMS[self.kind]


@dataclass(frozen=True)
class Sheet(Generic[R]):
    """A kind of file. `make` builds the row from one value a column, in the order of `columns`.

    `key` names the columns by which a corrected row is known to be the same row again; `sums` those
    that a preview adds up; a file of this kind must end with a row of totals if `total_required`.
    """

    name: str
    title: str
    purpose: str
    columns: tuple[Column, ...]
    make: Callable[..., R]
    key: tuple[str, ...]
    sums: tuple[str, ...] = ()
    total_required: bool = False

    def column(self, key: str) -> Column:
        return next(each for each in self.columns if each.key == key)

    @property
    def amount(self) -> str:
        """The column whose sum is the file's, or nothing."""
        return self.sums[0] if self.sums else ""


def choices_of(kinds: type[StrEnum]) -> tuple[tuple[str, str], ...]:
    """The drop-down of an enumeration that names itself in Chinese."""
    return tuple((str(getattr(each, "chinese", each.value)), each.value) for each in kinds)
