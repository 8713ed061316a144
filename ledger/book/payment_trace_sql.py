"""The queries of payment_trace.py: each finds its rows by key, none reads the ledger through."""

from __future__ import annotations

from typing import LiteralString

# A step: of a voucher `v` what `f` moved, an entry or a flow. In the order of the class.
_STEP: LiteralString = """
  v.book, v.event, v.year, v.number, v.kind AS voucher_kind, v.doc_no, v.happened_on,
  f.from_account, a.kind AS from_kind, a.owner AS from_owner, a.year AS from_year,
  f.to_account, z.kind AS to_kind, z.owner AS to_owner, z.year AS to_year, f.lot
"""

_JOINED: LiteralString = """
JOIN voucher v ON v.book = f.book AND v.year = f.year AND v.number = f.number
JOIN account a ON a.book = f.book AND a.account = f.from_account
JOIN account z ON z.book = f.book AND z.account = f.to_account
"""

# All that a voucher moved of the lot between the accounts of an entry `f`.
_OF_FLOW: LiteralString = """
CROSS JOIN LATERAL (
  SELECT sum(o.amount_fen)::bigint AS amount_fen, sum(o.by_rule_fen)::bigint AS by_rule_fen
  FROM flow o WHERE o.book = f.book AND o.lot = f.lot AND o.from_account = f.from_account
    AND o.event = v.event AND o.to_account = f.to_account OFFSET 0) o
"""


def _count(name: LiteralString) -> LiteralString:
    """How many `name` the leaf of voucher `v` says it has; NULL where it does not say."""
    return (
        "substring(encode(substring(v.leaf FROM position('\""
        + name
        + "\":'::bytea IN v.leaf) + length('\""
        + name
        + "\":') FOR 9), 'escape') FROM '^[0-9]+')::bigint"
    )


# How many entries and lines a voucher `v` has, its leaf says.
COUNTS: LiteralString = (
    """
CROSS JOIN LATERAL (SELECT """
    + _count("entries")
    + " AS entries, nullif("
    + _count("lines")
    + """, 0) AS lines OFFSET 0) has
"""
)

# Where the entries of a payment line `l` of voucher `v` should be: with every line of the voucher
# having as many entries there and nowhere else, otherwise around there.
LIKELY_ENTRIES: LiteralString = (
    COUNTS
    + """
CROSS JOIN LATERAL (
  SELECT ((l.line - 1) * has.entries / has.lines + 1 - astray)::integer AS first,
    (l.line * has.entries / has.lines + astray)::integer AS last
  FROM (SELECT CASE WHEN has.entries %% has.lines = 0 THEN 0 ELSE 4 END) a(astray)) likely
"""
)

# The entries `e` of a payment line `l` of a voucher that `has` so many entries and lines. Whoever
# writes lines and entries in one order, about as many entries a line, has those of a line where its
# number lies among all lines. What is found there is all of them if it makes up the line's amount;
# only else the voucher is read through.
NEAR_LINE: LiteralString = """
CROSS JOIN LATERAL (
  SELECT array_agg(e) AS entries, sum(e.amount_fen) AS fen FROM entry e
  WHERE e.book = l.book AND e.year = l.year AND e.number = l.number AND e.line = l.line
    AND e.entry BETWEEN (l.line - 1) * has.entries / has.lines - 3
                AND l.line * has.entries / has.lines + 4
  OFFSET 0) near
CROSS JOIN LATERAL (
  SELECT e.* FROM unnest(near.entries) e WHERE near.fen = l.amount_fen
  UNION ALL
  SELECT e.* FROM entry e
  WHERE near.fen IS DISTINCT FROM l.amount_fen
    AND e.book = l.book AND e.year = l.year AND e.number = l.number AND e.line = l.line
  OFFSET 0) e
"""

# The entries `e` of a payment line `l` of voucher `v`.
ENTRIES_OF_LINE: LiteralString = COUNTS + NEAR_LINE

# The flows of vouchers: their lots and accounts are told by their entries.
FLOWS: LiteralString = (
    "SELECT q.n, "
    + _STEP
    + """, o.amount_fen, o.by_rule_fen
FROM unnest(%(book)s, %(year)s, %(number)s) WITH ORDINALITY q(book, year, number, n)
CROSS JOIN LATERAL (
  SELECT DISTINCT e.book, e.year, e.number, e.lot, e.from_account, e.to_account FROM entry e
  WHERE e.book = q.book AND e.year = q.year AND e.number = q.number OFFSET 0) f
"""
    + _JOINED
    + _OF_FLOW
    + "ORDER BY q.n, f.to_account"
)

# What of entry e was taken back between the same two accounts, as far as known; a taking back that
# was itself reversed does not count.
_STILL_BACK: LiteralString = """r.relation IN ('reverses', 'returns')
    AND rv.recorded_at <= %(known_at)s
    AND NOT EXISTS (
      SELECT FROM entry u
      JOIN voucher uv ON uv.book = u.book AND uv.year = u.year AND uv.number = u.number
      WHERE u.book = r.book AND u.of_year = r.year AND u.of_number = r.number
        AND u.of_entry = r.entry AND u.relation = 'reverses' AND uv.recorded_at <= %(known_at)s)"""

_TAKEN_BACK: LiteralString = (
    """
coalesce((
  SELECT sum(r.amount_fen) FROM entry r
  JOIN voucher rv ON rv.book = r.book AND rv.year = r.year AND rv.number = r.number
  WHERE r.book = e.book AND r.of_year = e.year AND r.of_number = e.number
    AND r.of_entry = e.entry AND """
    + _STILL_BACK
    + """
), 0)::bigint"""
)

_DRAW: LiteralString = (
    """
SELECT e.entry, e.line, e.lot, t.origin_doc_no, t.doc_nos, t.document_on, t.category,
  e.amount_fen, e.attribution = 'rule' AS by_rule, e.relation, """
    + _TAKEN_BACK
    + """ AS taken_back_fen
"""
)

DRAWS: LiteralString = (
    _DRAW
    + """
FROM entry e JOIN lot t ON t.book = e.book AND t.lot = e.lot
WHERE e.book = %(book)s AND e.year = %(year)s AND e.number = %(number)s ORDER BY e.entry
"""
)

DRAW_OF_ENTRY: LiteralString = (
    _DRAW
    + """
FROM entry e JOIN lot t ON t.book = e.book AND t.lot = e.lot
WHERE e.book = %(book)s AND e.year = %(year)s AND e.number = %(number)s AND e.entry = %(entry)s
"""
)

DRAWS_OF_LINE: LiteralString = (
    _DRAW
    + """
FROM payment_line l
JOIN voucher v ON v.book = l.book AND v.year = l.year AND v.number = l.number"""
    + ENTRIES_OF_LINE
    + """
JOIN lot t ON t.book = e.book AND t.lot = e.lot
WHERE l.book = %(book)s AND l.year = %(year)s AND l.number = %(number)s AND l.line = %(line)s
ORDER BY e.entry
"""
)

# The flows of entries, and what of them the entries move.
PLACED: LiteralString = (
    "SELECT q.n, "
    + _STEP
    + """, o.amount_fen, o.by_rule_fen, f.amount_fen AS entry_fen
FROM unnest(%(book)s, %(year)s, %(number)s, %(entry)s)
  WITH ORDINALITY q(book, year, number, entry, n)
JOIN entry f ON f.book = q.book AND f.year = q.year AND f.number = q.number AND f.entry = q.entry
"""
    + _JOINED
    + _OF_FLOW
)

# What the entries before one moved of its flow, net of what came back of them.
BEFORE: LiteralString = (
    """
SELECT q.n, (coalesce(p.fen, 0) - coalesce(t.fen, 0))::bigint AS fen
FROM unnest(%(book)s, %(year)s, %(number)s, %(entry)s)
  WITH ORDINALITY q(book, year, number, entry, n)
JOIN entry e ON e.book = q.book AND e.year = q.year AND e.number = q.number AND e.entry = q.entry
JOIN voucher v ON v.book = q.book AND v.year = q.year AND v.number = q.number
CROSS JOIN LATERAL (
  SELECT sum(p.amount_fen) AS fen FROM entry p
  WHERE p.book = e.book AND p.year = e.year AND p.number = e.number AND p.entry < e.entry
    AND p.lot = e.lot AND p.from_account = e.from_account AND p.to_account = e.to_account
  OFFSET 0) p
CROSS JOIN LATERAL (SELECT EXISTS (SELECT FROM flow u WHERE u.book = e.book AND u.lot = e.lot
  AND u.to_account = e.from_account AND u.from_account = e.to_account
  AND u.event > v.event AND u.undoes = v.event) AS undone OFFSET 0) u
CROSS JOIN LATERAL (
  SELECT sum(r.amount_fen) AS fen FROM entry r
  JOIN entry p ON p.book = r.book AND p.year = r.of_year AND p.number = r.of_number
    AND p.entry = r.of_entry
  JOIN voucher rv ON rv.book = r.book AND rv.year = r.year AND rv.number = r.number
  WHERE u.undone AND r.book = e.book AND r.of_year = e.year AND r.of_number = e.number
    AND r.of_entry < e.entry AND p.lot = e.lot AND p.from_account = e.from_account
    AND p.to_account = e.to_account AND """
    + _STILL_BACK
    + """
  OFFSET 0) t
"""
)

# What entries `e` name; `before_fen` is what entries before them took of the same.
_NAMES: LiteralString = """
  coalesce(e.of_book, e.book) AS of_book, e.of_year, e.of_number, e.of_entry,
  coalesce((
    SELECT sum(b.amount_fen) FROM entry b
    WHERE b.book = e.book AND b.of_year = e.of_year AND b.of_number = e.of_number
      AND b.of_entry = e.of_entry AND b.relation = e.relation
      AND b.of_book IS NOT DISTINCT FROM e.of_book
      AND (b.year, b.number, b.entry) < (e.year, e.number, e.entry)
      AND NOT EXISTS (SELECT FROM entry u WHERE u.book = b.book AND u.of_year = b.year
        AND u.of_number = b.number AND u.of_entry = b.entry AND u.relation = 'reverses')
  ), 0)::bigint AS before_fen
"""

_NAMES_ONE: LiteralString = """
WHERE e.relation IS NOT NULL
  AND EXISTS (SELECT FROM entry o WHERE o.book = coalesce(e.of_book, e.book)
    AND o.year = e.of_year AND o.number = e.of_number AND o.entry = e.of_entry)
"""

# By the entries that flows consist of.
NAMED: LiteralString = (
    "SELECT q.n, e.amount_fen - "
    + _TAKEN_BACK
    + " AS amount_fen,"
    + _NAMES
    + """
FROM unnest(%(book)s, %(year)s, %(number)s, %(lot)s, %(from_account)s, %(to_account)s)
  WITH ORDINALITY q(book, year, number, lot, from_account, to_account, n)
JOIN entry e ON e.book = q.book AND e.year = q.year AND e.number = q.number
  AND e.lot = q.lot AND e.from_account = q.from_account AND e.to_account = q.to_account
"""
    + _NAMES_ONE
    + "ORDER BY q.n, e.entry"
)

NAMED_BY_ENTRY: LiteralString = (
    "SELECT q.n, e.amount_fen,"
    + _NAMES
    + """
FROM unnest(%(book)s, %(year)s, %(number)s, %(entry)s)
  WITH ORDINALITY q(book, year, number, entry, n)
JOIN entry e ON e.book = q.book AND e.year = q.year AND e.number = q.number AND e.entry = q.entry
"""
    + _NAMES_ONE
)

# What came into accounts, net of what was taken back again; beside it what had gone out of the
# account before a flow, net of what came back of it. Only what was recorded before it can feed it.
CAME: LiteralString = (
    "SELECT q.n, "
    + _STEP
    + """, f.amount_fen - coalesce((
    SELECT sum(u.amount_fen) FROM flow u
    WHERE u.book = f.book AND u.lot = f.lot AND u.from_account = f.to_account
      AND u.to_account = f.from_account AND u.undoes = f.event AND u.recorded_at <= %(known_at)s
      AND u.event > f.event AND u.event < q.until_event
  ), 0)::bigint AS amount_fen, f.by_rule_fen, gone.before_fen
FROM unnest(%(book)s, %(lot)s, %(from_account)s, %(to_account)s, %(event)s, %(before_event)s,
    %(until_event)s)
  WITH ORDINALITY q(book, lot, from_account, to_account, event, before_event, until_event, n)
CROSS JOIN LATERAL (
  SELECT (coalesce((
    SELECT sum(g.amount_fen) FROM flow g
    WHERE g.book = q.book AND g.lot = q.lot AND g.from_account = q.from_account
      AND g.undoes = -1 AND (g.event, g.to_account) < (q.event, q.to_account)
  ), 0) - coalesce((
    SELECT sum(u.amount_fen) FROM flow u
    WHERE u.book = q.book AND u.lot = q.lot AND u.to_account = q.from_account
      AND u.undoes >= 0 AND (u.undoes, u.from_account) < (q.event, q.to_account)
      AND u.recorded_at <= %(known_at)s AND u.event < q.until_event
  ), 0))::bigint AS before_fen OFFSET 0) gone
JOIN flow f ON f.book = q.book AND f.lot = q.lot AND f.to_account = q.from_account
  AND f.undoes = -1 AND f.recorded_at <= %(known_at)s AND f.event < q.before_event
"""
    + _JOINED
    + "ORDER BY q.n, f.event, f.from_account"
)
