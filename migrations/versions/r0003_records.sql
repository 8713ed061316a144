CREATE TABLE sunledger.opening_list (
	book INTEGER NOT NULL, 
	list UUID NOT NULL, 
	as_of DATE NOT NULL, 
	total_fen BIGINT NOT NULL, 
	digest BYTEA NOT NULL, 
	made_by VARCHAR NOT NULL, 
	made_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	PRIMARY KEY (book, list), 
	CONSTRAINT opening_list_book FOREIGN KEY(book) REFERENCES sunledger.book (book)
)
;;
GRANT SELECT ON sunledger.opening_list TO sunledger_app, sunledger_read
;;
CREATE TABLE sunledger.record_private (
	book INTEGER NOT NULL, 
	record UUID NOT NULL, 
	sealed BYTEA NOT NULL, 
	PRIMARY KEY (book, record), 
	CONSTRAINT record_private_book FOREIGN KEY(book) REFERENCES sunledger.book (book)
)
;;
GRANT SELECT ON sunledger.record_private TO sunledger_app
;;
CREATE TABLE sunledger.attachment (
	book INTEGER NOT NULL, 
	attachment UUID NOT NULL, 
	event BIGINT, 
	subject VARCHAR NOT NULL, 
	subject_key VARCHAR NOT NULL, 
	digest BYTEA NOT NULL, 
	size_bytes BIGINT NOT NULL, 
	media_type VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	what VARCHAR NOT NULL, 
	added_by VARCHAR NOT NULL, 
	added_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	PRIMARY KEY (book, attachment), 
	CONSTRAINT attachment_digest_is_sha256 CHECK (octet_length(digest) = 32), 
	CONSTRAINT attachment_has_bytes CHECK (size_bytes > 0), 
	CONSTRAINT attachment_has_event CHECK ((event IS NULL) = (subject = 'draft')), 
	CONSTRAINT attachment_subject_known CHECK (subject IN ('draft', 'voucher', 'notice', 'confirmations', 'document', 'book')), 
	CONSTRAINT attachment_event FOREIGN KEY(book, event) REFERENCES sunledger.book_event (book, event)
)
;;
GRANT SELECT ON sunledger.attachment TO sunledger_app, sunledger_read
;;
CREATE INDEX attachment_by_subject ON sunledger.attachment (book, subject, subject_key)
;;
CREATE TABLE sunledger.confirmation (
	book INTEGER NOT NULL, 
	confirmation UUID NOT NULL, 
	event BIGINT NOT NULL, 
	place INTEGER NOT NULL, 
	year INTEGER NOT NULL, 
	number INTEGER NOT NULL, 
	line INTEGER NOT NULL, 
	outcome VARCHAR NOT NULL, 
	amount_fen BIGINT, 
	goods VARCHAR NOT NULL, 
	relation VARCHAR NOT NULL, 
	means VARCHAR NOT NULL, 
	signed_on DATE NOT NULL, 
	signed_time TIME WITHOUT TIME ZONE, 
	corrects UUID, 
	evidence BYTEA, 
	sd BYTEA NOT NULL, 
	PRIMARY KEY (book, confirmation), 
	CONSTRAINT confirmation_place_is_one UNIQUE (book, event, place), 
	CONSTRAINT confirmation_outcome_known CHECK (outcome IN ('received', 'less', 'not_received')), 
	CONSTRAINT confirmation_says_what CHECK (CASE WHEN outcome = 'not_received' THEN amount_fen IS NULL AND goods = '' ELSE (amount_fen > 0) IS TRUE OR goods <> '' END), 
	CONSTRAINT confirmation_event FOREIGN KEY(book, event) REFERENCES sunledger.book_event (book, event), 
	CONSTRAINT confirmation_corrects FOREIGN KEY(book, corrects) REFERENCES sunledger.confirmation (book, confirmation)
)
;;
GRANT SELECT ON sunledger.confirmation TO sunledger_app, sunledger_read
;;
CREATE INDEX confirmation_by_line ON sunledger.confirmation (book, year, number, line)
;;
CREATE UNIQUE INDEX confirmation_corrected_once ON sunledger.confirmation (book, corrects) WHERE corrects IS NOT NULL
;;
CREATE UNIQUE INDEX confirmation_is_one ON sunledger.confirmation (book, year, number, line) WHERE corrects IS NULL
;;
CREATE TABLE sunledger.opening_closing (
	book INTEGER NOT NULL, 
	event BIGINT NOT NULL, 
	list UUID NOT NULL, 
	total_fen BIGINT NOT NULL, 
	signed_on DATE NOT NULL, 
	scan BYTEA, 
	closed_by VARCHAR NOT NULL, 
	sd BYTEA NOT NULL, 
	PRIMARY KEY (book), 
	CONSTRAINT opening_closing_event FOREIGN KEY(book, event) REFERENCES sunledger.book_event (book, event), 
	CONSTRAINT opening_closing_list FOREIGN KEY(book, list) REFERENCES sunledger.opening_list (book, list)
)
;;
GRANT SELECT ON sunledger.opening_closing TO sunledger_app, sunledger_read
;;
CREATE TABLE sunledger.opening_row (
	book INTEGER NOT NULL, 
	list UUID NOT NULL, 
	row INTEGER NOT NULL, 
	kind VARCHAR NOT NULL, 
	owner VARCHAR NOT NULL, 
	lot UUID NOT NULL, 
	doc_no VARCHAR NOT NULL, 
	amount_fen BIGINT NOT NULL, 
	PRIMARY KEY (book, list, row), 
	CONSTRAINT opening_amount_positive CHECK (amount_fen > 0), 
	CONSTRAINT opening_row_list FOREIGN KEY(book, list) REFERENCES sunledger.opening_list (book, list)
)
;;
GRANT SELECT ON sunledger.opening_row TO sunledger_app, sunledger_read
;;
CREATE TABLE sunledger.attachment_struck (
	book INTEGER NOT NULL, 
	attachment UUID NOT NULL, 
	reason VARCHAR NOT NULL, 
	struck_by VARCHAR NOT NULL, 
	struck_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	PRIMARY KEY (book, attachment), 
	CONSTRAINT attachment_struck_attachment FOREIGN KEY(book, attachment) REFERENCES sunledger.attachment (book, attachment)
)
;;
GRANT SELECT ON sunledger.attachment_struck TO sunledger_app, sunledger_read
;;
CREATE OR REPLACE FUNCTION sunledger.check_vouchers(
  p_book integer, p_live_from date, p_actors jsonb, p_vouchers jsonb, p_number integer[]
) RETURNS void
LANGUAGE plpgsql SET search_path = sunledger, pg_temp
AS $$
DECLARE v_bad record;
BEGIN
  SELECT x.n, x.token INTO v_bad FROM (
    SELECT o.n,
      CASE
        WHEN o.key LIKE 'draft:%' AND a.reason IS NULL THEN 'not_approved'
        WHEN cardinality(o.warned) > 0 AND coalesce(btrim(a.reason), '') = ''
          THEN 'reason_missing'
        WHEN o.kind = 'open' AND o.happened_on >= p_live_from THEN 'open_after_live'
        WHEN o.kind = 'open' AND opening_is_closed(p_book) THEN 'opening_closed'
        WHEN o.backfill AND o.happened_on >= p_live_from THEN 'backfill_after_live'
        WHEN (o.kind = 'reverse') <> (o.reverses_number IS NOT NULL) THEN 'reversal_names_nothing'
        WHEN o.reverses_number IS NOT NULL AND r.kind IS NULL THEN 'reversed_unknown'
        WHEN r.kind = 'reverse' THEN 'reversal_is_final'
        WHEN o.replaces_number IS NOT NULL AND p.kind IS NULL THEN 'replaced_unknown'
      END AS token
    FROM ROWS FROM (jsonb_to_recordset(p_vouchers) AS (key text, content text, kind text,
      actor integer, happened_on date, backfill boolean, warned text[], reverses_year integer,
      reverses_number integer, replaces_year integer, replaces_number integer))
      WITH ORDINALITY o(key, content, kind, actor, happened_on, backfill, warned, reverses_year,
        reverses_number, replaces_year, replaces_number, n)
    CROSS JOIN LATERAL (SELECT p_actors->(coalesce(o.actor, 1) - 1) AS j) who
    LEFT JOIN LATERAL (
      SELECT ev.reason FROM draft_event ev
      JOIN draft_version dv ON dv.book = p_book AND dv.draft = ev.draft AND dv.version = ev.version
      WHERE o.key LIKE 'draft:%' AND ev.book = p_book AND ev.action = 'approve'
        AND ev.draft = split_part(o.key, ':', 2)::uuid
        AND ev.version = split_part(o.key, ':', 3)::integer
        AND ev.digest = decode(o.content, 'hex') AND ev.actor = who.j->>'checker'
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
    WHERE p_number[o.n] IS NOT NULL
  ) x WHERE x.token IS NOT NULL ORDER BY x.n LIMIT 1;
  IF FOUND THEN
    PERFORM refuse(v_bad.token, 'the voucher cannot be posted',
                   jsonb_build_object('voucher', v_bad.n));
  END IF;
END $$
;;
CREATE OR REPLACE FUNCTION sunledger.check_confirmer(p_book integer, p_actor jsonb, p_rows jsonb) RETURNS void
LANGUAGE plpgsql SET search_path = sunledger, pg_temp
AS $$
DECLARE v_bad record;
BEGIN
  IF coalesce(p_actor->>'login', '') = '' THEN
    PERFORM refuse('actor_missing', 'who records must be named', '{}');
  END IF;
  IF coalesce(p_actor->>'role', '') NOT IN ('township', 'village') THEN
    PERFORM refuse('role_may_not_confirm', 'only a township or a village records confirmations',
                   jsonb_build_object('role', p_actor->>'role'));
  END IF;
  SELECT r.place, r.year, r.number, r.line, r.outcome, r.amount_fen, l.amount_fen AS paid_fen,
    CASE
      WHEN l.book IS NULL OR v.kind NOT IN ('disburse', 'pay') THEN 'confirmed_line_unknown'
      WHEN NOT EXISTS (SELECT FROM jsonb_array_elements_text(p_actor->'reach') p(code)
                       WHERE length(p.code) IN (9, 12) AND starts_with(l.region, p.code))
        THEN 'confirmed_line_out_of_reach'
      WHEN (r.outcome = 'less' AND r.amount_fen >= l.amount_fen)
        OR (r.outcome = 'received' AND r.amount_fen < l.amount_fen)
        THEN 'confirmation_contradicts_line'
      WHEN r.signed_on > (ledger_now() AT TIME ZONE 'Asia/Shanghai')::date
        OR r.signed_on < v.happened_on - 366 THEN 'confirmation_day_impossible'
      WHEN r.corrects IS NOT NULL AND c.confirmation IS NULL THEN 'corrected_unknown'
    END AS token
  INTO v_bad
  FROM jsonb_populate_recordset(NULL::confirmation, p_rows) r
  LEFT JOIN payment_line l ON l.book = p_book AND l.year = r.year AND l.number = r.number
    AND l.line = r.line
  LEFT JOIN voucher v ON v.book = p_book AND v.year = r.year AND v.number = r.number
  LEFT JOIN confirmation c ON c.book = p_book AND c.confirmation = r.corrects
    AND c.year = r.year AND c.number = r.number AND c.line = r.line
  WHERE l.book IS NULL OR v.kind NOT IN ('disburse', 'pay')
    OR NOT EXISTS (SELECT FROM jsonb_array_elements_text(p_actor->'reach') p(code)
                   WHERE length(p.code) IN (9, 12) AND starts_with(l.region, p.code))
    OR (r.outcome = 'less' AND r.amount_fen >= l.amount_fen)
    OR (r.outcome = 'received' AND r.amount_fen < l.amount_fen)
    OR r.signed_on > (ledger_now() AT TIME ZONE 'Asia/Shanghai')::date
    OR r.signed_on < v.happened_on - 366
    OR (r.corrects IS NOT NULL AND c.confirmation IS NULL)
  ORDER BY r.place LIMIT 1;
  IF FOUND THEN
    PERFORM refuse(v_bad.token, 'a confirmation cannot stand', to_jsonb(v_bad) - 'token');
  END IF;
END $$
;;
REVOKE ALL ON FUNCTION sunledger.check_confirmer FROM PUBLIC
;;
CREATE OR REPLACE FUNCTION sunledger.confirm(
  p_book integer, p_actor jsonb, p_key text, p_content bytea, p_body text, p_rows jsonb,
  OUT event bigint, OUT recorded_at timestamptz, OUT replayed boolean
)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = sunledger, pg_temp
AS $$
DECLARE v_bad record;
BEGIN
  SELECT r.event, r.recorded_at, r.replayed INTO event, recorded_at, replayed
  FROM record_event(p_book, p_actor->>'login', 'confirmations', p_key, p_content, p_body) r;
  IF replayed THEN RETURN; END IF;
  PERFORM check_confirmer(p_book, p_actor, p_rows);
  -- The book's lock is held: who was first stays first.
  SELECT r.place, r.year, r.number, r.line, count(*) OVER () AS times INTO v_bad
  FROM jsonb_populate_recordset(NULL::confirmation, p_rows) r
  WHERE EXISTS (SELECT FROM confirmation c WHERE c.book = p_book
      AND CASE WHEN r.corrects IS NULL THEN c.corrects IS NULL AND c.year = r.year
                 AND c.number = r.number AND c.line = r.line
               ELSE c.corrects = r.corrects END)
    OR EXISTS (SELECT FROM jsonb_populate_recordset(NULL::confirmation, p_rows) t
      WHERE t.place < r.place AND t.year = r.year AND t.number = r.number AND t.line = r.line)
  ORDER BY r.place LIMIT 1;
  IF FOUND THEN
    PERFORM refuse('confirmed_already', 'this line was confirmed before; a correction names that',
                   to_jsonb(v_bad) - 'times');
  END IF;
  INSERT INTO confirmation
  SELECT (jsonb_populate_record(NULL::confirmation,
    j || jsonb_build_object('book', p_book, 'event', event))).*
  FROM jsonb_array_elements(p_rows) j;
  INSERT INTO record_private (book, record, sealed)
  SELECT p_book, (j->>'confirmation')::uuid, (j->>'sealed')::bytea
  FROM jsonb_array_elements(p_rows) j WHERE j ? 'sealed';
END $$
;;
REVOKE ALL ON FUNCTION sunledger.confirm FROM PUBLIC
;;
CREATE OR REPLACE FUNCTION sunledger.draft_is_open(p_book integer, p_draft uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = sunledger, pg_temp
AS $$
  SELECT coalesce((SELECT e.action NOT IN ('submit', 'approve') FROM draft_event e
                   WHERE e.book = p_book AND e.draft = p_draft ORDER BY e.seq DESC LIMIT 1), true)
    AND NOT EXISTS (
      SELECT FROM draft_version v JOIN voucher p ON p.book = p_book
        AND p.key = 'draft:' || v.draft || ':' || v.version
      WHERE v.book = p_book AND v.draft = p_draft)
$$
;;
REVOKE ALL ON FUNCTION sunledger.draft_is_open FROM PUBLIC
;;
CREATE OR REPLACE FUNCTION sunledger.attach(
  p_book integer, p_actor text, p_key text, p_content bytea, p_body text, p_row jsonb,
  OUT event bigint, OUT recorded_at timestamptz, OUT replayed boolean
)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = sunledger, pg_temp
AS $$
DECLARE v_row attachment; v_old attachment; v_there boolean;
BEGIN
  PERFORM FROM book_state s WHERE s.book = p_book FOR UPDATE;
  IF NOT FOUND THEN
    PERFORM refuse('book_unknown', 'no such book', jsonb_build_object('book', p_book));
  END IF;
  v_row := jsonb_populate_record(NULL::attachment, p_row);
  v_there := CASE v_row.subject
    WHEN 'draft' THEN EXISTS (SELECT FROM draft d WHERE d.book = p_book
                              AND d.draft::text = v_row.subject_key)
    WHEN 'voucher' THEN EXISTS (SELECT FROM voucher v WHERE v.book = p_book
                                AND v.year = split_part(v_row.subject_key, '-', 1)::integer
                                AND v.number = split_part(v_row.subject_key, '-', 2)::integer)
    WHEN 'notice' THEN EXISTS (SELECT FROM notice n WHERE n.book = p_book
                               AND n.notice::text = v_row.subject_key)
    WHEN 'confirmations' THEN EXISTS (SELECT FROM book_event e WHERE e.book = p_book
                                      AND e.key = 'confirmations:' || v_row.subject_key)
    WHEN 'document' THEN EXISTS (SELECT FROM source_document d WHERE d.book = p_book
                                 AND d.document::text = v_row.subject_key)
    WHEN 'book' THEN v_row.subject_key = p_book::text
    ELSE false END;
  IF NOT v_there THEN
    PERFORM refuse('attachment_subject_unknown', 'what the file is attached to is not here',
      jsonb_build_object('subject', v_row.subject, 'subject_key', v_row.subject_key));
  END IF;
  IF v_row.subject <> 'draft' THEN
    SELECT r.event, r.recorded_at, r.replayed INTO event, recorded_at, replayed
    FROM record_event(p_book, p_actor, 'attachment', p_key, p_content, p_body) r;
    IF replayed THEN RETURN; END IF;
  ELSE
    SELECT * INTO v_old FROM attachment a
    WHERE a.book = p_book AND a.attachment = v_row.attachment;
    IF FOUND THEN
      IF (v_old.subject, v_old.subject_key, v_old.digest, v_old.what)
        IS DISTINCT FROM (v_row.subject, v_row.subject_key, v_row.digest, v_row.what)
      THEN
        PERFORM refuse('key_with_other_content', 'this key recorded something else',
                       jsonb_build_object('key', p_key));
      END IF;
      recorded_at := v_old.added_at; replayed := true;
      RETURN;
    END IF;
    IF NOT draft_is_open(p_book, v_row.subject_key::uuid) THEN
      PERFORM refuse('draft_not_open', 'files are changed before a draft is submitted',
                     jsonb_build_object('draft', v_row.subject_key));
    END IF;
    recorded_at := ledger_now(); replayed := false;
  END IF;
  INSERT INTO attachment (book, attachment, event, subject, subject_key, digest, size_bytes,
                          media_type, name, what, added_by, added_at)
  VALUES (p_book, v_row.attachment, event, v_row.subject, v_row.subject_key, v_row.digest,
          v_row.size_bytes, v_row.media_type, v_row.name, v_row.what, p_actor, recorded_at);
END $$
;;
REVOKE ALL ON FUNCTION sunledger.attach FROM PUBLIC
;;
CREATE OR REPLACE FUNCTION sunledger.strike_attachment(
  p_book integer, p_attachment uuid, p_actor text, p_reason text
) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = sunledger, pg_temp
AS $$
DECLARE v_row attachment; v_done integer;
BEGIN
  PERFORM FROM book_state s WHERE s.book = p_book FOR UPDATE;
  SELECT * INTO v_row FROM attachment a WHERE a.book = p_book AND a.attachment = p_attachment;
  IF v_row.subject IS DISTINCT FROM 'draft' THEN
    PERFORM refuse('attachment_is_permanent', 'only a file on an open draft is taken off again',
                   jsonb_build_object('attachment', p_attachment));
  END IF;
  IF NOT draft_is_open(p_book, v_row.subject_key::uuid) THEN
    PERFORM refuse('draft_not_open', 'files are changed before a draft is submitted',
                   jsonb_build_object('draft', v_row.subject_key));
  END IF;
  INSERT INTO attachment_struck (book, attachment, reason, struck_by, struck_at)
  VALUES (p_book, p_attachment, p_reason, p_actor, ledger_now()) ON CONFLICT DO NOTHING;
  GET DIAGNOSTICS v_done = ROW_COUNT;
  RETURN v_done = 1;
END $$
;;
REVOKE ALL ON FUNCTION sunledger.strike_attachment FROM PUBLIC
;;
CREATE OR REPLACE FUNCTION sunledger.fix_attachments(
  p_book integer, p_actor text, p_key text, p_content bytea, p_body text,
  OUT event bigint, OUT recorded_at timestamptz, OUT replayed boolean
)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = sunledger, pg_temp
AS $$
BEGIN
  SELECT r.event, r.recorded_at, r.replayed INTO event, recorded_at, replayed
  FROM record_event(p_book, p_actor, 'attachments', p_key, p_content, p_body) r;
END $$
;;
REVOKE ALL ON FUNCTION sunledger.fix_attachments FROM PUBLIC
;;
CREATE OR REPLACE FUNCTION sunledger.list_opening(
  p_book integer, p_list uuid, p_as_of date, p_digest bytea, p_actor text, p_rows jsonb
) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = sunledger, pg_temp
AS $$
BEGIN
  PERFORM FROM book_state s WHERE s.book = p_book FOR UPDATE;
  IF NOT FOUND THEN
    PERFORM refuse('book_unknown', 'no such book', jsonb_build_object('book', p_book));
  END IF;
  IF EXISTS (SELECT FROM opening_list o WHERE o.book = p_book AND o.list = p_list) THEN
    RETURN false;
  END IF;
  IF opening_is_closed(p_book) THEN
    PERFORM refuse('opening_closed', 'the opening of this book is closed',
                   jsonb_build_object('book', p_book));
  END IF;
  INSERT INTO opening_list (book, list, as_of, total_fen, digest, made_by, made_at)
  SELECT p_book, p_list, p_as_of, sum(r.amount_fen), p_digest, p_actor, ledger_now()
  FROM jsonb_populate_recordset(NULL::opening_row, p_rows) r;
  INSERT INTO opening_row
  SELECT (jsonb_populate_record(NULL::opening_row,
    j || jsonb_build_object('book', p_book, 'list', p_list))).*
  FROM jsonb_array_elements(p_rows) j;
  RETURN true;
END $$
;;
REVOKE ALL ON FUNCTION sunledger.list_opening FROM PUBLIC
;;
CREATE OR REPLACE FUNCTION sunledger.opening_is_closed(p_book integer) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = sunledger, pg_temp
AS $$ SELECT EXISTS (SELECT FROM opening_closing c WHERE c.book = p_book) $$
;;
REVOKE ALL ON FUNCTION sunledger.opening_is_closed FROM PUBLIC
;;
CREATE OR REPLACE FUNCTION sunledger.opening_against_list(p_book integer, p_list uuid, p_before bigint)
RETURNS TABLE (kind text, owner text, lot uuid, doc_no text, signed_fen bigint, posted_fen bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = sunledger, pg_temp
AS $$
  SELECT coalesce(s.kind, p.kind)::text, coalesce(s.owner, p.owner)::text,
         coalesce(s.lot, p.lot), coalesce(s.doc_no, p.doc_no)::text,
         coalesce(s.fen, 0)::bigint, coalesce(p.fen, 0)::bigint
  FROM (
    SELECT o.kind, o.owner, o.lot, min(o.doc_no) AS doc_no, sum(o.amount_fen) AS fen
    FROM opening_row o WHERE o.book = p_book AND o.list = p_list GROUP BY 1, 2, 3
  ) s
  FULL JOIN (
    SELECT a.kind, a.owner, e.lot, min(v.doc_no) AS doc_no, sum(e.amount_fen) AS fen
    FROM voucher v
    JOIN entry e ON e.book = v.book AND e.year = v.year AND e.number = v.number
    JOIN account a ON a.book = e.book AND a.account = e.to_account
    WHERE v.book = p_book AND v.kind = 'open' AND (p_before IS NULL OR v.event < p_before)
      AND NOT EXISTS (
        SELECT FROM entry r
        JOIN voucher w ON w.book = r.book AND w.year = r.year AND w.number = r.number
        WHERE r.book = e.book AND r.relation = 'reverses' AND r.of_year = e.year
          AND r.of_number = e.number AND r.of_entry = e.entry
          AND (p_before IS NULL OR w.event < p_before))
    GROUP BY 1, 2, 3
  ) p ON p.kind = s.kind AND p.owner = s.owner AND p.lot = s.lot
  ORDER BY 1, 2, 4, 3
$$
;;
REVOKE ALL ON FUNCTION sunledger.opening_against_list FROM PUBLIC
;;
CREATE OR REPLACE FUNCTION sunledger.close_opening(
  p_book integer, p_actor jsonb, p_content bytea, p_body text, p_row jsonb,
  OUT event bigint, OUT recorded_at timestamptz, OUT replayed boolean
)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = sunledger, pg_temp
AS $$
DECLARE v_row opening_closing; v_list opening_list; v_differences bigint; v_closed uuid;
BEGIN
  IF p_actor->>'role' IS DISTINCT FROM 'finance_checker' THEN
    PERFORM refuse('role_may_not_post', 'only a finance checker closes the opening',
                   jsonb_build_object('role', p_actor->>'role'));
  END IF;
  IF NOT coalesce(p_actor->'reach' @> to_jsonb(p_book), false) THEN
    PERFORM refuse('book_out_of_reach', 'the checker may not write this book',
                   jsonb_build_object('book', p_book));
  END IF;
  v_row := jsonb_populate_record(NULL::opening_closing, p_row);
  SELECT r.event, r.recorded_at, r.replayed INTO event, recorded_at, replayed
  FROM record_event(p_book, p_actor->>'login', 'close_opening', 'close_opening', p_content,
                    p_body) r;
  IF replayed THEN RETURN; END IF;
  SELECT * INTO v_list FROM opening_list o WHERE o.book = p_book AND o.list = v_row.list;
  IF NOT FOUND THEN
    PERFORM refuse('opening_list_unknown', 'no such opening list',
                   jsonb_build_object('book', p_book));
  END IF;
  IF v_list.made_by = p_actor->>'login' THEN
    PERFORM refuse('maker_is_checker', 'who made the list does not close it',
                   jsonb_build_object('maker', v_list.made_by));
  END IF;
  IF v_list.total_fen <> v_row.total_fen THEN
    PERFORM refuse('opening_total_differs', 'the signed total is not that of the list',
      jsonb_build_object('signed_fen', v_row.total_fen, 'listed_fen', v_list.total_fen));
  END IF;
  SELECT count(*) INTO v_differences FROM opening_against_list(p_book, v_row.list, event) d
  WHERE d.signed_fen <> d.posted_fen;
  IF v_differences > 0 THEN
    PERFORM refuse('opening_differs', 'the ledger is not what the list says',
                   jsonb_build_object('book', p_book, 'differences', v_differences));
  END IF;
  INSERT INTO opening_closing (book, event, list, total_fen, signed_on, scan, closed_by, sd)
  VALUES (p_book, event, v_row.list, v_row.total_fen, v_row.signed_on, v_row.scan,
          p_actor->>'login', v_row.sd);
  IF p_row ? 'sealed' THEN
    INSERT INTO record_private (book, record, sealed)
    VALUES (p_book, v_row.list, (p_row->>'sealed')::bytea);
  END IF;
END $$
;;
REVOKE ALL ON FUNCTION sunledger.close_opening FROM PUBLIC
;;
CREATE TRIGGER attachment_is_permanent BEFORE DELETE OR TRUNCATE OR UPDATE ON sunledger.attachment FOR EACH STATEMENT EXECUTE FUNCTION sunledger.refuse_change()
;;
CREATE TRIGGER attachment_struck_is_permanent BEFORE DELETE OR TRUNCATE OR UPDATE ON sunledger.attachment_struck FOR EACH STATEMENT EXECUTE FUNCTION sunledger.refuse_change()
;;
CREATE TRIGGER confirmation_is_permanent BEFORE DELETE OR TRUNCATE OR UPDATE ON sunledger.confirmation FOR EACH STATEMENT EXECUTE FUNCTION sunledger.refuse_change()
;;
CREATE TRIGGER opening_closing_is_permanent BEFORE DELETE OR TRUNCATE OR UPDATE ON sunledger.opening_closing FOR EACH STATEMENT EXECUTE FUNCTION sunledger.refuse_change()
;;
CREATE TRIGGER opening_list_is_permanent BEFORE DELETE OR TRUNCATE OR UPDATE ON sunledger.opening_list FOR EACH STATEMENT EXECUTE FUNCTION sunledger.refuse_change()
;;
CREATE TRIGGER opening_row_is_permanent BEFORE DELETE OR TRUNCATE OR UPDATE ON sunledger.opening_row FOR EACH STATEMENT EXECUTE FUNCTION sunledger.refuse_change()
;;
CREATE TRIGGER record_private_is_permanent BEFORE TRUNCATE OR UPDATE ON sunledger.record_private FOR EACH STATEMENT EXECUTE FUNCTION sunledger.refuse_change()
;;
REVOKE SELECT ON sunledger.record_private FROM sunledger_read
;;
GRANT EXECUTE ON FUNCTION sunledger.confirm(integer, jsonb, text, bytea, text, jsonb) TO sunledger_app
;;
GRANT EXECUTE ON FUNCTION sunledger.attach(integer, text, text, bytea, text, jsonb) TO sunledger_app
;;
GRANT EXECUTE ON FUNCTION sunledger.strike_attachment(integer, uuid, text, text) TO sunledger_app
;;
GRANT EXECUTE ON FUNCTION sunledger.fix_attachments(integer, text, text, bytea, text) TO sunledger_app
;;
GRANT EXECUTE ON FUNCTION sunledger.list_opening(integer, uuid, date, bytea, text, jsonb) TO sunledger_app
;;
GRANT EXECUTE ON FUNCTION sunledger.opening_against_list(integer, uuid, bigint) TO sunledger_app
;;
GRANT EXECUTE ON FUNCTION sunledger.close_opening(integer, jsonb, bytea, text, jsonb) TO sunledger_app
;;
GRANT EXECUTE ON FUNCTION sunledger.opening_against_list(integer, uuid, bigint) TO sunledger_read
