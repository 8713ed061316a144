"""How do personal fields get onto a voucher? Sealed for us, committed for everyone.

Each field becomes an RFC 9901 disclosure with its own 16-byte salt; the row and the leaf keep the
digests, the sealed text keeps the disclosures. Deleting the sealed text erases the person and
leaves every leaf and proof valid.

`verify` compares some fields with the columns beside them: of a payment line `household` and
`person` are the uuids as text and `card` is the number whose keyed hash stands in `card_hmac`; of a
voucher `maker`, `checker` and `key`. Other names (payee, memo, reason) are free.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Iterator, Mapping
from hashlib import sha256
from os import urandom

from ledger.book.voucher import Sealed
from ledger.storage.sealing import NONCE_BYTES, Sealer
from ledger.values.canonical import canonical
from ledger.values.commitment import SALT_BYTES, digest, disclosed, field_name, open_disclosure


def random_salt() -> bytes:
    return secrets.token_bytes(SALT_BYTES)


def seal_fields(
    sealer: Sealer, fields: Mapping[str, str], *, salt: Callable[[], bytes] = random_salt
) -> Sealed:
    """Commit to and seal the fields that are not empty. No field: nothing sealed."""
    return FieldSealer(sealer, salt, lambda: urandom(NONCE_BYTES))(fields)


class FieldSealer:
    """`seal_fields` for many rows: a value that comes back is written once, and the system is
    asked for salts and nonces by the hundred. Kept for one call; it remembers what it was given.
    """

    def __init__(
        self,
        sealer: Sealer,
        salt: Callable[[], bytes] | None = None,
        nonce: Callable[[], bytes] | None = None,
    ) -> None:
        self._sealer = sealer
        self._salt = salt or _drawn(lambda: secrets.token_bytes(256 * SALT_BYTES), SALT_BYTES)
        self._nonce = nonce or _drawn(lambda: urandom(256 * NONCE_BYTES), NONCE_BYTES)
        self._written: dict[str, bytes] = {}

    def __call__(self, fields: Mapping[str, str]) -> Sealed:
        written, salt = self._written, self._salt
        disclosures = []
        for name, value in fields.items():
            if value:
                if value not in written:
                    written[value] = canonical(value)
                disclosures.append(disclosed(field_name(name), written[value], salt()))
        if not disclosures:
            return Sealed()
        commitments = tuple(sorted([sha256(each).digest() for each in disclosures]))
        # Disclosures are base64url, so this is their JSON.
        text = b'["' + b'","'.join(disclosures) + b'"]'
        associated = b"".join(commitments).hex().encode()
        return Sealed(commitments, self._sealer.seal_with(self._nonce(), text, associated))


def _drawn(pool_of: Callable[[], bytes], size: int) -> Callable[[], bytes]:
    """Random bytes of one size: many are asked for together, each is given out once."""

    def endless() -> Iterator[bytes]:
        while True:
            pool = pool_of()
            yield from [pool[at : at + size] for at in range(0, len(pool), size)]

    return endless().__next__


def open_fields(sealer: Sealer, private: Sealed) -> dict[str, str]:
    """The fields of one row. Raises SealBroken, or DisclosureDamaged."""
    if not private.sealed:
        return {}
    text = sealer.open(private.sealed, associated=b"".join(private.commitments).hex())
    return {name: str(value) for name, value in map(open_disclosure, json.loads(text))}


def committed(sealer: Sealer, private: Sealed) -> bool:
    """Whether the sealed disclosures are exactly those that the row commits to."""
    if not private.sealed:
        return True
    text = sealer.open(private.sealed, associated=b"".join(private.commitments).hex())
    return sorted(digest(each) for each in json.loads(text)) == sorted(private.commitments)


def packed(commitments: tuple[bytes, ...]) -> bytes:
    """The digests of a row in one column, 32 bytes each."""
    return b"".join(commitments)


def unpacked(column: bytes) -> tuple[bytes, ...]:
    return tuple([column[at : at + 32] for at in range(0, len(column), 32)])
