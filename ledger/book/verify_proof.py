"""Is it proved in one pass that flows and payment lines are the sums of the entries?

Most checks ask for sums and for what entries name, and a roster of thousands of entries is a
handful of flows. Once flows are proved to be what the entries say, those checks read flows; only
where they find something the entries are read, to name it.

The proof is a random linear fingerprint. With a weight w(key) below 2**31 drawn anew for each run,

    Σ over entries  amount · w(voucher, lot, accounts, day)  =  Σ over flows  amount · w(…)

holds when all sums agree; where one differs it holds with a chance of about 2**-31, and nobody can
have prepared for a seed that is drawn when the reading begins. Nothing is grouped, sorted or
joined. `amount` carries the number of entries and the part attributed by rule too. Payment lines
are compared likewise, by voucher and line.
"""

from __future__ import annotations

import secrets
from typing import LiteralString, TypeAlias

import psycopg
from psycopg.types.numeric import Int8

from ledger.book.post import Connection
from ledger.book.verify_balances import CHECKS as BALANCES
from ledger.book.verify_balances import CONSERVATION
from ledger.book.verify_flows import CHECKS as FLOWS
from ledger.book.verify_references import FITS, ORPHANS

Folds: TypeAlias = dict[LiteralString, LiteralString]
"""What to ask instead of what; no row means that the latter has none."""

# Keys of numbers are added up with random factors, hashed with the lot. A product of a weight with
# 32 bits of an amount fits bigint; few amounts have more. OFFSET 0: each weight is worked out once.
_PROOF: LiteralString = """
WITH moved AS (
  SELECT bool_or(x.strange) AS strange,
    coalesce(sum((x.amount & 4294967295) * x.w), 0)
      + coalesce(sum((x.amount >> 32) * x.w) FILTER (WHERE x.amount > 4294967295), 0)
        * 4294967296 AS flows,
    coalesce(sum((x.fen & 4294967295) * x.l), 0)
      + coalesce(sum((x.fen >> 32) * x.l) FILTER (WHERE x.fen > 4294967295), 0)
        * 4294967296 AS lines
  FROM (
    SELECT e.amount_fen <= 0 OR (e.relation IS NULL) <> (e.of_number IS NULL) AS strange,
      e.amount_fen AS fen,
      e.amount_fen * CASE e.attribution WHEN 'rule' THEN 3 ELSE 1 END + %(each)s AS amount,
      uuid_hash_extended(e.lot, e.book * %(b)s + e.year * %(y)s + e.number * %(n)s
        + e.from_account * %(f)s + e.to_account * %(t)s + (e.happened_on - date '1970-01-01')
        * %(d)s) & 2147483647 AS w,
      hashint8extended(e.book * %(b)s + e.year * %(y)s + e.number * %(n)s + e.line * %(f)s,
        %(each)s) & 2147483647 AS l
    FROM entry e WHERE e.book = ANY (%(books)s) OFFSET 0
  ) x
), kept AS (
  SELECT coalesce(sum((x.amount & 4294967295) * x.w), 0)
      + coalesce(sum((x.amount >> 32) * x.w) FILTER (WHERE x.amount > 4294967295), 0)
        * 4294967296 AS flows
  FROM (
    SELECT f.amount_fen + 2 * f.by_rule_fen + f.entries * %(each)s AS amount,
      uuid_hash_extended(f.lot, f.book * %(b)s + f.year * %(y)s + f.number * %(n)s
        + f.from_account * %(f)s + f.to_account * %(t)s + (f.happened_on - date '1970-01-01')
        * %(d)s) & 2147483647 AS w
    FROM flow f WHERE f.book = ANY (%(books)s) OFFSET 0
  ) x
), listed AS (
  SELECT bool_or(x.fen <= 0) AS strange, bool_or(x.of_line IS NOT NULL) AS named,
    coalesce(sum((x.fen & 4294967295) * x.l), 0)
      + coalesce(sum((x.fen >> 32) * x.l) FILTER (WHERE x.fen > 4294967295), 0)
        * 4294967296 AS lines
  FROM (
    SELECT p.amount_fen AS fen, p.of_line,
      hashint8extended(p.book * %(b)s + p.year * %(y)s + p.number * %(n)s + p.line * %(f)s,
        %(each)s) & 2147483647 AS l
    FROM payment_line p WHERE p.book = ANY (%(books)s) OFFSET 0
  ) x
)
SELECT NOT coalesce(moved.strange, false) AND NOT coalesce(listed.strange, false)
  AND moved.flows = kept.flows AND moved.lines = listed.lines, coalesce(listed.named, false)
FROM moved, kept, listed
"""


def folds(connection: Connection, books: list[int], *, every: bool) -> Folds:
    """Which queries may be replaced in this snapshot by which; none where nothing is proved.

    Proved is that flows and payment lines are sums of the entries, that all amounts are above zero,
    and that an entry names another exactly where it has a relation. `every`: no book is left out.
    """
    # Of 27 bits, so that six products with integers add up below 2**62, and passed as bigint.
    given: dict[str, object] = {
        name: Int8(2**26 + secrets.randbits(26)) for name in ("b", "y", "n", "f", "t", "d", "each")
    }
    given["books"] = books
    try:
        with connection.transaction():
            row = connection.execute(_PROOF, given).fetchone()
    except psycopg.errors.NumericValueOutOfRange:
        return {}  # no amount of money is that large; the queries say which
    if row is None or row[0] is not True:
        return {}
    found = _FOLDS | (_OF_ALL_BOOKS if every else {})
    # The voucher of a line is that of its entries, whose flows name it.
    return found | {ORPHANS[4]: _LINES_NAMED if row[1] else _SILENT}


def _of_flows(query: LiteralString) -> LiteralString:
    """The same question asked of flows, which have no number within their voucher."""
    return query.replace("FROM entry", "FROM flow").replace("e.entry", "NULL::integer")


_NAMED_BY_FLOWS: LiteralString = """
SELECT 'ORPHAN_ENTRY', e.book, e.year, e.number, '{}'::jsonb
FROM flow e
LEFT JOIN voucher v ON v.book = e.book AND v.year = e.year AND v.number = e.number
LEFT JOIN account f ON f.book = e.book AND f.account = e.from_account
LEFT JOIN account t ON t.book = e.book AND t.account = e.to_account
LEFT JOIN lot l ON l.book = e.book AND l.lot = e.lot
WHERE e.book = ANY(%(books)s)
  AND (v.book IS NULL OR f.book IS NULL OR t.book IS NULL OR l.book IS NULL)
"""

_LINES_NAMED: LiteralString = """
SELECT 'ORPHAN_LINE', p.book, p.year, p.number, '{}'::jsonb
FROM payment_line p
LEFT JOIN payment_line o ON o.book = p.book AND o.year = p.of_year
  AND o.number = p.of_number AND o.line = p.of_line
WHERE p.book = ANY(%(books)s) AND p.of_line IS NOT NULL AND o.book IS NULL
"""

_FLOWS_DATED: LiteralString = """
SELECT 'FLOW_MISMATCH', f.book, f.year, f.number, '{}'::jsonb
FROM flow f LEFT JOIN voucher v USING (book, year, number)
WHERE f.book = ANY(%(books)s)
  AND (v.event, v.recorded_at) IS DISTINCT FROM (f.event, f.recorded_at)
"""

_SILENT: LiteralString = "SELECT NULL, NULL, NULL, NULL, NULL WHERE false"

_RELATED: LiteralString = """(
        SELECT * FROM entry WHERE relation IS NOT NULL
        UNION ALL
        SELECT k.* FROM voucher w JOIN entry k USING (book, year, number)
        WHERE w.kind IN ('reverse', 'return', 'receive', 'receive_back') AND k.relation IS NULL
      ) e"""

_FOLDS: Folds = {
    ORPHANS[2]: _NAMED_BY_FLOWS,
    ORPHANS[3]: _of_flows(ORPHANS[3]),
    BALANCES[0]: _of_flows(BALANCES[0]),
    BALANCES[2]: _of_flows(BALANCES[2]),
    BALANCES[4]: _of_flows(BALANCES[4]),
    FLOWS[0]: _FLOWS_DATED,
    FITS[0]: _SILENT,  # LINE_MISMATCH: proved
    FITS[1]: _of_flows(FITS[1]),
    FITS[2]: _of_flows(FITS[2]),
    FITS[3]: FITS[3].replace("FROM entry e", f"FROM {_RELATED}", 1),
}
_OF_ALL_BOOKS: Folds = {CONSERVATION: _of_flows(CONSERVATION)}
"""Conservation is between books."""
