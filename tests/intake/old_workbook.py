"""A .xls made by hand, because no library that writes them is at hand.

The compound file has one FAT sector, one directory sector and the stream `Workbook` (BIFF8, at
least 4096 bytes so that it stands in ordinary sectors). Layout: [MS-CFB] 2.2-2.6, [MS-XLS] 2.4.
"""

from __future__ import annotations

import struct
from collections.abc import Sequence

_SECTOR = 512
_END, _FREE, _FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


def old_workbook(name: str, rows: Sequence[Sequence[str | float]]) -> bytes:
    """A .xls with one sheet of text and number cells."""
    stream = _biff(name, rows)
    stream += bytes(-len(stream) % _SECTOR if len(stream) >= 4096 else 4096 - len(stream))
    count = len(stream) // _SECTOR
    fat = [*range(3, count + 2), _END]
    fat = [_FAT, _END, *fat]
    fat += [_FREE] * (128 - len(fat))
    assert len(fat) == 128, "one FAT sector is enough for a test"
    header = struct.pack(
        "<8s16xHHHHH6xIIIIIIIIII",
        bytes.fromhex("d0cf11e0a1b11ae1"),
        0x3E, 3, 0xFFFE, 9, 6,
        0, 1, 1, 0, 4096, _END, 0, _END, 0, 0,
    )  # fmt: skip
    header += struct.pack("<108I", *[_FREE] * 108)
    directory = (
        _entry("Root Entry", 5, 1, _END, 0)
        + _entry("Workbook", 2, _FREE, 2, len(stream))
        + _entry("", 0, _FREE, 0, 0) * 2
    )
    return header + struct.pack("<128I", *fat) + directory + stream


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    text = name.encode("utf-16-le")
    return (
        text.ljust(64, b"\0")
        + struct.pack("<HBB", len(text) + 2 if text else 0, kind, 1)
        + struct.pack("<III", _FREE, _FREE, child)
        + bytes(36)
        + struct.pack("<IQ", start, size)
    )


def _biff(name: str, rows: Sequence[Sequence[str | float]]) -> bytes:
    begin = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 0))
    title = struct.pack("<BB", len(name), 1) + name.encode("utf-16-le")
    end = _record(0x000A, b"")
    place = len(begin) + 4 + 6 + len(title) + len(end)
    book = begin + _record(0x0085, struct.pack("<IH", place, 0) + title) + end
    sheet = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 0))
    width = max(map(len, rows))
    sheet += _record(0x0200, struct.pack("<IIHHH", 0, len(rows), 0, width, 0))
    for r, row in enumerate(rows):
        for c, cell in enumerate(row):
            at = struct.pack("<HHH", r, c, 0)
            if isinstance(cell, str):
                text = struct.pack("<HB", len(cell), 1) + cell.encode("utf-16-le")
                sheet += _record(0x0204, at + text)
            else:
                sheet += _record(0x0203, at + struct.pack("<d", cell))
    return book + sheet + end


def _record(kind: int, body: bytes) -> bytes:
    return struct.pack("<HH", kind, len(body)) + body
