"""Pieces of SQL that several rules are written with: what stands how old, keys, amounts, places."""

from __future__ import annotations

from collections.abc import Iterable
from typing import LiteralString

from audit.rule import only, only_id
from ledger.values.kinds import AccountKind


def standing(kinds: Iterable[AccountKind], *, touched_only: bool = True) -> LiteralString:
    """CTEs `stands` (lot, kind, stands_fen) and `aged` for money in these kinds of account.

    `aged`: the entries by which it came, each with `came_on` and what still stands of it, never 0.

    `touched_only`: for rules that are judged by lot; a rule that compares lots takes all of them.

    An arrival is dated by the lot's `received_on` when its voucher made the lot here, else (a
    further part of it) by its own day. What stands is what arrived last, since the oldest money
    counts as spent first; so a lot is never called older than its remaining money can be.
    """
    listed: LiteralString = ", ".join(f"'{kind.value}'" for kind in sorted(kinds))
    of_step: LiteralString = only_id("x.lot") if touched_only else "true"
    of_arrival: LiteralString = only_id("m.lot") if touched_only else "true"
    return f"""
stands AS (
  SELECT x.lot, x.kind, sum(x.fen)::bigint AS stands_fen FROM (
    SELECT lot, to_kind AS kind, amount_fen AS fen FROM flowed
    UNION ALL
    SELECT lot, from_kind, -amount_fen FROM flowed
  ) x WHERE x.kind IN ({listed}) AND {of_step}
  GROUP BY x.lot, x.kind HAVING sum(x.fen) <> 0
),
arrived AS (
  SELECT m.lot, m.year, m.number, m.entry, m.left_fen,
    CASE WHEN (l.year, l.number) = (m.year, m.number) THEN l.received_on ELSE m.happened_on END
      AS came_on
  FROM effective m JOIN lot l ON l.book = %(book)s AND l.lot = m.lot
  WHERE m.from_kind IN ('source', 'upstream')
    AND m.to_kind NOT IN ('household', 'vendor', 'released') AND {of_arrival}
),
aged AS (
  SELECT b.* FROM (
    SELECT a.*, least(a.left_fen, s.stands_fen - a.newer_fen)::bigint AS stands_fen
    FROM (
      SELECT a.*, sum(a.left_fen) OVER (PARTITION BY a.lot
        ORDER BY a.came_on DESC, a.year DESC, a.number DESC, a.entry DESC) - a.left_fen AS newer_fen
      FROM arrived a
    ) a
    JOIN (SELECT lot, sum(stands_fen) AS stands_fen FROM stands GROUP BY lot) s ON s.lot = a.lot
  ) b WHERE b.stands_fen > 0
)
"""


def entry_keys(row: LiteralString) -> LiteralString:
    """An aggregate: the keys of the entries in `row` (year, number, entry), in their order."""
    return (
        f"jsonb_agg(DISTINCT jsonb_build_object('book', %(book)s::integer, 'year', {row}.year, "
        f"'number', {row}.number, 'entry', {row}.entry))"
    )


def nameless_payments(
    among: LiteralString = "", *, of: LiteralString = "", card: bool = False, severity: bool = True
) -> LiteralString:
    """Rows of a rule by household for payments that name none: nobody can be judged by them.

    `among`: a CTE that tells of all those payments by household (and card): in a run over changes
    there is mostly none, and `paid` is not read again. `of`: a JOIN that leaves the payments `p`
    which the rule is about. `card`: it needs the card too. `severity`: whether the rule's rows have
    that column.
    """
    missing: LiteralString = (
        """CASE WHEN p.household IS NULL THEN '到户款项缺少发放明细或户（household）'
       ELSE '发放明细缺少收款账号（card_hmac）' END"""
        if card
        else "'到户款项缺少发放明细或户（household）'"
    )
    which: LiteralString = (
        "(p.card_hmac IS NULL OR p.household IS NULL)" if card else "p.household IS NULL"
    )
    some: LiteralString = (
        f"AND (%(whole)s OR EXISTS (SELECT FROM {among} p WHERE {which}))" if among else ""
    )
    own: LiteralString = "NULL, NULL" if severity else "NULL"
    return f"""
SELECT p.year || '/' || p.number, NULL::date, 'payment_line',
  p.year || '/' || p.number || '/' || p.entry, '到户款项 ' || {yuan("p.paid_fen")},
  'not_computable', {missing}, p.paid_fen, {own}
FROM paid p {of}
WHERE {which} AND {only("p.year || '/' || p.number")} {some}
"""


def project_or_voucher(payment: LiteralString) -> LiteralString:
    """The key under which a payment is judged with others of its project; its own without one."""
    return f"coalesce({payment}.project::text, {payment}.year || '/' || {payment}.number)"


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
