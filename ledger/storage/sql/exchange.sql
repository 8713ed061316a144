-- Between databases: whom we believe, what signed files bring in, and which lots are one money.
-- Signatures are checked by ledger/book/signed_file.py; whether their maker may speak is decided here.

CREATE FUNCTION sunledger.trust_peer(
  p_book integer, p_key bytea, p_name text, p_trusted boolean, p_actor text
) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = sunledger, pg_temp
AS $$
DECLARE v_last exchange_peer;
BEGIN
  -- One decision at a time in the whole database: they are few, and drawn by count.
  PERFORM FROM installation FOR UPDATE;
  IF EXISTS (SELECT FROM book b WHERE b.book = p_book) THEN
    PERFORM refuse('peer_of_own_book', 'this book is kept here, nobody else speaks for it',
                   jsonb_build_object('book', p_book));
  END IF;
  SELECT * INTO v_last FROM exchange_peer p WHERE p.book = p_book AND p.key = p_key
  ORDER BY p.seq DESC LIMIT 1;
  IF v_last.trusted IS NOT DISTINCT FROM p_trusted AND v_last.name = p_name THEN
    RETURN false;
  END IF;
  INSERT INTO exchange_peer (book, key, seq, name, trusted, decided_at, decided_by)
  VALUES (p_book, p_key, coalesce(v_last.seq, 0) + 1, p_name, p_trusted, ledger_now(), p_actor);
  RETURN true;
END $$;

CREATE FUNCTION sunledger.check_signer(p_key bytea, p_book integer) RETURNS void
LANGUAGE plpgsql STABLE SET search_path = sunledger, pg_temp
AS $$
DECLARE v_trusted boolean; v_details jsonb;
BEGIN
  v_details := jsonb_build_object('key', encode(p_key, 'hex'), 'book', p_book);
  SELECT p.trusted INTO v_trusted FROM exchange_peer p WHERE p.book = p_book AND p.key = p_key
  ORDER BY p.seq DESC LIMIT 1;
  IF v_trusted IS NULL THEN
    PERFORM refuse(
      CASE WHEN EXISTS (SELECT FROM exchange_peer p WHERE p.key = p_key)
           THEN 'signer_may_not_speak' ELSE 'signer_unknown' END,
      'nobody said that this key speaks for this book', v_details);
  ELSIF NOT v_trusted THEN
    PERFORM refuse('signer_revoked', 'this key no longer speaks for this book', v_details);
  END IF;
END $$;

-- Everything a file of the other book says, or nothing. A withdrawn line is delivered first where
-- it never arrived: otherwise an older file, coming late, would bring it back to life.
CREATE FUNCTION sunledger.take_deliveries(
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
END $$;

-- What the other book acknowledges was passed down or sent back to it, entry by entry.
CREATE FUNCTION sunledger.take_receipt(
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
END $$;

CREATE FUNCTION sunledger.take_file(
  p_book integer, p_from_book integer, p_format text, p_signer bytea, p_digest bytea,
  p_content bytea, p_made_at timestamptz, p_actor text
) RETURNS boolean
LANGUAGE plpgsql SET search_path = sunledger, pg_temp
AS $$
BEGIN
  INSERT INTO exchange_file (book, digest, format, from_book, signer, made_at, taken_at, taken_by,
                             content)
  VALUES (p_book, p_digest, p_format, p_from_book, p_signer, p_made_at, ledger_now(), p_actor,
          p_content)
  ON CONFLICT DO NOTHING;
  RETURN FOUND;
END $$;

-- The bureau that entered a lot says which lot of another book is the same money.
CREATE FUNCTION sunledger.link_lots(
  p_book integer, p_lot uuid, p_same_as uuid, p_stated_on date, p_doc_no text, p_document uuid,
  p_actor text, p_key text, p_content bytea, p_body text,
  OUT event bigint, OUT recorded_at timestamptz, OUT replayed boolean
)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = sunledger, pg_temp
AS $$
DECLARE v_details jsonb;
BEGIN
  SELECT r.event, r.recorded_at, r.replayed INTO event, recorded_at, replayed
  FROM record_event(p_book, p_actor, 'same_as', p_key, p_content, p_body) r;
  IF replayed THEN RETURN; END IF;
  -- Two books linking to each other at once would make a circle that neither sees.
  PERFORM FROM installation FOR UPDATE;
  v_details := jsonb_build_object('book', p_book, 'lot', p_lot, 'same_as', p_same_as);
  IF NOT EXISTS (
    SELECT FROM lot l JOIN voucher v ON v.book = p_book AND v.year = l.year AND v.number = l.number
    WHERE l.book = p_book AND l.lot = p_lot AND v.kind <> 'receive')
  THEN
    PERFORM refuse('lot_not_entered_here', 'only the book that entered a lot links it', v_details);
  END IF;
  IF NOT EXISTS (SELECT FROM lot l WHERE l.lot = p_same_as)
    AND NOT EXISTS (SELECT FROM inbound i WHERE i.lot = p_same_as)
  THEN
    PERFORM refuse('linked_lot_unknown', 'the other lot is neither booked nor delivered here',
                   v_details);
  END IF;
  IF p_same_as <> p_lot AND EXISTS (
    SELECT FROM lot_links_at('infinity') k WHERE k.lot = p_same_as AND k.ancestor = p_lot)
  THEN
    PERFORM refuse('lots_in_a_circle', 'the other lot is already linked to this one', v_details);
  END IF;
  INSERT INTO same_as (book, lot, event, same_as, stated_on, doc_no, document, stated_by,
                       recorded_at)
  VALUES (p_book, p_lot, event, p_same_as, p_stated_on, p_doc_no, p_document, p_actor,
          recorded_at);
END $$;

-- Every lot with those it was said to be the same as, directly or through others, as known then.
CREATE FUNCTION sunledger.lot_links_at(p_known_at timestamptz)
RETURNS TABLE (lot uuid, ancestor uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = sunledger, pg_temp
AS $$
  WITH RECURSIVE last AS (
    SELECT DISTINCT ON (s.lot) s.lot, s.same_as FROM same_as s
    WHERE s.recorded_at <= p_known_at ORDER BY s.lot, s.recorded_at DESC, s.event DESC
  ), walk(lot, ancestor) AS (
    SELECT l.lot, l.same_as FROM last l WHERE l.same_as <> l.lot
    UNION
    SELECT w.lot, l.same_as FROM walk w JOIN last l ON l.lot = w.ancestor AND l.same_as <> l.lot
  )
  SELECT w.lot, w.ancestor FROM walk w
$$;

-- The lot to count each lot by: the end of its links, itself where it has none.
CREATE FUNCTION sunledger.lot_identity_at(p_known_at timestamptz)
RETURNS TABLE (book integer, lot uuid, identity uuid)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = sunledger, pg_temp
AS $$
  WITH links AS (SELECT k.lot, k.ancestor FROM lot_links_at(p_known_at) k)
  SELECT l.book, l.lot, coalesce(root.ancestor, l.lot)
  FROM lot l
  LEFT JOIN links root ON root.lot = l.lot
    AND NOT EXISTS (SELECT FROM links onward WHERE onward.lot = root.ancestor)
$$;
