"""Check digits are those of the standards, names are masked, and no refusal repeats a number."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.values import identity as subject
from ledger.values.identity import (
    born_on,
    check_card,
    check_credit_code,
    check_resident_id,
    mask_name,
    resident_id_18,
)
from ledger.values.refusal import Refusal

# The example number of GB 11643-1999; no living person's.
VALID_ID = "11010519491231002X"
VALID_CREDIT_CODE = "91350100M000100Y43"


@pytest.mark.parametrize(
    "text",
    [
        VALID_ID,
        "11010519491231002x",
        "110105 19491231 002X",
        "１１０１０５１９４９１２３１００２ｘ",
    ],
)
def test_a_valid_resident_id_is_given_with_a_capital_x(text: str) -> None:
    assert check_resident_id(text) == VALID_ID


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("110105194912310021", subject.ResidentIdCheckWrong),
        ("110105194912310020", subject.ResidentIdCheckWrong),
        ("11010519490229002X", subject.ResidentIdBirthImpossible),
        ("110105490229002", subject.ResidentIdBirthImpossible),
        ("11010519491231002", subject.ResidentIdMalformed),
        ("11010519491231002XX", subject.ResidentIdMalformed),
        ("1101051949123100X2", subject.ResidentIdMalformed),
        ("01010519491231002X", subject.ResidentIdMalformed),
        ("11010519491231002Х", subject.ResidentIdMalformed),
        ("11010519491231002ⅹ", subject.ResidentIdMalformed),
        ("١١٠١٠٥١٩٤٩١٢٣١٠٠٢X", subject.ResidentIdMalformed),
        ("", subject.ResidentIdMalformed),
        ("11010519491231002\0", subject.ResidentIdMalformed),
        (110105194912310020, subject.ResidentIdMalformed),
    ],
)
def test_a_wrong_resident_id_is_refused_by_name(text: object, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        check_resident_id(text)


def test_exactly_one_check_character_fits() -> None:
    fits = []
    for check in "0123456789X":
        try:
            fits.append(check_resident_id(VALID_ID[:17] + check)[-1])
        except subject.ResidentIdCheckWrong:
            continue
    assert fits == ["X"]


def test_a_number_of_fifteen_digits_equals_its_successor_of_eighteen() -> None:
    assert check_resident_id("110105491231002") == "110105491231002"
    assert resident_id_18("110105491231002") == VALID_ID
    assert born_on("110105491231002") == born_on(VALID_ID) == date(1949, 12, 31)


@given(st.integers(0, 16), st.integers(1, 9))
def test_one_altered_digit_of_an_id_is_always_found(place: int, step: int) -> None:
    digit = str((int(VALID_ID[place]) + step) % 10)
    with pytest.raises(Refusal):
        check_resident_id(VALID_ID[:place] + digit + VALID_ID[place + 1 :])


@pytest.mark.parametrize(
    "text", [VALID_CREDIT_CODE, VALID_CREDIT_CODE.lower(), "91350100 M000100Y43"]
)
def test_a_valid_credit_code_is_given_in_capitals(text: str) -> None:
    assert check_credit_code(text) == VALID_CREDIT_CODE


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("91350100M000100Y44", subject.CreditCodeCheckWrong),
        ("91350100M000100Y4Z", subject.CreditCodeMalformed),
        ("91350100M000100Y4", subject.CreditCodeMalformed),
        ("91350100M000100I43", subject.CreditCodeMalformed),
        ("9I350100M000100Y43", subject.CreditCodeMalformed),
        ("S1350100M000100Y43", subject.CreditCodeMalformed),
        ("01350100M000100Y43", subject.CreditCodeMalformed),
        ("9135010٠M000100Y43", subject.CreditCodeMalformed),
        ("", subject.CreditCodeMalformed),
    ],
)
def test_a_wrong_credit_code_is_refused_by_name(text: str, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        check_credit_code(text)


@given(st.integers(2, 7), st.integers(1, 9))
def test_one_altered_digit_of_a_credit_code_is_always_found(place: int, step: int) -> None:
    digit = str((int(VALID_CREDIT_CODE[place]) + step) % 10)
    with pytest.raises(subject.CreditCodeCheckWrong):
        check_credit_code(VALID_CREDIT_CODE[:place] + digit + VALID_CREDIT_CODE[place + 1 :])


def test_card_numbers_pass_luhn_or_are_refused_by_name() -> None:
    assert check_card("4111 1111 1111 1111") == "4111111111111111"
    with pytest.raises(subject.CardNumberCheckWrong):
        check_card("4111111111111112")
    for wrong in ("", "41111111111", "41111111111111111111", "4111-1111-1111-1111", "４x"):
        with pytest.raises(subject.CardNumberMalformed):
            check_card(wrong)


@given(st.text("0123456789", min_size=11, max_size=18))
def test_exactly_one_last_digit_makes_a_card_number(digits: str) -> None:
    fits = 0
    for check in "0123456789":
        try:
            check_card(digits + check)
            fits += 1
        except subject.CardNumberCheckWrong:
            continue
    assert fits == 1


@pytest.mark.parametrize(
    "check", [check_resident_id, resident_id_18, check_credit_code, check_card, mask_name]
)
@pytest.mark.parametrize(
    "number",
    ["110105194912310021", "11010519490229002X", "91350100M000100Y44", "4111111111111112",
     "110105194912310021\0", "1101051949123100211101051949", "4111111111111111\u202e"],
)  # fmt: skip
def test_no_refusal_repeats_the_number_it_refuses(check: object, number: str) -> None:
    assert callable(check)
    try:
        check(number)
    except Refusal as refusal:
        said = refusal.message + str(refusal.details) + repr(refusal.__cause__)
        assert number[:8] not in said


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("张三丰", "张*"),
        ("张三", "张*"),
        ("张", "张*"),
        ("欧阳修", "欧阳*"),
        ("司马相如", "司马*"),
        ("欧阳", "欧*"),
        ("阿卜杜拉·买买提", "阿*"),
        ("司马义·艾买提", "司*"),
        ("阿卜杜拉•买买提", "阿*"),
        (" 张　三 ", "张*"),
        ("𠮷田", "𠮷*"),
        ("张三(已故)", "张*"),
    ],
)
def test_a_masked_name_shows_the_surname_and_hides_the_length(name: str, masked: str) -> None:
    assert mask_name(name) == masked


@pytest.mark.parametrize("name", ["", " ", "\u3000", "张\0", None, 1])
def test_there_is_no_mask_for_no_name(name: object) -> None:
    with pytest.raises(subject.NameMissing):
        mask_name(name)


@given(st.text("张王李欧阳司马·abc", min_size=1, max_size=8))
def test_a_mask_never_shows_more_than_two_characters_of_a_name(name: str) -> None:
    masked = mask_name(name)
    assert masked.endswith("*")
    assert 2 <= len(masked) <= 3
    assert len(name) < 2 or name not in masked
