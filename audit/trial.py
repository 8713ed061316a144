"""How does a reader see the ledger with a voucher that is not in it?

The voucher is posted as it would be, its rows are read, and the posting is rolled back: so that
nothing of it stays, and the book's row is held no longer than a posting takes. What judges it then
is a reader whose temporary views lay those rows over the ledger's tables, by their names.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final, LiteralString
from uuid import uuid4

import psycopg

from audit.facts import Snapshot
from ledger.book.post import Actor, Posting, post
from ledger.book.voucher import Voucher
from ledger.storage.database import Database, session
from ledger.storage.sealing import Sealer

ROWS: Final[dict[str, LiteralString]] = {
    "voucher": "SELECT x.* FROM voucher x WHERE {own}",
    "entry": "SELECT x.* FROM entry x WHERE {own}",
    "flow": "SELECT x.* FROM flow x WHERE {own}",
    "payment_line": "SELECT x.* FROM payment_line x WHERE {own}",
    "lot": "SELECT x.* FROM lot x WHERE {own}",
    "account": "SELECT x.* FROM account x WHERE x.book = %(book)s AND x.account IN ("
    "SELECT unnest(ARRAY[e.from_account, e.to_account]) FROM entry e WHERE e.book = %(book)s"
    " AND e.year = %(year)s AND e.number = %(number)s)",
}
"""What a posting writes that rules read, and which rows of it are this voucher's."""

_OWN: Final[LiteralString] = "x.book = %(book)s AND x.year = %(year)s AND x.number = %(number)s"


@dataclass(frozen=True, slots=True)
class Trial:
    """A voucher as the ledger would have written it; `rows` in PostgreSQL's binary COPY format.

    `locked_ms`: how long the book's row was held.
    """

    book: int
    year: int
    number: int
    event: int
    recorded_at: datetime
    warned: tuple[str, ...]
    rows: Mapping[str, bytes]
    locked_ms: int


def posted_and_undone(
    database: Database, sealer: Sealer, book: int, voucher: Voucher, *, maker: str, checker: str
) -> Trial:
    """Post and roll back. Raises what posting it would raise, but for approval and reasons."""
    actor = Actor(maker, checker, (book,))
    # Under its own key it would have to be approved; with warnings, to be explained.
    posting = Posting(f"trial:{uuid4()}", replace(voucher, warned=()))
    with psycopg.connect(session(database.app)) as connection:
        connection.execute("SELECT")  # the connection is there before the book's row is held
        begun = time.monotonic()
        try:
            (posted,) = post(connection, book, [posting], actor, sealer)
            given = {"book": book, "year": posted.year, "number": posted.number}
            rows = {
                name: _copied(connection, query.replace("{own}", _OWN), given)
                for name, query in ROWS.items()
            }
        finally:
            connection.rollback()
            locked_ms = round((time.monotonic() - begun) * 1000)
    return Trial(
        book=book,
        year=posted.year,
        number=posted.number,
        event=posted.event,
        recorded_at=posted.recorded_at,
        warned=voucher.warned,
        rows=rows,
        locked_ms=locked_ms,
    )


def lay_over(snapshot: Snapshot, trial: Trial) -> None:
    """Let this reader's transaction see the voucher as if it were posted."""
    for name in ROWS:
        snapshot.execute(
            f"CREATE TEMP TABLE trial_{name} (LIKE sunledger.{name}) ON COMMIT DROP".encode()
        )
        with (
            snapshot.cursor() as cursor,
            cursor.copy(f"COPY trial_{name} FROM STDIN (FORMAT binary)".encode()) as into,
        ):
            into.write(trial.rows[name])
    snapshot.execute("UPDATE trial_voucher SET warned = %s", (list(trial.warned),))
    snapshot.execute(
        "DELETE FROM trial_account t USING sunledger.account a"
        " WHERE a.book = t.book AND a.account = t.account"
    )
    for name in ROWS:
        snapshot.execute(
            f"CREATE TEMP VIEW {name} AS SELECT * FROM sunledger.{name}"
            f" UNION ALL SELECT * FROM trial_{name}".encode()
        )
    # What the next run would fold from its payment lines.
    snapshot.execute(
        "CREATE TEMP VIEW card_household AS"
        " SELECT book, card_hmac, household FROM sunledger.card_household"
        " UNION ALL SELECT DISTINCT book, card_hmac, household FROM trial_payment_line"
        " WHERE card_hmac IS NOT NULL AND household IS NOT NULL"
    )


def take_off(snapshot: Snapshot) -> None:
    """Let it see the ledger as it is again."""
    for name in ROWS:
        snapshot.execute(f"DELETE FROM trial_{name}".encode())


def _copied(connection: Snapshot, query: LiteralString, given: Mapping[str, int]) -> bytes:
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY ({query}) TO STDOUT (FORMAT binary)".encode(), given) as out,
    ):
        return b"".join(bytes(part) for part in out)
