"""Each cell is read for what it says, or refused with a reason that helps."""

from __future__ import annotations

from datetime import date, datetime, time

import pytest

from ledger.intake.sheet import Column, Kind
from ledger.intake.sheet_cells import CellRefused, cell_reader


def read(kind: Kind, cell: object, *, unit: str | None = None, required: bool = True) -> object:
    choices = (("是", "yes"), ("否", "no")) if kind is Kind.CHOICE else ()
    column = Column("x", "某列", kind, "", "", required=required, choices=choices)
    reader = cell_reader(column, unit=unit)
    first = reader(cell)
    assert reader(cell) == first
    return first


def refused(kind: Kind, cell: object, **options: str) -> str:
    column = Column("x", "某列", kind, "", "")
    with pytest.raises(CellRefused) as caught:
        cell_reader(column, unit=options.get("unit"))(cell)
    return caught.value.reason


@pytest.mark.parametrize(
    ("kind", "cell", "value"),
    [
        (Kind.TEXT, " 略阳县 ", "略阳县"),
        (Kind.TEXT, 12.0, "12"),
        (Kind.CODE, "Ｈ００１", "H001"),
        (Kind.CODE, "00123", "00123"),
        (Kind.CODE, "12E5A", "12E5A"),
        (Kind.REGION, "610727", "610727000000"),
        (Kind.REGION, 610727101201.0, "610727101201"),
        (Kind.CHOICE, "是", "yes"),
        (Kind.DAY, date(2020, 6, 30), date(2020, 6, 30)),
        (Kind.DAY, datetime(2020, 6, 30), date(2020, 6, 30)),
        (Kind.DAY, "2020/6/30", date(2020, 6, 30)),
        (Kind.DAY, "２０２０年６月３０日", date(2020, 6, 30)),
        (Kind.COUNT, 4.0, 4),
        (Kind.COUNT, "４", 4),
        (Kind.QUANTITY, 2.5, 2500),
        (Kind.QUANTITY, "0.125", 125),
        (Kind.AMOUNT, "1.5万元", 1_500_000),
        (Kind.ID, "61072719800101001x", "61072719800101001X"),
        (Kind.CARD, "6217 0000 0000 0000 001", "6217000000000000001"),
    ],
)
def test_a_cell_is_read(kind: Kind, cell: object, value: object) -> None:
    assert read(kind, cell) == value


@pytest.mark.parametrize("kind", [Kind.ID, Kind.CARD, Kind.CODE, Kind.PHONE])
@pytest.mark.parametrize("cell", [6.1072719800101e17, 123.0, 12])
def test_a_number_where_digits_may_be_lost_is_refused_with_advice(kind: Kind, cell: object) -> None:
    reason = refused(kind, cell)
    assert "文本" in reason
    assert "设置单元格格式" in reason


@pytest.mark.parametrize("kind", [Kind.ID, Kind.CARD, Kind.CODE])
@pytest.mark.parametrize("cell", ["6.10727E+17", "6E17", "6.1e+10"])
def test_what_excel_shortened_is_refused_with_the_same_advice(kind: Kind, cell: str) -> None:
    assert "文本" in refused(kind, cell)


def test_units_come_from_the_column_or_the_cell_and_are_never_guessed() -> None:
    assert read(Kind.AMOUNT, 12.5, unit="万元") == 12_500_000
    assert read(Kind.AMOUNT, 12.5, unit="元") == 1250
    assert read(Kind.AMOUNT, "12.5元", unit="万元") == 1250
    assert "单位" in refused(Kind.AMOUNT, 12.5)


@pytest.mark.parametrize(
    ("kind", "cell", "part"),
    [
        (Kind.DAY, 44012.0, "日期存成了数字"),
        (Kind.DAY, "2019-02-29", "没有这一天"),
        (Kind.DAY, "2020-06", "精确到日"),
        (Kind.DAY, datetime(2020, 6, 30, 8), "时刻"),
        (Kind.COUNT, 1.5, "整数"),
        (Kind.COUNT, "-1", "整数"),
        (Kind.COUNT, "٣", "整数"),
        (Kind.QUANTITY, "0.1234", "三位小数"),
        (Kind.QUANTITY, 0.1 + 0.2, "不是准确的小数"),
        (Kind.AMOUNT, 1124.1999999999998, "不是准确的小数"),
        (Kind.AMOUNT, "-5元", "负数"),
        (Kind.AMOUNT, "0元", "大于 0"),
        (Kind.AMOUNT, "0.001元", "不足一分"),
        (Kind.CHOICE, "也许", "应为"),
        (Kind.REGION, "9107", "区划代码"),
        (Kind.TEXT, True, "真假值"),
        (Kind.TEXT, time(8), "时刻"),
        (Kind.TEXT, "甲\0乙", "NUL"),
        (Kind.TEXT, "甲" * 2001, "过长"),
        (Kind.CARD, "12345", "卡号"),
        (Kind.TEXT, "", "必填"),
        (Kind.TEXT, " \u3000", "必填"),
        (Kind.TEXT, None, "必填"),
    ],
)
def test_a_cell_that_cannot_be_taken_says_why(kind: Kind, cell: object, part: str) -> None:
    assert part in refused(kind, cell, **({"unit": "元"} if kind is Kind.AMOUNT else {}))


@pytest.mark.parametrize("kind", [each for each in Kind if each.personal])
@pytest.mark.parametrize("cell", ["张三丰\0丰", "6217abc甲乙丙丁", "\x07张三丰", 13800138000.0])
def test_reasons_never_repeat_personal_content(kind: Kind, cell: object) -> None:
    column = Column("x", "某列", kind, "", "")
    try:
        cell_reader(column, unit=None)(cell)
    except CellRefused as caught:
        assert not any(word in caught.reason for word in ("张三", "6217", "甲乙", "13800"))


def test_a_number_is_not_taken_for_a_truth_value_remembered_before() -> None:
    reader = cell_reader(Column("x", "某列", Kind.COUNT, "", ""), unit=None)
    assert reader(1.0) == 1
    with pytest.raises(CellRefused, match="真假值"):
        reader(True)
