"""How does a leaf commit to personal data without holding it?

RFC 9901 (SD-JWT), section 4.2, disclosure of an object property:

    D = b64url( UTF-8( JSON [ b64url(salt), field, value ] ) )      without padding
    digest = SHA-256( ASCII(D) )

The leaf keeps the digests, sorted, as b64url text under `_sd`; D lives encrypted in a table that
erasure deletes. Without the 16 random bytes of salt the digest tells nothing: an unsalted hash
of an ID number is found in four minutes, since a county has only about 3.3×10⁷ of them.

RFC 9901 leaves the JSON spacing to the writer. Here it is `canonical`, so D is a function of
(field, value, salt):

    salt   000102030405060708090a0b0c0d0e0f   field "name"   value "张三丰"
    JSON   ["AAECAwQFBgcICQoLDA0ODw","name","张三丰"]
    D      WyJBQUVDQXdRRkJnY0lDUW9MREEwT0R3IiwibmFtZSIsIuW8oOS4ieS4sCJd
    digest c089b49062ad04fe893307f0d12bf430f6ef61c0b4807f99049aa0f1a1cf22d9
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from binascii import b2a_base64
from functools import lru_cache

from ledger.values.canonical import Canonical, canonical, parse_canonical
from ledger.values.refusal import Refusal, shown

SALT_BYTES = 16
URL_SAFE = bytes.maketrans(b"+/", b"-_")
"""What makes base64 fit for addresses (RFC 4648, section 5)."""
_RESERVED_FIELDS = frozenset({"_sd", "..."})


class SaltOfWrongLength(Refusal):
    """A commitment is salted with exactly 16 random bytes."""


class CommitmentFieldReserved(Refusal):
    """A disclosed field is a non-empty name, and neither `_sd` nor `...` (RFC 9901, 4.2.1)."""


class DisclosureDamaged(Refusal):
    """A disclosure is not what `disclosure` writes."""


def disclosure(field: str, value: Canonical, salt: bytes) -> str:
    """The disclosure D of one field, base64url text. `salt` is 16 bytes from `secrets`."""
    if len(salt) != SALT_BYTES:
        raise SaltOfWrongLength(f"盐应为 {SALT_BYTES} 字节,收到 {len(salt)} 字节", found=len(salt))
    return disclosed(field_name(field), canonical(value), salt).decode("ascii")


def disclosed(name: bytes, value: bytes, salt: bytes) -> bytes:
    """The disclosure in ASCII of a name and value in canonical bytes; for those who have many."""
    written = b'["' + _encoded(salt) + b'",' + name + b"," + value + b"]"
    return b2a_base64(written, newline=False).translate(URL_SAFE, b"=")


def digest(disclosure: str) -> bytes:
    """SHA-256 (32 bytes) of the ASCII of a disclosure, not of what it encodes."""
    if not disclosure.isascii():
        raise DisclosureDamaged("披露内容已损坏:应为 base64url 文字")
    return hashlib.sha256(disclosure.encode("ascii")).digest()


def open_disclosure(disclosed: str) -> tuple[str, Canonical]:
    """(field, value) of a disclosure. Raises DisclosureDamaged unless it is exactly ours."""
    try:
        match parse_canonical(_from_b64url(disclosed)):
            case [str(salt), str(field), value] if (
                disclosure(field, value, _from_b64url(salt)) == disclosed
            ):
                return field, value
    except (Refusal, ValueError) as broken:
        raise DisclosureDamaged("披露内容已损坏,无法读取") from broken
    raise DisclosureDamaged("披露内容已损坏:应为 [盐, 字段, 值]")


@lru_cache(maxsize=256)
def field_name(field: str) -> bytes:
    """The canonical bytes of a name. Raises CommitmentFieldReserved."""
    if not field or field in _RESERVED_FIELDS:
        raise CommitmentFieldReserved(f"字段名不可用:{shown(field)}", field=field)
    return canonical(field)


def _encoded(data: bytes) -> bytes:
    """base64url without padding."""
    return b2a_base64(data, newline=False).translate(URL_SAFE, b"=")


def _from_b64url(text: str) -> bytes:
    try:
        return base64.urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
    except binascii.Error as broken:
        raise ValueError("not base64url") from broken
