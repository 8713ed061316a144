"""What would a file bring, and which of its rows cannot be taken?

Every row is read and asked about, nothing is written. All faults are collected, up to a number of
rows beyond which a person would rather correct the cause first.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from ledger.intake.sheet import Sheet
from ledger.intake.sheet_file import SheetFileEmpty
from ledger.intake.sheet_rows import Fault, ReadRow, RowReader
from ledger.intake.taking import Taker, portions
from ledger.values.refusal import Refusal, shown

R = TypeVar("R")

MOST_BAD_ROWS = 10_000


class TooManyBadRows(Refusal):
    """At most 10,000 rows of a file have faults."""


@dataclass
class Preview(Generic[R]):
    """Counts and sums over the rows that can be taken, and the faults of the others.

    `first` is the first good row. `digest` covers the good rows, so that it is known in a second
    reading that the file is still the same.
    """

    sheet: Sheet[R]
    file: str
    rows: int = 0
    good: int = 0
    sums: dict[str, int] = field(default_factory=dict)
    faults: dict[int, list[Fault]] = field(default_factory=dict)
    digest: bytes = b""
    first: R | None = None
    other_sheets: tuple[str, ...] = ()

    @property
    def bad(self) -> int:
        return len(self.faults)

    @property
    def total_fen(self) -> int | None:
        """The sum of the file's amount column, of the rows that can be taken."""
        return self.sums[self.sheet.amount] if self.sheet.amount else None


def preview(
    reader: RowReader[R], taker: Taker[R], seen: Callable[[int], None] = lambda rows: None
) -> Preview[R]:
    """`seen` is told now and then how many rows were looked at.

    Raises TooManyBadRows, SheetFileEmpty, and what reading a file raises.
    """
    sheet = reader.sheet
    found = Preview(
        sheet,
        reader.table.name,
        sums=dict.fromkeys(sheet.sums, 0),
        other_sheets=reader.table.other_sheets,
    )
    whole = hashlib.sha256()
    at = [(key, [each.key for each in sheet.columns].index(key)) for key in sheet.sums]
    for some in portions(reader.rows()):
        good = list(_readable(some, found))
        refused = set()
        for fault in taker.check(good):
            refused.add(fault.row)
            found.faults.setdefault(fault.row, []).append(fault)
        if found.bad > MOST_BAD_ROWS:
            raise TooManyBadRows(
                f"文件 {shown(found.file)} 有错的行超过 {MOST_BAD_ROWS}，请先检查整列的格式；"
                f"例如第 {next(iter(found.faults))} 行："
                f"{next(iter(found.faults.values()))[0].reason}",
                file=found.file,
            )
        for each in good:
            if each.number in refused:
                continue
            found.good += 1
            whole.update(each.digest)
            if found.first is None:
                found.first = each.row
            for key, place in at:
                amount = each.values[place]
                found.sums[key] += amount if isinstance(amount, int) else 0
        seen(found.rows)
    if not found.rows:
        raise SheetFileEmpty(f"文件 {shown(found.file)} 没有数据行", file=found.file)
    found.digest = whole.digest()
    return found


def _readable(rows: list[ReadRow[R]], found: Preview[R]) -> Iterator[ReadRow[R]]:
    for each in rows:
        found.rows += 1
        if each.row is None:
            found.faults[each.number] = list(each.faults)
        else:
            yield each
