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
WITH due AS (
  SELECT n.list, n.version, n.title, n.doc_no, n.benefit, n.project, n.approved_on, n.final_by,
    e.household, coalesce(e.person::text, '') AS person, min(e.line) AS line,
    sum(e.approved_fen)::bigint AS approved_fen
  FROM newest n
  JOIN entitlement e ON e.book = n.book AND e.list = n.list AND e.version = n.version
    AND {looked_up_id("e.household")}
  GROUP BY n.list, n.version, n.title, n.doc_no, n.benefit, n.project, n.approved_on, n.final_by,
    e.household, coalesce(e.person::text, '')
),
-- By the object of the line in the version that was paid: a new version may number anew.
got AS (
  SELECT p.list, e.household, coalesce(e.person::text, '') AS person,
    sum(p.paid_fen)::bigint AS paid_fen
  FROM (
    SELECT p.list, p.list_version, p.list_line, sum(p.paid_fen) AS paid_fen FROM paid p
    WHERE p.list IS NOT NULL GROUP BY p.list, p.list_version, p.list_line
  ) p
  CROSS JOIN LATERAL (SELECT e.household, e.person FROM entitlement e
    WHERE e.book = %(book)s AND e.list = p.list AND e.version = p.list_version
      AND e.line = p.list_line OFFSET 0) e
  GROUP BY p.list, e.household, coalesce(e.person::text, '')
),
unlisted AS MATERIALIZED (
  SELECT p.household, p.project, p.benefit, max(p.happened_on) AS happened_on FROM paid p
  WHERE p.list IS NULL OR p.list_line IS NULL GROUP BY p.household, p.project, p.benefit
),
compared AS (
  SELECT d.*, coalesce(g.paid_fen, 0) AS paid_fen,
    EXISTS (SELECT FROM unlisted u WHERE u.household = d.household
      AND (u.project = d.project OR u.project IS NULL)
      AND (u.benefit = d.benefit OR u.benefit IS NULL)
      AND u.happened_on >= d.approved_on) AS has_unlisted
  FROM due d
  LEFT JOIN got g ON g.list = d.list AND g.household = d.household AND g.person = d.person
),
judged AS (
  SELECT c.*,
    CASE WHEN %(as_of)s <= c.final_by THEN 'clear'
         WHEN c.paid_fen * 100 >= c.approved_fen * %(percent)s THEN 'clear'
         WHEN c.has_unlisted THEN 'not_computable'
         ELSE 'flagged' END AS outcome
  FROM compared c
),
short AS MATERIALIZED (
  SELECT j.list, j.household, j.person, e.version, e.line FROM judged j
  CROSS JOIN LATERAL (SELECT e.version, e.line FROM entitlement e
    WHERE e.book = %(book)s AND e.list = j.list AND e.household = j.household
      AND coalesce(e.person::text, '') = j.person OFFSET 0) e
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
  '“' || j.title || '”第' || j.line || '行：应发 ' || {yuan("j.approved_fen")} || '，实发 '
    || {yuan("j.paid_fen")} AS title,
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
