"""Printed money becomes exact fen or a named refusal, and fen print back to themselves."""

import csv
import re
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.values import money
from ledger.values.money import (
    LARGEST_FEN,
    check_fen,
    check_positive_fen,
    first_amount,
    parse_amount,
    parse_cell,
    wan,
    yuan,
)
from ledger.values.refusal import Refusal
from ledger.values.text import TextHasControlCharacter, TextHasNul

SHARED_NOTICES = Path(__file__).parents[3] / "shared" / "data" / "real" / "notices"

AS_PRINTED = [
    ("1245 万元", None, 1_245_000_000),
    ("22,057.35", "万元", 22_057_350_000),
    ("28231.31", "万元", 28_231_310_000),
    ("0.0", "元", 0),
    ("724.712484万元", None, 724_712_484),
    ("5.359516万元", None, 5_359_516),
    ("660万", None, 660_000_000),
    ("27262.35元", None, 2_726_235),
    ("8383584元", None, 838_358_400),
    ("2.5亿元", None, 25_000_000_000),
    ("10(其中,灾情因素6万元)", "万元", 10_000_000),
    ("25（其中，灾情因素6万元）", "万元", 25_000_000),
    ("280", "万元", 280_000_000),
    ("5万元", "元", 5_000_000),
    ("10(万元)", None, 10_000_000),
    ("10（单位：万元）", "元", 10_000_000),
    ("１２３．５万元", None, 123_500_000),
    ("１，２３４元", None, 123_400),
    ("￥12.30元", None, 1230),
    ("人民币100万元整", None, 100_000_000),
    ("\u30001245\u00a0万元\n", None, 1_245_000_000),
    ("1\u200b245万元", None, 1_245_000_000),
    ("1.2300000万元", None, 1_230_000),
]

REFUSED = [
    ("", "万元", money.AmountMissing),
    ("  ", "万元", money.AmountMissing),
    ("—", "万元", money.AmountMissing),
    ("/", "万元", money.AmountMissing),
    ("无", "万元", money.AmountMissing),
    ("1245", None, money.UnitMissing),
    ("10(其中,灾情因素6万元)", None, money.UnitMissing),
    ("1245", "美元", money.UnitUnknown),
    ("5.001元", None, money.AmountFinerThanFen),
    ("1.2345678万元", None, money.AmountFinerThanFen),
    ("-5万元", None, money.AmountNegative),
    ("－5万元", None, money.AmountNegative),
    ("−5万元", None, money.AmountNegative),
    ("△5万元", None, money.AmountNegative),
    ("负5万元", None, money.AmountNegative),
    ("(5)", "万元", money.AmountNegative),
    ("（1,234.50）万元", None, money.AmountNegative),
    ("1,23元", None, money.AmountBadlyGrouped),
    ("12,3456元", None, money.AmountBadlyGrouped),
    ("1234,567元", None, money.AmountBadlyGrouped),
    ("007元", None, money.AmountBadlyGrouped),
    ("1e5元", None, money.AmountInExponentNotation),
    ("1.5E+06", "元", money.AmountInExponentNotation),
    ("280 800", "万元", money.AmountAmbiguous),
    ("201 9", "万元", money.AmountAmbiguous),
    ("22 057.35", "万元", money.AmountAmbiguous),
    ("280\n800", "万元", money.AmountAmbiguous),
    ("1. 280", "万元", money.AmountAmbiguous),
    ("280、300万元", "万元", money.AmountAmbiguous),
    ("100-200万元", "万元", money.AmountAmbiguous),
    ("100(120万元)", "万元", money.AmountAmbiguous),
    ("1亿2000万元", None, money.AmountAmbiguous),
    ("12元5角", None, money.AmountAmbiguous),
    ("12%", "万元", money.AmountHasOtherText),
    ("6000元/年", None, money.AmountHasOtherText),
    ("100万元左右", None, money.AmountHasOtherText),
    ("3万美元", None, money.AmountHasOtherText),
    ("100()", "万元", money.AmountHasOtherText),
    ("约100万元", None, money.AmountNotReadable),
    ("二十万元", None, money.AmountNotReadable),
    (".5万元", None, money.AmountNotReadable),
    ("5.万元", None, money.AmountNotReadable),
    ("1.2.3元", None, money.AmountNotReadable),
    ("+5万元", None, money.AmountNotReadable),
    ("nan", "元", money.AmountNotReadable),
    ("٣万元", None, money.AmountNotReadable),
    ("१२", "元", money.AmountNotReadable),
    ("①", "元", money.AmountNotReadable),
    ("5²", "元", money.AmountHasOtherText),
    ("12\0", "元", TextHasNul),
    ("1\u202e2", "元", TextHasControlCharacter),
    ("12\x07", "元", TextHasControlCharacter),
    ("9" * 5000, "元", money.AmountTooLarge),
    (12, "元", money.AmountOfWrongType),
    (1.5, "元", money.AmountOfWrongType),
    (True, "元", money.AmountOfWrongType),
    (None, "元", money.AmountOfWrongType),
]


@pytest.mark.parametrize(("text", "unit", "fen"), AS_PRINTED)
def test_amounts_as_notices_print_them_are_read_exactly(
    text: str, unit: str | None, fen: int
) -> None:
    assert parse_amount(text, unit=unit) == fen


@pytest.mark.parametrize(("text", "unit", "refusal"), REFUSED)
def test_what_is_not_one_exact_amount_is_refused_by_name(
    text: object, unit: str | None, refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal) as refused:
        parse_amount(text, unit=unit)
    assert type(refused.value) is refusal


def test_the_largest_amount_is_read_and_one_fen_more_is_refused() -> None:
    assert parse_amount("90,071,992,547,409.91元") == LARGEST_FEN
    with pytest.raises(money.AmountTooLarge):
        parse_amount("90,071,992,547,409.92元")


def test_a_fen_is_read_in_each_unit_and_a_tenth_of_it_refused() -> None:
    for one_fen in ("0.01元", "0.000001万元", "0.0000000001亿元"):
        assert parse_amount(one_fen) == 1
        with pytest.raises(money.AmountFinerThanFen):
            parse_amount(one_fen.replace("1", "01"))


@given(st.integers(0, LARGEST_FEN))
def test_print_is_read_back_to_the_same_fen(fen: int) -> None:
    assert parse_amount(yuan(fen)) == fen
    assert parse_amount(wan(fen)) == fen
    assert parse_amount(yuan(fen).removesuffix("元"), unit="元") == fen


@given(st.integers(-LARGEST_FEN, LARGEST_FEN))
def test_both_prints_say_exactly_the_same_amount(fen: int) -> None:
    assert Decimal(yuan(fen)[:-1].replace(",", "")) * 100 == fen
    assert Decimal(wan(fen)[:-2].replace(",", "")) * 10**6 == fen


@given(st.text(st.characters(exclude_categories=())), st.sampled_from([None, "元", "万元"]))
def test_any_text_gives_fen_within_the_limit_or_a_refusal(text: str, unit: str | None) -> None:
    try:
        assert 0 <= parse_amount(text, unit=unit) <= LARGEST_FEN
    except Refusal as refusal:
        assert refusal.message


@given(st.text("0123456789,. ()-万元亿e", max_size=14))
def test_an_amount_that_is_read_is_the_number_a_reader_sees(text: str) -> None:
    try:
        fen = parse_amount(text, unit="元")
    except Refusal:
        return
    seen = re.search(r"[0-9][0-9,]*(\.[0-9]+)?", text)
    assert seen is not None
    scale = 10**8 if "亿" in text else 10**4 if "万" in text else 1
    number = Decimal(seen.group().replace(",", ""))
    if "(" not in text:
        assert number * scale * 100 == fen


@pytest.mark.parametrize("unit", ["1 ", "1,", "1.", "(", "9", "-", "、1", "万元", " ", "(1", "1e"])
def test_absurdly_long_text_is_refused_without_delay(unit: str) -> None:
    with pytest.raises(Refusal):
        parse_amount(unit * 50_000, unit="元")


def test_yuan_and_wan_are_exact_also_below_zero() -> None:
    assert yuan(123456) == "1,234.56元"
    assert yuan(-5) == "-0.05元"
    assert wan(0) == "0万元"
    assert wan(12_345_678_900) == "12,345.6789万元"
    assert wan(-1) == "-0.000001万元"
    assert wan(1_230_000_000) == "1,230万元"


def test_the_first_amount_of_a_total_with_comments_is_read() -> None:
    assert first_amount("18576万元 (plan); library 148790万元") == 18_576_000_000
    assert first_amount("66185万元 (cumulative)") == 66_185_000_000
    assert first_amount("26428万元; 6 2 recipients") == 26_428_000_000
    with pytest.raises(money.AmountMissing):
        first_amount("")
    with pytest.raises(money.AmountBadlyGrouped):
        first_amount("1,2345万元 (plan)")


@pytest.mark.parametrize(
    ("cell", "fen"),
    [
        (5.359516, 5_359_516),
        (1245.0, 1_245_000_000),
        (0.1, 100_000),
        (0.0, 0),
        (1245, 1_245_000_000),
        ("1245", 1_245_000_000),
        ("5元", 500),
        (123456789.012345, 123_456_789_012_345),
    ],
)
def test_a_cell_is_read_as_the_decimal_it_shows(cell: object, fen: int) -> None:
    assert parse_cell(cell, unit="万元") == fen


@pytest.mark.parametrize(
    ("cell", "refusal"),
    [
        (0.1 + 0.2, money.CellNumberNotExact),
        (1124.1999999999998, money.CellNumberNotExact),
        (1e-7, money.AmountFinerThanFen),
        (1e300, money.AmountTooLarge),
        (10**400, money.AmountTooLarge),
        (float("nan"), money.AmountNotReadable),
        (float("inf"), money.AmountNotReadable),
        (-5.0, money.AmountNegative),
        (-5, money.AmountNegative),
        (True, money.AmountOfWrongType),
        (None, money.AmountMissing),
        ("", money.AmountMissing),
    ],
)
def test_a_cell_that_is_no_exact_amount_is_refused(cell: object, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        parse_cell(cell, unit="万元")


def test_a_number_cell_needs_the_unit_of_its_header() -> None:
    with pytest.raises(money.UnitMissing):
        parse_cell(1245.0)


@given(st.integers(0, 10**15 - 1))
def test_a_float_typed_with_fifteen_digits_is_read_exactly(fen: int) -> None:
    assert parse_cell(float(Decimal(fen).scaleb(-2)), unit="元") == fen


@given(st.floats())
def test_a_float_is_read_exactly_or_refused(cell: float) -> None:
    try:
        fen = parse_cell(cell, unit="元")
    except Refusal:
        return
    assert Decimal(repr(cell)) * 100 == fen


def test_fen_are_integers_within_the_limit_and_entries_move_more_than_zero() -> None:
    assert check_fen(LARGEST_FEN) == LARGEST_FEN
    assert check_fen(-LARGEST_FEN) == -LARGEST_FEN
    assert check_positive_fen(1) == 1
    for wrong in (True, 1.0, "1", None, Decimal(1)):
        with pytest.raises(money.AmountOfWrongType):
            check_fen(wrong)
    for large in (LARGEST_FEN + 1, -LARGEST_FEN - 1, 10**5000):
        with pytest.raises(money.AmountTooLarge):
            check_fen(large)
    for low in (0, -1):
        with pytest.raises(money.AmountNotPositive):
            check_positive_fen(low)


@pytest.mark.skipif(not SHARED_NOTICES.is_dir(), reason="the shared notices are not here")
def test_every_amount_of_the_real_notices_is_read_as_it_was_typed_in() -> None:
    read = 0
    for file in sorted(SHARED_NOTICES.glob("*.csv")):
        with file.open(encoding="utf-8-sig", newline="") as lines:
            for row in csv.DictReader(lines):
                if row["amount_yuan_text"]:
                    header = re.search(r"单位见表头:(万元|亿元|元)", row["note"])
                    unit = header[1] if header else None
                    fen = parse_amount(row["amount_yuan_text"], unit=unit)
                    assert fen == int(row["amount_fen"]), row
                    read += 1
    assert read > 200
