"""The queries of payment_trace.py: each finds its rows by key, none reads the ledger through."""

from __future__ import annotations

from typing import LiteralString

_STEP: LiteralString = """
  f.book, f.event, f.year, f.number, v.kind AS voucher_kind, v.doc_no, f.happened_on,
  f.from_account, a.kind AS from_kind, a.owner AS from_owner, a.year AS from_year,
  f.to_account, z.kind AS to_kind, z.owner AS to_owner, z.year AS to_year, f.lot
"""

_JOINED: LiteralString = """
JOIN voucher v ON v.book = f.book AND v.year = f.year AND v.number = f.number
JOIN account a ON a.book = f.book AND a.account = f.from_account
JOIN account z ON z.book = f.book AND z.account = f.to_account
"""

# The entries of a payment line `l`. Whoever writes lines and entries in one order, about as many
# entries a line, has those of a line where its number lies among all lines. What is found there is
# all of them if it makes up the line's amount; only else the voucher is read through.
ENTRIES_OF_LINE: LiteralString = """
CROSS JOIN LATERAL (
  SELECT (SELECT e.entry FROM entry e WHERE e.book = l.book AND e.year = l.year
            AND e.number = l.number ORDER BY e.entry DESC LIMIT 1)::bigint AS entries,
         (SELECT n.line FROM payment_line n WHERE n.book = l.book AND n.year = l.year
            AND n.number = l.number ORDER BY n.line DESC LIMIT 1) AS lines
  OFFSET 0) w
CROSS JOIN LATERAL (
  SELECT array_agg(e.entry) AS entries, sum(e.amount_fen) AS fen FROM entry e
  WHERE e.book = l.book AND e.year = l.year AND e.number = l.number AND e.line = l.line
    AND e.entry BETWEEN (l.line - 1) * w.entries / w.lines - 3
                AND l.line * w.entries / w.lines + 4
  OFFSET 0) near
CROSS JOIN LATERAL (
  SELECT unnest(near.entries) AS entry WHERE near.fen = l.amount_fen
  UNION ALL
  SELECT e.entry FROM entry e
  WHERE near.fen IS DISTINCT FROM l.amount_fen
    AND e.book = l.book AND e.year = l.year AND e.number = l.number AND e.line = l.line
  OFFSET 0) of_line
"""

# The flows of a voucher: its lots and accounts are told by its entries.
FLOWS: LiteralString = (
    """
SELECT """
    + _STEP
    + """, sum(f.amount_fen)::bigint AS amount_fen, sum(f.by_rule_fen)::bigint AS by_rule_fen
FROM (
  SELECT DISTINCT e.lot, e.from_account, e.to_account FROM entry e
  WHERE e.book = %(book)s AND e.year = %(year)s AND e.number = %(number)s
) e
JOIN voucher w ON w.book = %(book)s AND w.year = %(year)s AND w.number = %(number)s
JOIN flow f ON f.book = %(book)s AND f.lot = e.lot AND f.from_account = e.from_account
  AND f.to_account = e.to_account AND f.event = w.event
"""
    + _JOINED
    + "GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16 ORDER BY f.to_account"
)

# What of entry e was taken back between the same two accounts, as far as known; a taking back that
# was itself reversed does not count.
_TAKEN_BACK: LiteralString = """
coalesce((
  SELECT sum(r.amount_fen) FROM entry r
  JOIN voucher rv ON rv.book = r.book AND rv.year = r.year AND rv.number = r.number
  WHERE r.book = {e}.book AND r.of_year = {e}.year AND r.of_number = {e}.number
    AND r.of_entry = {e}.entry AND r.relation IN ('reverses', 'returns')
    AND rv.recorded_at <= %(known_at)s
    AND NOT EXISTS (
      SELECT FROM entry u
      JOIN voucher uv ON uv.book = u.book AND uv.year = u.year AND uv.number = u.number
      WHERE u.book = r.book AND u.of_year = r.year AND u.of_number = r.number
        AND u.of_entry = r.entry AND u.relation = 'reverses' AND uv.recorded_at <= %(known_at)s)
), 0)::bigint"""

_DRAW: LiteralString = (
    """
SELECT e.entry, e.line, e.lot, t.origin_doc_no, t.doc_nos, t.document_on, t.category,
  e.amount_fen, e.attribution = 'rule' AS by_rule, e.relation, """
    + _TAKEN_BACK.replace("{e}", "e")
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
    + "FROM payment_line l"
    + ENTRIES_OF_LINE
    + """
JOIN entry e ON e.book = l.book AND e.year = l.year AND e.number = l.number
  AND e.entry = of_line.entry
JOIN lot t ON t.book = e.book AND t.lot = e.lot
WHERE l.book = %(book)s AND l.year = %(year)s AND l.number = %(number)s AND l.line = %(line)s
ORDER BY e.entry
"""
)

# The flow of an entry; of the entry its amount, and what the entries before it in the same flow
# moved net of what came back.
FLOW_OF_ENTRY: LiteralString = (
    """
SELECT v.book, v.event, v.year, v.number, v.kind AS voucher_kind, v.doc_no, e.happened_on,
  e.from_account, a.kind AS from_kind, a.owner AS from_owner, a.year AS from_year,
  e.to_account, z.kind AS to_kind, z.owner AS to_owner, z.year AS to_year, e.lot,
  f.amount_fen, f.by_rule_fen, e.amount_fen AS entry_fen, b.before_fen
FROM entry e
JOIN voucher v ON v.book = e.book AND v.year = e.year AND v.number = e.number
JOIN account a ON a.book = e.book AND a.account = e.from_account
JOIN account z ON z.book = e.book AND z.account = e.to_account
CROSS JOIN LATERAL (
  SELECT sum(f.amount_fen)::bigint AS amount_fen, sum(f.by_rule_fen)::bigint AS by_rule_fen
  FROM flow f WHERE f.book = e.book AND f.lot = e.lot AND f.from_account = e.from_account
    AND f.event = v.event AND f.to_account = e.to_account) f
CROSS JOIN LATERAL (SELECT EXISTS (SELECT FROM flow u WHERE u.book = e.book AND u.lot = e.lot
  AND u.to_account = e.from_account AND u.from_account = e.to_account
  AND u.event > v.event AND u.undoes = v.event) AS undone OFFSET 0) u
CROSS JOIN LATERAL (
  SELECT coalesce(sum(p.amount_fen - CASE WHEN u.undone THEN """
    + _TAKEN_BACK.replace("{e}", "p")
    + """ ELSE 0 END), 0)::bigint AS before_fen
  FROM entry p
  WHERE p.book = e.book AND p.year = e.year AND p.number = e.number AND p.entry < e.entry
    AND p.lot = e.lot AND p.from_account = e.from_account AND p.to_account = e.to_account) b
WHERE e.book = %(book)s AND e.year = %(year)s AND e.number = %(number)s AND e.entry = %(entry)s
"""
)

# The entries that a flow consists of and what each names; `before_fen` is what entries before it
# took of the same.
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
FROM entry e
WHERE e.book = %(book)s AND e.year = %(year)s AND e.number = %(number)s
  AND e.relation IS NOT NULL
  AND EXISTS (SELECT FROM entry o WHERE o.book = coalesce(e.of_book, e.book)
    AND o.year = e.of_year AND o.number = e.of_number AND o.entry = e.of_entry)
"""

NAMED: LiteralString = (
    "SELECT e.amount_fen - "
    + _TAKEN_BACK.replace("{e}", "e")
    + " AS amount_fen,"
    + _NAMES
    + """
  AND e.lot = %(lot)s AND e.from_account = %(from_account)s AND e.to_account = %(to_account)s
ORDER BY e.entry
"""
)

NAMED_BY_ENTRY: LiteralString = "SELECT e.amount_fen," + _NAMES + "  AND e.entry = %(entry)s"

# What came into an account, net of what was taken back again; beside it what had gone out of the
# account before a flow, net of what came back of it. Only what was recorded before it can feed it.
CAME: LiteralString = (
    """
SELECT """
    + _STEP
    + """, f.amount_fen - coalesce((
    SELECT sum(u.amount_fen) FROM flow u
    WHERE u.book = f.book AND u.lot = f.lot AND u.from_account = f.to_account
      AND u.to_account = f.from_account AND u.undoes = f.event AND u.recorded_at <= %(known_at)s
      AND u.event > f.event AND u.event < %(until_event)s
  ), 0)::bigint AS amount_fen, f.by_rule_fen, (
  coalesce((
    SELECT sum(g.amount_fen) FROM flow g
    WHERE g.book = %(book)s AND g.lot = %(lot)s AND g.from_account = %(from_account)s
      AND g.undoes = -1 AND (g.event, g.to_account) < (%(event)s, %(to_account)s)
  ), 0) - coalesce((
    SELECT sum(u.amount_fen) FROM flow u
    WHERE u.book = %(book)s AND u.lot = %(lot)s AND u.to_account = %(from_account)s
      AND u.undoes >= 0 AND (u.undoes, u.from_account) < (%(event)s, %(to_account)s)
      AND u.recorded_at <= %(known_at)s AND u.event < %(until_event)s
  ), 0))::bigint AS gone_before_fen
FROM flow f
"""
    + _JOINED
    + """
WHERE f.book = %(book)s AND f.lot = %(lot)s AND f.to_account = %(from_account)s AND f.undoes = -1
  AND f.recorded_at <= %(known_at)s AND f.event < %(before_event)s
ORDER BY f.event, f.from_account
"""
)
