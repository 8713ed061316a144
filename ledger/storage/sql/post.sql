-- The only writer of vouchers. One book a call, all vouchers of the call or none. Python makes the
-- canonical bodies; number, event and time exist only here, so the leaf is put together here.
--
-- e_* are parallel arrays, one element an entry; e_from and e_to index p_accounts, e_voucher and
-- l_voucher index p_vouchers, all from 1. Refusals come in the order of the code; the ladder is
-- documented and tested in ledger/book/README.md.
CREATE FUNCTION sunledger.post(
  p_book integer, p_actor jsonb, p_vouchers jsonb, p_accounts jsonb, p_lots jsonb,
  e_voucher integer[], e_entry integer[], e_from integer[], e_to integer[], e_lot uuid[],
  e_amount bigint[], e_line integer[], e_rule boolean[], e_relation text[], e_of_book integer[],
  e_of_year integer[], e_of_number integer[], e_of_entry integer[], e_source_row integer[],
  l_voucher integer[], l_line integer[], l_amount bigint[], l_facts jsonb, l_card bytea[],
  l_sd bytea[], l_sealed bytea[], v_sd bytea[], v_sealed bytea[]
) RETURNS TABLE (ord integer, year integer, number integer, event bigint, recorded_at timestamptz,
                 replayed boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = sunledger, pg_temp
AS $$
#variable_conflict use_column
DECLARE
  v_book book; v_state book_state; v_at timestamptz;
  v_count integer := jsonb_array_length(p_vouchers);
  v_key text[]; v_content bytea[]; v_kind text[]; v_year integer[]; v_on date[];
  v_number integer[]; v_event bigint[];            -- NULL for a voucher that is already here
  a_account integer[]; a_kind text[]; a_owner text[]; a_year integer[];
  v_bad record; v_fresh integer;
BEGIN
  PERFORM check_actor(p_book, p_actor);

  SELECT * INTO v_state FROM book_state s WHERE s.book = p_book FOR UPDATE;
  IF NOT FOUND THEN
    PERFORM refuse('book_unknown', 'no such book', jsonb_build_object('book', p_book));
  END IF;
  SELECT * INTO v_book FROM book b WHERE b.book = p_book;
  v_at := greatest(ledger_now(), v_state.last_recorded_at);

  SELECT array_agg(o.j->>'key' ORDER BY o.n), array_agg(decode(o.j->>'content', 'hex') ORDER BY o.n),
         array_agg(o.j->>'kind' ORDER BY o.n), array_agg((o.j->>'year')::integer ORDER BY o.n),
         array_agg((o.j->>'happened_on')::date ORDER BY o.n)
  INTO v_key, v_content, v_kind, v_year, v_on
  FROM jsonb_array_elements(p_vouchers) WITH ORDINALITY o(j, n);

  -- Idempotence: what is here under this key must be the same content.
  SELECT k.n, v.year, v.number INTO v_bad
  FROM unnest(v_key, v_content) WITH ORDINALITY k(key, content, n)
  JOIN voucher v ON v.book = p_book AND v.key = k.key
  WHERE v.content <> k.content ORDER BY k.n LIMIT 1;
  IF FOUND THEN
    PERFORM refuse('key_with_other_content', 'this key was posted with other content',
      jsonb_build_object('voucher', v_bad.n, 'key', v_key[v_bad.n], 'year', v_bad.year,
                         'number', v_bad.number));
  END IF;
  IF (SELECT count(DISTINCT k) FROM unnest(v_key) k) <> v_count THEN
    PERFORM refuse('key_twice_in_batch', 'two vouchers of one call have the same key', '{}');
  END IF;

  SELECT k.n, k.year, y.closed_at INTO v_bad
  FROM unnest(v_key, v_year) WITH ORDINALITY k(key, year, n)
  LEFT JOIN book_year y ON y.book = p_book AND y.year = k.year
  WHERE (y.year IS NULL OR y.closed_at IS NOT NULL)
    AND NOT EXISTS (SELECT FROM voucher v WHERE v.book = p_book AND v.key = k.key)
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
      SELECT u.n, u.year,
             NOT EXISTS (SELECT FROM voucher v WHERE v.book = p_book AND v.key = u.key) AS fresh
      FROM unnest(v_key, v_year) WITH ORDINALITY u(key, year, n)
    ) k LEFT JOIN book_year y ON y.book = p_book AND y.year = k.year
  ) x;

  IF v_fresh > 0 THEN
    PERFORM check_vouchers(p_book, v_book.live_from, p_actor, p_vouchers, v_number);

    INSERT INTO account (book, account, kind, owner, year)
    SELECT p_book, v_state.next_account + row_number() OVER (ORDER BY x.n)::integer - 1,
           x.kind, x.owner, x.year
    FROM (
      SELECT min(o.n) AS n, o.j->>'kind' AS kind, o.j->>'owner' AS owner,
             (o.j->>'year')::integer AS year
      FROM jsonb_array_elements(p_accounts) WITH ORDINALITY o(j, n) GROUP BY 2, 3, 4
    ) x
    WHERE NOT EXISTS (SELECT FROM account a WHERE a.book = p_book AND a.kind = x.kind
                        AND a.owner = x.owner AND a.year = x.year);
    GET DIAGNOSTICS v_count = ROW_COUNT;
    SELECT array_agg(a.account ORDER BY o.n), array_agg(a.kind ORDER BY o.n),
           array_agg(a.owner ORDER BY o.n), array_agg(a.year ORDER BY o.n)
    INTO a_account, a_kind, a_owner, a_year
    FROM jsonb_array_elements(p_accounts) WITH ORDINALITY o(j, n)
    JOIN account a ON a.book = p_book AND a.kind = o.j->>'kind' AND a.owner = o.j->>'owner'
      AND a.year = (o.j->>'year')::integer;

    PERFORM add_lots(p_book, p_lots, v_kind, v_year, v_number,
                     e_voucher, e_lot, e_amount, e_relation, e_of_book, e_of_year, e_of_number,
                     e_of_entry);

    -- What a single entry may be: amount, accounts, movement, year, lot.
    SELECT x.* INTO v_bad FROM (
      SELECT e.v, e.entry, e.lot,
        CASE
          WHEN e.amount IS NULL OR e.amount <= 0 THEN 'entry_amount_not_positive'
          WHEN e.f = e.t THEN 'entry_moves_nothing'
          WHEN v_kind[e.v] <> 'reverse' AND m.kind IS NULL THEN 'movement_not_allowed'
          WHEN l.lot IS NULL THEN 'lot_unknown'
          WHEN v_kind[e.v] IN ('open', 'allocate')
            AND (l.year, l.number) IS DISTINCT FROM (v_year[e.v], v_number[e.v]) THEN 'lot_exists'
          WHEN v_kind[e.v] = 'carry_over' AND (a_year[e.f] <> v_year[e.v]
            OR a_year[e.t] <> v_year[e.v] + 1 OR a_owner[e.f] <> a_owner[e.t])
            THEN 'carry_over_not_to_next_year'
          WHEN v_kind[e.v] NOT IN ('carry_over', 'return', 'reverse')
            AND (a_year[e.f] <> v_year[e.v] OR a_year[e.t] <> v_year[e.v])
            THEN 'account_of_other_year'
          WHEN (v_kind[e.v] IN ('return', 'reverse', 'receive')) <> coalesce(e.relation IN
            ('returns', 'reverses', 'receives'), false)
            OR (v_kind[e.v] = 'return' AND e.relation <> 'returns')
            OR (v_kind[e.v] = 'reverse' AND e.relation <> 'reverses')
            OR (v_kind[e.v] = 'receive' AND e.relation <> 'receives')
            OR e.relation NOT IN ('returns', 'reverses', 'receives', 'settles')
            OR (e.relation IS NULL) <> (e.of_number IS NULL)
            THEN 'entry_names_nothing'
          WHEN e.relation = 'reverses' AND EXISTS (SELECT FROM entry p WHERE p.book = p_book
            AND p.relation = 'reverses' AND p.of_year = e.of_year AND p.of_number = e.of_number
            AND p.of_entry = e.of_entry) THEN 'entry_reversed'
        END AS token
      FROM unnest(e_voucher, e_entry, e_from, e_to, e_lot, e_amount, e_relation,
        e_of_year, e_of_number, e_of_entry)
        WITH ORDINALITY e(v, entry, f, t, lot, amount, relation, of_year, of_number, of_entry, n)
      LEFT JOIN movement m ON m.kind = v_kind[e.v] AND m.from_kind = a_kind[e.f]
        AND m.to_kind = a_kind[e.t]
      LEFT JOIN lot l ON l.book = p_book AND l.lot = e.lot
      WHERE v_number[e.v] IS NOT NULL
      ORDER BY e.n
    ) x WHERE x.token IS NOT NULL LIMIT 1;
    IF FOUND THEN
      PERFORM refuse(v_bad.token, 'an entry cannot be posted',
        jsonb_build_object('voucher', v_bad.v, 'entry', v_bad.entry, 'kind', v_kind[v_bad.v],
                           'lot', v_bad.lot));
    END IF;

    PERFORM check_lines(v_number, e_voucher, e_amount, e_line, l_voucher, l_line, l_amount);

    INSERT INTO voucher (book, year, number, event, key, content, kind, happened_on,
      happened_precision, recorded_at, doc_no, document, maker, checker, reverses_year,
      reverses_number, replaces_year, replaces_number, backfill, late, warned, payment_mode,
      payment_no, bank_on, sd, leaf)
    SELECT p_book, v_year[o.n], v_number[o.n], v_event[o.n], v_key[o.n], v_content[o.n],
      v_kind[o.n], v_on[o.n], o.j->>'happened_precision', v_at, o.j->>'doc_no',
      (o.j->>'document')::uuid, p_actor->>'maker', p_actor->>'checker',
      (o.j->>'reverses_year')::integer, (o.j->>'reverses_number')::integer,
      (o.j->>'replaces_year')::integer, (o.j->>'replaces_number')::integer,
      (o.j->>'backfill')::boolean, extract(year FROM v_on[o.n])::integer <> v_year[o.n],
      ARRAY(SELECT jsonb_array_elements_text(o.j->'warned')), o.j->>'payment_mode',
      o.j->>'payment_no', (o.j->>'bank_on')::date, v_sd[o.n],
      convert_to('{"body":' || (o.j->>'body') || ',"book":' || p_book || ',"event":' || v_event[o.n]
        || ',"number":' || v_number[o.n] || ',"recorded_at":"' || leaf_instant(v_at)
        || '","v":1,"year":' || v_year[o.n] || '}', 'UTF8')
    FROM jsonb_array_elements(p_vouchers) WITH ORDINALITY o(j, n)
    WHERE v_number[o.n] IS NOT NULL;

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

    PERFORM check_relations(p_book, v_year, v_number);

    INSERT INTO payment_line (book, year, number, line, household, person, payee_kind, region,
      project, benefit, period_from, period_to, quantity_milli, rate_fen, amount_fen, list,
      list_version, list_line, of_year, of_number, of_line, bank_result, card_hmac, sd)
    SELECT p_book, v_year[l.v], v_number[l.v], l.line, f.household, f.person, f.payee_kind,
      f.region, f.project, f.benefit, f.period_from, f.period_to, f.quantity_milli, f.rate_fen,
      l.amount, f.list, f.list_version, f.list_line, f.of_year, f.of_number, f.of_line,
      f.bank_result, l.card, l.sd
    FROM unnest(l_voucher, l_line, l_amount, l_card, l_sd) WITH ORDINALITY
      l(v, line, amount, card, sd, n)
    JOIN ROWS FROM (jsonb_to_recordset(l_facts) AS (household uuid, person uuid, payee_kind text,
      region text, project uuid, benefit text, period_from date, period_to date,
      quantity_milli bigint, rate_fen bigint, list uuid, list_version integer, list_line integer,
      of_year integer, of_number integer, of_line integer, bank_result text))
      WITH ORDINALITY f(household, person, payee_kind, region, project, benefit, period_from,
        period_to, quantity_milli, rate_fen, list, list_version, list_line, of_year, of_number,
        of_line, bank_result, n) ON f.n = l.n
    WHERE v_number[l.v] IS NOT NULL;

    PERFORM check_named_lines(p_book, v_year, v_number);

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
  SELECT k.n::integer, v.year, v.number, v.event, v.recorded_at, v_number[k.n] IS NULL
  FROM unnest(v_key) WITH ORDINALITY k(key, n)
  JOIN voucher v ON v.book = p_book AND v.key = k.key
  ORDER BY k.n;
END $$;
