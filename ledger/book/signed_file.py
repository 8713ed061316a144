"""How does something travel between two databases, so that who made it and every byte is certain?

A signed file, canonical JSON, version 1:

    {"body":{"demo":0,"format":"deliveries","from_book":610700,"installation":"…","lines":[…],
     "made_at":"2019-06-01T00:00:00.000000Z","to_book":610727,"version":1},
     "key":"<Ed25519 public key>","signature":"<of DOMAIN + canonical(body)>"}

`format` is `deliveries` (from the upper book to the lower), `receipt` (back), or `key`, by which a
peer's public key is carried. That the signature fits the key inside says only that nothing was
altered: whether the key may speak for `from_book` is decided by what was registered here
(ledger/storage/sql/exchange.sql), out of band.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import ClassVar, Literal, TypeAlias, cast

from pydantic import AwareDatetime, ConfigDict, TypeAdapter, ValidationError

from ledger.storage.signing import SigningKey, signed_by
from ledger.values.canonical import Canonical, canonical, parse_canonical
from ledger.values.refusal import Refusal, shown

Format: TypeAlias = Literal["deliveries", "receipt", "key"]

VERSION = 1
DOMAIN = b"sunledger-exchange-v1\n"
"""What is signed begins with this, so that no other signature of ours can be passed off as one."""
LARGEST_FILE = 64 * 2**20
"""Bytes; a province passing one line to each of a hundred books stays a thousand times below."""


class ExchangeFileUnreadable(Refusal):
    """A file from another database is one that this program writes."""


class ExchangeVersionUnknown(Refusal):
    """A file from another database is of a version that this program knows."""


class SignatureBroken(Refusal):
    """A file from another database is, byte for byte, what its maker signed."""


class FileForAnotherBook(Refusal):
    """A file from another database is meant for a book that is kept here."""


class FileOfADemo(Refusal):
    """Demonstration data stays among demonstrations, real data among real books."""


@dataclass(frozen=True, slots=True)
class SignedFile:
    """A file whose signature fits its key. Amounts and dates inside are not yet checked."""

    format: Format
    from_book: int
    to_book: int
    demo: bool
    installation: str
    made_at: datetime
    lines: tuple[Mapping[str, Canonical], ...]
    key: bytes
    content: bytes

    @property
    def digest(self) -> bytes:
        """SHA-256 of the file, by which it is known."""
        return hashlib.sha256(self.content).digest()


@dataclass(frozen=True, slots=True)
class _Body:
    __pydantic_config__: ClassVar[ConfigDict] = ConfigDict(extra="forbid", strict=True)
    format: Format
    version: int
    from_book: int
    to_book: int
    demo: Literal[0, 1]
    installation: str
    made_at: AwareDatetime
    lines: list[dict[str, object]]


_BODY = TypeAdapter(_Body)


def sign(
    key: SigningKey,
    kind: Format,
    lines: Sequence[Mapping[str, Canonical]],
    *,
    from_book: int,
    to_book: int,
    demo: bool,
    installation: str,
    made_at: datetime,
) -> bytes:
    """The bytes of a signed file."""
    body: dict[str, Canonical] = {
        "demo": 1 if demo else 0,
        "format": kind,
        "from_book": from_book,
        "installation": installation,
        "lines": [dict(each) for each in lines],
        "made_at": instant_text(made_at),
        "to_book": to_book,
        "version": VERSION,
    }
    signature = key.sign(DOMAIN + canonical(body))
    return canonical({"body": body, "key": key.public.hex(), "signature": signature.hex()})


def open_signed(content: bytes) -> SignedFile:
    """What the file says, once its signature was found to fit.

    Raises ExchangeFileUnreadable, ExchangeVersionUnknown, SignatureBroken.
    """
    if len(content) > LARGEST_FILE:
        raise ExchangeFileUnreadable(
            f"文件有 {len(content)} 字节，超过上限 {LARGEST_FILE}", bytes=len(content)
        )
    try:
        outer = parse_canonical(content)
    except Refusal as broken:
        raise ExchangeFileUnreadable(f"不是往来文件：{broken.message}") from broken
    if not isinstance(outer, dict) or set(outer) != {"body", "key", "signature"}:
        raise ExchangeFileUnreadable("不是往来文件：应有 body、key、signature 三项")
    body = outer["body"]
    if not isinstance(body, dict):
        raise ExchangeFileUnreadable("不是往来文件：body 应是对象")
    if body.get("version") != VERSION:
        raise ExchangeVersionUnknown(
            f"往来文件的版本是{shown(body.get('version'))}，本程序只认识 {VERSION}"
        )
    key, signature = _hex(outer["key"], 32), _hex(outer["signature"], 64)
    if not signed_by(key, DOMAIN + canonical(body), signature):
        raise SignatureBroken("签名不符：文件在途中被改动过，或不是这把密钥签发的", key=key)
    try:
        read = _BODY.validate_json(canonical(body))
    except ValidationError as error:
        raise ExchangeFileUnreadable(
            f"往来文件的内容不合格式：{shown(error.errors()[0]['loc'])}"
        ) from error
    return SignedFile(
        format=read.format,
        from_book=read.from_book,
        to_book=read.to_book,
        demo=read.demo == 1,
        installation=read.installation,
        made_at=read.made_at,
        lines=tuple(cast("list[dict[str, Canonical]]", read.lines)),
        key=key,
        content=content,
    )


def _hex(value: Canonical, length: int) -> bytes:
    # fromhex() itself would pass over spaces.
    if not isinstance(value, str) or len(value) != 2 * length or value.lower() != value:
        raise ExchangeFileUnreadable(f"密钥和签名应是小写十六进制，收到{shown(value)}")
    try:
        return bytes.fromhex(value)
    except ValueError as error:
        raise ExchangeFileUnreadable(f"密钥和签名应是十六进制，收到{shown(value)}") from error


def instant_text(at: datetime) -> str:
    """An instant as it stands in a signed file, and in a leaf: UTC with microseconds."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
