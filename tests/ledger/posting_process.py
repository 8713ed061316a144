"""A process that posts: `python -m tests.ledger.posting_process`, told by one line of JSON.

    {"database": [owner, app, read], "books": [610700], "sender": "a", "batches": 3, "size": 10,
     "amount_fen": 100, "lots": {"610700": "…"}}

It answers with one line of JSON for each batch that was acknowledged or refused.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from ledger.book.post import Posting
from ledger.book.refusals import LedgerRefusal
from ledger.book.voucher import Voucher
from ledger.storage.database import Database
from tests.ledger.scene import ACTOR, K, Scene, V, account, entry, voucher
from tests.storage.server_processes import REPOSITORY


def spending(lot: UUID, amount_fen: int) -> Voucher:
    moved = entry(account(K.UNASSIGNED), account(K.POOL), lot, amount_fen)
    return voucher(V.INTEGRATE, moved)


def batches(order: dict[str, Any]) -> list[tuple[int, list[Posting]]]:
    """(book, postings) in the order in which they are sent; books take turns."""
    made = []
    for n in range(order["batches"]):
        book = order["books"][n % len(order["books"])]
        what = spending(UUID(order["lots"][str(book)]), order["amount_fen"])
        keys = [f"{order['sender']}-{n}-{i}" for i in range(order["size"])]
        made.append((book, [Posting(key, what) for key in keys]))
    return made


def main(order: dict[str, Any]) -> None:
    with Database(*order["database"]).connect() as connection:
        actor = replace(ACTOR, reach=tuple(order["books"]))
        scene = Scene(Database(*order["database"]), connection, actor=actor)
        for book, postings in batches(order):
            try:
                posted = scene.batch(book, postings)
                numbers = [each.number for each in posted]
                answer: dict[str, object] = {"book": book, "numbers": numbers}
            except LedgerRefusal as refusal:
                answer = {"book": book, "refused": refusal.code}
            print(json.dumps(answer), flush=True)


@dataclass
class Sender:
    """The process, as its parent sees it."""

    process: subprocess.Popen[str]
    order: dict[str, Any]

    def answers(self) -> list[dict[str, Any]]:
        """Everything it said until it left, or was killed."""
        assert self.process.stdout is not None
        answered = [json.loads(line) for line in self.process.stdout]
        self.process.wait(timeout=60)
        return answered


@contextmanager
def sender(
    database: Database, module: str = "tests.ledger.posting_process", **order: object
) -> Iterator[Sender]:
    """A process that posts what `batches` (or another module) makes of this order."""
    logins = [database.owner, database.app, database.read]
    full: dict[str, Any] = {"database": logins, **order}
    process = subprocess.Popen(
        [sys.executable, "-m", module],
        cwd=REPOSITORY,
        env={"PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PATH": os.environ["PATH"]},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        try:
            assert process.stdin is not None
            process.stdin.write(json.dumps(full) + "\n")
            process.stdin.close()
            yield Sender(process, full)
        finally:
            if process.poll() is None:
                process.kill()


if __name__ == "__main__":
    main(json.loads(sys.stdin.readline()))
