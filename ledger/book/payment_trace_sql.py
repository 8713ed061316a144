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

FLOW: LiteralString = (
    """
SELECT """
    + _STEP
    + """, sum(f.amount_fen)::bigint AS amount_fen, sum(f.by_rule_fen)::bigint AS by_rule_fen
FROM entry e
JOIN voucher w ON w.book = e.book AND w.year = e.year AND w.number = e.number
JOIN flow f ON f.book = e.book AND f.lot = e.lot AND f.from_account = e.from_account
  AND f.to_account = e.to_account AND f.event = w.event
"""
    + _JOINED
    + """
WHERE e.book = %(book)s AND e.year = %(year)s AND e.number = %(number)s AND e.entry = %(entry)s
GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16
"""
)

# What of entry e was taken back between the same two accounts, as far as known; a taking back that
# was itself reversed does not count.
_TAKEN_BACK: LiteralString = """
coalesce((
  SELECT sum(r.amount_fen) FROM entry r
  JOIN voucher rv ON rv.book = r.book AND rv.year = r.year AND rv.number = r.number
  WHERE r.book = e.book AND r.of_year = e.year AND r.of_number = e.number AND r.of_entry = e.entry
    AND r.relation IN ('reverses', 'returns') AND rv.recorded_at <= %(known_at)s
    AND NOT EXISTS (
      SELECT FROM entry u
      JOIN voucher uv ON uv.book = u.book AND uv.year = u.year AND uv.number = u.number
      WHERE u.book = r.book AND u.of_year = r.year AND u.of_number = r.number
        AND u.of_entry = r.entry AND u.relation = 'reverses' AND uv.recorded_at <= %(known_at)s)
), 0)::bigint"""

DRAWS: LiteralString = (
    """
SELECT e.entry, e.line, e.lot, l.origin_doc_no, l.doc_nos, l.document_on, l.category,
  e.amount_fen, e.attribution = 'rule' AS by_rule, e.relation, """
    + _TAKEN_BACK
    + """ AS taken_back_fen
FROM entry e JOIN lot l ON l.book = e.book AND l.lot = e.lot
WHERE e.book = %(book)s AND e.year = %(year)s AND e.number = %(number)s
  AND (%(line)s::integer IS NULL OR e.line = %(line)s)
  AND (%(entry)s::integer IS NULL OR e.entry = %(entry)s)
ORDER BY e.entry
"""
)

# Its amount, and what the entries before it in the same flow moved net of what came back.
PLACE_IN_FLOW: LiteralString = (
    """
SELECT x.amount_fen, coalesce((
  SELECT sum(e.amount_fen - CASE WHEN u.undone THEN """
    + _TAKEN_BACK
    + """ ELSE 0 END) FROM entry e
  WHERE e.book = x.book AND e.year = x.year AND e.number = x.number AND e.entry < x.entry
    AND e.lot = x.lot AND e.from_account = x.from_account AND e.to_account = x.to_account
), 0)::bigint
FROM entry x
CROSS JOIN LATERAL (SELECT EXISTS (SELECT FROM flow f WHERE f.book = x.book AND f.lot = x.lot
  AND f.from_account = x.to_account AND f.to_account = x.from_account
  AND f.undoes = %(event)s) AS undone) u
WHERE x.book = %(book)s AND x.year = %(year)s AND x.number = %(number)s AND x.entry = %(entry)s
"""
)

# The entries that a flow consists of and what each names; `before_fen` is what entries before it
# took of the same.
NAMED: LiteralString = (
    """
SELECT e.amount_fen - CASE WHEN %(entry)s::integer IS NULL THEN """
    + _TAKEN_BACK
    + """ ELSE 0 END AS amount_fen,
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
  AND (%(entry)s::integer IS NULL OR e.entry = %(entry)s)
  AND e.lot = %(lot)s AND e.from_account = %(from_account)s AND e.to_account = %(to_account)s
  AND e.relation IS NOT NULL
  AND EXISTS (SELECT FROM entry o WHERE o.book = coalesce(e.of_book, e.book)
    AND o.year = e.of_year AND o.number = e.of_number AND o.entry = e.of_entry)
ORDER BY e.entry
"""
)

# What came into an account, net of what was taken back again.
CAME: LiteralString = (
    """
SELECT """
    + _STEP
    + """, f.amount_fen - coalesce((
    SELECT sum(u.amount_fen) FROM flow u
    WHERE u.book = f.book AND u.lot = f.lot AND u.from_account = f.to_account
      AND u.to_account = f.from_account AND u.undoes = f.event AND u.recorded_at <= %(known_at)s
      AND u.event < %(until_event)s
  ), 0)::bigint AS amount_fen, f.by_rule_fen
FROM flow f
"""
    + _JOINED
    + """
WHERE f.book = %(book)s AND f.lot = %(lot)s AND f.to_account = %(into)s AND f.undoes = -1
  AND f.recorded_at <= %(known_at)s AND f.event < %(until_event)s
ORDER BY f.event, f.from_account
"""
)

# What had gone out of the account before this flow, net of what came back of it.
GONE_BEFORE: LiteralString = """
SELECT (coalesce((
    SELECT sum(f.amount_fen) FROM flow f
    WHERE f.book = %(book)s AND f.lot = %(lot)s AND f.from_account = %(from_account)s
      AND f.undoes = -1 AND (f.event, f.to_account) < (%(event)s, %(to_account)s)
  ), 0) - coalesce((
    SELECT sum(u.amount_fen) FROM flow u
    WHERE u.book = %(book)s AND u.lot = %(lot)s AND u.to_account = %(from_account)s
      AND u.undoes >= 0 AND (u.undoes, u.from_account) < (%(event)s, %(to_account)s)
      AND u.recorded_at <= %(known_at)s AND u.event < %(until_event)s
  ), 0))::bigint
"""
