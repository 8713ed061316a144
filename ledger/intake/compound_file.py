"""Is an old workbook (.xls) whole?

A .xls is a compound file: sectors of a fixed size and tables (FAT) that say which sector follows
which. The format keeps no length, so the tables are asked: every sector that they say is in use
must be inside the file. Layout: [MS-CFB] 2.2 (header) and 2.3 (FAT).
"""

from __future__ import annotations

import struct

from ledger.values.refusal import Refusal, shown

_HEADER_BYTES = 512
_MARK = bytes.fromhex("d0cf11e0a1b11ae1")
_FREE = 0xFFFFFFFF
_LAST_SECTOR = 0xFFFFFFFA
_IN_HEADER = 109


class CompoundFileDamaged(Refusal):
    """A .xls holds every sector that its tables say is in use."""


def check_compound(data: bytes, name: str) -> None:
    """Raises CompoundFileDamaged."""
    try:
        used = _sectors_used(data)
    except (struct.error, ValueError, IndexError) as broken:
        raise _damaged(name) from broken
    shift = struct.unpack_from("<H", data, 30)[0]
    if len(data) < (used + 1) << shift:
        raise _damaged(name)


def _sectors_used(data: bytes) -> int:
    """One more than the number of the last sector in use."""
    if len(data) < _HEADER_BYTES or not data.startswith(_MARK):
        raise ValueError("no header")
    (shift,) = struct.unpack_from("<H", data, 30)
    if shift not in (9, 12):
        raise ValueError("sector size")
    each = (1 << shift) // 4
    count, more, _ = _fat_counts(data)
    fat = [*struct.unpack_from(f"<{_IN_HEADER}I", data, 76)]
    seen: set[int] = set()
    while more < _LAST_SECTOR:
        if more in seen:
            raise ValueError("a loop of tables")
        seen.add(more)
        block = struct.unpack_from(f"<{each}I", data, (more + 1) << shift)
        fat += block[:-1]
        more = block[-1]
    tables = [sector for sector in fat if sector < _LAST_SECTOR]
    if len(tables) < count:
        raise ValueError("tables missing")
    used = 0
    for index, sector in enumerate(tables[:count]):
        entries = struct.unpack_from(f"<{each}I", data, (sector + 1) << shift)
        for place, entry in enumerate(entries):
            if entry != _FREE:
                used = max(used, index * each + place + 1)
    return used


def _fat_counts(data: bytes) -> tuple[int, int, int]:
    """(sectors of the FAT, first sector of further tables, their count)."""
    (count,) = struct.unpack_from("<I", data, 44)
    first, further = struct.unpack_from("<II", data, 68)
    return count, first, further


def _damaged(name: str) -> CompoundFileDamaged:
    return CompoundFileDamaged(
        f"文件 {shown(name)} 不是完整的旧格式工作簿（.xls），可能被截断；请另存为 .xlsx", file=name
    )
