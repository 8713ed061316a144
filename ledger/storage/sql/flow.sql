-- What a statement wrote into entry, summed into flows: see ../tables/flow.py. A trigger, so that
-- post() stays as it is and whoever writes an entry writes its flow.
CREATE FUNCTION sunledger.keep_flows() RETURNS trigger
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
END $$;
