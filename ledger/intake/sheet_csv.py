"""Which rows does a CSV print?

UTF-8 (with or without mark) or GB 18030, of which GBK is a part: which of them is found by reading
the file once. The last line must end: that is what every program writes, and without it a file cut
inside its last cell could not be told from a whole one.
"""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterator
from pathlib import Path

from ledger.values.refusal import Refusal, shown

_CHUNK = 2**20
_MARK = b"\xef\xbb\xbf"
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")


class CsvEncodingUnknown(Refusal):
    """A CSV is UTF-8 or GB 18030 (GBK) throughout."""


class CsvTruncated(Refusal):
    """A CSV ends with a line end, and its quotes are closed."""


class CsvHasNul(Refusal):
    """A CSV has no NUL character."""


def decoded_as(path: Path) -> str:
    """`utf-8-sig` or `gb18030`. Raises the refusals of this file."""
    utf8 = codecs.getincrementaldecoder("utf-8")()
    chinese_in_utf8, good, row, tail = False, True, 1, b""
    with path.open("rb") as file:
        start = file.read(3)
        if start.startswith(_UTF16_MARKS):
            raise CsvEncodingUnknown(
                f"文件 {shown(path.name)} 是 UTF-16 文本，请另存为 UTF-8 的 CSV", file=path.name
            )
        marked = start == _MARK
        file.seek(len(_MARK) if marked else 0)
        while chunk := file.read(_CHUNK):
            if b"\0" in chunk:
                row += chunk[: chunk.index(b"\0")].count(b"\n")
                raise CsvHasNul(
                    f"文件 {shown(path.name)} 第 {row} 行有空字符（NUL），文件已损坏",
                    file=path.name,
                    row=row,
                )
            if good:
                try:
                    text = utf8.decode(chunk)
                    chinese_in_utf8 |= max(text, default="") >= "\u0800"
                except UnicodeDecodeError as broken:
                    good = False
                    begun = broken.object[: broken.start].decode("utf-8", "ignore")
                    chinese_in_utf8 |= max(begun, default="") >= "\u0800"
                    row += begun.count("\n")
            if good:
                row += chunk.count(b"\n")
            tail = chunk[-1:]
    try:
        if good:
            utf8.decode(b"", True)
    except UnicodeDecodeError:
        good = False
    if not tail.endswith((b"\n", b"\r")):
        raise CsvTruncated(
            f"文件 {shown(path.name)} 最后一行没有换行，可能被截断；请重新导出", file=path.name
        )
    if good:
        return "utf-8-sig"
    if marked or chinese_in_utf8:
        # Chinese in UTF-8 went well up to here: damaged UTF-8, never GBK.
        raise CsvTruncated(
            f"文件 {shown(path.name)} 第 {row} 行有残缺的字，文件可能被截断",
            file=path.name,
            row=row,
        )
    _check_gb18030(path)
    return "gb18030"


def _check_gb18030(path: Path) -> None:
    decoder, row = codecs.getincrementaldecoder("gb18030")(), 1
    with path.open("rb") as file:
        try:
            while chunk := file.read(_CHUNK):
                row += decoder.decode(chunk).count("\n")
            decoder.decode(b"", True)
        except UnicodeDecodeError as broken:
            row += bytes(broken.object[: broken.start]).count(b"\n")
            raise CsvEncodingUnknown(
                f"文件 {shown(path.name)} 第 {row} 行不是 UTF-8 也不是 GBK 文字，或文件被截断",
                file=path.name,
                row=row,
            ) from broken


def csv_rows(path: Path, encoding: str) -> Iterator[tuple[int, list[object]]]:
    """Rows with the line each ends on. Raises CsvTruncated where the quotes do not match."""
    with path.open(encoding=encoding, newline="") as file:
        reader = csv.reader(file, strict=True)
        try:
            for cells in reader:
                yield reader.line_num, [*cells]
        except csv.Error as broken:
            raise CsvTruncated(
                f"文件 {shown(path.name)} 第 {reader.line_num} 行的引号不成对或单元格过长，"
                "文件可能被截断",
                file=path.name,
                row=reader.line_num,
            ) from broken
