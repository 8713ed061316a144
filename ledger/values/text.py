"""Which text may enter the ledger at all, and in which form?

Refused everywhere: NUL (PostgreSQL cannot hold it), lone surrogates (UTF-8 cannot encode
them), other control characters and direction overrides (they make a page show something else
than what is stored). Everything stored is NFC, so that equal-looking text is equal.

`unicodedata.normalize("NFKC")` is deliberately not used: it turns ① into 1 and ² into 2.
"""

from __future__ import annotations

import re
import unicodedata

from ledger.values.refusal import Refusal, shown

BLANKS = " \t\r\n\u00a0\u2000-\u200a\u202f\u3000"
"""Blanks of real notices, as the inside of a regular-expression class."""

_SURROGATE = re.compile(r"[\ud800-\udfff]")
_CONTROL = re.compile(
    r"[\x01-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069]"
)
_INVISIBLE = re.compile(r"[\u200b\u2060\ufeff]")
_BLANK = re.compile(f"[{BLANKS}]")

_FULL_WIDTH = {0xFF01 + i: 0x21 + i for i in range(94)} | {0x3000: 0x20}


class TextIsNotText(Refusal):
    """Text was expected and something of another type was given."""


class TextHasNul(Refusal):
    """Text holds a NUL character (U+0000), which PostgreSQL cannot store."""


class TextHasLoneSurrogate(Refusal):
    """Text holds half of a surrogate pair, which UTF-8 cannot encode."""


class TextHasControlCharacter(Refusal):
    """Text holds a control character or a direction override, so it would not show as stored."""


def check_encodable(text: object) -> str:
    """Return `text` unaltered. Raises TextIsNotText, TextHasNul or TextHasLoneSurrogate."""
    if not isinstance(text, str):
        raise TextIsNotText(f"应为文字,收到 {shown(text)}", found=type(text).__name__)
    if "\0" in text:
        raise TextHasNul(f"文字中有空字符(NUL):{shown(text)}", position=text.index("\0"))
    if bad := _SURROGATE.search(text):
        raise TextHasLoneSurrogate(f"文字编码已损坏:{shown(text)}", position=bad.start())
    return text


def clean_text(text: object) -> str:
    """`text` as the ledger stores it: NFC, no zero-width characters, no blanks at the ends.

    Tabs and line breaks stay (cells of workbooks have them). Full-width characters stay too:
    a name is stored as it is written. Raises the refusals of this file.
    """
    found = check_encodable(text)
    if bad := _CONTROL.search(found):
        raise TextHasControlCharacter(
            f"文字中有控制字符 U+{ord(bad.group()):04X}:{shown(found)}", position=bad.start()
        )
    return unicodedata.normalize("NFC", _INVISIBLE.sub("", found)).strip()


def half_width(text: str) -> str:
    """Full-width ASCII (１，．（ and the ideographic blank) as ASCII; all else unaltered."""
    return text.translate(_FULL_WIDTH)


def without_blanks(text: str) -> str:
    """`text` with every kind of blank dropped."""
    return _BLANK.sub("", text)
