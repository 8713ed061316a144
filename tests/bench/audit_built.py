"""What is kept beside the entries so that audits are quick, how large is it, what does it cost?

Two answers. Everything that audits read: what a voucher moved (`flow`), which card was paid for
whom (`card_household`), which vouchers pay of which project (`paid_under`), what rules said of each
key (`audit_verdict`), when to look again (`audit_due`), and the indexes of entries by the entry
they name and of payment lines by household. And what would go if there were no audits, for all but
cards and days is needed by the ledger's own posting, pages and `verify` (README.md).
"""

from __future__ import annotations

from typing import Final, LiteralString

import psycopg
from psycopg.rows import TupleRow

SAMPLE = 50_000
"""Entries that are inserted a round."""

SIZES: Final[LiteralString] = """
SELECT (SELECT sum(pg_total_relation_size(name::regclass))
    FROM unnest('{card_household,paid_under,audit_due,audit_verdict,audit_mark}'::text[]) name),
  pg_total_relation_size('flow')
    + pg_relation_size('entry_by_relation') + pg_relation_size('payment_line_by_household'),
  pg_table_size('entry') + pg_relation_size('entry_pkey')
"""
"""Bytes of what audits alone need, of what else they read, of the entries with their key alone."""

_TABLES: Final[LiteralString] = """
CREATE TABLE bench_bare (LIKE entry);
ALTER TABLE bench_bare ADD PRIMARY KEY (book, year, number, entry);
CREATE TABLE bench_named (LIKE entry);
ALTER TABLE bench_named ADD PRIMARY KEY (book, year, number, entry);
CREATE INDEX ON bench_named (book, of_year, of_number, of_entry) WHERE relation IS NOT NULL;
CREATE TABLE bench_flow (LIKE flow INCLUDING INDEXES);
CREATE TABLE bench_line (book integer, household uuid);
CREATE TABLE bench_line_found (LIKE bench_line);
CREATE INDEX ON bench_line_found (book, household);
"""

_TAKEN: Final[tuple[LiteralString, ...]] = (
    """
    CREATE TEMP TABLE bench_entry ON COMMIT DROP AS
    SELECT e.* FROM entry e WHERE e.book = %(book)s
    ORDER BY e.year DESC, e.number DESC, e.entry LIMIT %(sample)s
    """,
    """
    CREATE TEMP TABLE bench_voucher ON COMMIT DROP AS
    SELECT v.* FROM voucher v WHERE v.book = %(book)s
      AND (v.year, v.number) IN (SELECT e.year, e.number FROM bench_entry e)
    """,
    """
    CREATE TEMP TABLE bench_call ON COMMIT DROP AS
    SELECT e.book, e.year, e.number, array_agg(e.from_account ORDER BY e.entry) AS f,
      array_agg(e.to_account ORDER BY e.entry) AS t, array_agg(e.lot ORDER BY e.entry) AS lot,
      array_agg(e.amount_fen ORDER BY e.entry) AS amount,
      array_agg(e.attribution = 'rule' ORDER BY e.entry) AS rule,
      array_agg(e.relation ORDER BY e.entry) AS relation,
      array_agg(e.of_year ORDER BY e.entry) AS of_year,
      array_agg(e.of_number ORDER BY e.entry) AS of_number,
      array_agg(e.of_entry ORDER BY e.entry) AS of_entry
    FROM bench_entry e GROUP BY e.book, e.year, e.number
    """,
    """
    CREATE TEMP TABLE bench_roster ON COMMIT DROP AS
    SELECT l.book, l.household FROM payment_line l JOIN bench_voucher v USING (book, year, number)
    WHERE EXISTS (SELECT FROM bench_entry e WHERE e.book = l.book AND e.year = l.year
      AND e.number = l.number AND e.line = l.line)
    ORDER BY v.event, l.line
    """,
    "ANALYZE bench_entry, bench_voucher, bench_call, bench_roster",
)
"""The entries of the last vouchers of a book, and the payment lines that these entries name."""

# As post() writes them from its arrays, voucher by voucher (ledger/storage/sql/post.sql).
_FLOWS: Final[LiteralString] = """
INSERT INTO bench_flow SELECT v.book, x.lot, x.f, v.event + %(turn)s * 10000000000, x.t, x.undoes,
  v.year, v.number, v.happened_on, v.recorded_at, x.amount_fen, x.by_rule_fen, x.entries
FROM bench_voucher v
JOIN bench_call c USING (book, year, number)
CROSS JOIN LATERAL (
  SELECT 'reverses' = ANY (c.relation) OR 'returns' = ANY (c.relation) AS back OFFSET 0
) n
CROSS JOIN LATERAL (
  SELECT e.lot, e.f, e.t,
    CASE WHEN e.relation IN ('reverses', 'returns') THEN coalesce(
      (SELECT (SELECT w.event FROM voucher w WHERE w.book = c.book AND w.year = o.year
               AND w.number = o.number LIMIT 1)
       FROM entry o
       WHERE o.book = c.book AND o.year = e.of_year AND o.number = e.of_number
         AND o.entry = e.of_entry AND o.from_account = e.t AND o.to_account = e.f LIMIT 1),
      -1) ELSE -1 END AS undoes,
    sum(e.amount)::bigint AS amount_fen,
    sum(CASE WHEN e.rule THEN e.amount ELSE 0 END)::bigint AS by_rule_fen,
    count(*)::integer AS entries
  FROM unnest(c.f, c.t, c.lot, c.amount, c.rule,
    CASE WHEN n.back THEN c.relation END, CASE WHEN n.back THEN c.of_year END,
    CASE WHEN n.back THEN c.of_number END, CASE WHEN n.back THEN c.of_entry END)
    e(f, t, lot, amount, rule, relation, of_year, of_number, of_entry)
  GROUP BY 1, 2, 3, 4 OFFSET 0
) x
"""


class Built:
    """Copies of the entries and of what is kept beside them, in a transaction that is rolled back.

    Each method is one part, done for the same entries; a later round puts them in a later year.
    """

    def __init__(self, owner: psycopg.Connection[TupleRow], book: int) -> None:
        self._owner = owner
        self._book = book
        self._turn = 0
        # As in post(): no other processes, and no copies of the arrays to look answers up by.
        owner.execute("SET LOCAL max_parallel_workers_per_gather = 0")
        owner.execute("SET LOCAL enable_memoize = off")
        owner.execute(_TABLES)
        for query in _TAKEN:
            owner.execute(query, {"book": book, "sample": SAMPLE})
        self._columns = [
            str(row[0])
            for row in owner.execute(
                "SELECT attname FROM pg_attribute WHERE attrelid = 'entry'::regclass"
                " AND attnum > 0 AND NOT attisdropped ORDER BY attnum"
            )
        ]
        owner.execute("SELECT fold_cards(%s)", (book,))

    def bare(self) -> None:
        """The entries under a primary key alone; begins a round."""
        self._turn += 1
        self._insert("bench_bare")

    def named(self) -> None:
        """The same with the index by the entry they name."""
        self._insert("bench_named")

    def flows(self) -> None:
        self._owner.execute(_FLOWS, {"turn": self._turn})

    def lines(self) -> None:
        """The payment lines, which no audit is the reason for."""
        self._owner.execute("INSERT INTO bench_line SELECT * FROM bench_roster")

    def found_lines(self) -> None:
        """The same with the index by household."""
        self._owner.execute("INSERT INTO bench_line_found SELECT * FROM bench_roster")

    def cards(self) -> None:
        """What a run folds of these vouchers: nearly all pairs of card and household are there."""
        self._owner.execute(
            "UPDATE audit_mark SET next_event = (SELECT min(v.event) FROM bench_voucher v)"
            " WHERE book = %(book)s",
            {"book": self._book},
        )
        self._owner.execute("SELECT fold_cards(%s)", (self._book,))

    def _insert(self, table: str) -> None:
        given = ", ".join("year + %(turn)s" if name == "year" else name for name in self._columns)
        query = f"INSERT INTO {table} SELECT {given} FROM bench_entry"
        self._owner.execute(query.encode(), {"turn": self._turn * 100})
