"""How does a workbook leave? Written to a file that has no name any more, and streamed from it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO
from urllib.parse import quote

from fastapi.responses import StreamingResponse

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_CHUNK_BYTES = 1 << 16


class Workbook(StreamingResponse):
    """The answer of a route that gives a .xlsx."""

    media_type = XLSX


def workbook(name: str, write: Callable[[Path], object]) -> Workbook:
    """What `write` writes to the path it is given, as a download of this name."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "workbook.xlsx"
        write(path)
        # Open before the folder goes: the bytes are nobody's but this answer's from here on.
        file = path.open("rb")
        size = path.stat().st_size
    return Workbook(
        _chunks(file),
        headers={
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(name, safe='')}.xlsx",
            "Content-Length": str(size),
        },
    )


def _chunks(file: BinaryIO) -> Iterator[bytes]:
    with file:
        while chunk := file.read(_CHUNK_BYTES):
            yield chunk
