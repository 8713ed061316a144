"""What is bought from vendors, in quantity? One voucher with an entry for each payment."""

from __future__ import annotations

from collections.abc import Sequence

from ledger.book.voucher import Entry
from ledger.values.kinds import AccountKind as K
from ledger.values.kinds import VoucherKind as V
from tests.audit.world import Step, World, day


def sold(
    amounts: Sequence[int],
    on: str,
    *,
    project: str = "",
    unit: str = "",
    lot: str = "甲批",
    name: str = "",
) -> Step:
    """A project, or a unit out of its account, pays a vendor each of these amounts."""

    def step(world: World) -> None:
        owner = str(world.key(project)) if project else unit
        start = world.account(K.PROJECT if project else K.UNIT, owner)
        end = world.account(K.VENDOR, "某公司")
        entries = [Entry(start, end, world.lot(lot), fen) for fen in amounts]
        world.post(V.DISBURSE if project else V.PAY, day(on), entries, name=name)

    return step
