"""干部亲属集中

## 为什么是问题
名额有限，干部的亲戚却占了一大片，就是优亲厚友。

## 判定条件
1. 以每份应发清单的最新版本为对象。一户里有人在外部名单“干部亲属”或者“干部”里的，算干部亲属户
   （按证件号的密钥摘要比对，以清单审定日在户的人为准）。
2. 清单里的干部亲属户达到 **households** 户，而且它占清单户数的比例，超过干部亲属户占清单所在村
   （乡镇、县）在册户数的比例的 **times** 倍：列为疑点。金额为干部亲属户的审定金额。

没有装入干部亲属名单的，清单所在地没有在册户的，列为“无法判断”；没有应发清单的整个账簿也列为“无
法判断”。

## 不作为疑点的情形
1. 干部亲属户不到 **households** 户的。
2. 比例恰好等于 **times** 倍，或者更低的：全村户都享受的补助，亲属自然也在其中。
3. 审定日已经不在户里的亲属。

亲属关系以申报为准，没有申报的看不到。

## 依据
《精河县“十三五”脱贫攻坚规划》优亲厚友（JH491）；山西“关系扶贫、人情扶贫”（SD30）。户数和倍数没
有文件规定。

## 参数
- **households**：3 户，系统默认值。
- **times**：3 倍，系统默认值。
"""

from audit.days import NO_DAY
from audit.people import list_day
from audit.registered import nothing_in
from audit.rule import DEFAULT, Kind, Parameter, Rule, Severity

RULE = Rule(
    code="EL11",
    version=2,
    name="干部亲属集中",
    kind=Kind.ELIGIBILITY,
    severity=Severity.MEDIUM,
    needs=frozenset(
        {"entitlement_list", "entitlement", "household_fact", "membership", "external_list"}
    ),
    parameters=(
        Parameter("households", 3, "清单里的干部亲属户数", DEFAULT),
        Parameter("times", 3, "清单中的比例超过当地比例的倍数", DEFAULT),
    ),
    sql=f"""
WITH listed AS (SELECT {list_day("kin")} AS as_of_on),
near AS (
  SELECT DISTINCT x.hmac AS hash FROM external x
  WHERE x.kind IN ('kin', 'cadres')
),
-- A few persons: their memberships, and then the households.
kin AS (
  SELECT m.household, m.joined_on, m.left_on FROM (
    SELECT DISTINCT ON (m.household, m.person, m.joined_on) m.* FROM near k
    JOIN person_identity i ON i.book = %(book)s AND i.id_hmac = k.hash
    JOIN membership m ON m.book = %(book)s AND m.person = i.person AND m.known_at <= %(known_at)s
    ORDER BY m.household, m.person, m.joined_on, m.known_at DESC
  ) m
),
homes AS (
  SELECT f.household, f.region FROM (
    SELECT DISTINCT ON (f.household) f.household, f.region, f.kind FROM household_fact f
    WHERE f.book = %(book)s AND f.known_at <= %(known_at)s AND f.valid_from <= %(as_of)s
      AND (f.valid_to IS NULL OR f.valid_to > %(as_of)s)
    ORDER BY f.household, f.known_at DESC, f.valid_from DESC
  ) f WHERE f.kind <> 'struck_off'
),
around AS (
  SELECT x.code, count(*) AS homes, count(*) FILTER (WHERE k.household IS NOT NULL) AS kin
  FROM homes h
  LEFT JOIN (SELECT DISTINCT household FROM kin
    WHERE joined_on <= %(as_of)s AND (left_on IS NULL OR left_on > %(as_of)s)) k
    ON k.household = h.household
  CROSS JOIN LATERAL (SELECT DISTINCT c.code FROM (VALUES (h.region),
    (left(h.region, 9) || '000'), (left(h.region, 6) || '000000')) c(code)) x
  GROUP BY x.code
),
lines AS (
  SELECT n.list, n.approved_on, e.household, sum(e.approved_fen)::bigint AS fen
  FROM newest n
  JOIN entitlement e ON e.book = %(book)s AND e.list = n.list AND e.version = n.version
  GROUP BY n.list, n.approved_on, e.household
),
counted AS (
  SELECT l.list, count(*) AS homes, count(*) FILTER (WHERE k.household IS NOT NULL) AS kin,
    coalesce(sum(l.fen) FILTER (WHERE k.household IS NOT NULL), 0)::bigint AS kin_fen,
    jsonb_agg(l.household ORDER BY l.household) FILTER (WHERE k.household IS NOT NULL) AS kin_homes
  FROM lines l
  LEFT JOIN (
    SELECT DISTINCT l.list, l.household FROM lines l
    JOIN kin k ON k.household = l.household AND k.joined_on <= l.approved_on
      AND (k.left_on IS NULL OR k.left_on > l.approved_on)
  ) k ON k.list = l.list AND k.household = l.household
  GROUP BY l.list
),
judged AS (
  SELECT n.list, n.title, n.benefit, n.region, n.approved_on, c.homes, c.kin, c.kin_fen,
    c.kin_homes, a.homes AS all_homes, a.kin AS all_kin,
    CASE WHEN d.as_of_on IS NULL OR a.code IS NULL THEN 'not_computable'
         WHEN c.kin >= %(households)s AND c.kin * a.homes > %(times)s * a.kin * c.homes
           THEN 'flagged' ELSE 'clear' END AS outcome,
    CASE WHEN d.as_of_on IS NULL THEN '没有装入外部名单：干部亲属'
         WHEN a.code IS NULL THEN '清单所在地没有在册户（household_fact）' END AS reason
  FROM newest n
  JOIN counted c ON c.list = n.list
  CROSS JOIN listed d
  LEFT JOIN around a ON a.code = n.region
)
SELECT 'entitlement_list' AS subject_kind, j.list::text AS subject,
  j.title || '：' || j.homes || ' 户中干部亲属 ' || j.kin || ' 户' AS title,
  j.outcome, j.reason, j.kin_fen AS amount_fen,
  CASE WHEN j.outcome = 'flagged' THEN jsonb_build_object('list', j.list, 'benefit', j.benefit,
    'region', j.region, 'approved_on', j.approved_on, 'household_count', j.homes,
    'kin_count', j.kin, 'all_households', j.all_homes, 'all_kin_count', j.all_kin,
    'approved_fen', j.kin_fen, 'households', j.kin_homes) END AS evidence
FROM judged j
UNION ALL {nothing_in("newest", "本账簿没有登记应发清单")}
""",
    due=NO_DAY,
)
