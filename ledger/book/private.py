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

from ledger.book.voucher import Sealed
from ledger.storage.sealing import Sealer
from ledger.values.commitment import SALT_BYTES, digest, disclosure, open_disclosure


def random_salt() -> bytes:
    return secrets.token_bytes(SALT_BYTES)


def random_salts() -> Callable[[], bytes]:
    """`random_salt` for many rows: asks the system once for 256 salts, gives out each once."""
    drawn: Iterator[bytes] = iter(())

    def salt() -> bytes:
        nonlocal drawn
        for each in drawn:
            return each
        pool = secrets.token_bytes(256 * SALT_BYTES)
        drawn = iter([pool[at : at + SALT_BYTES] for at in range(0, len(pool), SALT_BYTES)])
        return next(drawn)

    return salt


def seal_fields(
    sealer: Sealer, fields: Mapping[str, str], *, salt: Callable[[], bytes] = random_salt
) -> Sealed:
    """Commit to and seal the fields that are not empty. No field: nothing sealed."""
    disclosures = [disclosure(name, value, salt()) for name, value in fields.items() if value]
    if not disclosures:
        return Sealed()
    commitments = tuple(sorted(map(digest, disclosures)))
    # Disclosures are base64url, so this is their JSON.
    text = '["' + '","'.join(disclosures) + '"]'
    return Sealed(commitments, sealer.seal(text, associated=b"".join(commitments).hex()))


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
