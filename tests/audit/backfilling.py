"""What was entered afterwards (补录), from before the book went live?"""

from __future__ import annotations

from ledger.book.voucher import Entry, Voucher
from ledger.values.kinds import AccountKind as K
from ledger.values.kinds import VoucherKind as V
from tests.audit.world import YEAR, Step, World, day


def pooled_before(lot: str, fen: int, on: str) -> Step:
    """统筹整合 as a backfill; the case's `live_from` is a later day."""

    def step(world: World) -> None:
        entry = Entry(world.account(K.UNASSIGNED), world.account(K.POOL), world.lot(lot), fen)
        world.post_made(
            Voucher(
                kind=V.INTEGRATE, year=YEAR, happened_on=day(on), entries=(entry,), backfill=True
            )
        )

    return step
