"""How do vouchers get into the ledger? One call of the database's `post()`, set-based.

All vouchers of a call are posted or none. A key posted before with the same content returns the
voucher it made then; so a lost reply is answered by sending the same call again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

import psycopg
from psycopg.rows import TupleRow

from ledger.book.leaf import content_digest
from ledger.book.post_arguments import MEMO_PURPOSE, Actor, Posting, arguments
from ledger.book.refusals import refusal_of
from ledger.book.voucher import Voucher
from ledger.storage.sealing import Sealer

__all__ = ["MEMO_PURPOSE", "Actor", "Connection", "Posted", "Posting", "digest_of", "post"]

Connection = psycopg.Connection[TupleRow]


@dataclass(frozen=True, slots=True)
class Posted:
    """What the ledger answered: the voucher's number, its event, and whether it was here before."""

    year: int
    number: int
    event: int
    recorded_at: datetime
    replayed: bool


def digest_of(voucher: Voucher, sealer: Sealer) -> bytes:
    """The content digest (32 bytes) that a draft is approved by."""
    return content_digest(voucher, memo_hmac=sealer.hmac(MEMO_PURPOSE, voucher.memo))


def post(
    connection: Connection, book: int, postings: Sequence[Posting], actor: Actor, sealer: Sealer
) -> list[Posted]:
    """Post the vouchers in order, as one transaction of its own; the connection is in autocommit.

    Raises a LedgerRefusal, VoucherTooLong, or a refusal of money; then nothing was posted.
    """
    given = arguments(book, postings, actor, sealer)
    try:
        rows = connection.execute(_call(tuple(given)), given).fetchall()
    except psycopg.Error as error:
        refusal = refusal_of(error)
        if refusal is None:
            raise
        raise refusal from None
    return [Posted(*row[1:]) for row in rows]


@lru_cache(maxsize=1)
def _call(names: tuple[str, ...]) -> bytes:
    given = ", ".join(f"{name} => %({name})s" for name in names)
    return f"SELECT * FROM post({given})".encode()
