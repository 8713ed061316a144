"""Which rows are set aside, and who may drop one?"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlmodel import Session

from api.access import Caller, Permission
from api.import_reach import check_importable
from api.reach import reachable_books
from api.reading.row import Row, fetch
from api.site import Site
from ledger.book.drafts import ledger_now
from ledger.book.post import Connection
from ledger.intake.quarantine import AsideUnknown, drop, open_rows
from ledger.intake.taking import Desk
from ledger.storage.database import unit_of_work
from ledger.values.day import shanghai_day
from ledger.values.refusal import shown


class AsideOut(Row):
    """A row that waits for its correction. `aside` is its 退回编号; personal cells are not kept."""

    aside: str
    book: int
    document: UUID
    kind: str
    title: str
    row: int
    column: str
    reason: str
    cells: dict[str, str]
    imported_by: str
    imported_at: datetime


class AsideCount(Row):
    """How many rows of a book are still set aside."""

    book: int
    rows: int


def aside_rows(site: Site, snapshot: Connection, caller: Caller, book: int) -> list[AsideOut]:
    """The open rows of a book within reach, and those of the caller's own files."""
    with Session(site.engine) as work:
        return _seen(work, snapshot, caller, book)


def aside_counts(snapshot: Connection, caller: Caller) -> list[AsideCount]:
    """The books in which the caller sees open rows, with their number."""
    books = reachable_books(snapshot, caller, Permission.IMPORT_READ)
    return fetch(snapshot, AsideCount, _COUNTS, {"books": books, "by": caller.login})


def drop_row(
    site: Site, snapshot: Connection, caller: Caller, book: int, name: str, *, reason: str
) -> None:
    """Close a row that no correction will come for.

    Raises AsideUnknown, DropNeedsReason, and what `check_importable` raises for its kind.
    """
    with unit_of_work(site.engine) as work:
        rows = _seen(work, snapshot, caller, book)
        found = next((each for each in rows if each.aside == name), None)
        if found is None:
            raise AsideUnknown(f"没有退回编号为 {shown(name)} 的行，或已经处理", name=name)
        check_importable(snapshot, caller, book, found.kind)
        now = ledger_now(work)
        desk = Desk(work, book, site.system.sealer, caller.login, "", shanghai_day(now), now)
        drop(desk, name, reason=reason)


def _seen(work: Session, snapshot: Connection, caller: Caller, book: int) -> list[AsideOut]:
    all_of_it = book in reachable_books(snapshot, caller, Permission.IMPORT_READ)
    return [
        AsideOut(
            aside=each.name,
            book=book,
            document=each.document,
            kind=each.kind,
            title=each.title,
            row=each.row,
            column=each.column,
            reason=each.reason,
            cells=each.cells,
            imported_by=each.imported_by,
            imported_at=each.imported_at,
        )
        for each in open_rows(work, book)
        if all_of_it or each.imported_by == caller.login
    ]


_COUNTS = """
SELECT s.book, count(*)::int AS rows
FROM source_row s JOIN source_document d ON d.book = s.book AND d.document = s.document
WHERE s.outcome = 'refused' AND position(':' in d.external_id) > 0
  AND (s.book = ANY(%(books)s) OR d.imported_by = %(by)s)
  AND NOT EXISTS (SELECT FROM row_resolution r
    WHERE r.book = s.book AND r.document = s.document AND r.row = s.row)
GROUP BY s.book ORDER BY s.book
"""
