"""库外项目支付

## 为什么是问题
资金只能安排给经审定进入项目库的项目。先安排后入库，或根本不入库，就绕过了论证、评审和公示。

## 判定条件
1. 以安排过资金的每个项目为对象，看每一笔安排（安排到项目、由别的项目调入）那一天，项目是否在库。
2. 项目不在项目库，或那一天还没有审定入库（entered）、或已经出库（removed）的安排，合计大于零。
   金额为合计（扣除红冲）；审定入库当天算在库。

在项目库里、但没有登记过任何环节的项目，列为“无法判断”；安排早于账簿启用日的，也列为“无法判断”。

## 不作为疑点的情形
1. 出库后重新审定入库的，按重新入库的那一天。
2. 应急救灾资金：灾情不等入库。
3. 安排已全部红冲的。
4. 管理费项目：按比例提取，不入项目库。

登记错误、已作废的项目环节不算。

## 依据
《汉中市“十三五”脱贫攻坚规划》（HZ106）“项目库”；国办发〔2018〕35号（入库时设定绩效目标）。

## 参数
无。
"""

from audit.pieces import entry_keys, yuan
from audit.rule import Kind, Rule, Severity, only

RULE = Rule(
    code="DV03",
    version=1,
    name="库外项目支付",
    kind=Kind.DIVERSION,
    severity=Severity.HIGH,
    needs=frozenset({"project", "project_event", "entry", "fund_category"}),
    sql=f"""
WITH arranged AS (
  SELECT m.to_owner AS owner, m.year, m.number, m.entry, m.left_fen, m.happened_on,
    m.happened_on < b.live_from AS early
  FROM effective m
  JOIN book b ON b.book = %(book)s
  JOIN lot l ON l.book = %(book)s AND l.lot = m.lot
  LEFT JOIN fund_category c ON c.category = l.category
  WHERE m.to_kind = 'project' AND m.voucher_kind IN ('assign', 'adjust') AND m.left_fen > 0
    AND c.regime IS DISTINCT FROM '应急救灾' AND {only("m.to_owner")}
),
step AS (
  SELECT e.project::text AS owner, e.kind, e.happened_on, e.doc_no
  FROM project_event e
  LEFT JOIN project_event_void v ON v.book = e.book AND v.project = e.project AND v.kind = e.kind
    AND v.happened_on = e.happened_on AND v.version = e.version AND v.known_at <= %(known_at)s
  WHERE e.book = %(book)s AND e.kind IN ('entered', 'removed') AND e.known_at <= %(known_at)s
    AND v.book IS NULL
),
recorded AS (
  SELECT DISTINCT e.project::text AS owner FROM project_event e
  WHERE e.book = %(book)s AND e.known_at <= %(known_at)s
),
-- The last step before each arrangement says whether the project was in the library.
stood AS (
  SELECT DISTINCT ON (a.year, a.number, a.entry) a.*, s.kind IS DISTINCT FROM 'entered' AS outside
  FROM arranged a
  LEFT JOIN step s ON s.owner = a.owner AND s.happened_on <= a.happened_on
  ORDER BY a.year, a.number, a.entry, s.happened_on DESC NULLS LAST, s.kind
),
entered AS (
  SELECT s.owner, min(s.happened_on) FILTER (WHERE s.kind = 'entered') AS entered_on,
    max(s.happened_on) FILTER (WHERE s.kind = 'removed') AS removed_on
  FROM step s GROUP BY s.owner
),
of_project AS (
  SELECT s.owner, bool_or(s.outside) AS outside, sum(s.left_fen) FILTER (WHERE s.wrong)::bigint
      AS outside_fen,
    min(s.happened_on) FILTER (WHERE s.wrong) AS from_on,
    {entry_keys("s")} FILTER (WHERE s.wrong) AS entries
  FROM (SELECT s.*, s.outside AND NOT s.early AS wrong FROM stood s) s GROUP BY s.owner
),
judged AS (
  SELECT o.*, p.code, p.name, e.entered_on, e.removed_on,
    CASE WHEN o.outside_fen > 0 AND p.name IS NOT NULL AND k.owner IS NULL
           THEN '项目没有登记过任何环节（project_event），不知何时入库'
         WHEN o.outside_fen IS NULL AND o.outside THEN '安排早于账簿启用日，当时是否在库没有录入'
    END AS reason
  FROM of_project o
  LEFT JOIN recorded k ON k.owner = o.owner
  LEFT JOIN project p ON p.book = %(book)s AND p.project::text = o.owner
    AND p.known_at <= %(known_at)s
  LEFT JOIN entered e ON e.owner = o.owner
  WHERE p.name IS NULL OR (strpos(p.name, '管理费') = 0 AND strpos(p.purpose, '管理费') = 0)
),
decided AS (
  SELECT j.*, CASE WHEN j.reason IS NOT NULL THEN 'not_computable'
    WHEN j.outside_fen > 0 THEN 'flagged' ELSE 'clear' END AS outcome FROM judged j
)
SELECT d.owner AS key, NULL::date AS due_on, 'project' AS subject_kind, d.owner AS subject,
  '“' || coalesce(d.name, '不在项目库的项目') || '”不在库时安排 '
    || {yuan("coalesce(d.outside_fen, 0)")} AS title,
  d.outcome, d.reason, d.outside_fen AS amount_fen,
  CASE WHEN d.outcome = 'flagged' THEN jsonb_strip_nulls(jsonb_build_object(
    'project', d.owner, 'project_code', d.code, 'assigned_on', d.from_on,
    'entered_on', d.entered_on, 'removed_on', d.removed_on, 'outside_fen', d.outside_fen,
    'entries', d.entries
  )) END AS evidence
FROM decided d
""",
)
