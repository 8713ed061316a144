"""Which household came from which: 分户, 并户, 迁移, on which day and by which document?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import or_
from sqlmodel import Session, col

from ledger.register.known import add_known, said
from ledger.storage.tables import HouseholdMove
from ledger.values.refusal import Refusal
from ledger.values.region import RegionCode
from ledger.values.text import clean_text


class MoveNamesWrongHouseholds(Refusal):
    """A split or merger is between two households; a move is of one."""


class MoveKind(StrEnum):
    """What happened to a household as a whole."""

    SPLIT = "split"
    MERGE = "merge"
    MOVE = "move"

    @property
    def chinese(self) -> str:
        return {"split": "分户", "merge": "并户", "move": "迁移"}[self.value]


@dataclass(frozen=True, slots=True)
class Move:
    """`household` gave members to `to_household` (split), was joined to it (merge), or moved from
    one region to another (both are the same household). `annulled`: it did not happen."""

    kind: MoveKind
    household: UUID
    to_household: UUID
    happened_on: date
    from_region: RegionCode
    to_region: RegionCode
    doc_no: str = ""
    annulled: bool = False


def add_moves(work: Session, book: int, moves: Iterable[Move], *, known_at: datetime) -> int:
    """Record splits, mergers and moves. Returns how many were new.

    Raises MoveNamesWrongHouseholds.
    """
    rows = []
    for each in moves:
        if (each.kind is MoveKind.MOVE) != (each.household == each.to_household):
            raise MoveNamesWrongHouseholds("分户、并户要写两户，迁移只写一户")
        rows.append(
            {
                "book": book,
                "household": each.household,
                "to_household": each.to_household,
                "happened_on": each.happened_on,
                "kind": each.kind.value,
                "from_region": each.from_region.code,
                "to_region": each.to_region.code,
                "doc_no": clean_text(each.doc_no),
                "annulled": each.annulled,
            }
        )
    return add_known(work, HouseholdMove, rows, known_at=known_at)


def moves_of(
    work: Session, book: int, households: Sequence[UUID], *, known_at: datetime
) -> list[Move]:
    """Moves from or to these households as known then, oldest first."""
    table = HouseholdMove
    found = said(
        work,
        table,
        (col(table.book) == book)
        & or_(col(table.household).in_(households), col(table.to_household).in_(households)),
        known_at=known_at,
    )
    moves = [
        Move(
            MoveKind(row["kind"]),
            row["household"],
            row["to_household"],
            row["happened_on"],
            RegionCode(row["from_region"]),
            RegionCode(row["to_region"]),
            row["doc_no"],
        )
        for row in found
    ]
    return sorted(moves, key=lambda each: each.happened_on)
