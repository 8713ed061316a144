"""Are numbers, events, times and years of each book in order? Each check is a SELECT of failures.

Every query yields (code, book, year, number, detail). What a counter says is compared with the
rows it counts; a gap is named by the first number that is missing.
"""

from __future__ import annotations

from typing import LiteralString

CHECKS: tuple[LiteralString, ...] = (
    # A number that does not follow its predecessor within (book, year); the first is 1.
    """
    SELECT 'SEQUENCE_GAP', x.book, x.year, x.before + 1,
           jsonb_build_object('missing_to', x.number - 1)
    FROM (SELECT book, year, number, coalesce(lag(number) OVER w, 0) AS before FROM voucher
          WHERE book = ANY(%(books)s) WINDOW w AS (PARTITION BY book, year ORDER BY number)) x
    WHERE x.number <> x.before + 1
    """,
    # The counter of the year is the last number drawn.
    """
    SELECT 'SEQUENCE_GAP', y.book, y.year, coalesce(v.last, 0) + 1,
           jsonb_build_object('counter', y.last_number, 'last_voucher', coalesce(v.last, 0))
    FROM book_year y
    LEFT JOIN (SELECT book, year, max(number) AS last FROM voucher GROUP BY 1, 2) v
      ON v.book = y.book AND v.year = y.year
    WHERE y.book = ANY(%(books)s) AND y.last_number <> coalesce(v.last, 0)
    """,
    # Numbers are drawn in the order of recording.
    """
    SELECT 'SEQUENCE_GAP', x.book, x.year, x.number,
           jsonb_build_object('event', x.event, 'event_before', x.before)
    FROM (SELECT book, year, number, event, lag(event) OVER w AS before FROM voucher
          WHERE book = ANY(%(books)s) WINDOW w AS (PARTITION BY book, year ORDER BY number)) x
    WHERE x.event <= x.before
    """,
    # Events of vouchers and of the book together count up from 0 without a gap or a double.
    """
    WITH event AS (
      SELECT book, event, year, number FROM voucher WHERE book = ANY(%(books)s)
      UNION ALL SELECT book, event, NULL, NULL FROM book_event WHERE book = ANY(%(books)s)
    )
    SELECT 'EVENT_GAP', x.book, x.year, x.number,
           jsonb_build_object('event', x.event, 'expected', x.before + 1)
    FROM (SELECT *, coalesce(lag(event) OVER w, -1) AS before FROM event
          WINDOW w AS (PARTITION BY book ORDER BY event, number)) x
    WHERE x.event <> x.before + 1
    """,
    """
    SELECT 'EVENT_GAP', s.book, NULL, NULL,
           jsonb_build_object('counter', s.next_event, 'expected', coalesce(e.last, -1) + 1)
    FROM book_state s
    LEFT JOIN (SELECT book, max(event) AS last FROM (
                 SELECT book, event FROM voucher UNION ALL SELECT book, event FROM book_event) u
               GROUP BY 1) e ON e.book = s.book
    WHERE s.book = ANY(%(books)s) AND s.next_event <> coalesce(e.last, -1) + 1
    """,
    """
    SELECT 'ACCOUNT_GAP', s.book, NULL, NULL,
           jsonb_build_object('counter', s.next_account, 'accounts', coalesce(a.n, 0),
                              'largest', coalesce(a.last, 0))
    FROM book_state s
    LEFT JOIN (SELECT book, count(*) AS n, max(account) AS last FROM account GROUP BY 1) a
      ON a.book = s.book
    WHERE s.book = ANY(%(books)s)
      AND (s.next_account <> coalesce(a.last, 0) + 1 OR coalesce(a.n, 0) <> coalesce(a.last, 0))
    """,
    # The time of recording never goes back in the order of events.
    """
    WITH event AS (
      SELECT book, event, year, number, recorded_at FROM voucher WHERE book = ANY(%(books)s)
      UNION ALL
      SELECT book, event, NULL, NULL, recorded_at FROM book_event WHERE book = ANY(%(books)s)
    )
    SELECT 'TIME_BACKWARDS', x.book, x.year, x.number,
           jsonb_build_object('event', x.event, 'recorded_at', x.recorded_at, 'before', x.before)
    FROM (SELECT *, lag(recorded_at) OVER (PARTITION BY book ORDER BY event) AS before
          FROM event) x
    WHERE x.recorded_at < x.before
    """,
    """
    SELECT 'TIME_BACKWARDS', s.book, NULL, NULL,
           jsonb_build_object('counter', s.last_recorded_at, 'last', e.last)
    FROM book_state s
    JOIN (SELECT book, max(recorded_at) AS last FROM (
            SELECT book, recorded_at FROM voucher
            UNION ALL SELECT book, recorded_at FROM book_event) u
          GROUP BY 1) e ON e.book = s.book
    WHERE s.book = ANY(%(books)s) AND s.last_recorded_at <> e.last
    """,
    # A year is open from its event on and closed by its event; nothing is recorded outside.
    """
    SELECT 'YEAR_STATE', y.book, y.year, NULL,
           jsonb_build_object('closed_at', y.closed_at, 'opened', o.event IS NOT NULL,
                              'closing_event', c.recorded_at)
    FROM book_year y
    LEFT JOIN book_event o ON o.book = y.book AND o.key = 'open_year:' || y.year
      AND o.kind = 'open_year'
    LEFT JOIN book_event c ON c.book = y.book AND c.key = 'close_year:' || y.year
      AND c.kind = 'close_year'
    WHERE y.book = ANY(%(books)s)
      AND (o.event IS NULL OR y.closed_at IS DISTINCT FROM c.recorded_at)
    """,
    """
    SELECT 'YEAR_STATE', v.book, v.year, v.number,
           jsonb_build_object('event', v.event, 'year_opened', o.event, 'year_closed', c.event)
    FROM voucher v
    LEFT JOIN book_event o ON o.book = v.book AND o.key = 'open_year:' || v.year
    LEFT JOIN book_event c ON c.book = v.book AND c.key = 'close_year:' || v.year
    WHERE v.book = ANY(%(books)s) AND (v.event < o.event OR v.event > c.event)
    """,
    """
    WITH closing AS MATERIALIZED (
      SELECT c.book, substr(c.key, 13, 4) AS year, c.event, right(c.key, 2)::integer AS month
      FROM book_event c WHERE c.book = ANY(%(books)s) AND c.kind = 'close_month'
        AND c.key LIKE 'close_month:____-__'
    )
    SELECT 'YEAR_STATE', v.book, v.year, v.number, jsonb_build_object('late', v.late)
    FROM voucher v
    LEFT JOIN (
      SELECT DISTINCT w.book, w.year, w.number FROM voucher w
      JOIN closing c ON c.book = w.book AND c.year = w.year::text AND c.event < w.event
        AND c.month >= extract(month FROM w.happened_on)) x USING (book, year, number)
    WHERE v.book = ANY(%(books)s)
      AND v.late <> (extract(year FROM v.happened_on)::integer <> v.year OR x.book IS NOT NULL)
    """,
    # Months are closed by their events, while their year was open.
    """
    SELECT 'YEAR_STATE', y.book, y.year, NULL,
           jsonb_build_object('closed_month', y.closed_month, 'closing_events', c.months)
    FROM book_year y
    LEFT JOIN LATERAL (
      SELECT array_agg(right(m.key, 2)::integer ORDER BY m.event) AS months,
             max(right(m.key, 2)::integer) AS last, max(m.event) AS event
      FROM book_event m WHERE m.book = y.book AND m.kind = 'close_month'
        AND m.key LIKE 'close_month:' || y.year || '-%%') c ON true
    LEFT JOIN book_event z ON z.book = y.book AND z.key = 'close_year:' || y.year
    WHERE y.book = ANY(%(books)s)
      AND (y.closed_month <> coalesce(c.last, 0) OR c.event > z.event)
    """,
    # Nothing stands in a closed year.
    """
    SELECT 'YEAR_STATE', a.book, a.year, NULL,
           jsonb_build_object('account', a.account, 'kind', a.kind, 'standing_fen', s.fen)
    FROM book_year y
    JOIN account a ON a.book = y.book AND a.year = y.year
    CROSS JOIN LATERAL (SELECT sum(b.balance_fen) AS fen FROM balance b
      WHERE b.book = a.book AND b.account = a.account AND b.balance_fen <> 0) s
    WHERE y.book = ANY(%(books)s) AND y.closed_at IS NOT NULL AND s.fen IS NOT NULL
      AND a.kind NOT IN ('source', 'upstream', 'sent_down', 'sent_up', 'household', 'vendor',
                         'released')
    """,
    """
    SELECT 'HISTORY_AFTER_LIVE', v.book, v.year, v.number,
           jsonb_build_object('happened_on', v.happened_on, 'live_from', b.live_from)
    FROM voucher v JOIN book b ON b.book = v.book
    WHERE v.book = ANY(%(books)s) AND (v.kind = 'open' OR v.backfill)
      AND v.happened_on >= b.live_from
    """,
    # Two pairs of eyes, and the approval of this very content.
    """
    SELECT 'MAKER_IS_CHECKER', v.book, v.year, v.number, '{}'::jsonb
    FROM voucher v
    WHERE v.book = ANY(%(books)s) AND (v.maker = v.checker OR v.maker = '' OR v.checker = '')
    """,
    """
    SELECT 'NOT_APPROVED', v.book, v.year, v.number, jsonb_build_object('key', v.key)
    FROM voucher v
    WHERE v.book = ANY(%(books)s) AND (v.key LIKE 'draft:%%' OR cardinality(v.warned) > 0)
      AND NOT EXISTS (
      SELECT FROM draft_event e
      JOIN draft_version d ON d.book = e.book AND d.draft = e.draft AND d.version = e.version
      WHERE e.book = v.book AND e.action = 'approve'
        AND e.draft::text = split_part(v.key, ':', 2)
        AND e.version::text = split_part(v.key, ':', 3)
        AND e.digest = v.content AND d.digest = v.content
        AND e.actor = v.checker AND d.maker = v.maker
        AND (cardinality(v.warned) = 0 OR btrim(e.reason) <> ''))
    """,
)
