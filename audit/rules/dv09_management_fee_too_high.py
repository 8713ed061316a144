"""管理费超比例

## 为什么是问题
从扶贫资金里提取的项目管理费有比例上限，多提的部分就是少给群众的。

## 判定条件
1. 以县级账簿收到的中央资金的每个“资金制度 × 预算年度”为对象，比较从中安排到管理费项目的金额
   （扣除红冲、调出）和收到的金额。项目的名称或用途写明“管理费”的，是管理费项目。
2. 比例超过登记的上限（limit_standard 中的 management_fee_share，按预算年度 1 月 1 日有效、
   离账簿最近的地方）。金额为超过的部分；恰好等于上限不算超过。

没有登记上限的、资金类别不在目录里的、批次是期初转入（不知当年收到多少）的，有管理费时列为
“无法判断”。

## 不作为疑点的情形
1. 没有提取管理费，或不超过上限的。
2. 省、市、县自己的资金提取的管理费：上限针对中央资金（地方另有规定的，登记后另立规则）。
3. 已红冲或调出管理费项目的。

## 依据
财农〔2017〕8号、财农〔2021〕19号（条号和比例待核）。比例在标准登记表里，各自注明来源。

## 参数
无。
"""

from audit.days import NO_DAY
from audit.pieces import entry_keys, region_prefix, yuan
from audit.rule import Kind, Rule, Severity

RULE = Rule(
    code="DV09",
    version=1,
    name="管理费超比例",
    kind=Kind.DIVERSION,
    severity=Severity.MEDIUM,
    needs=frozenset({"limit_standard", "fund_category", "project", "lot", "entry"}),
    sql=f"""
WITH central AS (
  SELECT l.lot, l.budget_year, coalesce(c.regime, l.category) AS regime,
    c.regime IS NULL AS unknown, v.kind = 'open' AS opened
  FROM lot l
  JOIN book b ON b.book = l.book AND b.level = 'county'
  JOIN known v ON v.year = l.year AND v.number = l.number
  LEFT JOIN fund_category c ON c.category = l.category
  WHERE l.book = %(book)s AND l.level = 'central'
),
came AS (
  SELECT m.lot, sum(m.left_fen)::bigint AS came_fen FROM effective m
  WHERE m.from_kind IN ('source', 'upstream') GROUP BY m.lot
),
fee_project AS (
  SELECT p.project::text AS owner FROM project p
  WHERE p.book = %(book)s AND p.known_at <= %(known_at)s
    AND (strpos(p.name, '管理费') > 0 OR strpos(p.purpose, '管理费') > 0)
),
fee_entry AS (
  SELECT m.lot, m.year, m.number, m.entry, m.left_fen AS fen FROM effective m
  JOIN fee_project p ON p.owner = m.to_owner
  WHERE (m.from_kind, m.from_owner) <> (m.to_kind, m.to_owner)
  UNION ALL
  SELECT m.lot, m.year, m.number, m.entry, -m.left_fen FROM effective m
  JOIN fee_project p ON p.owner = m.from_owner
  WHERE m.to_kind IN ('project', 'unassigned', 'pool', 'recovered')
    AND (m.from_kind, m.from_owner) <> (m.to_kind, m.to_owner)
),
fee AS (
  SELECT c.regime, c.budget_year, sum(e.fen)::bigint AS fee_fen, {entry_keys("e")} AS entries
  FROM fee_entry e JOIN central c ON c.lot = e.lot WHERE e.fen <> 0
  GROUP BY c.regime, c.budget_year
),
of_year AS (
  SELECT c.regime, c.budget_year, bool_or(c.unknown) AS unknown, bool_or(c.opened) AS opened,
    sum(coalesce(a.came_fen, 0))::bigint AS came_fen
  FROM central c LEFT JOIN came a ON a.lot = c.lot
  GROUP BY c.regime, c.budget_year
),
place AS (
  SELECT DISTINCT ON (r.book) r.region FROM book_region r
  WHERE r.book = %(book)s AND r.valid_from <= %(as_of)s ORDER BY r.book, r.valid_from DESC
),
limited AS (
  SELECT DISTINCT ON (y.regime, y.budget_year) y.regime, y.budget_year, s.high, s.source, s.code
  FROM of_year y
  CROSS JOIN limit_standard s
  CROSS JOIN place p
  WHERE s.subject = 'management_fee_share'
    AND strpos(s.basis, y.regime) > 0 AND s.valid_from <= make_date(y.budget_year, 1, 1)
    AND (s.valid_to IS NULL OR s.valid_to > make_date(y.budget_year, 1, 1))
    AND starts_with(p.region, {region_prefix("s.region")})
  ORDER BY y.regime, y.budget_year, length({region_prefix("s.region")}) DESC, s.valid_from DESC
),
compared AS (
  SELECT y.*, coalesce(f.fee_fen, 0) AS fee_fen, f.entries, s.high, s.source, s.code,
    coalesce(f.fee_fen, 0) * 10000 - y.came_fen * s.high AS over
  FROM of_year y
  LEFT JOIN fee f ON f.regime = y.regime AND f.budget_year = y.budget_year
  LEFT JOIN limited s ON s.regime = y.regime AND s.budget_year = y.budget_year
),
judged AS (
  SELECT c.*,
    CASE WHEN c.fee_fen <= 0 THEN NULL
         WHEN c.unknown THEN '资金类别不在目录（fund_category）里，不知适用哪个资金制度'
         WHEN c.high IS NULL THEN '没有登记管理费比例上限（limit_standard）'
         WHEN c.opened AND c.over > 0 THEN '批次是期初转入，不知当年收到的金额' END AS reason
  FROM compared c
),
decided AS (
  SELECT j.*, CASE WHEN j.reason IS NOT NULL THEN 'not_computable'
    WHEN j.over > 0 THEN 'flagged' ELSE 'clear' END AS outcome FROM judged j
)
SELECT 'regime_year' AS subject_kind, d.regime || '/' || d.budget_year AS subject,
  d.budget_year || '年中央' || d.regime || '提取管理费 ' || {yuan("d.fee_fen")} AS title,
  d.outcome, d.reason,
  CASE WHEN d.outcome = 'flagged' THEN (d.over + 9999) / 10000 END AS amount_fen,
  CASE WHEN d.outcome = 'flagged' THEN jsonb_build_object(
    'regime', d.regime, 'budget_year', d.budget_year, 'received_fen', d.came_fen,
    'fee_fen', d.fee_fen, 'limit_basis_points', d.high, 'standard', d.code,
    'standard_source', d.source, 'entries', d.entries
  ) END AS evidence
FROM decided d
""",
    due=NO_DAY,
)
