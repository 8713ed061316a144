"""擅自调整

## 为什么是问题
项目批复后换了地方、换了用途、加减了钱，却没有重新批准，批复和公示就都不作数了。

## 判定条件
1. 以每个有批复、安排过资金的项目为对象：
   已安排金额或有效合同合计超过批复金额的 100% 加 **percent**%。
   金额为超过批复的部分。
2. 批复登记换了版本，金额变动超过 **percent**%，或地点、用途变了，而新版本没有自己的文号（没有，或与
   上一版相同）。金额为变动金额，只换地点、用途的为批复金额。

没有登记批复的，列为“无法判断”。

## 不作为疑点的情形
1. 变动不超过 **percent**% 的。
2. 按批准文件调整的（新版本有自己的文号）。
3. 原来空着、后来补填的内容。

## 依据
《山西省“十三五”脱贫攻坚规划》批复、实施全流程监控（SX778）。比例没有文件规定。

## 参数
- **percent**：10，系统默认值。恰好 10% 不列为疑点。
"""

from audit.days import NO_DAY
from audit.pieces import yuan
from audit.registered import PROJECT_MONEY, PROJECTS, counting
from audit.rule import DEFAULT, Kind, Parameter, Rule, Severity

RULE = Rule(
    code="DV13",
    version=1,
    name="擅自调整",
    kind=Kind.DIVERSION,
    severity=Severity.MEDIUM,
    needs=frozenset({"project", "project_approval", "contract", "entry"}),
    parameters=(Parameter("percent", 10, "不须重新批准的变动百分比", DEFAULT),),
    sql=f"""
WITH {PROJECTS}, {PROJECT_MONEY},
ordered AS (
  SELECT c.project, sum(c.amount_fen)::bigint AS fen FROM {counting("contract")} c
  WHERE c.signed_on <= %(as_of)s GROUP BY c.project
),
versions AS (
  SELECT a.*, lag(a.approved_fen) OVER v AS was_fen, lag(a.region) OVER v AS was_region,
    lag(a.purpose) OVER v AS was_purpose, lag(a.doc_no) OVER v AS was_doc_no
  FROM project_approval a
  WHERE a.book = %(book)s AND a.known_at <= %(known_at)s AND NOT a.void
    AND a.approved_on <= %(as_of)s
  WINDOW v AS (PARTITION BY a.project ORDER BY a.version)
),
bare AS (
  SELECT DISTINCT ON (v.project) v.project, v.version, v.approved_fen, v.was_fen,
    abs(v.approved_fen - v.was_fen) * 100 > v.was_fen * %(percent)s AS other_amount,
    v.region <> v.was_region AS other_place, v.purpose <> v.was_purpose AS other_purpose
  FROM versions v
  WHERE (v.doc_no = '' OR v.doc_no = v.was_doc_no)
    AND (abs(v.approved_fen - v.was_fen) * 100 > v.was_fen * %(percent)s
      OR (v.region <> v.was_region AND v.was_region <> '')
      OR (v.purpose <> v.was_purpose AND v.was_purpose <> ''))
  ORDER BY v.project, v.version DESC
),
judged AS (
  SELECT p.*, m.arranged_fen, a.approved_fen, a.approved_on, a.doc_no, a.project AS of_approval,
    o.fen AS contract_fen, greatest(m.arranged_fen, coalesce(o.fen, 0)) AS most_fen,
    b.project IS NOT NULL AS bare, b.version, b.other_amount, b.other_place, b.other_purpose,
    b.was_fen
  FROM projects p
  JOIN project_money m ON m.project_key = p.project_key AND m.arranged_fen > 0
  LEFT JOIN {counting("project_approval")} a ON a.project = p.project
    AND a.approved_on <= %(as_of)s
  LEFT JOIN ordered o ON o.project = p.project
  LEFT JOIN bare b ON b.project = p.project
),
told AS (
  SELECT j.*, j.most_fen * 100 > j.approved_fen * (100 + %(percent)s) AS over,
    CASE WHEN j.of_approval IS NULL THEN 'not_computable'
      WHEN j.most_fen * 100 > j.approved_fen * (100 + %(percent)s) OR j.bare THEN 'flagged'
      ELSE 'clear' END AS outcome
  FROM judged j
)
SELECT 'project' AS subject_kind, t.project_key AS subject,
  '项目“' || t.name || '”' || CASE WHEN t.over THEN '批复 ' || {yuan("t.approved_fen")}
    || '，安排或合同 ' || {yuan("t.most_fen")} ELSE '批复变更没有批准文件' END AS title,
  t.outcome,
  CASE WHEN t.outcome = 'not_computable' THEN '项目没有登记批复' END AS reason,
  CASE WHEN t.over THEN t.most_fen - t.approved_fen
    WHEN t.other_amount THEN abs(t.approved_fen - t.was_fen) ELSE t.approved_fen END AS amount_fen,
  CASE WHEN t.outcome = 'flagged' THEN jsonb_strip_nulls(jsonb_build_object(
    'project', t.project, 'project_code', t.code, 'approved_fen', t.approved_fen,
    'approved_on', t.approved_on, 'doc_no', nullif(t.doc_no, ''), 'arranged_fen', t.arranged_fen,
    'contract_fen', t.contract_fen, 'version', t.version,
    'faults', to_jsonb(array_remove(ARRAY[CASE WHEN t.over THEN '超过批复金额' END,
      CASE WHEN t.other_amount THEN '金额变动没有批准文件' END,
      CASE WHEN t.other_place THEN '地点变动没有批准文件' END,
      CASE WHEN t.other_purpose THEN '用途变动没有批准文件' END], NULL)))) END AS evidence
FROM told t
""",
    due=NO_DAY,
)
