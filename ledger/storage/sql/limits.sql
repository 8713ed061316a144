-- A place on a day and all it lies in, with the codes these had before; not all of China.
--
-- A place made of several began as none of them.
CREATE FUNCTION sunledger.places_above(p_region text, p_on date) RETURNS TABLE (code text)
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
$$;

-- Which rows of limit_standard speak to a place on a day, and which of them holds?
--
-- The rules are those of ledger/register/limits.py, limit_on(): of one subject the lowest region
-- wins; in one region a row for the place's class wins over one for all; of those the latest begun
-- wins. Rows of equal rank that differ are conflicts, and none of them holds. What was set for a
-- county before it was renamed holds for its successor. standing: holds, same (as what holds),
-- conflict, overridden. A NULL subject asks for all of them.
CREATE FUNCTION sunledger.limit_standing(p_subject text, p_region text, p_on date)
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
$$;

-- The limit that holds for a subject in a place on a day: one row, or none where nothing is set and
-- where rows contradict each other.
CREATE FUNCTION sunledger.limit_at(p_subject text, p_region text, p_on date)
RETURNS SETOF sunledger.limit_standard
LANGUAGE sql STABLE SET search_path = sunledger, pg_temp
AS $$
  SELECT l.* FROM limit_standing(p_subject, p_region, p_on) s
  JOIN limit_standard l ON l.code = s.code
  WHERE p_subject IS NOT NULL AND s.standing = 'holds'
$$;
