"""How much money did documents bring into the books in reach, every fen counted once?

What an upper bureau and a county both entered is one sum (`same_as`), and what one book passed
down to another of them counts where it began.
"""

from __future__ import annotations

from datetime import datetime

from api.access import Caller, Permission
from api.reach import reachable_books
from api.reading.row import Money, Row
from ledger.book.post import Connection
from ledger.book.same_as import brought_in


class YearTotal(Row):
    """Of one budget year: what came, each fen once, and what was entered a second time besides."""

    budget_year: int
    brought_in: Money
    entered_again: Money
    lots_again: int


class Totals(Row):
    """Of all the books together that the caller may read."""

    books: list[int]
    known_at: datetime | None
    years: list[YearTotal]
    brought_in: Money
    entered_again: Money


def totals(connection: Connection, caller: Caller, *, known_at: datetime | None = None) -> Totals:
    """The newest budget year first."""
    books = reachable_books(connection, caller, Permission.BOOK_READ)
    found = brought_in(connection, books, known_at=known_at)
    return Totals(
        books=books,
        known_at=known_at,
        years=[
            YearTotal(
                budget_year=each.budget_year,
                brought_in=Money.of(each.once_fen),
                entered_again=Money.of(each.again_fen),
                lots_again=each.lots_again,
            )
            for each in found
        ],
        brought_in=Money.of(sum(each.once_fen for each in found)),
        entered_again=Money.of(sum(each.again_fen for each in found)),
    )
