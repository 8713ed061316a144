"""用途与批复不符

## 为什么是问题
资金批给一件事，花在另一件事上，批复就成了摆设，群众看到的公示也不是真的。

## 判定条件
1. 以每个已安排资金的项目为对象：登记的用途不在批复用途之内。批复用途是用途树的一个分支的，登记用途
   应是它或它之下的分支；批复用途是文字的，应与登记用途文字相同。金额为已安排金额。
2. 安排到项目的资金，类别不在批复的资金来源之中。金额为这些类别的已安排金额。两条都有的，取较大的。

项目没有批复的，或者批复、登记的用途一个是分支、一个是树外文字的，列为“无法判断”。

## 不作为疑点的情形
1. 登记用途是批复分支之下更细的分支，或者写的是该分支的名称。
2. 批复变更后按新批复的用途。
3. 没有登记批复资金来源的，不判断第 2 条。
4. 调整后已退出项目的资金。

## 依据
《山西省“十三五”脱贫攻坚规划》项目批复、实施全流程监控（SX778）。

## 参数
无。
"""

from audit.days import NO_DAY
from audit.pieces import yuan
from audit.registered import PROJECT_MONEY, PROJECTS, counting
from audit.rule import Kind, Rule, Severity

RULE = Rule(
    code="DV02",
    version=1,
    name="用途与批复不符",
    kind=Kind.DIVERSION,
    severity=Severity.HIGH,
    needs=frozenset({"project", "project_approval", "project_fund", "entry", "lot"}),
    sql=f"""
WITH {PROJECTS}, {PROJECT_MONEY},
funds AS (SELECT DISTINCT f.project, f.category FROM {counting("project_fund")} f),
arranged AS (
  SELECT x.project_key, l.category, sum(x.fen)::bigint AS fen, jsonb_agg(DISTINCT x.lot) AS lots
  FROM (
    SELECT w.to_owner AS project_key, w.lot, w.amount_fen AS fen FROM flowed w
    WHERE w.to_kind = 'project' AND w.from_kind IN ('source', 'unassigned', 'pool', 'project')
    UNION ALL
    SELECT w.from_owner, w.lot, -w.amount_fen FROM flowed w
    WHERE w.from_kind = 'project'
      AND w.to_kind IN ('source', 'unassigned', 'pool', 'project', 'recovered')
  ) x JOIN lot l ON l.book = %(book)s AND l.lot = x.lot
  GROUP BY x.project_key, l.category HAVING sum(x.fen) > 0
),
strange AS (
  SELECT p.project, sum(a.fen)::bigint AS fen, jsonb_agg(a.category ORDER BY a.category) AS kinds
  FROM projects p
  JOIN (SELECT DISTINCT project FROM funds) any_fund ON any_fund.project = p.project
  JOIN arranged a ON a.project_key = p.project_key
  LEFT JOIN funds f ON f.project = p.project AND f.category = a.category
  WHERE f.project IS NULL GROUP BY p.project
),
-- A purpose as a branch of the tree of the approval: by its code, or by the name of a branch.
named AS (
  SELECT p.project, min(b.purpose) AS branch
  FROM projects p
  JOIN {counting("project_approval")} a ON a.project = p.project
  JOIN purpose t ON t.purpose = a.purpose
  JOIN purpose b ON b.tree = t.tree AND (b.purpose = p.purpose OR b.name = p.purpose)
  GROUP BY p.project
),
judged AS (
  SELECT p.*, m.arranged_fen, a.purpose AS approved_purpose, a.doc_no, a.approved_on,
    a.project IS NULL AS unapproved, s.fen AS strange_fen, s.kinds,
    CASE WHEN p.purpose = a.purpose THEN 'within'
      WHEN t.purpose IS NULL AND own.purpose IS NULL THEN 'outside'
      WHEN t.purpose IS NULL OR n.branch IS NULL THEN 'unlike'
      WHEN n.branch = a.purpose OR starts_with(n.branch, a.purpose || '.') THEN 'within'
      ELSE 'outside' END AS place
  FROM projects p
  JOIN project_money m ON m.project_key = p.project_key AND m.arranged_fen > 0
  LEFT JOIN {counting("project_approval")} a ON a.project = p.project
    AND a.approved_on <= %(as_of)s
  LEFT JOIN purpose t ON t.purpose = a.purpose
  LEFT JOIN purpose own ON own.purpose = p.purpose
  LEFT JOIN named n ON n.project = p.project
  LEFT JOIN strange s ON s.project = p.project
),
told AS (
  SELECT j.*, CASE WHEN j.unapproved THEN 'not_computable'
      WHEN j.place = 'outside' OR j.strange_fen > 0 THEN 'flagged'
      WHEN j.place = 'unlike' THEN 'not_computable' ELSE 'clear' END AS outcome
  FROM judged j
)
SELECT 'project' AS subject_kind, t.project_key AS subject,
  '项目“' || t.name || '”' || CASE WHEN t.place = 'outside' THEN '登记用途“' || t.purpose
    || '”不在批复用途之内' ELSE '收到批复来源以外的资金 ' || {yuan("coalesce(t.strange_fen, 0)")}
    END AS title,
  t.outcome,
  CASE WHEN t.outcome <> 'not_computable' THEN NULL WHEN t.unapproved THEN '项目没有登记批复'
    ELSE '批复用途与登记用途不在同一用途树中，无法比对' END AS reason,
  CASE WHEN t.place = 'outside' THEN t.arranged_fen ELSE t.strange_fen END AS amount_fen,
  CASE WHEN t.outcome = 'flagged' THEN jsonb_strip_nulls(jsonb_build_object(
    'project', t.project, 'project_code', t.code, 'purpose', t.purpose,
    'approved_purpose', t.approved_purpose, 'doc_no', t.doc_no, 'approved_on', t.approved_on,
    'arranged_fen', t.arranged_fen, 'excess_fen', t.strange_fen, 'category', t.kinds)) END
    AS evidence
FROM told t
""",
    due=NO_DAY,
)
