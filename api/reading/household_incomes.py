"""What did a household earn in each year, and was that above the line of the year?

The line (脱贫收入标准, limits `exit_income_line`) is a dated row with its source, for the place
where the household lives. Where no document sets one for the year nothing is compared.
"""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlmodel import Session

from api.reading.row import Money, Row
from ledger.register.incomes import incomes_of
from ledger.register.limits import limit_on
from ledger.register.load_catalogue import registered_limits
from ledger.register.regions import shipped_regions
from ledger.values.region import RegionCode

LINE = "exit_income_line"


class IncomeRow(Row):
    """Net income of a year; `line` per head and year. `above`: None where there is no line."""

    year: int
    income: Money
    members: int
    per_capita: Money
    line: Money | None
    line_source: str
    above: bool | None
    source: str


def incomes_with_line(
    work: Session, book: int, household: UUID, region: RegionCode, *, known_at: datetime
) -> list[IncomeRow]:
    """By year. At the line is not below it (不低于)."""
    found = incomes_of(work, book, [household], known_at=known_at)
    limits = registered_limits(work) if found else ()
    rows = []
    for each in found:
        set_for = limit_on(limits, LINE, region, date(each.year, 12, 31), tree=shipped_regions())
        limit = set_for.limit
        low = limit.low if limit else None
        rows.append(
            IncomeRow(
                year=each.year,
                income=Money.of(each.income_fen),
                members=each.members,
                per_capita=Money.of(each.per_capita_fen),
                line=Money.of(low) if low is not None else None,
                line_source=limit.source if limit else "",
                above=each.per_capita_fen >= low if low is not None else None,
                source=each.source,
            )
        )
    return rows
