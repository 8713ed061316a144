-- What of the ledger does the query that is running see? The session names a secret; the row of
-- `audit_query_run` that holds its SHA-256 says which books, as of which day, as known when. Who
-- changes the setting can only close his eyes: a key that opens more cannot be guessed.

CREATE FUNCTION audit_view.reach() RETURNS integer[]
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = sunledger, pg_temp
AS $$
  SELECT coalesce((SELECT r.books FROM audit_query_run r WHERE r.reach =
    sha256(convert_to(current_setting('sunledger.reach', true), 'UTF8'))), '{}'::integer[])
$$;

CREATE FUNCTION audit_view.as_of() RETURNS date
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = sunledger, pg_temp
AS $$
  SELECT r.as_of FROM audit_query_run r WHERE r.reach =
    sha256(convert_to(current_setting('sunledger.reach', true), 'UTF8'))
$$;

CREATE FUNCTION audit_view.known_at() RETURNS timestamptz
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = sunledger, pg_temp
AS $$
  SELECT r.known_at FROM audit_query_run r WHERE r.reach =
    sha256(convert_to(current_setting('sunledger.reach', true), 'UTF8'))
$$;

-- The duties of several books. It tells only of books within the reach of the query, whatever it
-- is asked.
CREATE FUNCTION audit_view.duties(p_books integer[], p_as_of date, p_known_at timestamptz)
RETURNS TABLE (
  book integer, requirement text, subject text, subject_key text, name text, stage text,
  level text, region text, amount_fen bigint, born_on date, due_on date, minimum_days integer,
  source text, notice uuid, published_on date, hung_days integer, state text, reason text
)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = sunledger, pg_temp
AS $$
  SELECT b.book, d.requirement, d.subject, d.subject_key, d.name, d.stage, d.level, d.region,
    d.amount_fen, d.born_on, d.due_on, d.minimum_days, d.source, d.notice, d.published_on,
    d.hung_days, d.state, d.reason
  FROM unnest(audit_view.reach()) b(book)
  CROSS JOIN LATERAL disclosure_duties(b.book, p_as_of, p_known_at, '{}'::date[]) d
  WHERE b.book = ANY (p_books)
$$;
