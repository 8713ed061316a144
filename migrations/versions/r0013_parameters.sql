CREATE TABLE sunledger.audit_job (
	job UUID NOT NULL, 
	asked_by VARCHAR NOT NULL, 
	asked_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	as_of DATE NOT NULL, 
	books JSONB NOT NULL, 
	rules INTEGER NOT NULL, 
	"full" BOOLEAN NOT NULL, 
	PRIMARY KEY (job)
)
;;
GRANT SELECT ON sunledger.audit_job TO sunledger_app, sunledger_read
;;
CREATE TABLE sunledger.audit_parameter (
	rule VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	region VARCHAR NOT NULL, 
	seq INTEGER NOT NULL, 
	regime VARCHAR NOT NULL, 
	from_on DATE NOT NULL, 
	until_on DATE, 
	value JSONB, 
	source VARCHAR NOT NULL, 
	actor VARCHAR NOT NULL, 
	reason VARCHAR NOT NULL, 
	known_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	PRIMARY KEY (rule, name, region, seq), 
	CONSTRAINT audit_parameter_ends_after_start CHECK (until_on > from_on), 
	CONSTRAINT audit_parameter_is_explained CHECK (source <> '' AND reason <> '')
)
;;
GRANT SELECT ON sunledger.audit_parameter TO sunledger_app, sunledger_read
;;
CREATE TABLE sunledger.audit_job_step (
	job UUID NOT NULL, 
	kind VARCHAR NOT NULL, 
	book INTEGER NOT NULL, 
	rule VARCHAR NOT NULL, 
	note VARCHAR NOT NULL, 
	happened_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	PRIMARY KEY (job, kind, book, rule), 
	CONSTRAINT audit_job_step_known CHECK (kind IN ('judged', 'book', 'stop', 'kept', 'failed', 'stopped')), 
	CONSTRAINT audit_job_step_job FOREIGN KEY(job) REFERENCES sunledger.audit_job (job)
)
;;
GRANT SELECT ON sunledger.audit_job_step TO sunledger_app, sunledger_read
;;
CREATE TABLE sunledger.draft_check (
	book INTEGER NOT NULL, 
	draft UUID NOT NULL, 
	version INTEGER NOT NULL, 
	seq INTEGER NOT NULL, 
	as_of DATE NOT NULL, 
	checked_at TIMESTAMP WITH TIME ZONE NOT NULL, 
	actor VARCHAR NOT NULL, 
	refused VARCHAR NOT NULL, 
	leads JSONB NOT NULL, 
	unjudged JSONB NOT NULL, 
	rules INTEGER NOT NULL, 
	locked_ms INTEGER NOT NULL, 
	took_ms INTEGER NOT NULL, 
	PRIMARY KEY (book, draft, version, seq), 
	CONSTRAINT draft_check_version FOREIGN KEY(book, draft, version) REFERENCES sunledger.draft_version (book, draft, version)
)
;;
GRANT SELECT ON sunledger.draft_check TO sunledger_app, sunledger_read
;;
CREATE OR REPLACE FUNCTION sunledger.places_above(p_region text, p_on date) RETURNS TABLE (code text)
LANGUAGE sql STABLE SET search_path = sunledger, pg_temp
AS $$
  WITH RECURSIVE area (code, valid_from) AS (
    SELECT a.code, (
      SELECT min(r.valid_from) FROM region r
      WHERE r.code = a.code AND r.valid_from <= p_on AND (r.valid_to IS NULL OR p_on < r.valid_to))
    FROM (
      SELECT DISTINCT rpad(left(p_region, width), 12, '0') AS code
      FROM unnest(ARRAY[2, 4, 6, 9, 12]) width
    ) a
    UNION
    SELECT before.code, before.valid_from FROM area a
    CROSS JOIN LATERAL (
      SELECT min(r.code) AS code, min(r.valid_from) AS valid_from FROM region r
      WHERE r.successor = a.code AND r.valid_to = a.valid_from HAVING count(*) = 1
    ) before
  )
  SELECT DISTINCT area.code FROM area
$$
;;
REVOKE ALL ON FUNCTION sunledger.places_above FROM PUBLIC
;;
CREATE OR REPLACE FUNCTION sunledger.limit_standing(p_subject text, p_region text, p_on date)
RETURNS TABLE (code text, standing text)
LANGUAGE sql STABLE SET search_path = sunledger, pg_temp
AS $$
  WITH above AS (
    SELECT DISTINCT rpad(left(p_region, width), 12, '0') AS code
    FROM unnest(ARRAY[2, 4, 6, 9, 12]) width
  ), class AS (
    SELECT coalesce(array_agg(c.kind::text), '{}') AS kinds
    FROM region_class c JOIN above a ON a.code = c.code
    WHERE c.valid_from <= p_on AND (c.valid_to IS NULL OR p_on < c.valid_to)
  ), holding AS (
    SELECT l.code, l.subject, ROW(l.kind, l.measure, l.low, l.high, l.per)::text AS says,
      rank() OVER (PARTITION BY l.subject ORDER BY
        CASE WHEN l.region = '000000000000' THEN 0 WHEN l.region LIKE '%0000000000' THEN 1
          WHEN l.region LIKE '%00000000' THEN 2 WHEN l.region LIKE '%000000' THEN 3
          WHEN l.region LIKE '%000' THEN 4 ELSE 5 END DESC,
        cardinality(l.place_classes) > 0 DESC, l.valid_from DESC) AS place
    FROM limit_standard l
    WHERE (p_subject IS NULL OR l.subject = p_subject)
      AND l.valid_from <= p_on AND (l.valid_to IS NULL OR p_on < l.valid_to)
      AND (l.region = '000000000000'
        OR l.region IN (SELECT a.code FROM places_above(p_region, p_on) a))
      AND (cardinality(l.place_classes) = 0
        OR l.place_classes::text[] && (SELECT kinds FROM class))
  )
  SELECT h.code::text, CASE
    WHEN h.place > 1 THEN 'overridden'
    WHEN min(h.says) OVER ranked <> max(h.says) OVER ranked THEN 'conflict'
    WHEN row_number() OVER (ranked ORDER BY h.code COLLATE "C") = 1 THEN 'holds'
    ELSE 'same' END
  FROM holding h WINDOW ranked AS (PARTITION BY h.subject, h.place)
$$
;;
CREATE TRIGGER audit_job_is_permanent BEFORE DELETE OR TRUNCATE OR UPDATE ON sunledger.audit_job FOR EACH STATEMENT EXECUTE FUNCTION sunledger.refuse_change()
;;
CREATE TRIGGER audit_job_step_is_permanent BEFORE DELETE OR TRUNCATE OR UPDATE ON sunledger.audit_job_step FOR EACH STATEMENT EXECUTE FUNCTION sunledger.refuse_change()
;;
CREATE TRIGGER audit_parameter_is_permanent BEFORE DELETE OR TRUNCATE OR UPDATE ON sunledger.audit_parameter FOR EACH STATEMENT EXECUTE FUNCTION sunledger.refuse_change()
;;
CREATE TRIGGER draft_check_is_permanent BEFORE DELETE OR TRUNCATE OR UPDATE ON sunledger.draft_check FOR EACH STATEMENT EXECUTE FUNCTION sunledger.refuse_change()
;;
GRANT INSERT ON sunledger.audit_job TO sunledger_app
;;
GRANT INSERT ON sunledger.audit_job_step TO sunledger_app
;;
GRANT INSERT ON sunledger.audit_parameter TO sunledger_app
;;
GRANT INSERT ON sunledger.draft_check TO sunledger_app
;;
GRANT EXECUTE ON FUNCTION sunledger.places_above(text, date) TO sunledger_app
;;
GRANT EXECUTE ON FUNCTION sunledger.places_above(text, date) TO sunledger_read
