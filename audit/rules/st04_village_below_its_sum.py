"""单村投入不足

## 为什么是问题
文件承诺给每个深度贫困村、重点村一笔钱，期限到了还没有给够，最需要的村就落下了。

## 判定条件
1. 以当地有效的每条村级投入标准（limit_standard 的 village_integrated_fund、
   village_industry_fund）和每个
   属于该类别的村为对象：标准期满时，安排到该村项目的资金合计低于标准。金额为差额。

没有登记所指类别的村，或者没有登记村级投入标准的（包括不是县级的账簿），列为“无法判断”。

## 不作为疑点的情形
1. 恰好达到标准的。
2. 标准的期限还没有满。
3. 村在期满时已不属于该类别的。
4. 调整、收回后又补足的。

项目地点登记在乡镇、县一级的资金没有分到村，不计入。

## 依据
《汉中市“十三五”脱贫攻坚规划》每个深度贫困村不低于500万元（HZ48）；
《山东省“十三五”脱贫攻坚规划》每个
重点村30万元产业资金（SD104）。

## 参数
无。
"""

from audit.days import first_of
from audit.pieces import region_prefix, yuan
from audit.registered import PROJECT_MONEY, PROJECTS
from audit.rule import Kind, Rule, Severity

RULE = Rule(
    code="ST04",
    version=1,
    name="单村投入不足",
    kind=Kind.STANDARD,
    severity=Severity.MEDIUM,
    needs=frozenset({"limit_standard", "region_class", "project", "entry"}),
    sql=f"""
WITH {PROJECTS}, {PROJECT_MONEY},
place AS (
  SELECT r.region FROM book_region r
  JOIN book b ON b.book = r.book AND b.level = 'county'
  WHERE r.book = %(book)s AND r.valid_from <= %(as_of)s
    AND (r.valid_to IS NULL OR r.valid_to > %(as_of)s)
),
limits AS (
  SELECT DISTINCT s.code, s.name, s.low, s.place_classes, s.valid_from, s.valid_to
  FROM limit_standard s JOIN place p ON starts_with(p.region, {region_prefix("s.region")})
    OR starts_with(s.region, {region_prefix("p.region")})
  WHERE s.subject IN ('village_integrated_fund', 'village_industry_fund')
    AND s.kind IN ('minimum', 'rate') AND s.valid_from <= %(as_of)s
),
villages AS (
  SELECT DISTINCT l.code, c.code AS village
  FROM limits l
  JOIN region_class c ON c.kind = ANY (l.place_classes)
    AND c.valid_from < coalesce(l.valid_to, %(as_of)s::date + 1)
    AND (c.valid_to IS NULL OR c.valid_to >= least(l.valid_to, %(as_of)s::date))
  JOIN place p ON starts_with(c.code, {region_prefix("p.region")})
),
given AS (
  SELECT p.region, sum(m.arranged_fen)::bigint AS fen
  FROM projects p JOIN project_money m ON m.project_key = p.project_key GROUP BY p.region
),
told AS (
  SELECT l.*, v.village, coalesce(g.fen, 0) AS fen,
    coalesce(l.valid_to <= %(as_of)s, false) AND coalesce(g.fen, 0) < l.low AS short
  FROM limits l JOIN villages v ON v.code = l.code
  LEFT JOIN given g ON g.region = v.village
)
SELECT 'village' AS subject_kind, concat_ws('/', t.code, t.village) AS subject,
  t.name || '：' || t.village || '已安排 ' || {yuan("t.fen")}
    || '，标准 ' || {yuan("t.low")} AS title,
  CASE WHEN t.short THEN 'flagged' ELSE 'clear' END AS outcome, NULL AS reason,
  t.low - t.fen AS amount_fen,
  CASE WHEN t.short THEN jsonb_build_object('limit_code', t.code, 'region', t.village,
    'limit_fen', t.low, 'arranged_fen', t.fen, 'until_on', t.valid_to) END AS evidence
FROM told t
UNION ALL
SELECT 'limit', l.code, l.name, 'not_computable', '没有登记标准所指类别的村', NULL::bigint,
  NULL::jsonb
FROM limits l WHERE NOT EXISTS (SELECT FROM villages v WHERE v.code = l.code)
UNION ALL
SELECT 'book', (%(book)s)::text, '本账簿', 'not_computable', '当地没有登记村级投入标准', NULL, NULL
WHERE NOT EXISTS (SELECT FROM limits)
""",
    due=first_of("SELECT c.valid_to + 1 FROM region_class c"),
)
