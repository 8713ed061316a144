"""What becomes of a notice: its rows' outcomes, its class, the drafts it asks for, its remarks?

    for path in notice_paths(folder):
        for intake in take_in_file(path, tree):
            report_of(intake), intake.plan

Nothing is written here. A file that cannot be read whole raises a Refusal; a row that cannot be
taken is a refused row of its notice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ledger.intake.notice_cells import rows_digest
from ledger.intake.notice_class import Classed, NoticeClass, classify
from ledger.intake.notice_file import PrintedNotice, read_notices
from ledger.intake.notice_index import INDEX_NAME, IndexEntry, find_index, read_index
from ledger.intake.notice_places import Recipient, find_issuer, find_recipient
from ledger.intake.notice_plan import plan_allocation
from ledger.intake.notice_planned import Issued, NoticePlan
from ledger.intake.notice_remarks import Totals, remarks_of, totals_of
from ledger.intake.notice_rows import ALLOC, Outcome, RowResult, read_row
from ledger.register.regions import Region, RegionTree
from ledger.values.day import PartialDate
from ledger.values.refusal import Refusal, shown

NOTICE_SUFFIXES = (".csv", ".xlsx")
NOTICE_FOLDER = "notices"


class NoticeRowsMissing(Refusal):
    """A notice has as many rows as its index says."""


class NoticeFileNotFound(Refusal):
    """A path names a notice file or a folder with notice files."""


@dataclass(frozen=True, slots=True)
class NoticeIntake:
    """One notice, understood. `plan` is None unless it is an allocation with a known issuer.

    `digest` is the SHA-256 over its row digests: equal for a re-saved workbook.
    """

    notice_id: str
    file_name: str
    digest: bytes
    entry: IndexEntry | None
    classed: Classed
    issuer: Region | None
    dated: PartialDate | None
    rows: tuple[RowResult, ...]
    totals: Totals
    plan: NoticePlan | None
    remarks: tuple[str, ...]


def notice_paths(path: Path) -> list[Path]:
    """The notice files a path names: itself, or those of a folder (of its `notices/` if it has
    one), without the index, sorted by name. Raises NoticeFileNotFound."""
    if path.is_file():
        return [path]
    folder = path / NOTICE_FOLDER if (path / NOTICE_FOLDER).is_dir() else path
    found = sorted(
        each
        for each in (folder.iterdir() if folder.is_dir() else ())
        if each.is_file()
        and each.suffix.lower() in NOTICE_SUFFIXES
        and each.name != INDEX_NAME
        and not each.name.startswith(("~$", "."))
    )
    if not found:
        raise NoticeFileNotFound(f"没有公告文件(.csv、.xlsx):{shown(str(path))}", path=str(path))
    return found


def take_in_file(
    path: Path, tree: RegionTree, override: str | None = None
) -> tuple[NoticeIntake, ...]:
    """The notices of a file, with its index if there is one. Raises Refusal, or OSError."""
    index_path = find_index(path)
    index = read_index(index_path.read_bytes()) if index_path else {}
    return tuple(
        take_in(notice, index.get(notice.notice_id), tree, override, file_name=path.name)
        for notice in read_notices(path.read_bytes(), name=path.name)
    )


def take_in(
    notice: PrintedNotice,
    entry: IndexEntry | None,
    tree: RegionTree,
    override: str | None = None,
    *,
    file_name: str = "",
) -> NoticeIntake:
    """One notice, understood. Raises NoticeRowsMissing and NoticeClassUnknown."""
    if entry and entry.row_count is not None and entry.row_count != len(notice.rows):
        raise NoticeRowsMissing(
            f"公告 {shown(notice.notice_id)} 应有 {entry.row_count} 行,"
            f"文件中有 {len(notice.rows)} 行,可能被截断",
            notice_id=notice.notice_id,
            expected=entry.row_count,
            found=len(notice.rows),
        )
    dated = _first_date(notice) or (entry.published if entry else None)
    issuer, unknown = _issuer(notice, entry, tree, dated)
    rows = [read_row(each, issuer.level if issuer else None) for each in notice.rows]
    classed = classify(rows, entry, override)
    plan = None
    notes: list[str] = []
    if classed.kind is NoticeClass.ALLOCATION:
        if dated is None:
            rows = _refuse_money(rows, "notice_date", "公告没有日期,索引也没有公布日期,不能记账")
        elif issuer is None:
            rows = _refuse_money(rows, "org", unknown)
        else:
            rows, recipients = _with_recipients(rows, issuer, tree, dated)
            notes = [each.remark for each in recipients.values() if each.remark]
            issued = Issued(notice.notice_id, issuer, tree.book_of(issuer), dated)
            plan = plan_allocation(issued, rows, recipients)
    totals = totals_of(rows, entry)
    remarks = remarks_of(rows, entry, totals, dated, plan)
    return NoticeIntake(
        notice_id=notice.notice_id,
        file_name=file_name,
        digest=rows_digest(notice.rows),
        entry=entry,
        classed=classed,
        issuer=issuer,
        dated=dated,
        rows=tuple(rows),
        totals=totals,
        plan=plan,
        remarks=(*remarks, *dict.fromkeys(notes)),
    )


def _first_date(notice: PrintedNotice) -> PartialDate | None:
    for each in notice.rows:
        try:
            return PartialDate.parse(each.notice_date)
        except Refusal:
            continue  # the row itself is refused with this reason, or has no date
    return None


def _issuer(
    notice: PrintedNotice, entry: IndexEntry | None, tree: RegionTree, dated: PartialDate | None
) -> tuple[Region | None, str]:
    """(issuer, "") or (None, why not)."""
    if dated is None:
        return None, "公告没有日期,不能确定发布单位所在区划"
    try:
        place = entry.place if entry else ""
        return find_issuer(place, notice.rows[0].org, tree, dated.last_on), ""
    except Refusal as refused:
        return None, refused.message


def _refuse_money(rows: Sequence[RowResult], column: str, reason: str) -> list[RowResult]:
    return [each.refused(column, reason) if each.outcome is Outcome.USED else each for each in rows]


def _with_recipients(
    rows: Sequence[RowResult], issuer: Region, tree: RegionTree, dated: PartialDate
) -> tuple[list[RowResult], dict[int, Recipient]]:
    recipients: dict[int, Recipient] = {}
    matched: list[RowResult] = []
    for each in rows:
        if each.outcome is Outcome.USED and each.tag == ALLOC and each.money:
            try:
                recipients[each.row] = find_recipient(
                    each.money.recipient, issuer, tree, dated.last_on
                )
            except Refusal as refused:
                each = each.refused("recipient_region_or_unit", refused.message)
        matched.append(each)
    return matched, recipients
