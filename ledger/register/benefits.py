"""Which benefits exclude each other?

A row of `benefit` names those it cannot be had with (`exclusive_with`). Rows are never changed, so
a benefit registered later names the earlier one and not the other way round: a pair holds whichever
of the two names it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import select
from sqlmodel import Session, col

from ledger.register.sources import data_rows
from ledger.storage.tables import Benefit

Pair = tuple[str, str]
"""Two benefits, in the order of their keys."""


def exclusive_pairs(named: Iterable[tuple[str, Sequence[str]]]) -> frozenset[Pair]:
    """The pairs, from (benefit, those it names)."""
    return frozenset(
        (min(benefit, other), max(benefit, other)) for benefit, others in named for other in others
    )


def shipped_exclusive_pairs() -> frozenset[Pair]:
    return exclusive_pairs(
        (row["benefit"], row["exclusive_with"].split()) for row in data_rows("benefits.csv")
    )


def registered_exclusive_pairs(work: Session) -> frozenset[Pair]:
    """The pairs of the benefits that this database knows."""
    rows = work.execute(select(col(Benefit.benefit), col(Benefit.exclusive_with)))
    return exclusive_pairs((benefit, others) for benefit, others in rows)
