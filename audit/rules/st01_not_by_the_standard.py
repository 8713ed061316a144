"""补助标准不符

## 为什么是问题
补助按“标准 × 数量”计发。标准用错了地方、用了过期的标准，或者金额根本不是乘出来的，就有人多得、
有人少得。

## 判定条件
1. 以应发清单最新版本中的每个对象（一户，或户中一人）为对象：审定金额和“清单标准 × 数量”相差
   超过 **tolerance_fen** 分。
2. 定额补助（benefit.flat_rate）：清单标准和登记的标准（standard：按清单地点最近的一级地方、
   清单所属期内有效）不同。登记的标准来源是“系统默认值”的，严重程度降为“中”。
3. 没有注明应发清单、注明了户和补助的到户款项，发放明细写了标准和数量的，同样比较明细金额、标准。

金额为审定金额和“应用标准 × 数量”之差（不分多少，合计绝对值）。
定额补助在清单所属期内、当地没有登记标准的，发放明细没有清单又没有标准、数量的，列为“无法判断”。

## 不作为疑点的情形
1. 相差不超过 **tolerance_fen** 分的进位。
2. 所属期内标准调整过的，符合其中任何一个。
3. 非定额补助（危房改造、到户产业奖补等，按等级或验收核定）：只核对乘法，不核对标准。

## 依据
《山西省“十三五”脱贫攻坚规划》《汉中市“十三五”脱贫攻坚规划》等各项补助标准（见标准登记表各行
的来源）；财政违法行为处罚处分条例（国务院令第427号）“擅自提高标准”（条号待核）。

## 参数
- **tolerance_fen**：100 分（1元），系统默认值。
"""

from audit.pieces import entry_keys, region_prefix, yuan
from audit.rule import DEFAULT, Kind, Parameter, Rule, Severity, looked_up_id, only

RULE = Rule(
    code="ST01",
    version=1,
    name="补助标准不符",
    kind=Kind.STANDARD,
    severity=Severity.HIGH,
    needs=frozenset({"standard", "benefit", "entitlement_list", "entitlement", "payment_line"}),
    parameters=(Parameter("tolerance_fen", 100, "允许的进位差", DEFAULT),),
    sql=f"""
WITH claim AS (
  SELECT n.list, n.title, n.doc_no, n.benefit, n.region, n.period_from, n.period_to,
    e.household, coalesce(e.person::text, '') AS person, e.line, e.rate_fen,
    e.quantity_milli, e.approved_fen AS fen
  FROM newest n
  JOIN entitlement e ON e.book = %(book)s AND e.list = n.list AND e.version = n.version
    AND {looked_up_id("e.household")}
),
loose AS (
  SELECT p.year, p.number, p.line, p.household, p.benefit, p.region, p.rate_fen, p.quantity_milli,
    p.line_fen AS fen, coalesce(p.period_from, p.happened_on) AS period_from,
    coalesce(p.period_to, p.happened_on) AS period_to, {entry_keys("p")} AS entries
  FROM paid p
  WHERE p.list IS NULL AND p.household IS NOT NULL
  GROUP BY p.year, p.number, p.line, p.household, p.benefit, p.region, p.rate_fen,
    p.quantity_milli, p.line_fen, coalesce(p.period_from, p.happened_on),
    coalesce(p.period_to, p.happened_on)
),
asked AS (
  SELECT DISTINCT benefit, region, period_from, period_to FROM claim
  UNION
  SELECT benefit, region, period_from, period_to FROM loose
),
-- The nearest place that has a standard in the period; within it every one of the period.
near AS (
  SELECT q.*, s.rate_fen, s.source, length({region_prefix("s.region")}) AS depth,
    max(length({region_prefix("s.region")})) OVER (
      PARTITION BY q.benefit, q.region, q.period_from, q.period_to) AS deepest
  FROM asked q
  JOIN standard s ON s.benefit = q.benefit AND starts_with(q.region, {region_prefix("s.region")})
    AND s.valid_from <= q.period_to AND (s.valid_to IS NULL OR s.valid_to > q.period_from)
),
rule_of AS (
  SELECT q.benefit, q.region, q.period_from, q.period_to, b.flat_rate,
    array_agg(n.rate_fen ORDER BY n.rate_fen) FILTER (WHERE n.depth = n.deepest) AS rates,
    min(n.source) FILTER (WHERE n.depth = n.deepest) AS source
  FROM asked q
  LEFT JOIN benefit b ON b.benefit = q.benefit
  LEFT JOIN near n ON n.benefit = q.benefit AND n.region = q.region
    AND n.period_from = q.period_from AND n.period_to = q.period_to
  GROUP BY q.benefit, q.region, q.period_from, q.period_to, b.flat_rate
),
line_of AS (
  SELECT c.*, r.rates, r.source, coalesce(r.flat_rate, true) AS flat,
    coalesce(r.flat_rate, true) AND NOT c.rate_fen = ANY (r.rates) AS other_rate,
    abs(c.fen * 1000 - c.rate_fen * c.quantity_milli) > %(tolerance_fen)s * 1000 AS other_product
  FROM claim c
  JOIN rule_of r ON r.benefit = c.benefit AND r.region = c.region
    AND r.period_from = c.period_from AND r.period_to = c.period_to
),
object AS (
  SELECT l.list, l.title, l.doc_no, l.benefit, l.household, l.person, min(l.line) AS line,
    min(l.source) AS source, bool_or(l.other_product) AS other_product,
    bool_or(l.other_rate) AS other_rate, bool_or(l.flat AND l.rates IS NULL) AS no_standard,
    sum(l.fen)::bigint AS approved_fen, min(l.rate_fen) AS rate_fen,
    sum(l.quantity_milli)::bigint AS quantity_milli, min(l.rates[1]) AS standard_fen,
    sum(abs(l.fen * 1000 - l.quantity_milli * CASE WHEN l.other_rate THEN l.rates[1]
      ELSE l.rate_fen END) / 1000)::bigint AS off_fen
  FROM line_of l GROUP BY l.list, l.title, l.doc_no, l.benefit, l.household, l.person
),
judged AS (
  SELECT o.*, CASE WHEN o.other_product OR coalesce(o.other_rate, false) THEN 'flagged'
    WHEN o.no_standard THEN 'not_computable' ELSE 'clear' END AS outcome FROM object o
),
paid_line AS (
  SELECT l.*, r.rates, r.source, coalesce(r.flat_rate, true) AS flat,
    CASE WHEN l.rate_fen IS NULL OR l.quantity_milli IS NULL THEN 'not_computable'
         WHEN abs(l.fen * 1000 - l.rate_fen * l.quantity_milli) > %(tolerance_fen)s * 1000
           THEN 'flagged'
         WHEN NOT coalesce(r.flat_rate, true) THEN 'clear'
         WHEN r.rates IS NULL THEN 'not_computable'
         WHEN l.rate_fen = ANY (r.rates) THEN 'clear' ELSE 'flagged' END AS outcome
  FROM loose l
  JOIN rule_of r ON r.benefit = l.benefit AND r.region = l.region
    AND r.period_from = l.period_from AND r.period_to = l.period_to
)
SELECT j.household::text AS key, NULL::date AS due_on, 'entitlement' AS subject_kind,
  concat_ws('/', j.list, j.household, nullif(j.person, '')) AS subject,
  CASE WHEN j.outcome = 'flagged' THEN '“' || j.title || '”第' || j.line || '行：审定 '
    || {yuan("j.approved_fen")} || ' 与标准不符' END AS title,
  j.outcome,
  CASE WHEN j.outcome = 'not_computable'
    THEN '没有登记这一补助在当地、所属期内的标准（standard）' END AS reason,
  j.off_fen AS amount_fen,
  CASE WHEN NOT j.other_product AND j.source = '{DEFAULT}' THEN 'M' END AS severity,
  CASE WHEN j.outcome = 'flagged' THEN jsonb_strip_nulls(jsonb_build_object(
    'list', j.list, 'line', j.line, 'doc_no', j.doc_no, 'household', j.household,
    'person', nullif(j.person, ''), 'benefit', j.benefit, 'rate_fen', j.rate_fen,
    'quantity_milli', j.quantity_milli, 'approved_fen', j.approved_fen,
    'standard_fen', j.standard_fen, 'standard_source', j.source
  )) END AS evidence
FROM judged j
UNION ALL
SELECT l.household::text, NULL, 'payment_line', concat_ws('/', l.year, l.number, l.line),
  '到户款项 ' || {yuan("l.fen")} || ' 与标准不符', l.outcome,
  CASE WHEN l.outcome <> 'not_computable' THEN NULL
       WHEN l.rate_fen IS NULL OR l.quantity_milli IS NULL THEN '发放明细没有清单，也没有标准和数量'
       ELSE '没有登记这一补助在当地、所属期内的标准（standard）' END,
  CASE WHEN l.outcome = 'flagged' THEN (abs(l.fen * 1000 - l.quantity_milli
    * CASE WHEN l.flat THEN coalesce(l.rates[1], l.rate_fen) ELSE l.rate_fen END) / 1000)::bigint
  END,
  NULL,
  CASE WHEN l.outcome = 'flagged' THEN jsonb_strip_nulls(jsonb_build_object(
    'household', l.household, 'benefit', l.benefit, 'rate_fen', l.rate_fen,
    'quantity_milli', l.quantity_milli, 'paid_fen', l.fen, 'standard_fen', l.rates[1],
    'standard_source', l.source, 'entries', l.entries
  )) END
FROM paid_line l
WHERE {only("l.household::text")}
""",
)
