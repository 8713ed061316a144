"""What would the same entry rows cost without a ledger?

A bare table with the columns and types of `entry`, a primary key and one index, in the same
database, committed and flushed alike. No posting logic, no other row.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

import psycopg

from ledger.book.post import Posting
from ledger.book.voucher import AccountRef
from ledger.storage.database import session
from tests.bench.ledger import BOOK, DAY, YEAR, Ledger

Rows = list[tuple[object, ...]]


class Baseline:
    """`values` is the multi-row INSERT … VALUES of the targets, written out as literals, which is
    three times as fast as through parameters; `arrays`, INSERT … SELECT unnest, is stated too.
    """

    def __init__(self, ledger: Ledger) -> None:
        self._connection = psycopg.connect(session(ledger.database.owner), autocommit=True)
        self._connection.execute("CREATE TABLE bare (LIKE entry)")
        self._connection.execute("ALTER TABLE bare ADD PRIMARY KEY (book, year, number, entry)")
        self._connection.execute("CREATE INDEX ON bare (book, lot, happened_on)")
        types = self._connection.execute(
            "SELECT format_type(atttypid, NULL) FROM pg_attribute"
            " WHERE attrelid = 'bare'::regclass AND attnum > 0 ORDER BY attnum"
        ).fetchall()
        columns = ", ".join(f"%s::{kind}[]" for (kind,) in types)
        self._arrays = f"INSERT INTO bare SELECT * FROM unnest({columns})".encode()
        self._numbers = itertools.count(1)

    def rows(self, postings: Sequence[Posting]) -> Rows:
        """The rows of `entry` that these vouchers make, under new numbers."""
        made: Rows = []
        accounts: dict[AccountRef, int] = {}
        for posting in postings:
            number = next(self._numbers)
            for at, each in enumerate(posting.voucher.entries, start=1):
                start = accounts.setdefault(each.start, len(accounts))
                end = accounts.setdefault(each.end, len(accounts))
                names = (BOOK, YEAR, number, at, start, end, each.lot, each.amount_fen, DAY)
                made.append((*names, each.line, "documented", *(None,) * 6))
        return made

    def values(self, rows: Rows) -> None:
        written = ",".join([f"({','.join(map(_literal, row))})" for row in rows])
        self._connection.execute(f"INSERT INTO bare VALUES {written}".encode())

    def arrays(self, rows: Rows) -> None:
        columns = [list(column) for column in zip(*rows, strict=True)]
        self._connection.execute(self._arrays, columns)

    def close(self) -> None:
        self._connection.close()


def _literal(value: object) -> str:
    if value is None:
        return "NULL"
    return str(value) if type(value) is int else f"'{value}'"
