"""Which exports of a book leave over the web, and how?"""

from __future__ import annotations

from typing import Annotated

from fastapi import Path

from api.not_found import NotFound
from api.site import Site
from api.web.workbook import Workbook, workbook
from ledger.intake.exports import EXPORTS

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
