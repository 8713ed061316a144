"""收款人非受益人

## 为什么是问题
按户的补助应当打到户主的卡上，按人的补助应当打到本人的卡上。打到别人的卡上，受益人可能根本不知道。

## 判定条件
1. 以每户（按人补助的，每人）的每种补助、每个收款账号为对象，看付款当日这个账号登记的持卡人。
2. 按户补助（benefit.payee_rule 为 householder）：持卡人不是付款当日的户主。
3. 按人补助（person）：持卡人不是发放明细注明的本人。

金额为这样付出的合计，扣除退回、红冲。持卡人是同户另一名成员的，严重程度降为“中”。
人用登记和身份证号的
密钥摘要比对，不出现姓名和号码。

没有注明户、补助、收款账号的，按人补助没有注明人的，账号没有登记持卡人的，付款当日没有登记户主的，
列为“无法判断”。

## 不作为疑点的情形
1. 付款当日有授权：监护人、书面委托、照料人或供养机构（payee_authority）。
2. 持卡人就是受益人：同一身份证号在别的户里又登记了一次，或者卡登记在名册以外的本人名下。
3. 付款时是本人的卡，以后才换了持卡人。
4. 已退回、已红冲的款项。
5. 代缴、不发到人的补助（收款人既不是户主也不是本人的）。

## 依据
财办〔2020〕37号（一卡通）：按户补助发到户主的卡，按人补助发到本人的卡，不得代持、借用。

## 参数
无。
"""

from audit.pieces import entry_keys, nameless_payments, yuan
from audit.rule import Kind, Rule, Severity, looked_up

RULE = Rule(
    code="DV06",
    version=1,
    name="收款人非受益人",
    kind=Kind.DIVERSION,
    severity=Severity.HIGH,
    needs=frozenset({"payment_line", "bank_card", "membership", "payee_authority", "benefit"}),
    sql=f"""
WITH total AS MATERIALIZED (
  SELECT p.household, p.person, p.benefit, p.card_hmac, min(p.happened_on) AS from_on,
    max(p.happened_on) AS to_on
  FROM paid p GROUP BY p.household, p.person, p.benefit, p.card_hmac
),
span AS (
  SELECT t.*, b.payee_rule
  FROM total t
  LEFT JOIN benefit b ON b.benefit = t.benefit
  WHERE t.household IS NOT NULL
    AND coalesce(b.payee_rule, 'householder') IN ('householder', 'person')
),
held_by AS (
  SELECT DISTINCT ON (b.card_hmac, b.valid_from) b.card_hmac, b.valid_from, b.valid_to, b.person,
    b.holder_hmac
  FROM bank_card b
  WHERE b.book = %(book)s AND b.known_at <= %(known_at)s
    AND {looked_up("b.card_hmac", "SELECT card_hmac FROM span")}
  ORDER BY b.card_hmac, b.valid_from, b.known_at DESC
),
card AS (
  SELECT b.card_hmac, b.valid_from, b.valid_to, b.person,
    coalesce(i.id_hmac, b.holder_hmac) AS id_hmac, p.household
  FROM held_by b
  LEFT JOIN person_identity i ON i.book = %(book)s AND i.person = b.person
    AND {looked_up("i.person", "SELECT person FROM held_by")}
  LEFT JOIN person p ON p.book = %(book)s AND p.person = b.person
    AND {looked_up("p.person", "SELECT person FROM held_by")}
),
head AS (
  SELECT b.household, b.person, b.joined_on, b.left_on FROM belonging b
  WHERE b.relation = '户主'
),
registered AS (SELECT DISTINCT k.card_hmac FROM card k),
-- Whose card it was all the time, and the right one's: what is left is looked at day by day.
sure AS (
  SELECT DISTINCT s.household, s.person, s.benefit, s.card_hmac
  FROM span s
  JOIN card k ON k.card_hmac = s.card_hmac AND k.valid_from <= s.from_on
    AND (k.valid_to IS NULL OR k.valid_to > s.to_on)
  LEFT JOIN head h ON h.household = s.household AND h.joined_on <= s.from_on
    AND (h.left_on IS NULL OR h.left_on > s.to_on)
  WHERE k.person = CASE s.payee_rule WHEN 'person' THEN s.person ELSE h.person END
),
told_of AS (
  SELECT s.*, u.household IS NOT NULL AS right_one,
    CASE WHEN s.card_hmac IS NULL THEN '发放明细缺少收款账号（card_hmac）'
      WHEN s.payee_rule IS NULL THEN '发放明细缺少补助，或补助没有登记（benefit）'
      WHEN s.payee_rule = 'person' AND s.person IS NULL THEN '按人补助的发放明细没有注明人'
      WHEN r.card_hmac IS NULL THEN '收款账号没有登记持卡人（bank_card）' END AS unknown
  FROM span s
  LEFT JOIN registered r ON r.card_hmac = s.card_hmac
  LEFT JOIN sure u ON u.household = s.household AND u.benefit = s.benefit
    AND u.card_hmac = s.card_hmac AND u.person IS NOT DISTINCT FROM s.person
),
credit AS (
  SELECT p.year, p.number, p.entry, p.household, p.person, p.benefit, p.card_hmac, p.happened_on,
    p.paid_fen, t.payee_rule
  FROM told_of t
  JOIN paid p ON p.household = t.household AND p.benefit = t.benefit AND p.card_hmac = t.card_hmac
    AND p.person IS NOT DISTINCT FROM t.person
  WHERE t.unknown IS NULL AND NOT t.right_one
),
day_of AS (
  SELECT DISTINCT c.household, c.person, c.benefit, c.card_hmac, c.happened_on, c.payee_rule
  FROM credit c
),
-- Who should have received on that day; of two householders either may.
due AS (
  SELECT d.*, d.person AS payee FROM day_of d
  WHERE d.payee_rule = 'person'
  UNION ALL
  SELECT d.*, h.person FROM day_of d
  JOIN head h ON h.household = d.household AND h.joined_on <= d.happened_on
    AND (h.left_on IS NULL OR h.left_on > d.happened_on)
  WHERE d.payee_rule = 'householder'
),
authority AS (
  SELECT DISTINCT ON (a.person, a.payee, a.valid_from) a.person, a.payee, a.valid_from, a.valid_to
  FROM payee_authority a WHERE a.book = %(book)s AND a.known_at <= %(known_at)s
  ORDER BY a.person, a.payee, a.valid_from, a.known_at DESC
),
compared AS (
  SELECT d.household, coalesce(d.person::text, '') AS person, d.benefit, d.card_hmac,
    d.happened_on, bool_or(k.person = d.payee OR k.id_hmac = i.id_hmac OR a.person IS NOT NULL)
      AS right_one, bool_or(k.household = d.household) AS same_home
  FROM due d
  JOIN card k ON k.card_hmac = d.card_hmac AND k.valid_from <= d.happened_on
    AND (k.valid_to IS NULL OR k.valid_to > d.happened_on)
  LEFT JOIN person_identity i ON i.book = %(book)s AND i.person = d.payee
    AND {looked_up("i.person", "SELECT payee FROM due")}
  LEFT JOIN authority a ON a.person = d.payee AND a.payee = k.person
    AND a.valid_from <= d.happened_on AND (a.valid_to IS NULL OR a.valid_to > d.happened_on)
  GROUP BY d.household, coalesce(d.person::text, ''), d.benefit, d.card_hmac, d.happened_on
),
judged AS (
  SELECT c.*, coalesce(c.person::text, '') AS who, coalesce(m.same_home, false) AS same_home,
    CASE WHEN m.household IS NULL THEN '付款当日没有登记户主或持卡人' END AS unknown,
    coalesce(m.right_one, false) AS right_one
  FROM credit c
  LEFT JOIN compared m ON m.household = c.household AND m.person = coalesce(c.person::text, '')
    AND m.benefit = c.benefit AND m.card_hmac = c.card_hmac AND m.happened_on = c.happened_on
),
told AS (SELECT j.*, j.unknown IS NULL AND NOT j.right_one AS wrong FROM judged j),
summed AS (
  SELECT j.household, j.who, coalesce(j.benefit, '') AS benefit,
    coalesce(left(encode(j.card_hmac, 'hex'), 32), '') AS card, min(j.payee_rule) AS payee_rule,
    min(j.unknown) AS unknown, bool_or(j.wrong) AS flagged,
    coalesce(bool_and(j.same_home) FILTER (WHERE j.wrong), false) AS at_home,
    (sum(j.paid_fen) FILTER (WHERE j.wrong))::bigint AS fen,
    min(j.happened_on) FILTER (WHERE j.wrong) AS from_on,
    max(j.happened_on) FILTER (WHERE j.wrong) AS to_on,
    {entry_keys("j")} FILTER (WHERE j.wrong) AS entries
  FROM told j
  GROUP BY j.household, j.who, coalesce(j.benefit, ''),
    coalesce(left(encode(j.card_hmac, 'hex'), 32), '')
  UNION ALL
  SELECT t.household, coalesce(t.person::text, ''), coalesce(t.benefit, ''),
    coalesce(left(encode(t.card_hmac, 'hex'), 32), ''), t.payee_rule, t.unknown, false, false, NULL,
    NULL, NULL, NULL
  FROM told_of t WHERE t.unknown IS NOT NULL OR t.right_one
)
SELECT s.household::text AS key, NULL::date AS due_on, 'payee' AS subject_kind,
  concat_ws('/', s.household, s.who, s.benefit, s.card) AS subject,
  CASE WHEN s.flagged THEN '补助打到' || CASE WHEN s.at_home THEN '同户另一人' ELSE '别人' END
    || '的卡 ' || {yuan("s.fen")} END AS title,
  CASE WHEN s.flagged THEN 'flagged' WHEN s.unknown IS NOT NULL THEN 'not_computable'
    ELSE 'clear' END AS outcome,
  CASE WHEN NOT s.flagged THEN s.unknown END AS reason,
  s.fen AS amount_fen, CASE WHEN s.at_home THEN 'M' END AS severity,
  CASE WHEN s.flagged THEN jsonb_strip_nulls(jsonb_build_object('household', s.household,
    'person', nullif(s.who, ''), 'benefit', s.benefit, 'card_digest', s.card,
    'holder_kind', CASE WHEN s.at_home THEN '同户另一人' ELSE '他人' END,
    'benefit_rule', CASE s.payee_rule WHEN 'person' THEN '本人' ELSE '户主' END,
    'from_on', s.from_on, 'to_on', s.to_on, 'paid_fen', s.fen, 'entries', s.entries)) END
    AS evidence
FROM summed s
UNION ALL {nameless_payments("total")}
""",
)
