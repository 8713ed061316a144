"""What did a household earn in a year, per head?

Net income of the household (家庭纯收入) of a calendar year by the members of that year, as whoever
investigated it wrote it down. Exit is judged by the line of that year (精河县“十三五”脱贫攻坚规划
第497行: two consecutive years above it).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import Session, col

from ledger.register.known import add_known, said
from ledger.storage.tables import HouseholdIncome
from ledger.values.money import LARGEST_FEN
from ledger.values.refusal import Refusal
from ledger.values.text import clean_text


class IncomeOfNobody(Refusal):
    """An income is that of at least one member, and within what can be counted."""


@dataclass(frozen=True, slots=True)
class Income:
    """Net income of one household in one year; it may be negative."""

    household: UUID
    year: int
    income_fen: int
    members: int
    source: str = ""

    @property
    def per_capita_fen(self) -> int:
        """Whole fen, rounded down: nobody is lifted by rounding."""
        return self.income_fen // self.members


def add_incomes(work: Session, book: int, incomes: Iterable[Income], *, known_at: datetime) -> int:
    """Record incomes; a corrected one is known later. Returns how many were new.

    Raises IncomeOfNobody.
    """
    rows = []
    for each in incomes:
        if each.members < 1 or abs(each.income_fen) > LARGEST_FEN:
            raise IncomeOfNobody("收入应属于至少一人的户")
        rows.append(
            {
                "book": book,
                "household": each.household,
                "year": each.year,
                "income_fen": each.income_fen,
                "members": each.members,
                "per_capita_fen": each.per_capita_fen,
                "source": clean_text(each.source),
            }
        )
    return add_known(work, HouseholdIncome, rows, known_at=known_at)


def incomes_of(
    work: Session, book: int, households: Sequence[UUID], *, known_at: datetime
) -> list[Income]:
    """The incomes as known then, by household and year."""
    table = HouseholdIncome
    return [
        Income(row["household"], row["year"], row["income_fen"], row["members"], row["source"])
        for row in said(
            work,
            table,
            (col(table.book) == book) & col(table.household).in_(households),
            known_at=known_at,
        )
    ]
