"""到户金额离群

## 为什么是问题
同一批补助里有一户比邻居多出几倍，可能是把别户的份记在了他名下，也可能是虚报面积。云南双柏县一名村组长
的卡两次各比邻居多收7000多元，别的17户的份都在里面。

## 判定条件
1. 以同一项目、同一补助、同一所属期的到户款项为对象（扣除退回和红冲），每户合计；户数达到
   **peers** 户。
2. 有户的金额高于上四分位加 1.5 倍四分位距，而且达到中位数的 **times** 倍，列为疑点。金额为这些户
   高于中位数的合计；恰好达到倍数即列为疑点。

款项没有注明户或项目的，按项目（没有项目的按凭证）合计，列为“无法判断”。

## 不作为疑点的情形
1. 户数不到 **peers** 户的。
2. 高出不多、不到中位数 **times** 倍的。
3. 已退回、已红冲的款项。

按面积、数量补助的，大户金额高是正常的，应核对数量。

## 依据
cardinal-rs 的四分位离群法；云南双柏县案例。户数、倍数没有文件规定。

## 参数
- **peers**：8 户，系统默认值。
- **times**：4 倍，系统默认值。
"""

from audit.pieces import project_or_voucher, yuan
from audit.rule import DEFAULT, Kind, Parameter, Rule, Severity, only, only_id

RULE = Rule(
    code="ST09",
    version=2,
    name="到户金额离群",
    kind=Kind.STANDARD,
    severity=Severity.MEDIUM,
    needs=frozenset({"entry", "payment_line"}),
    parameters=(
        Parameter("peers", 8, "可以比较的户数", DEFAULT),
        Parameter("times", 4, "达到中位数的倍数", DEFAULT),
    ),
    sql=f"""
WITH total AS MATERIALIZED (
  SELECT p.project, p.benefit, p.period_from, p.period_to, p.household,
    sum(p.paid_fen)::bigint AS fen
  FROM project_paid p
  GROUP BY p.project, p.benefit, p.period_from, p.period_to, p.household
),
homes AS NOT MATERIALIZED (
  SELECT t.* FROM total t
  WHERE t.household IS NOT NULL AND t.project IS NOT NULL AND {only_id("t.project")}
),
-- Of so many households as there are, few get different amounts: those are put in order.
by_amount AS (
  SELECT h.project, h.benefit, h.period_from, h.period_to, h.fen, count(*) AS homes
  FROM homes h GROUP BY h.project, h.benefit, h.period_from, h.period_to, h.fen
),
placed AS (
  SELECT a.*, sum(a.homes) OVER w AS upto,
    sum(a.homes) OVER (PARTITION BY a.project, a.benefit, a.period_from, a.period_to) AS homes_all
  FROM by_amount a
  WINDOW w AS (PARTITION BY a.project, a.benefit, a.period_from, a.period_to ORDER BY a.fen)
),
peers AS (
  SELECT a.project, a.benefit, a.period_from, a.period_to, a.homes_all AS homes,
    min(a.fen) FILTER (WHERE a.upto * 4 >= a.homes_all) AS low,
    min(a.fen) FILTER (WHERE a.upto * 2 >= a.homes_all) AS middle,
    min(a.fen) FILTER (WHERE a.upto * 4 >= a.homes_all * 3) AS high, max(a.fen) AS most
  FROM placed a WHERE a.homes_all >= %(peers)s
  GROUP BY a.project, a.benefit, a.period_from, a.period_to, a.homes_all
),
above AS (
  SELECT p.project, p.benefit, p.period_from, p.period_to,
    sum(h.fen - p.middle)::bigint AS over_fen, max(h.fen) AS most_fen, count(*) AS many,
    jsonb_agg(h.household ORDER BY h.household) AS households
  FROM (SELECT * FROM peers p WHERE p.most >= p.middle * %(times)s) p
  JOIN homes h ON h.project = p.project AND h.fen >= p.middle * %(times)s
    AND h.fen * 2 > p.high * 2 + (p.high - p.low) * 3
    AND coalesce(h.benefit, '') = coalesce(p.benefit, '')
    AND coalesce(h.period_from, 'infinity') = coalesce(p.period_from, 'infinity')
    AND coalesce(h.period_to, 'infinity') = coalesce(p.period_to, 'infinity')
  GROUP BY p.project, p.benefit, p.period_from, p.period_to
)
SELECT p.project::text AS key, NULL::date AS due_on, 'payments' AS subject_kind,
  concat_ws('/', p.project, coalesce(p.benefit, ''), p.period_from, p.period_to) AS subject,
  concat(coalesce(a.many, 0), ' 户的金额远高于同批 ', p.homes, ' 户，多出 ',
    {yuan("coalesce(a.over_fen, 0)")}) AS title,
  CASE WHEN a.project IS NULL THEN 'clear' ELSE 'flagged' END AS outcome, NULL AS reason,
  a.over_fen AS amount_fen,
  CASE WHEN a.project IS NOT NULL THEN jsonb_strip_nulls(jsonb_build_object(
    'project', p.project, 'benefit', p.benefit, 'period_from', p.period_from,
    'period_to', p.period_to, 'household_count', p.homes, 'middle_fen', p.middle,
    'most_fen', a.most_fen, 'excess_fen', a.over_fen, 'households', a.households)) END AS evidence
FROM peers p
LEFT JOIN above a ON a.project = p.project AND coalesce(a.benefit, '') = coalesce(p.benefit, '')
  AND coalesce(a.period_from, 'infinity') = coalesce(p.period_from, 'infinity')
  AND coalesce(a.period_to, 'infinity') = coalesce(p.period_to, 'infinity')
UNION ALL
SELECT {project_or_voucher("p")}, NULL, 'unnamed', {project_or_voucher("p")},
  '没有注明户或项目的到户款项', 'not_computable', '到户款项没有注明户（household）或项目',
  sum(p.paid_fen)::bigint, NULL
FROM project_paid p
WHERE (p.household IS NULL OR p.project IS NULL) AND {only(project_or_voucher("p"))}
  AND (%(whole)s OR EXISTS (SELECT FROM total t WHERE t.household IS NULL OR t.project IS NULL))
GROUP BY p.project, {project_or_voucher("p")}
""",
)
