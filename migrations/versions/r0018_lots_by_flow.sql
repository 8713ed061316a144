DROP INDEX sunledger.entry_by_lot
;;
CREATE OR REPLACE FUNCTION sunledger.post(
  p_book integer, p_actors jsonb,
  v_actor integer[], v_key text[], v_content bytea[], v_body bytea[], v_sd bytea[],
  v_sealed bytea[], v_kind text[], v_year integer[], v_on date[], v_precision text[],
  v_doc_no text[], v_document uuid[], v_reverses_year integer[], v_reverses_number integer[],
  v_replaces_year integer[], v_replaces_number integer[], v_backfill boolean[], v_warned text[],
  v_payment_mode text[], v_payment_no text[], v_bank_on date[], v_changes text[],
  a_kind text[], a_owner text[], a_year integer[], p_lots jsonb,
  e_voucher integer[], e_entry integer[], e_from integer[], e_to integer[], e_lot uuid[],
  e_amount bigint[], e_line integer[], e_rule boolean[], e_relation text[], e_of_book integer[],
  e_of_year integer[], e_of_number integer[], e_of_entry integer[], e_source_row integer[],
  l_voucher integer[], l_line integer[], l_amount bigint[], l_household uuid[], l_person uuid[],
  l_payee_kind text[], l_region text[], l_project uuid[], l_benefit text[], l_period_from date[],
  l_period_to date[], l_quantity_milli bigint[], l_rate_fen bigint[], l_list uuid[],
  l_list_version integer[], l_list_line integer[], l_of_year integer[], l_of_number integer[],
  l_of_line integer[], l_bank_result text[], l_card bytea[], l_sd bytea[], l_sealed bytea[]
) RETURNS TABLE (ord integer, year integer, number integer, event bigint, recorded_at timestamptz,
                 replayed boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = sunledger, pg_temp
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
AS $$
#variable_conflict use_column
DECLARE
  v_book book; v_state book_state; v_at timestamptz;
  v_count integer := cardinality(v_key);
  h_number integer[];                              -- NULL for a voucher that is new,
  v_number integer[]; v_event bigint[];            -- these for one that is already here
  a_account integer[];
  v_bad record; v_fresh integer; v_leaf_end bytea; v_leaf_book bytea; v_closed integer[];
  v_back boolean;
BEGIN
  FOR i IN 0 .. greatest(jsonb_array_length(p_actors), 1) - 1 LOOP
    PERFORM check_actor(p_book, coalesce(p_actors->i, '{}'));
  END LOOP;

  -- What was sent to other books and is reversed is withdrawn there: all are locked in one order.
  IF 'reverses' = ANY (e_relation) THEN
    PERFORM FROM book_state s WHERE s.book = p_book OR s.book IN (
      SELECT t.other FROM sent_by(p_book, e_relation, e_of_year, e_of_number, e_of_entry) t)
    ORDER BY s.book FOR UPDATE;
  END IF;
  SELECT * INTO v_state FROM book_state s WHERE s.book = p_book FOR UPDATE;
  IF NOT FOUND THEN
    PERFORM refuse('book_unknown', 'no such book', jsonb_build_object('book', p_book));
  END IF;
  SELECT * INTO v_book FROM book b WHERE b.book = p_book;
  v_at := greatest(ledger_now(), v_state.last_recorded_at);

  SELECT array_agg(h.number ORDER BY k.n) INTO h_number
  FROM unnest(v_key) WITH ORDINALITY k(key, n)
  LEFT JOIN LATERAL (SELECT v.number FROM voucher v
                     WHERE v.book = p_book AND v.key = k.key LIMIT 1) h ON true;

  -- Idempotence: what is here under this key must be the same content.
  SELECT k.n, h.year, h.number INTO v_bad
  FROM generate_subscripts(v_key, 1) k(n)
  CROSS JOIN LATERAL (SELECT v.year, v.number, v.content FROM voucher v
                      WHERE v.book = p_book AND v.key = v_key[k.n] LIMIT 1) h
  WHERE h_number[k.n] IS NOT NULL AND h.content <> v_content[k.n] ORDER BY k.n LIMIT 1;
  IF FOUND THEN
    PERFORM refuse('key_with_other_content', 'this key was posted with other content',
      jsonb_build_object('voucher', v_bad.n, 'key', v_key[v_bad.n], 'year', v_bad.year,
                         'number', v_bad.number));
  END IF;
  IF (SELECT count(DISTINCT k) FROM unnest(v_key) k) <> v_count THEN
    PERFORM refuse('key_twice_in_batch', 'two vouchers of one call have the same key', '{}');
  END IF;

  SELECT k.n, k.year, y.closed_at INTO v_bad
  FROM unnest(v_year, h_number) WITH ORDINALITY k(year, here, n)
  LEFT JOIN book_year y ON y.book = p_book AND y.year = k.year
  WHERE (y.year IS NULL OR y.closed_at IS NOT NULL) AND k.here IS NULL
  ORDER BY k.n LIMIT 1;
  IF FOUND THEN
    PERFORM refuse(CASE WHEN v_bad.closed_at IS NULL THEN 'year_not_open' ELSE 'year_closed' END,
      'the fiscal year of the voucher is not open',
      jsonb_build_object('voucher', v_bad.n, 'book', p_book, 'year', v_bad.year));
  END IF;

  SELECT array_agg(CASE WHEN x.fresh THEN x.last_number + x.in_year END ORDER BY x.n),
         array_agg(CASE WHEN x.fresh THEN v_state.next_event + x.in_book - 1 END ORDER BY x.n),
         count(*) FILTER (WHERE x.fresh)
  INTO v_number, v_event, v_fresh
  FROM (
    SELECT k.n, k.fresh, y.last_number,
           count(*) FILTER (WHERE k.fresh) OVER (PARTITION BY k.year ORDER BY k.n) AS in_year,
           count(*) FILTER (WHERE k.fresh) OVER (ORDER BY k.n) AS in_book
    FROM (
      SELECT u.n, u.year, u.here IS NULL AS fresh
      FROM unnest(v_year, h_number) WITH ORDINALITY u(year, here, n)
    ) k LEFT JOIN book_year y ON y.book = p_book AND y.year = k.year
  ) x;

  IF v_fresh > 0 THEN
    PERFORM check_vouchers(p_book, v_book.live_from, p_actors, v_number, v_actor, v_key, v_content,
      v_kind, v_on, v_backfill, v_warned, v_reverses_year, v_reverses_number, v_replaces_year,
      v_replaces_number);

    a_account := find_accounts(p_book, a_kind, a_owner, a_year);
    v_count := 0;
    IF array_position(a_account, NULL) IS NOT NULL THEN
      INSERT INTO account (book, account, kind, owner, year)
      SELECT p_book, v_state.next_account + row_number() OVER (ORDER BY min(o.n))::integer - 1,
             o.kind, o.owner, o.year
      FROM unnest(a_account, a_kind, a_owner, a_year) WITH ORDINALITY
        o(account, kind, owner, year, n)
      WHERE o.account IS NULL GROUP BY o.kind, o.owner, o.year;
      GET DIAGNOSTICS v_count = ROW_COUNT;
      a_account := find_accounts(p_book, a_kind, a_owner, a_year);
    END IF;

    IF p_lots <> '[]' OR 'receives' = ANY (e_relation) THEN
      PERFORM add_lots(p_book, p_lots, v_kind, v_year, v_number,
                       e_voucher, e_lot, e_amount, e_relation, e_of_book, e_of_year, e_of_number,
                       e_of_entry);
    END IF;

    -- What a single entry may be: amount, accounts, movement, year, lot.
    v_closed := ARRAY(SELECT y.year FROM book_year y
                      WHERE y.book = p_book AND y.closed_at IS NOT NULL);
    SELECT x.* INTO v_bad FROM (
      SELECT e.v, e.entry, e.lot,
        CASE
          WHEN e.amount IS NULL OR e.amount <= 0 THEN 'entry_amount_not_positive'
          WHEN e.f = e.t THEN 'entry_moves_nothing'
          WHEN v_kind[e.v] <> 'reverse' AND m.kind IS NULL THEN 'movement_not_allowed'
          WHEN l.lot IS NULL THEN 'lot_unknown'
          WHEN v_kind[e.v] IN ('open', 'allocate', 'income')
            AND (l.year, l.number) IS DISTINCT FROM (v_year[e.v], v_number[e.v]) THEN 'lot_exists'
          WHEN v_kind[e.v] = 'carry_over' AND (a_year[e.f] <> v_year[e.v]
            OR a_year[e.t] <> v_year[e.v] + 1 OR a_owner[e.f] <> a_owner[e.t])
            THEN 'carry_over_not_to_next_year'
          WHEN v_kind[e.v] NOT IN ('carry_over', 'return', 'reverse')
            AND (a_year[e.t] <> v_year[e.v] OR a_year[e.f] <> v_year[e.v]
              AND (v_kind[e.v] <> 'receive_back' OR a_year[e.f] > v_year[e.v]))
            THEN 'account_of_other_year'
          WHEN a_year[e.t] = ANY (v_closed) AND a_kind[e.t] NOT IN ('source', 'upstream',
            'sent_down', 'sent_up', 'household', 'vendor', 'released') THEN 'account_year_closed'
          WHEN (v_kind[e.v] IN ('return', 'reverse', 'receive', 'receive_back'))
            <> coalesce(e.relation IN ('returns', 'reverses', 'receives'), false)
            OR (v_kind[e.v] = 'return' AND e.relation <> 'returns')
            OR (v_kind[e.v] = 'reverse' AND e.relation <> 'reverses')
            OR (v_kind[e.v] IN ('receive', 'receive_back') AND e.relation <> 'receives')
            OR e.relation NOT IN ('returns', 'reverses', 'receives', 'settles')
            OR (e.relation IS NULL) <> (e.of_number IS NULL)
            THEN 'entry_names_nothing'
          WHEN v_kind[e.v] = 'receive_back' AND a_owner[e.f] IS DISTINCT FROM e.of_book::text
            THEN 'sent_down_to_other_book'
          WHEN e.relation = 'reverses' AND EXISTS (SELECT FROM entry p WHERE p.book = p_book
            AND p.relation = 'reverses' AND p.of_year = e.of_year AND p.of_number = e.of_number
            AND p.of_entry = e.of_entry) THEN 'entry_reversed'
        END AS token
      FROM unnest(e_voucher, e_entry, e_from, e_to, e_lot, e_amount, e_relation,
        e_of_book, e_of_year, e_of_number, e_of_entry)
        WITH ORDINALITY e(v, entry, f, t, lot, amount, relation, of_book, of_year, of_number,
                          of_entry, n)
      LEFT JOIN LATERAL (SELECT s.kind FROM movement s WHERE s.kind = v_kind[e.v]
        AND s.from_kind = a_kind[e.f] AND s.to_kind = a_kind[e.t] LIMIT 1) m ON true
      LEFT JOIN LATERAL (SELECT s.lot, s.year, s.number FROM lot s
                         WHERE s.book = p_book AND s.lot = e.lot LIMIT 1) l ON true
      WHERE v_number[e.v] IS NOT NULL
      ORDER BY e.n
    ) x WHERE x.token IS NOT NULL LIMIT 1;
    IF FOUND THEN
      PERFORM refuse(v_bad.token, 'an entry cannot be posted',
        jsonb_build_object('voucher', v_bad.v, 'entry', v_bad.entry, 'kind', v_kind[v_bad.v],
                           'lot', v_bad.lot));
    END IF;

    IF 'reverses' = ANY (e_relation) THEN
      PERFORM withdraw_sent(p_book, v_number, e_voucher, e_relation, e_of_year, e_of_number,
                            e_of_entry);
    END IF;
    IF cardinality(l_line) > 0 OR cardinality(array_remove(e_line, NULL)) > 0 THEN
      PERFORM check_lines(v_number, e_voucher, e_amount, e_line, l_voucher, l_line, l_amount);
    END IF;

    v_leaf_book := convert_to(',"book":' || p_book || ',"event":', 'UTF8');
    v_leaf_end := convert_to(',"recorded_at":"' || leaf_instant(v_at) || '","v":1,"year":', 'UTF8');
    INSERT INTO voucher (book, year, number, event, key, content, kind, happened_on,
      happened_precision, recorded_at, doc_no, document, maker, checker, reverses_year,
      reverses_number, replaces_year, replaces_number, backfill, late, warned, payment_mode,
      payment_no, bank_on, sd, leaf, changes)
    SELECT p_book, o.year, o.number, o.event, o.key, o.content, o.kind, o.happened_on, o.precision,
      v_at, o.doc_no, o.document, w.j->>'maker', w.j->>'checker', o.reverses_year,
      o.reverses_number, o.replaces_year, o.replaces_number, o.backfill,
      extract(year FROM o.happened_on)::integer <> o.year
        OR extract(month FROM o.happened_on)::integer <= (SELECT y.closed_month FROM book_year y
          WHERE y.book = p_book AND y.year = o.year LIMIT 1),
      CASE WHEN o.warned IS NULL THEN '{}'
           ELSE ARRAY(SELECT jsonb_array_elements_text(o.warned::jsonb)) END,
      o.payment_mode, o.payment_no, o.bank_on, o.sd,
      '\x7b22626f6479223a'::bytea || o.body || v_leaf_book
        || convert_to(o.event || ',"number":' || o.number, 'UTF8') || v_leaf_end
        || convert_to(o.year || '}', 'UTF8'),  -- begins {"body":
      o.changes::jsonb
    FROM unnest(v_number, v_event, v_actor, v_key, v_content, v_body, v_sd, v_kind, v_year, v_on,
      v_precision, v_doc_no, v_document, v_reverses_year, v_reverses_number, v_replaces_year,
      v_replaces_number, v_backfill, v_warned, v_payment_mode, v_payment_no, v_bank_on,
      v_changes)
      o(number, event, actor, key, content, body, sd, kind, year, happened_on, precision, doc_no,
        document, reverses_year, reverses_number, replaces_year, replaces_number, backfill,
        warned, payment_mode, payment_no, bank_on, changes)
    CROSS JOIN LATERAL (SELECT p_actors->(o.actor - 1) AS j) w
    WHERE o.number IS NOT NULL;

    INSERT INTO entry (book, year, number, entry, from_account, to_account, lot, amount_fen,
      happened_on, line, attribution, relation, of_book, of_year, of_number, of_entry, source_row)
    SELECT p_book, v_year[e.v], v_number[e.v], e.entry, a_account[e.f], a_account[e.t], e.lot,
      e.amount, v_on[e.v], e.line, CASE WHEN e.rule THEN 'rule' ELSE 'documented' END, e.relation,
      e.of_book, e.of_year, e.of_number, e.of_entry, e.source_row
    FROM unnest(e_voucher, e_entry, e_from, e_to, e_lot, e_amount, e_line, e_rule, e_relation,
      e_of_book, e_of_year, e_of_number, e_of_entry, e_source_row)
      e(v, entry, f, t, lot, amount, line, rule, relation, of_book, of_year, of_number, of_entry,
        source_row)
    WHERE v_number[e.v] IS NOT NULL;

    -- The flows of these entries (../tables/flow.py). What takes money back, between the same two
    -- accounts, undoes the voucher it names, which may be one of this call. Mostly nothing does:
    -- then it is not asked which entries are named, since taking arrays apart is half of the work.
    v_back := 'reverses' = ANY (e_relation) OR 'returns' = ANY (e_relation);
    INSERT INTO flow (book, lot, from_account, event, to_account, undoes, year, number,
      happened_on, recorded_at, amount_fen, by_rule_fen, entries)
    SELECT p_book, x.lot, x.f, v_event[x.v], x.t, x.undoes, v_year[x.v], v_number[x.v], v_on[x.v],
      v_at, x.amount_fen, x.by_rule_fen, x.entries
    FROM (
      SELECT e.lot, a_account[e.f] AS f, e.v, a_account[e.t] AS t,
        CASE WHEN e.relation IN ('reverses', 'returns') THEN coalesce(
          (SELECT (SELECT w.event FROM voucher w WHERE w.book = p_book AND w.year = o.year
                   AND w.number = o.number LIMIT 1)
           FROM entry o
           WHERE o.book = p_book AND o.year = e.of_year AND o.number = e.of_number
             AND o.entry = e.of_entry AND o.from_account = a_account[e.t]
             AND o.to_account = a_account[e.f] LIMIT 1), -1) ELSE -1 END AS undoes,
        sum(e.amount)::bigint AS amount_fen,
        sum(CASE WHEN e.rule THEN e.amount ELSE 0 END)::bigint AS by_rule_fen,
        count(*)::integer AS entries
      FROM unnest(e_voucher, e_from, e_to, e_lot, e_amount, e_rule,
        CASE WHEN v_back THEN e_relation END, CASE WHEN v_back THEN e_of_year END,
        CASE WHEN v_back THEN e_of_number END, CASE WHEN v_back THEN e_of_entry END)
        e(v, f, t, lot, amount, rule, relation, of_year, of_number, of_entry)
      WHERE v_number[e.v] IS NOT NULL
      GROUP BY 1, 2, 3, 4, 5  -- sorted as the key is: neighbours go to the same page
    ) x;

    IF cardinality(array_remove(e_relation, NULL)) > 0 THEN
      PERFORM check_relations(p_book, v_year, v_number);
    END IF;

    IF cardinality(l_line) > 0 THEN
      INSERT INTO payment_line (book, year, number, line, household, person, payee_kind, region,
        project, benefit, period_from, period_to, quantity_milli, rate_fen, amount_fen, list,
        list_version, list_line, of_year, of_number, of_line, bank_result, card_hmac, sd)
      SELECT p_book, v_year[l.v], v_number[l.v], l.line, l.household, l.person, l.payee_kind,
        l.region, l.project, l.benefit, l.period_from, l.period_to, l.quantity_milli, l.rate_fen,
        l.amount, l.list, l.list_version, l.list_line, l.of_year, l.of_number, l.of_line,
        l.bank_result, l.card, l.sd
      FROM unnest(l_voucher, l_line, l_amount, l_household, l_person, l_payee_kind, l_region,
        l_project, l_benefit, l_period_from, l_period_to, l_quantity_milli, l_rate_fen, l_list,
        l_list_version, l_list_line, l_of_year, l_of_number, l_of_line, l_bank_result, l_card,
        l_sd)
        l(v, line, amount, household, person, payee_kind, region, project, benefit, period_from,
          period_to, quantity_milli, rate_fen, list, list_version, list_line, of_year, of_number,
          of_line, bank_result, card, sd)
      WHERE v_number[l.v] IS NOT NULL;

      IF cardinality(l_of_line) > 0 THEN
        PERFORM check_named_lines(p_book, v_year, v_number);
      END IF;
    END IF;

    INSERT INTO private_line (book, year, number, line, sealed)
    SELECT p_book, v_year[x.v], v_number[x.v], x.line, x.sealed
    FROM (
      SELECT l.v, l.line, l.sealed FROM unnest(l_voucher, l_line, l_sealed) l(v, line, sealed)
      UNION ALL
      SELECT s.n::integer, 0, s.sealed FROM unnest(v_sealed) WITH ORDINALITY s(sealed, n)
    ) x
    WHERE x.sealed IS NOT NULL AND v_number[x.v] IS NOT NULL;

    PERFORM move_balances(p_book, v_number, a_account, a_kind, e_voucher, e_from, e_to, e_lot,
                          e_amount, v_kind);

    UPDATE book_state s SET next_event = s.next_event + v_fresh, last_recorded_at = v_at,
      next_account = s.next_account + v_count WHERE s.book = p_book;
    UPDATE book_year y SET last_number = x.last_number
    FROM (SELECT u.year, max(u.number) AS last_number
          FROM unnest(v_year, v_number) u(year, number) GROUP BY 1) x
    WHERE y.book = p_book AND y.year = x.year AND x.last_number IS NOT NULL;
  END IF;

  RETURN QUERY
  SELECT k.n, v_year[k.n], coalesce(v_number[k.n], h.number), coalesce(v_event[k.n], h.event),
         coalesce(h.recorded_at, v_at), v_number[k.n] IS NULL
  FROM generate_subscripts(v_key, 1) k(n)
  LEFT JOIN LATERAL (SELECT v.number, v.event, v.recorded_at FROM voucher v
    WHERE v_number[k.n] IS NULL AND v.book = p_book AND v.key = v_key[k.n] LIMIT 1) h ON true
  ORDER BY k.n;
END $$
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
