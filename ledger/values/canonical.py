"""Which bytes does a value have, the same on every machine and for ever?

A subset of RFC 8785 (JSON Canonicalization Scheme), the bytes that go into leaves and digests:

    {"amount_fen":100,"doc_no":"洛财预〔2018〕148号"}

- object keys ASCII, sorted; no white space; UTF-8 without escapes except those JSON demands
- strings NFC, without NUL or lone surrogates
- integers with |n| <= 2**53 - 1, so every JSON reader sees the same number
- no floats, booleans or null: money and counts are integers, absence is an absent key

Within this subset `json.dumps` already produces RFC 8785; `rfc8785` is the oracle in the tests.
Rejected: `jsonb::text` of PostgreSQL, which orders keys by length first.
"""

from __future__ import annotations

import json
import unicodedata
from functools import lru_cache
from json.encoder import encode_basestring
from typing import NoReturn, TypeAlias

from ledger.values.refusal import Refusal, shown
from ledger.values.text import check_encodable

LARGEST_INTEGER = 2**53 - 1
DEEPEST_NESTING = 64

# Made once: json.dumps would make an encoder for every call.
_ENCODER = json.JSONEncoder(
    sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False
)

Canonical: TypeAlias = "str | int | list[Canonical] | dict[str, Canonical]"


class CanonicalTypeRefused(Refusal):
    """A canonical value holds only strings, integers, arrays and objects."""


class CanonicalKeyNotAscii(Refusal):
    """Keys of canonical objects are ASCII strings: other keys sort differently in UTF-16."""


class CanonicalTextNotNormalised(Refusal):
    """Text in a canonical value is in Unicode form NFC."""


class CanonicalIntegerTooLarge(Refusal):
    """Integers in a canonical value lie within ±(2**53 - 1)."""


class CanonicalNestingTooDeep(Refusal):
    """A canonical value nests at most 64 levels."""


class BytesNotCanonical(Refusal):
    """Bytes offered as canonical JSON are not what `canonical` would write."""


def canonical(value: object) -> bytes:
    """The canonical UTF-8 bytes of `value`. Raises a refusal for anything outside the subset."""
    if type(value) is str and value.isascii() and value.isprintable():
        return encode_basestring(value).encode()
    try:
        return _written(value, 0).encode()
    except (_NotPlain, TypeError, UnicodeEncodeError):
        _check(value, "$", 0)
        return _ENCODER.encode(value).encode()


def parse_canonical(data: bytes) -> Canonical:
    """The value whose canonical bytes are exactly `data`.

    Raises BytesNotCanonical for other spacing, key order, escapes, duplicate keys, `-0`,
    or invalid JSON; the refusals of `canonical` for values outside the subset.
    """
    try:
        value: Canonical = json.loads(
            data.decode(), parse_float=_refuse_number, parse_constant=_refuse_number
        )
    except (ValueError, RecursionError) as broken:
        raise BytesNotCanonical("不是规范的 JSON:无法读取", found=data[:60]) from broken
    if canonical(value) != data:
        raise BytesNotCanonical("不是规范的 JSON:重新写出后字节不同", found=data[:60])
    return value


def _check(value: object, path: str, depth: int) -> None:
    if depth > DEEPEST_NESTING:
        raise CanonicalNestingTooDeep(f"层次超过 {DEEPEST_NESTING} 层", path=path)
    if isinstance(value, str):
        if not unicodedata.is_normalized("NFC", check_encodable(value)):
            raise CanonicalTextNotNormalised(f"{path} 的文字不是 NFC:{shown(value)}", path=path)
    elif isinstance(value, int) and not isinstance(value, bool):
        if abs(value) > LARGEST_INTEGER:
            raise CanonicalIntegerTooLarge(f"{path} 的整数过大:{shown(value)}", path=path)
    elif isinstance(value, list):
        for index, item in enumerate(value):
            _check(item, f"{path}[{index}]", depth + 1)
    elif isinstance(value, dict):
        for key, item in value.items():
            if not isinstance(key, str) or not key.isascii():
                raise CanonicalKeyNotAscii(f"{path} 的键应为 ASCII:{shown(key)}", path=path)
            check_encodable(key)
            _check(item, f"{path}.{key}", depth + 1)
    else:
        raise CanonicalTypeRefused(
            f"{path} 应为文字、整数、列表或对象,收到 {shown(value)}",
            path=path,
            found=type(value).__name__,
        )


class _NotPlain(Exception):
    """Left to `_check`, which says what is wrong and where, and to the general encoder."""


def _written(value: object, depth: int) -> str:
    """Check and write in one pass, as is enough for nearly all that is ever given.

    A voucher has some ten of these objects and a payment line three, so this is a good part of
    posting; the general encoder makes itself anew for each.
    """
    if isinstance(value, str):
        if "\0" in value or not (value.isascii() or unicodedata.is_normalized("NFC", value)):
            raise _NotPlain
        return encode_basestring(value)
    if type(value) is int and -LARGEST_INTEGER <= value <= LARGEST_INTEGER:
        return str(value)
    if depth == DEEPEST_NESTING:
        raise _NotPlain
    if isinstance(value, dict):
        members = [f"{_key(name)}:{_written(value[name], depth + 1)}" for name in sorted(value)]
        return f"{{{','.join(members)}}}"
    if isinstance(value, list):
        return f"[{','.join([_written(item, depth + 1) for item in value])}]"
    raise _NotPlain


@lru_cache(maxsize=1024)
def _key(name: object) -> str:
    if not isinstance(name, str) or not name.isascii() or "\0" in name:
        raise _NotPlain
    return encode_basestring(name)


def _refuse_number(text: str) -> NoReturn:
    raise CanonicalTypeRefused(f"规范 JSON 中不能有小数:{shown(text)}", found=text)
