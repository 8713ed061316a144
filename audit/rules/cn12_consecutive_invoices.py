"""发票连号或重号

## 为什么是问题
一家公司几个月里只给一个买方连着开票，或者同一号码的发票报了两次，常常是虚开、套取。

## 判定条件
1. 以每个销售方为对象，看 8 位号码的发票：代码相同、号码相连的 **count** 张或更多，
   首末两张开票日相隔
   **days** 天或更多。金额为这一串发票合计。
2. 同一销售方、同一号码、同一金额的发票，以不同代码登记了两次或更多。金额为多登记的合计。
   两条都有的，
   取合计。

没有登记发票的整个账簿列为“无法判断”。

## 不作为疑点的情形
1. 一次交易连开的几张（首末相隔不到 **days** 天）。
2. 全面数字化的电子发票（20 位号码）：号码由税务系统统一分配，相连没有意义。
3. 代码不同、金额也不同的同号发票：是两本票。

## 依据
29县审计中的假发票、重复申报（2013—2015年40县审计通报）。张数、天数没有文件规定。

## 参数
- **count**：3 张，系统默认值。
- **days**：30 天，系统默认值。
"""

from audit.days import NO_DAY
from audit.pieces import yuan
from audit.registered import counting, nothing_in
from audit.rule import DEFAULT, Kind, Parameter, Rule, Severity

RULE = Rule(
    code="CN12",
    version=1,
    name="发票连号或重号",
    kind=Kind.CONCENTRATION,
    severity=Severity.MEDIUM,
    needs=frozenset({"invoice"}),
    parameters=(
        Parameter("count", 3, "连号的张数", DEFAULT),
        Parameter("days", 30, "首末开票日相隔的天数", DEFAULT),
    ),
    sql=f"""
WITH invoices AS (
  SELECT i.* FROM {counting("invoice")} i WHERE i.invoiced_on <= %(as_of)s
),
-- Consecutive numbers less their rank are one number: an island.
ranked AS (
  SELECT i.*, i.number::bigint - row_number() OVER (PARTITION BY i.seller, i.code
    ORDER BY i.number::bigint) AS island
  FROM invoices i WHERE i.number ~ '^[0-9]{{8}}$'
),
runs AS (
  SELECT r.seller, r.code, r.island, sum(r.amount_fen)::bigint AS fen,
    min(r.invoiced_on) AS first_on, max(r.invoiced_on) AS last_on,
    jsonb_agg(r.number ORDER BY r.number) AS numbers
  FROM ranked r GROUP BY r.seller, r.code, r.island
  HAVING count(*) >= %(count)s AND max(r.invoiced_on) - min(r.invoiced_on) >= %(days)s
),
run AS (
  SELECT r.seller, sum(r.fen)::bigint AS fen, min(r.first_on) AS first_on,
    max(r.last_on) AS last_on,
    jsonb_agg(r.numbers ORDER BY r.code, r.first_on, r.island) AS numbers
  FROM runs r GROUP BY r.seller
),
twins AS (
  SELECT i.seller, i.number, (count(*) - 1) * i.amount_fen AS fen
  FROM invoices i GROUP BY i.seller, i.number, i.amount_fen HAVING count(*) > 1
),
twin AS (
  SELECT t.seller, sum(t.fen)::bigint AS fen, jsonb_agg(t.number ORDER BY t.number) AS numbers
  FROM twins t GROUP BY t.seller
),
sellers AS (SELECT DISTINCT seller FROM invoices)
SELECT 'supplier' AS subject_kind, s.seller AS subject,
  '销售方的发票' || concat_ws('、', CASE WHEN r.seller IS NOT NULL THEN '连号' END,
    CASE WHEN t.seller IS NOT NULL THEN '重号' END) || ' '
    || {yuan("coalesce(r.fen, 0) + coalesce(t.fen, 0)")} AS title,
  CASE WHEN r.seller IS NOT NULL OR t.seller IS NOT NULL THEN 'flagged' ELSE 'clear' END
    AS outcome,
  NULL AS reason, coalesce(r.fen, 0) + coalesce(t.fen, 0) AS amount_fen,
  CASE WHEN r.seller IS NOT NULL OR t.seller IS NOT NULL THEN jsonb_strip_nulls(
    jsonb_build_object('seller', s.seller, 'numbers', coalesce(r.numbers, '[]') ||
      coalesce(t.numbers, '[]'), 'total_fen', r.fen, 'excess_fen', t.fen,
      'first_on', r.first_on, 'last_on', r.last_on)) END AS evidence
FROM sellers s
LEFT JOIN run r ON r.seller = s.seller
LEFT JOIN twin t ON t.seller = s.seller
UNION ALL {nothing_in("invoices", "本账簿没有登记发票")}
""",
    due=NO_DAY,
)
