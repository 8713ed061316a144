"""An installation has one signing key, kept like its other secrets, in a file of its own."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from ledger.storage.secrets import Secrets, SecretsExposed, SecretsUnreadable
from ledger.storage.signing import SigningKey, fingerprint, signed_by

KEY = SigningKey.of(b"\x01" * 32)
# RFC 8032, 7.1, test 2.
RFC_SEED = bytes.fromhex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")
RFC_PUBLIC = "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"
RFC_SIGNATURE = (
    "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
    "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
)


def test_keys_and_signatures_are_those_of_rfc_8032() -> None:
    key = SigningKey.of(RFC_SEED)
    assert key.public.hex() == RFC_PUBLIC
    assert key.sign(b"\x72").hex() == RFC_SIGNATURE


def test_a_signature_fits_its_message_and_its_key_only() -> None:
    signature = KEY.sign(b"message")
    assert signed_by(KEY.public, b"message", signature)
    assert not signed_by(KEY.public, b"massage", signature)
    assert not signed_by(SigningKey.of(b"\x02" * 32).public, b"message", signature)
    assert not signed_by(KEY.public, b"message", signature[:-1])
    assert not signed_by(KEY.public[:-1], b"message", signature)


def test_the_key_is_drawn_once_and_only_its_owner_can_read_it(tmp_path: Path) -> None:
    first = SigningKey.load(tmp_path / "home")
    assert SigningKey.load(tmp_path / "home").public == first.public
    assert SigningKey.load(tmp_path / "other").public != first.public
    assert (tmp_path / "home" / "exchange-key.json").stat().st_mode & 0o777 == 0o600


def test_a_data_directory_from_before_gets_a_key_and_keeps_its_secrets(tmp_path: Path) -> None:
    Secrets.load(tmp_path)
    before = (tmp_path / "secrets.json").read_bytes()
    SigningKey.load(tmp_path)
    assert (tmp_path / "secrets.json").read_bytes() == before


def test_a_key_that_others_can_read_is_refused(tmp_path: Path) -> None:
    SigningKey.load(tmp_path)
    (tmp_path / "exchange-key.json").chmod(0o640)
    with pytest.raises(SecretsExposed):
        SigningKey.load(tmp_path)


@pytest.mark.parametrize(
    "content", ["", "{}", '{"version": 1, "ed25519": "00"}', '{"version": 2, "ed25519": ""}']
)
def test_a_damaged_key_is_refused_without_showing_it(tmp_path: Path, content: str) -> None:
    SigningKey.load(tmp_path)
    path = tmp_path / "exchange-key.json"
    seed = json.loads(path.read_text("utf-8"))["ed25519"]
    path.write_text(content.replace('""', f'"{seed}"'), "utf-8")
    with pytest.raises(SecretsUnreadable) as refused:
        SigningKey.load(tmp_path)
    assert seed not in refused.value.message


def test_a_fingerprint_can_be_read_out() -> None:
    assert re.fullmatch(r"([0-9a-f]{4} ){7}[0-9a-f]{4}", fingerprint(KEY.public))
