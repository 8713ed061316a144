ALTER TABLE sunledger.book_year ADD COLUMN closed_month INTEGER DEFAULT 0 NOT NULL,
  ADD CONSTRAINT december_closes_with_year CHECK (closed_month BETWEEN 0 AND 11)
/* now:
CREATE TABLE sunledger.book_year (
	book INTEGER NOT NULL, 
	year INTEGER NOT NULL, 
	last_number INTEGER NOT NULL, 
	closed_at TIMESTAMP WITH TIME ZONE, 
	closed_month INTEGER DEFAULT '0' NOT NULL, 
	PRIMARY KEY (book, year), 
	CONSTRAINT december_closes_with_year CHECK (closed_month BETWEEN 0 AND 11), 
	CONSTRAINT book_year_book FOREIGN KEY(book) REFERENCES sunledger.book (book)
)
*/
;;
ALTER TABLE sunledger.lot ADD COLUMN asset UUID,
  ADD CONSTRAINT asset_not_named CHECK ((origin = 'asset') = (asset IS NOT NULL))
/* now:
CREATE TABLE sunledger.lot (
	book INTEGER NOT NULL, 
	lot UUID NOT NULL, 
	origin VARCHAR NOT NULL, 
	origin_book INTEGER NOT NULL, 
	origin_doc_no VARCHAR NOT NULL, 
	origin_on DATE NOT NULL, 
	origin_amount_fen BIGINT NOT NULL, 
	category VARCHAR NOT NULL, 
	level VARCHAR NOT NULL, 
	direct BOOLEAN NOT NULL, 
	printed_source VARCHAR NOT NULL, 
	doc_nos TEXT[] NOT NULL, 
	document_on DATE NOT NULL, 
	document_precision VARCHAR NOT NULL, 
	received_on DATE NOT NULL, 
	budget_year INTEGER NOT NULL, 
	year INTEGER NOT NULL, 
	number INTEGER NOT NULL, 
	asset UUID, 
	PRIMARY KEY (book, lot), 
	CONSTRAINT lot_amount_positive CHECK (origin_amount_fen > 0), 
	CONSTRAINT asset_not_named CHECK ((origin = 'asset') = (asset IS NOT NULL)), 
	CONSTRAINT lot_book FOREIGN KEY(book) REFERENCES sunledger.book (book)
)
*/
;;
ALTER TABLE sunledger.voucher ADD COLUMN changes JSONB
/* now:
CREATE TABLE sunledger.voucher (
	book INTEGER NOT NULL, 
	year INTEGER NOT NULL, 
	number INTEGER NOT NULL, 
	event BIGINT NOT NULL, 
	key VARCHAR NOT NULL, 
	content BYTEA NOT NULL, 
	kind VARCHAR NOT NULL, 
	happened_on DATE NOT NULL, 
	happened_precision VARCHAR NOT NULL, 
	recorded_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	doc_no VARCHAR NOT NULL, 
	document UUID, 
	maker VARCHAR NOT NULL, 
	checker VARCHAR NOT NULL, 
	reverses_year INTEGER, 
	reverses_number INTEGER, 
	replaces_year INTEGER, 
	replaces_number INTEGER, 
	backfill BOOLEAN NOT NULL, 
	late BOOLEAN NOT NULL, 
	warned TEXT[] NOT NULL, 
	payment_mode VARCHAR, 
	payment_no VARCHAR, 
	bank_on DATE, 
	sd BYTEA NOT NULL, 
	leaf BYTEA NOT NULL, 
	changes JSONB, 
	PRIMARY KEY (book, year, number), 
	CONSTRAINT voucher_event_is_one UNIQUE (book, event), 
	CONSTRAINT voucher_key_is_one UNIQUE (book, key), 
	CONSTRAINT maker_is_not_checker CHECK (maker <> checker), 
	CONSTRAINT leaf_fits_its_length CHECK (octet_length(leaf) <= 65535)
)
*/
;;
ALTER TABLE sunledger.inbound ADD COLUMN upward BOOLEAN DEFAULT false NOT NULL
/* now:
CREATE TABLE sunledger.inbound (
	book INTEGER NOT NULL, 
	origin_book INTEGER NOT NULL, 
	origin_year INTEGER NOT NULL, 
	origin_number INTEGER NOT NULL, 
	origin_entry INTEGER NOT NULL, 
	lot UUID NOT NULL, 
	amount_fen BIGINT NOT NULL, 
	doc_no VARCHAR NOT NULL, 
	sent_on DATE NOT NULL, 
	lot_facts JSONB NOT NULL, 
	delivered_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	upward BOOLEAN DEFAULT 'false' NOT NULL, 
	PRIMARY KEY (book, origin_book, origin_year, origin_number, origin_entry), 
	CONSTRAINT inbound_amount_positive CHECK (amount_fen > 0), 
	CONSTRAINT inbound_book FOREIGN KEY(book) REFERENCES sunledger.book (book)
)
*/
;;
DROP FUNCTION sunledger.deliver(integer, integer, integer, integer, integer, uuid, bigint, text, date, jsonb)
;;
CREATE OR REPLACE FUNCTION sunledger.close_year(
  p_book integer, p_year integer, p_actor text, p_content bytea, p_body text,
  OUT event bigint, OUT recorded_at timestamptz, OUT replayed boolean
)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = sunledger, pg_temp
AS $$
DECLARE v_earlier integer; v_standing jsonb; v_details jsonb;
BEGIN
  SELECT r.event, r.recorded_at, r.replayed INTO event, recorded_at, replayed
  FROM record_event(p_book, p_actor, 'close_year', 'close_year:' || p_year, p_content, p_body) r;
  IF replayed THEN RETURN; END IF;
  v_details := jsonb_build_object('book', p_book, 'year', p_year);
  IF NOT EXISTS (SELECT FROM book_year y WHERE y.book = p_book AND y.year = p_year) THEN
    PERFORM refuse('year_not_open', 'this year was never opened', v_details);
  END IF;
  -- What an earlier year still holds could not be carried over through a closed one.
  SELECT min(y.year) INTO v_earlier FROM book_year y
  WHERE y.book = p_book AND y.year < p_year AND y.closed_at IS NULL;
  IF v_earlier IS NOT NULL THEN
    PERFORM refuse('earlier_year_open', 'years are closed in their order',
                   v_details || jsonb_build_object('earlier_year', v_earlier));
  END IF;
  SELECT jsonb_build_object('places', count(*), 'standing_fen', sum(x.balance_fen),
           'standing', jsonb_agg(jsonb_build_object('kind', x.kind, 'owner', x.owner,
             'lot', x.lot, 'amount_fen', x.balance_fen) ORDER BY x.n) FILTER (WHERE x.n <= 20))
  INTO v_standing
  FROM (SELECT a.kind, a.owner, b.lot, b.balance_fen,
          row_number() OVER (ORDER BY a.account, b.lot) AS n
        FROM account a JOIN balance b ON b.book = a.book AND b.account = a.account
        WHERE a.book = p_book AND a.year = p_year AND b.balance_fen <> 0
          AND a.kind NOT IN ('source', 'upstream', 'sent_down', 'sent_up', 'household', 'vendor',
                             'released')) x;
  IF (v_standing->>'places')::integer > 0 THEN
    PERFORM refuse('year_not_cleared', 'money still stands in this year', v_details || v_standing);
  END IF;
  UPDATE book_year y SET closed_at = coalesce(y.closed_at, recorded_at)
  WHERE y.book = p_book AND y.year = p_year;
END $$
;;
CREATE OR REPLACE FUNCTION sunledger.close_month(
  p_book integer, p_year integer, p_month integer, p_actor text, p_content bytea, p_body text,
  OUT event bigint, OUT recorded_at timestamptz, OUT replayed boolean
)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = sunledger, pg_temp
AS $$
DECLARE v_year book_year; v_details jsonb;
BEGIN
  SELECT r.event, r.recorded_at, r.replayed INTO event, recorded_at, replayed
  FROM record_event(p_book, p_actor, 'close_month',
    'close_month:' || p_year || '-' || lpad(p_month::text, 2, '0'), p_content, p_body) r;
  IF replayed THEN RETURN; END IF;
  v_details := jsonb_build_object('book', p_book, 'year', p_year, 'month', p_month);
  SELECT * INTO v_year FROM book_year y WHERE y.book = p_book AND y.year = p_year;
  IF NOT FOUND OR v_year.closed_at IS NOT NULL THEN
    PERFORM refuse(CASE WHEN v_year.closed_at IS NULL THEN 'year_not_open' ELSE 'year_closed' END,
                   'the fiscal year is not open', v_details);
  ELSIF p_month >= 12 THEN
    PERFORM refuse('december_closes_with_year', 'December stays open for settling', v_details);
  ELSIF p_month <= v_year.closed_month THEN
    PERFORM refuse('month_closed', 'a later month is closed already',
                   v_details || jsonb_build_object('closed_month', v_year.closed_month));
  ELSIF (ledger_now() AT TIME ZONE 'Asia/Shanghai')::date < make_date(p_year, p_month + 1, 1) THEN
    PERFORM refuse('month_not_over', 'the month has days to come', v_details);
  END IF;
  UPDATE book_year y SET closed_month = p_month WHERE y.book = p_book AND y.year = p_year;
END $$
;;
REVOKE ALL ON FUNCTION sunledger.close_month FROM PUBLIC
;;
CREATE OR REPLACE FUNCTION sunledger.booked_month(
  p_book integer, p_year integer, p_happened_on date, p_event bigint
) RETURNS integer
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = sunledger, pg_temp
AS $$
  SELECT greatest(
    CASE extract(year FROM p_happened_on)::integer - p_year WHEN 0
      THEN extract(month FROM p_happened_on)::integer
      ELSE CASE WHEN extract(year FROM p_happened_on)::integer < p_year THEN 1 ELSE 12 END END,
    (SELECT 1 + max(right(c.key, 2)::integer) FROM book_event c
     WHERE c.book = p_book AND c.kind = 'close_month' AND c.event < p_event
       AND c.key LIKE 'close_month:' || p_year || '-%'))
$$
;;
REVOKE ALL ON FUNCTION sunledger.booked_month FROM PUBLIC
;;
CREATE OR REPLACE FUNCTION sunledger.deliver(
  p_book integer, p_origin_book integer, p_origin_year integer, p_origin_number integer,
  p_origin_entry integer, p_lot uuid, p_amount_fen bigint, p_doc_no text, p_sent_on date,
  p_lot_facts jsonb, p_upward boolean DEFAULT false
) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = sunledger, pg_temp
AS $$
DECLARE v_old inbound;
BEGIN
  PERFORM FROM book_state WHERE book = p_book FOR UPDATE;
  IF NOT FOUND THEN
    PERFORM refuse('book_unknown', 'no such book', jsonb_build_object('book', p_book));
  END IF;
  SELECT * INTO v_old FROM inbound i WHERE i.book = p_book AND i.origin_book = p_origin_book
    AND i.origin_year = p_origin_year AND i.origin_number = p_origin_number
    AND i.origin_entry = p_origin_entry;
  IF FOUND THEN
    IF (v_old.lot, v_old.amount_fen, v_old.doc_no, v_old.sent_on, v_old.lot_facts, v_old.upward)
      IS DISTINCT FROM (p_lot, p_amount_fen, p_doc_no, p_sent_on, p_lot_facts, p_upward)
    THEN
      PERFORM refuse('delivered_otherwise', 'this delivery arrived before with other content',
        jsonb_build_object('origin_book', p_origin_book, 'origin_year', p_origin_year,
                           'origin_number', p_origin_number, 'origin_entry', p_origin_entry));
    END IF;
    RETURN false;
  END IF;
  INSERT INTO inbound (book, origin_book, origin_year, origin_number, origin_entry, lot, amount_fen,
                       doc_no, sent_on, lot_facts, delivered_at, upward)
  VALUES (p_book, p_origin_book, p_origin_year, p_origin_number, p_origin_entry, p_lot,
          p_amount_fen, p_doc_no, p_sent_on, p_lot_facts, ledger_now(), p_upward);
  RETURN true;
END $$
;;
REVOKE ALL ON FUNCTION sunledger.deliver FROM PUBLIC
;;
CREATE OR REPLACE FUNCTION sunledger.withdraw_delivery(
  p_book integer, p_origin_book integer, p_origin_year integer, p_origin_number integer,
  p_origin_entry integer
) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = sunledger, pg_temp
AS $$
DECLARE v_received bigint; v_done integer;
BEGIN
  PERFORM FROM book_state WHERE book = p_book FOR UPDATE;
  v_received := received_of(p_book, p_origin_book, p_origin_year, p_origin_number, p_origin_entry);
  IF v_received > 0 THEN
    PERFORM refuse('money_moved_on', 'the other book has received this money',
      jsonb_build_object('book', p_book, 'received_fen', v_received));
  END IF;
  INSERT INTO inbound_withdrawal (book, origin_book, origin_year, origin_number, origin_entry,
                                  withdrawn_at)
  VALUES (p_book, p_origin_book, p_origin_year, p_origin_number, p_origin_entry, ledger_now())
  ON CONFLICT DO NOTHING;
  GET DIAGNOSTICS v_done = ROW_COUNT;
  RETURN v_done = 1;
END $$
;;
CREATE OR REPLACE FUNCTION sunledger.add_lots(
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
END $$
;;
CREATE OR REPLACE FUNCTION sunledger.post(
  p_book integer, p_actor jsonb, p_vouchers jsonb, p_accounts jsonb, p_lots jsonb,
  e_voucher integer[], e_entry integer[], e_from integer[], e_to integer[], e_lot uuid[],
  e_amount bigint[], e_line integer[], e_rule boolean[], e_relation text[], e_of_book integer[],
  e_of_year integer[], e_of_number integer[], e_of_entry integer[], e_source_row integer[],
  l_voucher integer[], l_line integer[], l_amount bigint[], l_facts jsonb, l_card bytea[],
  l_sd bytea[], l_sealed bytea[], v_sd bytea[], v_sealed bytea[]
) RETURNS TABLE (ord integer, year integer, number integer, event bigint, recorded_at timestamptz,
                 replayed boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = sunledger, pg_temp
SET plan_cache_mode = force_generic_plan
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off
AS $$
#variable_conflict use_column
DECLARE
  v_book book; v_state book_state; v_at timestamptz;
  v_count integer := jsonb_array_length(p_vouchers);
  v_key text[]; v_content bytea[]; v_kind text[]; v_year integer[]; v_on date[];
  h_number integer[];                              -- NULL for a voucher that is new,
  v_number integer[]; v_event bigint[];            -- these for one that is already here
  a_account integer[]; a_kind text[]; a_owner text[]; a_year integer[];
  v_actors jsonb; v_bad record; v_fresh integer; v_leaf_end text; v_closed integer[];
BEGIN
  v_actors := CASE jsonb_typeof(p_actor) WHEN 'array' THEN p_actor
                   ELSE jsonb_build_array(p_actor) END;
  FOR i IN 0 .. greatest(jsonb_array_length(v_actors), 1) - 1 LOOP
    PERFORM check_actor(p_book, coalesce(v_actors->i, '{}'));
  END LOOP;

  SELECT * INTO v_state FROM book_state s WHERE s.book = p_book FOR UPDATE;
  IF NOT FOUND THEN
    PERFORM refuse('book_unknown', 'no such book', jsonb_build_object('book', p_book));
  END IF;
  SELECT * INTO v_book FROM book b WHERE b.book = p_book;
  v_at := greatest(ledger_now(), v_state.last_recorded_at);

  SELECT array_agg(o.key ORDER BY o.n), array_agg(decode(o.content, 'hex') ORDER BY o.n),
         array_agg(o.kind ORDER BY o.n), array_agg(o.year ORDER BY o.n),
         array_agg(o.happened_on ORDER BY o.n), array_agg(h.number ORDER BY o.n)
  INTO v_key, v_content, v_kind, v_year, v_on, h_number
  FROM ROWS FROM (jsonb_to_recordset(p_vouchers) AS
    (key text, content text, kind text, year integer, happened_on date))
    WITH ORDINALITY o(key, content, kind, year, happened_on, n)
  LEFT JOIN LATERAL (SELECT v.number FROM voucher v
                     WHERE v.book = p_book AND v.key = o.key LIMIT 1) h ON true;

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
    PERFORM check_vouchers(p_book, v_book.live_from, v_actors, p_vouchers, v_number);

    SELECT array_agg(o.kind ORDER BY o.n), array_agg(o.owner ORDER BY o.n),
           array_agg(o.year ORDER BY o.n)
    INTO a_kind, a_owner, a_year
    FROM ROWS FROM (jsonb_to_recordset(p_accounts) AS (kind text, owner text, year integer))
      WITH ORDINALITY o(kind, owner, year, n);
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
          WHEN (v_kind[e.v] IN ('return', 'reverse', 'receive', 'receive_back')) <> coalesce(e.relation IN
            ('returns', 'reverses', 'receives'), false)
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

    IF cardinality(l_line) > 0 OR cardinality(array_remove(e_line, NULL)) > 0 THEN
      PERFORM check_lines(v_number, e_voucher, e_amount, e_line, l_voucher, l_line, l_amount);
    END IF;

    v_leaf_end := ',"recorded_at":"' || leaf_instant(v_at) || '","v":1,"year":';
    INSERT INTO voucher (book, year, number, event, key, content, kind, happened_on,
      happened_precision, recorded_at, doc_no, document, maker, checker, reverses_year,
      reverses_number, replaces_year, replaces_number, backfill, late, warned, payment_mode,
      payment_no, bank_on, sd, leaf, changes)
    SELECT p_book, v_year[o.n], v_number[o.n], v_event[o.n], v_key[o.n], v_content[o.n],
      v_kind[o.n], v_on[o.n], o.happened_precision, v_at, o.doc_no, o.document,
      v_actors->(coalesce(o.actor, 1) - 1)->>'maker',
      v_actors->(coalesce(o.actor, 1) - 1)->>'checker', o.reverses_year, o.reverses_number,
      o.replaces_year, o.replaces_number, o.backfill,
      extract(year FROM v_on[o.n])::integer <> v_year[o.n]
        OR extract(month FROM v_on[o.n])::integer <= (SELECT y.closed_month FROM book_year y
          WHERE y.book = p_book AND y.year = v_year[o.n] LIMIT 1), o.warned, o.payment_mode, o.payment_no,
      o.bank_on, v_sd[o.n],
      convert_to('{"body":' || o.body || ',"book":' || p_book || ',"event":' || v_event[o.n]
        || ',"number":' || v_number[o.n] || v_leaf_end || v_year[o.n] || '}', 'UTF8'),
      o.changes
    FROM ROWS FROM (jsonb_to_recordset(p_vouchers) AS (actor integer, happened_precision text,
      doc_no text, document uuid, reverses_year integer, reverses_number integer,
      replaces_year integer, replaces_number integer, backfill boolean, warned text[],
      payment_mode text, payment_no text, bank_on date, body text, changes jsonb))
      WITH ORDINALITY o(actor, happened_precision, doc_no, document, reverses_year,
        reverses_number, replaces_year, replaces_number, backfill, warned, payment_mode, payment_no,
        bank_on, body, changes, n)
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
      FROM ROWS FROM (unnest(l_voucher, l_line, l_amount, l_card, l_sd),
        jsonb_to_recordset(l_facts) AS (household uuid, person uuid, payee_kind text,
          region text, project uuid, benefit text, period_from date, period_to date,
          quantity_milli bigint, rate_fen bigint, list uuid, list_version integer,
          list_line integer, of_year integer, of_number integer, of_line integer,
          bank_result text))
        l(v, line, amount, card, sd, household, person, payee_kind, region, project, benefit,
          period_from, period_to, quantity_milli, rate_fen, list, list_version, list_line, of_year,
          of_number, of_line, bank_result)
      WHERE v_number[l.v] IS NOT NULL;

      IF l_facts @? '$[*].of_line' THEN
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
CREATE OR REPLACE FUNCTION sunledger.take_deliveries(
  p_book integer, p_from_book integer, p_signer bytea, p_digest bytea, p_content bytea,
  p_made_at timestamptz, p_actor text, p_lines jsonb,
  OUT delivered integer, OUT withdrawn integer, OUT kept integer, OUT replayed boolean
)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = sunledger, pg_temp
AS $$
DECLARE v_line record;
BEGIN
  PERFORM FROM book_state s WHERE s.book = p_book FOR UPDATE;
  IF NOT FOUND THEN
    PERFORM refuse('book_unknown', 'no such book', jsonb_build_object('book', p_book));
  END IF;
  PERFORM check_signer(p_signer, p_from_book);
  delivered := 0; withdrawn := 0; kept := 0;
  replayed := NOT take_file(p_book, p_from_book, 'deliveries', p_signer, p_digest, p_content,
                            p_made_at, p_actor);
  FOR v_line IN
    SELECT l.* FROM jsonb_to_recordset(p_lines) AS
      l(year integer, number integer, entry integer, lot uuid, amount_fen bigint, doc_no text,
        sent_on date, withdrawn boolean, facts jsonb, upward boolean)
    ORDER BY l.year, l.number, l.entry
  LOOP
    IF deliver(p_book, p_from_book, v_line.year, v_line.number, v_line.entry, v_line.lot,
               v_line.amount_fen, v_line.doc_no, v_line.sent_on, v_line.facts,
               coalesce(v_line.upward, false))
    THEN
      delivered := delivered + CASE WHEN v_line.withdrawn THEN 0 ELSE 1 END;
    END IF;
    IF v_line.withdrawn THEN
      IF received_of(p_book, p_from_book, v_line.year, v_line.number, v_line.entry) > 0 THEN
        kept := kept + 1;
      ELSIF withdraw_delivery(p_book, p_from_book, v_line.year, v_line.number, v_line.entry) THEN
        withdrawn := withdrawn + 1;
      END IF;
    END IF;
  END LOOP;
END $$
;;
CREATE OR REPLACE FUNCTION sunledger.take_receipt(
  p_book integer, p_from_book integer, p_signer bytea, p_digest bytea, p_content bytea,
  p_made_at timestamptz, p_actor text, p_lines jsonb,
  OUT acknowledged integer, OUT replayed boolean
)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = sunledger, pg_temp
AS $$
DECLARE v_bad record;
BEGIN
  PERFORM FROM book_state s WHERE s.book = p_book FOR UPDATE;
  IF NOT FOUND THEN
    PERFORM refuse('book_unknown', 'no such book', jsonb_build_object('book', p_book));
  END IF;
  PERFORM check_signer(p_signer, p_from_book);
  SELECT l.year, l.number, l.entry INTO v_bad
  FROM jsonb_to_recordset(p_lines) AS
    l(year integer, number integer, entry integer, lot uuid, amount_fen bigint,
      received_fen bigint)
  LEFT JOIN (entry e
      JOIN voucher v ON v.book = p_book AND v.year = e.year AND v.number = e.number
        AND v.kind IN ('pass_down', 'send_back')
      JOIN account a ON a.book = p_book AND a.account = e.to_account
        AND a.kind IN ('sent_down', 'sent_up')
        AND a.owner = p_from_book::text)
    ON e.book = p_book AND e.year = l.year AND e.number = l.number AND e.entry = l.entry
  WHERE e.book IS NULL OR e.lot <> l.lot OR e.amount_fen <> l.amount_fen
    OR l.received_fen NOT BETWEEN 0 AND e.amount_fen
  ORDER BY 1, 2, 3 LIMIT 1;
  IF FOUND THEN
    PERFORM refuse('receipt_of_nothing', 'the receipt names what was not sent so',
      jsonb_build_object('book', p_book, 'lower_book', p_from_book, 'year', v_bad.year,
                         'number', v_bad.number, 'entry', v_bad.entry));
  END IF;
  acknowledged := 0;
  replayed := NOT take_file(p_book, p_from_book, 'receipt', p_signer, p_digest, p_content,
                            p_made_at, p_actor);
  IF replayed THEN RETURN; END IF;
  INSERT INTO delivery_receipt (book, year, number, entry, digest, lower_book, delivered_at,
                                received_fen, withdrawn, made_at, seq)
  SELECT p_book, l.year, l.number, l.entry, p_digest, p_from_book, l.delivered_at,
         l.received_fen, l.withdrawn, p_made_at,
         1 + coalesce((SELECT max(r.seq) FROM delivery_receipt r WHERE r.book = p_book), 0)
  FROM jsonb_to_recordset(p_lines) AS
    l(year integer, number integer, entry integer, delivered_at timestamptz, received_fen bigint,
      withdrawn boolean);
  GET DIAGNOSTICS acknowledged = ROW_COUNT;
END $$
;;
GRANT EXECUTE ON FUNCTION sunledger.close_month(integer, integer, integer, text, bytea, text) TO sunledger_app
;;
GRANT EXECUTE ON FUNCTION sunledger.booked_month(integer, integer, date, bigint) TO sunledger_app
;;
GRANT EXECUTE ON FUNCTION sunledger.deliver(integer, integer, integer, integer, integer, uuid, bigint, text, date, jsonb, boolean) TO sunledger_app
;;
GRANT EXECUTE ON FUNCTION sunledger.booked_month(integer, integer, date, bigint) TO sunledger_read
;;
INSERT INTO sunledger.movement (kind, from_kind, to_kind) VALUES
  ('adjust', 'project', 'pool'),
  ('adjust', 'project', 'project'),
  ('adjust', 'project', 'unassigned'),
  ('income', 'source', 'unassigned'),
  ('receive_back', 'sent_down', 'unassigned'),
  ('recover', 'advance', 'recovered'),
  ('recover', 'agent', 'recovered'),
  ('recover', 'collective', 'recovered'),
  ('recover', 'pool', 'recovered'),
  ('recover', 'project', 'recovered'),
  ('recover', 'revolving', 'recovered'),
  ('recover', 'special', 'recovered'),
  ('recover', 'unassigned', 'recovered'),
  ('recover', 'unit', 'recovered'),
  ('reissue', 'recovered', 'unassigned'),
  ('release', 'recovered', 'released'),
  ('send_back', 'recovered', 'sent_up'),
  ('send_back', 'unassigned', 'sent_up')
