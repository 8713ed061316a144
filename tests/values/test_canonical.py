"""Canonical bytes are those of RFC 8785, and nothing outside the subset has any."""

import contextlib
import json
import unicodedata

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from ledger.values import canonical as subject
from ledger.values.canonical import LARGEST_INTEGER, Canonical, canonical, parse_canonical
from ledger.values.refusal import Refusal
from ledger.values.text import TextHasLoneSurrogate, TextHasNul

text = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")).map(
    lambda found: unicodedata.normalize("NFC", found)
)
keys = st.text(st.characters(min_codepoint=1, max_codepoint=127))
values: st.SearchStrategy[Canonical] = st.recursive(
    st.one_of(text, st.integers(-LARGEST_INTEGER, LARGEST_INTEGER)),
    lambda inner: st.one_of(st.lists(inner), st.dictionaries(keys, inner)),
)


@given(values)
def test_the_bytes_equal_those_of_rfc8785(value: Canonical) -> None:
    assert canonical(value) == rfc8785.dumps(value)


@given(values)
def test_canonical_bytes_are_read_back_to_the_same_value(value: Canonical) -> None:
    assert parse_canonical(canonical(value)) == value


def test_the_committed_vector_keeps_its_bytes() -> None:
    value = {"b": ["洛财预〔2018〕148号", 1, -2], "a": {}, "B": '"\\/\u007f\u20ac\u0001\n😀'}
    assert canonical(value).hex() == (
        "7b2242223a225c225c5c2f7fe282ac5c75303030315c6ef09f9880222c2261223a7b7d2c2262223a5b"
        "22e6b49be8b4a2e9a284e3809432303138e38095313438e58fb7222c312c2d325d7d"
    )


@pytest.mark.parametrize(
    ("value", "refusal"),
    [
        (1.0, subject.CanonicalTypeRefused),
        (None, subject.CanonicalTypeRefused),
        (True, subject.CanonicalTypeRefused),
        ((1, 2), subject.CanonicalTypeRefused),
        (b"x", subject.CanonicalTypeRefused),
        ({"a": {"b": [None]}}, subject.CanonicalTypeRefused),
        ({"名": 1}, subject.CanonicalKeyNotAscii),
        ({1: 1}, subject.CanonicalKeyNotAscii),
        ({"a\0": 1}, TextHasNul),
        ("a\0", TextHasNul),
        ("\ud800", TextHasLoneSurrogate),
        ("e\u0301", subject.CanonicalTextNotNormalised),
        (LARGEST_INTEGER + 1, subject.CanonicalIntegerTooLarge),
        (-LARGEST_INTEGER - 1, subject.CanonicalIntegerTooLarge),
        (10**400, subject.CanonicalIntegerTooLarge),
    ],
)
def test_what_is_outside_the_subset_is_refused(value: object, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        canonical(value)


def test_the_place_of_the_offence_is_named() -> None:
    with pytest.raises(subject.CanonicalTypeRefused) as refused:
        canonical({"lots": [{"amount": 1}, {"amount": 1.5}]})
    assert refused.value.details["path"] == "$.lots[1].amount"


def nested(levels: int) -> Canonical:
    value: Canonical = 1
    for _ in range(levels):
        value = [value]
    return value


def test_sixty_four_levels_are_written_and_one_more_is_refused() -> None:
    assert parse_canonical(canonical(nested(64))) == nested(64)
    with pytest.raises(subject.CanonicalNestingTooDeep):
        canonical(nested(65))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b" 1",
        b"1\n",
        b"-0",
        b"01",
        b'{"b":1,"a":1}',
        b'{"a":1,"a":1}',
        b'{"a": 1}',
        b'"\\u0041"',
        b'"\\/"',
        b"\xff",
        b"\xef\xbb\xbf1",
        b"[" * 100_000,
        b"9" * 5000,
    ],
)
def test_bytes_that_canonical_would_not_write_are_refused(data: bytes) -> None:
    with pytest.raises(subject.BytesNotCanonical):
        parse_canonical(data)


@pytest.mark.parametrize(
    "data", [b"1.0", b"1e3", b"NaN", b"Infinity", b"null", b"true", b'"\\u0000"', b'"\\ud800"']
)
def test_values_outside_the_subset_are_refused_when_read(data: bytes) -> None:
    with pytest.raises(Refusal):
        parse_canonical(data)


@given(st.binary())
def test_any_bytes_are_canonical_or_refused(data: bytes) -> None:
    with contextlib.suppress(Refusal):
        assert canonical(parse_canonical(data)) == data


@given(values)
def test_json_with_spaces_is_not_canonical(value: Canonical) -> None:
    spaced = json.dumps(value, ensure_ascii=False, indent=1).encode()
    if spaced != canonical(value):
        with pytest.raises(Refusal):
            parse_canonical(spaced)
