"""因素法重算不符

## 为什么是问题
资金按因素法分配，就应当算得出来。算不出来的部分，就是关系和人情的空间。

## 判定条件
1. 以每个分配文号的每个地方为对象，按登记的因素重算：（分配总额 − 调整合计）× Σ
   （权重 × 本地因素值 ÷ 各地
   因素值合计）+ 本地调整。
2. 与登记的分配额相差超过分配额的 **percent**%，又没有写明调整说明。金额为差额。

没有登记因素、权重合计不是 100%、某个因素各地合计为零、或本地缺因素值的，列为“无法判断”；
没有登记分配的
整个账簿列为“无法判断”。

## 不作为疑点的情形
1. 相差恰好等于比例的，以及四舍五入的尾差。
2. 写明了调整说明的。

## 依据
《山东省“十三五”脱贫攻坚规划》因素法（SD74）。

## 参数
- **percent**：1，系统默认值。
"""

from audit.days import NO_DAY
from audit.pieces import yuan
from audit.registered import counting, nothing_in
from audit.rule import DEFAULT, Kind, Parameter, Rule, Severity

RULE = Rule(
    code="PR03",
    version=1,
    name="因素法重算不符",
    kind=Kind.PROCESS,
    severity=Severity.MEDIUM,
    needs=frozenset({"allocation_factor", "allocation_share"}),
    parameters=(Parameter("percent", 1, "允许相差的百分比", DEFAULT),),
    sql=f"""
WITH factors AS (SELECT f.* FROM {counting("allocation_factor")} f),
shares AS (SELECT s.* FROM {counting("allocation_share")} s),
divided AS (
  SELECT s.plan, sum(s.allocated_fen)::numeric - sum(s.adjustment_fen) AS by_formula
  FROM shares s GROUP BY s.plan
),
sums AS (
  SELECT f.plan, f.factor, max(f.weight_ppm) AS weight_ppm, min(f.weight_ppm) AS least_ppm,
    sum(f.value_milli)::numeric AS value_sum
  FROM factors f GROUP BY f.plan, f.factor
),
plans AS (
  SELECT u.plan, count(*) AS factors, sum(u.weight_ppm) = 1000000
    AND bool_and(u.weight_ppm = u.least_ppm) AND bool_and(u.value_sum > 0) AS sound
  FROM sums u GROUP BY u.plan
),
-- Whole fen by rounding once, at the end; numeric division is exact to 16 digits and more.
computed AS (
  SELECT f.plan, f.region, count(*) AS factors,
    sum(f.weight_ppm * f.value_milli / nullif(u.value_sum, 0)) AS part_ppm
  FROM factors f JOIN sums u ON u.plan = f.plan AND u.factor = f.factor
  GROUP BY f.plan, f.region
),
judged AS (
  SELECT s.*, coalesce(p.sound AND c.factors = p.factors, false) AS computable,
    round(d.by_formula * c.part_ppm / 1000000)::bigint + s.adjustment_fen AS formula_fen
  FROM shares s
  JOIN divided d ON d.plan = s.plan
  LEFT JOIN plans p ON p.plan = s.plan
  LEFT JOIN computed c ON c.plan = s.plan AND c.region = s.region
),
told AS (
  SELECT j.*, abs(j.allocated_fen - j.formula_fen) AS off_fen,
    CASE WHEN NOT j.computable THEN 'not_computable'
      WHEN j.note = '' AND abs(j.allocated_fen - j.formula_fen) * 100
        > j.allocated_fen * %(percent)s THEN 'flagged' ELSE 'clear' END AS outcome
  FROM judged j
)
SELECT 'share' AS subject_kind, concat_ws('/', t.plan, t.region) AS subject,
  t.plan || '分给' || t.region || ' ' || {yuan("t.allocated_fen")} || '，按因素重算 '
    || {yuan("coalesce(t.formula_fen, 0)")} AS title,
  t.outcome,
  CASE WHEN t.outcome = 'not_computable' THEN '分配的因素或权重登记不全' END AS reason,
  t.off_fen AS amount_fen,
  CASE WHEN t.outcome = 'flagged' THEN jsonb_build_object('plan', t.plan, 'region', t.region,
    'amount_fen', t.allocated_fen, 'formula_fen', t.formula_fen) END AS evidence
FROM told t
UNION ALL {nothing_in("shares", "本账簿没有登记因素法分配")}
""",
    due=NO_DAY,
)
