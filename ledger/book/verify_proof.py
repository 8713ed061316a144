"""Is it proved in one pass that flows and payment lines are the sums of the entries?

Most checks ask for sums and for what entries name, and a roster of thousands of entries is a
handful of flows. Once flows are proved to be what the entries say, those checks read flows; only
where they find something the entries are read, to name it.

The proof is a random linear fingerprint. With a weight w(key) below 2**31 drawn anew for each run,

    Σ over entries  amount · w(voucher, lot, accounts, day)  =  Σ over flows  amount · w(…)

holds when all sums agree; where one differs it holds with a chance of about 2**-31, and nobody can
have prepared for a seed that is drawn when the reading begins. Nothing is sorted or
joined. `amount` carries the number of entries and the part attributed by rule too. Payment lines
are compared likewise, by voucher and line.

Half of the entries of a county settle an entry of a roster (到户清单); to look each of them up is a
join of the ledger with itself. Of a roster that was answered whole, what settles or returns it is
together, key by key, what the roster says: amount, lot and account. So those sums are compared per
voucher named, and where they agree every entry named exists, is of the same lot and account, and is
used to its amount and not beyond. The rest is not wrong, only unfinished or carried over, and is
read entry by entry.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import LiteralString

import psycopg
from psycopg.types.numeric import Int8

from ledger.book.post import Connection
from ledger.book.verify_balances import CHECKS as BALANCES
from ledger.book.verify_balances import CONSERVATION
from ledger.book.verify_flows import CHECKS as FLOWS
from ledger.book.verify_references import DELIVERIES, FITS, ORPHANS


@dataclass(frozen=True, slots=True)
class Proof:
    """`instead`: what to ask instead of what; no row means that the latter has none. Empty where
    nothing is proved. `given`: the vouchers that those queries look up (`by_*`: that name others,
    `of_*`: that are named, `line_*`: whose lines name others).
    """

    instead: dict[LiteralString, LiteralString] = field(default_factory=dict)
    given: dict[str, list[int]] = field(default_factory=dict)


def _sum(amount: LiteralString, weight: LiteralString) -> LiteralString:
    """Σ amount · weight. A weight times 32 bits fits bigint; few amounts have more."""
    return (
        f"coalesce(sum(({amount} & 4294967295) * {weight}), 0) + coalesce(sum(({amount} >> 32)"
        f" * {weight}) FILTER (WHERE {amount} > 4294967295), 0) * 4294967296"
    )


# Keys of numbers are added up with random factors, hashed with the lot. OFFSET 0: each weight is
# worked out once.
_PROOF: LiteralString = f"""
WITH moved AS MATERIALIZED (
  SELECT x.book, x.year, x.number, bool_or(x.strange) AS strange,
    bool_or(x.relation IS NULL) AS plain, {_sum("x.amount", "x.w")} AS flows,
    {_sum("x.fen", "x.l")} AS lines, {_sum("x.fen", "x.o")} AS own
  FROM (
    SELECT e.book, e.year, e.number, e.relation,
      e.amount_fen <= 0 OR (e.relation IS NULL) <> (e.of_number IS NULL) AS strange,
      e.amount_fen AS fen,
      e.amount_fen * CASE e.attribution WHEN 'rule' THEN 3 ELSE 1 END + %(each)s AS amount,
      uuid_hash_extended(e.lot, e.book * %(b)s + e.year * %(y)s + e.number * %(n)s
        + e.from_account * %(f)s + e.to_account * %(t)s + (e.happened_on - date '1970-01-01')
        * %(d)s) & 2147483647 AS w,
      hashint8extended(e.book * %(b)s + e.year * %(y)s + e.number * %(n)s + e.line * %(f)s,
        %(each)s) & 2147483647 AS l,
      uuid_hash_extended(e.lot, e.book * %(b)s + e.year * %(y)s + e.number * %(n)s
        + e.entry * %(f)s + e.to_account * %(t)s) & 2147483647 AS o
    FROM entry e WHERE e.book = ANY (%(books)s) OFFSET 0
  ) x GROUP BY 1, 2, 3
), kept AS (
  SELECT {_sum("x.amount", "x.w")} AS flows
  FROM (
    SELECT f.amount_fen + 2 * f.by_rule_fen + f.entries * %(each)s AS amount,
      uuid_hash_extended(f.lot, f.book * %(b)s + f.year * %(y)s + f.number * %(n)s
        + f.from_account * %(f)s + f.to_account * %(t)s + (f.happened_on - date '1970-01-01')
        * %(d)s) & 2147483647 AS w
    FROM flow f WHERE f.book = ANY (%(books)s) OFFSET 0
  ) x
), listed AS MATERIALIZED (
  SELECT x.book, x.year, x.number, x.of_year, x.of_number, bool_or(x.fen <= 0) AS strange,
    bool_or(x.of_line IS NOT NULL) AS names,
    {_sum("x.fen", "x.l")} AS lines, {_sum("x.fen", "x.o")} AS said
  FROM (
    SELECT p.book, p.year, p.number, p.of_year, p.of_number, p.of_line, p.amount_fen AS fen,
      hashint8extended(p.book * %(b)s + p.year * %(y)s + p.number * %(n)s + p.line * %(f)s,
        %(each)s) & 2147483647 AS l,
      hashint8extended(p.book * %(b)s + p.of_year * %(y)s + p.of_number * %(n)s
        + p.of_line * %(f)s, %(each)s) & 2147483647 AS o
    FROM payment_line p WHERE p.book = ANY (%(books)s) OFFSET 0
  ) x GROUP BY 1, 2, 3, 4, 5
), line_named AS (
  SELECT q.book, q.of_year AS year, q.of_number AS number, sum(q.said) = max(o.lines) AS whole
  FROM (SELECT book, of_year, of_number, sum(said) AS said FROM listed WHERE names
        GROUP BY 1, 2, 3) q
  LEFT JOIN (SELECT book, year, number, sum(lines) AS lines FROM listed GROUP BY 1, 2, 3) o
    ON o.book = q.book AND o.year = q.of_year AND o.number = q.of_number
  GROUP BY 1, 2, 3
), line_asking AS (
  SELECT array_agg(x.book) AS books, array_agg(x.year) AS years, array_agg(x.number) AS numbers
  FROM (SELECT DISTINCT l.book, l.year, l.number FROM listed l
        LEFT JOIN line_named d ON d.book = l.book AND d.year = l.of_year AND d.number = l.of_number
        WHERE l.names AND d.whole IS NOT TRUE) x
), pair AS MATERIALIZED (
  SELECT x.book, x.of_year, x.of_number, x.year, x.number, x.relation, x.elsewhere,
    {_sum("x.fen", "x.o")} AS said
  FROM (
    SELECT e.book, e.of_year, e.of_number, e.year, e.number, e.relation, e.amount_fen AS fen,
      e.of_book IS NOT NULL AS elsewhere,
      uuid_hash_extended(e.lot, e.book * %(b)s + e.of_year * %(y)s + e.of_number * %(n)s
        + e.of_entry * %(f)s + e.from_account * %(t)s) & 2147483647 AS o
    FROM entry e WHERE e.book = ANY (%(books)s) AND e.relation IS NOT NULL OFFSET 0
  ) x GROUP BY 1, 2, 3, 4, 5, 6, 7
), named AS MATERIALIZED (
  SELECT p.book, p.of_year AS year, p.of_number AS number,
    coalesce(sum(p.said) = max(m.own) AND bool_or(p.relation = 'settles')
      AND bool_and(p.relation = 'returns' OR (p.relation = 'settles' AND o.kind = 'disburse'
        AND o.event < v.event AND v.kind NOT IN ('reverse', 'return', 'receive', 'receive_back'))),
      false) AS whole
  FROM pair p
  LEFT JOIN voucher v ON v.book = p.book AND v.year = p.year AND v.number = p.number
  LEFT JOIN voucher o ON o.book = p.book AND o.year = p.of_year AND o.number = p.of_number
  LEFT JOIN moved m ON m.book = p.book AND m.year = p.of_year AND m.number = p.of_number
  WHERE NOT p.elsewhere GROUP BY 1, 2, 3
), open AS (
  SELECT array_agg(d.book) AS books, array_agg(d.year) AS years, array_agg(d.number) AS numbers
  FROM named d WHERE NOT d.whole
), asking AS (
  SELECT array_agg(x.book) AS books, array_agg(x.year) AS years, array_agg(x.number) AS numbers
  FROM (SELECT m.book, m.year, m.number FROM moved m JOIN voucher v USING (book, year, number)
        WHERE m.plain AND v.kind IN ('reverse', 'return', 'receive', 'receive_back')
        UNION SELECT p.book, p.year, p.number FROM pair p
        LEFT JOIN named d ON d.book = p.book AND d.year = p.of_year AND d.number = p.of_number
        WHERE p.relation <> 'settles' OR p.elsewhere OR d.whole IS NOT TRUE) x
)
SELECT NOT coalesce(m.strange, false) AND NOT coalesce(l.strange, false)
    AND m.flows = kept.flows AND m.lines = l.lines,
  open.books, open.years, open.numbers, asking.books, asking.years, asking.numbers,
  line_asking.books, line_asking.years, line_asking.numbers
FROM (SELECT bool_or(strange) AS strange, coalesce(sum(flows), 0) AS flows,
        coalesce(sum(lines), 0) AS lines FROM moved) m,
  (SELECT bool_or(strange) AS strange, coalesce(sum(lines), 0) AS lines FROM listed) l,
  kept, open, asking, line_asking
"""

_GIVEN = tuple(
    f"{who}_{column}" for who in ("of", "by", "line") for column in ("books", "years", "numbers")
)


def prove(connection: Connection, books: list[int], *, every: bool) -> Proof:
    """Which queries may be replaced in this snapshot by which.

    Proved is that flows and payment lines are sums of the entries, that all amounts are above zero,
    and that an entry names another exactly where it has a relation. `every`: no book is left out.
    """
    # Of 27 bits, so that six products with integers add up below 2**62, and passed as bigint.
    weights: dict[str, object] = {
        name: Int8(2**26 + secrets.randbits(26)) for name in ("b", "y", "n", "f", "t", "d", "each")
    }
    weights["books"] = books
    try:
        # Entries are many and their vouchers few, which the planner cannot know: it would sort. The
        # switches go with the savepoint.
        with connection.transaction(force_rollback=True):
            connection.execute("SET LOCAL enable_sort = off")
            connection.execute("SET LOCAL enable_mergejoin = off")
            row = connection.execute(_PROOF, weights).fetchone()
    except psycopg.errors.NumericValueOutOfRange:
        return Proof()  # no amount of money is that large; the queries say which
    if row is None or row[0] is not True:
        return Proof()
    given = dict(zip(_GIVEN, (each or [] for each in row[1:]), strict=True))
    return Proof(_INSTEAD | (_OF_ALL_BOOKS if every else {}), given)


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

# The voucher of a line is that of its entries, whose flows name it.
_LINES_NAMED: LiteralString = """
SELECT 'ORPHAN_LINE', p.book, p.year, p.number, '{}'::jsonb
FROM unnest(%(line_books)s::integer[], %(line_years)s::integer[], %(line_numbers)s::integer[])
  d (book, year, number)
JOIN payment_line p ON p.book = d.book AND p.year = d.year AND p.number = d.number
LEFT JOIN payment_line o ON o.book = p.book AND o.year = p.of_year
  AND o.number = p.of_number AND o.line = p.of_line
WHERE p.of_line IS NOT NULL AND o.book IS NULL
"""

_FLOWS_DATED: LiteralString = """
SELECT 'FLOW_MISMATCH', f.book, f.year, f.number, '{}'::jsonb
FROM flow f LEFT JOIN voucher v USING (book, year, number)
WHERE f.book = ANY(%(books)s)
  AND (v.event, v.recorded_at) IS DISTINCT FROM (f.event, f.recorded_at)
"""

_SILENT: LiteralString = "SELECT NULL, NULL, NULL, NULL, NULL WHERE false"

_ASKING: LiteralString = """unnest(%(by_books)s::integer[], %(by_years)s::integer[],
          %(by_numbers)s::integer[]) d (book, year, number)
        JOIN entry k ON k.book = d.book AND k.year = d.year AND k.number = d.number"""

_NAMING: LiteralString = """unnest(%(of_books)s::integer[], %(of_years)s::integer[],
          %(of_numbers)s::integer[]) d (book, year, number)
        JOIN entry k ON k.book = d.book AND k.of_year = d.year AND k.of_number = d.number"""

_OF_ASKING: LiteralString = f"(SELECT k.* FROM {_ASKING}) e"
_OF_NAMING: LiteralString = f"(SELECT k.* FROM {_NAMING} WHERE k.relation IS NOT NULL) e"

_INSTEAD: dict[LiteralString, LiteralString] = {
    ORPHANS[2]: _NAMED_BY_FLOWS,
    ORPHANS[3]: _of_flows(ORPHANS[3]),
    BALANCES[0]: _of_flows(BALANCES[0]),
    BALANCES[2]: _of_flows(BALANCES[2]),
    BALANCES[4]: _of_flows(BALANCES[4]),
    FLOWS[0]: _FLOWS_DATED,
    FITS[0]: _SILENT,  # LINE_MISMATCH: proved
    FITS[1]: _of_flows(FITS[1]),
    FITS[2]: _of_flows(FITS[2]),
    FITS[3]: FITS[3].replace("FROM entry e", f"FROM {_OF_ASKING}", 1),
    ORPHANS[4]: _LINES_NAMED,
    FITS[5]: FITS[5].replace("FROM entry e", f"FROM {_OF_NAMING}", 1),
    FLOWS[1]: FLOWS[1].replace("FROM entry e", f"FROM {_OF_ASKING}", 1),
    DELIVERIES[0]: DELIVERIES[0].replace("FROM entry e", f"FROM {_OF_ASKING}", 1),
}
_OF_ALL_BOOKS: dict[LiteralString, LiteralString] = {CONSERVATION: _of_flows(CONSERVATION)}
"""Conservation is between books."""
