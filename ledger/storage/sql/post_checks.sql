-- The parts of post(): each answers one question and refuses by name.

-- Who: two different persons, a role that may post, and this book within reach.
CREATE FUNCTION sunledger.check_actor(p_book integer, p_actor jsonb) RETURNS void
LANGUAGE plpgsql SET search_path = sunledger, pg_temp
AS $$
BEGIN
  IF coalesce(p_actor->>'maker', '') = '' OR coalesce(p_actor->>'checker', '') = '' THEN
    PERFORM refuse('actor_missing', 'maker and checker must be named', '{}');
  END IF;
  IF p_actor->>'maker' = p_actor->>'checker' THEN
    PERFORM refuse('maker_is_checker', 'maker and checker must differ',
                   jsonb_build_object('maker', p_actor->>'maker'));
  END IF;
  IF p_actor->>'role' IS DISTINCT FROM 'finance_checker' THEN
    PERFORM refuse('role_may_not_post', 'only a finance checker posts',
                   jsonb_build_object('role', p_actor->>'role'));
  END IF;
  IF NOT coalesce(p_actor->'reach' @> to_jsonb(p_book), false) THEN
    PERFORM refuse('book_out_of_reach', 'the checker may not write this book',
                   jsonb_build_object('book', p_book));
  END IF;
END $$;

-- Whether each voucher may stand: approval of this very content, reasons, dates, references.
CREATE FUNCTION sunledger.check_vouchers(
  p_book integer, p_live_from date, p_actors jsonb, v_number integer[], v_actor integer[],
  v_key text[], v_content bytea[], v_kind text[], v_on date[], v_backfill boolean[],
  v_warned text[], v_reverses_year integer[], v_reverses_number integer[],
  v_replaces_year integer[], v_replaces_number integer[]
) RETURNS void
LANGUAGE plpgsql SET search_path = sunledger, pg_temp
AS $$
DECLARE v_bad record;
BEGIN
  SELECT x.n, x.token INTO v_bad FROM (
    SELECT o.n,
      CASE
        WHEN o.key LIKE 'draft:%' AND a.reason IS NULL THEN 'not_approved'
        WHEN o.warned IS NOT NULL AND coalesce(btrim(a.reason), '') = ''
          THEN 'reason_missing'
        WHEN o.kind = 'open' AND o.happened_on >= p_live_from THEN 'open_after_live'
        WHEN o.kind = 'open' AND opening_is_closed(p_book) THEN 'opening_closed'
        WHEN o.backfill AND o.happened_on >= p_live_from THEN 'backfill_after_live'
        WHEN (o.kind = 'reverse') <> (o.reverses_number IS NOT NULL) THEN 'reversal_names_nothing'
        WHEN o.reverses_number IS NOT NULL AND r.kind IS NULL THEN 'reversed_unknown'
        WHEN r.kind = 'reverse' THEN 'reversal_is_final'
        WHEN o.replaces_number IS NOT NULL AND p.kind IS NULL THEN 'replaced_unknown'
      END AS token
    FROM unnest(v_number, v_actor, v_key, v_content, v_kind, v_on, v_backfill, v_warned,
      v_reverses_year, v_reverses_number, v_replaces_year, v_replaces_number) WITH ORDINALITY
      o(number, actor, key, content, kind, happened_on, backfill, warned, reverses_year,
        reverses_number, replaces_year, replaces_number, n)
    CROSS JOIN LATERAL (SELECT p_actors->(o.actor - 1) AS j) who
    LEFT JOIN LATERAL (
      SELECT ev.reason FROM draft_event ev
      JOIN draft_version dv ON dv.book = p_book AND dv.draft = ev.draft AND dv.version = ev.version
      WHERE o.key LIKE 'draft:%' AND ev.book = p_book AND ev.action = 'approve'
        AND ev.draft = split_part(o.key, ':', 2)::uuid
        AND ev.version = split_part(o.key, ':', 3)::integer
        AND ev.digest = o.content AND ev.actor = who.j->>'checker'
        AND dv.maker = who.j->>'maker' AND dv.digest = ev.digest
        AND NOT EXISTS (SELECT FROM draft_event later WHERE later.book = p_book
          AND later.draft = ev.draft AND later.seq > ev.seq)
      LIMIT 1
    ) a ON true
    LEFT JOIN LATERAL (SELECT v.kind FROM voucher v
      WHERE o.reverses_number IS NOT NULL AND v.book = p_book AND v.year = o.reverses_year
        AND v.number = o.reverses_number LIMIT 1) r ON true
    LEFT JOIN LATERAL (SELECT v.kind FROM voucher v
      WHERE o.replaces_number IS NOT NULL AND v.book = p_book AND v.year = o.replaces_year
        AND v.number = o.replaces_number LIMIT 1) p ON true
    WHERE o.number IS NOT NULL
  ) x WHERE x.token IS NOT NULL ORDER BY x.n LIMIT 1;
  IF FOUND THEN
    PERFORM refuse(v_bad.token, 'the voucher cannot be posted',
                   jsonb_build_object('voucher', v_bad.n));
  END IF;
END $$;

-- The numbers of accounts by what they are, in order; NULL for one that is not here yet.
CREATE FUNCTION sunledger.find_accounts(
  p_book integer, a_kind text[], a_owner text[], a_year integer[]
) RETURNS integer[]
LANGUAGE plpgsql SET search_path = sunledger, pg_temp
AS $$
BEGIN
  RETURN (SELECT array_agg(a.account ORDER BY o.n)
    FROM unnest(a_kind, a_owner, a_year) WITH ORDINALITY o(kind, owner, year, n)
    LEFT JOIN LATERAL (SELECT s.account FROM account s WHERE s.book = p_book AND s.kind = o.kind
      AND s.owner = o.owner AND s.year = o.year LIMIT 1) a ON true);
END $$;

-- Lots come about by open, allocate and income (facts from the voucher) and by receive (origin
-- facts from the delivery, this book's own facts from the voucher).
CREATE FUNCTION sunledger.add_lots(
  p_book integer, p_lots jsonb, v_kind text[], v_year integer[], v_number integer[],
  e_voucher integer[], e_lot uuid[], e_amount bigint[], e_relation text[], e_of_book integer[],
  e_of_year integer[], e_of_number integer[], e_of_entry integer[]
) RETURNS void
LANGUAGE plpgsql SET search_path = sunledger, pg_temp
AS $$
DECLARE v_bad record;
BEGIN
  -- A receive names a delivery of this lot from that side, not withdrawn, with enough left.
  SELECT x.* INTO v_bad FROM (
    SELECT e.b, e.y, e.m, e.k, min(e.v) AS v, sum(e.amount) AS amount,
      CASE WHEN min(i.lot::text) IS NULL OR bool_or(i.lot <> e.lot
             OR i.upward <> (v_kind[e.v] = 'receive_back')) THEN 'delivery_unknown'
           WHEN bool_or(w.book IS NOT NULL) THEN 'delivery_withdrawn'
           WHEN min(i.amount_fen) < sum(e.amount) + received_of(p_book, e.b, e.y, e.m, e.k)
             THEN 'received_exceeds_delivery'
      END AS token
    FROM unnest(e_voucher, e_lot, e_amount, e_relation, e_of_book, e_of_year, e_of_number,
                e_of_entry) e(v, lot, amount, relation, b, y, m, k)
    LEFT JOIN inbound i ON i.book = p_book AND i.origin_book = e.b AND i.origin_year = e.y
      AND i.origin_number = e.m AND i.origin_entry = e.k
    LEFT JOIN inbound_withdrawal w ON w.book = p_book AND w.origin_book = e.b
      AND w.origin_year = e.y AND w.origin_number = e.m AND w.origin_entry = e.k
    WHERE e.relation = 'receives' AND v_number[e.v] IS NOT NULL
    GROUP BY e.b, e.y, e.m, e.k
  ) x WHERE x.token IS NOT NULL ORDER BY x.v LIMIT 1;
  IF FOUND THEN
    PERFORM refuse(v_bad.token, 'the delivery cannot be received',
      jsonb_build_object('voucher', v_bad.v, 'origin_book', v_bad.b, 'origin_year', v_bad.y,
                         'origin_number', v_bad.m, 'origin_entry', v_bad.k));
  END IF;

  -- A new lot is made once; what is booked is its amount; a receive repeats the delivered facts.
  SELECT x.* INTO v_bad FROM (
    SELECT o.n, o.j->>'lot' AS lot,
      CASE
        WHEN k.kind NOT IN ('open', 'allocate', 'receive', 'income')
          OR (k.kind IN ('allocate', 'income') AND (k.kind = 'income')
            <> (o.j->>'origin' IN ('asset', 'donation', 'interest')))
          OR (k.kind = 'receive' AND d.lot_facts IS NULL) THEN 'lot_not_made_by_this_kind'
        WHEN k.kind = 'receive' AND NOT o.j @> d.lot_facts THEN 'lot_facts_differ'
        WHEN k.kind <> 'receive' AND (l.lot IS NOT NULL OR twice.n IS NOT NULL) THEN 'lot_exists'
        WHEN k.kind <> 'receive' AND (o.j->>'origin' = 'asset') <> (o.j->>'asset' IS NOT NULL)
          THEN 'asset_not_named'
        WHEN k.kind IN ('allocate', 'income') AND s.amount IS DISTINCT FROM (o.j->>'origin_amount_fen')::bigint
          THEN 'lot_amount_differs'
        WHEN k.kind = 'open' AND coalesce(s.amount, 0) > (o.j->>'origin_amount_fen')::bigint
          THEN 'lot_amount_differs'
      END AS token
    FROM jsonb_array_elements(p_lots) WITH ORDINALITY o(j, n)
    CROSS JOIN LATERAL (SELECT v_kind[(o.j->>'voucher')::integer] AS kind) k
    LEFT JOIN lot l ON l.book = p_book AND l.lot = (o.j->>'lot')::uuid
    LEFT JOIN LATERAL (
      SELECT t.n FROM jsonb_array_elements(p_lots) WITH ORDINALITY t(j, n)
      WHERE t.n < o.n AND t.j->>'lot' = o.j->>'lot'
        AND v_number[(t.j->>'voucher')::integer] IS NOT NULL LIMIT 1
    ) twice ON k.kind <> 'receive'
    LEFT JOIN LATERAL (
      SELECT i.lot_facts FROM unnest(e_voucher, e_lot, e_of_book, e_of_year, e_of_number,
                                     e_of_entry) e(v, lot, b, y, m, k)
      JOIN inbound i ON i.book = p_book AND i.origin_book = e.b AND i.origin_year = e.y
        AND i.origin_number = e.m AND i.origin_entry = e.k
      WHERE e.v = (o.j->>'voucher')::integer AND e.lot = (o.j->>'lot')::uuid LIMIT 1
    ) d ON k.kind = 'receive'
    LEFT JOIN LATERAL (
      SELECT sum(e.amount) AS amount FROM unnest(e_voucher, e_lot, e_amount) e(v, lot, amount)
      WHERE e.lot = (o.j->>'lot')::uuid AND e.v = (o.j->>'voucher')::integer
    ) s ON true
    WHERE v_number[(o.j->>'voucher')::integer] IS NOT NULL
  ) x WHERE x.token IS NOT NULL ORDER BY x.n LIMIT 1;
  IF FOUND THEN
    PERFORM refuse(v_bad.token, 'the lot cannot be made', jsonb_build_object('lot', v_bad.lot));
  END IF;

  INSERT INTO lot (book, lot, origin, origin_book, origin_doc_no, origin_on, origin_amount_fen,
    category, level, direct, printed_source, doc_nos, document_on, document_precision, received_on,
    budget_year, year, number, asset)
  SELECT DISTINCT ON (f.lot) p_book, f.lot, f.origin, f.origin_book, f.origin_doc_no, f.origin_on,
    f.origin_amount_fen, f.category, f.level, f.direct, f.printed_source,
    ARRAY(SELECT jsonb_array_elements_text(o.j->'doc_nos')), (o.j->>'document_on')::date,
    o.j->>'document_precision', (o.j->>'received_on')::date, (o.j->>'budget_year')::integer,
    v_year[(o.j->>'voucher')::integer], v_number[(o.j->>'voucher')::integer], f.asset
  FROM jsonb_array_elements(p_lots) WITH ORDINALITY o(j, n)
  LEFT JOIN LATERAL (
    SELECT i.lot_facts FROM unnest(e_voucher, e_lot, e_of_book, e_of_year, e_of_number, e_of_entry)
      e(v, lot, b, y, m, k)
    JOIN inbound i ON i.book = p_book AND i.origin_book = e.b AND i.origin_year = e.y
      AND i.origin_number = e.m AND i.origin_entry = e.k
    WHERE e.v = (o.j->>'voucher')::integer AND e.lot = (o.j->>'lot')::uuid LIMIT 1
  ) d ON true
  CROSS JOIN LATERAL jsonb_to_record(coalesce(d.lot_facts, o.j)
      || jsonb_build_object('lot', o.j->>'lot')) AS
    f(lot uuid, origin text, origin_book integer, origin_doc_no text, origin_on date,
      origin_amount_fen bigint, category text, level text, direct boolean, printed_source text,
      asset uuid)
  WHERE v_number[(o.j->>'voucher')::integer] IS NOT NULL
    AND (v_kind[(o.j->>'voucher')::integer] <> 'receive' OR NOT EXISTS (
      SELECT FROM lot l WHERE l.book = p_book AND l.lot = (o.j->>'lot')::uuid))
  ORDER BY f.lot, o.n;
END $$;

-- Every payment line is paid by entries that add up to it, and no entry names a line that is not.
CREATE FUNCTION sunledger.check_lines(
  v_number integer[], e_voucher integer[], e_amount bigint[], e_line integer[],
  l_voucher integer[], l_line integer[], l_amount bigint[]
) RETURNS void
LANGUAGE plpgsql SET search_path = sunledger, pg_temp
AS $$
DECLARE v_bad record;
BEGIN
  SELECT coalesce(e.v, l.v) AS v, coalesce(e.line, l.line) AS line, e.amount AS paid,
         l.amount AS stated
  INTO v_bad
  FROM (SELECT u.v, u.line, sum(u.amount) AS amount
        FROM unnest(e_voucher, e_amount, e_line) u(v, amount, line)
        WHERE u.line IS NOT NULL GROUP BY 1, 2) e
  FULL JOIN unnest(l_voucher, l_line, l_amount) l(v, line, amount)
    ON l.v = e.v AND l.line = e.line
  WHERE e.amount IS DISTINCT FROM l.amount AND v_number[coalesce(e.v, l.v)] IS NOT NULL
  ORDER BY 1, 2 LIMIT 1;
  IF FOUND THEN
    PERFORM refuse('line_amount_differs', 'entries of a payment line do not add up to it',
      jsonb_build_object('voucher', v_bad.v, 'line', v_bad.line, 'entries_fen', v_bad.paid,
                         'line_fen', v_bad.stated));
  END IF;
END $$;

-- A payment line that names another names one that is here, and was before it.
CREATE FUNCTION sunledger.check_named_lines(p_book integer, p_year integer[], p_number integer[])
RETURNS void
LANGUAGE plpgsql SET search_path = sunledger, pg_temp
SET plan_cache_mode = force_custom_plan  -- joins: planned for the tables as they are now
AS $$
DECLARE v_bad record;
BEGIN
  SELECT l.number, l.line, l.of_year, l.of_number, l.of_line INTO v_bad
  FROM unnest(p_year, p_number) WITH ORDINALITY n(year, number, at)
  JOIN payment_line l ON l.book = p_book AND l.year = n.year AND l.number = n.number
    AND l.of_line IS NOT NULL
  LEFT JOIN unnest(p_year, p_number) WITH ORDINALITY own(year, number, at)
    ON own.year = l.of_year AND own.number = l.of_number
  WHERE own.at >= n.at OR NOT EXISTS (SELECT FROM payment_line o WHERE o.book = p_book
    AND o.year = l.of_year AND o.number = l.of_number AND o.line = l.of_line)
  ORDER BY l.number, l.line LIMIT 1;
  IF FOUND THEN
    PERFORM refuse('line_named_unknown', 'a payment line names one that is not here',
      jsonb_build_object('line', v_bad.line, 'of_year', v_bad.of_year,
                         'of_number', v_bad.of_number, 'of_line', v_bad.of_line));
  END IF;
END $$;

-- Whether the entry that this payment settles is settled and returned beyond its amount.
CREATE FUNCTION sunledger.oversettled(
  p_book integer, p_year integer, p_number integer, p_entry integer
) RETURNS boolean
LANGUAGE sql STABLE SET search_path = sunledger, pg_temp
AS $$
  SELECT coalesce(sum(d.amount_fen * CASE WHEN d.level = 2 THEN -1 ELSE 1 END) > min(g.amount_fen),
                  false)
  FROM entry p
  JOIN entry g ON g.book = p_book AND g.year = p.of_year AND g.number = p.of_number
    AND g.entry = p.of_entry
  CROSS JOIN LATERAL (
    SELECT 1 AS level, s.year, s.number, s.entry, s.amount_fen FROM entry s
    WHERE s.book = p_book AND s.of_year = g.year AND s.of_number = g.number
      AND s.of_entry = g.entry AND s.relation IN ('returns', 'settles')
    UNION ALL
    SELECT 2, b.year, b.number, b.entry, b.amount_fen FROM entry s
    JOIN entry b ON b.book = p_book AND b.of_year = s.year AND b.of_number = s.number
      AND b.of_entry = s.entry AND b.relation = 'returns'
    WHERE s.book = p_book AND s.of_year = g.year AND s.of_number = g.number
      AND s.of_entry = g.entry AND s.relation = 'settles'
  ) d
  WHERE p.book = p_book AND p.year = p_year AND p.number = p_number AND p.entry = p_entry
    AND p.relation = 'settles'
    AND NOT EXISTS (SELECT FROM entry r WHERE r.book = p_book AND r.relation = 'reverses'
      AND r.of_year = d.year AND r.of_number = d.number AND r.of_entry = d.entry)
$$;

-- What the new entries say of older ones: mirror them exactly, never exceed them.
CREATE FUNCTION sunledger.check_relations(p_book integer, p_year integer[], p_number integer[])
RETURNS void
LANGUAGE plpgsql SET search_path = sunledger, pg_temp
SET plan_cache_mode = force_custom_plan  -- joins: planned for the tables as they are now
AS $$
DECLARE v_bad record;
BEGIN
  SELECT x.* INTO v_bad FROM (
    SELECT e.number, e.entry, e.of_year, e.of_number, e.of_entry,
      CASE
        WHEN o.book IS NULL OR e.of_book IS NOT NULL OR ov.event >= v.event
          THEN 'entry_named_unknown'
        WHEN e.relation = 'reverses' AND (v.reverses_year, v.reverses_number)
          IS DISTINCT FROM (e.of_year, e.of_number) THEN 'entry_named_unknown'
        WHEN e.relation = 'returns' AND ov.kind NOT IN ('disburse', 'pay') THEN 'entry_not_returnable'
        WHEN e.relation = 'settles' AND ov.kind <> 'disburse' THEN 'entry_not_settleable'
        WHEN e.lot <> o.lot THEN 'not_mirrored'
        WHEN e.relation IN ('returns', 'reverses') AND ((fa.kind, fa.owner) <> (ot.kind, ot.owner)
          OR (ta.kind, ta.owner) <> (ofa.kind, ofa.owner)) THEN 'not_mirrored'
        WHEN e.relation = 'reverses' AND e.amount_fen <> o.amount_fen THEN 'not_mirrored'
        WHEN e.relation = 'reverses' AND (fa.year NOT IN (ot.year, v.year)
          OR ta.year NOT IN (ofa.year, v.year)) THEN 'account_of_other_year'
        WHEN e.relation = 'returns' AND (fa.year NOT IN (ot.year, v.year) OR ta.year <> v.year)
          THEN 'account_of_other_year'
        WHEN e.relation = 'settles' AND (fa.kind, fa.owner) <> (ot.kind, ot.owner)
          THEN 'not_mirrored'
        WHEN e.relation = 'reverses' AND dep.amount > 0 THEN 'money_moved_on'
        WHEN e.relation IN ('returns', 'settles') AND gone.book IS NOT NULL THEN 'entry_reversed'
        WHEN e.relation IN ('returns', 'settles') AND dep.amount > o.amount_fen
          THEN CASE e.relation WHEN 'returns' THEN 'return_exceeds_entry'
               ELSE 'settlement_exceeds_entry' END
        -- A return of a settled payment made room for a second payment: that room is taken.
        WHEN e.relation = 'reverses' AND o.relation = 'returns'
          AND oversettled(p_book, o.of_year, o.of_number, o.of_entry) THEN 'money_moved_on'
      END AS token
    FROM unnest(p_year, p_number) n(year, number)
    JOIN entry e ON e.book = p_book AND e.year = n.year AND e.number = n.number
      AND e.relation IN ('reverses', 'returns', 'settles')
    JOIN voucher v ON v.book = p_book AND v.year = e.year AND v.number = e.number
    JOIN account fa ON fa.book = p_book AND fa.account = e.from_account
    JOIN account ta ON ta.book = p_book AND ta.account = e.to_account
    LEFT JOIN entry o ON o.book = p_book AND o.year = e.of_year AND o.number = e.of_number
      AND o.entry = e.of_entry
    LEFT JOIN voucher ov ON ov.book = p_book AND ov.year = o.year AND ov.number = o.number
    LEFT JOIN account ofa ON ofa.book = p_book AND ofa.account = o.from_account
    LEFT JOIN account ot ON ot.book = p_book AND ot.account = o.to_account
    LEFT JOIN entry gone ON gone.book = p_book AND gone.relation = 'reverses'
      AND gone.of_year = o.year AND gone.of_number = o.number AND gone.of_entry = o.entry
    LEFT JOIN LATERAL (
      SELECT sum(d.amount_fen - coalesce(back.amount, 0)) AS amount FROM entry d
      LEFT JOIN LATERAL (
        SELECT sum(b.amount_fen) AS amount FROM entry b
        WHERE b.book = p_book AND b.of_year = d.year AND b.of_number = d.number
          AND b.of_entry = d.entry AND b.relation = 'returns'
          AND NOT EXISTS (SELECT FROM entry r WHERE r.book = p_book AND r.relation = 'reverses'
            AND r.of_year = b.year AND r.of_number = b.number AND r.of_entry = b.entry)
      ) back ON d.relation = 'settles'
      WHERE d.book = p_book AND d.of_year = o.year AND d.of_number = o.number
        AND d.of_entry = o.entry AND d.relation IN ('returns', 'settles')
        AND NOT EXISTS (SELECT FROM entry r WHERE r.book = p_book AND r.relation = 'reverses'
          AND r.of_year = d.year AND r.of_number = d.number AND r.of_entry = d.entry)
    ) dep ON true
    ORDER BY e.year, e.number, e.entry
  ) x WHERE x.token IS NOT NULL LIMIT 1;
  IF FOUND THEN
    PERFORM refuse(v_bad.token, 'an entry does not fit the entry it names',
      jsonb_build_object('entry', v_bad.entry, 'of_year', v_bad.of_year,
                         'of_number', v_bad.of_number, 'of_entry', v_bad.of_entry));
  END IF;
END $$;

-- Balances in the order of recording: no account that may not go below zero does so after any
-- voucher of the call, per lot.
CREATE FUNCTION sunledger.move_balances(
  p_book integer, v_number integer[], a_account integer[], a_kind text[], e_voucher integer[],
  e_from integer[], e_to integer[], e_lot uuid[], e_amount bigint[], v_kind text[]
) RETURNS void
LANGUAGE plpgsql SET search_path = sunledger, pg_temp
AS $$
DECLARE
  v_bad record; d_account integer[]; d_kind text[]; d_lot uuid[]; d_after bigint[];
  v_may_fall_short boolean;
BEGIN
  -- The book's row is locked: nobody else moves these balances until we are done.
  SELECT array_agg(d.account), array_agg(d.kind), array_agg(d.lot), array_agg(d.before + d.moved),
         bool_or(d.before < d.gone AND d.kind NOT IN ('source', 'upstream'))
  INTO d_account, d_kind, d_lot, d_after, v_may_fall_short
  FROM (
    SELECT g.*, coalesce((SELECT b.balance_fen FROM balance b WHERE b.book = p_book
                            AND b.account = g.account AND b.lot = g.lot), 0) AS before
    FROM (
      SELECT a_account[leg.i] AS account, a_kind[leg.i] AS kind, leg.lot,
             sum(leg.d)::bigint AS moved, -sum(least(leg.d, 0))::bigint AS gone
      FROM unnest(e_voucher, e_from, e_to, e_lot, e_amount) e(v, f, t, lot, amount)
      CROSS JOIN LATERAL (VALUES (e.f, e.lot, -e.amount), (e.t, e.lot, e.amount)) leg(i, lot, d)
      WHERE v_number[e.v] IS NOT NULL GROUP BY 1, 2, 3
    ) g
  ) d;

  -- Only where all that leaves an account is more than was there at first does the order matter.
  IF v_may_fall_short THEN
    SELECT x.* INTO v_bad FROM (
      SELECT r.v, r.a, r.lot, r.moved, coalesce(b.balance_fen, 0) AS before_fen, r.kind
      FROM (
        SELECT g.v, g.a, g.lot, g.kind, sum(g.d) OVER w AS moved
        FROM (
          SELECT leg.v, a_account[leg.i] AS a, a_kind[leg.i] AS kind, leg.lot, sum(leg.d) AS d
          FROM (
            SELECT e.v, e.f AS i, e.lot, -e.amount AS d
            FROM unnest(e_voucher, e_from, e_lot, e_amount) e(v, f, lot, amount)
            UNION ALL
            SELECT e.v, e.t, e.lot, e.amount
            FROM unnest(e_voucher, e_to, e_lot, e_amount) e(v, t, lot, amount)
          ) leg WHERE v_number[leg.v] IS NOT NULL GROUP BY 1, 2, 3, 4
        ) g WINDOW w AS (PARTITION BY g.a, g.lot ORDER BY g.v)
      ) r
      LEFT JOIN balance b ON b.book = p_book AND b.account = r.a AND b.lot = r.lot
      WHERE r.kind NOT IN ('source', 'upstream')
    ) x WHERE x.before_fen + x.moved < 0 ORDER BY x.v, x.a LIMIT 1;
    IF FOUND THEN
      PERFORM refuse(
        CASE WHEN v_kind[v_bad.v] = 'reverse' THEN 'money_moved_on' ELSE 'no_overdraft' END,
        'an account would go below zero',
        jsonb_build_object('voucher', v_bad.v, 'account', v_bad.a, 'kind', v_bad.kind,
          'lot', v_bad.lot, 'balance_fen', v_bad.before_fen, 'moved_fen', v_bad.moved));
    END IF;
  END IF;

  INSERT INTO balance AS b (book, account, lot, balance_fen, may_go_negative)
  SELECT p_book, d.account, d.lot, d.after, d.kind IN ('source', 'upstream')
  FROM unnest(d_account, d_kind, d_lot, d_after) d(account, kind, lot, after)
  ON CONFLICT (book, account, lot) DO UPDATE SET balance_fen = excluded.balance_fen;
END $$;
