"""What was imported, and what became of every row of it?"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from pydantic import computed_field

from api.access import Caller, Permission
from api.not_found import NotFound
from api.reach import reachable_books
from api.reading.drafts import DraftSourceRow
from api.reading.row import Money, Row, fetch
from ledger.book.post import Connection
from ledger.intake.sheets import SHEET_KINDS

DOCUMENT_KINDS = {
    "allocation": "资金分配",
    "plan": "计划",
    "running total": "累计数",
    "result": "完成情况",
    **{name: kind.sheet.title for name, kind in SHEET_KINDS.items()},
}
"""Chinese for the kind of every document: the classes of notices, and the templates."""


class DocumentRow(Row):
    """An imported document with the count of its rows by outcome."""

    book: int
    book_name: str
    document: UUID
    external_id: str
    version: int
    kind: str
    title: str
    issuer: str
    place: str
    doc_nos: list[str]
    document_on: date | None
    published_on: date | None
    source_url: str
    printed: Money | None
    computed: Money | None
    remarks: list[str]
    imported_by: str
    imported_at: datetime
    used: int
    not_money: int
    refused: int
    drafts: int

    @computed_field
    def kind_name(self) -> str:
        return DOCUMENT_KINDS.get(self.kind, self.kind)

    @computed_field
    def difference(self) -> Money | None:
        if self.printed is None or self.computed is None:
            return None
        return Money.of(self.computed.fen - self.printed.fen)


def documents(
    connection: Connection,
    books: list[int],
    *,
    by: str = "",
    refused_only: bool = False,
    limit: int | None = 200,
) -> list[DocumentRow]:
    """Imported documents of these books, and those that `by` imported, newest first."""
    return fetch(
        connection,
        DocumentRow,
        _DOCUMENTS,
        {
            "books": books,
            "by": by,
            "document": None,
            "refused_only": refused_only,
            "limit": limit,
        },
    )


def seen_documents(
    connection: Connection,
    caller: Caller,
    *,
    refused_only: bool = False,
    limit: int | None = 200,
) -> list[DocumentRow]:
    """What the caller may see: the imports of the books within reach, and his own."""
    books = reachable_books(connection, caller, Permission.IMPORT_READ)
    return documents(connection, books, by=caller.login, refused_only=refused_only, limit=limit)


def seen_document(connection: Connection, caller: Caller, book: int, key: UUID) -> DocumentRow:
    """A document of a book within reach, or one the caller imported. Raises NotFound."""
    found = fetch(
        connection,
        DocumentRow,
        _DOCUMENTS,
        {"books": [book], "by": "", "document": key, "refused_only": False, "limit": 1},
    )
    if not found or (
        found[0].imported_by != caller.login
        and book not in reachable_books(connection, caller, Permission.IMPORT_READ)
    ):
        raise NotFound(f"账簿 {book} 没有导入过文件 {key}", book=book, document=str(key))
    return found[0]


def document_rows(
    connection: Connection, book: int, key: UUID, *, outcome: str = "", limit: int | None = 2000
) -> list[DraftSourceRow]:
    """The rows in the order of the file, all or those of one outcome."""
    return fetch(
        connection,
        DraftSourceRow,
        _ROWS,
        {"book": book, "document": key, "outcome": outcome, "limit": limit},
    )


_DOCUMENTS = """
SELECT x.* FROM (
  SELECT d.book, b.name AS book_name, d.document, d.external_id, d.version, d.kind, d.title,
    d.issuer, d.place, d.doc_nos, d.document_on, d.published_on, d.source_url,
    d.printed_fen AS printed, d.computed_fen AS computed, d.remarks, d.imported_by, d.imported_at,
    r.used, r.not_money, r.refused,
    (SELECT count(*)::int FROM draft f WHERE f.book = d.book AND f.document = d.document) AS drafts
  FROM source_document d
  JOIN book b ON b.book = d.book
  LEFT JOIN LATERAL (
    SELECT count(*) FILTER (WHERE s.outcome = 'used')::int AS used,
      count(*) FILTER (WHERE s.outcome = 'not_money')::int AS not_money,
      count(*) FILTER (WHERE s.outcome = 'refused')::int AS refused
    FROM source_row s WHERE s.book = d.book AND s.document = d.document) r ON true
  WHERE (d.book = ANY(%(books)s) OR (%(by)s <> '' AND d.imported_by = %(by)s))
    AND (%(document)s::uuid IS NULL OR d.document = %(document)s::uuid)
) x WHERE NOT %(refused_only)s OR x.refused > 0
ORDER BY x.imported_at DESC, x.external_id LIMIT %(limit)s
"""

_ROWS = """
SELECT row, tag, outcome, refused_column, reason, amount_fen AS amount, cells FROM source_row
WHERE book = %(book)s AND document = %(document)s AND (%(outcome)s = '' OR outcome = %(outcome)s)
ORDER BY row LIMIT %(limit)s
"""
