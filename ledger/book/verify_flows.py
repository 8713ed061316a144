"""Are the flows what the entries say, voucher by voucher?

Summed from the entries in one pass and compared with the derived `flow` rows; what a flow undoes is
asked only of the few entries that take something back.
"""

from __future__ import annotations

from typing import LiteralString

CHECKS: tuple[LiteralString, ...] = (
    """
    WITH expected AS (
      SELECT e.book, e.year, e.number, e.lot, e.from_account, e.to_account, e.happened_on,
             sum(e.amount_fen) AS fen, count(*) AS entries,
             coalesce(sum(e.amount_fen) FILTER (WHERE e.attribution = 'rule'), 0) AS rule_fen
      FROM entry e WHERE e.book = ANY(%(books)s) GROUP BY 1, 2, 3, 4, 5, 6, 7
    ), dated AS (
      SELECT x.*, v.event, v.recorded_at
      FROM expected x LEFT JOIN voucher v USING (book, year, number)
    ), found AS (
      SELECT f.book, f.year, f.number, f.lot, f.from_account, f.to_account, f.happened_on,
             f.event, f.recorded_at, sum(f.amount_fen) AS fen, sum(f.entries) AS entries,
             sum(f.by_rule_fen) AS rule_fen
      FROM flow f WHERE f.book = ANY(%(books)s) GROUP BY 1, 2, 3, 4, 5, 6, 7, 8, 9
    )
    SELECT 'FLOW_MISMATCH', coalesce(d.book, f.book), coalesce(d.year, f.year),
      coalesce(d.number, f.number),
      jsonb_build_object('lot', coalesce(d.lot, f.lot),
        'from_account', coalesce(d.from_account, f.from_account),
        'to_account', coalesce(d.to_account, f.to_account),
        'expected_fen', d.fen, 'found_fen', f.fen)
    FROM dated d FULL JOIN found f
      ON (f.book, f.year, f.number, f.lot, f.from_account, f.to_account)
       = (d.book, d.year, d.number, d.lot, d.from_account, d.to_account)
      AND f.happened_on = d.happened_on
    WHERE (d.event, d.recorded_at, d.fen, d.entries, d.rule_fen)
      IS DISTINCT FROM (f.event, f.recorded_at, f.fen, f.entries, f.rule_fen)
    """,
    # What takes back names the event of the voucher that it takes back from, and the rest none.
    """
    WITH expected AS (
      SELECT e.book, e.year, e.number, e.lot, e.from_account, e.to_account, w.event AS undoes,
             sum(e.amount_fen) AS fen
      FROM entry e
      JOIN entry o ON o.book = e.book AND o.year = e.of_year AND o.number = e.of_number
        AND o.entry = e.of_entry AND o.from_account = e.to_account
        AND o.to_account = e.from_account
      JOIN voucher w ON w.book = o.book AND w.year = o.year AND w.number = o.number
      WHERE e.book = ANY(%(books)s) AND e.relation IN ('reverses', 'returns')
      GROUP BY 1, 2, 3, 4, 5, 6, 7
    ), found AS (
      SELECT f.book, f.year, f.number, f.lot, f.from_account, f.to_account, f.undoes,
             f.amount_fen AS fen
      FROM flow f WHERE f.book = ANY(%(books)s) AND f.undoes >= 0
    )
    SELECT 'FLOW_MISMATCH', coalesce(x.book, f.book), coalesce(x.year, f.year),
      coalesce(x.number, f.number),
      jsonb_build_object('lot', coalesce(x.lot, f.lot), 'undoes', coalesce(x.undoes, f.undoes),
                         'expected_fen', x.fen, 'found_fen', f.fen)
    FROM expected x FULL JOIN found f
      ON (f.book, f.year, f.number, f.lot, f.from_account, f.to_account, f.undoes)
       = (x.book, x.year, x.number, x.lot, x.from_account, x.to_account, x.undoes)
    WHERE x.fen IS DISTINCT FROM f.fen
    """,
)
