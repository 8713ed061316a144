"""一卡多户

## 为什么是问题
几户的补助打进同一张卡，钱可能被持卡人截留。已公布的案件中，有一户收到几十笔别户的补助（四川喜
德），有村干部集中保管三十四本存折（广西天等）。

## 判定条件
1. 以每个收款账号（用密钥摘要比对，不出现卡号）为对象，看进入农户账户的款项，扣除退回和红冲。
2. 任意 **months** 个月之内（首尾两日都算），同一账号收了 **households** 户或更多户的款。金额为
   收款户数最多的那段时间里的合计。
3. 或者收了 **unrelated** 家或更多家的款：有亲属关系的几户算一家。已知的亲属关系是分户、并户的
   两户，同一人先后在册的两户，外部名单“干部亲属”写明的干部家和亲属家（同一干部的几家亲属也算一
   家）。
4. 收款的几户全是已知的一家，严重程度降为“中”。

发放明细缺少收款账号或户的到户款项，列为“无法判断”。

## 不作为疑点的情形
1. 同一户的几个人、几项补助打进同一张卡。
2. 登记为集体账户的账号：同一账号在账上也是村集体（合作社、企业）代持款的收款账号。
3. 已退回或已红冲的款项。

同一张卡在别的账簿（别的县）收款，这里看不到：每个账簿各自判断。

## 依据
财办〔2020〕37号（一卡通）：按户补助发到户主的卡，按人补助发到本人的卡，不得代持、借用。户数和
月数没有文件规定。

## 参数
- **households**：3 户，系统默认值。不论有没有亲属关系。
- **unrelated**：3 家，系统默认值。没有登记亲属关系，不等于没有亲属关系，所以默认不比
  households 严；户口关系登记齐全的地方改为 2，就是“无亲属关系的两户”。
- **months**：12 个月，系统默认值。
"""

from audit.pieces import entry_keys, nameless_payments, yuan
from audit.rule import DEFAULT, Kind, Parameter, Rule, Severity, only_hash

RULE = Rule(
    code="CN01",
    version=2,
    name="一卡多户",
    kind=Kind.CONCENTRATION,
    severity=Severity.HIGH,
    needs=frozenset({"payment_line", "entry", "household_move", "membership", "external_list"}),
    parameters=(
        Parameter("households", 3, "同一账号收款的户数", DEFAULT),
        Parameter("unrelated", 3, "同一账号收款的家数，有已知亲属关系的算一家", DEFAULT),
        Parameter("months", 12, "合并计算的月数", DEFAULT),
    ),
    sql=f"""
WITH RECURSIVE total AS MATERIALIZED (
  SELECT DISTINCT p.card_hmac, p.household FROM paid p
),
pair AS (
  SELECT t.card_hmac, t.household FROM total t
  WHERE t.card_hmac IS NOT NULL AND t.household IS NOT NULL
    AND {only_hash("t.card_hmac")}
),
collective AS (
  SELECT DISTINCT m.card_hmac FROM effective m
  WHERE m.to_kind = 'collective' AND m.left_fen > 0
),
card AS (
  SELECT c.card_hmac, encode(c.card_hmac, 'hex') AS card, count(*) AS households,
    k.card_hmac IS NOT NULL AS collective
  FROM pair c LEFT JOIN collective k ON k.card_hmac = c.card_hmac
  GROUP BY c.card_hmac, k.card_hmac
),
-- Most cards pay one household: only of the others each payment is looked at.
credit AS (
  SELECT k.card, p.household, p.happened_on, p.paid_fen, p.year, p.number, p.entry
  FROM card k JOIN paid p ON p.card_hmac = k.card_hmac AND p.household IS NOT NULL
  WHERE k.households >= least(%(households)s, %(unrelated)s) AND NOT k.collective
),
-- For each day on which such a card received: the households of the months up to that day.
window_of AS (
  SELECT d.card, d.to_on, count(DISTINCT w.household) AS households,
    sum(w.paid_fen)::bigint AS paid_fen, min(w.happened_on) AS from_on
  FROM (
    SELECT DISTINCT c.card, c.happened_on AS to_on FROM credit c
  ) d
  JOIN credit w ON w.card = d.card AND w.happened_on <= d.to_on
    AND w.happened_on >= (d.to_on - make_interval(months => %(months)s::integer))::date
  GROUP BY d.card, d.to_on
),
widest AS (
  SELECT DISTINCT ON (w.card) w.* FROM window_of w
  ORDER BY w.card, w.households DESC, w.paid_fen DESC, w.to_on
),
-- Households of such a card that have a token in common are known to be kin.
home AS (
  SELECT DISTINCT w.card, c.household
  FROM widest w JOIN credit c ON c.card = w.card AND c.happened_on BETWEEN w.from_on AND w.to_on
),
member AS (
  SELECT h.card, h.household, b.hash FROM home h
  JOIN belonging b ON b.household = h.household
),
token AS (
  SELECT m.card, m.household, encode(m.hash, 'hex') AS token FROM member m
  UNION
  SELECT m.card, m.household, encode(k.other_hmac, 'hex') FROM member m
  JOIN external k ON k.kind = 'kin' AND k.hmac = m.hash
  UNION
  SELECT h.card, h.household, concat(m.household, m.to_household) FROM home h
  JOIN (
    SELECT x.own, v.household, v.to_household FROM (
      SELECT DISTINCT ON (v.household, v.to_household, v.happened_on, v.kind) v.*
      FROM household_move v
      WHERE v.book = %(book)s AND v.known_at <= %(known_at)s
      ORDER BY v.household, v.to_household, v.happened_on, v.kind, v.known_at DESC
    ) v
    CROSS JOIN LATERAL (VALUES (v.household), (v.to_household)) x(own)
    WHERE NOT v.annulled
  ) m ON m.own = h.household
),
kin AS (
  SELECT DISTINCT a.card, a.household AS one, b.household AS other
  FROM token a JOIN token b ON b.card = a.card AND b.token = a.token
),
reach AS (
  SELECT h.card, h.household AS root, h.household FROM home h
  UNION
  SELECT r.card, r.root, k.other FROM reach r
  JOIN kin k ON k.card = r.card AND k.one = r.household
),
family AS (
  SELECT f.card, count(DISTINCT f.family) AS families FROM (
    SELECT r.card, r.household, min(r.root::text) AS family FROM reach r
    GROUP BY r.card, r.household
  ) f GROUP BY f.card
),
worst AS (
  SELECT w.*, f.families FROM widest w JOIN family f ON f.card = w.card
  WHERE w.households >= %(households)s OR f.families >= %(unrelated)s
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
  CASE WHEN w.families = 1 THEN 'M' END AS severity,
  CASE WHEN w.card IS NOT NULL THEN jsonb_build_object(
    'card_digest', left(k.card, 32), 'household_count', w.households,
    'family_count', w.families,
    'households', s.households, 'from_on', w.from_on, 'to_on', w.to_on,
    'paid_fen', w.paid_fen, 'entries', s.entries
  ) END AS evidence
FROM card k
LEFT JOIN worst w ON w.card = k.card
LEFT JOIN shown s ON s.card = k.card
UNION ALL {nameless_payments("total", card=True)}
""",
)
