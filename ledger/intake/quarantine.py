"""Which rows were set aside, and how do they stop being so?

A refused row of a template's file is open until a resolution names it. A later row resolves it when
it names its 退回编号 (a column of the workbook with reasons), or has the same key (户编号 and day,
system and number …). Nobody deletes it: what became of it is a row of its own. A row that should
never have been there is dropped by name, with a reason.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import insert, select
from sqlmodel import Session, col

from ledger.intake.taking import Desk
from ledger.storage.tables import RowResolution, SourceDocument, SourceRow
from ledger.values.refusal import Refusal, shown


class AsideUnknown(Refusal):
    """A 退回编号 names a row that is set aside and not resolved."""


class DropNeedsReason(Refusal):
    """A row set aside is dropped for a reason."""


@dataclass(frozen=True, slots=True)
class AsideRow:
    """One row set aside, without personal fields. `name` is its 退回编号."""

    document: UUID
    row: int
    kind: str
    title: str
    key: str
    column: str
    reason: str
    cells: dict[str, str]
    imported_by: str
    imported_at: datetime

    @property
    def name(self) -> str:
        return aside_name(self.document, self.row)


@dataclass(frozen=True, slots=True)
class Correction:
    """A row that was taken, and which older row it may be a correction of."""

    row: int
    aside: str
    key: str


def aside_name(document: UUID, row: int) -> str:
    """The 退回编号: enough of the document's key to be told apart, and the row."""
    return f"{document.hex[:12]}-{row}"


def open_rows(work: Session, book: int, kind: str | None = None) -> list[AsideRow]:
    """The rows that are still set aside, oldest document first."""
    query = (
        select(SourceRow, SourceDocument)
        .join(
            SourceDocument,
            (col(SourceDocument.book) == col(SourceRow.book))
            & (col(SourceDocument.document) == col(SourceRow.document)),
        )
        .where(
            col(SourceRow.book) == book,
            col(SourceRow.outcome) == "refused",
            col(SourceDocument.kind) == kind
            if kind
            else col(SourceDocument.external_id).contains(":"),
            ~select(RowResolution)
            .where(
                col(RowResolution.book) == col(SourceRow.book),
                col(RowResolution.document) == col(SourceRow.document),
                col(RowResolution.row) == col(SourceRow.row),
            )
            .exists(),
        )
        .order_by(col(SourceDocument.imported_at), col(SourceRow.document), col(SourceRow.row))
    )
    return [
        AsideRow(
            document=row.document,
            row=row.row,
            kind=document.kind,
            title=document.title,
            key=row.tag,
            column=row.refused_column,
            reason=row.reason,
            cells=row.cells,
            imported_by=document.imported_by,
            imported_at=document.imported_at,
        )
        for row, document in work.execute(query)
    ]


def resolve(
    desk: Desk, document: UUID, waiting: Sequence[AsideRow], corrections: Sequence[Correction]
) -> int:
    """Close those of the waiting rows that the corrections are for. Returns how many."""
    if not waiting:
        return 0
    by_name = {each.aside: each.row for each in corrections if each.aside}
    by_key = {each.key: each.row for each in corrections if each.key}
    found = [
        (each, row)
        for each in waiting
        if (row := by_name.get(each.name) or (by_key.get(each.key) if each.key else None))
    ]
    if found:
        desk.work.execute(
            insert(RowResolution),
            [
                {
                    "book": desk.book,
                    "document": each.document,
                    "row": each.row,
                    "by_document": document,
                    "by_row": row,
                    "reason": "",
                    "actor": desk.maker,
                    "resolved_at": desk.now,
                }
                for each, row in found
            ],
        )
    return len(found)


def drop(desk: Desk, name: str, *, reason: str) -> None:
    """Close a row that no correction will come for. Raises AsideUnknown, DropNeedsReason."""
    if not reason.strip():
        raise DropNeedsReason("作废退回的行必须写明理由")
    found = [each for each in open_rows(desk.work, desk.book) if each.name == name]
    if not found:
        raise AsideUnknown(f"没有退回编号为 {shown(name)} 的行，或已经处理", name=name)
    desk.work.execute(
        insert(RowResolution),
        [
            {
                "book": desk.book,
                "document": found[0].document,
                "row": found[0].row,
                "by_document": None,
                "by_row": None,
                "reason": reason.strip(),
                "actor": desk.maker,
                "resolved_at": desk.now,
            }
        ],
    )
