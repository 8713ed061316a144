"""How does the demo take a photo of a board? One drawn picture, with a day and a mark of its own.

The picture is drawn and says so. Each photo carries its day as a camera writes it (EXIF, DateTime)
and a comment, so that no two are the same file.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from ledger.register.posting import EvidenceKind

_BOARD = Path(__file__).parent / "data" / "board.jpg"
_START = b"\xff\xd8"
_DATE_TIME = 0x0132
_ASCII = 2


@dataclass(frozen=True, slots=True)
class Photographed:
    """A file that is to show a notice. Equal `mark` and `drawn_on` are equal bytes; `drawn_on` is
    the day that the photo itself says, None: the day it was taken."""

    taken_on: date
    mark: str
    kind: EvidenceKind = EvidenceKind.PHOTO
    drawn_on: date | None = None

    def content(self) -> bytes:
        return board_photo(self.mark, self.drawn_on or self.taken_on)


@cache
def _board() -> bytes:
    content = _BOARD.read_bytes()
    assert content.startswith(_START)
    return content[len(_START) :]


def board_photo(mark: str, day: date) -> bytes:
    """A JPEG that says it was taken on `day`, at noon."""
    taken = f"{day:%Y:%m:%d} 12:00:00\0".encode()
    values_at = 8 + 2 + 12 + 4
    tiff = (
        b"II*\0"
        + struct.pack("<I", 8)
        + struct.pack("<HHHIII", 1, _DATE_TIME, _ASCII, len(taken), values_at, 0)
        + taken
    )
    return _START + _segment(0xE1, b"Exif\0\0" + tiff) + _segment(0xFE, mark.encode()) + _board()


def _segment(kind: int, content: bytes) -> bytes:
    return bytes((0xFF, kind)) + struct.pack(">H", len(content) + 2) + content
