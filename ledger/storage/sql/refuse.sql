-- How every function of ours refuses: SQLSTATE SL001 and a token in brackets, which survives where
-- constraint names do not (a shard reports none). The details travel as JSON.
CREATE FUNCTION sunledger.refuse(p_token text, p_message text, p_details jsonb) RETURNS void
LANGUAGE plpgsql IMMUTABLE SET search_path = sunledger, pg_temp
AS $$
BEGIN
  RAISE EXCEPTION USING
    ERRCODE = 'SL001', CONSTRAINT = p_token,
    MESSAGE = format('[%s] %s', p_token, p_message), DETAIL = p_details::text;
END $$;

CREATE FUNCTION sunledger.refuse_change() RETURNS trigger
LANGUAGE plpgsql SET search_path = sunledger, pg_temp
AS $$
BEGIN
  RAISE EXCEPTION USING
    ERRCODE = 'SL001', CONSTRAINT = 'append_only',
    MESSAGE = '[append_only] ' || TG_OP || ': rows here are permanent', DETAIL = '{}';
END $$;
