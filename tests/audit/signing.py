"""What do payees say that they received?"""

from __future__ import annotations

from ledger.book.confirmation import (
    Confirmation,
    Confirmer,
    Means,
    Outcome,
    Signer,
    confirm,
    key_of,
)
from tests.audit.world import Step, World, day


def signed(
    payment: str, line: int, fen: int | None, on: str, *, full: int = 0, corrects: str = ""
) -> Step:
    """The payee of a line of a named voucher received `fen` (None: nothing) of `full`.

    `corrects`: the day of the confirmation of the same line that was wrong.
    """

    def step(world: World) -> None:
        voucher = world.vouchers[payment]
        outcome = Outcome.NOT_RECEIVED if fen is None else Outcome.RECEIVED
        if fen is not None and fen < full:
            outcome = Outcome.LESS
        row = Confirmation(
            year=voucher.year,
            number=voucher.number,
            line=line,
            outcome=outcome,
            relation=next(iter(Signer)),
            means=Means.SIGNATURE,
            signed_on=day(on),
            signer="测试人",
            amount_fen=fen,
            corrects=key_of(world.key(f"sign/{payment}/{line}/{corrects}"), 1)
            if corrects
            else None,
        )
        confirm(
            world.ground.connection,
            world.book,
            world.key(f"sign/{payment}/{line}/{on}"),
            [row],
            by=Confirmer("村签收员", "village", (world.village,)),
            sealer=world.ground.sealer,
        )

    return step
