"""Text that could not be stored, encoded or shown as it is never enters."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.values.refusal import Refusal
from ledger.values.text import (
    TextHasControlCharacter,
    TextHasLoneSurrogate,
    TextHasNul,
    TextIsNotText,
    clean_text,
    half_width,
    without_blanks,
)


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("a\0b", TextHasNul),
        ("\udc80", TextHasLoneSurrogate),
        ("a\x07", TextHasControlCharacter),
        ("a\x7f", TextHasControlCharacter),
        ("a\x85", TextHasControlCharacter),
        ("a\u202eb", TextHasControlCharacter),
        ("a\u2066b", TextHasControlCharacter),
        ("a\u2028b", TextHasControlCharacter),
        (None, TextIsNotText),
        (b"a", TextIsNotText),
        (1, TextIsNotText),
    ],
)
def test_text_that_would_not_show_as_stored_is_refused(
    text: object, refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal):
        clean_text(text)


def test_line_breaks_inside_stay_and_blanks_at_the_ends_go() -> None:
    assert clean_text("\u3000\ufeff略阳县\n镇巴县\t \r\n") == "略阳县\n镇巴县"


def test_composed_and_decomposed_text_become_equal() -> None:
    assert clean_text("e\u0301") == clean_text("é") == "é"


@given(st.text(st.characters(exclude_categories=())))
def test_clean_text_is_nfc_encodable_and_stays_as_it_is(text: str) -> None:
    try:
        clean = clean_text(text)
    except Refusal:
        return
    assert unicodedata.is_normalized("NFC", clean)
    assert clean.encode().decode() == clean
    assert clean_text(clean) == clean


def test_half_width_alters_full_width_ascii_and_nothing_else() -> None:
    assert half_width("０９．，（）：－Ａｘ\u3000") == "09.,():-Ax "
    assert half_width("①²٣〔〕、。·") == "①²٣〔〕、。·"


def test_every_kind_of_blank_is_dropped() -> None:
    assert without_blanks(" a\tb\r\nc\u00a0d\u2009e\u202ff\u3000") == "abcdef"
