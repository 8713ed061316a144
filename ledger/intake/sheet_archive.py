"""Is a .xlsx whole, and has it cells whose formula failed?

The list of contents of a ZIP archive stands at its end, so a file cut anywhere has none. Every part
is read once against its checksum. A failed formula (#N/A) is found on the way, because the workbook
reader gives such a cell as empty: an amount would vanish without a word.

The reader holds a sheet as the rectangle from its first cell to its last. One stray cell at the far
end of a sheet makes that a thousand million cells, and the process would die of it, so a rectangle
that large is refused before.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO

from ledger.values.refusal import Refusal, shown

LARGEST_UNPACKED_BYTES = 2 * 2**30
_CHUNK = 2**20
_OVERLAP = 200
LARGEST_BOX_CELLS = 40_000_000
_WIDE = re.compile(rb"""r=["'][A-Za-z]{2}""")
_WIDE_BOX = re.compile(rb"""ref=["'][A-Za-z0-9]*:[A-Za-z]{2}""")
_HEAD_BYTES = 4096
_PLACE = re.compile(rb"""r=["']([A-Za-z]{1,3})([0-9]{1,7})["']""")
_FAILED = re.compile(rb'<(?:\w+:)?c\b[^>]*\br="([A-Z]+[0-9]+)"[^>]*\bt="e"')


class ArchiveDamaged(Refusal):
    """A .xlsx is a whole, unencrypted archive whose parts match their checksums."""


class ArchiveTooLarge(Refusal):
    """A .xlsx unpacks to at most 2 GiB."""


class FormulaFailed(Refusal):
    """No cell of a workbook holds a formula that failed."""


class SheetTooWide(Refusal):
    """From its first cell to its last a sheet has at most 40 million places."""


def check_boxes(archive: zipfile.ZipFile, name: str) -> None:
    """Raises SheetTooWide. A sheet of at most 26 columns is never too wide and is only skimmed."""
    for part in archive.infolist():
        if not part.filename.startswith("xl/worksheets/") or not _is_wide(archive, part):
            continue
        rows = columns = 0
        for chunk in _chunks(archive, part):
            for letters, digits in _PLACE.findall(chunk):
                columns = max(columns, _column(letters))
                rows = max(rows, int(digits))
        if rows * columns > LARGEST_BOX_CELLS:
            raise SheetTooWide(
                f"工作簿 {shown(name)} 的表用到第 {rows} 行、第 {columns} 列，"
                "请删除表格以外多余的单元格（选中整行、整列后删除）",
                file=name,
                rows=rows,
                columns=columns,
            )


def _is_wide(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    """Told by the stated dimension and the last rows: looking at every cell would cost as much as
    reading them."""
    first = last = b""
    for last in _chunks(archive, part):
        first = first or last[:_HEAD_BYTES]
    return bool(_WIDE_BOX.search(first) or _WIDE.search(last))


def _column(letters: bytes) -> int:
    number = 0
    for each in letters.upper():
        number = number * 26 + each - 64
    return number


def _chunks(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """The bytes of a part; each chunk begins with the end of the one before."""
    with archive.open(part) as content:
        before = b""
        while chunk := content.read(_CHUNK):
            yield before + chunk
            before = chunk[-_OVERLAP:]


def check_archive(data: bytes, name: str) -> None:
    """Raises ArchiveDamaged, ArchiveTooLarge, FormulaFailed, SheetTooWide."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            parts = archive.infolist()
            unpacked = sum(each.file_size for each in parts)
            if unpacked > LARGEST_UNPACKED_BYTES:
                raise ArchiveTooLarge(f"工作簿 {shown(name)} 解开后过大", file=name, bytes=unpacked)
            wide = False
            for each in parts:
                wide |= _read_part(archive, each, name)
            if wide:
                check_boxes(archive, name)
    except (
        zipfile.BadZipFile,
        zlib.error,
        EOFError,
        OSError,
        ValueError,
        NotImplementedError,
        RuntimeError,
    ) as broken:
        raise ArchiveDamaged(
            f"文件 {shown(name)} 不是完整的工作簿（.xlsx），可能被截断、损坏或设了密码", file=name
        ) from broken


def _read_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo, name: str) -> bool:
    """Whether it is a sheet of more than 26 columns."""
    sheet, first, chunk = part.filename.startswith("xl/worksheets/"), b"", b""
    for chunk in _chunks(archive, part):
        if not sheet:
            continue
        first = first or chunk[:_HEAD_BYTES]
        if b't="e"' in chunk and (found := _FAILED.search(chunk)):
            cell = found[1].decode()
            raise FormulaFailed(
                f"工作簿 {shown(name)} 的单元格 {cell} 是出错的公式（如 #N/A），请改为准确的值",
                file=name,
                cell=cell,
            )
    return sheet and bool(_WIDE_BOX.search(first) or _WIDE.search(chunk))
