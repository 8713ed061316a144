"""到户克扣

## 为什么是问题
应发清单已经审定的补助，农户实际到手的比审定的少。已公布的案件中，有村从二百多户的补助里
截走三成（河南光山）。

## 判定条件
1. 以应发清单最新版本中的每个对象（一户，或户中一人）为对象；同一对象有几行的合并计算。
2. 截止日晚于清单的最后发放日（final_by），而实际到户金额低于审定金额的 **percent**%。
   金额为差额。实际到户 = 进入农户账户的拨付、支付，扣除退回和红冲。

同一户在审定之后有同一补助、同一项目的到户款项，但发放明细没有注明清单行的，列为“无法判断”。

## 不作为疑点的情形
1. 最后发放日当天和之前。
2. 分几次发放，合计达到比例的。
3. 银行退回后重新发放成功的。
4. 清单换版后，按旧版本发放、达到新版本金额的比例的。

## 依据
《山东省“十三五”脱贫攻坚规划》“截留私分”（SD106）。

## 参数
- **percent**：95，系统默认值。恰好 95% 不列为疑点。
"""

from audit.pieces import entry_keys, yuan
from audit.rule import DEFAULT, Kind, Parameter, Rule, Severity, looked_up_id

RULE = Rule(
    code="DV05",
    version=1,
    name="到户克扣",
    kind=Kind.DIVERSION,
    severity=Severity.HIGH,
    needs=frozenset({"entitlement_list", "entitlement", "payment_line", "entry"}),
    parameters=(Parameter("percent", 95, "实发不低于审定金额的百分比", DEFAULT),),
    sql=f"""
WITH listed AS MATERIALIZED (
  SELECT e.list, e.version, e.line, e.household, e.person, e.approved_fen FROM entitlement e
  WHERE e.book = %(book)s AND {looked_up_id("e.household")}
),
due AS (
  SELECT l.list, l.household, coalesce(l.person::text, '') AS person, min(l.line) AS line,
    sum(l.approved_fen)::bigint AS approved_fen
  FROM newest n JOIN listed l ON l.list = n.list AND l.version = n.version
  GROUP BY l.list, l.household, l.person
),
-- By the object of the line in the version that was paid: a new version may number anew.
got AS (
  SELECT l.list, l.household, coalesce(l.person::text, '') AS person,
    sum(p.paid_fen)::bigint AS paid_fen
  FROM (
    SELECT p.list, p.list_version, p.list_line, sum(p.paid_fen) AS paid_fen FROM paid p
    GROUP BY p.list, p.list_version, p.list_line
  ) p
  JOIN listed l ON l.list = p.list AND l.version = p.list_version AND l.line = p.list_line
  GROUP BY l.list, l.household, l.person
),
compared AS (
  SELECT d.*, n.version, n.title, n.doc_no, n.benefit, n.project, n.approved_on, n.final_by,
    coalesce(g.paid_fen, 0) AS paid_fen,
    CASE WHEN %(as_of)s <= n.final_by THEN 'clear'
         WHEN coalesce(g.paid_fen, 0) * 100 >= d.approved_fen * %(percent)s THEN 'clear'
         ELSE 'less' END AS found
  FROM due d
  JOIN newest n ON n.list = d.list
  LEFT JOIN got g ON g.list = d.list AND g.household = d.household AND g.person = d.person
),
-- Of objects that got less: what may have been theirs too.
unlisted AS MATERIALIZED (
  SELECT DISTINCT c.list, c.household
  FROM compared c
  JOIN paid p ON p.household = c.household AND (p.list IS NULL OR p.list_line IS NULL)
    AND (p.project = c.project OR p.project IS NULL)
    AND (p.benefit = c.benefit OR p.benefit IS NULL) AND p.happened_on >= c.approved_on
  WHERE c.found = 'less' AND (%(whole)s OR EXISTS (SELECT FROM compared x WHERE x.found = 'less'))
),
judged AS (
  SELECT c.*,
    CASE WHEN c.found = 'clear' THEN 'clear' WHEN u.list IS NOT NULL THEN 'not_computable'
         ELSE 'flagged' END AS outcome
  FROM compared c
  LEFT JOIN unlisted u ON u.list = c.list AND u.household = c.household
),
short AS MATERIALIZED (
  SELECT j.list, j.household, j.person, l.version, l.line
  FROM judged j
  JOIN listed l ON l.list = j.list AND l.household = j.household
    AND coalesce(l.person::text, '') = j.person
  WHERE j.outcome = 'flagged'
),
shown AS (
  SELECT s.list, s.household, s.person, {entry_keys("p")} AS entries
  FROM short s
  JOIN paid p ON p.list = s.list AND p.list_version = s.version AND p.list_line = s.line
  GROUP BY s.list, s.household, s.person
)
SELECT j.household::text AS key,
  CASE WHEN %(as_of)s <= j.final_by THEN j.final_by + 1 END AS due_on,
  'entitlement' AS subject_kind,
  concat_ws('/', j.list, j.household, nullif(j.person, '')) AS subject,
  CASE WHEN j.outcome = 'flagged' THEN '“' || j.title || '”第' || j.line || '行：应发 '
    || {yuan("j.approved_fen")} || '，实发 ' || {yuan("j.paid_fen")} END AS title,
  j.outcome,
  CASE WHEN j.outcome = 'not_computable'
    THEN '有到户款项的发放明细没有注明应发清单行，无法对应' END AS reason,
  j.approved_fen - j.paid_fen AS amount_fen,
  CASE WHEN j.outcome = 'flagged' THEN jsonb_strip_nulls(jsonb_build_object(
    'list', j.list, 'version', j.version, 'line', j.line, 'doc_no', j.doc_no,
    'household', j.household, 'person', nullif(j.person, ''), 'benefit', j.benefit,
    'approved_on', j.approved_on, 'final_by', j.final_by, 'approved_fen', j.approved_fen,
    'paid_fen', j.paid_fen, 'entries', coalesce(s.entries, '[]')
  )) END AS evidence
FROM judged j
LEFT JOIN shown s ON s.list = j.list AND s.household = j.household AND s.person = j.person
""",
)
