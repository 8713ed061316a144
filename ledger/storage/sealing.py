"""How are card and ID numbers kept, so that a copy of the database does not tell them?

Sealed with AES-256-GCM under the key of the data directory. Beside a sealed text stands a keyed
HMAC of it, equal for equal texts, so that one card with two households is found without
opening any.

    byte 0       version, 1
    bytes 1-12   nonce, random
    bytes 13-    ciphertext and 16-byte tag

The associated text is not kept but must be the same when opening: it binds a sealed text to its
row, so that swapping two cards in the database is noticed. Random nonces are safe for 2**32
texts under one key; the nation of 29 million households stays well below.
"""

from __future__ import annotations

import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from ledger.storage.secrets import Secrets
from ledger.values.refusal import Refusal

_VERSION = b"\x01"
NONCE_BYTES = 12
_TAG_BYTES = 16


class SealBroken(Refusal):
    """A sealed text was altered, moved to another row, or sealed under another key."""


class Sealer:
    """Seals and opens text under one pair of 32-byte keys."""

    def __init__(self, *, sealing_key: bytes, hmac_key: bytes) -> None:
        if len(sealing_key) != 32 or len(hmac_key) != 32:
            raise ValueError("both keys are 32 bytes")
        self._cipher = AESGCM(sealing_key)
        self._hmac_key = hmac_key

    @classmethod
    def of(cls, secrets: Secrets) -> Sealer:
        return cls(sealing_key=secrets.sealing_key, hmac_key=secrets.hmac_key)

    def seal(self, text: str, *, associated: str) -> bytes:
        """Sealing the same text twice gives different bytes."""
        return self.seal_with(os.urandom(NONCE_BYTES), text.encode(), associated.encode())

    def seal_with(self, nonce: bytes, text: bytes, associated: bytes) -> bytes:
        """`seal` for one who draws the nonces of many at once: 12 random bytes, used only here."""
        return _VERSION + nonce + self._cipher.encrypt(nonce, text, associated)

    def open(self, sealed: bytes, *, associated: str) -> str:
        """Raises SealBroken."""
        nonce, ciphertext = sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
        if sealed[:1] != _VERSION or len(ciphertext) < _TAG_BYTES:
            raise SealBroken("加密内容的格式不对", length=len(sealed))
        try:
            return self._cipher.decrypt(nonce, ciphertext, associated.encode()).decode()
        except InvalidTag as error:
            raise SealBroken("加密内容被改动过、换过位置，或者密钥不是当时的密钥") from error

    def hmac(self, purpose: str, text: str) -> bytes:
        """32 bytes, equal for equal (purpose, text). The caller brings texts to one form first.

        The purpose keeps apart what must not be comparable: a card and an ID number that happen
        to have the same digits.
        """
        if not purpose or "\0" in purpose:
            raise ValueError("a purpose is a name")
        message = purpose.encode() + b"\0" + text.encode()
        return hmac.digest(self._hmac_key, message, "sha256")
