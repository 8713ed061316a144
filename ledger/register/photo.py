"""On which day does a photo say it was taken?

Of a JPEG the EXIF field DateTimeOriginal (0x9003), else DateTime (0x0132); others say nothing. A
camera's clock may be wrong and EXIF is easily written, so this day is shown and compared, never
trusted. No picture is decoded here.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from datetime import date

from ledger.values.day import FIRST_YEAR, LAST_YEAR

_TAKEN, _CHANGED, _EXIF_PART = 0x9003, 0x0132, 0x8769
_DAY = re.compile(rb"([0-9]{4}):([0-9]{2}):([0-9]{2})")
_MOST_FIELDS = 512


def photo_day(content: bytes) -> date | None:
    """The day a JPEG says it was taken; None where it says none or is damaged."""
    try:
        for part in _exif_parts(content):
            found = _fields(part)
            day = found.get(_TAKEN) or found.get(_CHANGED)
            if day:
                return day
    except (struct.error, IndexError, ValueError):
        return None  # a damaged header says nothing; the photo is still evidence
    return None


def _exif_parts(content: bytes) -> Iterator[bytes]:
    """The TIFF structure of each EXIF segment before the picture begins."""
    at = 2 if content.startswith(b"\xff\xd8") else len(content)
    while at + 4 <= len(content) and content[at] == 0xFF and content[at + 1] != 0xDA:
        (length,) = struct.unpack(">H", content[at + 2 : at + 4])
        if content[at + 1] == 0xE1 and content[at + 4 : at + 10] == b"Exif\0\0":
            yield content[at + 10 : at + 2 + length]
        at += 2 + max(length, 2)


def _fields(tiff: bytes) -> dict[int, date]:
    """The days in the first directory and in the EXIF directory it points to."""
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None:
        return {}
    (first,) = struct.unpack(order + "I", tiff[4:8])
    found: dict[int, date] = {}
    waiting = [first]
    for _ in range(2):
        if not waiting:
            break
        at = waiting.pop()
        (count,) = struct.unpack(order + "H", tiff[at : at + 2])
        for number in range(min(count, _MOST_FIELDS)):
            entry = tiff[at + 2 + 12 * number : at + 14 + 12 * number]
            tag, _, _, value = struct.unpack(order + "HHII", entry)
            if tag == _EXIF_PART:
                waiting.append(value)
            elif tag in (_TAKEN, _CHANGED) and (day := _day(tiff[value : value + 10])):
                found[tag] = day
    return found


def _day(text: bytes) -> date | None:
    match = _DAY.fullmatch(text)
    if match is None:
        return None
    year, month, day = (int(each) for each in match.groups())
    return date(year, month, day) if FIRST_YEAR <= year <= LAST_YEAR else None
