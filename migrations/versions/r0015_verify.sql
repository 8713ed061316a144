CREATE OR REPLACE FUNCTION sunledger.close_year(
  p_book integer, p_year integer, p_actor text, p_content bytea, p_body text,
  OUT event bigint, OUT recorded_at timestamptz, OUT replayed boolean
)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = sunledger, pg_temp
AS $$
DECLARE v_earlier integer; v_standing jsonb; v_details jsonb;
BEGIN
  SELECT r.event, r.recorded_at, r.replayed INTO event, recorded_at, replayed
  FROM record_event(p_book, p_actor, 'close_year', 'close_year:' || p_year, p_content, p_body) r;
  IF replayed THEN RETURN; END IF;
  v_details := jsonb_build_object('book', p_book, 'year', p_year);
  IF NOT EXISTS (SELECT FROM book_year y WHERE y.book = p_book AND y.year = p_year) THEN
    PERFORM refuse('year_not_open', 'this year was never opened', v_details);
  END IF;
  -- What an earlier year still holds could not be carried over through a closed one.
  SELECT min(y.year) INTO v_earlier FROM book_year y
  WHERE y.book = p_book AND y.year < p_year AND y.closed_at IS NULL;
  IF v_earlier IS NOT NULL THEN
    PERFORM refuse('earlier_year_open', 'years are closed in their order',
                   v_details || jsonb_build_object('earlier_year', v_earlier));
  END IF;
  SELECT jsonb_build_object('places', count(*), 'standing_fen', sum(x.balance_fen),
           'standing', jsonb_agg(jsonb_build_object('kind', x.kind, 'owner', x.owner,
             'lot', x.lot, 'amount_fen', x.balance_fen) ORDER BY x.n) FILTER (WHERE x.n <= 20))
  INTO v_standing
  FROM (SELECT a.kind, a.owner, b.lot, b.balance_fen,
          row_number() OVER (ORDER BY a.account, b.lot) AS n
        FROM account a JOIN balance b ON b.book = a.book AND b.account = a.account
        WHERE a.book = p_book AND a.year = p_year AND b.balance_fen <> 0
          AND a.kind NOT IN ('source', 'upstream', 'sent_down', 'sent_up', 'household', 'vendor',
                             'released')) x;
  IF (v_standing->>'places')::integer > 0 THEN
    PERFORM refuse('year_not_cleared', 'money still stands in this year', v_details || v_standing);
  ELSIF (ledger_now() AT TIME ZONE 'Asia/Shanghai')::date < make_date(p_year + 1, 1, 1) THEN
    PERFORM refuse('year_not_over', 'the year has days to come', v_details);
  END IF;
  UPDATE book_year y SET closed_at = coalesce(y.closed_at, recorded_at)
  WHERE y.book = p_book AND y.year = p_year;
END $$
