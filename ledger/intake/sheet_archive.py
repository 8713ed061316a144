"""Is a .xlsx whole, and has it cells whose formula failed?

The list of contents of a ZIP archive stands at its end, so a file cut anywhere has none. Every part
is read once against its checksum. A failed formula (#N/A) is found on the way, because the workbook
reader gives such a cell as empty: an amount would vanish without a word.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from io import BytesIO

from ledger.values.refusal import Refusal, shown

LARGEST_UNPACKED_BYTES = 2 * 2**30
_CHUNK = 2**20
_OVERLAP = 200
_FAILED = re.compile(rb'<(?:\w+:)?c\b[^>]*\br="([A-Z]+[0-9]+)"[^>]*\bt="e"')


class ArchiveDamaged(Refusal):
    """A .xlsx is a whole, unencrypted archive whose parts match their checksums."""


class ArchiveTooLarge(Refusal):
    """A .xlsx unpacks to at most 2 GiB."""


class FormulaFailed(Refusal):
    """No cell of a workbook holds a formula that failed."""


def check_archive(data: bytes, name: str) -> None:
    """Raises ArchiveDamaged, ArchiveTooLarge, FormulaFailed."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            parts = archive.infolist()
            unpacked = sum(each.file_size for each in parts)
            if unpacked > LARGEST_UNPACKED_BYTES:
                raise ArchiveTooLarge(f"工作簿 {shown(name)} 解开后过大", file=name, bytes=unpacked)
            for each in parts:
                _read_part(archive, each, name)
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


def _read_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo, name: str) -> None:
    sheet = part.filename.startswith("xl/worksheets/")
    with archive.open(part) as content:
        before = b""
        while chunk := content.read(_CHUNK):
            if sheet and b't="e"' in before + chunk and (found := _FAILED.search(before + chunk)):
                cell = found[1].decode()
                raise FormulaFailed(
                    f"工作簿 {shown(name)} 的单元格 {cell} 是出错的公式（如 #N/A），请改为准确的值",
                    file=name,
                    cell=cell,
                )
            before = chunk[-_OVERLAP:]
