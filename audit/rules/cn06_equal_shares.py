"""平均分配

## 为什么是问题
按产量、等级、损失核定的补助，各户应当不同。一天之内几十户同一个数，多半是把产业资金平均分了，
“发钱了事”。审计署公布过 81 个项目、3.21 亿元这样发放。

## 判定条件
1. 以非定额补助（benefit.flat_rate 为否）的每个“项目 × 发放日”为对象，数同一金额的户。
2. 同一金额的户达到 **households** 户，而且占这一天这一项目全部户数的 **percent**% 以上。
   金额为这些户的合计；恰好等于即列为疑点。

没有注明户、项目或补助的到户款项，按项目（没有项目的按凭证）合计，列为“无法判断”。

## 不作为疑点的情形
1. 定额补助：本来就一样多。
2. 户数不到的。
3. 金额有高有低，同一金额只是其中一部分的。
4. 已退回、已红冲的。

## 依据
审计署 2017 年、2018 年扶贫资金审计公告“平均分配、发钱了事”。户数和比例没有文件规定。

## 参数
- **households**：20 户，系统默认值。
- **percent**：80，同一金额的户占的百分比，系统默认值。
"""

from audit.pieces import project_or_voucher, yuan
from audit.rule import DEFAULT, Kind, Parameter, Rule, Severity, only, only_id

RULE = Rule(
    code="CN06",
    version=3,
    name="平均分配",
    kind=Kind.CONCENTRATION,
    severity=Severity.LOW,
    needs=frozenset({"benefit", "payment_line", "entry"}),
    parameters=(
        Parameter("households", 20, "同一金额的户数", DEFAULT),
        Parameter("percent", 80, "同一金额的户占全部户的百分比", DEFAULT),
    ),
    sql=f"""
WITH of_home AS (
  SELECT h.* FROM (
    SELECT p.project, p.benefit, p.happened_on, p.household, sum(p.paid_fen)::bigint AS fen
    FROM project_paid p
    JOIN benefit b ON b.benefit = p.benefit AND NOT b.flat_rate
    WHERE p.household IS NOT NULL AND p.project IS NOT NULL
    GROUP BY p.project, p.benefit, p.happened_on, p.household
  ) h WHERE {only_id("h.project")}
),
by_amount AS (
  SELECT h.project, h.benefit, h.happened_on, h.fen, count(*) AS homes FROM of_home h
  GROUP BY h.project, h.benefit, h.happened_on, h.fen
),
day_of AS (
  SELECT DISTINCT ON (a.project, a.benefit, a.happened_on) a.project, a.benefit, a.happened_on,
    a.fen, a.homes,
    sum(a.homes) OVER (PARTITION BY a.project, a.benefit, a.happened_on) AS homes_all
  FROM by_amount a ORDER BY a.project, a.benefit, a.happened_on, a.homes DESC, a.fen DESC
),
judged AS (
  SELECT d.*, d.homes >= %(households)s AND d.homes * 100 >= d.homes_all * %(percent)s AS flagged
  FROM day_of d
),
shown AS (
  SELECT v.project, v.benefit, v.happened_on, jsonb_agg(jsonb_build_object(
    'book', %(book)s::integer, 'year', v.year, 'number', v.number, 'amount_fen', v.fen)
    ORDER BY v.year, v.number) AS vouchers
  FROM (
    SELECT j.project, j.benefit, j.happened_on, p.year, p.number, sum(p.paid_fen)::bigint AS fen
    FROM judged j
    JOIN project_paid p ON p.project = j.project AND p.benefit = j.benefit
      AND p.happened_on = j.happened_on AND p.household IS NOT NULL
    WHERE j.flagged GROUP BY j.project, j.benefit, j.happened_on, p.year, p.number
  ) v GROUP BY v.project, v.benefit, v.happened_on
),
unnamed AS (
  SELECT {project_or_voucher("p")} AS key, sum(p.paid_fen)::bigint AS fen FROM project_paid p
  WHERE (p.benefit IS NULL OR p.project IS NULL OR p.household IS NULL)
    AND {only(project_or_voucher("p"))}
  GROUP BY 1
)
SELECT j.project::text AS key, NULL::date AS due_on, 'project_day' AS subject_kind,
  concat_ws('/', j.project, j.benefit, j.happened_on) AS subject,
  j.happened_on || ' 有 ' || j.homes || ' 户同样领取 ' || {yuan("j.fen")} AS title,
  CASE WHEN j.flagged THEN 'flagged' ELSE 'clear' END AS outcome,
  NULL AS reason, (j.fen * j.homes)::bigint AS amount_fen,
  CASE WHEN j.flagged THEN jsonb_build_object('project', j.project, 'benefit', j.benefit,
    'happened_on', j.happened_on, 'household_count', j.homes, 'all_households', j.homes_all,
    'each_fen', j.fen, 'vouchers', s.vouchers) END AS evidence
FROM judged j
LEFT JOIN shown s ON s.project = j.project AND s.benefit = j.benefit
  AND s.happened_on = j.happened_on
UNION ALL
SELECT u.key, NULL, 'unnamed', u.key, '没有注明补助的到户款项 ' || {yuan("u.fen")},
  'not_computable', '到户款项的发放明细没有注明户、项目或补助（benefit）', u.fen, NULL
FROM unnamed u
""",
)
