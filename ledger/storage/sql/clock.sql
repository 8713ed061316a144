-- The one clock of the ledger. In a database created with --demo it reads a simulated clock that
-- only moves forward; the mark is set when the database is created and cannot be unset.
CREATE FUNCTION sunledger.ledger_now() RETURNS timestamptz
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = sunledger, pg_temp
AS $$
  SELECT CASE WHEN i.demo THEN c.now ELSE clock_timestamp() END
  FROM installation i LEFT JOIN demo_clock c ON true
$$;

CREATE FUNCTION sunledger.set_demo_clock(p_now timestamptz) RETURNS timestamptz
LANGUAGE plpgsql SECURITY DEFINER SET search_path = sunledger, pg_temp
AS $$
DECLARE v_now timestamptz;
BEGIN
  IF NOT (SELECT demo FROM installation) THEN
    PERFORM refuse('not_a_demo', 'the clock of a real database cannot be set', '{}');
  END IF;
  UPDATE demo_clock SET now = greatest(now, p_now) RETURNING now INTO v_now;
  RETURN v_now;
END $$;
