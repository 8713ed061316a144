"""证件异常

## 为什么是问题
身份证号校验不过、一个号登记了两个名字，就不知道钱到底付给了谁；虚报冒领常从这里开始。

## 判定条件
1. 以有到户款项的户的每个登记成员为对象：身份证号的位数、出生日期、校验码或省份不对的，列为疑点。
2. 同一身份证号在本账簿登记了两个以上不同姓名的，每一个都列为疑点，严重程度升为“高”。

没有登记身份证号的，列为“无法判断”。比较用带密钥的散列，不打开姓名和号码。演示库的号码故意编成
校验码不对（以免碰上真人），演示库里只有校验码不对的不列为疑点。

## 不作为疑点的情形
1. 号码正确、只对应一个姓名的。
2. 同一人在两处以同一姓名登记的（由“重复享受”看）。
3. 没有到户款项的户的成员（不是本规则的对象）。

## 依据
GB 11643《公民身份号码》（校验方法待核）。

## 参数
无。
"""

from audit.rule import Kind, Rule, Severity, looked_up, looked_up_id

RULE = Rule(
    code="EL06",
    version=1,
    name="证件异常",
    kind=Kind.ELIGIBILITY,
    severity=Severity.MEDIUM,
    needs=frozenset({"person", "person_private", "payment_line"}),
    sql=f"""
WITH home AS (
  SELECT p.household, sum(p.paid_fen)::bigint AS paid_fen FROM paid p
  GROUP BY p.household
),
member AS (
  SELECT n.person, n.household FROM person n
  WHERE n.book = %(book)s AND n.known_at <= %(known_at)s AND {looked_up_id("n.household")}
),
identity AS (
  SELECT i.person, i.id_hmac, i.name_hmac, i.id_faults FROM person_identity i
  WHERE i.book = %(book)s AND {looked_up("i.person", "SELECT person FROM member")}
),
named AS (
  SELECT i.id_hmac, count(DISTINCT i.name_hmac) AS names
  FROM identity i JOIN member n ON n.person = i.person
  GROUP BY i.id_hmac HAVING count(DISTINCT i.name_hmac) > 1
),
judged AS (
  SELECT n.person, n.household, h.paid_fen, coalesce(i.id_faults, '{{}}') AS faults, d.names,
    CASE WHEN d.names IS NOT NULL THEN 'flagged'
         WHEN i.id_hmac IS NULL OR 'missing' = ANY (i.id_faults) THEN 'not_computable'
         WHEN i.id_faults = '{{check}}' AND s.demo THEN 'clear'
         WHEN cardinality(i.id_faults) > 0 THEN 'flagged' ELSE 'clear' END AS outcome
  FROM member n
  CROSS JOIN (SELECT coalesce(bool_or(demo), false) AS demo FROM installation) s
  JOIN home h ON h.household = n.household
  LEFT JOIN identity i ON i.person = n.person
  LEFT JOIN named d ON d.id_hmac = i.id_hmac
)
SELECT j.household::text AS key, NULL::date AS due_on, 'person' AS subject_kind,
  j.person::text AS subject,
  CASE WHEN j.names IS NOT NULL THEN '同一身份证号登记了 ' || j.names || ' 个姓名'
    ELSE '身份证号不正确' END AS title,
  j.outcome,
  CASE WHEN j.outcome = 'not_computable' THEN '没有登记身份证号' END AS reason,
  j.paid_fen AS amount_fen,
  CASE WHEN j.names IS NOT NULL THEN 'H' END AS severity,
  CASE WHEN j.outcome = 'flagged' THEN jsonb_strip_nulls(jsonb_build_object(
    'person', j.person, 'household', j.household, 'id_faults', to_jsonb(j.faults),
    'name_count', j.names, 'paid_fen', j.paid_fen)) END AS evidence
FROM judged j
""",
)
