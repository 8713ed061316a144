"""Which numbers of another system were used in this book before, and for what?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from sqlalchemy import select
from sqlmodel import col

from ledger.intake.taking import Desk
from ledger.storage.tables import ExternalNumber

NumberKind = Literal["payment", "bank_result"]


@dataclass(frozen=True, slots=True)
class Used:
    """Where a number was used: the row of a document, and the line of a draft made of it."""

    document: UUID
    row: int
    draft: UUID
    line: int
    digest: bytes


def used_numbers(
    desk: Desk, system: str, kind: NumberKind, numbers: Sequence[str]
) -> dict[str, Used]:
    """Those of the numbers that were used."""
    rows = desk.work.execute(
        select(
            col(ExternalNumber.number),
            col(ExternalNumber.document),
            col(ExternalNumber.row),
            col(ExternalNumber.draft),
            col(ExternalNumber.line),
            col(ExternalNumber.digest),
        ).where(
            col(ExternalNumber.book) == desk.book,
            col(ExternalNumber.system) == system,
            col(ExternalNumber.kind) == kind,
            col(ExternalNumber.number).in_(numbers),
        )
    )
    return {number: Used(*rest) for number, *rest in rows}
