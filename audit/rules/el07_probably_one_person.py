"""疑似同人

## 为什么是问题
同一个人用两个证件号登记在两户，号码比对看不出来，补助就领了两份。

## 判定条件
1. 以最近一次“疑似同人比对”（sunledger audit link）找出的每一对人为对象：两人证件号不同，按姓
   名、出生日期、号码其余部分、电话、住址、银行卡综合，是同一人的概率达到 **probability_ppm**。
2. 两人领过同一种补助，所属期（没有所属期的按付款日）有重叠：列为疑点，金额为较少一人的合计。没
   有写明领取人的按户款项，算户主的。
3. 概率在 **review_ppm** 以上、不到 **probability_ppm** 的，严重程度降为“低”，只供核对。

姓名和号码只在审计人员的进程内存里解密、比较，不落盘；留下的只有人的内部编号、概率、哪些字段相
同、是谁运行的，以及全部输入的密钥摘要。

没有比对结果（未安装 splink，或者还没有运行比对）的，比对以后又登记了人的，列为“无法判断”。

## 不作为疑点的情形
1. 概率不到 **review_ppm** 的。
2. 没有领过同一种补助，或者所属期不重叠的。
3. 比对时已经排除的：同一户的人（双胞胎、兄弟），姓名不同而两个号码都正确的人（分开住的双胞
   胎），同一个号码登记两次的（由“重复享受”“证件异常”看）。
4. 已退回、已红冲的款项。

## 依据
Splink（Fellegi–Sunter 概率匹配）；0.95 列疑点、0.8 至 0.95 供核对是通行的取法，没有文件规定。

## 参数
- **probability_ppm**：950000（百万分之，即 0.95），系统默认值。
- **review_ppm**：800000（百万分之，即 0.8），系统默认值；比对只保留 0.8 以上的。
"""

from audit.pieces import entry_keys, yuan
from audit.rule import DEFAULT, Kind, Parameter, Rule, Severity, only_id

RULE = Rule(
    code="EL07",
    version=1,
    name="疑似同人",
    kind=Kind.ELIGIBILITY,
    severity=Severity.MEDIUM,
    needs=frozenset({"linkage", "linkage_pair", "payment_line", "entry", "membership"}),
    parameters=(
        Parameter("probability_ppm", 950000, "列为疑点的概率，百万分之", DEFAULT),
        Parameter("review_ppm", 800000, "供核对的概率，百万分之", DEFAULT),
    ),
    sql=f"""
WITH run AS (
  SELECT l.linkage, l.method, l.known_at FROM linkage l
  WHERE l.book = %(book)s AND l.known_at <= %(known_at)s
  ORDER BY l.known_at DESC, l.linkage LIMIT 1
),
pair AS (
  SELECT p.person, p.other_person, p.probability_ppm, p.agrees, p.linkage,
    least(a.household, b.household) AS household
  FROM run r
  JOIN linkage_pair p ON p.book = %(book)s AND p.linkage = r.linkage
  -- Pairs are few, persons many.
  CROSS JOIN LATERAL (SELECT x.household FROM person x
    WHERE x.book = %(book)s AND x.person = p.person OFFSET 0) a
  CROSS JOIN LATERAL (SELECT x.household FROM person x
    WHERE x.book = %(book)s AND x.person = p.other_person OFFSET 0) b
  WHERE p.probability_ppm >= %(review_ppm)s AND {only_id("a.household")}
),
named AS (
  SELECT x.person FROM pair p CROSS JOIN LATERAL (VALUES (p.person), (p.other_person)) x(person)
),
credit AS (
  SELECT c.*, coalesce(c.period_from, c.happened_on) AS from_on,
    coalesce(c.period_to, c.happened_on) AS to_on
  FROM (
    SELECT p.person AS receiver, p.year, p.number, p.entry, p.benefit, p.paid_fen, p.happened_on,
      p.period_from, p.period_to
    FROM paid p WHERE p.person IN (SELECT person FROM named)
    UNION
    SELECT b.person, p.year, p.number, p.entry, p.benefit, p.paid_fen, p.happened_on,
      p.period_from, p.period_to
    FROM paid p
    JOIN belonging b ON b.household = p.household AND b.relation = '户主'
      AND b.joined_on <= p.happened_on AND (b.left_on IS NULL OR b.left_on > p.happened_on)
    WHERE p.person IS NULL AND b.person IN (SELECT person FROM named)
  ) c
),
both_of AS (
  SELECT DISTINCT p.person, p.other_person, a.benefit
  FROM pair p
  JOIN credit a ON a.receiver = p.person
  JOIN credit b ON b.receiver = p.other_person AND b.benefit = a.benefit
  WHERE a.from_on <= b.to_on AND b.from_on <= a.to_on
),
summed AS (
  SELECT o.person, o.other_person, jsonb_agg(DISTINCT o.benefit) AS benefits,
    sum(c.paid_fen) FILTER (WHERE c.receiver = o.person)::bigint AS one_fen,
    sum(c.paid_fen) FILTER (WHERE c.receiver = o.other_person)::bigint AS other_fen,
    {entry_keys("c")} AS entries
  FROM both_of o
  JOIN credit c ON c.benefit = o.benefit AND c.receiver IN (o.person, o.other_person)
  GROUP BY o.person, o.other_person
)
SELECT p.household::text AS key, NULL::date AS due_on, 'person_pair' AS subject_kind,
  concat_ws('/', p.person, p.other_person) AS subject,
  '疑似同一人领两份，较少的一份 ' || {yuan("least(s.one_fen, s.other_fen)")} AS title,
  CASE WHEN s.person IS NULL THEN 'clear' ELSE 'flagged' END AS outcome,
  NULL AS reason, least(s.one_fen, s.other_fen) AS amount_fen,
  CASE WHEN p.probability_ppm < %(probability_ppm)s THEN 'L' END AS severity,
  CASE WHEN s.person IS NOT NULL THEN jsonb_build_object('linkage', p.linkage,
    'persons', jsonb_build_array(p.person, p.other_person), 'benefits', s.benefits,
    'probability_ppm', p.probability_ppm, 'agrees', to_jsonb(p.agrees), 'one_fen', s.one_fen,
    'other_fen', s.other_fen, 'entries', s.entries) END AS evidence
FROM pair p
LEFT JOIN summed s ON s.person = p.person AND s.other_person = p.other_person
UNION ALL
SELECT 'book', NULL, 'book', (%(book)s)::text, '本账簿', 'not_computable',
  CASE WHEN r.linkage IS NULL
    THEN '没有疑似同人的比对结果：未安装 splink，或还没有运行 sunledger audit link'
    ELSE '比对以后又登记了人，需要重新比对' END,
  NULL, NULL, NULL
FROM (SELECT 1) one
LEFT JOIN run r ON true
WHERE r.linkage IS NULL OR r.known_at < (
  SELECT max(n.known_at) FROM person n WHERE n.book = %(book)s AND n.known_at <= %(known_at)s)
""",
)
