"""Which picture is it, and which day does it name? Read from bytes made here."""

from __future__ import annotations

import struct
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.register.photo import photo_day
from ledger.register.posting import EvidenceFile, EvidenceNotPicture


def jpeg(taken: str = "", changed: str = "", order: str = "<") -> bytes:
    """A JPEG header with an EXIF segment that names these days."""
    text = b""
    first: list[tuple[int, int, int, int]] = []
    inner: list[tuple[int, int, int, int]] = []
    base = 8 + 2 + 12 * 2 + 4 + 2 + 12 + 4
    for day, tag, fields in ((changed, 0x0132, first), (taken, 0x9003, inner)):
        if day:
            fields.append((tag, 2, 20, base + len(text)))
            text += day.encode() + b"\0"
    at = 8 + 2 + 12 * (len(first) + 1) + 4
    shift = (8 + 2 + 12 * 2 + 4) - at  # one field less in the first directory
    first.append((0x8769, 4, 1, at))

    def directory(fields: list[tuple[int, int, int, int]]) -> bytes:
        packed = struct.pack(order + "H", len(fields))
        for tag, kind, count, value in fields:
            moved = value - (shift if tag in (0x0132, 0x9003) else 0)
            if tag in (0x0132, 0x9003) and not inner:
                moved -= 12
            packed += struct.pack(order + "HHII", tag, kind, count, moved)
        return packed + struct.pack(order + "I", 0)

    mark = b"II" if order == "<" else b"MM"
    tiff = mark + struct.pack(order + "HI", 42, 8) + directory(first) + directory(inner) + text
    body = b"Exif\0\0" + tiff
    return b"\xff\xd8\xff\xe1" + struct.pack(">H", len(body) + 2) + body + b"\xff\xda" + b"\0" * 9


@pytest.mark.parametrize("order", ["<", ">"])
def test_the_day_taken_is_read_and_goes_before_the_day_changed(order: str) -> None:
    both = jpeg("2019:08:20 09:00:00", "2019:09:01 09:00:00", order)
    assert photo_day(both) == date(2019, 8, 20)
    assert photo_day(jpeg("2019:08:20 09:00:00", "", order)) == date(2019, 8, 20)
    assert photo_day(jpeg("", "2019:09:01 09:00:00", order)) == date(2019, 9, 1)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        jpeg(),
        jpeg("2019:13:45 00:00:00"),
        jpeg("0000:00:00 00:00:00"),
        b"\x89PNG\r\n\x1a\n2019:08:20",
    ],
)
def test_a_file_that_names_no_day_has_none(content: bytes) -> None:
    assert photo_day(content) is None


@given(st.binary(max_size=300))
def test_no_header_makes_an_error(content: bytes) -> None:
    photo_day(b"\xff\xd8\xff\xe1\x01\x00Exif\0\0II" + content)


@given(st.integers(0, 200))
def test_a_photo_cut_anywhere_makes_no_error(length: int) -> None:
    photo_day(jpeg("2019:08:20 09:00:00")[:length])


def test_only_pictures_and_scans_are_evidence() -> None:
    assert EvidenceFile.of(jpeg("2019:08:20 09:00:00")).exif_on == date(2019, 8, 20)
    assert EvidenceFile.of(b"%PDF-1.7").media_type == "application/pdf"
    for other in (b"", b"<html>", b"PK\x03\x04"):
        with pytest.raises(EvidenceNotPicture):
            EvidenceFile.of(other)
