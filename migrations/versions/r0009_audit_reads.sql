CREATE TABLE sunledger.flow (
	book INTEGER NOT NULL, 
	lot UUID NOT NULL, 
	from_account INTEGER NOT NULL, 
	event BIGINT NOT NULL, 
	to_account INTEGER NOT NULL, 
	undoes BIGINT NOT NULL, 
	year INTEGER NOT NULL, 
	number INTEGER NOT NULL, 
	happened_on DATE NOT NULL, 
	recorded_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	amount_fen BIGINT NOT NULL, 
	by_rule_fen BIGINT NOT NULL, 
	entries INTEGER NOT NULL, 
	PRIMARY KEY (book, lot, from_account, event, to_account, undoes)
)
;;
GRANT SELECT ON sunledger.flow TO sunledger_app, sunledger_read
;;
INSERT INTO sunledger.flow (book, lot, from_account, event, to_account, undoes, year, number, happened_on,
                            recorded_at, amount_fen, by_rule_fen, entries)
SELECT x.book, x.lot, x.from_account, v.event, x.to_account, coalesce(x.undoes, -1), x.year,
       x.number, x.happened_on, v.recorded_at, x.amount_fen, x.by_rule_fen, x.entries
FROM (
  SELECT e.book, e.lot, e.from_account, e.to_account, w.event AS undoes, e.year, e.number,
         e.happened_on, sum(e.amount_fen)::bigint AS amount_fen,
         coalesce(sum(e.amount_fen) FILTER (WHERE e.attribution = 'rule'), 0)::bigint AS by_rule_fen,
         count(*)::integer AS entries
  FROM sunledger.entry e
  LEFT JOIN sunledger.entry o ON e.relation IN ('reverses', 'returns') AND o.book = e.book
    AND o.year = e.of_year AND o.number = e.of_number AND o.entry = e.of_entry
    AND o.from_account = e.to_account AND o.to_account = e.from_account
  LEFT JOIN sunledger.voucher w ON w.book = o.book AND w.year = o.year AND w.number = o.number
  GROUP BY 1, 2, 3, 4, 5, 6, 7, 8
) x JOIN sunledger.voucher v ON v.book = x.book AND v.year = x.year AND v.number = x.number
;;
CREATE INDEX flow_into ON sunledger.flow (book, lot, to_account, event)
;;
CREATE OR REPLACE FUNCTION sunledger.keep_flows() RETURNS trigger
LANGUAGE plpgsql SET search_path = sunledger, pg_temp
AS $$
BEGIN
  INSERT INTO flow (book, lot, from_account, event, to_account, undoes, year, number, happened_on,
                    recorded_at, amount_fen, by_rule_fen, entries)
  SELECT x.book, x.lot, x.from_account, v.event, x.to_account, coalesce(x.undoes, -1), x.year,
         x.number, x.happened_on, v.recorded_at, x.amount_fen, x.by_rule_fen, x.entries
  FROM (
    SELECT u.book, u.lot, u.from_account, u.to_account, u.undoes, u.year, u.number, u.happened_on,
           sum(u.amount_fen)::bigint AS amount_fen,
           coalesce(sum(u.amount_fen) FILTER (WHERE u.attribution = 'rule'), 0)::bigint
             AS by_rule_fen,
           count(*)::integer AS entries
    FROM (
      SELECT f.*, CASE WHEN f.relation IN ('reverses', 'returns') THEN
          (SELECT w.event FROM entry o JOIN voucher w
             ON w.book = o.book AND w.year = o.year AND w.number = o.number
           WHERE o.book = f.book AND o.year = f.of_year AND o.number = f.of_number
             AND o.entry = f.of_entry AND o.from_account = f.to_account
             AND o.to_account = f.from_account) END AS undoes
      FROM fresh f
    ) u GROUP BY u.book, u.lot, u.from_account, u.to_account, u.undoes, u.year, u.number,
                 u.happened_on
  ) x
  JOIN voucher v ON v.book = x.book AND v.year = x.year AND v.number = x.number;
  RETURN NULL;
END $$
;;
REVOKE ALL ON FUNCTION sunledger.keep_flows FROM PUBLIC
;;
CREATE TRIGGER flow_is_permanent BEFORE DELETE OR TRUNCATE OR UPDATE ON sunledger.flow FOR EACH STATEMENT EXECUTE FUNCTION sunledger.refuse_change()
;;
CREATE TRIGGER entry_keeps_flows AFTER INSERT ON sunledger.entry REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION sunledger.keep_flows()
;;
CREATE TABLE sunledger.audit_due (
	book INTEGER NOT NULL, 
	rule VARCHAR NOT NULL, 
	key VARCHAR NOT NULL, 
	due_on DATE NOT NULL, 
	PRIMARY KEY (book, rule, key)
)
;;
GRANT SELECT ON sunledger.audit_due TO sunledger_app, sunledger_read
;;
CREATE INDEX audit_due_by_day ON sunledger.audit_due (book, rule, due_on)
;;
ALTER TABLE sunledger.audit_run ADD COLUMN basis JSONB
;;
ALTER TABLE sunledger.audit_run ADD COLUMN based_on UUID
;;
CREATE TABLE sunledger.card_household (
	book INTEGER NOT NULL, 
	card_hmac BYTEA NOT NULL, 
	household UUID NOT NULL, 
	PRIMARY KEY (book, card_hmac, household)
)
;;
GRANT SELECT ON sunledger.card_household TO sunledger_app, sunledger_read
;;
CREATE INDEX card_household_by_household ON sunledger.card_household (book, household)
;;
CREATE TABLE sunledger.audit_mark (
	book INTEGER NOT NULL, 
	next_event BIGINT NOT NULL, 
	PRIMARY KEY (book), 
	CONSTRAINT audit_mark_book FOREIGN KEY(book) REFERENCES sunledger.book (book)
)
;;
GRANT SELECT ON sunledger.audit_mark TO sunledger_app, sunledger_read
;;
ALTER TABLE sunledger.finding ADD COLUMN key VARCHAR
;;
CREATE OR REPLACE FUNCTION sunledger.fold_cards(p_book integer) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = sunledger, pg_temp
SET plan_cache_mode = force_custom_plan
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
    INSERT INTO card_household (book, card_hmac, household)
    SELECT DISTINCT p_book, l.card_hmac, coalesce(l.household, o.household)
    FROM voucher v
    JOIN payment_line l ON l.book = p_book AND l.year = v.year AND l.number = v.number
    LEFT JOIN payment_line o ON o.book = p_book AND o.year = l.of_year AND o.number = l.of_number
      AND o.line = l.of_line
    WHERE v.book = p_book AND v.event >= v_from AND v.event < v_to
      AND l.card_hmac IS NOT NULL AND coalesce(l.household, o.household) IS NOT NULL
    ON CONFLICT (book, card_hmac, household) DO NOTHING;
    v_from := v_to;
  END LOOP;
  UPDATE audit_mark m SET next_event = v_to WHERE m.book = p_book;
  RETURN v_to;
END $$
;;
REVOKE ALL ON FUNCTION sunledger.fold_cards FROM PUBLIC
;;
CREATE TRIGGER audit_mark_is_permanent BEFORE DELETE OR TRUNCATE ON sunledger.audit_mark FOR EACH STATEMENT EXECUTE FUNCTION sunledger.refuse_change()
;;
CREATE TRIGGER card_household_is_permanent BEFORE DELETE OR TRUNCATE OR UPDATE ON sunledger.card_household FOR EACH STATEMENT EXECUTE FUNCTION sunledger.refuse_change()
;;
GRANT INSERT, DELETE ON sunledger.audit_due TO sunledger_app
;;
GRANT EXECUTE ON FUNCTION sunledger.fold_cards(integer) TO sunledger_app
