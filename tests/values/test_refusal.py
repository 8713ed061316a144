"""Refusals have unique stable codes and messages that are safe to store and to show."""

import importlib
import json
import pkgutil
import re

from hypothesis import given
from hypothesis import strategies as st

import ledger.values
from ledger.values.refusal import Refusal, all_refusals, shown

for module in pkgutil.iter_modules(ledger.values.__path__, "ledger.values."):
    importlib.import_module(module.name)

anything = st.one_of(
    st.none(),
    st.booleans(),
    st.floats(),
    st.binary(),
    st.integers(-(10**40), 10**40),
    st.text(st.characters(exclude_categories=())),
)


def ours() -> list[type[Refusal]]:
    return [each for each in all_refusals() if each.__module__.startswith("ledger.values.")]


def test_every_refusal_has_a_unique_snake_case_code_and_a_docstring_of_its_own() -> None:
    assert len(ours()) > 30
    codes = [each.code for each in ours()]
    assert len(set(codes)) == len(codes)
    for each in ours():
        assert re.fullmatch(r"[a-z]+(_[a-z0-9]+)+", each.code), each
        assert each.__dict__.get("__doc__"), each


def test_the_code_is_the_class_name_in_snake_case() -> None:
    class EntryIsPermanent(Refusal, abstract=True):
        """Only for this test, abstract so that no list shows it."""

    assert EntryIsPermanent.code == "entry_is_permanent"
    assert EntryIsPermanent not in all_refusals()


def test_a_subclass_of_an_abstract_refusal_is_listed_again() -> None:
    assert not any(each.abstract for each in all_refusals())
    assert Refusal not in all_refusals()


def test_a_given_code_is_kept() -> None:
    class OldName(Refusal, abstract=True):
        """Only for this test."""

        code = "name_of_yore"

    assert OldName.code == "name_of_yore"


@given(anything)
def test_details_can_always_be_written_as_utf8_json_without_nul(value: object) -> None:
    refusal = Refusal("不可以", value=value, nested={"list": [value, (value,)]})
    written = json.dumps(refusal.details, ensure_ascii=False, allow_nan=False).encode()
    assert b"\\u0000" not in written.replace(b"\\\\u0000", b"")


@given(anything)
def test_a_shown_value_is_short_printable_and_encodable(value: object) -> None:
    text = shown(value)
    assert text.encode()
    assert len(text) < 400
    assert not re.search(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", text)


def test_an_integer_of_ten_thousand_digits_can_be_shown() -> None:
    assert shown(10**10000) == "「位数过多的整数」"
    assert Refusal("过大", found=10**10000).details == {"found": "位数过多的整数"}
