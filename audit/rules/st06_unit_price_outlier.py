"""单价离群

## 为什么是问题
同样的路、同样的井，有一处的单价比别处高出一截，多出来的可能是虚报的工程量或抬高的价格。

## 判定条件
1. 以每个有工程量的竣工验收（合格、部分合格）为对象，单价 = 确认价值 ÷ 工程量（每单位的分数，
   舍去尾数），
   与账簿中内容、计量单位相同的验收比较。
2. 同类不少于 **peers** 个，四分位距大于零，而单价高于上四分位加 1.5 倍四分位距。
   金额为高于界限的单价
   乘以工程量。

没有工程量的，或者同类不足 **peers** 个的，列为“无法判断”；没有竣工验收的整个账簿列为“无法判断”。

## 不作为疑点的情形
1. 恰好等于界限的。
2. 四分位距为零（多数单价相同，是按定额结算的）。
3. 内容或计量单位不同的，不在一起比较。

## 依据
cardinal-rs 的四分位离群法。

## 参数
- **peers**：8 个，系统默认值。
"""

from audit.days import NO_DAY
from audit.pieces import yuan
from audit.registered import counting, nothing_in
from audit.rule import DEFAULT, Kind, Parameter, Rule, Severity

RULE = Rule(
    code="ST06",
    version=1,
    name="单价离群",
    kind=Kind.STANDARD,
    severity=Severity.MEDIUM,
    needs=frozenset({"acceptance"}),
    parameters=(Parameter("peers", 8, "可比较的最少个数", DEFAULT),),
    sql=f"""
WITH done AS (
  SELECT a.*, a.value_fen * 1000 / a.quantity_milli AS unit_price_fen
  FROM {counting("acceptance")} a
  WHERE a.final AND a.result <> 'failed' AND a.accepted_on <= %(as_of)s
),
-- Discrete quartiles are prices that occur, so nothing is a fraction.
quartiles AS (
  SELECT d.item, d.unit, count(*) AS peers,
    percentile_disc(0.25) WITHIN GROUP (ORDER BY d.unit_price_fen) AS low,
    percentile_disc(0.75) WITHIN GROUP (ORDER BY d.unit_price_fen) AS high
  FROM done d WHERE d.unit_price_fen IS NOT NULL GROUP BY d.item, d.unit
),
judged AS (
  SELECT d.*, q.peers, q.high + (q.high - q.low) * 3 / 2 AS fence_fen,
    CASE WHEN d.unit_price_fen IS NULL OR q.peers < %(peers)s THEN 'not_computable'
      WHEN q.high > q.low AND 2 * (d.unit_price_fen - q.high) > 3 * (q.high - q.low)
        THEN 'flagged' ELSE 'clear' END AS outcome
  FROM done d LEFT JOIN quartiles q ON q.item = d.item AND q.unit = d.unit
)
SELECT 'acceptance' AS subject_kind, j.acceptance AS subject,
  '验收' || j.acceptance || '“' || j.item || '”单价 ' || {yuan("coalesce(j.unit_price_fen, 0)")}
    || '/' || j.unit AS title,
  j.outcome,
  CASE WHEN j.outcome <> 'not_computable' THEN NULL WHEN j.unit_price_fen IS NULL
    THEN '验收没有登记工程量' ELSE '同类验收不足以比较' END AS reason,
  ((j.unit_price_fen - j.fence_fen) * j.quantity_milli / 1000)::bigint AS amount_fen,
  CASE WHEN j.outcome = 'flagged' THEN jsonb_build_object('acceptance', j.acceptance,
    'project', j.project, 'item', j.item, 'accepted_on', j.accepted_on,
    'accepted_fen', j.value_fen, 'unit_price_fen', j.unit_price_fen, 'fence_fen', j.fence_fen,
    'total', j.peers) END AS evidence
FROM judged j
UNION ALL {nothing_in("done", "本账簿没有登记竣工验收")}
""",
    due=NO_DAY,
)
