"""查无此人

## 为什么是问题
名册上的人在公安户籍里查不到，多半是编出来的。四川喜德县用4517个假名套取208万元；福建寿宁县一名校长编造
雨露计划学员，套取12.85万元。

## 判定条件
1. 以有到户款项的户的每个登记成员为对象：公安户籍人口名单（外部名单 population）里没有他的身份证号。
   金额为写明付给他的款项；没有写明人的，为这一户的款项。

没有户籍人口名单的整个账簿列为“无法判断”；没有登记身份证号的，名单数据日期以后才第一次领款的，也列为
“无法判断”。比较用带密钥的散列，不打开姓名和号码。

## 不作为疑点的情形
1. 名单里有的人，无论户籍在哪个村。
2. 没有到户款项的户的成员。
3. 款项已全部退回、红冲的户的成员。

户籍迁出外县的人可能查不到，应核对迁出记录。

## 依据
《汉中市“十三五”脱贫攻坚规划》与公安等部门数据比对（HZ98）；喜德县、寿宁县案例。

## 参数
无。
"""

from audit.pieces import yuan
from audit.rule import Kind, Rule, Severity, looked_up, looked_up_id

RULE = Rule(
    code="EL13",
    version=1,
    name="查无此人",
    kind=Kind.ELIGIBILITY,
    severity=Severity.HIGH,
    needs=frozenset({"person", "person_private", "payment_line", "external_row"}),
    sql=f"""
WITH listed AS (
  SELECT max(k.as_of_on) AS as_of_on FROM external_kind k WHERE k.kind = 'population'
),
member AS (
  SELECT n.person, n.household FROM person n
  WHERE n.book = %(book)s AND n.known_at <= %(known_at)s AND {looked_up_id("n.household")}
),
identity AS (
  SELECT i.person, i.id_hmac FROM person_identity i
  WHERE i.book = %(book)s AND {looked_up("i.person", "SELECT person FROM member")}
),
resident AS (
  SELECT DISTINCT x.hmac FROM external x
  WHERE x.kind = 'population' AND (%(whole)s OR x.hmac IN (SELECT id_hmac FROM identity))
),
credit AS (
  SELECT p.household, p.person, sum(p.paid_fen) AS paid_fen, min(p.happened_on) AS first_on
  FROM paid p GROUP BY p.household, p.person
),
home AS (
  SELECT c.household, sum(c.paid_fen)::bigint AS paid_fen, min(c.first_on) AS first_on
  FROM credit c GROUP BY c.household
),
own AS (
  SELECT c.person, sum(c.paid_fen)::bigint AS paid_fen FROM credit c GROUP BY c.person
),
judged AS (
  SELECT n.person, n.household, coalesce(o.paid_fen, h.paid_fen) AS paid_fen, l.as_of_on,
    CASE WHEN i.id_hmac IS NULL THEN '没有登记身份证号'
      WHEN h.first_on > l.as_of_on AND r.hmac IS NULL
        THEN '户籍人口名单的数据日期早于第一次领款' END AS reason,
    r.hmac IS NULL AS unheard
  FROM member n
  CROSS JOIN listed l
  JOIN home h ON h.household = n.household
  LEFT JOIN own o ON o.person = n.person
  LEFT JOIN identity i ON i.person = n.person
  LEFT JOIN resident r ON r.hmac = i.id_hmac
  WHERE l.as_of_on IS NOT NULL
)
SELECT j.household::text AS key, NULL::date AS due_on, 'person' AS subject_kind,
  j.person::text AS subject,
  concat('户籍人口里没有的人，到户款项 ', {yuan("j.paid_fen")}) AS title,
  CASE WHEN j.reason IS NOT NULL THEN 'not_computable' WHEN j.unheard THEN 'flagged'
    ELSE 'clear' END AS outcome,
  j.reason, j.paid_fen AS amount_fen,
  CASE WHEN j.reason IS NULL AND j.unheard THEN jsonb_build_object('person', j.person,
    'household', j.household, 'paid_fen', j.paid_fen, 'listed_on', j.as_of_on) END AS evidence
FROM judged j
UNION ALL
SELECT 'book', NULL, 'book', (%(book)s)::text, '本账簿', 'not_computable',
  '没有公安户籍人口名单（外部名单 population）', NULL, NULL
FROM listed l WHERE l.as_of_on IS NULL
""",
)
