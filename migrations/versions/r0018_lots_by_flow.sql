DROP INDEX sunledger.entry_by_lot
;;
CREATE OR REPLACE FUNCTION sunledger.disclosure_duties(
  p_book integer, p_as_of date, p_known_at timestamptz, p_holidays date[]
)
RETURNS TABLE (
  requirement text, subject text, subject_key text, name text, stage text, level text, region text,
  amount_fen bigint, born_on date, due_on date, minimum_days integer, source text,
  notice uuid, published_on date, from_on date, until_on date, hung_days integer,
  state text, reason text
)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = sunledger, pg_temp
AS $$
WITH home AS (
  SELECT b.book, b.level, b.live_from, (
    SELECT r.region FROM book_region r WHERE r.book = b.book AND r.valid_from <= p_as_of
    ORDER BY r.valid_from DESC LIMIT 1) AS region
  FROM book b WHERE b.book = p_book
),
-- Only entries of vouchers that make a duty, and what takes those back: by key, since nearly all
-- entries pay rosters. OFFSET 0 and the sub-select keep it so where a reader allows hash joins only.
moved AS MATERIALIZED (
  SELECT e.*, v.kind AS voucher_kind, v.doc_no,
    f.kind AS from_kind, f.owner AS from_owner, t.kind AS to_kind, t.owner AS to_owner
  FROM voucher v
  CROSS JOIN LATERAL (
    SELECT e.year, e.number, e.entry, e.lot, e.amount_fen, e.happened_on, e.from_account,
      e.to_account
    FROM entry e
    WHERE e.book = p_book AND e.year = v.year AND e.number = v.number
      AND (e.relation IS NULL OR e.relation NOT IN ('returns', 'reverses')) OFFSET 0
  ) e
  JOIN account f ON f.book = p_book AND f.account = e.from_account
  JOIN account t ON t.book = p_book AND t.account = e.to_account
  WHERE v.book = p_book AND v.happened_on <= p_as_of AND v.recorded_at <= p_known_at
    AND v.kind IN ('allocate', 'receive', 'income', 'assign', 'adjust')
),
back AS MATERIALIZED (
  SELECT m.year AS of_year, m.number AS of_number, m.entry AS of_entry, u.*
  FROM moved m
  CROSS JOIN LATERAL (
    SELECT u.year, u.number, u.entry, u.amount_fen FROM entry u
    WHERE u.book = p_book AND u.of_year = m.year AND u.of_number = m.number
      AND u.of_entry = m.entry AND u.relation IN ('returns', 'reverses') OFFSET 0
  ) u
  JOIN voucher v ON v.book = p_book AND v.year = u.year AND v.number = u.number
    AND v.happened_on <= p_as_of AND v.recorded_at <= p_known_at
),
-- A return or reversal counts unless it was itself reversed.
undone AS (
  SELECT b.of_year, b.of_number, b.of_entry, sum(b.amount_fen)::bigint AS undone_fen
  FROM back b
  LEFT JOIN LATERAL (
    SELECT r.year, r.number FROM entry r
    WHERE r.book = p_book AND r.relation = 'reverses' AND r.of_year = b.year
      AND r.of_number = b.number AND r.of_entry = b.entry OFFSET 0
  ) r ON true
  LEFT JOIN voucher v ON v.book = p_book AND v.year = r.year AND v.number = r.number
    AND v.happened_on <= p_as_of AND v.recorded_at <= p_known_at
  WHERE v.book IS NULL
  GROUP BY b.of_year, b.of_number, b.of_entry
),
effective AS (
  SELECT m.*, m.amount_fen - coalesce(u.undone_fen, 0) AS left_fen
  FROM moved m
  LEFT JOIN undone u ON u.of_year = m.year AND u.of_number = m.number AND u.of_entry = m.entry
  WHERE m.amount_fen > coalesce(u.undone_fen, 0)
),
place AS (
  SELECT p.project, p.project::text AS owner, p.name, p.region FROM project p
  WHERE p.book = p_book AND p.known_at <= p_known_at
),
newest AS (
  SELECT DISTINCT ON (n.list) n.*, min(n.approved_on) OVER (PARTITION BY n.list) AS first_on
  FROM entitlement_list n
  WHERE n.book = p_book AND n.approved_on <= p_as_of AND n.known_at <= p_known_at
  ORDER BY n.list, n.version DESC
),
thing AS (
  SELECT 'allocation' AS subject, l.lot::text AS key, h.region, h.level AS only_level,
    coalesce(nullif(l.origin_doc_no, ''), '无文号的' || l.category) AS name,
    sum(m.left_fen)::bigint AS amount_fen, l.received_on AS born_on, NULL::date AS ends_on
  FROM home h
  JOIN lot l ON l.book = h.book AND l.received_on <= p_as_of
  JOIN effective m ON m.lot = l.lot AND m.from_kind IN ('source', 'upstream')
    AND m.voucher_kind IN ('allocate', 'receive')
  WHERE h.level IN ('county', 'prefecture')
  GROUP BY l.lot, l.received_on, h.region, h.level, l.origin_doc_no, l.category
  UNION ALL
  SELECT 'donation', l.lot::text, h.region, h.level,
    coalesce(nullif(l.origin_doc_no, ''), l.category), sum(m.left_fen)::bigint, l.received_on, NULL
  FROM home h
  JOIN lot l ON l.book = h.book AND l.received_on <= p_as_of
  JOIN effective m ON m.lot = l.lot AND m.from_kind = 'source' AND m.voucher_kind = 'income'
  WHERE EXISTS (SELECT FROM fund_category c
    WHERE c.category = l.category AND c.instrument = '捐赠')
  GROUP BY l.lot, l.received_on, h.region, h.level, l.origin_doc_no, l.category
  UNION ALL
  SELECT 'project', m.to_owner, p.region, NULL, coalesce(p.name, m.to_owner),
    sum(m.left_fen)::bigint, min(m.happened_on), NULL
  FROM effective m LEFT JOIN place p ON p.owner = m.to_owner
  WHERE m.voucher_kind = 'assign'
  GROUP BY m.to_owner, p.region, p.name
  UNION ALL
  SELECT 'adjustment', m.year || '-' || m.number, min(p.region), NULL,
    coalesce(nullif(min(m.doc_no), ''), string_agg(DISTINCT p.name, '、'),
      m.year || '年第' || m.number || '号凭证'),
    sum(m.left_fen)::bigint, min(m.happened_on), NULL
  FROM effective m
  LEFT JOIN place p
    ON p.owner = CASE WHEN m.to_kind = 'project' THEN m.to_owner ELSE m.from_owner END
  WHERE m.voucher_kind = 'adjust'
  GROUP BY m.year, m.number
  UNION ALL
  SELECT 'completion', p.owner, p.region, NULL, p.name, NULL, min(e.happened_on), NULL
  FROM place p
  JOIN project_event e ON e.book = p_book AND e.project = p.project AND e.kind = 'accepted'
    AND e.happened_on <= p_as_of AND e.known_at <= p_known_at
    AND NOT EXISTS (SELECT FROM project_event_void w WHERE w.book = e.book
      AND w.project = e.project AND w.kind = e.kind AND w.happened_on = e.happened_on
      AND w.version = e.version AND w.known_at <= p_known_at)
  GROUP BY p.owner, p.region, p.name
  UNION ALL
  SELECT 'benefit_list', n.list::text, n.region, NULL, n.title, e.amount_fen, n.first_on, NULL
  FROM newest n
  LEFT JOIN LATERAL (
    SELECT sum(approved_fen)::bigint AS amount_fen FROM entitlement e
    WHERE e.book = p_book AND e.list = n.list AND e.version = n.version
  ) e ON true
  UNION ALL
  SELECT 'village_affairs', v.code || ':' || to_char(q.first_on, 'YYYY"Q"Q'), v.code, NULL,
    v.name || to_char(q.first_on, 'YYYY"年第"Q"季度村务公开"'), NULL, q.first_on::date,
    (q.first_on + interval '3 months - 1 day')::date
  FROM home h
  JOIN region v ON v.level = 'village' AND left(v.code, 6) = left(h.region, 6)
    AND v.valid_from <= p_as_of AND (v.valid_to IS NULL OR p_as_of < v.valid_to)
  CROSS JOIN LATERAL generate_series(
    date_trunc('quarter', h.live_from::timestamp + interval '3 months - 1 day'),
    p_as_of::timestamp, interval '3 months'
  ) q(first_on)
  WHERE h.level = 'county'
),
required AS MATERIALIZED (
  SELECT t.*, r.requirement, r.stage, r.level, r.minimum_days, r.source, r.due_days,
    r.working_days, h.live_from,
    CASE WHEN t.region IS NULL THEN 0
      WHEN right(t.region, 10) = repeat('0', 10) THEN 1
      WHEN right(t.region, 8) = repeat('0', 8) THEN 2
      WHEN right(t.region, 6) = repeat('0', 6) THEN 3
      WHEN right(t.region, 3) = '000' THEN 4
      ELSE 5 END AS depth
  FROM thing t
  CROSS JOIN home h
  LEFT JOIN LATERAL (
    SELECT DISTINCT ON (q.requirement) q.* FROM disclosure_requirement q
    CROSS JOIN LATERAL (SELECT CASE
      WHEN q.region = repeat('0', 12) THEN ''
      WHEN right(q.region, 10) = repeat('0', 10) THEN left(q.region, 2)
      WHEN right(q.region, 8) = repeat('0', 8) THEN left(q.region, 4)
      WHEN right(q.region, 6) = repeat('0', 6) THEN left(q.region, 6)
      WHEN right(q.region, 3) = '000' THEN left(q.region, 9)
      ELSE q.region END AS prefix) inside
    WHERE q.subject = t.subject AND (t.only_level IS NULL OR q.level = t.only_level)
      AND q.valid_from <= t.born_on AND (q.valid_to IS NULL OR t.born_on < q.valid_to)
      AND left(t.region, length(inside.prefix)) = inside.prefix
    ORDER BY q.requirement, length(inside.prefix) DESC, q.valid_from DESC
  ) r ON true
),
-- Many things begin on one day and are due after as many working days: counted once.
working AS MATERIALIZED (
  SELECT t.born_on, t.due_days, (
      SELECT t.born_on + sign(t.due_days)::integer * g.n
      FROM generate_series(1, abs(t.due_days) * 3 + 60) g(n)
      LEFT JOIN calendar_day c ON c.day = t.born_on + sign(t.due_days)::integer * g.n
      WHERE coalesce(
          c.working, extract(isodow FROM t.born_on + sign(t.due_days)::integer * g.n) < 6)
        AND t.born_on + sign(t.due_days)::integer * g.n <> ALL (p_holidays)
      ORDER BY g.n OFFSET abs(t.due_days) - 1 LIMIT 1
    ) AS due_on
  FROM (SELECT DISTINCT q.born_on, q.due_days FROM required q
    WHERE q.working_days AND q.due_days <> 0 AND q.ends_on IS NULL) t
),
demanded AS MATERIALIZED (
  SELECT t.*, CASE WHEN t.ends_on IS NOT NULL THEN t.ends_on + t.due_days
    WHEN NOT t.working_days OR t.due_days = 0 THEN t.born_on + t.due_days
    ELSE w.due_on END AS due_on
  FROM required t
  LEFT JOIN working w ON w.born_on = t.born_on AND w.due_days = t.due_days
),
known_notice AS (
  SELECT n.* FROM notice n
  JOIN book_event e ON e.book = n.book AND e.event = n.event AND e.recorded_at <= p_known_at
  WHERE n.book = p_book AND n.published_on <= p_as_of
),
-- What each notice is about: what it names, and what its readings show.
about AS (
  SELECT n.notice, n.subject, n.subject_key FROM known_notice n
  UNION
  SELECT i.notice, s.subject, s.key
  FROM notice_item i
  JOIN notice_reading r ON r.book = i.book AND r.notice = i.notice AND r.reading = i.reading
    AND r.known_at <= p_known_at
  CROSS JOIN LATERAL (VALUES ('project', i.project::text), ('benefit_list', i.list::text),
    ('allocation', i.lot::text)) s(subject, key)
  WHERE i.book = p_book AND s.key IS NOT NULL
  UNION
  SELECT n.notice, 'village_affairs', n.region || ':' || to_char(n.published_on, 'YYYY"Q"Q')
  FROM known_notice n WHERE n.level = 'village'
),
met AS (
  SELECT DISTINCT ON (a.subject, a.subject_key, n.stage, n.level)
    a.subject, a.subject_key, n.stage, n.level, n.notice, n.published_on, n.from_on,
    CASE WHEN gone.happened_on - 1 < coalesce(longer.until_on, n.until_on)
      OR coalesce(longer.until_on, n.until_on) IS NULL THEN gone.happened_on - 1
      ELSE coalesce(longer.until_on, n.until_on) END AS until_on,
    coalesce(longer.until_on, n.until_on) AS printed_until_on
  FROM about a
  JOIN known_notice n ON n.notice = a.notice
  LEFT JOIN LATERAL (
    SELECT min(s.happened_on) AS happened_on FROM notice_step s
    WHERE s.book = p_book AND s.notice = n.notice AND s.kind IN ('withdrawn', 'replaced')
      AND s.happened_on <= p_as_of AND s.known_at <= p_known_at
  ) gone ON true
  LEFT JOIN LATERAL (
    SELECT max(s.until_on) AS until_on FROM notice_step s
    WHERE s.book = p_book AND s.notice = n.notice AND s.kind = 'extended'
      AND s.happened_on <= p_as_of AND s.known_at <= p_known_at
  ) longer ON true
  ORDER BY a.subject, a.subject_key, n.stage, n.level, n.published_on, n.event
),
-- What a village hung up in a quarter counts whatever its stage.
hung AS (
  SELECT DISTINCT ON (m.subject_key, m.level) m.* FROM met m WHERE m.subject = 'village_affairs'
  ORDER BY m.subject_key, m.level, m.published_on, m.stage
),
judged AS (
  SELECT d.*, coalesce(m.notice, a.notice) AS notice,
    coalesce(m.published_on, a.published_on) AS published_on,
    CASE WHEN m.notice IS NULL THEN a.from_on ELSE m.from_on END AS from_on,
    CASE WHEN m.notice IS NULL THEN coalesce(a.until_on, a.printed_until_on)
      ELSE coalesce(m.until_on, m.printed_until_on) END AS until_on
  FROM demanded d
  LEFT JOIN met m ON m.subject = d.subject AND m.subject_key = d.key AND m.stage = d.stage
    AND m.level = d.level
  LEFT JOIN hung a ON d.subject = 'village_affairs' AND a.subject_key = d.key
    AND a.level = d.level
),
decided AS (
  SELECT j.*, CASE
    WHEN j.born_on < j.live_from AND j.published_on IS NULL
      THEN '事项早于账簿启用日，当时的公示没有录入'
    WHEN j.region IS NULL AND j.subject IN ('project', 'adjustment')
      THEN '项目不在项目库（project），没有地点'
    WHEN j.region IS NULL THEN '账簿没有登记所属区划（book_region）'
    WHEN j.requirement IS NULL THEN '未配置公示要求'
    WHEN array_position(ARRAY['province', 'prefecture', 'county', 'township', 'village'], j.level)
      > j.depth THEN '地点没有登记到公示要求的层级' END AS reason
  FROM judged j
)
SELECT coalesce(d.requirement, ''), d.subject, d.key, d.name, coalesce(d.stage, ''),
  coalesce(d.level, ''), coalesce(d.region, ''), d.amount_fen, d.born_on, d.due_on, d.minimum_days,
  coalesce(d.source, ''), d.notice, d.published_on, d.from_on, d.until_on,
  d.until_on - d.from_on + 1,
  CASE WHEN d.reason IS NOT NULL THEN 'not_computable'
    WHEN d.published_on <= d.due_on THEN 'met'
    WHEN d.published_on IS NOT NULL THEN 'late'
    WHEN p_as_of <= d.due_on THEN 'open'
    ELSE 'overdue' END,
  coalesce(d.reason, '')
FROM decided d
$$
;;
CREATE OR REPLACE FUNCTION sunledger.fold_cards(p_book integer) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = sunledger, pg_temp
SET plan_cache_mode = force_custom_plan
AS $$
DECLARE v_from bigint; v_to bigint;
BEGIN
  INSERT INTO audit_mark (book, next_event) VALUES (p_book, 0) ON CONFLICT (book) DO NOTHING;
  SELECT m.next_event INTO v_from FROM audit_mark m WHERE m.book = p_book FOR UPDATE;
  -- First what is long there, without holding up those who post; then the rest.
  FOR turn IN 1 .. 2 LOOP
    IF turn = 1 THEN
      SELECT s.next_event INTO v_to FROM book_state s WHERE s.book = p_book;
    ELSE
      SELECT s.next_event INTO v_to FROM book_state s WHERE s.book = p_book FOR UPDATE;
    END IF;
    IF v_to IS NULL THEN
      PERFORM refuse('book_unknown', 'no such book', jsonb_build_object('book', p_book));
    END IF;
    CONTINUE WHEN v_to <= v_from;
    INSERT INTO card_household (book, card_hmac, household)
    -- The line that another names is asked only for a household that the other does not tell.
    SELECT DISTINCT p_book, x.card_hmac, x.household FROM (
      SELECT l.card_hmac, coalesce(l.household, (
        SELECT o.household FROM payment_line o WHERE o.book = p_book AND o.year = l.of_year
          AND o.number = l.of_number AND o.line = l.of_line)) AS household
      FROM voucher v
      JOIN payment_line l ON l.book = p_book AND l.year = v.year AND l.number = v.number
      WHERE v.book = p_book AND v.event >= v_from AND v.event < v_to AND l.card_hmac IS NOT NULL
      OFFSET 0
    ) x
    WHERE x.household IS NOT NULL
    ON CONFLICT (book, card_hmac, household) DO NOTHING;
    v_from := v_to;
  END LOOP;
  UPDATE audit_mark m SET next_event = v_to WHERE m.book = p_book;
  RETURN v_to;
END $$
