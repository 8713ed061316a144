"""闲置一年以上

## 为什么是问题
资金到账一年还没有用到农户或施工、供货单位，没有发挥作用。2017年对158个县的审计发现，84个县
闲置19.54亿元。

## 判定条件
1. 以账簿的每个资金批次为对象，看截止日仍停在非最终账户的金额：待分配、统筹、项目、收回、
   单位报账户、代发在途、财政专户、暂付款、村集体（合作社、企业）代持。
2. 其中到账满 **days** 天的部分大于零。金额为这一部分；第 **days** 天当天即列为疑点。

天数从本账簿的收到日起算；同一批次后来又收到的部分，从那一次收到的日期起算。结转到下一年度
不重新起算，安排、统筹、拨到单位也不重新起算。同一批次先到的钱视为先用。

## 不作为疑点的情形
1. 已到农户、供应商，或已转出的。
2. 已转下达下级、已上缴上级的。
3. 互助资金、周转金：本来就循环使用，有它自己的规则。
4. 收到凭证已红冲的。

补录的历史凭证照常计算：本规则看的是截止日账上还有多少钱，不是录入得早晚。

## 依据
《汉中市“十三五”脱贫攻坚规划》“滞留、闲置”（HZ106）；审计署2017年扶贫资金审计公告按“闲置
一年以上”“二年以上”统计。

## 参数
- **days**：365 天，审计署扶贫资金审计公告的口径（待核）。
"""

from audit.pieces import DOCUMENT, entry_keys, standing, yuan
from audit.rule import TO_BE_CHECKED, Kind, Parameter, Rule, Severity, only_id
from ledger.values.kinds import CARRIED, AccountKind

RULE = Rule(
    code="ID03",
    version=1,
    name="闲置一年以上",
    kind=Kind.IDLE,
    severity=Severity.HIGH,
    needs=frozenset({"lot", "entry", "account"}),
    parameters=(
        Parameter("days", 365, "到账后的天数", f"审计署扶贫资金审计公告的口径（{TO_BE_CHECKED}）"),
    ),
    sql=f"""
WITH {standing(CARRIED - {AccountKind.REVOLVING})},
idle AS (
  SELECT a.lot, sum(a.stands_fen)::bigint AS idle_fen, min(a.came_on) AS came_on,
    {entry_keys("a")} AS entries
  FROM aged a
  WHERE %(as_of)s::date - a.came_on >= %(days)s
  GROUP BY a.lot
),
soon AS (
  SELECT a.lot, min(a.came_on) + %(days)s::integer AS due_on FROM aged a
  WHERE a.came_on + %(days)s::integer > %(as_of)s GROUP BY a.lot
),
by_kind AS (SELECT lot, jsonb_object_agg(kind, stands_fen) AS stands FROM stands GROUP BY lot)
SELECT l.lot::text AS key, n.due_on, 'lot' AS subject_kind, l.lot::text AS subject,
  {DOCUMENT} || ' 闲置 ' || {yuan("coalesce(i.idle_fen, 0)")} AS title,
  CASE WHEN i.lot IS NULL THEN 'clear' ELSE 'flagged' END AS outcome,
  NULL AS reason,
  i.idle_fen AS amount_fen,
  CASE WHEN i.lot IS NOT NULL THEN jsonb_build_object(
    'lot', l.lot, 'doc_no', l.origin_doc_no, 'doc_nos', to_jsonb(l.doc_nos),
    'category', l.category, 'budget_year', l.budget_year, 'received_on', i.came_on,
    'idle_fen', i.idle_fen, 'stands_fen_by_kind', k.stands, 'entries', i.entries
  ) END AS evidence
FROM lot l
JOIN known v ON v.year = l.year AND v.number = l.number
LEFT JOIN idle i ON i.lot = l.lot
LEFT JOIN by_kind k ON k.lot = l.lot
LEFT JOIN soon n ON n.lot = l.lot
WHERE l.book = %(book)s AND {only_id("l.lot")}
""",
)
