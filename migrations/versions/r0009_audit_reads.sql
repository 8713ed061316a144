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
