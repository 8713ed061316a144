"""公示未满即付款

## 为什么是问题
公示是让群众在付款以前提意见。公示还没有满，钱已经付出去了，公示就成了走过场。

## 判定条件
1. 以在公示栏上做过事前公示的每个项目、每份应发清单为对象。公示完成日是各份公示止日中最早的一个；
   村、乡镇两级都公示的，两级都满了才算完成。止日当天还在公示期内。延期的按延期后的止日。
2. 公示完成日当天或以前，已有到户、付给供应商或合作社的款项。金额为这些款项的合计。

公示栏上没有印止日、或者只在网站公示过的，列为“无法判断”。

## 不作为疑点的情形
1. 公示完成的次日以后支付的。
2. 名册已送银行、公示期满以后才到户的：以到户日为准。
3. 已退回、红冲的款项。
4. 清单改版后重新公示的：第一版公示期满以后支付的不算。
5. 一次也没有公示过的（由“应公示未公示”看）。
6. 提前撤下的公示，撤下以后支付的（由“公示期不足”看）。

## 依据
汉阴县扶贫资金项目公告公示指南：实施前公示（文号待核）；国开办发〔2018〕11号。

## 参数
无。
"""

from typing import LiteralString

from audit.noticed import notices_of
from audit.pieces import entry_keys, yuan
from audit.rule import Kind, Rule, Severity, only

_UUID: LiteralString = "'^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'"

_KEY: LiteralString = """coalesce(n.list::text,
  CASE WHEN n.subject = 'village_page' THEN n.project::text ELSE n.subject_key END)"""

RULE = Rule(
    code="DS05",
    version=1,
    name="公示未满即付款",
    kind=Kind.DISCLOSURE,
    severity=Severity.MEDIUM,
    needs=frozenset({"notice", "notice_step", "entry", "payment_line"}),
    sql=f"""
WITH {
        notices_of(
            "n.stage = 'before' AND n.subject IN ('project', 'benefit_list', 'village_page') AND "
            + only(_KEY)
        )
    },
about AS (
  SELECT n.level, n.channel, n.last_on, n.replaced,
    CASE WHEN n.list IS NOT NULL OR n.subject = 'benefit_list' THEN 'benefit_list'
      ELSE 'project' END AS kind,
    {_KEY} AS key
  FROM notices n
),
ended AS (
  SELECT a.kind, a.key, a.level, min(a.last_on) AS last_on
  FROM about a WHERE a.channel = 'board' AND NOT a.replaced
  GROUP BY a.kind, a.key, a.level
),
complete AS (SELECT kind, key, max(last_on) AS done_on FROM ended GROUP BY kind, key),
thing AS (
  SELECT x.kind, x.key, x.done_on, CASE x.kind WHEN 'project' THEN x.id END AS project,
    CASE x.kind WHEN 'benefit_list' THEN x.id END AS list
  FROM (
    SELECT a.kind, a.key, c.done_on, CASE WHEN a.key ~ {_UUID} THEN a.key::uuid END AS id
    FROM (SELECT DISTINCT kind, key FROM about WHERE key IS NOT NULL) a
    LEFT JOIN complete c ON c.kind = a.kind AND c.key = a.key
  ) x
),
over AS MATERIALIZED (
  SELECT t.* FROM thing t WHERE (%(whole)s OR t.done_on IS NOT NULL)
),
-- What reached households, vendors, firms and cooperatives; a roster with the bank is not paid.
paid_on AS (
  SELECT t.kind, t.key, t.done_on, p.happened_on, p.year, p.number, p.entry, p.paid_fen AS fen
  FROM over t JOIN project_paid p ON p.project = t.project
  UNION ALL
  SELECT t.kind, t.key, t.done_on, p.happened_on, p.year, p.number, p.entry, p.paid_fen
  FROM over t JOIN project_paid p ON p.from_project = t.project::text
  WHERE p.project IS NULL AND (%(whole)s OR EXISTS (SELECT FROM over o WHERE o.project IS NOT NULL))
  UNION ALL
  SELECT t.kind, t.key, t.done_on, p.happened_on, p.year, p.number, p.entry, p.paid_fen
  FROM over t JOIN project_paid p ON p.list = t.list
  UNION ALL
  SELECT t.kind, t.key, t.done_on, m.happened_on, m.year, m.number, m.entry, m.left_fen
  FROM over t JOIN effective m ON m.from_owner = t.project::text
  WHERE m.from_kind = 'project' AND m.to_kind IN ('vendor', 'collective') AND m.left_fen > 0
),
early AS (
  SELECT p.kind, p.key, sum(p.fen)::bigint AS fen, min(p.happened_on) AS first_on,
    {entry_keys("p")} AS entries
  FROM paid_on p WHERE p.happened_on <= p.done_on GROUP BY p.kind, p.key
),
named AS (
  SELECT t.*, e.fen, e.first_on, e.entries, coalesce(j.name, l.title, t.key) AS name,
    CASE WHEN e.key IS NOT NULL THEN 'flagged' WHEN t.done_on IS NULL THEN 'not_computable'
      ELSE 'clear' END AS outcome
  FROM thing t
  LEFT JOIN early e ON e.kind = t.kind AND e.key = t.key
  LEFT JOIN project j ON j.book = %(book)s AND j.project::text = t.key
    AND j.known_at <= %(known_at)s
  LEFT JOIN newest l ON l.list::text = t.key
)
SELECT n.key, NULL::date AS due_on, n.kind AS subject_kind, n.key AS subject,
  '“' || n.name || '”公示期满以前已支付' || {yuan("coalesce(n.fen, 0)")} AS title,
  n.outcome,
  CASE WHEN n.outcome = 'not_computable' THEN '公示栏上没有印止日，或只在网站公示' END AS reason,
  n.fen AS amount_fen,
  CASE WHEN n.outcome = 'flagged' THEN jsonb_build_object(
    'subject', n.kind, 'subject_key', n.key, 'notice_done_on', n.done_on,
    'first_paid_on', n.first_on, 'paid_fen', n.fen, 'entries', n.entries) END AS evidence
FROM named n
""",
)
