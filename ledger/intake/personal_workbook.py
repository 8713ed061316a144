"""How do the data of one person leave as a workbook that he can take home?

One sheet a part, with its heading and day; parts without rows say so, because that nothing is kept
is an answer too.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from ledger.book.personal_data import Part, PersonalData
from ledger.intake.report_workbook import new_workbook
from ledger.values.day import SHANGHAI
from ledger.values.money import yuan

_FEN = "（分）"


def write_personal_data(path: Path, found: PersonalData) -> int:
    """Returns the number of rows written."""
    count = 0
    with new_workbook(path) as book:
        bold = book.add_format({"bold": True})
        plain = book.add_format({"num_format": 49})
        for part in found.parts:
            sheet = book.add_worksheet(part.title)
            sheet.set_column(0, len(part.columns) - 1, 20)
            for at, title in enumerate(part.columns):
                sheet.write_string(0, at, title.removesuffix(_FEN), bold)
            sheet.freeze_panes(1, 0)
            for number, row in enumerate(part.rows, start=1):
                for at, cell in enumerate(row):
                    sheet.write_string(number, at, printed(part, at, cell), plain)
            count += len(part.rows)
            after = len(part.rows) + 2
            at_text = f"{found.taken_at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
            sheet.write_string(
                after, 0, f"{'没有记录。' if not part.rows else ''}截至 {at_text}", plain
            )
    return count


def printed(part: Part, at: int, cell: str | int | date | None) -> str:
    """A cell as it is read: amounts in 元, days as they are written."""
    if cell is None:
        return ""
    if isinstance(cell, int) and part.columns[at].endswith(_FEN):
        return yuan(cell)
    return cell.isoformat() if isinstance(cell, date) else str(cell)
