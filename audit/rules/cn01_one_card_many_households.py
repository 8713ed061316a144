"""一卡多户

## 为什么是问题
几户的补助打进同一张卡，钱可能被持卡人截留。已公布的案件中，有一户收到几十笔别户的补助（四川
喜德），有村干部集中保管三十四本存折（广西天等）。

## 判定条件
1. 以每个收款账号（用密钥摘要比对，不出现卡号）为对象，看进入农户账户的款项，扣除退回和红冲。
2. 任意 **months** 个月之内（首尾两日都算），同一账号收了 **households** 户或更多户的款。金额为
   收款户数最多的那段时间里的合计。

发放明细缺少收款账号或户的到户款项，列为“无法判断”。

## 不作为疑点的情形
1. 同一户的几个人、几项补助打进同一张卡。
2. 登记为集体账户的账号：同一账号在账上也是村集体（合作社、企业）代持款的收款账号。
3. 已退回或已红冲的款项。

## 依据
财办〔2020〕37号（一卡通）：按户补助发到户主的卡，按人补助发到本人的卡，不得代持、借用。户数和
月数没有文件规定。

## 参数
- **households**：3 户，系统默认值。“无亲属关系的两户”不单独判断，因为亲属关系没有登记；需要时
  把它改为 2。
- **months**：12 个月，系统默认值。
"""

from audit.pieces import entry_keys, yuan
from audit.rule import DEFAULT, Kind, Parameter, Rule, Severity, only

RULE = Rule(
    code="CN01",
    version=1,
    name="一卡多户",
    kind=Kind.CONCENTRATION,
    severity=Severity.HIGH,
    needs=frozenset({"payment_line", "entry"}),
    parameters=(
        Parameter("households", 3, "同一账号收款的户数", DEFAULT),
        Parameter("months", 12, "合并计算的月数", DEFAULT),
    ),
    sql=f"""
WITH credit AS (
  SELECT encode(p.card_hmac, 'hex') AS card, p.* FROM paid p
  WHERE p.card_hmac IS NOT NULL AND p.household IS NOT NULL
    AND {only("encode(p.card_hmac, 'hex')")}
),
collective AS (
  SELECT DISTINCT encode(l.card_hmac, 'hex') AS card
  FROM effective m
  JOIN payment_line l ON l.book = %(book)s AND l.year = m.year AND l.number = m.number
    AND l.line = m.line
  WHERE m.to_kind = 'collective' AND m.left_fen > 0 AND l.card_hmac IS NOT NULL
),
card AS (
  SELECT c.card, count(DISTINCT c.household) AS households, k.card IS NOT NULL AS collective
  FROM credit c LEFT JOIN collective k ON k.card = c.card
  GROUP BY c.card, k.card
),
-- For each day on which such a card received: the households of the months up to that day.
window_of AS (
  SELECT d.card, d.to_on, count(DISTINCT w.household) AS households,
    sum(w.paid_fen)::bigint AS paid_fen, min(w.happened_on) AS from_on
  FROM (
    SELECT DISTINCT c.card, c.happened_on AS to_on FROM credit c JOIN card k ON k.card = c.card
    WHERE k.households >= %(households)s AND NOT k.collective
  ) d
  JOIN credit w ON w.card = d.card AND w.happened_on <= d.to_on
    AND w.happened_on >= (d.to_on - make_interval(months => %(months)s::integer))::date
  GROUP BY d.card, d.to_on
),
worst AS (
  SELECT DISTINCT ON (w.card) w.* FROM window_of w WHERE w.households >= %(households)s
  ORDER BY w.card, w.households DESC, w.paid_fen DESC, w.to_on
),
shown AS (
  SELECT w.card, jsonb_agg(DISTINCT c.household) AS households, {entry_keys("c")} AS entries
  FROM worst w JOIN credit c ON c.card = w.card AND c.happened_on BETWEEN w.from_on AND w.to_on
  GROUP BY w.card
)
SELECT k.card AS key, NULL::date AS due_on, 'card' AS subject_kind, left(k.card, 32) AS subject,
  '同一账号为 ' || coalesce(w.households, k.households) || ' 户收款 '
    || {yuan("coalesce(w.paid_fen, 0)")} AS title,
  CASE WHEN w.card IS NULL THEN 'clear' ELSE 'flagged' END AS outcome,
  NULL AS reason, w.paid_fen AS amount_fen,
  CASE WHEN w.card IS NOT NULL THEN jsonb_build_object(
    'card_digest', left(k.card, 32), 'household_count', w.households,
    'households', s.households, 'from_on', w.from_on, 'to_on', w.to_on,
    'paid_fen', w.paid_fen, 'entries', s.entries
  ) END AS evidence
FROM card k
LEFT JOIN worst w ON w.card = k.card
LEFT JOIN shown s ON s.card = k.card
UNION ALL
SELECT p.year || '/' || p.number, NULL::date, 'payment_line',
  p.year || '/' || p.number || '/' || p.entry,
  '到户款项 ' || {yuan("p.paid_fen")}, 'not_computable',
  CASE WHEN p.household IS NULL THEN '到户款项缺少发放明细或户（household）'
       ELSE '发放明细缺少收款账号（card_hmac）' END,
  p.paid_fen, NULL
FROM paid p
WHERE (p.card_hmac IS NULL OR p.household IS NULL)
  AND {only("p.year || '/' || p.number")}
""",
)
