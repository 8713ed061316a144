"""What does closing take? The checks of reach, then the ledger's own function; year-end drafts."""

from __future__ import annotations

from api.access import Caller, Permission
from api.drafting import write
from api.reach import check_writable
from api.site import Site
from ledger.book.books import Recorded, close_month, close_year
from ledger.book.drafts import DraftKey
from ledger.book.post import Connection
from ledger.book.year_end import year_end


def close(
    site: Site, snapshot: Connection, caller: Caller, book: int, year: int, month: int | None
) -> Recorded:
    """Close a month, or without one the year. Raises what close_month and close_year raise."""
    check_writable(snapshot, caller, Permission.PERIOD_CLOSE, book)
    with site.system.database.connect() as connection:
        if month is None:
            return close_year(connection, book, year, caller.login)
        return close_month(connection, book, year, month, caller.login)


def draft_year_end(
    site: Site,
    snapshot: Connection,
    caller: Caller,
    book: int,
    year: int,
    *,
    surplus_until: int | None,
) -> list[DraftKey]:
    """Drafts of what clears the year, to be posted in this order."""
    check_writable(snapshot, caller, Permission.DRAFT_WRITE, book)
    made = year_end(snapshot, book, year, surplus_until=surplus_until)
    return [
        write(
            site,
            snapshot,
            caller,
            book,
            voucher,
            title=f"{year} 年度{voucher.kind.chinese}（{n}/{len(made)}）",
        )
        for n, voucher in enumerate(made, start=1)
    ]
