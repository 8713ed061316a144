"""Which exports of a book leave over the web, and how?"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path as FilePath
from typing import Annotated

from fastapi import Path
from sqlmodel import Session

from api.access import Caller, Permission
from api.not_found import NotFound
from api.reach import check_writable
from api.reading.row import Row, fetch
from api.site import Site
from api.web.workbook import Workbook, workbook
from ledger.book.drafts import ledger_now
from ledger.book.post import Connection
from ledger.intake.exports import EXPORTS
from ledger.intake.sealed_exports import SEALED_EXPORTS, write_sealed
from ledger.storage.database import unit_of_work

ExportName = Annotated[str, Path(pattern="^[a-z-]{1,40}$", description="导出的种类")]
_NOT_OF_BOOK_READERS = ("objections",)
"""Readers of a book do not read objections; who does has the list of them."""
OF_BOOK_READERS = {
    name: each.title for name, each in EXPORTS.items() if name not in _NOT_OF_BOOK_READERS
}
"""What a reader of a book may take along: nothing in it names a person."""


def exported(site: Site, book: int, name: str) -> Workbook:
    """One export, read as the reading role. Raises NotFound for what is none of book readers."""
    if name not in OF_BOOK_READERS:
        raise NotFound(f"没有 {name} 这种导出", name=name)
    kind = EXPORTS[name]
    with site.system.database.reading() as connection:
        return workbook(f"{kind.title} {book}", lambda path: kind.write(connection, book, path))


class SealedExportRow(Row):
    """Who took a register that names people, and for what."""

    register_name: str
    title: str
    actor: str
    purpose: str
    row_count: int
    exported_at: datetime


def sealed_export(
    site: Site, connection: Connection, caller: Caller, book: int, name: str, *, purpose: str
) -> Workbook:
    """A register with names and numbers, of the caller's own book; handed out once it is recorded.

    Raises NotFound, BookUnknown, BookOutOfReach, AccessNeedsPurpose.
    """
    if name not in SEALED_EXPORTS:
        raise NotFound(f"没有 {name} 这种导出", name=name)
    check_writable(connection, caller, Permission.REGISTER_EXPORT, book)

    def write(path: FilePath) -> None:
        with unit_of_work(site.engine) as work:
            take_sealed(work, site, caller, book, name, path, purpose=purpose)

    return workbook(f"{SEALED_EXPORTS[name].title} {book}", write)


def take_sealed(
    work: Session,
    site: Site,
    caller: Caller,
    book: int,
    name: str,
    path: FilePath,
    *,
    purpose: str,
) -> int:
    """Write it to a path; the number of rows. Raises AccessNeedsPurpose."""
    return write_sealed(
        work,
        site.system.sealer,
        book,
        name,
        path,
        actor=caller.login,
        purpose=purpose,
        now=ledger_now(work),
    )


def sealed_exports_of(connection: Connection, book: int) -> list[SealedExportRow]:
    """Who took such registers of a book, the last first."""
    found = fetch(connection, SealedExportRow, _TAKEN, {"book": book})
    return [
        each.model_copy(update={"title": SEALED_EXPORTS[each.register_name].title})
        for each in found
    ]


_TAKEN = """
SELECT register_name, '' AS title, actor, purpose, row_count, exported_at FROM register_export
WHERE book = %(book)s ORDER BY exported_at DESC, export LIMIT 200
"""
