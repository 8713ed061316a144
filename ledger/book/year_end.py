"""What has to be booked before a year can be closed, and which vouchers do it?

Order: 结转 → 结余 → 收回 → 盘活 or 转出. What stands in an account of the year is carried over to
the same account of the next, lot by lot, its age unchanged; or, where the one who closes says that
a lot has become 结余 (by its budget year), it is recovered first and carried over as recovered.
Whether it is then reissued, released or sent back is decided by people, in any open year.

What is made here are ordinary vouchers: they go through draft and approval like any other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from ledger.book.post import Connection
from ledger.book.voucher import AccountRef, Entry, Voucher
from ledger.values.kinds import CARRIED, AccountKind, VoucherKind

MOST_ENTRIES = 200
"""In one voucher: so many accounts and lots still fit into a leaf."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands in an account of a year; `budget_year` and `received_on` are the lot's."""

    account: AccountRef
    lot: UUID
    amount_fen: int
    budget_year: int
    received_on: date


def standing(connection: Connection, book: int, year: int) -> list[Standing]:
    """All that must be carried over, recovered or released before the year can be closed."""
    rows = connection.execute(
        _STANDING, {"book": book, "year": year, "kinds": sorted(kind.value for kind in CARRIED)}
    )
    return [
        Standing(AccountRef(AccountKind(kind), year, owner), lot, fen, budget_year, received_on)
        for kind, owner, lot, fen, budget_year, received_on in rows
    ]


def year_end(
    connection: Connection, book: int, year: int, *, surplus_until: int | None = None
) -> list[Voucher]:
    """The vouchers that clear the year, to be posted in this order; none where nothing stands.

    `surplus_until`: lots of this budget year or older are 结余 and recovered first. Without it
    everything is carried over as it stands.
    """
    there = standing(connection, book, year)
    recovered = AccountRef(AccountKind.RECOVERED, year)
    is_surplus = [
        surplus_until is not None
        and each.budget_year <= surplus_until
        and each.account.kind is not AccountKind.RECOVERED
        for each in there
    ]
    surplus: dict[UUID, int] = {}
    recoveries: list[Entry] = []
    over: list[Entry] = []
    for each, is_one in zip(there, is_surplus, strict=True):
        if is_one:
            recoveries.append(Entry(each.account, recovered, each.lot, each.amount_fen))
            surplus[each.lot] = surplus.get(each.lot, 0) + each.amount_fen
        elif each.account == recovered:
            surplus[each.lot] = surplus.get(each.lot, 0) + each.amount_fen
        else:
            over.append(_over(each.account, each.lot, each.amount_fen))
    over += [_over(recovered, lot, fen) for lot, fen in surplus.items()]
    return [
        *_vouchers(VoucherKind.RECOVER, year, recoveries),
        *_vouchers(VoucherKind.CARRY_OVER, year, over),
    ]


def _over(place: AccountRef, lot: UUID, amount_fen: int) -> Entry:
    return Entry(place, AccountRef(place.kind, place.year + 1, place.owner), lot, amount_fen)


def _vouchers(kind: VoucherKind, year: int, entries: Sequence[Entry]) -> Iterator[Voucher]:
    for at in range(0, len(entries), MOST_ENTRIES):
        part = tuple(entries[at : at + MOST_ENTRIES])
        yield Voucher(kind, year, date(year, 12, 31), part)


_STANDING = """
SELECT a.kind, a.owner, b.lot, b.balance_fen, l.budget_year, l.received_on FROM account a
JOIN balance b ON b.book = a.book AND b.account = a.account
JOIN lot l ON l.book = b.book AND l.lot = b.lot
WHERE a.book = %(book)s AND a.year = %(year)s AND a.kind = ANY(%(kinds)s) AND b.balance_fen > 0
ORDER BY a.account, b.lot
"""
