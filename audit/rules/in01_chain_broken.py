"""账链断裂

## 为什么是问题
账簿只增不改，凭证连号、事件连号。号码断了、分录和流转对不上，说明有人绕过系统动了数据库。

## 判定条件
1. 以账簿的每个会计年度为对象：凭证号从 1 起连续。缺号的列为疑点。
2. 以账簿的事件为对象：凭证和其他事件的事件号从最小号起连续，没有缺号、重号。一个事件也没有的，
   连开账的事件也不见了，同样列为疑点。
3. 每张凭证有分录，分录合计等于流转合计。不是这样的凭证列为疑点，金额为相差的数。

这条规则是证明，不是查找：系统记账时保证连号和平衡，正常情况下没有疑点。第 3 条只列出不符的凭证，
相符的不逐张计数。它看不到的（凭证内容的散列、与外部见证的比对）由 `sunledger verify` 检查。
只看变化的运行，核对新凭证和有新凭证的年度；全面运行核对每一张、每一个年度。

## 不作为疑点的情形
1. 号码连续、合计相等的。
2. 运行时刻以后记的凭证。

## 依据
《会计基础工作规范》凭证连续编号（条号待核）；系统不变式。

## 参数
无。
"""

from audit.pieces import yuan
from audit.rule import Kind, Rule, Severity, only

RULE = Rule(
    code="IN01",
    version=3,
    name="账链断裂",
    kind=Kind.INTEGRITY,
    severity=Severity.HIGH,
    needs=frozenset({"voucher", "entry", "flow", "book_event"}),
    sql=f"""
WITH written AS (
  SELECT v.year, v.number, v.event FROM voucher v
  WHERE v.book = %(book)s AND v.recorded_at <= %(known_at)s
),
numbered AS (
  SELECT w.year, count(*) AS vouchers, min(w.number) AS least, max(w.number) AS most
  FROM written w GROUP BY w.year
),
numbers AS (
  SELECT event FROM written
  UNION ALL
  SELECT e.event FROM book_event e WHERE e.book = %(book)s AND e.recorded_at <= %(known_at)s
),
chain AS (
  SELECT x.*, coalesce(x.events = x.different AND x.most - x.least + 1 = x.events, false) AS sound
  FROM (
    SELECT count(*) AS events, count(DISTINCT event) AS different, min(event) AS least,
      max(event) AS most FROM numbers
  ) x
),
asked AS (
  SELECT w.year, w.number FROM written w WHERE NOT %(whole)s AND {only("w.year || '/' || w.number")}
),
by_entry AS (
  SELECT e.year, e.number, sum(e.amount_fen)::bigint AS fen FROM entry e
  WHERE e.book = %(book)s AND %(whole)s GROUP BY e.year, e.number
  UNION ALL
  SELECT a.year, a.number, e.fen FROM asked a
  CROSS JOIN LATERAL (SELECT sum(x.amount_fen)::bigint AS fen FROM entry x
    WHERE x.book = %(book)s AND x.year = a.year AND x.number = a.number OFFSET 0) e
),
by_flow AS (
  SELECT f.year, f.number, sum(f.amount_fen)::bigint AS fen FROM flow f
  WHERE f.book = %(book)s GROUP BY f.year, f.number
),
off AS (
  SELECT w.year, w.number, abs(coalesce(e.fen, 0) - coalesce(f.fen, 0)) AS off_fen
  FROM written w
  LEFT JOIN by_entry e ON e.year = w.year AND e.number = w.number
  LEFT JOIN by_flow f ON f.year = w.year AND f.number = w.number
  WHERE (e.fen IS NULL OR e.fen IS DISTINCT FROM f.fen)
    AND (%(whole)s OR (w.year, w.number) IN (SELECT a.year, a.number FROM asked a))
)
SELECT n.year::text AS key, NULL::date AS due_on, 'year' AS subject_kind,
  n.year || '/numbers' AS subject,
  n.year || '年凭证号不连续' AS title,
  CASE WHEN n.least = 1 AND n.most = n.vouchers THEN 'clear' ELSE 'flagged' END AS outcome,
  NULL AS reason, NULL::bigint AS amount_fen,
  CASE WHEN n.least <> 1 OR n.most <> n.vouchers THEN jsonb_build_object('year', n.year,
    'voucher_count', n.vouchers, 'first_number', n.least, 'last_number', n.most) END AS evidence
FROM numbered n WHERE {only("n.year::text")}
UNION ALL
SELECT 'book', NULL, 'book', 'events', '账簿事件号不连续',
  CASE WHEN c.sound THEN 'clear' ELSE 'flagged' END, NULL, NULL,
  CASE WHEN NOT c.sound THEN jsonb_strip_nulls(jsonb_build_object('event_count', c.events,
    'first_number', c.least, 'last_number', c.most)) END
FROM chain c
UNION ALL
SELECT o.year || '/' || o.number, NULL, 'voucher', o.year || '/' || o.number,
  '凭证' || o.year || '年第' || o.number || '号分录和流转不符 ' || {yuan("o.off_fen")}, 'flagged',
  NULL, o.off_fen, jsonb_build_object('off_fen', o.off_fen, 'vouchers', jsonb_build_array(
    jsonb_build_object('book', %(book)s::integer, 'year', o.year, 'number', o.number)))
FROM off o
""",
)
