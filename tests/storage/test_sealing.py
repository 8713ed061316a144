"""What is sealed opens in its place only, and equal texts are found without opening."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.storage.sealing import SealBroken, Sealer

SEALER = Sealer(sealing_key=b"s" * 32, hmac_key=b"h" * 32)
TEXT = st.text(st.characters(codec="utf-8"))


@given(TEXT, TEXT)
def test_what_was_sealed_opens_with_the_same_associated_text(text: str, place: str) -> None:
    assert SEALER.open(SEALER.seal(text, associated=place), associated=place) == text


def test_it_does_not_open_in_another_place() -> None:
    sealed = SEALER.seal("6217000000000000", associated="person/1/card")
    with pytest.raises(SealBroken):
        SEALER.open(sealed, associated="person/2/card")


def test_it_does_not_open_under_another_key() -> None:
    sealed = SEALER.seal("6217000000000000", associated="a")
    with pytest.raises(SealBroken):
        Sealer(sealing_key=b"x" * 32, hmac_key=b"h" * 32).open(sealed, associated="a")


def test_no_byte_of_it_can_be_changed_or_cut_off() -> None:
    sealed = SEALER.seal("张三", associated="a")
    for at in range(len(sealed)):
        changed = bytearray(sealed)
        changed[at] ^= 1
        for broken in (bytes(changed), sealed[:at]):
            with pytest.raises(SealBroken):
                SEALER.open(broken, associated="a")


def test_the_same_text_sealed_twice_looks_different() -> None:
    assert SEALER.seal("张三", associated="a") != SEALER.seal("张三", associated="a")


def test_the_text_is_not_in_the_sealed_bytes() -> None:
    assert "张三".encode() not in SEALER.seal("张三张三张三", associated="a")


@given(TEXT, TEXT)
def test_hmacs_are_equal_exactly_for_equal_texts(one: str, two: str) -> None:
    assert (SEALER.hmac("card", one) == SEALER.hmac("card", two)) == (one == two)


def test_hmacs_of_different_purposes_cannot_be_compared() -> None:
    assert SEALER.hmac("card", "61") != SEALER.hmac("identity", "61")
    assert len(SEALER.hmac("card", "61")) == 32


def test_hmacs_of_different_keys_differ() -> None:
    other = Sealer(sealing_key=b"s" * 32, hmac_key=b"x" * 32)
    assert SEALER.hmac("card", "61") != other.hmac("card", "61")


@pytest.mark.parametrize("purpose", ["", "card\0"])
def test_a_purpose_is_a_name_without_nul(purpose: str) -> None:
    with pytest.raises(ValueError):
        SEALER.hmac(purpose, "61")


@pytest.mark.parametrize("length", [31, 33])
def test_keys_of_another_length_are_not_taken(length: int) -> None:
    with pytest.raises(ValueError):
        Sealer(sealing_key=b"s" * length, hmac_key=b"h" * 32)
