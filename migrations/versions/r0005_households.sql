CREATE TABLE sunledger.bank_card (
	book INTEGER NOT NULL, 
	card_hmac BYTEA NOT NULL, 
	valid_from DATE NOT NULL, 
	known_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	valid_to DATE, 
	person UUID, 
	holder_hmac BYTEA, 
	bank VARCHAR NOT NULL, 
	opened_in VARCHAR NOT NULL, 
	PRIMARY KEY (book, card_hmac, valid_from, known_at), 
	CONSTRAINT bank_card_period CHECK (valid_to IS NULL OR valid_to >= valid_from), 
	CONSTRAINT bank_card_has_one CHECK (person IS NOT NULL OR holder_hmac IS NOT NULL)
)
;;
GRANT SELECT ON sunledger.bank_card TO sunledger_app, sunledger_read
;;
CREATE INDEX bank_card_by_person ON sunledger.bank_card (book, person)
;;
CREATE TABLE sunledger.card_private (
	book INTEGER NOT NULL, 
	card_hmac BYTEA NOT NULL, 
	sealed BYTEA NOT NULL, 
	PRIMARY KEY (book, card_hmac)
)
;;
GRANT SELECT ON sunledger.card_private TO sunledger_app
;;
CREATE TABLE sunledger.exit_rule (
	procedure VARCHAR NOT NULL, 
	step INTEGER NOT NULL, 
	valid_from DATE NOT NULL, 
	valid_to DATE, 
	region VARCHAR NOT NULL, 
	subject VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	level VARCHAR NOT NULL, 
	notice VARCHAR NOT NULL, 
	source VARCHAR NOT NULL, 
	PRIMARY KEY (procedure, step, valid_from), 
	CONSTRAINT exit_subject CHECK (subject IN ('household', 'village', 'county')), 
	CONSTRAINT exit_rule_notice CHECK (notice IN ('', 'before', 'after'))
)
;;
GRANT SELECT ON sunledger.exit_rule TO sunledger_app, sunledger_read
;;
CREATE TABLE sunledger.exit_step (
	book INTEGER NOT NULL, 
	subject VARCHAR NOT NULL, 
	procedure VARCHAR NOT NULL, 
	exit_year INTEGER NOT NULL, 
	step INTEGER NOT NULL, 
	known_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	region VARCHAR NOT NULL, 
	done_on DATE NOT NULL, 
	doc_no VARCHAR NOT NULL, 
	notice UUID, 
	passed BOOLEAN NOT NULL, 
	annulled BOOLEAN NOT NULL, 
	PRIMARY KEY (book, subject, procedure, exit_year, step, known_at), 
	CONSTRAINT exit_step_book FOREIGN KEY(book) REFERENCES sunledger.book (book)
)
;;
GRANT SELECT ON sunledger.exit_step TO sunledger_app, sunledger_read
;;
CREATE TABLE sunledger.erasure (
	book INTEGER NOT NULL, 
	request UUID NOT NULL, 
	event BIGINT NOT NULL, 
	person UUID NOT NULL, 
	maker VARCHAR NOT NULL, 
	checker VARCHAR NOT NULL, 
	erased_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	identities INTEGER NOT NULL, 
	phones INTEGER NOT NULL, 
	cards INTEGER NOT NULL, 
	household_rows INTEGER NOT NULL, 
	payment_lines INTEGER NOT NULL, 
	confirmations INTEGER NOT NULL, 
	duties INTEGER NOT NULL, 
	organisations INTEGER NOT NULL, 
	PRIMARY KEY (book, request), 
	CONSTRAINT erasure_maker_is_not_checker CHECK (maker <> checker), 
	CONSTRAINT erasure_event FOREIGN KEY(book, event) REFERENCES sunledger.book_event (book, event)
)
;;
GRANT SELECT ON sunledger.erasure TO sunledger_app, sunledger_read
;;
CREATE INDEX erasure_by_person ON sunledger.erasure (book, person)
;;
ALTER TABLE sunledger.household_fact ADD COLUMN doc_no VARCHAR NOT NULL DEFAULT '';
ALTER TABLE sunledger.household_fact ALTER COLUMN doc_no DROP DEFAULT
/* now:
CREATE TABLE sunledger.household_fact (
	book INTEGER NOT NULL, 
	household UUID NOT NULL, 
	valid_from DATE NOT NULL, 
	known_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	valid_to DATE, 
	region VARCHAR NOT NULL, 
	village_group VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	members INTEGER NOT NULL, 
	doc_no VARCHAR NOT NULL, 
	PRIMARY KEY (book, household, valid_from, known_at), 
	CONSTRAINT household_fact_household FOREIGN KEY(book, household) REFERENCES sunledger.household (book, household)
)
*/
;;
CREATE TABLE sunledger.household_income (
	book INTEGER NOT NULL, 
	household UUID NOT NULL, 
	year INTEGER NOT NULL, 
	known_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	income_fen BIGINT NOT NULL, 
	members INTEGER NOT NULL, 
	per_capita_fen BIGINT NOT NULL, 
	source VARCHAR NOT NULL, 
	PRIMARY KEY (book, household, year, known_at), 
	CONSTRAINT income_of_somebody CHECK (members > 0), 
	CONSTRAINT household_income_household FOREIGN KEY(book, household) REFERENCES sunledger.household (book, household)
)
;;
GRANT SELECT ON sunledger.household_income TO sunledger_app, sunledger_read
;;
CREATE TABLE sunledger.household_move (
	book INTEGER NOT NULL, 
	household UUID NOT NULL, 
	to_household UUID NOT NULL, 
	happened_on DATE NOT NULL, 
	kind VARCHAR NOT NULL, 
	known_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	from_region VARCHAR NOT NULL, 
	to_region VARCHAR NOT NULL, 
	doc_no VARCHAR NOT NULL, 
	annulled BOOLEAN NOT NULL, 
	PRIMARY KEY (book, household, to_household, happened_on, kind, known_at), 
	CONSTRAINT household_move_kind_known CHECK (kind IN ('split', 'merge', 'move')), 
	CONSTRAINT household_move_between CHECK ((kind = 'move') = (household = to_household)), 
	CONSTRAINT household_move_from FOREIGN KEY(book, household) REFERENCES sunledger.household (book, household), 
	CONSTRAINT household_move_to FOREIGN KEY(book, to_household) REFERENCES sunledger.household (book, household)
)
;;
GRANT SELECT ON sunledger.household_move TO sunledger_app, sunledger_read
;;
CREATE INDEX household_move_by_other ON sunledger.household_move (book, to_household)
;;
CREATE TABLE sunledger.household_private (
	book INTEGER NOT NULL, 
	household UUID NOT NULL, 
	kind VARCHAR NOT NULL, 
	valid_from DATE NOT NULL, 
	known_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	valid_to DATE, 
	hmac BYTEA, 
	sealed BYTEA NOT NULL, 
	PRIMARY KEY (book, household, kind, valid_from, known_at), 
	CONSTRAINT household_private_kind_known CHECK (kind IN ('address', 'causes')), 
	CONSTRAINT household_private_period CHECK (valid_to IS NULL OR valid_to >= valid_from), 
	CONSTRAINT household_private_household FOREIGN KEY(book, household) REFERENCES sunledger.household (book, household)
)
;;
GRANT SELECT ON sunledger.household_private TO sunledger_app
;;
CREATE INDEX household_private_by_hash ON sunledger.household_private (hmac)
;;
CREATE TABLE sunledger.erased_line (
	book INTEGER NOT NULL, 
	year INTEGER NOT NULL, 
	number INTEGER NOT NULL, 
	line INTEGER NOT NULL, 
	request UUID NOT NULL, 
	PRIMARY KEY (book, year, number, line), 
	CONSTRAINT erased_line_erasure FOREIGN KEY(book, request) REFERENCES sunledger.erasure (book, request)
)
;;
GRANT SELECT ON sunledger.erased_line TO sunledger_app, sunledger_read
;;
CREATE TABLE sunledger.erasure_request (
	book INTEGER NOT NULL, 
	request UUID NOT NULL, 
	person UUID NOT NULL, 
	reason VARCHAR NOT NULL, 
	actor VARCHAR NOT NULL, 
	requested_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	PRIMARY KEY (book, request), 
	CONSTRAINT erasure_request_has_reason CHECK (reason <> ''), 
	CONSTRAINT erasure_request_person FOREIGN KEY(book, person) REFERENCES sunledger.person (book, person)
)
;;
GRANT SELECT ON sunledger.erasure_request TO sunledger_app, sunledger_read
;;
CREATE TABLE sunledger.membership (
	book INTEGER NOT NULL, 
	household UUID NOT NULL, 
	person UUID NOT NULL, 
	joined_on DATE NOT NULL, 
	known_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	relation VARCHAR NOT NULL, 
	joined_cause VARCHAR NOT NULL, 
	left_on DATE, 
	left_cause VARCHAR NOT NULL, 
	PRIMARY KEY (book, household, person, joined_on, known_at), 
	CONSTRAINT membership_period CHECK (left_on IS NULL OR left_on >= joined_on), 
	CONSTRAINT membership_household FOREIGN KEY(book, household) REFERENCES sunledger.household (book, household), 
	CONSTRAINT membership_person FOREIGN KEY(book, person) REFERENCES sunledger.person (book, person)
)
;;
GRANT SELECT ON sunledger.membership TO sunledger_app, sunledger_read
;;
CREATE INDEX membership_by_person ON sunledger.membership (book, person)
;;
CREATE TABLE sunledger.payee_authority (
	book INTEGER NOT NULL, 
	person UUID NOT NULL, 
	payee UUID NOT NULL, 
	valid_from DATE NOT NULL, 
	known_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	valid_to DATE, 
	reason VARCHAR NOT NULL, 
	doc_no VARCHAR NOT NULL, 
	PRIMARY KEY (book, person, payee, valid_from, known_at), 
	CONSTRAINT authority_period CHECK (valid_to IS NULL OR valid_to >= valid_from), 
	CONSTRAINT authority_names_another CHECK (person <> payee), 
	CONSTRAINT payee_authority_person FOREIGN KEY(book, person) REFERENCES sunledger.person (book, person)
)
;;
GRANT SELECT ON sunledger.payee_authority TO sunledger_app, sunledger_read
;;
CREATE TABLE sunledger.person_fact (
	book INTEGER NOT NULL, 
	person UUID NOT NULL, 
	valid_from DATE NOT NULL, 
	known_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	valid_to DATE, 
	labour VARCHAR NOT NULL, 
	PRIMARY KEY (book, person, valid_from, known_at), 
	CONSTRAINT person_fact_period CHECK (valid_to IS NULL OR valid_to >= valid_from), 
	CONSTRAINT person_fact_person FOREIGN KEY(book, person) REFERENCES sunledger.person (book, person)
)
;;
GRANT SELECT ON sunledger.person_fact TO sunledger_app, sunledger_read
;;
CREATE TABLE sunledger.person_phone (
	book INTEGER NOT NULL, 
	person UUID NOT NULL, 
	valid_from DATE NOT NULL, 
	known_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	valid_to DATE, 
	official BOOLEAN NOT NULL, 
	phone_hmac BYTEA, 
	sealed BYTEA NOT NULL, 
	PRIMARY KEY (book, person, valid_from, known_at), 
	CONSTRAINT person_phone_period CHECK (valid_to IS NULL OR valid_to >= valid_from), 
	CONSTRAINT person_phone_person FOREIGN KEY(book, person) REFERENCES sunledger.person (book, person)
)
;;
GRANT SELECT ON sunledger.person_phone TO sunledger_app
;;
CREATE INDEX person_phone_by_hash ON sunledger.person_phone (phone_hmac)
;;
ALTER TABLE sunledger.person_private ADD COLUMN name_hmac BYTEA, ADD COLUMN id_faults TEXT[] NOT NULL DEFAULT '{}';
ALTER TABLE sunledger.person_private ALTER COLUMN id_faults DROP DEFAULT
/* now:
CREATE TABLE sunledger.person_private (
	book INTEGER NOT NULL, 
	person UUID NOT NULL, 
	sealed BYTEA NOT NULL, 
	id_hmac BYTEA, 
	name_hmac BYTEA, 
	id_faults TEXT[] NOT NULL, 
	PRIMARY KEY (book, person), 
	CONSTRAINT person_private_person FOREIGN KEY(book, person) REFERENCES sunledger.person (book, person)
)
*/
;;
CREATE TABLE sunledger.personal_access (
	book INTEGER NOT NULL, 
	access UUID NOT NULL, 
	person UUID NOT NULL, 
	actor VARCHAR NOT NULL, 
	purpose VARCHAR NOT NULL, 
	accessed_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	PRIMARY KEY (book, access), 
	CONSTRAINT personal_access_person FOREIGN KEY(book, person) REFERENCES sunledger.person (book, person)
)
;;
GRANT SELECT ON sunledger.personal_access TO sunledger_app, sunledger_read
;;
CREATE TABLE sunledger.erasure_decision (
	book INTEGER NOT NULL, 
	request UUID NOT NULL, 
	action VARCHAR NOT NULL, 
	actor VARCHAR NOT NULL, 
	reason VARCHAR NOT NULL, 
	decided_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	PRIMARY KEY (book, request), 
	CONSTRAINT erasure_action_known CHECK (action IN ('approve', 'reject')), 
	CONSTRAINT erasure_rejection_has_reason CHECK (action = 'approve' OR reason <> ''), 
	CONSTRAINT erasure_decision_request FOREIGN KEY(book, request) REFERENCES sunledger.erasure_request (book, request)
)
;;
GRANT SELECT ON sunledger.erasure_decision TO sunledger_app, sunledger_read
;;
CREATE OR REPLACE VIEW sunledger.person_identity AS SELECT book, person, id_hmac, name_hmac, id_faults FROM sunledger.person_private
;;
CREATE VIEW sunledger.phone_identity AS SELECT book, person, valid_from, known_at, valid_to, official, phone_hmac FROM sunledger.person_phone
;;
GRANT SELECT ON sunledger.phone_identity TO sunledger_app, sunledger_read
;;
CREATE VIEW sunledger.address_identity AS SELECT book, household, valid_from, known_at, valid_to, hmac AS address_hmac FROM sunledger.household_private WHERE kind = 'address'
;;
GRANT SELECT ON sunledger.address_identity TO sunledger_app, sunledger_read
;;
CREATE OR REPLACE FUNCTION sunledger.lines_of_person(p_book integer, p_person uuid, p_cards bytea[])
RETURNS TABLE (year integer, number integer, line integer)
LANGUAGE sql STABLE SET search_path = sunledger, pg_temp
AS $$
  SELECT DISTINCT l.year, l.number, l.line
  FROM membership m
  JOIN payment_line l ON l.book = m.book AND l.household = m.household
  WHERE m.book = p_book AND m.person = p_person
    AND (l.person = p_person OR (l.person IS NULL AND (l.card_hmac = ANY (p_cards)
      OR (m.relation = '户主' AND NOT EXISTS (
        SELECT FROM bank_card b WHERE b.book = p_book AND b.card_hmac = l.card_hmac
          AND b.person <> p_person)))))
$$
;;
REVOKE ALL ON FUNCTION sunledger.lines_of_person FROM PUBLIC
;;
CREATE OR REPLACE FUNCTION sunledger.erasable_homes(p_book integer, p_person uuid) RETURNS uuid[]
LANGUAGE sql STABLE SET search_path = sunledger, pg_temp
AS $$
  SELECT coalesce(array_agg(DISTINCT m.household), '{}') FROM membership m
  WHERE m.book = p_book AND m.person = p_person AND NOT EXISTS (
    SELECT FROM membership o JOIN person_private x ON x.book = o.book AND x.person = o.person
    WHERE o.book = p_book AND o.household = m.household AND o.person <> p_person)
$$
;;
REVOKE ALL ON FUNCTION sunledger.erasable_homes FROM PUBLIC
;;
CREATE OR REPLACE FUNCTION sunledger.refuse_erased() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = sunledger, pg_temp
AS $$
BEGIN
  IF NEW.person IS NOT NULL AND EXISTS (
    SELECT FROM erasure e WHERE e.book = NEW.book AND e.person = NEW.person)
  THEN
    PERFORM refuse('person_erased', 'the personal data of this person were erased',
                   jsonb_build_object('person', NEW.person));
  END IF;
  RETURN NEW;
END $$
;;
REVOKE ALL ON FUNCTION sunledger.refuse_erased FROM PUBLIC
;;
CREATE OR REPLACE FUNCTION sunledger.without_sealed(p_content jsonb, p_lines integer[]) RETURNS jsonb
LANGUAGE sql IMMUTABLE SET search_path = sunledger, pg_temp
AS $$
  SELECT CASE WHEN jsonb_typeof(p_content->'lines') = 'array' THEN
    p_content || jsonb_build_object('lines', (
      SELECT coalesce(jsonb_agg(
        CASE WHEN p_lines IS NULL OR (l.j->>'line')::integer = ANY (p_lines)
          THEN jsonb_set(l.j, '{private,sealed}', '""', false) ELSE l.j END ORDER BY l.n), '[]')
      FROM jsonb_array_elements(p_content->'lines') WITH ORDINALITY l(j, n)))
  ELSE p_content END
$$
;;
REVOKE ALL ON FUNCTION sunledger.without_sealed FROM PUBLIC
;;
CREATE OR REPLACE FUNCTION sunledger.refuse_draft_change() RETURNS trigger
LANGUAGE plpgsql SET search_path = sunledger, pg_temp
AS $$
BEGIN
  IF to_jsonb(NEW) - 'content' <> to_jsonb(OLD) - 'content'
    OR NEW.content <> without_sealed(OLD.content, ARRAY(
      SELECT (l->>'line')::integer FROM jsonb_array_elements(NEW.content->'lines') l
      WHERE l#>>'{private,sealed}' = ''))
  THEN
    RAISE EXCEPTION USING
      ERRCODE = 'SL001', CONSTRAINT = 'append_only',
      MESSAGE = '[append_only] UPDATE: a draft only loses what is sealed', DETAIL = '{}';
  END IF;
  RETURN NEW;
END $$
;;
REVOKE ALL ON FUNCTION sunledger.refuse_draft_change FROM PUBLIC
;;
CREATE TRIGGER bank_card_is_permanent BEFORE DELETE OR TRUNCATE OR UPDATE ON sunledger.bank_card FOR EACH STATEMENT EXECUTE FUNCTION sunledger.refuse_change()
;;
CREATE TRIGGER card_private_is_permanent BEFORE TRUNCATE OR UPDATE ON sunledger.card_private FOR EACH STATEMENT EXECUTE FUNCTION sunledger.refuse_change()
;;
DROP TRIGGER draft_version_is_permanent ON sunledger.draft_version
;;
CREATE TRIGGER draft_version_is_permanent BEFORE DELETE OR TRUNCATE ON sunledger.draft_version FOR EACH STATEMENT EXECUTE FUNCTION sunledger.refuse_change()
;;
CREATE TRIGGER erased_line_is_permanent BEFORE DELETE OR TRUNCATE OR UPDATE ON sunledger.erased_line FOR EACH STATEMENT EXECUTE FUNCTION sunledger.refuse_change()
;;
CREATE TRIGGER erasure_is_permanent BEFORE DELETE OR TRUNCATE OR UPDATE ON sunledger.erasure FOR EACH STATEMENT EXECUTE FUNCTION sunledger.refuse_change()
;;
CREATE TRIGGER erasure_decision_is_permanent BEFORE DELETE OR TRUNCATE OR UPDATE ON sunledger.erasure_decision FOR EACH STATEMENT EXECUTE FUNCTION sunledger.refuse_change()
;;
CREATE TRIGGER erasure_request_is_permanent BEFORE DELETE OR TRUNCATE OR UPDATE ON sunledger.erasure_request FOR EACH STATEMENT EXECUTE FUNCTION sunledger.refuse_change()
;;
CREATE TRIGGER exit_rule_is_permanent BEFORE DELETE OR TRUNCATE OR UPDATE ON sunledger.exit_rule FOR EACH STATEMENT EXECUTE FUNCTION sunledger.refuse_change()
;;
CREATE TRIGGER exit_step_is_permanent BEFORE DELETE OR TRUNCATE OR UPDATE ON sunledger.exit_step FOR EACH STATEMENT EXECUTE FUNCTION sunledger.refuse_change()
;;
CREATE TRIGGER household_income_is_permanent BEFORE DELETE OR TRUNCATE OR UPDATE ON sunledger.household_income FOR EACH STATEMENT EXECUTE FUNCTION sunledger.refuse_change()
;;
CREATE TRIGGER household_move_is_permanent BEFORE DELETE OR TRUNCATE OR UPDATE ON sunledger.household_move FOR EACH STATEMENT EXECUTE FUNCTION sunledger.refuse_change()
;;
CREATE TRIGGER household_private_is_permanent BEFORE TRUNCATE OR UPDATE ON sunledger.household_private FOR EACH STATEMENT EXECUTE FUNCTION sunledger.refuse_change()
;;
CREATE TRIGGER membership_is_permanent BEFORE DELETE OR TRUNCATE OR UPDATE ON sunledger.membership FOR EACH STATEMENT EXECUTE FUNCTION sunledger.refuse_change()
;;
CREATE TRIGGER payee_authority_is_permanent BEFORE DELETE OR TRUNCATE OR UPDATE ON sunledger.payee_authority FOR EACH STATEMENT EXECUTE FUNCTION sunledger.refuse_change()
;;
CREATE TRIGGER person_fact_is_permanent BEFORE DELETE OR TRUNCATE OR UPDATE ON sunledger.person_fact FOR EACH STATEMENT EXECUTE FUNCTION sunledger.refuse_change()
;;
CREATE TRIGGER person_phone_is_permanent BEFORE TRUNCATE OR UPDATE ON sunledger.person_phone FOR EACH STATEMENT EXECUTE FUNCTION sunledger.refuse_change()
;;
CREATE TRIGGER personal_access_is_permanent BEFORE DELETE OR TRUNCATE OR UPDATE ON sunledger.personal_access FOR EACH STATEMENT EXECUTE FUNCTION sunledger.refuse_change()
;;
CREATE TRIGGER draft_version_only_loses_what_is_sealed BEFORE UPDATE ON sunledger.draft_version FOR EACH ROW EXECUTE FUNCTION sunledger.refuse_draft_change()
;;
CREATE TRIGGER person_private_of_nobody_erased BEFORE INSERT ON sunledger.person_private FOR EACH ROW EXECUTE FUNCTION sunledger.refuse_erased()
;;
CREATE TRIGGER person_phone_of_nobody_erased BEFORE INSERT ON sunledger.person_phone FOR EACH ROW EXECUTE FUNCTION sunledger.refuse_erased()
;;
CREATE TRIGGER bank_card_of_nobody_erased BEFORE INSERT ON sunledger.bank_card FOR EACH ROW EXECUTE FUNCTION sunledger.refuse_erased()
;;
REVOKE SELECT ON sunledger.person_phone FROM sunledger_read
;;
REVOKE SELECT ON sunledger.card_private FROM sunledger_read
;;
REVOKE SELECT ON sunledger.household_private FROM sunledger_read
;;
GRANT INSERT ON sunledger.bank_card TO sunledger_app
;;
GRANT INSERT ON sunledger.card_private TO sunledger_app
;;
GRANT INSERT ON sunledger.erasure_decision TO sunledger_app
;;
GRANT INSERT ON sunledger.erasure_request TO sunledger_app
;;
GRANT INSERT ON sunledger.exit_rule TO sunledger_app
;;
GRANT INSERT ON sunledger.exit_step TO sunledger_app
;;
GRANT INSERT ON sunledger.household_income TO sunledger_app
;;
GRANT INSERT ON sunledger.household_move TO sunledger_app
;;
GRANT INSERT ON sunledger.household_private TO sunledger_app
;;
GRANT INSERT ON sunledger.membership TO sunledger_app
;;
GRANT INSERT ON sunledger.payee_authority TO sunledger_app
;;
GRANT INSERT ON sunledger.person_fact TO sunledger_app
;;
GRANT INSERT ON sunledger.person_phone TO sunledger_app
;;
GRANT INSERT ON sunledger.personal_access TO sunledger_app
;;
INSERT INTO sunledger.membership (book, household, person, joined_on, known_at, relation, joined_cause,
  left_on, left_cause)
SELECT book, household, person, '1949-10-01', known_at, relation, 'registered', NULL, ''
FROM sunledger.person
;;
CREATE TABLE sunledger.household_entry (
	book INTEGER NOT NULL, 
	entry UUID NOT NULL, 
	household UUID NOT NULL, 
	sheet VARCHAR NOT NULL, 
	actor VARCHAR NOT NULL, 
	known_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	PRIMARY KEY (book, entry), 
	CONSTRAINT household_entry_household FOREIGN KEY(book, household) REFERENCES sunledger.household (book, household)
)
;;
GRANT SELECT ON sunledger.household_entry TO sunledger_app, sunledger_read
;;
CREATE INDEX household_entry_by_household ON sunledger.household_entry (book, household)
;;
CREATE TABLE sunledger.erased_record (
	book INTEGER NOT NULL, 
	record UUID NOT NULL, 
	request UUID NOT NULL, 
	PRIMARY KEY (book, record), 
	CONSTRAINT erased_record_erasure FOREIGN KEY(book, request) REFERENCES sunledger.erasure (book, request)
)
;;
GRANT SELECT ON sunledger.erased_record TO sunledger_app, sunledger_read
;;
CREATE OR REPLACE FUNCTION sunledger.erase(
  p_book integer, p_request uuid, p_actor jsonb, p_content bytea, p_body text,
  OUT event bigint, OUT recorded_at timestamptz, OUT replayed boolean
)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = sunledger, pg_temp
AS $$
#variable_conflict use_column
DECLARE
  v_request erasure_request; v_decision erasure_decision;
  v_homes uuid[]; v_hashes bytea[]; v_id bytea; v_rows jsonb;
BEGIN
  PERFORM check_actor(p_book, p_actor);
  -- The book's lock first, as everywhere: two who carry out one decision meet here.
  PERFORM FROM book_state s WHERE s.book = p_book FOR UPDATE;
  SELECT * INTO v_request FROM erasure_request r WHERE r.book = p_book AND r.request = p_request;
  SELECT * INTO v_decision FROM erasure_decision d
  WHERE d.book = p_book AND d.request = p_request;
  IF v_decision.action IS DISTINCT FROM 'approve'
    OR v_request.actor IS DISTINCT FROM p_actor->>'maker'
    OR v_decision.actor IS DISTINCT FROM p_actor->>'checker'
  THEN
    PERFORM refuse('erasure_not_approved', 'no approval of this request by this checker',
                   jsonb_build_object('request', p_request));
  END IF;
  SELECT r.event, r.recorded_at, r.replayed INTO event, recorded_at, replayed
  FROM record_event(p_book, p_actor->>'checker', 'erasure', 'erasure:' || p_request, p_content,
                    p_body) r;
  IF replayed THEN RETURN; END IF;

  SELECT coalesce(array_agg(DISTINCT m.household), '{}') INTO v_homes
  FROM membership m WHERE m.book = p_book AND m.person = v_request.person;
  v_hashes := cards_of_person(p_book, v_request.person);
  SELECT t.id_hmac INTO v_id FROM person_private t
  WHERE t.book = p_book AND t.person = v_request.person;
  SELECT jsonb_object_agg(r.kind, r.rows) INTO v_rows
  FROM erasure_reach(p_book, v_request.person) r;

  INSERT INTO erasure (book, request, event, person, maker, checker, erased_at, identities, phones,
                       cards, household_rows, payment_lines, confirmations, duties, organisations)
  VALUES (p_book, p_request, event, v_request.person, p_actor->>'maker', p_actor->>'checker',
    recorded_at, (v_rows->>'identities')::integer, (v_rows->>'phones')::integer,
    (v_rows->>'cards')::integer, (v_rows->>'household_rows')::integer,
    (v_rows->>'payment_lines')::integer, (v_rows->>'confirmations')::integer,
    (v_rows->>'duties')::integer, (v_rows->>'organisations')::integer);
  INSERT INTO erased_line (book, year, number, line, request)
  SELECT p_book, l.year, l.number, l.line, p_request
  FROM lines_of_person(p_book, v_request.person, v_hashes) l
  JOIN private_line t ON t.book = p_book AND t.year = l.year AND t.number = l.number
    AND t.line = l.line;
  INSERT INTO erased_record (book, record, request)
  SELECT p_book, o.record, p_request FROM own_records(p_book, v_request.person, v_hashes) o;

  DELETE FROM record_private t USING erased_record o
  WHERE o.book = p_book AND o.request = p_request AND t.book = p_book AND t.record = o.record;
  DELETE FROM responsible_private t WHERE t.book = p_book AND t.id_hmac = v_id;
  DELETE FROM organisation_private t WHERE t.legal_id_hmac = v_id;
  DELETE FROM household_private t
  WHERE t.book = p_book AND t.household = ANY (erasable_homes(p_book, v_request.person));
  DELETE FROM private_line t USING erased_line l
  WHERE l.book = p_book AND l.request = p_request
    AND t.book = p_book AND t.year = l.year AND t.number = l.number AND t.line = l.line;
  -- Drafts keep a copy of what they were posted with: the same lines, and those of this person in
  -- drafts that were never posted.
  UPDATE draft_version d SET content = without_sealed(d.content, x.lines)
  FROM (
    SELECT d.draft, d.version, array_agg((l->>'line')::integer) AS lines
    FROM draft_version d
    CROSS JOIN jsonb_array_elements(
      CASE jsonb_typeof(d.content->'lines') WHEN 'array' THEN d.content->'lines' ELSE '[]' END) l
    WHERE d.book = p_book AND l#>>'{private,sealed}' <> '' AND (
      l->>'person' = v_request.person::text
      OR (l->>'person' IS NULL AND l->>'household' = ANY (v_homes::text[])
        AND (SELECT true FROM lines_of_person(p_book, v_request.person, v_hashes) o
             JOIN voucher v ON v.book = p_book AND v.year = o.year AND v.number = o.number
             WHERE v.key = 'draft:' || d.draft || ':' || d.version
               AND o.line = (l->>'line')::integer LIMIT 1)))
    GROUP BY d.draft, d.version
  ) x
  WHERE d.book = p_book AND d.draft = x.draft AND d.version = x.version;
  DELETE FROM card_private t WHERE t.book = p_book AND t.card_hmac = ANY (v_hashes);
  DELETE FROM person_phone t WHERE t.book = p_book AND t.person = v_request.person;
  DELETE FROM person_private t WHERE t.book = p_book AND t.person = v_request.person;
END $$
;;
REVOKE ALL ON FUNCTION sunledger.erase FROM PUBLIC
;;
CREATE OR REPLACE FUNCTION sunledger.cards_of_person(p_book integer, p_person uuid) RETURNS bytea[]
LANGUAGE sql STABLE SET search_path = sunledger, pg_temp
AS $$
  SELECT coalesce(array_agg(c.card_hmac), '{}') FROM (
    SELECT DISTINCT ON (b.card_hmac, b.valid_from) b.card_hmac, b.person
    FROM bank_card b WHERE b.book = p_book AND b.card_hmac IN (
      SELECT own.card_hmac FROM bank_card own
      WHERE own.book = p_book AND own.person = p_person)
    ORDER BY b.card_hmac, b.valid_from, b.known_at DESC
  ) c WHERE c.person = p_person
$$
;;
REVOKE ALL ON FUNCTION sunledger.cards_of_person FROM PUBLIC
;;
CREATE OR REPLACE FUNCTION sunledger.own_records(p_book integer, p_person uuid, p_cards bytea[])
RETURNS TABLE (record uuid)
LANGUAGE sql STABLE SET search_path = sunledger, pg_temp
AS $$
  SELECT c.confirmation FROM lines_of_person(p_book, p_person, p_cards) l
  JOIN confirmation c ON c.book = p_book AND c.year = l.year AND c.number = l.number
    AND c.line = l.line AND c.relation = 'self'
  JOIN record_private t ON t.book = p_book AND t.record = c.confirmation
$$
;;
REVOKE ALL ON FUNCTION sunledger.own_records FROM PUBLIC
;;
CREATE OR REPLACE FUNCTION sunledger.personal_lines(p_book integer, p_person uuid)
RETURNS TABLE (year integer, number integer, line integer)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = sunledger, pg_temp
AS $$
  SELECT l.year, l.number, l.line
  FROM lines_of_person(p_book, p_person, cards_of_person(p_book, p_person)) l
$$
;;
REVOKE ALL ON FUNCTION sunledger.personal_lines FROM PUBLIC
;;
CREATE OR REPLACE FUNCTION sunledger.erasure_reach(p_book integer, p_person uuid)
RETURNS TABLE (kind text, rows integer)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = sunledger, pg_temp
AS $$
  WITH own AS MATERIALIZED (
    SELECT cards_of_person(p_book, p_person) AS cards,
      erasable_homes(p_book, p_person) AS homes,
      (SELECT t.id_hmac FROM person_private t
       WHERE t.book = p_book AND t.person = p_person) AS id
  )
  SELECT 'identities', count(*)::integer FROM person_private t
  WHERE t.book = p_book AND t.person = p_person
  UNION ALL SELECT 'phones', count(*)::integer FROM person_phone t
  WHERE t.book = p_book AND t.person = p_person
  UNION ALL SELECT 'cards', count(*)::integer FROM card_private t
  WHERE t.book = p_book AND t.card_hmac = ANY ((SELECT cards FROM own)::bytea[])
  UNION ALL SELECT 'household_rows', count(*)::integer FROM household_private t
  WHERE t.book = p_book AND t.household = ANY ((SELECT homes FROM own)::uuid[])
  UNION ALL SELECT 'payment_lines', count(*)::integer
  FROM lines_of_person(p_book, p_person, (SELECT cards FROM own)) l
  JOIN private_line t ON t.book = p_book AND t.year = l.year AND t.number = l.number
    AND t.line = l.line
  UNION ALL SELECT 'confirmations', count(*)::integer
  FROM own_records(p_book, p_person, (SELECT cards FROM own))
  UNION ALL SELECT 'duties', count(*)::integer FROM responsible_private t
  WHERE t.book = p_book AND t.id_hmac = (SELECT id FROM own)
  UNION ALL SELECT 'organisations', count(*)::integer FROM organisation_private t
  WHERE t.legal_id_hmac = (SELECT id FROM own)
$$
;;
REVOKE ALL ON FUNCTION sunledger.erasure_reach FROM PUBLIC
;;
CREATE TRIGGER erased_record_is_permanent BEFORE DELETE OR TRUNCATE OR UPDATE ON sunledger.erased_record FOR EACH STATEMENT EXECUTE FUNCTION sunledger.refuse_change()
;;
CREATE TRIGGER household_entry_is_permanent BEFORE DELETE OR TRUNCATE OR UPDATE ON sunledger.household_entry FOR EACH STATEMENT EXECUTE FUNCTION sunledger.refuse_change()
;;
GRANT INSERT ON sunledger.household_entry TO sunledger_app
;;
GRANT EXECUTE ON FUNCTION sunledger.erasure_reach(integer, uuid) TO sunledger_app
;;
GRANT EXECUTE ON FUNCTION sunledger.personal_lines(integer, uuid) TO sunledger_app
;;
GRANT EXECUTE ON FUNCTION sunledger.erase(integer, uuid, jsonb, bytea, text) TO sunledger_app
