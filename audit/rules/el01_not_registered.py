"""非建档立卡受益

## 为什么是问题
扶贫资金是给建档立卡户、监测户等帮扶对象的。付给了不在册的户，就是有人不该拿而拿了。

## 判定条件
1. 以用扶贫资金（财政专项扶贫资金、衔接资金、常态化帮扶资金、彩票公益金、东西部协作资金）付过款的
   每一户为对象，看清单审定日和付款日这一户在册的类别。
2. 两天都不是帮扶对象（建档立卡、脱贫、返贫、监测、低保、特困）的款项，合计大于零。金额为合计。
3. 付款日已经销号、清单审定日也不是帮扶对象的，严重程度升为“高”。

款项的户没有任何户类别记录的，到户款项没有注明户的，资金类别不在目录里的，列为“无法判断”。
以当时的类别为准：后来才纳入的，不改变当时不在册的事实；后来更正了当时类别的，按更正后的。

## 不作为疑点的情形
1. 已脱贫的户：脱贫不脱政策，按脱贫户继续享受。
2. 审定时在册、付款前才退出的，或付款前已经纳入的（两天中有一天是帮扶对象）。
3. 行业资金、普惠性直补等不以建档立卡为条件的资金。
4. 已退回、已红冲的款项。

## 依据
《山东省“十三五”脱贫攻坚规划》动态管理“脱贫销号、返贫挂号”（SD26）；《山西省“十三五”脱贫攻坚
规划》（SX784）。低保、特困户自 2021 年起是常态化帮扶的低收入人口，此前多数同时在册，一并放过
（待核）。

## 参数
无。
"""

from audit.people import POVERTY_LOT
from audit.pieces import entry_keys, nameless_payments, yuan
from audit.rule import Kind, Rule, Severity, looked_up_id

RULE = Rule(
    code="EL01",
    version=1,
    name="非建档立卡受益",
    kind=Kind.ELIGIBILITY,
    severity=Severity.MEDIUM,
    needs=frozenset({"household_fact", "fund_category", "lot", "payment_line", "entitlement_list"}),
    sql=f"""
WITH {POVERTY_LOT},
total AS MATERIALIZED (
  SELECT p.household, p.list, p.list_version, l.unknown, min(p.happened_on) AS first_on
  FROM paid p
  JOIN poverty_lot l ON l.lot = p.lot
  GROUP BY p.household, p.list, p.list_version, l.unknown
),
fact AS (
  SELECT f.household, f.valid_from, f.valid_to, f.known_at, f.kind,
    f.kind IN ('registered', 'lifted', 'relapsed', 'monitored', 'low_income', 'extreme_poverty')
      AS good
  FROM household_fact f
  WHERE f.book = %(book)s AND f.known_at <= %(known_at)s AND {looked_up_id("f.household")}
),
home AS (
  SELECT t.household, bool_or(t.unknown) AS unknown,
    min(least(n.approved_on, t.first_on)) AS first_on
  FROM total t
  LEFT JOIN entitlement_list n ON n.book = %(book)s AND n.list = t.list
    AND n.version = t.list_version
  WHERE t.household IS NOT NULL
  GROUP BY t.household
),
-- Most households were always in the register: only of the others each day is looked up.
known_of AS (
  SELECT f.household, bool_and(f.good) AS always_good,
    min(f.valid_from) FILTER (WHERE f.valid_to IS NULL) AS open_from
  FROM fact f GROUP BY f.household
),
doubted AS (
  SELECT h.household FROM home h JOIN known_of k ON k.household = h.household
  WHERE NOT k.always_good OR k.open_from IS NULL OR k.open_from > h.first_on
),
credit AS (
  SELECT p.year, p.number, p.entry, p.household, p.happened_on, p.paid_fen, l.unknown,
    coalesce(n.approved_on, p.happened_on) AS approved_on
  FROM doubted d
  JOIN paid p ON p.household = d.household
  JOIN poverty_lot l ON l.lot = p.lot
  LEFT JOIN entitlement_list n ON n.book = %(book)s AND n.list = p.list
    AND n.version = p.list_version
),
day_of AS (
  SELECT DISTINCT c.household, x.on_day FROM credit c
  CROSS JOIN LATERAL (VALUES (c.approved_on), (c.happened_on)) x(on_day)
),
kind_on AS (
  SELECT DISTINCT ON (d.household, d.on_day) d.household, d.on_day, f.kind, f.good
  FROM day_of d
  JOIN fact f ON f.household = d.household AND f.valid_from <= d.on_day
    AND (f.valid_to IS NULL OR f.valid_to > d.on_day)
  ORDER BY d.household, d.on_day, f.known_at DESC, f.valid_from DESC
),
wrong AS (
  SELECT c.household, sum(c.paid_fen)::bigint AS wrong_fen, min(c.happened_on) AS from_on,
    max(c.happened_on) AS to_on, {entry_keys("c")} AS entries,
    jsonb_agg(DISTINCT coalesce(q.kind, 'none')) AS kinds,
    bool_or(coalesce(q.kind = 'struck_off', false)) AS struck_off
  FROM credit c
  LEFT JOIN kind_on a ON a.household = c.household AND a.on_day = c.approved_on
  LEFT JOIN kind_on q ON q.household = c.household AND q.on_day = c.happened_on
  WHERE NOT c.unknown AND NOT coalesce(a.good, false) AND NOT coalesce(q.good, false)
  GROUP BY c.household
),
judged AS (
  SELECT h.*, k.household IS NULL AS unheard, w.wrong_fen, w.from_on, w.to_on, w.entries,
    w.kinds, w.struck_off,
    CASE WHEN w.household IS NOT NULL THEN 'flagged'
         WHEN k.household IS NULL OR h.unknown THEN 'not_computable' ELSE 'clear' END AS outcome
  FROM home h
  LEFT JOIN known_of k ON k.household = h.household
  LEFT JOIN wrong w ON w.household = h.household
)
SELECT j.household::text AS key, NULL::date AS due_on, 'household' AS subject_kind,
  j.household::text AS subject,
  '不在册的户领取扶贫资金 ' || {yuan("coalesce(j.wrong_fen, 0)")} AS title,
  j.outcome,
  CASE WHEN j.outcome <> 'not_computable' THEN NULL
       WHEN j.unheard THEN '这一户没有户类别记录（household_fact）'
       ELSE '资金类别不在目录（fund_category）里，不知是否以建档立卡为条件' END AS reason,
  j.wrong_fen AS amount_fen,
  CASE WHEN j.struck_off THEN 'H' END AS severity,
  CASE WHEN j.outcome = 'flagged' THEN jsonb_build_object(
    'household', j.household, 'household_kinds', j.kinds, 'from_on', j.from_on,
    'to_on', j.to_on, 'paid_fen', j.wrong_fen, 'entries', j.entries
  ) END AS evidence
FROM judged j
UNION ALL {nameless_payments("total", of="JOIN poverty_lot l ON l.lot = p.lot")}
""",
)
