"""The questions that a village's notices ask of the database.

Each is about one book (`book`), one place (`region`; with all it lies in and the nationwide code:
`reach`), one fiscal year (`year`), as of a day (`day`) as known at an instant (`known_at`).
"""

LISTS = """
SELECT DISTINCT ON (l.list) l.list, l.version, l.title, l.project, l.approved_on, l.known_at
FROM entitlement_list l
WHERE l.book = %(book)s AND l.region = %(region)s AND l.known_at <= %(known_at)s
  AND extract(year FROM l.approved_on) = %(year)s AND l.approved_on <= %(day)s
ORDER BY l.list, l.version DESC
"""

LIST_LINES = """
SELECT e.household, e.quantity_milli, e.rate_fen, e.approved_fen AS amount_fen,
       b.name AS benefit_name, b.unit, l.period_from, l.period_to
FROM entitlement e
JOIN entitlement_list l ON l.book = e.book AND l.list = e.list AND l.version = e.version
LEFT JOIN benefit b ON b.benefit = l.benefit
WHERE e.book = %(book)s AND e.list = %(list)s AND e.version = %(version)s
ORDER BY e.line
"""

PAID_LINES = """
SELECT * FROM (
  SELECT l.project, l.household, l.benefit, b.name AS benefit_name, b.unit, l.period_from,
         l.period_to, max(l.quantity_milli) AS quantity_milli, max(l.rate_fen) AS rate_fen,
         sum(e.amount_fen - coalesce(back.amount, 0))::bigint AS amount_fen
  FROM payment_line l
  JOIN entry e ON e.book = l.book AND e.year = l.year AND e.number = l.number AND e.line = l.line
  JOIN voucher v ON v.book = l.book AND v.year = l.year AND v.number = l.number
  JOIN account t ON t.book = e.book AND t.account = e.to_account AND t.kind = 'household'
  LEFT JOIN LATERAL (
    SELECT sum(r.amount_fen) AS amount FROM entry r
    JOIN voucher rv ON rv.book = r.book AND rv.year = r.year AND rv.number = r.number
    WHERE r.book = e.book AND r.of_year = e.year AND r.of_number = e.number
      AND r.of_entry = e.entry AND r.relation IN ('returns', 'reverses')
      AND rv.recorded_at <= %(known_at)s
      AND NOT EXISTS (SELECT FROM entry u WHERE u.book = r.book AND u.relation = 'reverses'
        AND u.of_year = r.year AND u.of_number = r.number AND u.of_entry = r.entry)
  ) back ON true
  LEFT JOIN benefit b ON b.benefit = l.benefit
  WHERE l.book = %(book)s AND l.region = %(region)s AND l.year = %(year)s
    AND l.household IS NOT NULL AND l.project IS NOT NULL AND v.recorded_at <= %(known_at)s
  GROUP BY 1, 2, 3, 4, 5, 6, 7
) x WHERE x.amount_fen > 0 ORDER BY x.benefit, x.project, x.household
"""

LOCAL_PROJECTS = """
SELECT p.project FROM project p
WHERE p.book = %(book)s AND p.region = %(region)s AND EXISTS (
  SELECT FROM account a WHERE a.book = p.book AND a.kind = 'project'
    AND a.owner = p.project::text AND a.year = %(year)s)
ORDER BY p.code
"""

PROJECT = """
SELECT p.*, o.name AS unit, r.name AS place FROM project p
LEFT JOIN organisation o ON o.org = p.org
LEFT JOIN region r ON r.code = p.region AND r.valid_from <= %(day)s
  AND (r.valid_to IS NULL OR r.valid_to > %(day)s)
WHERE p.book = %(book)s AND p.project = %(project)s
"""

SOURCES = """
SELECT l.category, l.origin_doc_no AS doc_no, sum(x.change)::bigint AS amount_fen FROM (
  SELECT w.lot, w.amount_fen AS change, w.recorded_at FROM flow w
  JOIN account a ON a.book = w.book AND a.account = w.to_account AND a.kind = 'project'
    AND a.owner = %(owner)s
  JOIN account f ON f.book = w.book AND f.account = w.from_account
    AND f.kind IN ('source', 'unassigned', 'pool')
  WHERE w.book = %(book)s
  UNION ALL
  SELECT w.lot, -w.amount_fen, w.recorded_at FROM flow w
  JOIN account a ON a.book = w.book AND a.account = w.from_account AND a.kind = 'project'
    AND a.owner = %(owner)s
  JOIN account t ON t.book = w.book AND t.account = w.to_account
    AND t.kind IN ('source', 'unassigned', 'pool')
  WHERE w.book = %(book)s
) x JOIN lot l ON l.book = %(book)s AND l.lot = x.lot
WHERE x.recorded_at <= %(known_at)s
GROUP BY 1, 2 HAVING sum(x.change) > 0 ORDER BY 2, 1
"""

PAID_OF_PROJECT = """
SELECT coalesce(sum(x.change), 0)::bigint AS paid_fen FROM (
  SELECT e.amount_fen AS change FROM entry e
  JOIN account t ON t.book = e.book AND t.account = e.to_account
    AND t.kind IN ('household', 'vendor')
  LEFT JOIN account f ON f.book = e.book AND f.account = e.from_account
  LEFT JOIN payment_line l ON l.book = e.book AND l.year = e.year AND l.number = e.number
    AND l.line = e.line
  WHERE e.book = %(book)s AND (l.project = %(project)s
    OR (f.kind = 'project' AND f.owner = %(project)s::text))
  UNION ALL
  SELECT -r.amount_fen FROM entry r
  JOIN entry e ON e.book = r.book AND e.year = r.of_year AND e.number = r.of_number
    AND e.entry = r.of_entry
  JOIN account t ON t.book = e.book AND t.account = e.to_account
    AND t.kind IN ('household', 'vendor')
  LEFT JOIN account f ON f.book = e.book AND f.account = e.from_account
  LEFT JOIN payment_line l ON l.book = e.book AND l.year = e.year AND l.number = e.number
    AND l.line = e.line
  WHERE r.book = %(book)s AND r.relation IN ('returns', 'reverses') AND (l.project = %(project)s
    OR (f.kind = 'project' AND f.owner = %(project)s::text))
) x
"""

STANDARD = """
SELECT s.rate_fen, s.unit, s.source FROM standard s
WHERE s.benefit = %(benefit)s AND s.valid_from <= %(day)s
  AND (s.valid_to IS NULL OR s.valid_to > %(day)s)
  AND s.region = ANY(%(reach)s)
ORDER BY s.region DESC LIMIT 1
"""

PUBLISHED = """
SELECT n.from_on, n.until_on FROM notice n
WHERE n.book = %(book)s AND n.subject = 'benefit_list' AND n.list = %(list)s
  AND n.list_version = %(version)s AND n.level = 'village' AND n.channel = 'board'
  AND n.from_on IS NOT NULL AND n.until_on IS NOT NULL
ORDER BY n.event LIMIT 1
"""

MINIMUM = """
SELECT max(d.minimum_days) AS days FROM disclosure_requirement d
WHERE d.level = 'village' AND d.stage = %(stage)s AND d.valid_from <= %(day)s
  AND (d.valid_to IS NULL OR d.valid_to > %(day)s)
  AND d.region = ANY(%(reach)s)
"""

REGIMES = """
SELECT DISTINCT c.regime FROM fund_category c
WHERE c.category = ANY(%(names)s) OR c.name = ANY(%(names)s) ORDER BY 1
"""

LAST_VOUCHER = """
SELECT v.number, v.event FROM voucher v
WHERE v.book = %(book)s AND v.year = %(year)s AND v.recorded_at <= %(known_at)s
ORDER BY v.number DESC LIMIT 1
"""

PLACES = """
SELECT r.code, r.name FROM region r
WHERE r.code = ANY(%(codes)s) AND r.valid_from <= %(day)s
  AND (r.valid_to IS NULL OR r.valid_to > %(day)s)
ORDER BY r.code
"""

BOOK_OF = """
SELECT b.book FROM book_region b
WHERE b.region = ANY(%(codes)s) AND b.valid_from <= %(day)s
  AND (b.valid_to IS NULL OR b.valid_to > %(day)s)
ORDER BY b.region DESC LIMIT 1
"""

TOWNSHIP_PHONE = """
SELECT o.phone FROM organisation o
WHERE o.region = %(township)s AND o.kind = 'township' AND o.phone IS NOT NULL ORDER BY o.org LIMIT 1
"""

EVENT_KNOWN = """
SELECT coalesce(max(x.event), 0)::bigint AS event FROM (
  SELECT v.event FROM voucher v WHERE v.book = %(book)s AND v.recorded_at <= %(list_known_at)s
  UNION ALL
  SELECT b.event FROM book_event b WHERE b.book = %(book)s AND b.recorded_at <= %(list_known_at)s
) x
"""
