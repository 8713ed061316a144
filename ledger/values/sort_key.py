"""In which order do Chinese names and places stand in a list, on every machine alike?

By GBK bytes. The 3,755 common characters (GB 2312 level 1) are encoded in pinyin order, so a
list of names looks sorted by pinyin to its reader; rarer characters stand around them in a
fixed order. Database and operating-system collations differ by version, which would break
"identical content gives identical bytes"; bytes do not. A character with several readings has
one place: 重庆 stands under zhong.
"""

from __future__ import annotations

_AFTER_GBK = b"\xff"


def sort_key(text: str) -> bytes:
    """Bytes that compare as the list should stand; equal only for equal texts.

    ASCII first, then GBK's two-byte characters, then all others by code point (0xff and four
    bytes). The first byte tells a character's length, so texts compare character by character.
    """
    return b"".join(map(_character_key, text))


def _character_key(character: str) -> bytes:
    try:
        return character.encode("gbk")
    except UnicodeEncodeError:
        return _AFTER_GBK + ord(character).to_bytes(4)
