"""How does a file of published notices come in over the web?

The same as on the command line, with one difference: a clerk imports notices of his own book only;
a notice of another place is a fault, not a new book.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path

from api.access import Caller
from api.import_reach import NOTICES, NOTICES_TITLE
from api.imported import ImportFault, ImportPreview, ImportSum, Taken
from api.reading.row import Money
from api.site import Site, today
from ledger.intake.notice_cells import COLUMNS
from ledger.intake.notice_import import Importer
from ledger.intake.notice_intake import NoticeIntake, take_in_file
from ledger.intake.notice_rows import Outcome
from ledger.intake.report_workbook import Form, Head, write_report
from ledger.intake.sheet_columns import REASON_TITLE
from ledger.intake.sheet_import import FileHasBadRows
from ledger.register.regions import RegionTree, shipped_regions
from ledger.storage.uploads import Upload
from ledger.values.money import wan
from ledger.values.refusal import shown

_SHOWN = 500


@cache
def _tree() -> RegionTree:
    return shipped_regions()


def look_at_notices(upload: Upload) -> ImportPreview:
    """Raises what reading a file of notices raises."""
    taken = take_in_file(upload.path, _tree())
    faults = list(_faults(taken, upload.about.book))
    rows = [each for intake in taken for each in intake.rows]
    bad = len({each.row for each in faults})
    return ImportPreview(
        upload=upload.number,
        book=upload.about.book,
        kind=NOTICES,
        kind_name=NOTICES_TITLE,
        file=upload.about.name,
        rows=len(rows),
        good=len(rows) - bad,
        bad=bad,
        sums=[
            ImportSum(
                key=each.notice_id,
                title=f"{each.notice_id} 逐行合计",
                total=Money.of(each.totals.computed_fen),
            )
            for each in taken
            if each.totals.computed_fen is not None
        ],
        faults=faults[:_SHOWN],
        fault_count=len(faults),
        notes=[note for each in taken for note in _notes(each)],
    )


def take_notices(site: Site, caller: Caller, upload: Upload, *, keep_good: bool) -> Taken:
    """Each notice of the book is written whole. Raises FileHasBadRows, and what writing raises."""
    book = upload.about.book
    taken = take_in_file(upload.path, _tree())
    bad = len({each.row for each in _faults(taken, book)})
    if bad and not keep_good:
        raise FileHasBadRows(
            f"文件 {shown(upload.about.name)} 有 {bad} 行有错，没有导入任何一行",
            file=upload.about.name,
            bad=bad,
        )
    mine = [each for each in taken if _book(each) == book]
    with site.system.database.connect() as connection:
        on: date = today(connection)
        importer = Importer(
            connection, site.engine, site.system.sealer, _tree(), caller.login, on, on
        )
        made = [done for each in mine if (done := importer.take(each)) is not None]
    return Taken(
        book=book,
        document=made[0].document if len(made) == 1 else None,
        again=bool(made) and not any(each.new for each in made),
        new=sum(
            row.outcome is Outcome.USED
            for each, done in zip(mine, made, strict=True)
            if done.new
            for row in each.rows
        ),
        aside=bad if any(each.new for each in made) else 0,
        resolved=0,
        drafts=[key.draft for each in made for key in each.drafts],
    )


def write_notice_errors(upload: Upload, path: Path) -> int:
    """The rows as they are, with a column of reasons. Returns how many rows have one."""
    taken = take_in_file(upload.path, _tree())
    reasons: dict[int, list[str]] = {}
    for each in _faults(taken, upload.about.book):
        reasons.setdefault(each.row, []).append(
            f"{each.column}：{each.reason}" if each.column else each.reason
        )
    heads = (*(Head(each, Form.CODE, 18) for each in COLUMNS), Head(REASON_TITLE, Form.TEXT, 60))
    rows = sorted((row for each in taken for row in each.rows), key=lambda row: row.row)
    write_report(
        path,
        "公告",
        heads,
        (
            (*(_printed(row.printed.cells(), each) for each in COLUMNS),
             "；".join(reasons.get(row.row, ())))
            for row in rows
        ),
    )  # fmt: skip
    return len(reasons)


def _printed(cells: dict[str, str], column: str) -> str:
    return cells.get(column, "")


def _faults(taken: tuple[NoticeIntake, ...], book: int) -> Iterator[ImportFault]:
    for each in taken:
        if _book(each) != book:
            reason = (
                f"公告 {each.notice_id} 属于账簿 {_book(each)}，不是本账簿"
                if each.issuer
                else f"公告 {each.notice_id} 的发布单位不明"
            )
            yield from (ImportFault(row=row.row, column="org", reason=reason) for row in each.rows)
            continue
        yield from (
            ImportFault(row=row.row, column=row.column, reason=row.reason)
            for row in each.rows
            if row.outcome is Outcome.REFUSED
        )


def _book(each: NoticeIntake) -> int | None:
    return _tree().book_of(each.issuer) if each.issuer else None


def _notes(each: NoticeIntake) -> Iterator[str]:
    yield f"{each.notice_id}：{each.classed.kind.chinese}，{each.classed.reason}"
    if each.totals.difference_fen:
        yield f"{each.notice_id}：逐行合计与公布数相差 {wan(each.totals.difference_fen)}"
    yield from (f"{each.notice_id}：{remark}" for remark in each.remarks)
