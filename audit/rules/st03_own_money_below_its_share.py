"""投入比例不足

## 为什么是问题
本级财政答应的投入没有兑现，只靠上级的钱，规划就落空了。

## 判定条件
1. 以当地全年有效的每条投入标准和每个已结束的年度为对象（从账簿有本级资金批次或统筹整合的第一年
   起）：
   整合资金（integrated_fund）当年统筹整合入池的金额，低于标准。
2. 县扶贫专项资金（county_special_fund）当年本级安排的批次合计，低于标准的下限。
3. 专项资金增幅（special_fund_growth、种类 growth_min）：本级安排比上年的增长低于标准。

金额为差额。以一般预算收入、财政收入或其他地方为基数的标准（special_fund_share 等），
账簿没有这些数据，
列为“无法判断”；当地没有登记投入标准的，列为“无法判断”；第 3 条没有上年数的，列为“无法判断”。

## 不作为疑点的情形
1. 恰好达到标准的。
2. 还没有结束的年度。
3. 超过县扶贫专项资金上限的：多投入不是问题。

## 依据
《汉中市“十三五”脱贫攻坚规划》（HZ48、HZ106）；《精河县“十三五”脱贫攻坚规划》（JH491）；
《山东省“十三五”
脱贫攻坚规划》（SD74）；《山西省“十三五”脱贫攻坚规划》（SX768）。标准逐条登记，各有来源。

## 参数
无。
"""

from audit.days import NEW_YEAR
from audit.pieces import region_prefix, yuan
from audit.rule import Kind, Rule, Severity

RULE = Rule(
    code="ST03",
    version=1,
    name="投入比例不足",
    kind=Kind.STANDARD,
    severity=Severity.MEDIUM,
    needs=frozenset({"limit_standard", "lot", "entry", "book_region"}),
    sql=f"""
WITH place AS (
  SELECT r.region, b.level FROM book_region r JOIN book b ON b.book = r.book
  WHERE r.book = %(book)s AND r.valid_from <= %(as_of)s
    AND (r.valid_to IS NULL OR r.valid_to > %(as_of)s)
),
limits AS (
  SELECT DISTINCT s.code, s.subject, s.name, s.kind, s.low, s.valid_from, s.valid_to
  FROM limit_standard s JOIN place p ON starts_with(p.region, {region_prefix("s.region")})
  WHERE s.valid_from <= %(as_of)s
    AND (s.subject IN ('integrated_fund', 'county_special_fund', 'special_fund_growth',
        'special_fund_share', 'agricultural_fund_share', 'poverty_fund_total_growth',
        'sector_fund_growth', 'comprehensive_fund_share'))
    AND (cardinality(s.place_classes) = 0 OR EXISTS (SELECT FROM region_class c
      WHERE c.code = p.region AND c.kind = ANY (s.place_classes) AND c.valid_from <= %(as_of)s
        AND (c.valid_to IS NULL OR c.valid_to > %(as_of)s)))
),
own AS (
  SELECT l.budget_year AS year, sum(m.left_fen)::bigint AS fen
  FROM effective m
  JOIN lot l ON l.book = %(book)s AND l.lot = m.lot AND l.level IN (SELECT p.level FROM place p)
  WHERE m.voucher_kind = 'allocate' GROUP BY l.budget_year
),
pooled AS (
  SELECT extract(year FROM m.happened_on)::integer AS year, sum(m.left_fen)::bigint AS fen
  FROM effective m WHERE m.voucher_kind = 'integrate' GROUP BY 1
),
years AS (
  SELECT generate_series(least((SELECT min(o.year) FROM own o), (SELECT min(i.year) FROM pooled i)),
    extract(year FROM %(as_of)s::date)::integer - 1) AS year
),
asked AS (
  SELECT l.*, y.year,
    l.subject IN ('integrated_fund', 'county_special_fund')
      OR (l.subject = 'special_fund_growth' AND l.kind = 'growth_min') AS by_ledger
  FROM limits l JOIN years y ON make_date(y.year, 1, 1) >= l.valid_from
    AND (l.valid_to IS NULL OR make_date(y.year, 12, 31) < l.valid_to)
),
compared AS (
  SELECT a.*, coalesce(CASE WHEN a.subject = 'integrated_fund' THEN i.fen ELSE o.fen END, 0)
      AS fen,
    CASE WHEN a.subject = 'special_fund_growth'
      THEN (b.fen * (10000 + a.low) + 9999) / 10000 ELSE a.low END AS least_fen
  FROM asked a
  LEFT JOIN pooled i ON i.year = a.year
  LEFT JOIN own o ON o.year = a.year
  LEFT JOIN own b ON b.year = a.year - 1
),
told AS (
  SELECT c.*, CASE WHEN NOT c.by_ledger OR c.least_fen IS NULL THEN 'not_computable'
      WHEN c.fen < c.least_fen THEN 'flagged' ELSE 'clear' END AS outcome
  FROM compared c
)
SELECT 'limit' AS subject_kind, concat_ws('/', t.code, t.year) AS subject,
  t.year || '年' || t.name || '：' || {yuan("t.fen")}
    || '，标准 ' || {yuan("coalesce(t.least_fen, 0)")}
    AS title,
  t.outcome,
  CASE WHEN t.outcome <> 'not_computable' THEN NULL
    WHEN NOT t.by_ledger THEN '没有登记标准的基数（财政收入等）'
    ELSE '没有上年的本级安排' END AS reason,
  CASE WHEN t.by_ledger THEN (t.least_fen - t.fen)::bigint END AS amount_fen,
  CASE WHEN t.outcome = 'flagged' THEN jsonb_build_object('limit_code', t.code, 'year', t.year,
    'limit_fen', t.least_fen, 'arranged_fen', t.fen) END AS evidence
FROM told t
UNION ALL
SELECT 'book', (%(book)s)::text, '本账簿', 'not_computable', '当地没有登记投入标准', NULL, NULL
WHERE NOT EXISTS (SELECT FROM limits)
""",
    due=NEW_YEAR,
)
