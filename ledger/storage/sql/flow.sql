-- What a statement wrote into entry, summed into flows: see ../tables/flow.py. A trigger, so that
-- post() stays as it is and whoever writes an entry writes its flow.
CREATE FUNCTION sunledger.keep_flows() RETURNS trigger
LANGUAGE plpgsql SET search_path = sunledger, pg_temp
-- The plan is kept, perhaps from when vouchers were few: then any index that begins with book seems
-- as good as another. Only the primary key gives the order asked for below.
SET plan_cache_mode = force_generic_plan
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
          (SELECT (SELECT w.event FROM voucher w
                   WHERE w.book = o.book AND w.year = o.year AND w.number >= o.number
                   ORDER BY w.number LIMIT 1)
           FROM entry o
           WHERE o.book = f.book AND o.year = f.of_year AND o.number = f.of_number
             AND o.entry = f.of_entry AND o.from_account = f.to_account
             AND o.to_account = f.from_account) END AS undoes
      FROM fresh f
    ) u GROUP BY u.book, u.lot, u.from_account, u.to_account, u.undoes, u.year, u.number,
                 u.happened_on
  ) x
  CROSS JOIN LATERAL (SELECT v.number, v.event, v.recorded_at FROM voucher v
    WHERE v.book = x.book AND v.year = x.year AND v.number >= x.number
    ORDER BY v.number LIMIT 1) v
  WHERE v.number = x.number;
  RETURN NULL;
END $$;
