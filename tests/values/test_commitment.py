"""A commitment follows RFC 9901 and opens only to exactly what was committed."""

import base64
import hashlib
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.values.canonical import Canonical
from ledger.values.commitment import (
    CommitmentFieldReserved,
    DisclosureDamaged,
    SaltOfWrongLength,
    digest,
    disclosure,
    open_disclosure,
)
from tests.values.test_canonical import keys, values

SALT = bytes(range(16))


def test_the_committed_vector_keeps_its_text_and_digest() -> None:
    committed = disclosure("name", "张三丰", SALT)
    assert committed == "WyJBQUVDQXdRRkJnY0lDUW9MREEwT0R3IiwibmFtZSIsIuW8oOS4ieS4sCJd"
    assert digest(committed).hex() == (
        "c089b49062ad04fe893307f0d12bf430f6ef61c0b4807f99049aa0f1a1cf22d9"
    )


def test_the_digest_is_that_of_the_example_in_rfc_9901() -> None:
    example = "WyJfMjZiYzRMVC1hYzZxMktJNmNCVzVlcyIsICJmYW1pbHlfbmFtZSIsICJNw7ZiaXVzIl0"
    expected = base64.urlsafe_b64decode("X9yH0Ajrdm1Oij4tWso9UzzKJvPoDxwmuEcO3XAdRC0=")
    assert digest(example) == expected


@given(
    keys.filter(lambda key: key not in ("", "_sd", "...")),
    values,
    st.binary(min_size=16, max_size=16),
)
def test_a_disclosure_opens_to_its_field_and_value(
    field: str, value: Canonical, salt: bytes
) -> None:
    committed = disclosure(field, value, salt)
    assert open_disclosure(committed) == (field, value)
    padded = committed + "=" * (-len(committed) % 4)
    parts = json.loads(base64.urlsafe_b64decode(padded))
    assert base64.urlsafe_b64decode(parts[0] + "==") == salt
    assert digest(committed) == hashlib.sha256(committed.encode()).digest()


def test_another_salt_gives_another_digest() -> None:
    assert digest(disclosure("name", "张", SALT)) != digest(disclosure("name", "张", SALT[::-1]))


@pytest.mark.parametrize("length", [0, 15, 17])
def test_a_salt_is_exactly_sixteen_bytes(length: int) -> None:
    with pytest.raises(SaltOfWrongLength):
        disclosure("name", "张", bytes(length))


@pytest.mark.parametrize("field", ["", "_sd", "..."])
def test_reserved_field_names_are_refused(field: str) -> None:
    with pytest.raises(CommitmentFieldReserved):
        disclosure(field, "张", SALT)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "!",
        "é",
        "WyJB",
        disclosure("name", "张", SALT) + "=",
        disclosure("name", "张", SALT) + "\n",
        base64.urlsafe_b64encode(b'["AAECAwQFBgcICQoLDA0ODw", "name", "x"]').decode(),
        base64.urlsafe_b64encode(b'["AAECAwQFBgcICQoLDA0ODw","name"]').decode().rstrip("="),
        base64.urlsafe_b64encode(b'["AAEC","name","x"]').decode().rstrip("="),
        base64.urlsafe_b64encode(b'{"name":"x"}').decode().rstrip("="),
    ],
)
def test_what_disclosure_would_not_write_is_refused(text: str) -> None:
    with pytest.raises(DisclosureDamaged):
        open_disclosure(text)


def test_only_ascii_text_has_a_digest() -> None:
    with pytest.raises(DisclosureDamaged):
        digest("披露")
