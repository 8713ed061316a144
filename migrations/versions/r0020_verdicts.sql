CREATE TABLE sunledger.audit_verdict (
	book INTEGER NOT NULL, 
	key VARCHAR NOT NULL, 
	said VARCHAR NOT NULL, 
	PRIMARY KEY (book, key)
)
;;
GRANT SELECT ON sunledger.audit_verdict TO sunledger_app, sunledger_read
;;
CREATE TABLE sunledger.paid_under (
	book INTEGER NOT NULL, 
	thing UUID NOT NULL, 
	year INTEGER NOT NULL, 
	number INTEGER NOT NULL, 
	PRIMARY KEY (book, thing, year, number)
)
;;
GRANT SELECT ON sunledger.paid_under TO sunledger_app, sunledger_read
;;
CREATE OR REPLACE FUNCTION sunledger.fold_cards(p_book integer) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = sunledger, pg_temp
SET plan_cache_mode = force_custom_plan SET enable_sort = off
AS $$
DECLARE v_from bigint; v_to bigint;
BEGIN
  INSERT INTO audit_mark (book, next_event) VALUES (p_book, 0) ON CONFLICT (book) DO NOTHING;
  SELECT m.next_event INTO v_from FROM audit_mark m WHERE m.book = p_book FOR UPDATE;
  -- First what is long there, without holding up those who post; then the rest.
  FOR turn IN 1 .. 2 LOOP
    IF turn = 1 THEN
      SELECT s.next_event INTO v_to FROM book_state s WHERE s.book = p_book;
    ELSE
      SELECT s.next_event INTO v_to FROM book_state s WHERE s.book = p_book FOR UPDATE;
    END IF;
    IF v_to IS NULL THEN
      PERFORM refuse('book_unknown', 'no such book', jsonb_build_object('book', p_book));
    END IF;
    CONTINUE WHEN v_to <= v_from;
    WITH line AS MATERIALIZED (
      SELECT l.year, l.number, l.card_hmac, l.household, l.project, l.list, l.of_year, l.of_number,
        l.of_line
      FROM voucher v
      JOIN payment_line l ON l.book = p_book AND l.year = v.year AND l.number = v.number
      WHERE v.book = p_book AND v.event >= v_from AND v.event < v_to
    ),
    card AS (
      INSERT INTO card_household (book, card_hmac, household)
      -- The line that another names is asked only for a household that the other does not tell.
      SELECT DISTINCT p_book, x.card_hmac, x.household FROM (
        SELECT l.card_hmac, coalesce(l.household, (
          SELECT o.household FROM payment_line o WHERE o.book = p_book AND o.year = l.of_year
            AND o.number = l.of_number AND o.line = l.of_line)) AS household
        FROM line l WHERE l.card_hmac IS NOT NULL OFFSET 0
      ) x
      WHERE x.household IS NOT NULL
      ON CONFLICT (book, card_hmac, household) DO NOTHING
    ),
    named AS MATERIALIZED (
      SELECT DISTINCT l.year, l.number, l.project, l.list,
        CASE WHEN l.project IS NULL OR l.list IS NULL THEN l.of_year END AS of_year,
        CASE WHEN l.project IS NULL OR l.list IS NULL THEN l.of_number END AS of_number
      FROM line l
    )
    INSERT INTO paid_under (book, thing, year, number)
    SELECT DISTINCT p_book, t.thing, n.year, n.number
    FROM (
      SELECT s.year, s.number, s.project, s.list FROM named s
      UNION ALL
      -- What a line of the bank's file leaves out, the lines of the roster it names may say.
      SELECT s.year, s.number, o.project, o.list
      FROM (SELECT DISTINCT m.year, m.number, m.of_year, m.of_number FROM named m
        WHERE m.of_year IS NOT NULL) s
      CROSS JOIN LATERAL (SELECT x.project, x.list FROM payment_line x
        WHERE x.book = p_book AND x.year = s.of_year AND x.number = s.of_number OFFSET 0) o
    ) n
    -- A list is paid where its project is, so only what is paid elsewhere is written down.
    LEFT JOIN (
      SELECT DISTINCT l.list, l.project FROM entitlement_list l WHERE l.book = p_book
    ) own ON own.list = n.list AND own.project = n.project
    CROSS JOIN LATERAL (VALUES (n.project), (CASE WHEN own.list IS NULL THEN n.list END)) t(thing)
    WHERE t.thing IS NOT NULL
    ON CONFLICT (book, thing, year, number) DO NOTHING;
    v_from := v_to;
  END LOOP;
  UPDATE audit_mark m SET next_event = v_to WHERE m.book = p_book;
  RETURN v_to;
END $$
;;
CREATE TRIGGER paid_under_is_permanent BEFORE DELETE OR TRUNCATE OR UPDATE ON sunledger.paid_under FOR EACH STATEMENT EXECUTE FUNCTION sunledger.refuse_change()
;;
GRANT INSERT, UPDATE, DELETE ON sunledger.audit_verdict TO sunledger_app
;;
/* fold all vouchers once more: pairs of card and household that are there stay */
UPDATE sunledger.audit_mark SET next_event = 0
