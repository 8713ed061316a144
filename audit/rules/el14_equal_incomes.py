"""收入雷同

## 为什么是问题
几十户的收入算下来一分不差，多半没有入户，是坐在办公室里填的。安徽埇桥区一名村主任替贫困户填了经营收入
1800元、人均3560元，签了字就算脱贫。

## 判定条件
1. 以每个村、每一年登记的家庭收入为对象，数同一人均收入的户。
2. 同一人均收入的户达到 **households** 户，列为疑点；恰好等于即列为疑点。没有金额。

没有登记家庭收入的整个账簿列为“无法判断”。

## 不作为疑点的情形
1. 户数不到的。
2. 不同的村、不同的年份，不合在一起数。
3. 后来更正的，按更正后的收入。

## 依据
《山西省“十三五”脱贫攻坚规划》假脱贫、被脱贫、数字脱贫（SX784）；安徽埇桥区案例。户数没有文件规定。

## 参数
- **households**：5 户，系统默认值。
"""

from audit.days import NEW_YEAR
from audit.rule import DEFAULT, Kind, Parameter, Rule, Severity

RULE = Rule(
    code="EL14",
    version=1,
    name="收入雷同",
    kind=Kind.ELIGIBILITY,
    severity=Severity.MEDIUM,
    needs=frozenset({"household_income", "household_fact"}),
    parameters=(Parameter("households", 5, "同一人均收入的户数", DEFAULT),),
    sql="""
WITH income AS (
  SELECT DISTINCT ON (i.household, i.year) i.household, i.year, i.per_capita_fen
  FROM household_income i
  WHERE i.book = %(book)s AND i.known_at <= %(known_at)s
    AND i.year <= extract(year FROM %(as_of)s::date)
  ORDER BY i.household, i.year, i.known_at DESC
),
place AS (
  SELECT DISTINCT ON (f.household) f.household, f.region FROM household_fact f
  WHERE f.book = %(book)s AND f.known_at <= %(known_at)s AND f.valid_from <= %(as_of)s
  ORDER BY f.household, f.valid_from DESC, f.known_at DESC
),
same AS (
  SELECT p.region, i.year, i.per_capita_fen, count(*) AS homes,
    jsonb_agg(i.household ORDER BY i.household) AS households
  FROM income i JOIN place p ON p.household = i.household
  GROUP BY p.region, i.year, i.per_capita_fen
),
told AS (
  SELECT s.region, s.year, sum(s.homes) AS homes, max(s.homes) AS most,
    jsonb_agg(jsonb_build_object('per_capita_fen', s.per_capita_fen, 'households', s.households)
      ORDER BY s.per_capita_fen) FILTER (WHERE s.homes >= %(households)s) AS alike
  FROM same s GROUP BY s.region, s.year
)
SELECT 'incomes' AS subject_kind, concat_ws('/', t.region, t.year) AS subject,
  concat(t.year, '年一个村 ', t.homes, ' 户的收入中，', t.most, ' 户人均完全相同') AS title,
  CASE WHEN t.alike IS NULL THEN 'clear' ELSE 'flagged' END AS outcome, NULL AS reason,
  NULL::bigint AS amount_fen,
  CASE WHEN t.alike IS NOT NULL THEN jsonb_build_object('region', t.region, 'year', t.year,
    'all_households', t.homes, 'incomes', t.alike) END AS evidence
FROM told t
UNION ALL
SELECT 'book', (%(book)s)::text, '本账簿', 'not_computable', '本账簿没有登记家庭收入', NULL, NULL
WHERE NOT EXISTS (SELECT FROM income)
""",
    due=NEW_YEAR,
)
