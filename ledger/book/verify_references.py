"""Does every row name something that exists, and fit what it names?

The rows written by the thousand carry no foreign keys, and a superuser can switch off those that
exist; so everything that names something is looked up here. Each query yields
(code, book, year, number, detail).
"""

from __future__ import annotations

from typing import LiteralString

ORPHANS: tuple[LiteralString, ...] = (
    """
    SELECT 'ORPHAN_BOOK', x.book, NULL, NULL, jsonb_build_object('book_row', b.book IS NOT NULL)
    FROM unnest(%(books)s::integer[]) x(book)
    LEFT JOIN book b ON b.book = x.book LEFT JOIN book_state s ON s.book = x.book
    WHERE b.book IS NULL OR s.book IS NULL
    """,
    """
    SELECT 'ORPHAN_VOUCHER', v.book, v.year, v.number, '{}'::jsonb FROM voucher v
    WHERE v.book = ANY(%(books)s) AND NOT EXISTS (
      SELECT FROM book_year y WHERE y.book = v.book AND y.year = v.year)
    """,
    """
    SELECT 'ORPHAN_ENTRY', e.book, e.year, e.number,
      jsonb_build_object('entry', e.entry, 'missing', array_remove(ARRAY[
        CASE WHEN v.book IS NULL THEN 'voucher' END, CASE WHEN f.book IS NULL THEN 'from' END,
        CASE WHEN t.book IS NULL THEN 'to' END, CASE WHEN l.book IS NULL THEN 'lot' END,
        CASE WHEN e.line IS NOT NULL AND p.book IS NULL THEN 'line' END], NULL))
    FROM entry e
    LEFT JOIN voucher v ON v.book = e.book AND v.year = e.year AND v.number = e.number
    LEFT JOIN account f ON f.book = e.book AND f.account = e.from_account
    LEFT JOIN account t ON t.book = e.book AND t.account = e.to_account
    LEFT JOIN lot l ON l.book = e.book AND l.lot = e.lot
    LEFT JOIN payment_line p ON p.book = e.book AND p.year = e.year AND p.number = e.number
      AND p.line = e.line
    WHERE e.book = ANY(%(books)s) AND (v.book IS NULL OR f.book IS NULL OR t.book IS NULL
      OR l.book IS NULL OR (e.line IS NOT NULL AND p.book IS NULL))
    """,
    """
    SELECT 'ORPHAN_ENTRY', v.book, v.year, v.number, jsonb_build_object('missing', 'entries')
    FROM voucher v
    WHERE v.book = ANY(%(books)s) AND NOT EXISTS (SELECT FROM entry e
      WHERE e.book = v.book AND e.year = v.year AND e.number = v.number)
    """,
    """
    SELECT 'ORPHAN_LINE', p.book, p.year, p.number,
      jsonb_build_object('line', p.line,
        'missing', CASE WHEN v.book IS NULL THEN 'voucher' ELSE 'line named' END)
    FROM payment_line p
    LEFT JOIN voucher v ON v.book = p.book AND v.year = p.year AND v.number = p.number
    LEFT JOIN payment_line o ON o.book = p.book AND o.year = p.of_year
      AND o.number = p.of_number AND o.line = p.of_line
    WHERE p.book = ANY(%(books)s)
      AND (v.book IS NULL OR (p.of_line IS NOT NULL AND o.book IS NULL))
    """,
    """
    SELECT 'ORPHAN_LOT', l.book, l.year, l.number, jsonb_build_object('lot', l.lot) FROM lot l
    WHERE l.book = ANY(%(books)s) AND NOT EXISTS (SELECT FROM voucher v
      WHERE v.book = l.book AND v.year = l.year AND v.number = l.number)
    """,
    """
    SELECT 'ORPHAN_BALANCE', b.book, NULL, NULL,
      jsonb_build_object('account', b.account, 'lot', b.lot)
    FROM balance b
    LEFT JOIN account a ON a.book = b.book AND a.account = b.account
    LEFT JOIN lot l ON l.book = b.book AND l.lot = b.lot
    WHERE b.book = ANY(%(books)s) AND (a.book IS NULL OR l.book IS NULL)
    """,
)

# Only the application may see that private rows exist.
PRIVATE_ORPHANS: LiteralString = """
SELECT 'ORPHAN_PRIVATE', p.book, p.year, p.number, jsonb_build_object('line', p.line)
FROM private_line p
LEFT JOIN voucher v ON v.book = p.book AND v.year = p.year AND v.number = p.number
LEFT JOIN payment_line l ON l.book = p.book AND l.year = p.year AND l.number = p.number
  AND l.line = p.line
WHERE p.book = ANY(%(books)s) AND (v.book IS NULL OR (p.line <> 0 AND l.book IS NULL))
"""

FITS: tuple[LiteralString, ...] = (
    # The entries that pay a line add up to it.
    """
    SELECT 'LINE_MISMATCH', p.book, p.year, p.number,
      jsonb_build_object('line', p.line, 'line_fen', p.amount_fen, 'entries_fen', e.fen)
    FROM payment_line p
    LEFT JOIN (SELECT book, year, number, line, sum(amount_fen) AS fen FROM entry
               WHERE book = ANY(%(books)s) AND line IS NOT NULL GROUP BY 1, 2, 3, 4) e
      ON e.book = p.book AND e.year = p.year AND e.number = p.number AND e.line = p.line
    WHERE p.book = ANY(%(books)s) AND e.fen IS DISTINCT FROM p.amount_fen
    """,
    # The list of movements is given by the program, not read from the database.
    """
    SELECT 'MOVEMENT_NOT_ALLOWED', e.book, e.year, e.number,
      jsonb_build_object('entry', e.entry, 'kind', v.kind, 'from', f.kind, 'to', t.kind)
    FROM entry e
    JOIN voucher v ON v.book = e.book AND v.year = e.year AND v.number = e.number
    JOIN account f ON f.book = e.book AND f.account = e.from_account
    JOIN account t ON t.book = e.book AND t.account = e.to_account
    WHERE e.book = ANY(%(books)s)
      AND (e.from_account = e.to_account OR e.amount_fen <= 0 OR (v.kind <> 'reverse'
        AND v.kind || ' ' || f.kind || ' ' || t.kind <> ALL (%(movements)s)))
    """,
    """
    SELECT 'ACCOUNT_YEAR', e.book, e.year, e.number,
      jsonb_build_object('entry', e.entry, 'from_year', f.year, 'to_year', t.year)
    FROM entry e
    JOIN voucher v ON v.book = e.book AND v.year = e.year AND v.number = e.number
    JOIN account f ON f.book = e.book AND f.account = e.from_account
    JOIN account t ON t.book = e.book AND t.account = e.to_account
    WHERE e.book = ANY(%(books)s) AND CASE
      WHEN v.kind = 'carry_over' THEN f.year <> v.year OR t.year <> v.year + 1
        OR f.owner <> t.owner
      WHEN v.kind = 'return' THEN t.year <> v.year
      WHEN v.kind = 'receive_back' THEN f.year > v.year OR t.year <> v.year
      WHEN v.kind <> 'reverse' THEN f.year <> v.year OR t.year <> v.year
      ELSE false END
    """,
    # What a voucher and its entries say of older ones, in words; the sums follow below.
    """
    SELECT 'RELATION_BROKEN', x.book, x.year, x.number,
      jsonb_build_object('entry', x.entry, 'relation', x.relation, 'why', x.why)
    FROM (
      SELECT e.book, e.year, e.number, e.entry, e.relation, CASE
        WHEN (v.kind = 'reverse' AND e.relation IS DISTINCT FROM 'reverses')
          OR (v.kind = 'return' AND e.relation IS DISTINCT FROM 'returns')
          OR (v.kind IN ('receive', 'receive_back') AND e.relation IS DISTINCT FROM 'receives')
          OR (v.kind NOT IN ('reverse', 'return', 'receive', 'receive_back')
              AND e.relation IN ('reverses', 'returns', 'receives'))
          THEN 'the kind of voucher does not fit'
        WHEN (e.relation IS NULL) <> (e.of_number IS NULL)
          THEN 'relation and entry named do not go together'
        WHEN e.relation IS NULL OR e.relation = 'receives' THEN NULL
        WHEN o.book IS NULL OR e.of_book IS NOT NULL THEN 'the entry named does not exist'
        WHEN ov.event >= v.event THEN 'the entry named is younger'
        WHEN e.lot <> o.lot THEN 'another lot'
        WHEN e.relation = 'reverses' AND (ov.kind = 'reverse'
          OR (v.reverses_year, v.reverses_number) IS DISTINCT FROM (e.of_year, e.of_number))
          THEN 'the voucher named is not the one reversed'
        WHEN e.relation = 'reverses' AND e.amount_fen <> o.amount_fen THEN 'another amount'
        WHEN e.relation = 'returns' AND ov.kind NOT IN ('disburse', 'pay')
          THEN 'only payments are returned'
        WHEN e.relation = 'settles' AND (ov.kind <> 'disburse'
          OR (f.kind, f.owner) <> (ot.kind, ot.owner)) THEN 'only rosters are settled'
        WHEN e.relation IN ('returns', 'reverses') AND ((f.kind, f.owner) <> (ot.kind, ot.owner)
          OR (t.kind, t.owner) <> (ofr.kind, ofr.owner)) THEN 'not the way it came'
        WHEN e.relation IN ('returns', 'reverses') AND f.year NOT IN (ot.year, v.year)
          THEN 'another account year'
        WHEN e.relation = 'reverses' AND t.year NOT IN (ofr.year, v.year)
          THEN 'another account year'
      END AS why
      FROM entry e
      JOIN voucher v ON v.book = e.book AND v.year = e.year AND v.number = e.number
      JOIN account f ON f.book = e.book AND f.account = e.from_account
      JOIN account t ON t.book = e.book AND t.account = e.to_account
      LEFT JOIN entry o ON o.book = e.book AND o.year = e.of_year AND o.number = e.of_number
        AND o.entry = e.of_entry
      LEFT JOIN voucher ov ON ov.book = o.book AND ov.year = o.year AND ov.number = o.number
      LEFT JOIN account ofr ON ofr.book = o.book AND ofr.account = o.from_account
      LEFT JOIN account ot ON ot.book = o.book AND ot.account = o.to_account
      WHERE e.book = ANY(%(books)s)
        AND (e.relation IS NOT NULL OR e.of_number IS NOT NULL
             OR v.kind IN ('reverse', 'return', 'receive', 'receive_back'))
    ) x WHERE x.why IS NOT NULL
    """,
    """
    SELECT 'RELATION_BROKEN', v.book, v.year, v.number,
      jsonb_build_object('why', 'the voucher named does not exist')
    FROM voucher v
    LEFT JOIN voucher r ON r.book = v.book AND r.year = v.reverses_year
      AND r.number = v.reverses_number
    LEFT JOIN voucher p ON p.book = v.book AND p.year = v.replaces_year
      AND p.number = v.replaces_number
    WHERE v.book = ANY(%(books)s)
      AND ((v.kind = 'reverse') <> (v.reverses_number IS NOT NULL)
        OR (v.reverses_number IS NOT NULL AND r.book IS NULL)
        OR (v.replaces_number IS NOT NULL AND p.book IS NULL))
    """,
    # Nothing is returned and settled beyond its amount, or reversed twice, or used once reversed.
    """
    WITH rel AS (
      SELECT e.book, e.year, e.number, e.entry, e.relation, e.of_year, e.of_number, e.of_entry,
             e.amount_fen, EXISTS (SELECT FROM entry r WHERE r.book = e.book
               AND r.relation = 'reverses' AND r.of_year = e.year AND r.of_number = e.number
               AND r.of_entry = e.entry) AS gone
      FROM entry e
      WHERE e.book = ANY(%(books)s) AND e.relation IN ('reverses', 'returns', 'settles')
    ), back AS (
      SELECT book, of_year AS year, of_number AS number, of_entry AS entry, sum(amount_fen) AS fen
      FROM rel WHERE relation = 'returns' AND NOT gone GROUP BY 1, 2, 3, 4
    ), used AS (
      SELECT r.book, r.of_year AS year, r.of_number AS number, r.of_entry AS entry,
        coalesce(sum(r.amount_fen - CASE WHEN r.relation = 'settles'
                   THEN coalesce(back.fen, 0) ELSE 0 END)
          FILTER (WHERE r.relation <> 'reverses' AND NOT r.gone), 0) AS fen,
        count(*) FILTER (WHERE r.relation = 'reverses') AS reversals,
        jsonb_agg(DISTINCT r.year || '/' || r.number) AS by
      FROM rel r
      LEFT JOIN back ON back.book = r.book AND back.year = r.year AND back.number = r.number
        AND back.entry = r.entry
      GROUP BY 1, 2, 3, 4
    )
    SELECT 'RELATION_BROKEN', o.book, o.year, o.number,
      jsonb_build_object('entry', o.entry, 'amount_fen', o.amount_fen, 'used_fen', u.fen,
                         'reversals', u.reversals, 'by', u.by)
    FROM used u
    JOIN entry o ON o.book = u.book AND o.year = u.year AND o.number = u.number
      AND o.entry = u.entry
    WHERE u.fen > o.amount_fen OR u.reversals > 1 OR (u.reversals > 0 AND u.fen > 0)
    """,
)

DELIVERIES: tuple[LiteralString, ...] = (
    # A receive names a delivery of its lot and side, at most its amount, and none withdrawn.
    """
    SELECT 'DELIVERY_MISMATCH', e.book, e.year, e.number,
      jsonb_build_object('entry', e.entry, 'origin_book', e.of_book, 'origin_year', e.of_year,
        'origin_number', e.of_number, 'origin_entry', e.of_entry, 'why',
        CASE WHEN i.book IS NULL THEN 'not delivered' WHEN i.lot <> e.lot THEN 'another lot'
          WHEN i.upward <> (v.kind = 'receive_back') THEN 'another way'
          WHEN v.kind = 'receive_back' AND f.owner <> e.of_book::text THEN 'another book'
          WHEN w.book IS NOT NULL AND i.live > 0 THEN 'withdrawn' ELSE 'more than delivered' END)
    FROM entry e
    JOIN voucher v ON v.book = e.book AND v.year = e.year AND v.number = e.number
    JOIN account f ON f.book = e.book AND f.account = e.from_account
    LEFT JOIN LATERAL (
      SELECT i.*, (SELECT coalesce(sum(x.amount_fen), 0) FROM entry x
        WHERE x.book = i.book AND x.relation = 'receives' AND x.of_book = i.origin_book
          AND x.of_year = i.origin_year AND x.of_number = i.origin_number
          AND x.of_entry = i.origin_entry
          AND NOT EXISTS (SELECT FROM entry r WHERE r.book = x.book AND r.relation = 'reverses'
            AND r.of_year = x.year AND r.of_number = x.number AND r.of_entry = x.entry)) AS live
      FROM inbound i WHERE i.book = e.book AND i.origin_book = e.of_book
        AND i.origin_year = e.of_year AND i.origin_number = e.of_number
        AND i.origin_entry = e.of_entry) i ON true
    LEFT JOIN inbound_withdrawal w ON w.book = e.book AND w.origin_book = e.of_book
      AND w.origin_year = e.of_year AND w.origin_number = e.of_number
      AND w.origin_entry = e.of_entry
    WHERE e.book = ANY(%(books)s) AND e.relation = 'receives'
      AND (i.book IS NULL OR i.lot <> e.lot OR i.live > i.amount_fen
           OR i.upward <> (v.kind = 'receive_back')
           OR (v.kind = 'receive_back' AND f.owner <> e.of_book::text)
           OR (w.book IS NOT NULL AND i.live > 0))
    """,
    # A delivery from a book of this database is what that book passed down or sent back, and
    # still does.
    """
    SELECT 'DELIVERY_MISMATCH', i.book, NULL, NULL,
      jsonb_build_object('origin_book', i.origin_book, 'origin_year', i.origin_year,
        'origin_number', i.origin_number, 'origin_entry', i.origin_entry, 'why',
        CASE WHEN e.book IS NULL THEN 'never sent'
          WHEN r.book IS NOT NULL THEN 'reversed there, not withdrawn here'
          ELSE 'delivered otherwise than sent' END)
    FROM inbound i
    LEFT JOIN inbound_withdrawal w ON w.book = i.book AND w.origin_book = i.origin_book
      AND w.origin_year = i.origin_year AND w.origin_number = i.origin_number
      AND w.origin_entry = i.origin_entry
    LEFT JOIN (entry e
        JOIN account a ON a.book = e.book AND a.account = e.to_account
        JOIN voucher v ON v.book = e.book AND v.year = e.year AND v.number = e.number
          AND (v.kind, a.kind) IN (('pass_down', 'sent_down'), ('send_back', 'sent_up'))
        JOIN lot l ON l.book = e.book AND l.lot = e.lot)
      ON e.book = i.origin_book AND e.year = i.origin_year AND e.number = i.origin_number
      AND e.entry = i.origin_entry
    LEFT JOIN entry r ON r.book = e.book AND r.relation = 'reverses' AND r.of_year = e.year
      AND r.of_number = e.number AND r.of_entry = e.entry
    WHERE (i.book = ANY(%(books)s) OR i.origin_book = ANY(%(books)s))
      AND i.origin_book = ANY(%(all)s)
      AND (e.book IS NULL OR (r.book IS NOT NULL AND w.book IS NULL)
        OR a.owner <> i.book::text OR i.upward <> (v.kind = 'send_back')
        OR e.lot <> i.lot OR e.amount_fen <> i.amount_fen
        OR v.doc_no <> i.doc_no OR v.happened_on <> i.sent_on
        OR i.lot_facts <> jsonb_build_object('origin', l.origin, 'origin_book', l.origin_book,
          'origin_doc_no', l.origin_doc_no, 'origin_on', l.origin_on,
          'origin_amount_fen', l.origin_amount_fen, 'category', l.category, 'level', l.level,
          'direct', l.direct, 'printed_source', l.printed_source)
          || jsonb_strip_nulls(jsonb_build_object('asset', l.asset)))
    """,
)
