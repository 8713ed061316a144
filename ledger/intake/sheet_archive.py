"""Is a .xlsx whole, and has it cells whose formula failed?

The list of contents of a ZIP archive stands at its end, so a file cut anywhere has none. Every part
is read once against its checksum. A failed formula (#N/A) is found on the way, because the workbook
reader gives such a cell as empty: an amount would vanish without a word.

The reader holds a sheet as the rectangle from its first cell to its last. One stray cell at the far
end of a sheet makes that a thousand million cells, and the process would die of it, so a rectangle
that large is refused before. What a sheet states of its own size is not believed. Every chunk of it
is searched for a cell that is not plainly one of the first 26 columns and the first million rows,
as office programs write it; only where there is one are all cells counted, which takes longer.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from xml.parsers.expat import ExpatError, ParserCreate

from ledger.values.refusal import Refusal, shown

LARGEST_UNPACKED_BYTES = 2 * 2**30
_CHUNK = 2**20
_PARTS_OF_XLSX = {"[Content_Types].xml", "xl/workbook.xml"}
_OVERLAP = 200
LARGEST_BOX_CELLS = 40_000_000
_SHEET_MARK = b"sheetData"
_PREFIXED = b":sheetData"
_NOT_PLAIN = re.compile(rb'<c(?! r="[A-Z][0-9]{1,6}")[\s/>]')
_PLAIN_BYTES = len(b'<c r="Z999999"')
"""How much of a cell must be seen to know that it is plain."""

_PLACE = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,10})")
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
    """Read all parts. Raises SheetTooWide, FormulaFailed, and ValueError for what is no .xlsx."""
    if not set(archive.namelist()) >= _PARTS_OF_XLSX:
        # The reader opens other office files under this name too (.ods, .xlsb), of which nothing
        # is checked here.
        raise ValueError("an archive, but no .xlsx")
    for part in archive.infolist():
        if _read_part(archive, part, name):
            _check_box(archive, part, name)


def _check_box(archive: zipfile.ZipFile, part: zipfile.ZipInfo, name: str) -> None:
    box = _Box()
    parser = ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = box.begin
    parser.EntityDeclHandler = _refuse_entity
    with archive.open(part) as content:
        while chunk := content.read(_CHUNK):
            try:
                parser.Parse(chunk, False)
            except ExpatError as broken:
                raise ValueError("a sheet is no XML") from broken
            if box.rows * box.columns > LARGEST_BOX_CELLS:
                raise SheetTooWide(
                    f"工作簿 {shown(name)} 的表用到第 {box.rows} 行、第 {box.columns} 列，"
                    "请删除表格以外多余的单元格（选中整行、整列后删除）",
                    file=name,
                    rows=box.rows,
                    columns=box.columns,
                )


class _Box:
    """The last row and column that a sheet uses; a cell without a place follows the one before."""

    def __init__(self) -> None:
        self.rows = self.columns = 0
        self._row = self._column = 0

    def begin(self, tag: str, attributes: dict[str, str]) -> None:
        match tag.rpartition(" ")[2]:
            case "row":
                said = attributes.get("r", "")
                self._row = int(said) if said.isdecimal() else self._row + 1
                self._column = 0
            case "c":
                if place := _PLACE.fullmatch(attributes.get("r", "")):
                    self._column, row = _column(place[1].encode()), int(place[2])
                else:
                    self._column, row = self._column + 1, self._row
                self.rows, self.columns = max(self.rows, row), max(self.columns, self._column)


def _refuse_entity(*_: object) -> None:
    raise ValueError("a sheet declares no entities")


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
            unpacked = sum(each.file_size for each in archive.infolist())
            if unpacked > LARGEST_UNPACKED_BYTES:
                raise ArchiveTooLarge(f"工作簿 {shown(name)} 解开后过大", file=name, bytes=unpacked)
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


def _is_odd(chunk: bytes) -> bool:
    """A cell that the end of the chunk cuts is judged in the next one, which begins before it; a
    sheet itself never ends in one, since its closing tags are longer."""
    found = _NOT_PLAIN.search(chunk)
    return found is not None and found.start() <= len(chunk) - _PLAIN_BYTES


def _read_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo, name: str) -> bool:
    """Whether it is a sheet, wherever it lies, with a cell that may be far out."""
    odd = sheet = False
    for chunk in _chunks(archive, part):
        sheet = sheet or _SHEET_MARK in chunk
        if not sheet:
            continue
        odd = odd or _PREFIXED in chunk or _is_odd(chunk)
        if b't="e"' in chunk and (found := _FAILED.search(chunk)):
            cell = found[1].decode()
            raise FormulaFailed(
                f"工作簿 {shown(name)} 的单元格 {cell} 是出错的公式（如 #N/A），请改为准确的值",
                file=name,
                cell=cell,
            )
    return odd
