"""What is kept beside the entries so that audits are quick, how large is it, what does it cost?

Counted in full, though statements, traces and `verify` read most of it too: what a voucher moved
(`flow`), which card was paid for whom (`card_household`), when to look again (`audit_due`), and the
indexes of entries by lot and by the entry they name, and of payment lines by household.
"""

from __future__ import annotations

from typing import Final, LiteralString

import psycopg
from psycopg.rows import TupleRow

SAMPLE = 50_000
"""Entries that are inserted a round."""

SIZES: Final[LiteralString] = """
SELECT (SELECT sum(pg_total_relation_size(name::regclass))
    FROM unnest('{flow,card_household,audit_due,audit_mark}'::text[]) name)
  + (SELECT sum(pg_relation_size(name::regclass))
    FROM unnest('{entry_by_lot,entry_by_relation,payment_line_by_household}'::text[]) name),
  pg_table_size('entry') + pg_relation_size('entry_pkey')
"""
"""Bytes of all this, and of the entries with their primary key alone."""

_TABLES: Final[LiteralString] = """
CREATE TABLE bench_bare (LIKE entry);
ALTER TABLE bench_bare ADD PRIMARY KEY (book, year, number, entry);
CREATE TABLE bench_built (LIKE entry);
ALTER TABLE bench_built ADD PRIMARY KEY (book, year, number, entry);
CREATE INDEX ON bench_built (book, lot, happened_on);
CREATE INDEX ON bench_built (book, of_year, of_number, of_entry) WHERE relation IS NOT NULL;
CREATE TABLE bench_flow (LIKE flow INCLUDING INDEXES);
CREATE TABLE bench_card (LIKE card_household INCLUDING INDEXES);
CREATE TABLE bench_line (book integer, household uuid);
CREATE INDEX ON bench_line (book, household);
"""

_TAKEN: Final[LiteralString] = """
CREATE TEMP TABLE bench_entry ON COMMIT DROP AS
SELECT e.* FROM entry e WHERE e.book = %(book)s
ORDER BY e.year DESC, e.number DESC, e.entry LIMIT %(sample)s
"""

_READ: Final[LiteralString] = """
CREATE TEMP TABLE bench_more ON COMMIT DROP AS
SELECT e.*, v.event, v.recorded_at, l.card_hmac, coalesce(l.household, o.household) AS household
FROM bench_entry e
JOIN voucher v ON v.book = e.book AND v.year = e.year AND v.number = e.number
LEFT JOIN payment_line l ON l.book = e.book AND l.year = e.year AND l.number = e.number
  AND l.line = e.line
LEFT JOIN payment_line o ON o.book = l.book AND o.year = l.of_year AND o.number = l.of_number
  AND o.line = l.of_line
ORDER BY v.event, e.entry
"""


class Built:
    """Copies of the entries with and without it, in a transaction that is rolled back."""

    def __init__(self, owner: psycopg.Connection[TupleRow], book: int) -> None:
        self._owner = owner
        self._turn = 0
        owner.execute(_TABLES)
        owner.execute(_TAKEN, {"book": book, "sample": SAMPLE})
        owner.execute("ANALYZE bench_entry")
        owner.execute(_READ)
        self._columns = [
            str(row[0])
            for row in owner.execute(
                "SELECT attname FROM pg_attribute WHERE attrelid = 'entry'::regclass"
                " AND attnum > 0 AND NOT attisdropped ORDER BY attnum"
            )
        ]

    def bare(self) -> None:
        """The entries again, in a later year, under a primary key alone."""
        self._turn += 1
        self._insert("bench_bare")

    def built(self) -> None:
        """The same entries with all that audits need; after `bare`."""
        self._insert("bench_built")
        turn = {"turn": self._turn * 100}
        self._owner.execute(
            "INSERT INTO bench_flow SELECT book, lot, from_account, event + %(turn)s * 1000000,"
            " to_account, coalesce(of_number, -1), year + %(turn)s, number, happened_on,"
            " recorded_at, sum(amount_fen), 0, count(*) FROM bench_more"
            " GROUP BY book, lot, from_account, event, to_account, coalesce(of_number, -1), year,"
            " number, happened_on, recorded_at",
            turn,
        )
        self._owner.execute(
            "INSERT INTO bench_card SELECT DISTINCT book, card_hmac, household FROM bench_more"
            " WHERE card_hmac IS NOT NULL AND household IS NOT NULL ON CONFLICT DO NOTHING"
        )
        self._owner.execute(
            "INSERT INTO bench_line SELECT book, household FROM bench_more WHERE line IS NOT NULL"
        )

    def _insert(self, table: str) -> None:
        given = ", ".join("year + %(turn)s" if name == "year" else name for name in self._columns)
        query = f"INSERT INTO {table} SELECT {given} FROM bench_entry"
        self._owner.execute(query.encode(), {"turn": self._turn * 100})
