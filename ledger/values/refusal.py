"""What does the ledger say when it refuses something?

A `Refusal` is one broken rule. Each rule has its own subclass, named for what was broken
(`AmountNotPositive`), so a caller can catch exactly that and a page of all errors can be
generated from the classes: the docstring is the explanation, `code` the stable English name.

    class AmountNotPositive(Refusal):
        '''An entry moves more than zero fen.'''

    raise AmountNotPositive(f"金额应大于 0,收到 {shown(fen)}", amount_fen=fen)

Domain errors know no HTTP. One table in `api` maps them to status codes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import ClassVar

_WORD_START = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")
_UNSAFE = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ud800-\udfff\ufeff]"
)
_SHOWN_LENGTH = 60
_DETAIL_LENGTH = 500
_JSON_SAFE_INT = 2**53 - 1


class Refusal(Exception):
    """A rule was broken. `message` is Chinese and names the thing, what was expected and
    what was found; `details` holds the same facts for programs, always JSON-able.

    `code` defaults to the class name in snake case. A subclass that only groups others is
    declared with `abstract=True` and is never raised nor listed.
    """

    code: ClassVar[str] = "refusal"
    abstract: ClassVar[bool] = True

    message: str
    details: dict[str, object]

    def __init_subclass__(cls, *, abstract: bool = False) -> None:
        super().__init_subclass__()
        cls.abstract = abstract
        if "code" not in cls.__dict__:
            cls.code = _WORD_START.sub("_", cls.__name__).lower()

    def __init__(self, message: str, /, **details: object) -> None:
        super().__init__(message)
        self.message = message
        self.details = {name: _plain(value) for name, value in details.items()}


def all_refusals() -> list[type[Refusal]]:
    """Every concrete refusal of the modules imported so far, sorted by code.

    The caller imports the packages first: a class that was never imported does not exist.
    """
    return sorted(
        (each for each in _descendants(Refusal) if not each.abstract), key=lambda each: each.code
    )


def shown(value: object) -> str:
    """A value from outside, fit to stand in a message: quoted, cut, nothing invisible.

    Control and direction characters and lone surrogates become escapes: they would corrupt a
    page, be refused by PostgreSQL (NUL) or fail to encode (surrogates).
    """
    if isinstance(value, int) and abs(value) > 10**30:
        return "「位数过多的整数」"  # str() itself raises beyond 4,300 digits
    text = value if isinstance(value, str) else repr(value)
    if len(text) > _SHOWN_LENGTH:
        text = text[:_SHOWN_LENGTH] + "…"
    return f"「{_escape(text)}」"


def _descendants(cls: type[Refusal]) -> Iterator[type[Refusal]]:
    for child in cls.__subclasses__():
        yield child
        yield from _descendants(child)


def _plain(value: object) -> object:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        return int(value) if abs(value) <= _JSON_SAFE_INT else shown(value)[1:-1]
    if isinstance(value, str):
        return _escape(value[:_DETAIL_LENGTH])
    if isinstance(value, Mapping):
        return {_escape(str(key)): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(item) for item in value]
    if isinstance(value, bytes):
        return value.hex()
    return _escape(str(value))


def _escape(text: str) -> str:
    return _UNSAFE.sub(lambda found: f"\\u{ord(found.group()):04x}", text)
