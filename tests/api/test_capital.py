"""Amounts in capital characters, as printed on vouchers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.web.capital import capital


@pytest.mark.parametrize(
    ("fen", "text"),
    [
        (0, "零元整"),
        (1, "壹分"),
        (10, "壹角整"),
        (101, "壹元零壹分"),
        (110, "壹元壹角整"),
        (1000, "壹拾元整"),
        (100_00, "壹佰元整"),
        (1001_00, "壹仟零壹元整"),
        (1409_50, "壹仟肆佰零玖元伍角整"),
        (6007_14, "陆仟零柒元壹角肆分"),
        (1_0000_00, "壹万元整"),
        (10_0003_00, "壹拾万零叁元整"),
        (10_0300_00, "壹拾万零叁佰元整"),
        (10_3000_00, "壹拾万叁仟元整"),
        (1680_32, "壹仟陆佰捌拾元叁角贰分"),
        (1_0000_0000_00, "壹亿元整"),
        (1_0000_0001_00, "壹亿零壹元整"),
        (1_0050_0000_00, "壹亿零伍拾万元整"),
        (2_0000_0000_0000_00, "贰万亿元整"),
        (9_0071_9925_4740_991, "玖拾万零柒佰壹拾玖亿玖仟贰佰伍拾肆万柒仟肆佰零玖元玖角壹分"),
        (-500_00, "红字伍佰元整"),
    ],
)
def test_an_amount_is_written_in_capitals(fen: int, text: str) -> None:
    assert capital(fen) == text


@given(st.integers(min_value=0, max_value=2**53 - 1))
def test_two_zeros_never_stand_together(fen: int) -> None:
    assert "零零" not in capital(fen)


@given(st.integers(0, 2**53 - 1), st.integers(0, 2**53 - 1))
def test_different_amounts_are_written_differently(one: int, other: int) -> None:
    assert (capital(one) == capital(other)) == (one == other)
