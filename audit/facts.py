"""Which facts of a book do rules read, and how are returns and reversals taken off?

Pieces of SQL that begin a rule's `WITH`. Each sees only what happened on or before `%(as_of)s` and
was recorded at or before `%(known_at)s`. Constants of Python, not views: a view could not be given
the day and the instant, and a reader finds the piece one import away.

    moved      every entry with the kinds and owners of its two accounts
    effective  entries that are no return and no reversal; `left_fen` is what those left of them
    paid       money that reached households: entry × payment line, with what the roster line said
    aged       what stands of each arrival of a lot in given kinds of account, oldest spent first
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import LiteralString

from ledger.values.kinds import AccountKind

MOVED: LiteralString = """
known AS (
  SELECT v.year, v.number, v.kind, v.doc_no FROM voucher v
  WHERE v.book = %(book)s AND v.happened_on <= %(as_of)s AND v.recorded_at <= %(known_at)s
),
moved AS (
  SELECT e.year, e.number, e.entry, e.lot, e.line, e.amount_fen, e.happened_on, e.relation,
    e.of_book, e.of_year, e.of_number, e.of_entry, k.kind AS voucher_kind, k.doc_no,
    f.kind AS from_kind, f.owner AS from_owner, t.kind AS to_kind, t.owner AS to_owner
  FROM known k
  JOIN entry e ON e.book = %(book)s AND e.year = k.year AND e.number = k.number
  JOIN account f ON f.book = %(book)s AND f.account = e.from_account
  JOIN account t ON t.book = %(book)s AND t.account = e.to_account
),
-- A return or reversal counts unless it was itself reversed.
undone AS (
  SELECT u.of_year, u.of_number, u.of_entry, sum(u.amount_fen)::bigint AS undone_fen
  FROM moved u
  LEFT JOIN moved r ON r.relation = 'reverses' AND r.of_year = u.year AND r.of_number = u.number
    AND r.of_entry = u.entry
  WHERE u.relation IN ('returns', 'reverses') AND r.year IS NULL
  GROUP BY u.of_year, u.of_number, u.of_entry
),
effective AS (
  SELECT m.*, m.amount_fen - coalesce(u.undone_fen, 0) AS left_fen
  FROM moved m
  LEFT JOIN undone u ON u.of_year = m.year AND u.of_number = m.number AND u.of_entry = m.entry
  WHERE m.relation IS NULL OR m.relation NOT IN ('returns', 'reverses')
)
"""

PAID: LiteralString = """
-- A line of the bank's result file may leave out what the roster line it settles has said.
paid AS (
  SELECT m.year, m.number, m.entry, m.line, m.lot, m.happened_on, m.left_fen AS paid_fen,
    coalesce(l.household, o.household) AS household, coalesce(l.person, o.person) AS person,
    coalesce(l.project, o.project) AS project, coalesce(l.benefit, o.benefit) AS benefit,
    coalesce(l.period_from, o.period_from) AS period_from,
    coalesce(l.period_to, o.period_to) AS period_to,
    coalesce(l.list, o.list) AS list, coalesce(l.list_version, o.list_version) AS list_version,
    coalesce(l.list_line, o.list_line) AS list_line,
    coalesce(l.card_hmac, o.card_hmac) AS card_hmac, coalesce(l.region, o.region) AS region
  FROM effective m
  LEFT JOIN payment_line l ON l.book = %(book)s AND l.year = m.year AND l.number = m.number
    AND l.line = m.line
  LEFT JOIN payment_line o ON o.book = %(book)s AND o.year = l.of_year AND o.number = l.of_number
    AND o.line = l.of_line
  WHERE m.to_kind = 'household' AND m.voucher_kind IN ('disburse', 'pay') AND m.left_fen > 0
)
"""

NEWEST_LISTS: LiteralString = """
newest AS (
  SELECT DISTINCT ON (n.list) n.*, min(n.approved_on) OVER (PARTITION BY n.list) AS first_on
  FROM entitlement_list n
  WHERE n.book = %(book)s AND n.approved_on <= %(as_of)s AND n.known_at <= %(known_at)s
  ORDER BY n.list, n.version DESC
)
"""


def standing(kinds: Iterable[AccountKind]) -> LiteralString:
    """CTEs `stands` (lot, kind, stands_fen) and `aged` for money in these kinds of account.

    An arrival is dated by the lot's `received_on` when its voucher made the lot here, else (a
    further part of it) by its own day. What stands is what arrived last, since the oldest money
    counts as spent first; so a lot is never called older than its remaining money can be.
    """
    listed: LiteralString = ", ".join(f"'{kind.value}'" for kind in sorted(kinds))
    return f"""
stands AS (
  SELECT x.lot, x.kind, sum(x.fen)::bigint AS stands_fen FROM (
    SELECT lot, to_kind AS kind, amount_fen AS fen FROM moved
    UNION ALL
    SELECT lot, from_kind, -amount_fen FROM moved
  ) x WHERE x.kind IN ({listed}) GROUP BY x.lot, x.kind HAVING sum(x.fen) <> 0
),
arrived AS (
  SELECT m.lot, m.year, m.number, m.entry, m.left_fen,
    CASE WHEN (l.year, l.number) = (m.year, m.number) THEN l.received_on ELSE m.happened_on END
      AS came_on
  FROM effective m JOIN lot l ON l.book = %(book)s AND l.lot = m.lot
  WHERE m.from_kind IN ('source', 'upstream') AND m.left_fen > 0
    AND m.to_kind NOT IN ('household', 'vendor', 'released')
),
aged AS (
  SELECT a.*, greatest(0, least(a.left_fen, s.stands_fen - a.newer_fen))::bigint AS stands_fen
  FROM (
    SELECT a.*, sum(a.left_fen) OVER (PARTITION BY a.lot
      ORDER BY a.came_on DESC, a.year DESC, a.number DESC, a.entry DESC) - a.left_fen AS newer_fen
    FROM arrived a
  ) a
  JOIN (SELECT lot, sum(stands_fen) AS stands_fen FROM stands GROUP BY lot) s ON s.lot = a.lot
)
"""


def entry_keys(row: LiteralString) -> LiteralString:
    """An aggregate: the keys of the entries in `row` (year, number, entry), in their order."""
    return (
        f"jsonb_agg(DISTINCT jsonb_build_object('book', %(book)s::integer, 'year', {row}.year, "
        f"'number', {row}.number, 'entry', {row}.entry))"
    )


DOCUMENT: LiteralString = """coalesce(nullif(l.origin_doc_no, ''), '无文号的' || l.category)"""
"""How a title names the document of `lot l`: almost half of published notices print no 文号."""


def yuan(fen: LiteralString) -> LiteralString:
    """An amount as a title says it: 1,234.56元. `numeric`, so nothing is rounded."""
    return f"(to_char(({fen})::numeric / 100, 'FM999,999,999,999,990.00') || '元')"


def region_prefix(code: LiteralString) -> LiteralString:
    """The digits of a 12-digit code that its whole subtree shares; '' for all of China.

    Cut at the borders 2+2+2+3+3: county 610720 must not reach into 61072x.
    """
    return f"""(CASE
      WHEN {code} = repeat('0', 12) THEN ''
      WHEN right({code}, 10) = repeat('0', 10) THEN left({code}, 2)
      WHEN right({code}, 8) = repeat('0', 8) THEN left({code}, 4)
      WHEN right({code}, 6) = repeat('0', 6) THEN left({code}, 6)
      WHEN right({code}, 3) = '000' THEN left({code}, 9)
      ELSE {code} END)"""
