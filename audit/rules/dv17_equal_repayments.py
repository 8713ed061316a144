"""多户集中等额退款

## 为什么是问题
补助刚发到户，几天之内十几户都退回同样的一笔钱：多半是有人上门收了回去，或者补助本来就是借户头过账。

## 判定条件
1. 以农户退回款项的每个“项目 × 退回金额”为对象，看一户一户退回的日期。
2. 任意 **days** 天之内，有 **households** 户以上退回同样的金额，而这一金额少于当初发给它的金额。
   金额为这些退款的合计；恰好 **households** 户即列为疑点。

退款对应的发放明细没有注明户的，不知道是几户，列为“无法判断”。

## 不作为疑点的情形
1. 整笔退回（退款等于当初的款项）：银行退票、发错户的更正。
2. 户数不到的，或散在更长时间里的。
3. 退回金额各不相同的。
4. 已经红冲的退款。

## 依据
已公布的案件：村干部发放后按户收回同样的数额（河南光山等，待核）。

## 参数
- **households**：5 户，系统默认值。
- **days**：7 天，系统默认值。
"""

from audit.days import NO_DAY
from audit.pieces import entry_keys, yuan
from audit.rule import DEFAULT, Kind, Parameter, Rule, Severity

RULE = Rule(
    code="DV17",
    version=1,
    name="多户集中等额退款",
    kind=Kind.DIVERSION,
    severity=Severity.HIGH,
    needs=frozenset({"flow", "entry", "payment_line"}),
    parameters=(
        Parameter("households", 5, "退回同样金额的户数", DEFAULT),
        Parameter("days", 7, "合并计算的天数", DEFAULT),
    ),
    sql=f"""
WITH repaid AS (
  SELECT b.year, b.number, b.entry, b.lot, b.amount_fen AS fen, b.happened_on, b.of_fen,
    b.household, b.project::text AS project
  FROM back b
  LEFT JOIN back u ON u.of_year = b.year AND u.of_number = b.number AND u.of_entry = b.entry
  WHERE b.voucher_kind = 'return' AND b.of_to_kind = 'household' AND u.year IS NULL
),
part AS (
  SELECT b.* FROM repaid b WHERE b.fen < b.of_fen AND b.household IS NOT NULL
),
window_of AS (
  SELECT d.project, d.fen, d.to_on, count(DISTINCT b.household) AS homes,
    min(b.happened_on) AS from_on, sum(b.fen)::bigint AS back_fen, {entry_keys("b")} AS entries
  FROM (SELECT DISTINCT project, fen, happened_on AS to_on FROM part) d
  JOIN part b ON b.fen = d.fen AND coalesce(b.project, '') = coalesce(d.project, '')
    AND b.happened_on <= d.to_on AND b.happened_on > d.to_on - %(days)s::integer
  GROUP BY d.project, d.fen, d.to_on
),
worst AS (
  SELECT DISTINCT ON (w.project, w.fen) w.* FROM window_of w
  ORDER BY w.project, w.fen, w.homes DESC, w.to_on
)
SELECT 'repayments' AS subject_kind, concat_ws('/', w.project, w.fen) AS subject,
  w.homes || ' 户在 ' || %(days)s || ' 天内各退回 ' || {yuan("w.fen")} AS title,
  CASE WHEN w.homes >= %(households)s THEN 'flagged' ELSE 'clear' END AS outcome,
  NULL AS reason, w.back_fen AS amount_fen,
  CASE WHEN w.homes >= %(households)s THEN jsonb_strip_nulls(jsonb_build_object(
    'project', w.project, 'each_fen', w.fen, 'household_count', w.homes, 'from_on', w.from_on,
    'to_on', w.to_on, 'back_fen', w.back_fen, 'entries', w.entries)) END AS evidence
FROM worst w
UNION ALL
SELECT 'return', concat_ws('/', b.year, b.number, b.entry), '退回 ' || {yuan("b.fen")},
  'not_computable', '退款对应的发放明细没有注明户（household）', b.fen, NULL
FROM repaid b WHERE b.household IS NULL
""",
    due=NO_DAY,
)
