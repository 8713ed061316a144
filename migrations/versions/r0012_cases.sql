CREATE TABLE sunledger.audit_case (
	book INTEGER NOT NULL, 
	case_id UUID NOT NULL, 
	year INTEGER NOT NULL, 
	number INTEGER NOT NULL, 
	title VARCHAR NOT NULL, 
	opened_by VARCHAR NOT NULL, 
	opened_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	PRIMARY KEY (book, case_id), 
	CONSTRAINT audit_case_number_is_one UNIQUE (book, year, number), 
	CONSTRAINT audit_case_has_title CHECK (title <> '' AND number > 0), 
	CONSTRAINT audit_case_book FOREIGN KEY(book) REFERENCES sunledger.book (book)
)
;;
GRANT SELECT ON sunledger.audit_case TO sunledger_app, sunledger_read
;;
CREATE TABLE sunledger.audit_suppression (
	book INTEGER NOT NULL, 
	suppression UUID NOT NULL, 
	rule VARCHAR NOT NULL, 
	identity BYTEA NOT NULL, 
	run UUID NOT NULL, 
	reason VARCHAR NOT NULL, 
	until_on DATE NOT NULL, 
	asked_by VARCHAR NOT NULL, 
	asked_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	PRIMARY KEY (book, suppression), 
	CONSTRAINT audit_suppression_has_reason CHECK (reason <> ''), 
	CONSTRAINT audit_suppression_book FOREIGN KEY(book) REFERENCES sunledger.book (book)
)
;;
GRANT SELECT ON sunledger.audit_suppression TO sunledger_app, sunledger_read
;;
CREATE INDEX audit_suppression_by_identity ON sunledger.audit_suppression (book, identity)
;;
CREATE TABLE sunledger.audit_case_step (
	book INTEGER NOT NULL, 
	case_id UUID NOT NULL, 
	seq INTEGER NOT NULL, 
	kind VARCHAR NOT NULL, 
	actor VARCHAR NOT NULL, 
	role VARCHAR NOT NULL, 
	taken_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	to_login VARCHAR, 
	to_org VARCHAR, 
	due_on DATE, 
	of_seq INTEGER, 
	maker VARCHAR, 
	PRIMARY KEY (book, case_id, seq), 
	CONSTRAINT audit_case_step_known CHECK (kind IN ('opened', 'widened', 'assigned', 'asked', 'replied', 'disposed', 'recovered', 'recovery_undone', 'referred', 'taken_over', 'fed_back', 'close_asked', 'close_refused', 'closed', 'reopened')), 
	CONSTRAINT audit_case_step_opens_once CHECK (seq >= 0 AND (seq = 0) = (kind = 'opened')), 
	CONSTRAINT audit_case_closed_by_second_person CHECK (CASE WHEN kind IN ('close_refused', 'closed') THEN (maker <> actor) IS TRUE ELSE maker IS NULL END), 
	CONSTRAINT audit_case_step_has_addressee CHECK (CASE WHEN kind IN ('assigned', 'asked') THEN due_on IS NOT NULL AND num_nonnulls(to_login, to_org) > 0 ELSE num_nonnulls(due_on, to_login, to_org) = 0 END), 
	CONSTRAINT audit_case_reply_answers CHECK ((kind = 'replied') = (of_seq IS NOT NULL)), 
	CONSTRAINT audit_case_step_case FOREIGN KEY(book, case_id) REFERENCES sunledger.audit_case (book, case_id), 
	CONSTRAINT audit_case_step_of FOREIGN KEY(book, case_id, of_seq) REFERENCES sunledger.audit_case_step (book, case_id, seq)
)
;;
GRANT SELECT ON sunledger.audit_case_step TO sunledger_app, sunledger_read
;;
CREATE INDEX audit_case_step_to_login ON sunledger.audit_case_step (book, to_login)
;;
CREATE TABLE sunledger.audit_suppression_step (
	book INTEGER NOT NULL, 
	suppression UUID NOT NULL, 
	seq INTEGER NOT NULL, 
	action VARCHAR NOT NULL, 
	actor VARCHAR NOT NULL, 
	maker VARCHAR NOT NULL, 
	reason VARCHAR NOT NULL, 
	taken_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	PRIMARY KEY (book, suppression, seq), 
	CONSTRAINT audit_suppression_action_known CHECK (CASE action WHEN 'approve' THEN seq = 1 WHEN 'reject' THEN seq = 1 WHEN 'end' THEN seq = 2 ELSE false END), 
	CONSTRAINT audit_suppression_by_second_person CHECK (action = 'end' OR actor <> maker), 
	CONSTRAINT audit_suppression_no_says_why CHECK (action = 'approve' OR reason <> ''), 
	CONSTRAINT audit_suppression_step_of FOREIGN KEY(book, suppression) REFERENCES sunledger.audit_suppression (book, suppression)
)
;;
GRANT SELECT ON sunledger.audit_suppression_step TO sunledger_app, sunledger_read
;;
CREATE TABLE sunledger.audit_case_file (
	book INTEGER NOT NULL, 
	file UUID NOT NULL, 
	case_id UUID NOT NULL, 
	seq INTEGER NOT NULL, 
	digest BYTEA NOT NULL, 
	size_bytes BIGINT NOT NULL, 
	media_type VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	what VARCHAR NOT NULL, 
	PRIMARY KEY (book, file), 
	CONSTRAINT audit_case_file_is_a_file CHECK (octet_length(digest) = 32 AND size_bytes > 0), 
	CONSTRAINT audit_case_file_step FOREIGN KEY(book, case_id, seq) REFERENCES sunledger.audit_case_step (book, case_id, seq)
)
;;
GRANT SELECT ON sunledger.audit_case_file TO sunledger_app, sunledger_read
;;
CREATE INDEX audit_case_file_by_case ON sunledger.audit_case_file (book, case_id)
;;
CREATE TABLE sunledger.audit_case_lead (
	book INTEGER NOT NULL, 
	case_id UUID NOT NULL, 
	identity BYTEA NOT NULL, 
	seq INTEGER NOT NULL, 
	rule VARCHAR NOT NULL, 
	run UUID NOT NULL, 
	fingerprint BYTEA NOT NULL, 
	PRIMARY KEY (book, case_id, identity), 
	CONSTRAINT audit_case_lead_step FOREIGN KEY(book, case_id, seq) REFERENCES sunledger.audit_case_step (book, case_id, seq), 
	CONSTRAINT audit_case_lead_finding FOREIGN KEY(run, book, rule, identity) REFERENCES sunledger.finding (run, book, rule, identity)
)
;;
GRANT SELECT ON sunledger.audit_case_lead TO sunledger_app, sunledger_read
;;
CREATE INDEX audit_case_lead_by_identity ON sunledger.audit_case_lead (book, identity)
;;
CREATE TABLE sunledger.audit_case_private (
	book INTEGER NOT NULL, 
	case_id UUID NOT NULL, 
	seq INTEGER NOT NULL, 
	sealed BYTEA NOT NULL, 
	PRIMARY KEY (book, case_id, seq), 
	CONSTRAINT audit_case_private_step FOREIGN KEY(book, case_id, seq) REFERENCES sunledger.audit_case_step (book, case_id, seq)
)
;;
GRANT SELECT ON sunledger.audit_case_private TO sunledger_app
;;
CREATE TABLE sunledger.audit_case_recovery (
	book INTEGER NOT NULL, 
	case_id UUID NOT NULL, 
	seq INTEGER NOT NULL, 
	year INTEGER NOT NULL, 
	number INTEGER NOT NULL, 
	entry INTEGER NOT NULL, 
	amount_fen BIGINT NOT NULL, 
	PRIMARY KEY (book, case_id, seq, year, number, entry), 
	CONSTRAINT audit_case_recovery_has_amount CHECK (amount_fen <> 0), 
	CONSTRAINT audit_case_recovery_step FOREIGN KEY(book, case_id, seq) REFERENCES sunledger.audit_case_step (book, case_id, seq)
)
;;
GRANT SELECT ON sunledger.audit_case_recovery TO sunledger_app, sunledger_read
;;
CREATE INDEX audit_case_recovery_by_entry ON sunledger.audit_case_recovery (book, year, number, entry)
;;
CREATE TABLE sunledger.audit_case_disposition (
	book INTEGER NOT NULL, 
	case_id UUID NOT NULL, 
	seq INTEGER NOT NULL, 
	identity BYTEA NOT NULL, 
	disposition VARCHAR NOT NULL, 
	fingerprint BYTEA NOT NULL, 
	PRIMARY KEY (book, case_id, seq, identity), 
	CONSTRAINT audit_case_disposition_known CHECK (disposition IN ('upheld', 'unfounded', 'permitted', 'rectified')), 
	CONSTRAINT audit_case_disposition_step FOREIGN KEY(book, case_id, seq) REFERENCES sunledger.audit_case_step (book, case_id, seq), 
	CONSTRAINT audit_case_disposition_lead FOREIGN KEY(book, case_id, identity) REFERENCES sunledger.audit_case_lead (book, case_id, identity)
)
;;
GRANT SELECT ON sunledger.audit_case_disposition TO sunledger_app, sunledger_read
;;
CREATE OR REPLACE FUNCTION sunledger.newest_leads(p_books integer[])
RETURNS TABLE (book integer, rule text, identity bytea, run uuid, version integer, severity text,
  subject_kind text, subject text, title text, amount_fen bigint, evidence jsonb, fingerprint bytea)
LANGUAGE sql STABLE SET search_path = sunledger, pg_temp
AS $$
  SELECT f.book, f.rule, f.identity, f.run, f.version, f.severity, f.subject_kind, f.subject,
    f.title, f.amount_fen, f.evidence, f.fingerprint
  FROM (
    SELECT DISTINCT ON (o.book, o.rule) o.book, o.rule, o.run
    FROM audit_outcome o JOIN audit_run r ON r.run = o.run AND r.finished_at IS NOT NULL
    WHERE o.book = ANY (p_books) ORDER BY o.book, o.rule, r.finished_at DESC, r.run
  ) n
  JOIN finding f ON f.run = n.run AND f.book = n.book AND f.rule = n.rule
$$
;;
REVOKE ALL ON FUNCTION sunledger.newest_leads FROM PUBLIC
;;
CREATE OR REPLACE FUNCTION sunledger.case_stages(p_books integer[])
RETURNS TABLE (book integer, case_id uuid, stage text, last_seq integer, last_kind text,
  last_at timestamptz)
LANGUAGE sql STABLE SET search_path = sunledger, pg_temp
AS $$
  SELECT c.book, c.case_id,
    CASE (SELECT s.kind FROM audit_case_step s
          WHERE s.book = c.book AND s.case_id = c.case_id
            AND s.kind IN ('close_asked', 'close_refused', 'closed', 'reopened')
          ORDER BY s.seq DESC LIMIT 1)
      WHEN 'close_asked' THEN 'closing' WHEN 'closed' THEN 'closed' ELSE 'working' END,
    l.seq, l.kind, l.taken_at
  FROM audit_case c
  CROSS JOIN LATERAL (SELECT s.seq, s.kind, s.taken_at FROM audit_case_step s
    WHERE s.book = c.book AND s.case_id = c.case_id ORDER BY s.seq DESC LIMIT 1) l
  WHERE c.book = ANY (p_books)
$$
;;
REVOKE ALL ON FUNCTION sunledger.case_stages FROM PUBLIC
;;
CREATE OR REPLACE FUNCTION sunledger.suppressions_on(p_books integer[], p_on date)
RETURNS TABLE (book integer, identity bytea, suppression uuid, until_on date)
LANGUAGE sql STABLE SET search_path = sunledger, pg_temp
AS $$
  SELECT s.book, s.identity, s.suppression, s.until_on
  FROM audit_suppression s
  JOIN audit_suppression_step a ON a.book = s.book AND a.suppression = s.suppression
    AND a.action = 'approve'
  WHERE s.book = ANY (p_books) AND s.until_on >= p_on
    AND NOT EXISTS (SELECT FROM audit_suppression_step e
      WHERE e.book = s.book AND e.suppression = s.suppression AND e.action = 'end')
$$
;;
REVOKE ALL ON FUNCTION sunledger.suppressions_on FROM PUBLIC
;;
CREATE OR REPLACE FUNCTION sunledger.lead_states(p_books integer[], p_on date)
RETURNS TABLE (book integer, rule text, identity bytea, run uuid, state text, case_id uuid,
  disposition text, suppression uuid, until_on date)
LANGUAGE sql STABLE SET search_path = sunledger, pg_temp
AS $$
  WITH cases AS (
    SELECT DISTINCT ON (l.book, l.identity) l.book, l.identity, l.case_id, s.stage, d.fingerprint,
      d.disposition
    FROM audit_case_lead l
    JOIN audit_case c ON c.book = l.book AND c.case_id = l.case_id
    JOIN case_stages(p_books) s ON s.book = l.book AND s.case_id = l.case_id
    LEFT JOIN LATERAL (SELECT d.fingerprint, d.disposition FROM audit_case_disposition d
      WHERE d.book = l.book AND d.case_id = l.case_id AND d.identity = l.identity
      ORDER BY d.seq DESC LIMIT 1) d ON true
    WHERE l.book = ANY (p_books)
    ORDER BY l.book, l.identity, (s.stage <> 'closed') DESC, c.year DESC, c.number DESC
  ),
  quiet AS (
    SELECT DISTINCT ON (q.book, q.identity) q.book, q.identity, q.suppression, q.until_on
    FROM suppressions_on(p_books, p_on) q ORDER BY q.book, q.identity, q.until_on DESC
  )
  SELECT n.book, n.rule, n.identity, n.run,
    CASE WHEN x.stage IN ('working', 'closing') THEN 'in_case'
      WHEN x.fingerprint = n.fingerprint THEN 'settled'
      WHEN q.suppression IS NOT NULL THEN 'suppressed'
      WHEN x.case_id IS NOT NULL THEN 'reopened' ELSE 'new' END,
    x.case_id, x.disposition, q.suppression, q.until_on
  FROM newest_leads(p_books) n
  LEFT JOIN cases x ON x.book = n.book AND x.identity = n.identity
  LEFT JOIN quiet q ON q.book = n.book AND q.identity = n.identity
$$
;;
REVOKE ALL ON FUNCTION sunledger.lead_states FROM PUBLIC
;;
CREATE OR REPLACE FUNCTION sunledger.case_today() RETURNS date
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = sunledger, pg_temp
AS $$ SELECT (ledger_now() AT TIME ZONE 'Asia/Shanghai')::date $$
;;
REVOKE ALL ON FUNCTION sunledger.case_today FROM PUBLIC
;;
CREATE OR REPLACE FUNCTION sunledger.check_case_actor(p_book integer, p_actor jsonb, p_kind text)
RETURNS void
LANGUAGE plpgsql SET search_path = sunledger, pg_temp
AS $$
DECLARE v_roles text[];
BEGIN
  IF coalesce(p_actor->>'login', '') = '' THEN
    PERFORM refuse('actor_missing', 'who acts must be named', '{}');
  END IF;
  v_roles := CASE
    WHEN p_kind IN ('taken_over', 'fed_back') THEN ARRAY['inspector']
    WHEN p_kind = 'replied' THEN ARRAY['auditor', 'finance_maker', 'finance_checker',
      'project_department', 'township', 'village']
    ELSE ARRAY['auditor'] END;
  IF NOT coalesce(p_actor->>'role', '') = ANY (v_roles) THEN
    PERFORM refuse('case_role_refused', 'another role takes this step',
                   jsonb_build_object('role', p_actor->>'role', 'step', p_kind));
  END IF;
  -- Who is asked replies though the book is not his to audit; that he was asked is checked there.
  IF NOT coalesce(p_actor->'reach' @> to_jsonb(p_book), false)
    AND (p_kind <> 'replied' OR p_actor->>'role' = 'auditor')
  THEN
    PERFORM refuse('case_out_of_reach', 'this person does not audit this book',
                   jsonb_build_object('book', p_book));
  END IF;
  PERFORM FROM book_state s WHERE s.book = p_book FOR UPDATE;
  IF NOT FOUND THEN
    PERFORM refuse('book_unknown', 'no such book', jsonb_build_object('book', p_book));
  END IF;
END $$
;;
REVOKE ALL ON FUNCTION sunledger.check_case_actor FROM PUBLIC
;;
CREATE OR REPLACE FUNCTION sunledger.take_leads(p_book integer, p_case uuid, p_seq integer, p_leads jsonb)
RETURNS void
LANGUAGE plpgsql SET search_path = sunledger, pg_temp
AS $$
DECLARE v_wanted bytea[]; v_bad record;
BEGIN
  SELECT array_agg(DISTINCT decode(l, 'hex')) INTO v_wanted
  FROM jsonb_array_elements_text(coalesce(p_leads, '[]')) l;
  IF v_wanted IS NULL THEN
    PERFORM refuse('case_without_lead', 'a case is about at least one lead', '{}');
  END IF;
  SELECT w.identity, s.state, s.case_id, c.year, c.number INTO v_bad
  FROM unnest(v_wanted) w(identity)
  LEFT JOIN lead_states(ARRAY[p_book], case_today()) s ON s.identity = w.identity
  LEFT JOIN audit_case c ON c.book = p_book AND c.case_id = s.case_id
  WHERE s.identity IS NULL OR s.state IN ('in_case', 'settled')
  ORDER BY s.state NULLS FIRST, w.identity LIMIT 1;
  IF FOUND AND v_bad.state IS NULL THEN
    PERFORM refuse('case_lead_unknown', 'the newest run raises no such lead in this book',
                   jsonb_build_object('identity', encode(v_bad.identity, 'hex')));
  ELSIF FOUND AND v_bad.state = 'in_case' THEN
    PERFORM refuse('case_lead_taken', 'another case is open on this lead',
      jsonb_build_object('identity', encode(v_bad.identity, 'hex'), 'case', v_bad.case_id,
                         'year', v_bad.year, 'number', v_bad.number));
  ELSIF FOUND THEN
    PERFORM refuse('case_lead_settled', 'a closed case settled this lead on the same facts',
      jsonb_build_object('identity', encode(v_bad.identity, 'hex'), 'case', v_bad.case_id,
                         'year', v_bad.year, 'number', v_bad.number));
  END IF;
  -- A lead that left this case's newest facts behind may come in by another case only.
  INSERT INTO audit_case_lead (book, case_id, identity, seq, rule, run, fingerprint)
  SELECT p_book, p_case, n.identity, p_seq, n.rule, n.run, n.fingerprint
  FROM newest_leads(ARRAY[p_book]) n WHERE n.identity = ANY (v_wanted);
END $$
;;
REVOKE ALL ON FUNCTION sunledger.take_leads FROM PUBLIC
;;
CREATE OR REPLACE FUNCTION sunledger.keep_case_papers(p_book integer, p_case uuid, p_seq integer, p_row jsonb)
RETURNS void
LANGUAGE plpgsql SET search_path = sunledger, pg_temp
AS $$
BEGIN
  IF p_row ? 'sealed' THEN
    INSERT INTO audit_case_private (book, case_id, seq, sealed)
    VALUES (p_book, p_case, p_seq, (p_row->>'sealed')::bytea);
  END IF;
  INSERT INTO audit_case_file (book, file, case_id, seq, digest, size_bytes, media_type, name, what)
  SELECT p_book, f.file, p_case, p_seq, f.digest, f.size_bytes, f.media_type, f.name, f.what
  FROM jsonb_populate_recordset(NULL::audit_case_file, coalesce(p_row->'files', '[]')) f;
END $$
;;
REVOKE ALL ON FUNCTION sunledger.keep_case_papers FROM PUBLIC
;;
CREATE OR REPLACE FUNCTION sunledger.open_case(p_book integer, p_case uuid, p_actor jsonb, p_row jsonb)
RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = sunledger, pg_temp
AS $$
DECLARE v_old audit_case; v_year integer; v_number integer;
BEGIN
  PERFORM check_case_actor(p_book, p_actor, 'opened');
  SELECT * INTO v_old FROM audit_case c WHERE c.book = p_book AND c.case_id = p_case;
  IF FOUND THEN
    IF (v_old.title, v_old.opened_by) IS DISTINCT FROM (p_row->>'title', p_actor->>'login') THEN
      PERFORM refuse('key_with_other_content', 'this key opened another case',
                     jsonb_build_object('key', p_case));
    END IF;
    RETURN v_old.number;
  END IF;
  IF coalesce(btrim(p_row->>'title'), '') = '' THEN
    PERFORM refuse('case_says_nothing', 'a case has a title', '{"step": "opened"}');
  END IF;
  v_year := extract(year FROM case_today());
  SELECT coalesce(max(c.number), 0) + 1 INTO v_number FROM audit_case c
  WHERE c.book = p_book AND c.year = v_year;
  INSERT INTO audit_case (book, case_id, year, number, title, opened_by, opened_at)
  VALUES (p_book, p_case, v_year, v_number, btrim(p_row->>'title'), p_actor->>'login',
          ledger_now());
  INSERT INTO audit_case_step (book, case_id, seq, kind, actor, role, taken_at)
  VALUES (p_book, p_case, 0, 'opened', p_actor->>'login', p_actor->>'role', ledger_now());
  PERFORM take_leads(p_book, p_case, 0, p_row->'leads');
  PERFORM keep_case_papers(p_book, p_case, 0, p_row);
  RETURN v_number;
END $$
;;
REVOKE ALL ON FUNCTION sunledger.open_case FROM PUBLIC
;;
CREATE OR REPLACE FUNCTION sunledger.check_case_step(
  p_book integer, p_case uuid, p_actor jsonb, p_step jsonb, p_stage text
) RETURNS void
LANGUAGE plpgsql SET search_path = sunledger, pg_temp
AS $$
DECLARE
  v_kind text := p_step->>'kind'; v_referral text; v_asked audit_case_step; v_count integer;
  v_allowed boolean;
BEGIN
  SELECT s.kind INTO v_referral FROM audit_case_step s
  WHERE s.book = p_book AND s.case_id = p_case AND s.kind IN ('referred', 'taken_over', 'fed_back')
  ORDER BY s.seq DESC LIMIT 1;
  v_allowed := CASE
    WHEN v_kind = 'reopened' THEN p_stage = 'closed'
    WHEN v_kind IN ('closed', 'close_refused') THEN p_stage = 'closing'
    WHEN v_kind = 'referred' THEN p_stage = 'working'
      AND (v_referral IS NULL OR v_referral = 'fed_back')
    WHEN v_kind = 'taken_over' THEN p_stage = 'working' AND coalesce(v_referral = 'referred', false)
    WHEN v_kind = 'fed_back' THEN p_stage = 'working'
      AND coalesce(v_referral = 'taken_over', false)
    ELSE p_stage = 'working' AND v_kind IN ('widened', 'assigned', 'asked', 'replied', 'disposed',
      'recovered', 'recovery_undone', 'close_asked') END;
  IF NOT coalesce(v_allowed, false) THEN
    PERFORM refuse('case_step_not_allowed', 'this step does not follow here',
                   jsonb_build_object('step', v_kind, 'stage', p_stage, 'referral', v_referral));
  END IF;
  IF NOT p_step ? 'sealed' AND (
    v_kind IN ('asked', 'disposed', 'recovery_undone', 'referred', 'fed_back', 'close_asked',
               'close_refused', 'reopened')
    OR (v_kind = 'replied' AND jsonb_array_length(coalesce(p_step->'files', '[]')) = 0))
  THEN
    PERFORM refuse('case_says_nothing', 'this step says why', jsonb_build_object('step', v_kind));
  END IF;
  IF v_kind IN ('assigned', 'asked') THEN
    IF coalesce((p_step->>'due_on')::date < case_today(), true) THEN
      PERFORM refuse('case_deadline_wrong', 'a deadline is today or later',
        jsonb_build_object('due_on', coalesce(p_step->>'due_on', ''), 'today', case_today()));
    END IF;
    IF num_nonnulls(p_step->>'to_login', p_step->>'to_org') = 0
      OR (p_step->>'to_login' IS NOT NULL AND NOT EXISTS (
        SELECT FROM app_user u WHERE u.login = p_step->>'to_login' AND u.active))
      OR (p_step->>'to_org' IS NOT NULL AND NOT EXISTS (
        SELECT FROM organisation o WHERE o.org = p_step->>'to_org'))
    THEN
      PERFORM refuse('case_addressee_unknown', 'who is to act is a user or a unit on the register',
        jsonb_build_object('to_login', coalesce(p_step->>'to_login', ''),
                           'to_org', coalesce(p_step->>'to_org', '')));
    END IF;
  END IF;
  IF v_kind = 'replied' THEN
    SELECT * INTO v_asked FROM audit_case_step s
    WHERE s.book = p_book AND s.case_id = p_case AND s.seq = (p_step->>'of_seq')::integer
      AND s.kind = 'asked';
    IF v_asked.seq IS NULL OR (p_actor->>'role' <> 'auditor'
      AND v_asked.to_login IS DISTINCT FROM p_actor->>'login')
    THEN
      PERFORM refuse('case_reply_not_asked', 'this person was not asked',
                     jsonb_build_object('login', p_actor->>'login'));
    END IF;
  END IF;
  IF v_kind = 'close_asked' THEN
    SELECT count(*) INTO v_count FROM audit_case_lead l
    WHERE l.book = p_book AND l.case_id = p_case AND NOT EXISTS (
      SELECT FROM audit_case_disposition d WHERE d.book = l.book AND d.case_id = l.case_id
        AND d.identity = l.identity
        -- What was held before the case was opened again is to be held anew.
        AND d.seq > coalesce((SELECT max(s.seq) FROM audit_case_step s WHERE s.book = p_book
                              AND s.case_id = p_case AND s.kind = 'reopened'), 0));
    IF v_count > 0 THEN
      PERFORM refuse('case_leads_undisposed', 'every lead of a case is disposed of',
                     jsonb_build_object('leads', v_count));
    END IF;
    IF v_referral IN ('referred', 'taken_over') THEN
      PERFORM refuse('case_referral_open', 'the inspectors have not answered yet', '{}');
    END IF;
  END IF;
END $$
;;
REVOKE ALL ON FUNCTION sunledger.check_case_step FROM PUBLIC
;;
CREATE OR REPLACE FUNCTION sunledger.dispose_leads(p_book integer, p_case uuid, p_seq integer, p_rows jsonb)
RETURNS void
LANGUAGE plpgsql SET search_path = sunledger, pg_temp
AS $$
DECLARE v_bad text;
BEGIN
  SELECT coalesce(r->>'identity', '') INTO v_bad FROM jsonb_array_elements(p_rows) r
  WHERE NOT EXISTS (SELECT FROM audit_case_lead l WHERE l.book = p_book AND l.case_id = p_case
    AND encode(l.identity, 'hex') = r->>'identity') LIMIT 1;
  IF FOUND OR jsonb_array_length(coalesce(p_rows, '[]')) = 0 THEN
    PERFORM refuse('case_lead_not_here', 'the case is not about this lead',
                   jsonb_build_object('identity', coalesce(v_bad, '')));
  END IF;
  INSERT INTO audit_case_disposition (book, case_id, seq, identity, disposition, fingerprint)
  SELECT p_book, p_case, p_seq, l.identity, r->>'disposition',
    coalesce(n.fingerprint, l.fingerprint)
  FROM jsonb_array_elements(p_rows) r
  JOIN audit_case_lead l ON l.book = p_book AND l.case_id = p_case
    AND encode(l.identity, 'hex') = r->>'identity'
  LEFT JOIN newest_leads(ARRAY[p_book]) n ON n.identity = l.identity;
END $$
;;
REVOKE ALL ON FUNCTION sunledger.dispose_leads FROM PUBLIC
;;
CREATE OR REPLACE FUNCTION sunledger.link_recoveries(
  p_book integer, p_case uuid, p_seq integer, p_rows jsonb, p_undo boolean
) RETURNS void
LANGUAGE plpgsql SET search_path = sunledger, pg_temp
AS $$
DECLARE v_bad record;
BEGIN
  SELECT r.year, r.number, v.kind, o.kind AS reversed_kind, n.linked_here, n.linked, n.left_fen,
    CASE
      WHEN n.entries IS NULL THEN 'recovery_voucher_unknown'
      WHEN p_undo AND n.linked_here < n.entries THEN 'recovery_not_here'
      WHEN p_undo THEN NULL
      WHEN v.kind NOT IN ('return', 'recover', 'reverse')
        OR o.kind IN ('return', 'recover', 'receive_back') THEN 'recovery_kind_wrong'
      WHEN n.linked > 0 THEN 'recovery_counted_already'
      WHEN n.reversed > 0 THEN 'recovery_taken_back'
    END AS token
  INTO v_bad
  FROM jsonb_to_recordset(coalesce(p_rows, '[]')) r(year integer, number integer, entry integer)
  LEFT JOIN voucher v ON v.book = p_book AND v.year = r.year AND v.number = r.number
  LEFT JOIN voucher o ON o.book = p_book AND o.year = v.reverses_year
    AND o.number = v.reverses_number
  LEFT JOIN LATERAL (
    SELECT nullif(count(*), 0) AS entries, sum(e.amount_fen)::bigint AS left_fen,
      count(*) FILTER (WHERE (SELECT sum(x.amount_fen) FROM audit_case_recovery x
        WHERE x.book = e.book AND x.year = e.year AND x.number = e.number AND x.entry = e.entry)
        > 0) AS linked,
      count(*) FILTER (WHERE (SELECT sum(x.amount_fen) FROM audit_case_recovery x
        WHERE x.book = e.book AND x.year = e.year AND x.number = e.number AND x.entry = e.entry
          AND x.case_id = p_case) > 0) AS linked_here,
      count(*) FILTER (WHERE EXISTS (SELECT FROM entry u WHERE u.book = e.book
        AND u.relation = 'reverses' AND u.of_year = e.year AND u.of_number = e.number
        AND u.of_entry = e.entry)) AS reversed
    FROM entry e WHERE e.book = p_book AND e.year = r.year AND e.number = r.number
      AND (r.entry IS NULL OR e.entry = r.entry)) n ON true
  ORDER BY token NULLS LAST, r.year, r.number LIMIT 1;
  IF NOT FOUND THEN
    PERFORM refuse('recovery_voucher_unknown', 'no voucher is named',
                   '{"year": "", "number": ""}');
  ELSIF v_bad.token IS NOT NULL THEN
    PERFORM refuse(v_bad.token, 'this voucher does not count as money brought back',
      jsonb_build_object('year', v_bad.year, 'number', v_bad.number, 'voucher_kind', v_bad.kind));
  END IF;
  INSERT INTO audit_case_recovery (book, case_id, seq, year, number, entry, amount_fen)
  SELECT DISTINCT p_book, p_case, p_seq, e.year, e.number, e.entry,
    CASE WHEN p_undo THEN -e.amount_fen ELSE e.amount_fen END
  FROM jsonb_to_recordset(p_rows) r(year integer, number integer, entry integer)
  JOIN entry e ON e.book = p_book AND e.year = r.year AND e.number = r.number
    AND (r.entry IS NULL OR e.entry = r.entry);
END $$
;;
REVOKE ALL ON FUNCTION sunledger.link_recoveries FROM PUBLIC
;;
CREATE OR REPLACE FUNCTION sunledger.case_step(p_book integer, p_case uuid, p_actor jsonb, p_step jsonb)
RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = sunledger, pg_temp
AS $$
DECLARE
  v_now record; v_kind text := coalesce(p_step->>'kind', ''); v_maker text; v_seq integer;
  v_taken record;
BEGIN
  PERFORM check_case_actor(p_book, p_actor, v_kind);
  SELECT s.* INTO v_now FROM case_stages(ARRAY[p_book]) s WHERE s.case_id = p_case;
  IF NOT FOUND THEN
    PERFORM refuse('case_unknown', 'no such case in this book',
                   jsonb_build_object('case', p_case));
  END IF;
  IF v_now.last_seq IS DISTINCT FROM (p_step->>'after_seq')::integer THEN
    PERFORM refuse('case_moved_on', 'somebody took a step meanwhile',
      jsonb_build_object('seen', coalesce(p_step->>'after_seq', ''), 'last', v_now.last_seq));
  END IF;
  PERFORM check_case_step(p_book, p_case, p_actor, p_step, v_now.stage);
  IF v_kind IN ('closed', 'close_refused') THEN
    SELECT s.actor INTO v_maker FROM audit_case_step s
    WHERE s.book = p_book AND s.case_id = p_case AND s.kind = 'close_asked'
    ORDER BY s.seq DESC LIMIT 1;
    IF v_maker = p_actor->>'login' THEN
      PERFORM refuse('case_closed_by_one', 'who asks for the closing does not close',
                     jsonb_build_object('maker', v_maker));
    END IF;
  END IF;
  IF v_kind = 'reopened' THEN
    SELECT c.year, c.number INTO v_taken FROM audit_case_lead l
    JOIN audit_case_lead t ON t.book = l.book AND t.identity = l.identity AND t.case_id <> p_case
    JOIN case_stages(ARRAY[p_book]) s ON s.case_id = t.case_id AND s.stage <> 'closed'
    JOIN audit_case c ON c.book = t.book AND c.case_id = t.case_id
    WHERE l.book = p_book AND l.case_id = p_case LIMIT 1;
    IF FOUND THEN
      PERFORM refuse('case_lead_taken', 'another case is open on a lead of this one',
                     jsonb_build_object('year', v_taken.year, 'number', v_taken.number));
    END IF;
  END IF;
  v_seq := v_now.last_seq + 1;
  INSERT INTO audit_case_step (book, case_id, seq, kind, actor, role, taken_at, to_login, to_org,
                               due_on, of_seq, maker)
  VALUES (p_book, p_case, v_seq, v_kind, p_actor->>'login', p_actor->>'role', ledger_now(),
    p_step->>'to_login', p_step->>'to_org', (p_step->>'due_on')::date,
    (p_step->>'of_seq')::integer, v_maker);
  IF v_kind = 'widened' THEN
    PERFORM take_leads(p_book, p_case, v_seq, p_step->'leads');
  ELSIF v_kind = 'disposed' THEN
    PERFORM dispose_leads(p_book, p_case, v_seq, p_step->'dispositions');
  ELSIF v_kind IN ('recovered', 'recovery_undone') THEN
    PERFORM link_recoveries(p_book, p_case, v_seq, p_step->'recoveries',
                            v_kind = 'recovery_undone');
  END IF;
  PERFORM keep_case_papers(p_book, p_case, v_seq, p_step);
  RETURN v_seq;
END $$
;;
REVOKE ALL ON FUNCTION sunledger.case_step FROM PUBLIC
;;
CREATE OR REPLACE FUNCTION sunledger.ask_suppression(
  p_book integer, p_suppression uuid, p_actor jsonb, p_row jsonb
) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = sunledger, pg_temp
AS $$
DECLARE v_lead record; v_until date := (p_row->>'until_on')::date;
BEGIN
  PERFORM check_case_actor(p_book, p_actor, 'suppression');
  IF EXISTS (SELECT FROM audit_suppression s
             WHERE s.book = p_book AND s.suppression = p_suppression
               AND s.asked_by = p_actor->>'login' AND s.until_on = v_until
               AND encode(s.identity, 'hex') = p_row->>'identity') THEN
    RETURN;
  END IF;
  IF coalesce(btrim(p_row->>'reason'), '') = '' THEN
    PERFORM refuse('case_says_nothing', 'a suppression has a reason', '{"step": "suppression"}');
  END IF;
  IF v_until IS NULL OR v_until <= case_today() OR v_until > case_today() + 366 THEN
    PERFORM refuse('suppression_end_wrong', 'a suppression ends within a year',
      jsonb_build_object('until_on', coalesce(v_until::text, ''), 'today', case_today()));
  END IF;
  SELECT n.* INTO v_lead FROM newest_leads(ARRAY[p_book]) n
  WHERE encode(n.identity, 'hex') = p_row->>'identity';
  IF NOT FOUND THEN
    PERFORM refuse('case_lead_unknown', 'the newest run raises no such lead in this book',
                   jsonb_build_object('identity', coalesce(p_row->>'identity', '')));
  END IF;
  IF EXISTS (SELECT FROM suppressions_on(ARRAY[p_book], case_today()) s
             WHERE s.identity = v_lead.identity)
    OR EXISTS (SELECT FROM audit_suppression s
      WHERE s.book = p_book AND s.identity = v_lead.identity AND s.until_on >= case_today()
        AND NOT EXISTS (SELECT FROM audit_suppression_step d
          WHERE d.book = s.book AND d.suppression = s.suppression))
  THEN
    PERFORM refuse('suppression_stands', 'this lead is suppressed, or somebody asked for it',
                   jsonb_build_object('identity', encode(v_lead.identity, 'hex')));
  END IF;
  INSERT INTO audit_suppression (book, suppression, rule, identity, run, reason, until_on, asked_by,
                                 asked_at)
  VALUES (p_book, p_suppression, v_lead.rule, v_lead.identity, v_lead.run,
          btrim(p_row->>'reason'), v_until, p_actor->>'login', ledger_now());
END $$
;;
REVOKE ALL ON FUNCTION sunledger.ask_suppression FROM PUBLIC
;;
CREATE OR REPLACE FUNCTION sunledger.decide_suppression(
  p_book integer, p_suppression uuid, p_actor jsonb, p_action text, p_reason text
) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = sunledger, pg_temp
AS $$
DECLARE v_asked audit_suppression; v_last text; v_due text;
BEGIN
  PERFORM check_case_actor(p_book, p_actor, 'suppression');
  SELECT * INTO v_asked FROM audit_suppression s
  WHERE s.book = p_book AND s.suppression = p_suppression;
  IF NOT FOUND THEN
    PERFORM refuse('suppression_unknown', 'nobody asked for this suppression',
                   jsonb_build_object('suppression', p_suppression));
  END IF;
  SELECT s.action INTO v_last FROM audit_suppression_step s
  WHERE s.book = p_book AND s.suppression = p_suppression ORDER BY s.seq DESC LIMIT 1;
  IF NOT ((p_action IN ('approve', 'reject') AND v_last IS NULL)
    OR (p_action = 'end' AND coalesce(v_last = 'approve', false)))
  THEN
    PERFORM refuse('suppression_decided', 'this was decided before',
                   jsonb_build_object('last', coalesce(v_last, 'asked')));
  END IF;
  IF p_action <> 'end' AND v_asked.asked_by = p_actor->>'login' THEN
    PERFORM refuse('suppression_by_one', 'who asks does not decide',
                   jsonb_build_object('maker', v_asked.asked_by));
  END IF;
  IF p_action <> 'approve' AND coalesce(btrim(p_reason), '') = '' THEN
    PERFORM refuse('case_says_nothing', 'a rejection says why', '{"step": "suppression"}');
  END IF;
  INSERT INTO audit_suppression_step (book, suppression, seq, action, actor, maker, reason,
                                      taken_at)
  VALUES (p_book, p_suppression, CASE WHEN p_action = 'end' THEN 2 ELSE 1 END, p_action,
          p_actor->>'login', v_asked.asked_by, coalesce(btrim(p_reason), ''), ledger_now());
END $$
;;
REVOKE ALL ON FUNCTION sunledger.decide_suppression FROM PUBLIC
;;
CREATE OR REPLACE FUNCTION sunledger.lead_score(p_severity text, p_amount_fen bigint) RETURNS integer
LANGUAGE sql IMMUTABLE SET search_path = sunledger, pg_temp
AS $$
  SELECT array_position(ARRAY['L', 'M', 'H'], p_severity)
    * length((abs(coalesce(p_amount_fen, 0)) / 100)::text)
$$
;;
REVOKE ALL ON FUNCTION sunledger.lead_score FROM PUBLIC
;;
CREATE TRIGGER audit_case_is_permanent BEFORE DELETE OR TRUNCATE OR UPDATE ON sunledger.audit_case FOR EACH STATEMENT EXECUTE FUNCTION sunledger.refuse_change()
;;
CREATE TRIGGER audit_case_disposition_is_permanent BEFORE DELETE OR TRUNCATE OR UPDATE ON sunledger.audit_case_disposition FOR EACH STATEMENT EXECUTE FUNCTION sunledger.refuse_change()
;;
CREATE TRIGGER audit_case_file_is_permanent BEFORE DELETE OR TRUNCATE OR UPDATE ON sunledger.audit_case_file FOR EACH STATEMENT EXECUTE FUNCTION sunledger.refuse_change()
;;
CREATE TRIGGER audit_case_lead_is_permanent BEFORE DELETE OR TRUNCATE OR UPDATE ON sunledger.audit_case_lead FOR EACH STATEMENT EXECUTE FUNCTION sunledger.refuse_change()
;;
CREATE TRIGGER audit_case_private_is_permanent BEFORE TRUNCATE OR UPDATE ON sunledger.audit_case_private FOR EACH STATEMENT EXECUTE FUNCTION sunledger.refuse_change()
;;
CREATE TRIGGER audit_case_recovery_is_permanent BEFORE DELETE OR TRUNCATE OR UPDATE ON sunledger.audit_case_recovery FOR EACH STATEMENT EXECUTE FUNCTION sunledger.refuse_change()
;;
CREATE TRIGGER audit_case_step_is_permanent BEFORE DELETE OR TRUNCATE OR UPDATE ON sunledger.audit_case_step FOR EACH STATEMENT EXECUTE FUNCTION sunledger.refuse_change()
;;
CREATE TRIGGER audit_suppression_is_permanent BEFORE DELETE OR TRUNCATE OR UPDATE ON sunledger.audit_suppression FOR EACH STATEMENT EXECUTE FUNCTION sunledger.refuse_change()
;;
CREATE TRIGGER audit_suppression_step_is_permanent BEFORE DELETE OR TRUNCATE OR UPDATE ON sunledger.audit_suppression_step FOR EACH STATEMENT EXECUTE FUNCTION sunledger.refuse_change()
;;
REVOKE SELECT ON sunledger.audit_case_private FROM sunledger_read
;;
GRANT EXECUTE ON FUNCTION sunledger.open_case(integer, uuid, jsonb, jsonb) TO sunledger_app
;;
GRANT EXECUTE ON FUNCTION sunledger.case_step(integer, uuid, jsonb, jsonb) TO sunledger_app
;;
GRANT EXECUTE ON FUNCTION sunledger.ask_suppression(integer, uuid, jsonb, jsonb) TO sunledger_app
;;
GRANT EXECUTE ON FUNCTION sunledger.decide_suppression(integer, uuid, jsonb, text, text) TO sunledger_app
;;
GRANT EXECUTE ON FUNCTION sunledger.case_today() TO sunledger_app
;;
GRANT EXECUTE ON FUNCTION sunledger.newest_leads(integer[]) TO sunledger_app
;;
GRANT EXECUTE ON FUNCTION sunledger.case_stages(integer[]) TO sunledger_app
;;
GRANT EXECUTE ON FUNCTION sunledger.suppressions_on(integer[], date) TO sunledger_app
;;
GRANT EXECUTE ON FUNCTION sunledger.lead_states(integer[], date) TO sunledger_app
;;
GRANT EXECUTE ON FUNCTION sunledger.lead_score(text, bigint) TO sunledger_app
;;
GRANT EXECUTE ON FUNCTION sunledger.case_today() TO sunledger_read
;;
GRANT EXECUTE ON FUNCTION sunledger.newest_leads(integer[]) TO sunledger_read
;;
GRANT EXECUTE ON FUNCTION sunledger.case_stages(integer[]) TO sunledger_read
;;
GRANT EXECUTE ON FUNCTION sunledger.suppressions_on(integer[], date) TO sunledger_read
;;
GRANT EXECUTE ON FUNCTION sunledger.lead_states(integer[], date) TO sunledger_read
;;
GRANT EXECUTE ON FUNCTION sunledger.lead_score(text, bigint) TO sunledger_read
