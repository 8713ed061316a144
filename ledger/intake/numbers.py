"""Which numbers of another system were used in this book before, and for what?

A number is one payment for ever, except where the draft made of it was rejected: then a corrected
file uses it again, as a further attempt. The rejected draft is withdrawn in the same transaction
and can no longer be submitted, so that of all attempts at most one reaches the ledger.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from sqlalchemy import insert, select, text
from sqlalchemy.orm import aliased
from sqlmodel import col

from ledger.book.superseded import superseded_drafts, withdraw_rejected
from ledger.intake.taking import Desk
from ledger.storage.tables import DraftEvent, DraftVersion, ExternalNumber
from ledger.values.refusal import Refusal, shown

NumberKind = Literal["payment", "bank_result"]


class NumberTakenMeanwhile(Refusal):
    """Between the check of a file and its import nobody uses its numbers."""


@dataclass(frozen=True, slots=True)
class Used:
    """Where a number was used: the row of a document, and the line of a draft made of it."""

    document: UUID
    row: int
    draft: UUID
    line: int
    digest: bytes
    attempt: int


@dataclass(frozen=True, slots=True)
class NewUse:
    """A number that a row of a file uses now, for a line of a draft."""

    number: str
    row: int
    line: int
    digest: bytes


def used_numbers(
    desk: Desk, system: str, kind: NumberKind, numbers: Sequence[str]
) -> dict[str, Used]:
    """Those of the numbers that are in use: their draft stands, or it is posted."""
    newest = _newest(desk, system, kind, numbers)
    released = _released(desk, {each.draft for each in newest.values()})
    return {number: each for number, each in newest.items() if each.draft not in released}


def check_unchanged(known: Mapping[str, Used], number: str, digest: bytes) -> None:
    """A number that is in use when its row is taken stands for that very row.

    Raises NumberTakenMeanwhile: the file was checked before somebody else used the number.
    """
    if number in known and known[number].digest != digest:
        raise NumberTakenMeanwhile(
            f"外部编号 {shown(number)} 刚刚被使用，请重新预览", number=number
        )


def use_numbers(
    desk: Desk,
    system: str,
    kind: NumberKind,
    uses: Sequence[NewUse],
    *,
    document: UUID,
    draft: UUID,
) -> None:
    """Note the numbers of a new draft; earlier drafts of theirs, all rejected, are withdrawn."""
    before = _newest(desk, system, kind, [each.number for each in uses])
    withdraw_rejected(
        desk.work,
        desk.book,
        {each.draft for each in before.values()},
        actor=desk.maker,
        reason="退回后已由更正的文件重新导入",
        now=desk.now,
    )
    desk.work.execute(
        insert(ExternalNumber),
        [
            {
                "book": desk.book,
                "system": system,
                "kind": kind,
                "number": each.number,
                "document": document,
                "row": each.row,
                "draft": draft,
                "line": each.line,
                "digest": each.digest,
                "attempt": before[each.number].attempt + 1 if each.number in before else 1,
            }
            for each in uses
        ],
    )


# Each number is looked up by itself: for a list of numbers the planner, which knows nothing yet of
# rows that this transaction writes, reads all numbers of the book again for every draft of a file.
_NEWEST = text(
    """
    SELECT n.number, x.document, x.row, x.draft, x.line, x.digest, x.attempt
    FROM unnest(CAST(:numbers AS text[])) n(number)
    CROSS JOIN LATERAL (
      SELECT e.* FROM external_number e
      WHERE e.book = :book AND e.system = :system AND e.kind = :kind AND e.number = n.number
      ORDER BY e.attempt DESC LIMIT 1
    ) x
    """
)


def _newest(desk: Desk, system: str, kind: NumberKind, numbers: Sequence[str]) -> dict[str, Used]:
    # Only the key gives the attempts of a number in order: no plan made while the table was empty.
    desk.work.execute(text("SET LOCAL enable_sort = off"))
    rows = desk.work.execute(
        _NEWEST,
        {"book": desk.book, "system": system, "kind": kind, "numbers": [*numbers]},
    ).all()
    desk.work.execute(text("SET LOCAL enable_sort = on"))
    return {number: Used(*rest) for number, *rest in rows}


def _released(desk: Desk, drafts: Iterable[UUID]) -> set[UUID]:
    """Drafts that will not be posted: rejected as they stand, or their numbers used again."""
    asked = list(drafts)
    if not asked:
        return set()
    later, newer = aliased(DraftEvent), aliased(DraftVersion)
    rejected = desk.work.execute(
        select(col(DraftEvent.draft)).where(
            col(DraftEvent.book) == desk.book,
            col(DraftEvent.draft).in_(asked),
            col(DraftEvent.action) == "reject",
            ~select(later)
            .where(
                col(later.book) == col(DraftEvent.book),
                col(later.draft) == col(DraftEvent.draft),
                col(later.seq) > col(DraftEvent.seq),
            )
            .exists(),
            ~select(newer)
            .where(
                col(newer.book) == col(DraftEvent.book),
                col(newer.draft) == col(DraftEvent.draft),
                col(newer.version) > col(DraftEvent.version),
            )
            .exists(),
        )
    ).scalars()
    return {*rejected, *superseded_drafts(desk.work, desk.book, asked)}
