"""What does the bank say that a unit's account holds?"""

from __future__ import annotations

from datetime import date

from api.demo.staged import Stage
from ledger.register.external_lists import ListKind, NewExternalRow


def bank_says(stage: Stage, book: int, unit: str, on: date, amount_fen: int) -> str:
    """A balance on the bank's list of a county. Returns what ID10 calls it."""
    # Nobody's: no bank's number begins so, and each unit has one.
    account = f"000{book}{unit.rpartition('-')[2]:0>9}"
    row = NewExternalRow(org=unit, card=account, from_on=on, amount_fen=amount_fen)
    stage.told(book, ListKind.BANK_BALANCES, row)
    return f"{unit}/{on}"
