"""违规县级配套

## 为什么是问题
国家已经取消贫困县公益性项目的县级配套，还要县里拿配套，县里就会举债或挪用别的钱。

## 判定条件
1. 以每个批复为公益性建设的项目为对象：批复资金来源中有要求县级配套的资金，金额大于零。
   金额为配套合计。

公益性项目没有登记批复资金来源的，列为“无法判断”；没有登记批复的整个账簿列为“无法判断”。

## 不作为疑点的情形
1. 不是公益性建设的项目。
2. 县级自己安排、没有标为配套的资金。
3. 标为配套、但金额为零的。

## 依据
《山西省“十三五”脱贫攻坚规划》取消县级配套资金（SX766）。

## 参数
无。
"""

from audit.days import NO_DAY
from audit.pieces import yuan
from audit.registered import PROJECTS, counting, nothing_in
from audit.rule import Kind, Rule, Severity

RULE = Rule(
    code="DV14",
    version=1,
    name="违规县级配套",
    kind=Kind.DIVERSION,
    severity=Severity.LOW,
    needs=frozenset({"project_approval", "project_fund"}),
    sql=f"""
WITH {PROJECTS},
approvals AS (
  SELECT a.* FROM {counting("project_approval")} a WHERE a.approved_on <= %(as_of)s
),
asked AS (
  SELECT f.project, coalesce(sum(f.approved_fen) FILTER (WHERE f.matching), 0)::bigint AS fen
  FROM {counting("project_fund")} f GROUP BY f.project
)
SELECT 'project' AS subject_kind, p.project_key AS subject,
  '公益性项目“' || p.name || '”要求县级配套 ' || {yuan("coalesce(m.fen, 0)")} AS title,
  CASE WHEN m.fen > 0 THEN 'flagged' WHEN m.project IS NULL THEN 'not_computable' ELSE 'clear' END
    AS outcome,
  CASE WHEN m.project IS NULL THEN '项目没有登记批复资金来源' END AS reason,
  m.fen AS amount_fen,
  CASE WHEN m.fen > 0 THEN jsonb_strip_nulls(jsonb_build_object('project', p.project,
    'project_code', p.code, 'approved_on', a.approved_on, 'doc_no', nullif(a.doc_no, ''),
    'approved_fen', a.approved_fen, 'amount_fen', m.fen)) END AS evidence
FROM approvals a
JOIN projects p ON p.project = a.project
LEFT JOIN asked m ON m.project = a.project
WHERE a.public_good
UNION ALL {nothing_in("approvals", "本账簿没有登记批复")}
""",
    due=NO_DAY,
)
