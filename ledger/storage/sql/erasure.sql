-- Erasure of one person's sealed data. What the ledger committed to stays: rows, leaves, digests.
-- The approval stands in erasure_request and erasure_decision; asking and deciding are two persons,
-- and the decider is a finance checker of this book, because an event of the book is drawn.
CREATE FUNCTION sunledger.erase(
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
END $$;

-- The payment lines that say something of this person: his own, and those of his household without
-- a person that went to one of his cards, or while he was householder to nobody else's card.
CREATE FUNCTION sunledger.lines_of_person(p_book integer, p_person uuid, p_cards bytea[])
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
$$;

-- Households of this person whose every other member is erased already: their address and causes
-- of poverty go with him.
CREATE FUNCTION sunledger.erasable_homes(p_book integer, p_person uuid) RETURNS uuid[]
LANGUAGE sql STABLE SET search_path = sunledger, pg_temp
AS $$
  SELECT coalesce(array_agg(DISTINCT m.household), '{}') FROM membership m
  WHERE m.book = p_book AND m.person = p_person AND NOT EXISTS (
    SELECT FROM membership o JOIN person_private x ON x.book = o.book AND x.person = o.person
    WHERE o.book = p_book AND o.household = m.household AND o.person <> p_person)
$$;

-- Who was erased is not registered again by a file that still has him.
CREATE FUNCTION sunledger.refuse_erased() RETURNS trigger
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
END $$;

-- A voucher's draft without the sealed text of these lines (NULL: of all of them).
CREATE FUNCTION sunledger.without_sealed(p_content jsonb, p_lines integer[]) RETURNS jsonb
LANGUAGE sql IMMUTABLE SET search_path = sunledger, pg_temp
AS $$
  SELECT CASE WHEN jsonb_typeof(p_content->'lines') = 'array' THEN
    p_content || jsonb_build_object('lines', (
      SELECT coalesce(jsonb_agg(
        CASE WHEN p_lines IS NULL OR (l.j->>'line')::integer = ANY (p_lines)
          THEN jsonb_set(l.j, '{private,sealed}', '""', false) ELSE l.j END ORDER BY l.n), '[]')
      FROM jsonb_array_elements(p_content->'lines') WITH ORDINALITY l(j, n)))
  ELSE p_content END
$$;

-- A version of a draft keeps every word; only the sealed text of a line may go, by an erasure.
CREATE FUNCTION sunledger.refuse_draft_change() RETURNS trigger
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
END $$;

-- The cards that are his own by what is known last of each.
CREATE FUNCTION sunledger.cards_of_person(p_book integer, p_person uuid) RETURNS bytea[]
LANGUAGE sql STABLE SET search_path = sunledger, pg_temp
AS $$
  SELECT coalesce(array_agg(c.card_hmac), '{}') FROM (
    SELECT DISTINCT ON (b.card_hmac, b.valid_from) b.card_hmac, b.person
    FROM bank_card b WHERE b.book = p_book AND b.card_hmac IN (
      SELECT own.card_hmac FROM bank_card own
      WHERE own.book = p_book AND own.person = p_person)
    ORDER BY b.card_hmac, b.valid_from, b.known_at DESC
  ) c WHERE c.person = p_person
$$;

-- Confirmations of his payment lines that he signed himself. Who signed in another's place is told
-- by a name alone, sealed, and is not found.
CREATE FUNCTION sunledger.own_records(p_book integer, p_person uuid, p_cards bytea[])
RETURNS TABLE (record uuid)
LANGUAGE sql STABLE SET search_path = sunledger, pg_temp
AS $$
  SELECT c.confirmation FROM lines_of_person(p_book, p_person, p_cards) l
  JOIN confirmation c ON c.book = p_book AND c.year = l.year AND c.number = l.number
    AND c.line = l.line AND c.relation = 'self'
  JOIN record_private t ON t.book = p_book AND t.record = c.confirmation
$$;

-- The payment lines that say something of this person, for who answers his request for his data.
CREATE FUNCTION sunledger.personal_lines(p_book integer, p_person uuid)
RETURNS TABLE (year integer, number integer, line integer)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = sunledger, pg_temp
AS $$
  SELECT l.year, l.number, l.line
  FROM lines_of_person(p_book, p_person, cards_of_person(p_book, p_person)) l
$$;

-- What an erasure of this person would delete, or is about to: rows by kind. Responsible persons and
-- legal representatives are told by the keyed hash of the ID number; without one they are not found.
CREATE FUNCTION sunledger.erasure_reach(p_book integer, p_person uuid)
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
$$;
