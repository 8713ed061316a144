"""A process that posts random batches between few tight accounts: `python -m` this, told as JSON.

    {"database": [owner, app, read], "seed": 1, "batches": 500}

Money of one lot goes 未分配 → 项目 → 单位, is returned and reversed, more often than there is any.
For each batch it answers with a line of JSON: the numbers of its vouchers, or why it was refused.
"""

from __future__ import annotations

import json
import random
import sys
from dataclasses import replace
from typing import Any

import psycopg

from ledger.book.post import Posted, Posting
from ledger.book.refusals import LedgerRefusal
from ledger.book.voucher import AccountRef, Entry, Relation, Voucher, VoucherRef
from ledger.storage.database import Database
from tests.ledger.scene import UPPER, K, Scene, V, account, entry, mirror, named, voucher

LOT = "紧"
PROJECTS, UNITS = 25, 24
"""With 未分配, fifty accounts."""
HIGHEST_FEN = 900


def project(n: int) -> AccountRef:
    return account(K.PROJECT, str(named(f"项目{n}")))


def unit(n: int) -> AccountRef:
    return account(K.UNIT, f"单位{n}")


class Mixer:
    """What one process sends; it remembers its own payments, to reverse or return some."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)
        self._paid: list[tuple[Posted, Entry]] = []

    def batch(self) -> list[Voucher]:
        return [self._one() for _ in range(self._random.choice((1, 1, 2, 3, 5)))]

    def note(self, made: Posted, what: Voucher) -> None:
        if what.kind is V.DISBURSE:
            self._paid.append((made, what.entries[0]))

    def _one(self) -> Voucher:
        pick = self._random
        here, there = pick.randrange(PROJECTS), pick.randrange(UNITS)
        fen = pick.randint(1, HIGHEST_FEN)
        how = pick.random()
        if how < 0.35:
            return voucher(V.ASSIGN, entry(account(K.UNASSIGNED), project(here), LOT, fen))
        if how < 0.75 or not self._paid:
            return voucher(V.DISBURSE, entry(project(here), unit(there), LOT, fen))
        made, of = pick.choice(self._paid)
        if how < 0.9:
            back = mirror(of, made, 1, pick.randint(1, of.amount_fen))
            return voucher(V.RETURN, replace(back, relation=Relation.RETURNS))
        undone = voucher(V.REVERSE, mirror(of, made, 1))
        return replace(undone, reverses=VoucherRef(made.year, made.number))


def main(order: dict[str, Any]) -> None:
    mixer = Mixer(order["seed"])
    database = Database(*order["database"])
    with database.connect() as connection:
        scene = Scene(database, connection)
        for n in range(order["batches"]):
            vouchers = mixer.batch()
            keys = [f"{order['seed']}-{n}-{i}" for i in range(len(vouchers))]
            try:
                made = scene.batch(
                    UPPER, [Posting(key, each) for key, each in zip(keys, vouchers, strict=True)]
                )
            except LedgerRefusal as refusal:
                answer: dict[str, object] = {"refused": refusal.code}
            except psycopg.Error as error:
                answer = {"failed": f"{type(error).__name__}: {error}"}
            else:
                for posted, what in zip(made, vouchers, strict=True):
                    mixer.note(posted, what)
                answer = {"numbers": [each.number for each in made]}
            print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main(json.loads(sys.stdin.readline()))
