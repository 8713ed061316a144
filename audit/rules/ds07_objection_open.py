"""异议未办结

## 为什么是问题
群众对公示提了意见，没有人答复，或者一边查一边照样付款，公示就失去了意义。

## 判定条件
1. 以登记的每条异议为对象：提出后超过 **days** 天没有办结。超过以后才办结的也列为疑点，
   严重程度降为“低”。不予受理也算办结。
2. 异议没有办结时（提出的次日起，办结的前一日止），争议的清单或项目已有款项到户、付给供应商或
   合作社。只看说“不该享受”“应享受没有享受”“金额不对”“项目”的异议。金额为这些款项的合计。

没有登记过异议的整个账簿列为“无法判断”。

## 不作为疑点的情形
1. 第 **days** 天当天办结的，或还没有满的。
2. 办结当天及以后支付的；提出当天及以前支付的。
3. 反映“钱没有收到”“公示”“干部作风”“其他”的异议：付款本身就是解决，或与付款无关。
4. 争议的是一份清单，付的是同一项目的另一份清单。
5. 已退回、红冲的款项。

## 依据
《精河县“十三五”脱贫攻坚规划》公示无异议（JH497）。天数没有文件规定。

## 参数
- **days**：15 天，系统默认值。
"""

from audit.days import coming, first_of
from audit.noticed import payments
from audit.pieces import entry_keys
from audit.rule import DEFAULT, Kind, Parameter, Rule, Severity

RULE = Rule(
    code="DS07",
    version=1,
    name="异议未办结",
    kind=Kind.DISCLOSURE,
    severity=Severity.MEDIUM,
    needs=frozenset({"objection", "objection_step", "entry", "payment_line"}),
    parameters=(Parameter("days", 15, "办结期限", DEFAULT),),
    sql=f"""
WITH {payments("shown_paid")},
objections AS (
  SELECT o.* FROM objection o
  WHERE o.book = %(book)s AND o.raised_on <= %(as_of)s AND o.known_at <= %(known_at)s
),
closed AS (
  SELECT s.objection, min(s.happened_on) AS closed_on FROM objection_step s
  WHERE s.book = %(book)s AND s.kind = 'closed' AND s.happened_on <= %(as_of)s
    AND s.known_at <= %(known_at)s
  GROUP BY s.objection
),
open AS (
  SELECT o.*, c.closed_on, coalesce(c.closed_on, %(as_of)s) - o.raised_on > %(days)s AS too_long
  FROM objections o LEFT JOIN closed c ON c.objection = o.objection
),
disputed AS (
  SELECT o.objection, o.raised_on, o.closed_on,
    CASE WHEN o.list IS NOT NULL THEN 'list' ELSE 'project' END AS kind,
    coalesce(o.list, o.project)::text AS key
  FROM open o
  WHERE o.topic NOT IN ('not_paid', 'notice', 'conduct', 'other')
),
paid_on AS (
  SELECT 'project' AS kind, p.project_key AS key, p.happened_on, p.year, p.number, p.entry, p.fen
  FROM payments p
  UNION ALL
  SELECT 'list', p.list::text, p.happened_on, p.year, p.number, p.entry, p.fen
  FROM payments p
),
meanwhile AS (
  SELECT d.objection, sum(p.fen)::bigint AS fen, min(p.happened_on) AS first_on,
    {entry_keys("p")} AS entries
  FROM disputed d
  JOIN paid_on p ON p.kind = d.kind AND p.key = d.key AND p.happened_on > d.raised_on
    AND (d.closed_on IS NULL OR p.happened_on < d.closed_on)
  GROUP BY d.objection
),
told AS (
  SELECT o.*, m.fen, m.first_on, m.entries, o.too_long OR m.objection IS NOT NULL AS bad
  FROM open o LEFT JOIN meanwhile m ON m.objection = o.objection
)
SELECT 'objection' AS subject_kind, t.objection::text AS subject,
  '异议' || t.code || CASE WHEN t.fen IS NOT NULL THEN '没有办结时已付款'
    WHEN t.closed_on IS NULL THEN '逾期没有办结' ELSE '逾期才办结' END AS title,
  CASE WHEN t.bad THEN 'flagged' ELSE 'clear' END AS outcome, NULL::text AS reason,
  t.fen AS amount_fen,
  CASE WHEN t.fen IS NULL AND t.closed_on IS NOT NULL THEN 'L' END AS severity,
  CASE WHEN t.bad THEN jsonb_strip_nulls(jsonb_build_object(
    'objection', t.code, 'notice', t.notice, 'region', t.region, 'topic', t.topic,
    'handler', t.handler, 'project', t.project, 'list', t.list, 'raised_on', t.raised_on,
    'closed_on', t.closed_on, 'first_paid_on', t.first_on, 'paid_fen', t.fen,
    'entries', t.entries)) END AS evidence
FROM told t
UNION ALL
SELECT 'book', (%(book)s)::text, '本账簿', 'not_computable', '本账簿没有登记过异议（objection）',
  NULL::bigint, NULL::text, NULL::jsonb
WHERE NOT EXISTS (SELECT FROM objections nothing)
""",
    due=first_of(coming("objection", "r.raised_on + %(days)s::integer + 1")),
)
