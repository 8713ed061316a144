"""异地账户

## 为什么是问题
本地农户的补助打进外省开的卡，可能是别人用他的名义开卡代领。多数有正当理由，所以只是提示。

## 判定条件
1. 以收过到户款项的每张卡为对象，看付款当日登记的开户地（bank_card.opened_in）。
2. 开户地与发放地不在同一个省的，列为疑点，金额为这些款项的合计。
3. 同一张外省卡收了两户或更多户的款，严重程度升为“中”。

卡没有登记，或者没有登记开户地的，发放明细缺少收款账号或户的，列为“无法判断”。

## 不作为疑点的情形
1. 开户地在本省其他市县的。
2. 务工人员：这一户领过转移就业的奖励、务工补贴（organised_transfer、couple_transfer），在外地
   开卡是常事。
3. 付款当日已经换成本省卡的。
4. 已退回、已红冲的款项。

## 依据
审计实务做法；《新疆维吾尔自治区精河县“十三五”脱贫攻坚规划》转移就业（JH297）。

## 参数
无。
"""

from audit.people import holder
from audit.pieces import entry_keys, nameless_payments, yuan
from audit.rule import Kind, Rule, Severity, only_hash

RULE = Rule(
    code="CN07",
    version=1,
    name="异地账户",
    kind=Kind.CONCENTRATION,
    severity=Severity.LOW,
    needs=frozenset({"payment_line", "entry", "bank_card"}),
    sql=f"""
WITH total AS MATERIALIZED (
  SELECT p.card_hmac, p.household, p.region, min(p.happened_on) AS from_on,
    max(p.happened_on) AS to_on
  FROM paid p GROUP BY p.card_hmac, p.household, p.region
),
span AS (
  SELECT t.card_hmac, min(t.from_on) AS from_on, max(t.to_on) AS to_on,
    min(left(coalesce(t.region, %(book)s::text), 2)) AS first_province,
    max(left(coalesce(t.region, %(book)s::text), 2)) AS last_province
  FROM total t
  WHERE t.card_hmac IS NOT NULL AND t.household IS NOT NULL
    AND {only_hash("t.card_hmac")}
  GROUP BY t.card_hmac
),
{holder("SELECT card_hmac FROM span")},
-- Most cards were opened where they were paid: only of the others each payment is looked at.
opened AS (
  SELECT s.card_hmac, bool_or(h.opened_in <> '') AS located,
    bool_or(h.valid_from <= s.from_on AND (h.valid_to IS NULL OR h.valid_to > s.to_on)
      AND left(h.opened_in, 2) = s.first_province AND s.first_province = s.last_province) AS near
  FROM span s JOIN holder h ON h.card_hmac = s.card_hmac GROUP BY s.card_hmac
),
credit AS (
  SELECT encode(p.card_hmac, 'hex') AS card, p.card_hmac, p.household, p.year, p.number, p.entry,
    p.happened_on, p.paid_fen, coalesce(p.region, %(book)s || '000000') AS region
  FROM opened o JOIN paid p ON p.card_hmac = o.card_hmac AND p.household IS NOT NULL
  WHERE o.located AND NOT o.near
),
migrant AS (
  SELECT DISTINCT p.household
  FROM (SELECT DISTINCT c.household FROM credit c) c
  JOIN paid p ON p.household = c.household
  WHERE p.benefit IN ('organised_transfer', 'couple_transfer')
),
seen AS (
  SELECT c.*, h.opened_in, h.opened_in <> '' AS located,
    h.opened_in <> '' AND left(h.opened_in, 2) <> left(c.region, 2) AND m.household IS NULL AS far
  FROM credit c
  LEFT JOIN holder h ON h.card_hmac = c.card_hmac AND h.valid_from <= c.happened_on
    AND (h.valid_to IS NULL OR h.valid_to > c.happened_on)
  LEFT JOIN migrant m ON m.household = c.household
),
each_one AS (
  SELECT s.card, s.household, s.year, s.number, s.entry, s.happened_on, s.paid_fen,
    bool_or(s.located) AS located, coalesce(bool_and(s.far), false) AS far,
    min(s.opened_in) AS opened_in
  FROM seen s
  GROUP BY s.card, s.household, s.year, s.number, s.entry, s.happened_on, s.paid_fen
),
judged AS (
  SELECT e.card, bool_and(coalesce(e.located, false)) AS located FROM each_one e GROUP BY e.card
  UNION ALL
  SELECT encode(s.card_hmac, 'hex'), coalesce(o.near, false)
  FROM span s LEFT JOIN opened o ON o.card_hmac = s.card_hmac
  WHERE NOT coalesce(o.located AND NOT o.near, false)
),
far AS (
  SELECT e.card, sum(e.paid_fen)::bigint AS fen, count(DISTINCT e.household) AS homes,
    jsonb_agg(DISTINCT e.opened_in) AS places, jsonb_agg(DISTINCT e.household) AS households,
    min(e.happened_on) AS from_on, max(e.happened_on) AS to_on, {entry_keys("e")} AS entries
  FROM each_one e WHERE e.far GROUP BY e.card
)
SELECT j.card AS key, NULL::date AS due_on, 'card' AS subject_kind, left(j.card, 32) AS subject,
  '外省开户的卡收款 ' || {yuan("coalesce(f.fen, 0)")} AS title,
  CASE WHEN f.card IS NOT NULL THEN 'flagged' WHEN j.located THEN 'clear'
    ELSE 'not_computable' END AS outcome,
  '没有登记卡的开户地（bank_card.opened_in）' AS reason,
  f.fen AS amount_fen,
  CASE WHEN f.homes >= 2 THEN 'M' END AS severity,
  CASE WHEN f.card IS NOT NULL THEN jsonb_build_object('card_digest', left(j.card, 32),
    'opened_in', f.places, 'households', f.households, 'from_on', f.from_on, 'to_on', f.to_on,
    'paid_fen', f.fen, 'entries', f.entries) END AS evidence
FROM judged j LEFT JOIN far f ON f.card = j.card
UNION ALL {nameless_payments("total", card=True)}
""",
)
