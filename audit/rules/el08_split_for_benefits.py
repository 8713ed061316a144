"""拆户分户

## 为什么是问题
一家人住在一起，户口分成两户，就能领两份按户计的补助，或者让老人“单独成户”享受危房改造、低保。

## 判定条件
1. 以登记的每次分户（household_move，新户由老户分出）为对象。
2. 分户后 **days** 天以内（分户当日和第 **days** 天都算），新户或老户被审定了按户计的补助、低保
   或特困供养（没有清单的为付款日），并且付了款。
3. 审定当日两户登记的住址相同（用密钥摘要比对）。

三条都符合的列为疑点，金额为这些款项的合计。有第 2 条的情形而两户中有一户没有登记住址的，本账簿
没有登记任何分户的，列为“无法判断”。

## 不作为疑点的情形
1. 分户以前就审定了的。
2. 超过 **days** 天才审定的。
3. 两户的住址不同：真正分开生活。
4. 只领按人、按亩计的补助，分户并不多得。
5. 已退回、已红冲的款项。

## 依据
2017年158县审计通报（拆户、分户骗取补助）；精河县“十三五”脱贫攻坚规划“优亲厚友、显失公平”
（JH491）。天数没有文件规定。

## 参数
- **days**：180 天，系统默认值。
"""

from audit.pieces import entry_keys, yuan
from audit.registered import nothing_in
from audit.rule import DEFAULT, Kind, Parameter, Rule, Severity, only_id

RULE = Rule(
    code="EL08",
    version=2,
    name="拆户分户",
    kind=Kind.ELIGIBILITY,
    severity=Severity.MEDIUM,
    needs=frozenset({"household_move", "address_identity", "payment_line", "entry", "benefit"}),
    parameters=(Parameter("days", 180, "分户后多少天以内审定的补助", DEFAULT),),
    sql=f"""
WITH moves AS (
  SELECT m.* FROM (
    SELECT DISTINCT ON (m.household, m.to_household, m.happened_on) m.* FROM household_move m
    WHERE m.book = %(book)s AND m.kind = 'split' AND m.known_at <= %(known_at)s
    ORDER BY m.household, m.to_household, m.happened_on, m.known_at DESC
  ) m WHERE NOT m.annulled AND m.happened_on <= %(as_of)s
),
splits AS (
  SELECT m.household AS old_home, m.to_household AS new_home, m.happened_on AS split_on
  FROM moves m WHERE {only_id("m.to_household")}
),
addresses AS (
  SELECT DISTINCT ON (a.household, a.valid_from) a.household, a.valid_from, a.valid_to,
    a.address_hmac
  FROM address_identity a
  WHERE a.book = %(book)s AND a.known_at <= %(known_at)s
  ORDER BY a.household, a.valid_from, a.known_at DESC
),
granted AS (
  SELECT s.old_home, s.new_home, s.split_on, p.household, p.year, p.number, p.entry, p.benefit,
    p.happened_on, p.paid_fen, coalesce(n.first_on, p.happened_on) AS asked_on
  FROM splits s
  CROSS JOIN LATERAL (VALUES (s.old_home), (s.new_home)) w(household)
  JOIN paid p ON p.household = w.household
  JOIN benefit b ON b.benefit = p.benefit
    AND (b.unit = '户' OR b.benefit IN ('low_income', 'extreme_poverty'))
  LEFT JOIN newest n ON n.list = p.list
  WHERE coalesce(n.first_on, p.happened_on) - s.split_on BETWEEN 0 AND %(days)s
),
-- Of overlapping periods the one that began last.
lived AS (
  SELECT DISTINCT ON (k.household, k.asked_on) k.household, k.asked_on, a.address_hmac
  FROM (
    SELECT DISTINCT w.household, g.asked_on FROM granted g
    CROSS JOIN LATERAL (VALUES (g.old_home), (g.new_home)) w(household)
  ) k
  JOIN addresses a ON a.household = k.household AND a.valid_from <= k.asked_on
    AND (a.valid_to IS NULL OR a.valid_to > k.asked_on)
  ORDER BY k.household, k.asked_on, a.valid_from DESC
),
compared AS (
  SELECT g.*, a.address_hmac = b.address_hmac AS same
  FROM granted g
  LEFT JOIN lived a ON a.household = g.old_home AND a.asked_on = g.asked_on
  LEFT JOIN lived b ON b.household = g.new_home AND b.asked_on = g.asked_on
),
summed AS (
  SELECT c.old_home, c.new_home, c.split_on, sum(c.paid_fen)::bigint AS paid_fen,
    min(c.asked_on) AS asked_on, jsonb_agg(DISTINCT c.benefit) AS benefits,
    {entry_keys("c")} AS entries
  FROM compared c WHERE c.same GROUP BY c.old_home, c.new_home, c.split_on
),
unclear AS (
  SELECT DISTINCT c.old_home, c.new_home, c.split_on FROM compared c WHERE c.same IS NULL
),
judged AS (
  SELECT s.*, u.paid_fen, u.asked_on, u.benefits, u.entries,
    CASE WHEN u.entries IS NOT NULL THEN 'flagged' WHEN x.old_home IS NOT NULL
      THEN 'not_computable' ELSE 'clear' END AS outcome
  FROM splits s
  LEFT JOIN summed u ON u.old_home = s.old_home AND u.new_home = s.new_home
    AND u.split_on = s.split_on
  LEFT JOIN unclear x ON x.old_home = s.old_home AND x.new_home = s.new_home
    AND x.split_on = s.split_on
)
SELECT 'household_move' AS subject_kind,
  concat_ws('/', j.old_home, j.new_home, j.split_on) AS subject,
  j.split_on || ' 分户后同住，又享受按户的补助 ' || {yuan("coalesce(j.paid_fen, 0)")} AS title,
  j.outcome,
  CASE WHEN j.outcome = 'not_computable' THEN '没有登记住址（household_private）' END AS reason,
  j.paid_fen AS amount_fen,
  CASE WHEN j.outcome = 'flagged' THEN jsonb_build_object('households',
    jsonb_build_array(j.old_home, j.new_home), 'split_on', j.split_on, 'asked_on', j.asked_on,
    'benefits', j.benefits, 'paid_fen', j.paid_fen, 'entries', j.entries) END AS evidence,
  j.new_home::text AS key, NULL::date AS due_on
FROM judged j
UNION ALL SELECT o.*, 'book', NULL::date FROM (
  {nothing_in("moves", "本账簿没有登记分户（household_move）")}
) o
""",
)
