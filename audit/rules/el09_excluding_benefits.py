"""互斥政策

## 为什么是问题
有的补助不能同时享受：搬迁的户不再补旧房改造，领了特困供养的不再领低保。重复给，就挤占了别人的。

## 判定条件
1. 以领过任何一种互斥补助（benefit.exclusive_with）的每一户为对象，看它有没有另一种到户款项。
2. 一对补助中有一种是一次性的（once）：无论何时都领过两种的，列为疑点。
3. 两种都不是一次性的：所属期（没有所属期的，按付款日）有重叠的，列为疑点。

金额为两种中较少的一种的合计。登记表里没有一对互斥补助的，整个账簿不能算，说明缺少登记。

## 不作为疑点的情形
1. 只领过其中一种的。
2. 两种都按期发放、所属期没有重叠的（如先低保、后转特困）。
3. 已退回、已红冲的。
4. 互不排斥的两种补助。

## 依据
《青海省“十三五”脱贫攻坚规划》四项住房政策配套使用、不重复（QH145）；每一对在补助登记表里各自
注明来源。

## 参数
无。
"""

from audit.pieces import entry_keys, yuan
from audit.rule import Kind, Rule, Severity, only_id

RULE = Rule(
    code="EL09",
    version=1,
    name="互斥政策",
    kind=Kind.ELIGIBILITY,
    severity=Severity.MEDIUM,
    needs=frozenset({"benefit", "payment_line", "entry"}),
    sql=f"""
WITH pair AS (
  SELECT DISTINCT least(b.benefit, o.benefit) AS one, greatest(b.benefit, o.benefit) AS other,
    b.frequency = 'once' OR o.frequency = 'once' AS once
  FROM benefit b
  CROSS JOIN LATERAL unnest(b.exclusive_with) x(benefit)
  JOIN benefit o ON o.benefit = x.benefit
),
named AS (SELECT one AS benefit FROM pair UNION SELECT other FROM pair),
span AS (
  SELECT t.* FROM (SELECT DISTINCT p.household, p.benefit FROM paid p) t
  JOIN named n ON n.benefit = t.benefit
  WHERE t.household IS NOT NULL AND {only_id("t.household")}
),
-- Each payment is looked at only where somebody got both of a pair.
doubted AS (
  SELECT DISTINCT a.household FROM pair q
  JOIN span a ON a.benefit = q.one
  JOIN span b ON b.benefit = q.other AND b.household = a.household
),
credit AS (
  SELECT p.household, p.benefit, p.year, p.number, p.entry, p.paid_fen, p.happened_on,
    coalesce(p.period_from, p.happened_on) AS from_on, coalesce(p.period_to, p.happened_on) AS to_on
  FROM doubted d
  JOIN paid p ON p.household = d.household
  JOIN named n ON n.benefit = p.benefit
),
both_of AS (
  SELECT DISTINCT a.household, q.one, q.other FROM pair q
  JOIN credit a ON a.benefit = q.one
  JOIN credit b ON b.benefit = q.other AND b.household = a.household
  WHERE q.once OR (a.from_on <= b.to_on AND b.from_on <= a.to_on)
),
summed AS (
  SELECT b.household, b.one, b.other, sum(c.paid_fen) FILTER (WHERE c.benefit = b.one)::bigint
    AS one_fen, sum(c.paid_fen) FILTER (WHERE c.benefit = b.other)::bigint AS other_fen,
    min(c.happened_on) AS from_on, max(c.happened_on) AS to_on, {entry_keys("c")} AS entries
  FROM both_of b
  JOIN credit c ON c.household = b.household AND c.benefit IN (b.one, b.other)
  GROUP BY b.household, b.one, b.other
),
wrong AS (
  SELECT s.household, sum(least(s.one_fen, s.other_fen))::bigint AS fen,
    jsonb_agg(jsonb_build_object('benefits', jsonb_build_array(s.one, s.other),
      'from_on', s.from_on, 'to_on', s.to_on, 'one_fen', s.one_fen, 'other_fen', s.other_fen,
      'entries', s.entries) ORDER BY s.one, s.other) AS pairs
  FROM summed s GROUP BY s.household
)
SELECT h.household::text AS key, NULL::date AS due_on, 'household' AS subject_kind,
  h.household::text AS subject,
  '同一户领取互斥的补助，较少的一种 ' || {yuan("coalesce(w.fen, 0)")} AS title,
  CASE WHEN w.household IS NULL THEN 'clear' ELSE 'flagged' END AS outcome,
  NULL AS reason, w.fen AS amount_fen,
  CASE WHEN w.household IS NOT NULL THEN jsonb_build_object('household', h.household,
    'excluding', w.pairs) END AS evidence
FROM (SELECT DISTINCT household FROM span) h
LEFT JOIN wrong w ON w.household = h.household
UNION ALL
SELECT 'book', NULL, 'book', 'pairs', '互斥补助', 'not_computable',
  '补助登记表没有一对互斥补助（benefit.exclusive_with）', NULL, NULL
WHERE NOT EXISTS (SELECT FROM pair)
""",
)
