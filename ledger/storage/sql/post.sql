-- The only writer of vouchers. One book a call, all vouchers of the call or none. Python makes the
-- canonical bodies; number, event and time exist only here, so the leaf is put together here.
--
-- p_actors is an array of actors; a voucher names its own by `v_actor`, from 1, so that what many
-- clerks send at once can be one call.
--
-- v_*, a_*, e_* and l_* are parallel arrays, one element a voucher, account, entry and payment line;
-- one that is empty is NULL throughout. e_from and e_to index a_*, e_voucher and l_voucher index v_*,
-- all from 1. Refusals come in the order of the code; the ladder is documented and tested in
-- ledger/book/README.md.
--
-- Rows that are here are found by key, one probe each: a look-up that ends in LIMIT 1 is never
-- turned into a join, and the settings below keep a plan made while a table was small and unknown
-- (a million rows ago) from reading all of it. Statements see arrays by subscript, which is cheap
-- only where the plan does not hold a copy of them: hence generic plans.
CREATE FUNCTION sunledger.post(
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
END $$;
