"""统而不合

## 为什么是问题
涉农资金并入统筹，是为了打破条块、由县里统一安排。钱进了池，又按原来的口径一对一回到原来的部门，
整合就只剩形式。2017年审计发现158个县中有119个县这样做。

## 判定条件
1. 以每一年由“统筹”安排到项目的资金为对象（扣除红冲），看资金类别和项目主管单位。
2. 资金类别、主管单位都有 **kinds** 个或更多，而每一类资金只给了一个单位、每个单位只得到一类资金，
   列为疑点。金额为这一年由统筹安排的合计。

项目没有登记主管单位的，列为“无法判断”；没有统筹安排过资金的整个账簿列为“无法判断”。

## 不作为疑点的情形
1. 有一个单位得到几类资金，或者一类资金给了几个单位的。
2. 类别或单位不到 **kinds** 个的。
3. 已全部红冲的安排。

## 依据
国办发〔2016〕22号“多个渠道引水、一个龙头放水”；《汉中市“十三五”脱贫攻坚规划》按需而整、应整尽整
（HZ106）。个数没有文件规定。

## 参数
- **kinds**：3 个，系统默认值。
"""

from audit.days import NO_DAY
from audit.pieces import entry_keys, yuan
from audit.rule import DEFAULT, Kind, Parameter, Rule, Severity

RULE = Rule(
    code="DV20",
    version=1,
    name="统而不合",
    kind=Kind.DIVERSION,
    severity=Severity.LOW,
    needs=frozenset({"lot", "project", "entry"}),
    parameters=(Parameter("kinds", 3, "资金类别和主管单位的个数", DEFAULT),),
    sql=f"""
WITH given AS (
  SELECT m.year, m.number, m.entry, m.left_fen, l.category,
    nullif(p.org, '') AS org, extract(year FROM m.happened_on)::integer AS of_year
  FROM effective m
  JOIN lot l ON l.book = %(book)s AND l.lot = m.lot
  LEFT JOIN project p ON p.book = %(book)s AND p.project::text = m.to_owner
    AND p.known_at <= %(known_at)s
  WHERE m.from_kind = 'pool' AND m.to_kind = 'project' AND m.left_fen > 0
),
years AS (
  SELECT g.of_year, sum(g.left_fen)::bigint AS fen, count(DISTINCT g.category) AS categories,
    count(DISTINCT g.org) AS orgs, bool_or(g.org IS NULL) AS unknown,
    count(DISTINCT (g.category, g.org)) AS pairs, {entry_keys("g")} AS entries
  FROM given g GROUP BY g.of_year
),
pairs AS (
  SELECT d.of_year, jsonb_agg(jsonb_build_object('category', d.category, 'org', d.org)
    ORDER BY d.category, d.org) AS pairs
  FROM (SELECT DISTINCT of_year, category, org FROM given) d GROUP BY d.of_year
),
told AS (
  SELECT y.*, p.pairs AS told_pairs, CASE WHEN y.unknown THEN 'not_computable'
    WHEN y.categories >= %(kinds)s AND y.orgs = y.categories AND y.pairs = y.categories
      THEN 'flagged' ELSE 'clear' END AS outcome
  FROM years y JOIN pairs p ON p.of_year = y.of_year
)
SELECT 'year' AS subject_kind, t.of_year::text AS subject,
  t.of_year || '年统筹资金一类一个单位原样安排 ' || {yuan("t.fen")} AS title, t.outcome,
  CASE WHEN t.unknown THEN '项目没有登记主管单位（project.org）' END AS reason,
  t.fen AS amount_fen,
  CASE WHEN t.outcome = 'flagged' THEN jsonb_build_object('year', t.of_year,
    'total_fen', t.fen, 'orgs', t.told_pairs, 'entries', t.entries) END AS evidence
FROM told t
UNION ALL
SELECT 'book', (%(book)s)::text, '本账簿', 'not_computable', '没有由统筹安排的资金', NULL, NULL
WHERE NOT EXISTS (SELECT FROM given)
""",
    due=NO_DAY,
)
