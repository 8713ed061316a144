"""Does the money add up? Balances, overdrafts and lots, from entries alone.

Every query yields (code, book, year, number, detail), and reads entries, accounts and the derived
`balance` rows, never a function of the ledger.
"""

from __future__ import annotations

from typing import LiteralString

CHECKS: tuple[LiteralString, ...] = (
    # The derived balance is the sum of the entries. The vouchers that touched it come along.
    """
    WITH leg AS (
      SELECT book, from_account AS account, lot, -amount_fen AS d FROM entry
      WHERE book = ANY(%(books)s)
      UNION ALL
      SELECT book, to_account, lot, amount_fen FROM entry WHERE book = ANY(%(books)s)
    ), expected AS (SELECT book, account, lot, sum(d) AS fen FROM leg GROUP BY 1, 2, 3),
    found AS (SELECT book, account, lot, balance_fen FROM balance WHERE book = ANY(%(books)s))
    SELECT 'BALANCE_MISMATCH', x.book, NULL, NULL,
      jsonb_build_object('account', x.account, 'kind', a.kind, 'owner', a.owner,
        'account_year', a.year, 'lot', x.lot, 'expected_fen', x.expected, 'found_fen', x.found,
        'touched_by', ARRAY(
          SELECT e.year || '/' || e.number FROM entry e
          WHERE e.book = x.book AND e.lot = x.lot
            AND x.account IN (e.from_account, e.to_account)
          GROUP BY e.year, e.number ORDER BY e.year DESC, e.number DESC LIMIT 20))
    FROM (SELECT coalesce(e.book, f.book) AS book, coalesce(e.account, f.account) AS account,
            coalesce(e.lot, f.lot) AS lot, e.fen AS expected, f.balance_fen AS found
          FROM expected e FULL JOIN found f
            ON f.book = e.book AND f.account = e.account AND f.lot = e.lot
          WHERE e.fen IS DISTINCT FROM f.balance_fen) x
    LEFT JOIN account a ON a.book = x.book AND a.account = x.account
    """,
    # May a balance go below zero? The kind of its account says so, not the row.
    """
    SELECT 'BALANCE_MISMATCH', b.book, NULL, NULL,
      jsonb_build_object('account', b.account, 'kind', a.kind, 'lot', b.lot,
                         'may_go_negative', b.may_go_negative)
    FROM balance b JOIN account a ON a.book = b.book AND a.account = b.account
    WHERE b.book = ANY(%(books)s) AND b.may_go_negative <> (a.kind IN ('source', 'upstream'))
    """,
    # In the order of recording: the first voucher after which an account stood below zero.
    """
    WITH leg AS (
      SELECT e.book, e.from_account AS account, e.lot, -e.amount_fen AS d, e.year, e.number
      FROM entry e WHERE e.book = ANY(%(books)s)
      UNION ALL
      SELECT e.book, e.to_account, e.lot, e.amount_fen, e.year, e.number
      FROM entry e WHERE e.book = ANY(%(books)s)
    ), step AS (
      SELECT l.book, l.account, l.lot, l.year, l.number, v.event, sum(l.d) AS d
      FROM leg l JOIN voucher v ON v.book = l.book AND v.year = l.year AND v.number = l.number
      GROUP BY 1, 2, 3, 4, 5, 6
    )
    SELECT DISTINCT ON (x.book, x.account, x.lot) 'OVERDRAWN', x.book, x.year, x.number,
      jsonb_build_object('account', x.account, 'kind', a.kind, 'owner', a.owner, 'lot', x.lot,
                         'balance_fen', x.after)
    FROM (SELECT step.*, sum(d) OVER (PARTITION BY book, account, lot ORDER BY event) AS after
          FROM step) x
    JOIN account a ON a.book = x.book AND a.account = x.account
    WHERE x.after < 0 AND a.kind NOT IN ('source', 'upstream')
    ORDER BY x.book, x.account, x.lot, x.event
    """,
    # What an allocation brought in is its document's amount, an opening at most that.
    """
    SELECT 'LOT_NOT_CONSERVED', l.book, l.year, l.number,
      jsonb_build_object('lot', l.lot, 'kind', v.kind, 'origin_amount_fen', l.origin_amount_fen,
                         'booked_fen', s.fen)
    FROM lot l
    JOIN voucher v ON v.book = l.book AND v.year = l.year AND v.number = l.number
    CROSS JOIN LATERAL (
      SELECT coalesce(sum(e.amount_fen), 0) AS fen FROM entry e
      WHERE e.book = l.book AND e.year = l.year AND e.number = l.number AND e.lot = l.lot) s
    WHERE l.book = ANY(%(books)s)
      AND (v.kind NOT IN ('allocate', 'open', 'receive', 'income')
        OR (v.kind IN ('allocate', 'income') AND (v.kind = 'income')
          <> (l.origin IN ('asset', 'donation', 'interest')))
        OR (v.kind IN ('allocate', 'income') AND s.fen <> l.origin_amount_fen)
        OR (v.kind = 'open' AND s.fen > l.origin_amount_fen))
    """,
    """
    SELECT 'LOT_NOT_CONSERVED', e.book, e.year, e.number,
      jsonb_build_object('lot', e.lot, 'entry', e.entry, 'made_by', l.year || '/' || l.number)
    FROM entry e
    JOIN voucher v ON v.book = e.book AND v.year = e.year AND v.number = e.number
    JOIN lot l ON l.book = e.book AND l.lot = e.lot
    WHERE e.book = ANY(%(books)s) AND v.kind IN ('allocate', 'open', 'income')
      AND (l.year, l.number) <> (e.year, e.number)
    """,
)

# Over all books of this database at one snapshot, for the lots that the chosen books hold:
# allocated = what stands + Σ (sent − received), and allocated is at most the document's amount.
CONSERVATION: LiteralString = """
WITH held AS (SELECT DISTINCT lot FROM lot WHERE book = ANY(%(books)s)),
allocated AS (
  SELECT e.lot, sum(CASE WHEN a.kind = 'source' THEN e.amount_fen ELSE 0 END
                  - CASE WHEN z.kind = 'source' THEN e.amount_fen ELSE 0 END) AS fen
  FROM entry e
  LEFT JOIN account a ON a.book = e.book AND a.account = e.from_account
  LEFT JOIN account z ON z.book = e.book AND z.account = e.to_account
  WHERE e.lot IN (SELECT lot FROM held) GROUP BY 1
), stands AS (
  SELECT b.lot,
    sum(b.balance_fen) FILTER (WHERE a.kind NOT IN ('source', 'upstream', 'sent_down', 'sent_up'))
      AS standing,
    sum(b.balance_fen) FILTER (WHERE a.kind IN ('sent_down', 'sent_up')) AS sent,
    -sum(b.balance_fen) FILTER (WHERE a.kind = 'upstream') AS received,
    -sum(b.balance_fen) FILTER (WHERE a.kind = 'source') AS source
  FROM balance b LEFT JOIN account a ON a.book = b.book AND a.account = b.account
  WHERE b.lot IN (SELECT lot FROM held) GROUP BY 1
), fact AS (
  SELECT lot, max(origin_amount_fen) AS fen, min(book) AS book
  FROM lot WHERE lot IN (SELECT lot FROM held) GROUP BY 1
)
SELECT 'LOT_NOT_CONSERVED', f.book, NULL, NULL,
  jsonb_build_object('lot', f.lot, 'allocated_fen', coalesce(g.fen, 0),
    'standing_fen', coalesce(s.standing, 0), 'sent_fen', coalesce(s.sent, 0),
    'received_fen', coalesce(s.received, 0), 'origin_amount_fen', f.fen)
FROM fact f LEFT JOIN allocated g ON g.lot = f.lot LEFT JOIN stands s ON s.lot = f.lot
WHERE coalesce(g.fen, 0)
        <> coalesce(s.standing, 0) + coalesce(s.sent, 0) - coalesce(s.received, 0)
   OR coalesce(s.source, 0) <> coalesce(g.fen, 0)
   OR coalesce(g.fen, 0) > f.fen
"""

# A lot has the same origin facts in every book: those of its origin book, or of the lowest.
LOT_FACTS: LiteralString = """
WITH base AS (
  SELECT DISTINCT ON (lot) * FROM lot
  ORDER BY lot, (book = origin_book) DESC, book
)
SELECT 'LOT_FACTS_DIFFER', l.book, l.year, l.number,
  jsonb_build_object('lot', l.lot, 'compared_with_book', b.book, 'facts', array_remove(ARRAY[
    CASE WHEN l.origin IS DISTINCT FROM b.origin THEN 'origin' END,
    CASE WHEN l.origin_book IS DISTINCT FROM b.origin_book THEN 'origin_book' END,
    CASE WHEN l.origin_doc_no IS DISTINCT FROM b.origin_doc_no THEN 'origin_doc_no' END,
    CASE WHEN l.origin_on IS DISTINCT FROM b.origin_on THEN 'origin_on' END,
    CASE WHEN l.origin_amount_fen IS DISTINCT FROM b.origin_amount_fen
      THEN 'origin_amount_fen' END,
    CASE WHEN l.category IS DISTINCT FROM b.category THEN 'category' END,
    CASE WHEN l.level IS DISTINCT FROM b.level THEN 'level' END,
    CASE WHEN l.direct IS DISTINCT FROM b.direct THEN 'direct' END,
    CASE WHEN l.asset IS DISTINCT FROM b.asset THEN 'asset' END,
    CASE WHEN l.printed_source IS DISTINCT FROM b.printed_source THEN 'printed_source' END], NULL))
FROM lot l JOIN base b ON b.lot = l.lot AND b.book <> l.book
WHERE (l.book = ANY(%(books)s) OR b.book = ANY(%(books)s))
  AND (l.origin, l.origin_book, l.origin_doc_no, l.origin_on, l.origin_amount_fen, l.category,
       l.level, l.direct, l.printed_source, l.asset)
    IS DISTINCT FROM
      (b.origin, b.origin_book, b.origin_doc_no, b.origin_on, b.origin_amount_fen, b.category,
       b.level, b.direct, b.printed_source, b.asset)
"""
