"""同电话多户

## 为什么是问题
几户人家登记同一个电话，审核回访都打到一个人那里：户可能是替人凑的，卡和钱可能也在这个人手里。

## 判定条件
1. 以截止日登记给本账簿家庭成员的每个电话（用密钥摘要比对，不出现号码）为对象。
2. 同一电话登记在 **households** 户或更多户名下。金额为这些户从本账簿领到的到户款项合计。

以截止日有效的登记为准。没有登记任何电话的账簿，列为“无法判断”。

## 不作为疑点的情形
1. 登记为单位联系电话（official）的：没有电话的户留的是村委会、镇政府的电话。
2. 同一户的几个人用同一个电话。
3. 已经换号、不再有效的。
4. 不足 **households** 户的：亲戚邻居代接电话很常见。

## 依据
审计实务（待核）。户数没有文件规定；误报多，应先回访再定。

## 参数
- **households**：5 户，系统默认值。
"""

from audit.pieces import yuan
from audit.rule import DEFAULT, Kind, Parameter, Rule, Severity, looked_up, only_hash

RULE = Rule(
    code="CN02",
    version=1,
    name="同电话多户",
    kind=Kind.CONCENTRATION,
    severity=Severity.MEDIUM,
    needs=frozenset({"person_phone", "person", "payment_line"}),
    parameters=(Parameter("households", 5, "同一电话的户数", DEFAULT),),
    sql=f"""
WITH said AS (
  SELECT DISTINCT ON (i.person, i.valid_from) i.person, i.valid_from, i.valid_to, i.official,
    i.phone_hmac
  FROM phone_identity i WHERE i.book = %(book)s AND i.known_at <= %(known_at)s
    AND {
        looked_up(
            "i.person",
            "SELECT h.person FROM phone_identity h WHERE h.book = %(book)s"
            " AND h.phone_hmac = ANY (ARRAY(SELECT hmac FROM touched))",
        )
    }
  ORDER BY i.person, i.valid_from, i.known_at DESC
),
used AS (
  SELECT DISTINCT encode(s.phone_hmac, 'hex') AS phone, p.household
  FROM said s JOIN person p ON p.book = %(book)s AND p.person = s.person
    AND {looked_up("p.person", "SELECT person FROM said")}
  WHERE s.phone_hmac IS NOT NULL AND NOT s.official AND s.valid_from <= %(as_of)s
    AND (s.valid_to IS NULL OR s.valid_to > %(as_of)s)
    AND {only_hash("s.phone_hmac")}
),
phone AS (
  SELECT u.phone, count(*) AS homes, jsonb_agg(u.household ORDER BY u.household) AS households
  FROM used u GROUP BY u.phone
),
got AS (
  SELECT u.phone, sum(p.paid_fen)::bigint AS fen
  FROM phone n
  JOIN used u ON u.phone = n.phone
  JOIN paid p ON p.household = u.household
  WHERE n.homes >= %(households)s GROUP BY u.phone
)
SELECT n.phone AS key, NULL::date AS due_on, 'phone' AS subject_kind, left(n.phone, 32) AS subject,
  '同一电话登记在 ' || n.homes || ' 户名下，共领款 ' || {yuan("coalesce(g.fen, 0)")} AS title,
  CASE WHEN n.homes >= %(households)s THEN 'flagged' ELSE 'clear' END AS outcome,
  NULL AS reason, coalesce(g.fen, 0)::bigint AS amount_fen,
  CASE WHEN n.homes >= %(households)s THEN jsonb_build_object('phone_digest', left(n.phone, 32),
    'household_count', n.homes, 'households', n.households, 'paid_fen', coalesce(g.fen, 0)) END
    AS evidence
FROM phone n LEFT JOIN got g ON g.phone = n.phone
UNION ALL
SELECT 'book', NULL, 'book', (%(book)s)::text, '本账簿', 'not_computable',
  '没有登记家庭成员的电话', NULL, NULL
WHERE NOT EXISTS (
  SELECT FROM phone_identity i WHERE i.book = %(book)s AND i.known_at <= %(known_at)s)
""",
)
