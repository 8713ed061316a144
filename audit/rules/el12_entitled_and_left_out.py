"""应享未享

## 为什么是问题
规划要求每一户都有扶持措施。在册的户一整年什么也没有得到，或者本该按月领的低保、供养金断了，就是漏了
人；2016年审计有43个县29900名贫困家庭学生没有得到教育资助。

## 判定条件
1. 以每个有一整年在册的户（建档立卡、返贫、监测）为对象，看账簿启用以后每个已结束的完整年度：年初、
   年末两天都在册，而这一年没有任何扶持措施：没有到户款项（付款日或所属期在这一年），不是任何项目的
   受益户，没有公益岗位、劳务报酬、小额信贷。
2. 低保、特困户：年初、年末两天都是，前一年领过同名的补助，这一年一次也没有领到。

没有注明户的到户款项，算不到任何一户，逐笔列为“无法判断”。金额无从说起，所以没有金额。

应发清单上有名而没有领到的，由“到户克扣”看；谁应当上清单（学龄、残疾等）登记表里没有，不在这里判断。

## 不作为疑点的情形
1. 年中才纳入，或年中已脱贫、销号的。
2. 已脱贫的户（脱贫不脱政策，但不要求每年都有措施）。
3. 当年还没有结束的；账簿启用以前的年度，启用当年。
4. 有任何一种扶持措施的，金额多少不论。
5. 低保、特困户前一年也没有从这个账簿领过的（从别处发放）。

## 依据
《精河县“十三五”脱贫攻坚规划》每户都有扶持措施（JH487）；《山西省“十三五”脱贫攻坚规划》低保按月
发放（SX514）；审计署2016年扶贫资金审计公告。

## 参数
无。
"""

from audit.pieces import nameless_payments
from audit.registered import counting
from audit.rule import Kind, Rule, Severity, looked_up_id

_ON_REGISTER = "('registered', 'relapsed', 'monitored')"
_BY_MONTH = "('low_income', 'extreme_poverty')"

RULE = Rule(
    code="EL12",
    version=2,
    name="应享未享",
    kind=Kind.ELIGIBILITY,
    severity=Severity.MEDIUM,
    needs=frozenset(
        {"household_fact", "payment_line", "beneficiary", "post_holder", "wage", "loan"}
    ),
    sql=f"""
WITH years AS (
  SELECT y.year, make_date(y.year, 1, 1) AS from_on, make_date(y.year, 12, 31) AS to_on
  FROM book b
  CROSS JOIN LATERAL generate_series(extract(year FROM b.live_from - 1)::integer + 1,
    extract(year FROM %(as_of)s::date + 1)::integer - 1) y(year)
  WHERE b.book = %(book)s
),
fact AS (
  SELECT f.household, f.valid_from, f.valid_to, f.known_at, f.kind FROM household_fact f
  WHERE f.book = %(book)s AND f.known_at <= %(known_at)s AND {looked_up_id("f.household")}
),
-- Of most households one thing was said: only of the others each day is looked up.
simple AS (
  SELECT f.household, min(f.kind) AS kind, min(f.valid_from) AS since, min(f.valid_to) AS until
  FROM fact f GROUP BY f.household HAVING count(*) = 1
),
day_of AS (
  SELECT h.household, y.year, x.on_day
  FROM (SELECT f.household FROM fact f GROUP BY f.household HAVING count(*) > 1) h
  CROSS JOIN years y CROSS JOIN LATERAL (VALUES (y.from_on), (y.to_on)) x(on_day)
),
kind_on AS (
  SELECT DISTINCT ON (d.household, d.on_day) d.household, d.year, d.on_day, f.kind
  FROM day_of d
  JOIN fact f ON f.household = d.household AND f.valid_from <= d.on_day
    AND (f.valid_to IS NULL OR f.valid_to > d.on_day)
  ORDER BY d.household, d.on_day, f.known_at DESC, f.valid_from DESC
),
stood AS (
  SELECT s.household, y.year, s.kind AS first_kind, s.kind AS last_kind
  FROM simple s JOIN years y ON s.since <= y.from_on AND (s.until IS NULL OR s.until > y.to_on)
  UNION ALL
  SELECT k.household, k.year, min(k.kind), max(k.kind)
  FROM kind_on k GROUP BY k.household, k.year HAVING count(*) = 2
),
asked AS (
  SELECT s.household, s.year, s.first_kind AS kind,
    s.first_kind IN {_BY_MONTH} AND s.first_kind = s.last_kind AS by_month
  FROM stood s
  WHERE (s.first_kind IN {_ON_REGISTER} AND s.last_kind IN {_ON_REGISTER})
    OR (s.first_kind IN {_BY_MONTH} AND s.first_kind = s.last_kind)
),
got AS (
  SELECT DISTINCT p.household, coalesce(p.benefit, '') AS benefit,
    extract(year FROM p.happened_on)::integer AS paid_year,
    extract(year FROM coalesce(p.period_from, p.happened_on))::integer AS first_year,
    extract(year FROM coalesce(p.period_to, p.happened_on))::integer AS last_year
  FROM paid p
),
of_year AS (
  SELECT DISTINCT g.household, g.benefit, y.year FROM got g
  JOIN years y ON y.year = g.paid_year OR y.year BETWEEN g.first_year AND g.last_year
),
measure AS (
  SELECT o.household, o.year FROM of_year o
  UNION
  SELECT m.household, y.year FROM (
    SELECT b.household, b.valid_from AS from_on, b.valid_to - 1 AS to_on
    FROM {counting("beneficiary")} b
    UNION ALL
    SELECT p.household, p.valid_from, p.valid_to - 1 FROM {counting("post_holder")} p
    UNION ALL
    SELECT w.household, w.period_from, w.period_to FROM {counting("wage")} w
    UNION ALL
    SELECT l.household, l.lent_on, l.due_on FROM {counting("loan")} l
  ) m JOIN years y ON m.from_on <= y.to_on AND (m.to_on IS NULL OR m.to_on >= y.from_on)
),
missed AS (
  SELECT a.household, a.year, a.kind, a.by_month
  FROM asked a
  LEFT JOIN measure m ON m.household = a.household AND m.year = a.year
  WHERE NOT a.by_month AND m.household IS NULL
  UNION ALL
  SELECT a.household, a.year, a.kind, a.by_month
  FROM asked a
  JOIN (SELECT DISTINCT g.household, g.benefit, y.year
        FROM got g CROSS JOIN LATERAL (VALUES (g.paid_year), (g.last_year)) y(year)) b
    ON b.household = a.household AND b.benefit = a.kind AND b.year = a.year - 1
  LEFT JOIN of_year o ON o.household = a.household AND o.benefit = a.kind AND o.year = a.year
  WHERE o.household IS NULL
),
home AS (
  SELECT a.household, jsonb_agg(DISTINCT m.year) FILTER (WHERE m.year IS NOT NULL) AS years,
    jsonb_agg(DISTINCT m.kind) FILTER (WHERE m.year IS NOT NULL) AS kinds,
    jsonb_agg(DISTINCT m.kind) FILTER (WHERE m.by_month) AS stopped
  FROM asked a
  LEFT JOIN missed m ON m.household = a.household AND m.year = a.year
  GROUP BY a.household
)
SELECT f.household::text AS key,
  make_date(extract(year FROM %(as_of)s::date + 1)::integer, 12, 31) AS due_on,
  'household' AS subject_kind, f.household::text AS subject,
  CASE WHEN h.stopped IS NOT NULL THEN '低保、特困户的补助断了一年'
    ELSE '在册的户一整年没有扶持措施' END AS title,
  CASE WHEN h.years IS NULL THEN 'clear' ELSE 'flagged' END AS outcome,
  NULL AS reason, NULL::bigint AS amount_fen,
  CASE WHEN h.years IS NOT NULL THEN jsonb_strip_nulls(jsonb_build_object(
    'household', f.household, 'years', h.years, 'household_kinds', h.kinds,
    'stopped_benefits', h.stopped)) END AS evidence
FROM (SELECT DISTINCT household FROM fact
      WHERE kind IN {_ON_REGISTER} OR kind IN {_BY_MONTH}) f
LEFT JOIN home h ON h.household = f.household
UNION ALL {nameless_payments(severity=False)}
""",
)
