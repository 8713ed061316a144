"""Who is paid in place of whom? Verbs for payments that say which voucher they replace."""

from __future__ import annotations

from ledger.book.voucher import Entry, Voucher
from ledger.values.kinds import AccountKind as K
from ledger.values.kinds import VoucherKind as V
from tests.audit.paying import To
from tests.audit.world import YEAR, Step, World, day


def instead(on: str, *to: To, of: str, project: str = "护林", name: str = "") -> Step:
    """直接支付 to households, in a voucher that says which one it replaces."""

    def step(world: World) -> None:
        start, end = world.account(K.PROJECT, str(world.key(project))), world.account(K.HOUSEHOLD)
        voucher = Voucher(
            kind=V.DISBURSE,
            year=YEAR,
            happened_on=day(on),
            entries=tuple(
                Entry(start, end, world.lot(each.lot), each.fen, line=n)
                for n, each in enumerate(to, start=1)
            ),
            lines=tuple(each.line(world, n, project) for n, each in enumerate(to, start=1)),
            replaces=world.vouchers[of],
        )
        world.post_made(voucher, name=name)

    return step
