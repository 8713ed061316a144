"""死亡后领款

## 为什么是问题
人已经去世，补助还在发，多半是没有及时核减，也有人代领、冒领。

## 判定条件
1. 以有到户款项的每一户为对象，用证件号的密钥摘要与外部名单“死亡人员”比对。
2. 发放明细写明的领取人，死亡超过 **days** 天后仍有款项付出：列为疑点。
3. 按户发放的款项，当时在户的人全都已经死亡超过 **days** 天：列为疑点。
4. 按户发放的款项，户内还有人，但收款卡的持卡人已死亡超过 **days** 天：列为疑点；只有这一条的，
   严重程度降为“中”，先查卡在谁手里。

金额为这些款项的合计。没有装入死亡人员名单的，名单的数据日期加 **days** 天早于最后一次付款的（死亡
可能还没有报上来），领取人没有登记证件号的，到户款项没有注明户的，列为“无法判断”。

## 不作为疑点的情形
1. 死亡后第 **days** 天当日及以前付的：手续还在路上。
2. 所属期不晚于死亡当月的欠发款项，由继承人领取。
3. 一次性补助，清单在死亡当日或以前审定的。
4. 按户发放、户内还有人、卡也不是死者的。
5. 已退回、已红冲的款项。

两份名单的死亡日期不同的，取较晚的一天。

## 依据
HZ98 列明与公安、民政等部门数据比对；各地审计通报的通行做法。天数没有文件规定。

## 参数
- **days**：30 天，系统默认值。
"""

from audit.people import holder, list_day
from audit.pieces import entry_keys, nameless_payments, yuan
from audit.rule import DEFAULT, Kind, Parameter, Rule, Severity, looked_up

RULE = Rule(
    code="EL02",
    version=1,
    name="死亡后领款",
    kind=Kind.ELIGIBILITY,
    severity=Severity.HIGH,
    needs=frozenset(
        {"payment_line", "entry", "membership", "person_identity", "external_list", "bank_card"}
    ),
    parameters=(Parameter("days", 30, "死亡后多少天以内的付款不计", DEFAULT),),
    sql=f"""
WITH listed AS (SELECT {list_day("deaths")} AS as_of_on),
dead AS (
  SELECT x.hmac AS hash, max(x.from_on) AS died_on FROM external x
  WHERE x.kind = 'deaths' AND x.from_on IS NOT NULL GROUP BY x.hmac
),
total AS MATERIALIZED (
  SELECT p.household, p.person, p.card_hmac, max(p.happened_on) AS last_on
  FROM paid p GROUP BY p.household, p.person, p.card_hmac
),
claimant AS (
  SELECT t.household, t.person, max(t.last_on) AS last_on FROM total t
  WHERE t.household IS NOT NULL GROUP BY t.household, t.person
),
{holder("SELECT card_hmac FROM total")},
dead_person AS (
  SELECT i.person, d.died_on FROM dead d
  JOIN person_identity i ON i.book = %(book)s AND i.id_hmac = d.hash
    AND {looked_up("i.person", "SELECT person FROM claimant")}
),
lost AS (
  SELECT DISTINCT b.household FROM belonging b JOIN dead d ON d.hash = b.hash
),
dead_holder AS (
  SELECT h.card_hmac, h.valid_from, h.valid_to, h.person, d.died_on
  FROM holder h JOIN dead d ON d.hash = h.hash
),
-- Each payment is looked at only where somebody who may concern it is dead.
doubted AS (
  SELECT DISTINCT t.household FROM total t
  WHERE t.household IN (SELECT household FROM lost)
    OR t.person IN (SELECT person FROM dead_person)
    OR t.card_hmac IN (SELECT card_hmac FROM dead_holder)
),
credit AS (
  SELECT p.year, p.number, p.entry, p.household, p.person, p.card_hmac, p.happened_on, p.paid_fen,
    p.period_to, CASE WHEN b.frequency = 'once' THEN n.first_on END AS once_on
  FROM doubted d
  JOIN paid p ON p.household = d.household
  LEFT JOIN benefit b ON b.benefit = p.benefit
  LEFT JOIN newest n ON n.list = p.list
),
home AS (
  SELECT c.household, max(c.last_on) AS last_on FROM claimant c GROUP BY c.household
),
-- The dead count as belonging though their membership ended, the living while it lasts.
left_of AS (
  SELECT c.year, c.number, c.entry, max(d.died_on) AS died_on
  FROM credit c
  JOIN lost l ON l.household = c.household
  JOIN belonging b ON b.household = c.household
  LEFT JOIN dead d ON d.hash = b.hash
  WHERE c.person IS NULL AND (d.hash IS NOT NULL OR (b.joined_on <= c.happened_on
    AND (b.left_on IS NULL OR b.left_on > c.happened_on)))
  GROUP BY c.year, c.number, c.entry
  HAVING bool_and(d.hash IS NOT NULL)
),
wrong AS (
  SELECT w.*, row_number() OVER (PARTITION BY w.year, w.number, w.entry ORDER BY w.turn) AS place
  FROM (
    SELECT c.*, 1 AS turn, '领取人' AS basis, d.died_on
    FROM credit c
    JOIN dead_person d ON d.person = c.person
    UNION ALL
    SELECT c.*, 2, '全户', o.died_on FROM credit c
    JOIN left_of o ON o.year = c.year AND o.number = c.number AND o.entry = c.entry
    UNION ALL
    SELECT c.*, 3, '持卡人', h.died_on FROM credit c
    JOIN dead_holder h ON h.card_hmac = c.card_hmac AND h.valid_from <= c.happened_on
      AND (h.valid_to IS NULL OR h.valid_to > c.happened_on)
    WHERE c.person IS NULL
  ) w
  WHERE w.happened_on - w.died_on > %(days)s
    AND (w.period_to IS NULL
      OR w.period_to > (date_trunc('month', w.died_on) + interval '1 month - 1 day')::date)
    AND (w.once_on IS NULL OR w.once_on > w.died_on)
),
summed AS (
  SELECT w.household, sum(w.paid_fen)::bigint AS paid_fen, min(w.died_on) AS died_on,
    min(w.happened_on) AS from_on, max(w.happened_on) AS to_on,
    jsonb_agg(DISTINCT w.basis) AS bases, bool_and(w.turn = 3) AS card_only,
    {entry_keys("w")} AS entries
  FROM wrong w WHERE w.place = 1 GROUP BY w.household
),
nameless AS (
  SELECT DISTINCT x.household FROM (
    SELECT c.household FROM claimant c
    LEFT JOIN person_identity i ON i.book = %(book)s AND i.person = c.person
      AND {looked_up("i.person", "SELECT person FROM claimant")}
    WHERE c.person IS NOT NULL AND i.id_hmac IS NULL
    UNION ALL
    SELECT h.household FROM home h
    LEFT JOIN belonging b ON b.household = h.household AND b.hash IS NOT NULL
    WHERE b.household IS NULL
  ) x
),
judged AS (
  SELECT h.household, s.paid_fen, s.died_on, s.from_on, s.to_on, s.bases, s.card_only, s.entries,
    CASE WHEN l.as_of_on IS NULL THEN '没有装入外部名单：死亡人员'
         WHEN n.household IS NOT NULL THEN '领取人没有登记证件号，无法与死亡人员名单比对'
         WHEN h.last_on > l.as_of_on + %(days)s
           THEN '死亡人员名单截至 ' || l.as_of_on || '，早于最后一次付款' END AS reason
  FROM home h
  CROSS JOIN listed l
  LEFT JOIN summed s ON s.household = h.household
  LEFT JOIN nameless n ON n.household = h.household
)
SELECT j.household::text AS key, NULL::date AS due_on, 'household' AS subject_kind,
  j.household::text AS subject,
  '死亡后领款 ' || {yuan("coalesce(j.paid_fen, 0)")} AS title,
  CASE WHEN j.entries IS NOT NULL THEN 'flagged' WHEN j.reason IS NOT NULL THEN 'not_computable'
    ELSE 'clear' END AS outcome,
  j.reason, j.paid_fen AS amount_fen,
  CASE WHEN j.card_only THEN 'M' END AS severity,
  CASE WHEN j.entries IS NOT NULL THEN jsonb_build_object('household', j.household,
    'died_on', j.died_on, 'matched', j.bases, 'from_on', j.from_on, 'to_on', j.to_on,
    'paid_fen', j.paid_fen, 'entries', j.entries) END AS evidence
FROM judged j
UNION ALL {nameless_payments("total")}
""",
)
