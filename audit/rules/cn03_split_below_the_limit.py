"""拆分规避招标

## 为什么是问题
一项工程拆成几份合同，每份都刚好不到招标限额，就绕开了公开竞争。

## 判定条件
1. 以同一采购单位、同一供应商、同一类别（工程、货物、服务）的合同为对象，只看金额不到限额、
   又不低于限额
   **percent**% 的非招标合同。限额是合同登记的采购限额；没有登记的用参数。
2. 任意 **days** 天之内（首尾两日都算）有两份或更多，合计达到限额。金额为合计最多的那段时间的合计。

整个账簿没有登记合同的，列为“无法判断”。

## 不作为疑点的情形
1. 经公开招标、邀请招标的合同。
2. 合计不到限额的；相隔超过 **days** 天的。
3. 远低于限额的零星采购。
4. 不同供应商，或不同类别的合同。

## 依据
《招标投标法》第四条不得化整为零规避招标（待核）。限额：《必须招标的工程项目规定》第五条（待核）。

## 参数
- **days**：90 天，系统默认值。
- **percent**：70，系统默认值。
- **works_fen**：400000000（400万元），《必须招标的工程项目规定》第五条（待核）。
- **goods_fen**：200000000（200万元），《必须招标的工程项目规定》第五条（待核）。
- **services_fen**：100000000（100万元），《必须招标的工程项目规定》第五条（待核）。
"""

from audit.days import NO_DAY
from audit.pieces import yuan
from audit.registered import counting, nothing_in
from audit.rule import DEFAULT, Kind, Parameter, Rule, Severity

_TENDERING = "《必须招标的工程项目规定》第五条（待核）"

RULE = Rule(
    code="CN03",
    version=1,
    name="拆分规避招标",
    kind=Kind.CONCENTRATION,
    severity=Severity.HIGH,
    needs=frozenset({"contract"}),
    parameters=(
        Parameter("days", 90, "合并计算的天数", DEFAULT),
        Parameter("percent", 70, "接近限额的百分比", DEFAULT),
        Parameter("works_fen", 400_000_000, "工程的招标限额", _TENDERING),
        Parameter("goods_fen", 200_000_000, "货物的招标限额", _TENDERING),
        Parameter("services_fen", 100_000_000, "服务的招标限额", _TENDERING),
    ),
    sql=f"""
WITH contracts AS (
  SELECT c.*, coalesce(c.limit_fen, CASE c.kind WHEN 'works' THEN %(works_fen)s::bigint
    WHEN 'goods' THEN %(goods_fen)s::bigint ELSE %(services_fen)s::bigint END) AS of_limit_fen
  FROM {counting("contract")} c WHERE c.signed_on <= %(as_of)s
),
near AS (
  SELECT c.*, c.tender_mode NOT IN ('open', 'invited') AND c.amount_fen < c.of_limit_fen
    AND c.amount_fen * 100 >= c.of_limit_fen * %(percent)s AS is_near
  FROM contracts c
),
summed AS (
  SELECT n.*, sum(n.amount_fen) OVER w AS sum_fen
  FROM near n WHERE n.is_near
  WINDOW w AS (PARTITION BY n.buyer, n.supplier, n.kind ORDER BY n.signed_on
    RANGE BETWEEN make_interval(days => %(days)s::integer - 1) PRECEDING AND CURRENT ROW)
),
-- One alone is below its limit, so whatever reaches it is two or more.
worst AS (
  SELECT DISTINCT ON (s.buyer, s.supplier, s.kind) s.buyer, s.supplier, s.kind, s.signed_on,
    s.sum_fen::bigint AS sum_fen, s.of_limit_fen
  FROM summed s WHERE s.sum_fen >= s.of_limit_fen
  ORDER BY s.buyer, s.supplier, s.kind, s.sum_fen DESC, s.signed_on
),
within AS (
  SELECT w.buyer, w.supplier, w.kind, min(n.signed_on) AS first_on,
    jsonb_agg(jsonb_build_object('contract', n.contract, 'signed_on', n.signed_on,
      'contract_fen', n.amount_fen, 'project', n.project, 'tender_mode', n.tender_mode)
      ORDER BY n.signed_on, n.contract) AS contracts
  FROM worst w
  JOIN near n ON n.buyer = w.buyer AND n.supplier = w.supplier AND n.kind = w.kind AND n.is_near
    AND n.signed_on <= w.signed_on AND n.signed_on > w.signed_on - %(days)s::integer
  GROUP BY w.buyer, w.supplier, w.kind
),
groups AS (SELECT DISTINCT buyer, supplier, kind FROM contracts)
SELECT 'contracts' AS subject_kind, concat_ws('/', g.buyer, g.supplier, g.kind) AS subject,
  '同一供应商的合同合计 ' || {yuan("coalesce(w.sum_fen, 0)")} || '，每份都不到限额' AS title,
  CASE WHEN w.buyer IS NULL THEN 'clear' ELSE 'flagged' END AS outcome, NULL AS reason,
  w.sum_fen AS amount_fen,
  CASE WHEN w.buyer IS NOT NULL THEN jsonb_build_object('buyer', g.buyer, 'supplier', g.supplier,
    'kind', g.kind, 'limit_fen', w.of_limit_fen, 'total_fen', w.sum_fen, 'first_on', i.first_on,
    'last_on', w.signed_on, 'contracts', i.contracts) END AS evidence
FROM groups g
LEFT JOIN worst w ON w.buyer = g.buyer AND w.supplier = g.supplier AND w.kind = g.kind
LEFT JOIN within i ON i.buyer = g.buyer AND i.supplier = g.supplier AND i.kind = g.kind
UNION ALL {nothing_in("contracts", "本账簿没有登记合同")}
""",
    due=NO_DAY,
)
