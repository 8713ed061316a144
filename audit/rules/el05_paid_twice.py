"""重复享受

## 为什么是问题
同一个人（按户享受的，同一户）同一时期的同一项补助领了不止一次，多出来的部分挤占了别人的
补助，也可能是虚报冒领。

## 判定条件
1. 对象是同一领取对象、同一补助、所属期相互重叠的到户款项，跨村、跨项目、跨资金批次一起看。
   按户计的补助（unit = 户）看户，其余看发放明细写明的人，没有写人的看户。人用登记号和证件号的
   密钥摘要认定，户用登记号和户主证件号的密钥摘要认定，所以同一人在两村各登记一次也能对上。
2. 其中有两笔或更多笔不同的应发清单行（没有清单的，不同的发放明细）付了款。金额为合计减去
   最大的一笔。
3. 或者同一清单行累计支付超过审定金额。金额为超出部分。

发放明细缺少补助项目、所属期或户的，列为“无法判断”。不按户计的补助，同一份清单里（或都没有清单）
一户有几笔而没有写明领取人的，可能是户内几人，列为“无法判断”；分在两份清单里的仍列为疑点。证件号
没有登记的，只能按登记号比对：对上了仍是疑点，没有对上的列为“无法判断”。

“没有疑点”只是说在本账簿里没有重复：同一人在别的账簿（别的县）领的，这里看不到。跨账簿比对要另做，
证件号的密钥摘要在同一套系统的各账簿之间是一样的。

## 不作为疑点的情形
1. 同一清单行分几次发放，合计不超过审定金额。
2. 已退回或已红冲的款项。
3. 所属期不重叠（前一期的止日早于后一期的起日）。
4. 按次发放的补助（frequency = per_event），例如按次给的务工交通补贴。
5. 银行退回之后重新发放。
6. 一户几人各领一份，例如两个孩子的教育资助。

## 依据
国办、财政部门“一卡通”治理中的通行做法；《精河县“十三五”脱贫攻坚规划》“显失公平”（JH491）。

## 参数
无。
"""

from typing import LiteralString

from audit.pieces import entry_keys, yuan
from audit.rule import Kind, Rule, Severity, looked_up, looked_up_id

_LOOSE: LiteralString = "concat_ws('/', p.year, p.number, coalesce(p.line::text, 'e' || p.entry))"
"""The claim of a payment of no list: its own line."""

RULE = Rule(
    code="EL05",
    version=1,
    name="重复享受",
    kind=Kind.ELIGIBILITY,
    severity=Severity.HIGH,
    needs=frozenset(
        {"payment_line", "entry", "entitlement", "benefit", "person", "person_identity"}
    ),
    sql=f"""
-- What was paid by a line, and when: instalments of a line are far more than lines.
WITH part AS MATERIALIZED (
  SELECT p.list, p.list_version, p.list_line, p.household, p.person, p.benefit,
    CASE WHEN p.list IS NULL OR p.list_version IS NULL OR p.list_line IS NULL
      THEN {_LOOSE} END AS loose,
    min(p.period_from) AS period_from, max(p.period_to) AS period_to,
    count(*) > count(p.period_from) AS undated_from, count(*) > count(p.period_to) AS undated_to,
    sum(p.paid_fen) AS paid_fen
  FROM paid p
  GROUP BY p.list, p.list_version, p.list_line, p.household, p.person, p.benefit, loose
),
asked AS (
  SELECT p.person FROM person p
  WHERE p.book = %(book)s AND NOT %(whole)s AND p.household = ANY (ARRAY(
    SELECT id FROM touched_id UNION SELECT c.household FROM part c))
  UNION
  SELECT c.person FROM part c WHERE NOT %(whole)s AND c.person IS NOT NULL
),
identity AS (
  SELECT p.person, p.household, p.relation, encode(i.id_hmac, 'hex') AS hash
  FROM person p JOIN person_identity i ON i.book = p.book AND i.person = p.person
    AND {looked_up("i.person", "SELECT person FROM asked")}
  WHERE p.book = %(book)s AND p.known_at <= %(known_at)s
    AND {looked_up("p.person", "SELECT person FROM asked")}
),
householder AS (
  SELECT household, min(hash) AS hash FROM identity WHERE relation = '户主' GROUP BY household
),
own AS (
  SELECT e.list, e.version, e.line, e.household, e.person, e.approved_fen FROM entitlement e
  WHERE e.book = %(book)s AND {looked_up_id("e.household")}
),
-- Households that are not touched, but by whose lines touched ones were paid.
other AS (
  SELECT DISTINCT t.household
  FROM (
    SELECT DISTINCT p.list, p.list_version, p.list_line
    FROM part p
    LEFT JOIN own o ON o.list = p.list AND o.version = p.list_version AND o.line = p.list_line
    WHERE NOT (%(whole)s OR o.line IS NOT NULL)
  ) p
  CROSS JOIN LATERAL (SELECT x.household FROM entitlement x
    WHERE x.book = %(book)s AND x.list = p.list AND x.version = p.list_version
      AND x.line = p.list_line OFFSET 0) t
),
-- Versions of a list are numbered anew, so a line is known by its object and its turn among those.
listed AS (
  SELECT e.list, e.version, e.line, e.approved_fen,
    concat_ws('/', e.list, e.household, e.person, row_number() OVER (
      PARTITION BY e.list, e.version, e.household, e.person ORDER BY e.line)) AS claim
  FROM (
    SELECT * FROM own
    UNION ALL
    SELECT x.list, x.version, x.line, x.household, x.person, x.approved_fen FROM entitlement x
    WHERE x.book = %(book)s AND NOT %(whole)s
      AND x.household = ANY (ARRAY(SELECT household FROM other))
  ) e
),
by_line AS (
  SELECT p.*, coalesce(p.loose, t.claim) AS claim, t.approved_fen
  FROM part p
  LEFT JOIN listed t ON t.list = p.list AND t.version = p.list_version AND t.line = p.list_line
),
-- Payments of a line that is not in the list stand alone, like those of no list.
single AS (
  SELECT l.claim, l.list, l.list_version, l.household, l.person, l.benefit, l.period_from,
    l.period_to, l.undated_from, l.undated_to, l.paid_fen, l.approved_fen
  FROM by_line l WHERE l.claim IS NOT NULL
  UNION ALL
  SELECT {_LOOSE}, p.list, p.list_version, p.household, p.person, p.benefit, p.period_from,
    p.period_to, p.period_from IS NULL, p.period_to IS NULL, p.paid_fen, NULL
  FROM (SELECT DISTINCT l.list, l.list_version, l.list_line FROM by_line l
    WHERE l.claim IS NULL) l
  JOIN paid p ON p.list = l.list AND p.list_version = l.list_version AND p.list_line = l.list_line
),
-- One claim: a line of an approved list, however many instalments paid it.
claim AS (
  SELECT s.claim, s.list, s.household, s.person, s.benefit,
    min(least(s.period_from, CASE WHEN s.undated_from THEN n.period_from END)) AS period_from,
    max(greatest(s.period_to, CASE WHEN s.undated_to THEN n.period_to END)) AS period_to,
    sum(s.paid_fen)::bigint AS paid_fen, max(s.approved_fen) AS approved_fen
  FROM single s
  LEFT JOIN entitlement_list n ON n.book = %(book)s AND n.list = s.list
    AND n.version = s.list_version
  GROUP BY s.claim, s.list, s.household, s.person, s.benefit
),
named AS (
  SELECT c.*, b.name AS benefit_name, b.frequency = 'per_event' AS per_event,
    b.unit <> '户' AND c.person IS NULL AS unnamed,
    CASE WHEN b.unit = '户' OR c.person IS NULL THEN h.hash ELSE i.hash END AS hash,
    CASE WHEN b.unit = '户' OR c.person IS NULL THEN c.household ELSE c.person END AS own_key,
    CASE WHEN c.household IS NULL THEN '到户款项缺少发放明细或户（household）'
         WHEN b.benefit IS NULL THEN '发放明细缺少补助项目（benefit）'
         WHEN b.frequency <> 'per_event' AND (c.period_from IS NULL OR c.period_to IS NULL)
           THEN '发放明细缺少所属期（period_from、period_to）' END AS reason
  FROM claim c
  LEFT JOIN benefit b ON b.benefit = c.benefit
  LEFT JOIN identity i ON i.person = c.person
  LEFT JOIN householder h ON h.household = c.household
),
-- Overlapping periods of one receiver and benefit run together into one group.
ordered AS (
  SELECT n.*, max(n.period_to) OVER (PARTITION BY n.receiver, n.benefit
    ORDER BY n.period_from, n.claim ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS until_now
  FROM (
    SELECT n.*, CASE WHEN n.per_event THEN n.claim ELSE coalesce(n.hash, n.own_key::text) END
      AS receiver
    FROM named n WHERE n.reason IS NULL
  ) n
),
grouped AS (
  SELECT o.*, count(*) FILTER (WHERE o.until_now IS NULL OR o.until_now < o.period_from)
    OVER (PARTITION BY o.receiver, o.benefit ORDER BY o.period_from, o.claim) AS span
  FROM ordered o
),
added AS (
  SELECT min(g.household::text) AS key, g.benefit, g.benefit_name,
    min(g.own_key::text) AS own_key, count(*) AS claims,
    min(g.period_from) AS period_from, max(g.period_to) AS period_to,
    bool_or(g.hash IS NULL AND NOT g.per_event) AS unhashed, min(g.claim) AS first_claim,
    bool_and(g.per_event) AS per_event, sum(g.paid_fen)::bigint AS paid_fen,
    count(*) > 1 AND bool_or(g.unnamed) AND count(DISTINCT g.list) < 2 AS unnamed,
    greatest(sum(g.paid_fen) - max(g.paid_fen),
      sum(greatest(g.paid_fen - g.approved_fen, 0)), 0)::bigint AS excess_fen,
    g.receiver, g.span
  FROM grouped g GROUP BY g.receiver, g.benefit, g.benefit_name, g.span
),
judged AS (
  SELECT a.*,
    CASE WHEN a.unnamed THEN 'not_computable' WHEN a.excess_fen > 0 THEN 'flagged'
         WHEN a.unhashed THEN 'not_computable' ELSE 'clear' END AS outcome
  FROM added a
),
-- The entries of a claim are told where it is flagged only.
doubted AS MATERIALIZED (
  SELECT g.* FROM judged j
  JOIN grouped g ON g.receiver = j.receiver AND g.benefit = j.benefit AND g.span = j.span
  WHERE j.outcome = 'flagged'
),
shown AS (
  SELECT g.receiver, g.benefit, g.span, g.claim, g.household, g.person, min(p.region) AS region,
    g.period_from, g.period_to, g.paid_fen, g.approved_fen, {entry_keys("p")} AS entries
  FROM doubted g
  JOIN paid p ON p.household = g.household AND p.benefit = g.benefit
    AND p.person IS NOT DISTINCT FROM g.person
  LEFT JOIN listed t ON t.list = p.list AND t.version = p.list_version AND t.line = p.list_line
  WHERE g.claim = coalesce(t.claim, {_LOOSE})
  GROUP BY g.receiver, g.benefit, g.span, g.claim, g.household, g.person, g.period_from,
    g.period_to, g.paid_fen, g.approved_fen
),
payment AS (
  SELECT s.receiver, s.benefit, s.span, jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
    'claim', s.claim, 'household', s.household, 'person', s.person, 'region', s.region,
    'period_from', s.period_from, 'period_to', s.period_to, 'paid_fen', s.paid_fen,
    'approved_fen', s.approved_fen, 'entries', s.entries)) ORDER BY s.claim) AS payments
  FROM shown s GROUP BY s.receiver, s.benefit, s.span
)
SELECT j.key, NULL::date AS due_on, 'receipt' AS subject_kind,
  j.benefit || ':' || CASE WHEN j.per_event THEN j.first_claim
    ELSE j.own_key || ':' || j.period_from END AS subject,
  CASE WHEN j.outcome = 'flagged' THEN j.benefit_name || '：' || j.claims || '笔，合计 '
    || {yuan("j.paid_fen")} || '，多付 ' || {yuan("j.excess_fen")} END AS title,
  j.outcome,
  CASE WHEN j.outcome <> 'not_computable' THEN NULL
       WHEN j.unnamed THEN '发放明细缺少领取人（person），分不清是不是同一人'
       ELSE '证件号没有登记（person_identity.id_hmac），只按登记号比对过' END AS reason,
  j.excess_fen AS amount_fen,
  CASE WHEN j.outcome = 'flagged' THEN jsonb_strip_nulls(jsonb_build_object(
    'benefit', j.benefit, 'period_from', j.period_from, 'period_to', j.period_to,
    'paid_fen', j.paid_fen, 'excess_fen', j.excess_fen, 'payments', y.payments
  )) END AS evidence
FROM judged j
LEFT JOIN payment y ON y.receiver = j.receiver AND y.benefit = j.benefit AND y.span = j.span
UNION ALL
SELECT coalesce(n.household::text, concat_ws('/', split_part(n.claim, '/', 1),
    split_part(n.claim, '/', 2))),
  NULL::date, 'payment_line', n.claim, '到户款项 ' || {yuan("n.paid_fen")}, 'not_computable',
  n.reason, n.paid_fen, NULL
FROM named n WHERE n.reason IS NOT NULL
""",
)
