-- Business events that are no vouchers: they draw the book's next event number under the same lock
-- and leave a leaf. Events are numbered from 0, so that an event number is a leaf index.

-- The part that needs the lock already held by the caller's transaction.
CREATE FUNCTION sunledger.record_event(
  p_book integer, p_actor text, p_kind text, p_key text, p_content bytea, p_body text,
  OUT event bigint, OUT recorded_at timestamptz, OUT replayed boolean
)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = sunledger, pg_temp
AS $$
#variable_conflict use_column
DECLARE
  v_state book_state; v_old book_event; v_event bigint; v_at timestamptz;
BEGIN
  SELECT * INTO v_state FROM book_state WHERE book = p_book FOR UPDATE;
  IF NOT FOUND THEN
    PERFORM refuse('book_unknown', 'no such book', jsonb_build_object('book', p_book));
  END IF;
  SELECT * INTO v_old FROM book_event e WHERE e.book = p_book AND e.key = p_key;
  IF FOUND THEN
    IF v_old.content <> p_content THEN
      PERFORM refuse('key_with_other_content', 'this key recorded something else',
                     jsonb_build_object('key', p_key, 'event', v_old.event));
    END IF;
    event := v_old.event; recorded_at := v_old.recorded_at; replayed := true;
    RETURN;
  END IF;
  v_event := v_state.next_event;
  v_at := greatest(ledger_now(), v_state.last_recorded_at);
  UPDATE book_state SET next_event = v_event + 1, last_recorded_at = v_at WHERE book = p_book;
  INSERT INTO book_event (book, event, key, content, kind, recorded_at, actor, leaf)
  VALUES (p_book, v_event, p_key, p_content, p_kind, v_at, p_actor,
    convert_to('{"body":' || p_body || ',"book":' || p_book || ',"event":' || v_event
      || ',"recorded_at":"' || leaf_instant(v_at) || '","v":1}', 'UTF8'));
  event := v_event; recorded_at := v_at; replayed := false;
END $$;

CREATE FUNCTION sunledger.leaf_instant(p_at timestamptz) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = sunledger, pg_temp
AS $$ SELECT to_char(p_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') $$;

CREATE FUNCTION sunledger.open_book(
  p_book integer, p_name text, p_bureau text, p_level text, p_non_gb boolean, p_live_from date,
  p_actor text, p_content bytea, p_body text,
  OUT event bigint, OUT recorded_at timestamptz, OUT replayed boolean
)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = sunledger, pg_temp
AS $$
BEGIN
  INSERT INTO book (book, name, bureau, level, non_gb, live_from)
  VALUES (p_book, p_name, p_bureau, p_level, p_non_gb, p_live_from)
  ON CONFLICT DO NOTHING;
  INSERT INTO book_state (book, next_event, next_account, last_recorded_at)
  VALUES (p_book, 0, 1, '-infinity') ON CONFLICT DO NOTHING;
  SELECT r.event, r.recorded_at, r.replayed INTO event, recorded_at, replayed
  FROM record_event(p_book, p_actor, 'open_book', 'open_book', p_content, p_body) r;
END $$;

CREATE FUNCTION sunledger.open_year(
  p_book integer, p_year integer, p_actor text, p_content bytea, p_body text,
  OUT event bigint, OUT recorded_at timestamptz, OUT replayed boolean
)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = sunledger, pg_temp
AS $$
BEGIN
  SELECT r.event, r.recorded_at, r.replayed INTO event, recorded_at, replayed
  FROM record_event(p_book, p_actor, 'open_year', 'open_year:' || p_year, p_content, p_body) r;
  INSERT INTO book_year (book, year, last_number) VALUES (p_book, p_year, 0)
  ON CONFLICT DO NOTHING;
END $$;

CREATE FUNCTION sunledger.close_year(
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
  ELSIF (ledger_now() AT TIME ZONE 'Asia/Shanghai')::date < make_date(p_year + 1, 1, 1) THEN
    PERFORM refuse('year_not_over', 'the year has days to come', v_details);
  END IF;
  UPDATE book_year y SET closed_at = coalesce(y.closed_at, recorded_at)
  WHERE y.book = p_book AND y.year = p_year;
END $$;

-- The months of a year up to p_month are closed: what is said of them later is recorded as late.
CREATE FUNCTION sunledger.close_month(
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
END $$;

-- In which month of its fiscal year a voucher is booked: its own, or where that was closed when
-- event p_event was drawn, the first that was open. 12 for what happened after the year.
CREATE FUNCTION sunledger.booked_month(
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
$$;

CREATE FUNCTION sunledger.publish(
  p_book integer, p_actor text, p_key text, p_content bytea, p_body text, p_notice jsonb,
  OUT event bigint, OUT recorded_at timestamptz, OUT replayed boolean
)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = sunledger, pg_temp
AS $$
BEGIN
  SELECT r.event, r.recorded_at, r.replayed INTO event, recorded_at, replayed
  FROM record_event(p_book, p_actor, 'publication', p_key, p_content, p_body) r;
  IF replayed THEN RETURN; END IF;
  INSERT INTO notice
  SELECT * FROM jsonb_populate_record(NULL::notice,
    p_notice || jsonb_build_object('book', p_book, 'event', event));
END $$;

-- What another book passed down, or sent back (p_upward), arrives here once; the remainder is
-- derived from the receives.
CREATE FUNCTION sunledger.deliver(
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
END $$;

-- Before a pass-down or send-back is reversed the delivery is taken back, which fails once it was received.
CREATE FUNCTION sunledger.withdraw_delivery(
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
END $$;

-- What entries that are reversed had sent to other books, be they here or elsewhere.
CREATE FUNCTION sunledger.sent_by(
  p_book integer, e_relation text[], e_of_year integer[], e_of_number integer[],
  e_of_entry integer[]
) RETURNS TABLE (n bigint, other integer, year integer, number integer, entry integer)
LANGUAGE sql STABLE SET search_path = sunledger, pg_temp
AS $$
  SELECT e.n, a.owner::integer, o.year, o.number, o.entry
  FROM unnest(e_relation, e_of_year, e_of_number, e_of_entry) WITH ORDINALITY
    e(relation, year, number, entry, n)
  JOIN entry o ON o.book = p_book AND o.year = e.year AND o.number = e.number AND o.entry = e.entry
  JOIN account a ON a.book = p_book AND a.account = o.to_account
    AND a.kind IN ('sent_down', 'sent_up')
  WHERE e.relation = 'reverses'
$$;

-- A reversal of what was sent withdraws its deliveries, unless the other book has received. Of a
-- book elsewhere the last receipt decides; the next file of deliveries tells it.
CREATE FUNCTION sunledger.withdraw_sent(
  p_book integer, v_number integer[], e_voucher integer[], e_relation text[],
  e_of_year integer[], e_of_number integer[], e_of_entry integer[]
) RETURNS void
LANGUAGE plpgsql SET search_path = sunledger, pg_temp
AS $$
DECLARE v_sent record; v_received bigint;
BEGIN
  FOR v_sent IN
    SELECT t.* FROM sent_by(p_book, e_relation, e_of_year, e_of_number, e_of_entry) t
    WHERE v_number[e_voucher[t.n]] IS NOT NULL ORDER BY t.n
  LOOP
    IF EXISTS (SELECT FROM book b WHERE b.book = v_sent.other) THEN
      PERFORM withdraw_delivery(v_sent.other, p_book, v_sent.year, v_sent.number, v_sent.entry);
    ELSE
      SELECT r.received_fen INTO v_received FROM delivery_receipt r
      WHERE r.book = p_book AND r.lower_book = v_sent.other AND r.year = v_sent.year
        AND r.number = v_sent.number AND r.entry = v_sent.entry
      ORDER BY r.made_at DESC, r.seq DESC LIMIT 1;
      IF v_received > 0 THEN
        PERFORM refuse('money_moved_on', 'a receipt says that the other book has this money',
          jsonb_build_object('book', v_sent.other, 'received_fen', v_received));
      END IF;
    END IF;
  END LOOP;
END $$;

-- Received of one delivery so far: its receives less the reversals of those.
CREATE FUNCTION sunledger.received_of(
  p_book integer, p_origin_book integer, p_origin_year integer, p_origin_number integer,
  p_origin_entry integer
) RETURNS bigint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = sunledger, pg_temp
AS $$
  SELECT coalesce(sum(e.amount_fen), 0)::bigint FROM entry e
  WHERE e.book = p_book AND e.relation = 'receives' AND e.of_book = p_origin_book
    AND e.of_year = p_origin_year AND e.of_number = p_origin_number AND e.of_entry = p_origin_entry
    AND NOT EXISTS (
      SELECT FROM entry r WHERE r.book = p_book AND r.relation = 'reverses'
        AND r.of_year = e.year AND r.of_number = e.number AND r.of_entry = e.entry)
$$;
