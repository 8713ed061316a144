"""劳务报酬不足

## 为什么是问题
以工代赈的本意是让当地群众靠干活拿到工钱。报酬占比不够，钱就成了普通工程款；没有签字，就不知道谁
真的拿到了钱。

## 判定条件
1. 以安排了以工代赈资金的每个项目为对象：竣工验收之后，劳务报酬合计低于以工代赈资金的规定比例。比例
   取当地当时有效的标准（limit_standard 的 wage_share，以区划最具体的一行为准），没有标准的用
   **basis_points**。金额为短少的报酬。
2. 工资表的期间结束超过 **days** 天，仍有没有签字的行。只有这一条的，金额为没有签字的报酬。

整个账簿没有登记劳务报酬的，验收后的项目列为“无法判断”。

## 不作为疑点的情形
1. 恰好达到比例的。
2. 还没有竣工验收的项目，不判断比例。
3. 期间结束后 **days** 天以内的签字。
4. 项目里以工代赈以外的资金，不计入基数。

## 依据
《山西省“十三五”脱贫攻坚规划》：劳务报酬不低于 10%，公示执行，签字记录（SX754）。2023年起的比例见
国家以工代赈管理办法（待核），作为标准登记。

## 参数
- **basis_points**：1000（即 10%），《山西省“十三五”脱贫攻坚规划》（SX754）。
- **days**：30 天，系统默认值。
"""

from audit.days import coming, first_of
from audit.pieces import region_prefix, yuan
from audit.registered import ACCEPTED, PROJECTS, STEPS, counting
from audit.rule import DEFAULT, Kind, Parameter, Rule, Severity

RULE = Rule(
    code="ST02",
    version=1,
    name="劳务报酬不足",
    kind=Kind.STANDARD,
    severity=Severity.HIGH,
    needs=frozenset({"project", "wage", "acceptance", "lot", "entry", "limit_standard"}),
    parameters=(
        Parameter(
            "basis_points",
            1000,
            "没有登记标准时的报酬占比（万分之）",
            "《山西省“十三五”脱贫攻坚规划》（SX754）",
        ),
        Parameter("days", 30, "期间结束后应签字的天数", DEFAULT),
    ),
    sql=f"""
WITH {PROJECTS}, {STEPS}, {ACCEPTED},
relief AS (
  SELECT x.project_key, sum(x.fen)::bigint AS base_fen,
    min(x.happened_on) FILTER (WHERE x.fen > 0) AS first_on
  FROM (
    SELECT w.to_owner AS project_key, w.lot, w.amount_fen AS fen, w.happened_on FROM flowed w
    WHERE w.to_kind = 'project' AND w.from_kind IN ('source', 'unassigned', 'pool', 'project')
    UNION ALL
    SELECT w.from_owner, w.lot, -w.amount_fen, w.happened_on FROM flowed w
    WHERE w.from_kind = 'project'
      AND w.to_kind IN ('source', 'unassigned', 'pool', 'project', 'recovered')
  ) x
  JOIN lot l ON l.book = %(book)s AND l.lot = x.lot AND l.category LIKE '%%以工代赈%%'
  GROUP BY x.project_key HAVING sum(x.fen) > 0
),
wages AS (
  SELECT w.project, sum(w.amount_fen)::bigint AS wage_fen,
    count(*) FILTER (WHERE u.unsigned) AS unsigned_lines,
    (sum(w.amount_fen) FILTER (WHERE u.unsigned))::bigint AS unsigned_fen
  FROM {counting("wage")} w
  CROSS JOIN LATERAL (SELECT %(as_of)s::date - w.period_to > %(days)s
    AND (w.signed_on IS NULL OR w.signed_on > %(as_of)s) AS unsigned) u
  WHERE w.period_to <= %(as_of)s GROUP BY w.project
),
limited AS (
  SELECT DISTINCT ON (p.project) p.project, s.code, s.low
  FROM projects p
  JOIN relief r ON r.project_key = p.project_key
  JOIN limit_standard s ON s.subject = 'wage_share' AND s.kind = 'ratio_min'
    AND s.valid_from <= r.first_on AND (s.valid_to IS NULL OR s.valid_to > r.first_on)
    AND starts_with(p.region, {region_prefix("s.region")})
  ORDER BY p.project, length({region_prefix("s.region")}) DESC, s.low, s.code
),
judged AS (
  SELECT p.*, r.base_fen, coalesce(w.wage_fen, 0) AS wage_fen, w.unsigned_lines, w.unsigned_fen,
    f.accepted_on, l.code AS limit_code, coalesce(l.low, %(basis_points)s)::bigint AS low,
    f.accepted_on IS NOT NULL
      AND coalesce(w.wage_fen, 0) * 10000 < r.base_fen * coalesce(l.low, %(basis_points)s) AS few,
    coalesce(w.unsigned_lines, 0) > 0 AS unsigned
  FROM relief r
  JOIN projects p ON p.project_key = r.project_key
  LEFT JOIN wages w ON w.project = p.project
  LEFT JOIN finished f ON f.project = p.project
  LEFT JOIN limited l ON l.project = p.project
),
told AS (
  SELECT j.*, CASE WHEN j.few AND NOT EXISTS (SELECT FROM wages) THEN 'not_computable'
      WHEN j.few OR j.unsigned THEN 'flagged' ELSE 'clear' END AS outcome,
    -- Rounded up, so that what is missing is what brings the share to the limit.
    (j.base_fen * j.low + 9999) / 10000 - j.wage_fen AS missing_fen
  FROM judged j
)
SELECT 'project' AS subject_kind, t.project_key AS subject,
  '项目“' || t.name || '”以工代赈资金 ' || {yuan("t.base_fen")} || '，劳务报酬 '
    || {yuan("t.wage_fen")} || CASE WHEN t.unsigned THEN '，有未签字的' ELSE '' END AS title,
  t.outcome,
  CASE WHEN t.outcome = 'not_computable' THEN '本账簿没有登记劳务报酬' END AS reason,
  CASE WHEN t.few THEN t.missing_fen ELSE t.unsigned_fen END AS amount_fen,
  CASE WHEN t.outcome = 'flagged' THEN jsonb_strip_nulls(jsonb_build_object(
    'project', t.project, 'project_code', t.code, 'base_fen', t.base_fen, 'wage_fen', t.wage_fen,
    'accepted_on', t.accepted_on, 'limit_code', t.limit_code,
    'missing_fen', CASE WHEN t.few THEN t.missing_fen END,
    'unsigned_lines', t.unsigned_lines)) END AS evidence
FROM told t
""",
    due=first_of(coming("wage", "r.period_to + %(days)s::integer + 1")),
)
