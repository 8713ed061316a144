"""What does index.csv say about a notice: place, dates, printed total, source, irregularities?

The index stands in the notice's folder or the one above. Each notice has one line. It is written
by whoever collected the notices; a total or date in it that cannot be read becomes a remark, not
a refusal, because the notice itself may still be good.
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from datetime import date
from io import StringIO
from pathlib import Path

from ledger.values.day import PartialDate
from ledger.values.money import AmountMissing, first_amount
from ledger.values.refusal import Refusal, shown
from ledger.values.text import half_width

INDEX_NAME = "index.csv"

_FIRST_DATE = re.compile(r"[0-9]{4}(?:-[0-9]{2}(?:-[0-9]{2})?)?(?![0-9])")
_DAY = r"([0-9]{1,2})[-/月]([0-9]{1,2})日?"
_PERIOD = re.compile(
    rf"([0-9]{{4}})[-/年]{_DAY}\s*(?:to|至|到|[-—–~]+)\s*(?:([0-9]{{4}})[-/年])?{_DAY}"
)


class IndexNotReadable(Refusal):
    """index.csv is UTF-8, with a header that has notice_id, and one line for each notice."""


@dataclass(frozen=True, slots=True)
class IndexEntry:
    """What the index says about one notice. `printed_fen` is the first amount of stated_total."""

    notice_id: str
    description: str = ""
    place: str = ""
    published: PartialDate | None = None
    period: tuple[date, date] | None = None
    stated_total: str = ""
    printed_fen: int | None = None
    source_url: str = ""
    truncated: bool = False
    source_kind: str = ""
    irregularities: str = ""
    row_count: int | None = None
    stated_class: str = ""
    remarks: tuple[str, ...] = ()


def find_index(notice_path: Path) -> Path | None:
    """The index of a notice file: beside it or in the folder above."""
    folder = notice_path.resolve().parent
    for candidate in (folder / INDEX_NAME, folder.parent / INDEX_NAME):
        if candidate.is_file():
            return candidate
    return None


def read_index(data: bytes) -> dict[str, IndexEntry]:
    """The entries of an index by notice_id. Raises IndexNotReadable."""
    try:
        reader = csv.DictReader(StringIO(data.decode("utf-8-sig"), newline=""), strict=True)
        lines = [
            {name: text or "" for name, text in line.items() if isinstance(name, str)}
            for line in reader
        ]
    except (UnicodeDecodeError, csv.Error) as broken:
        raise IndexNotReadable(f"{INDEX_NAME} 不是完整的 UTF-8 表格") from broken
    if "notice_id" not in (reader.fieldnames or ()):
        raise IndexNotReadable(f"{INDEX_NAME} 的表头没有 notice_id 列")
    entries: dict[str, IndexEntry] = {}
    for line in lines:
        entry = _entry(line)
        if entry.notice_id in entries:
            raise IndexNotReadable(
                f"{INDEX_NAME} 有两行都是公告 {shown(entry.notice_id)}", notice_id=entry.notice_id
            )
        entries[entry.notice_id] = entry
    return entries


def notice_period(text: str) -> tuple[date, date] | None:
    """The first notice period printed in `text`: `2023-08-14 to 2023-08-23`, `2024-02-05---02-14`,
    `2023年8月14日至8月23日`. None if there is none or its days do not exist."""
    found = _PERIOD.search(half_width(text))
    if not found:
        return None
    year, month, day, end_year, end_month, end_day = found.groups()
    try:
        start = date(int(year), int(month), int(day))
        end = date(int(end_year or year), int(end_month), int(end_day))
    except ValueError:
        return None
    return (start, end) if start <= end else None


def _entry(line: dict[str, str]) -> IndexEntry:
    remarks: list[str] = []
    printed_fen = published = None
    try:
        printed_fen = first_amount(line.get("stated_total", ""))
    except AmountMissing:
        pass
    except Refusal as refused:
        remarks.append(f"索引中的公布总额读不出:{refused.message}")
    if found := _FIRST_DATE.search(line.get("publication_date", "")):
        try:
            published = PartialDate.parse(found.group())
        except Refusal as refused:
            remarks.append(f"索引中的公布日期读不出:{refused.message}")
    count = line.get("row_count", "").strip()
    return IndexEntry(
        notice_id=line["notice_id"].strip(),
        description=line.get("description", "").strip(),
        place=line.get("place", "").strip(),
        published=published,
        period=notice_period(line.get("notice_period_or_hotline", "")),
        stated_total=line.get("stated_total", "").strip(),
        printed_fen=printed_fen,
        source_url=line.get("source_url", "").strip(),
        truncated=line.get("excerpt_truncated", "").strip().lower().startswith(("yes", "是")),
        source_kind=line.get("source_kind", "").strip(),
        irregularities=line.get("irregularities", "").strip(),
        row_count=int(count) if count.isascii() and count.isdecimal() and len(count) < 9 else None,
        stated_class=line.get("class", "").strip(),
        remarks=tuple(remarks),
    )
