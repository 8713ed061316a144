"""县级滞留未安排

## 为什么是问题
资金到了县里，却一直没有安排到项目，扶贫项目等不到钱。《汉中市》规划要求加快资金拨付使用，
防止滞留。

## 判定条件
1. 以县级账簿的每个资金批次为对象，看截止日仍停在“待分配”和“统筹”的金额。
2. 其中到账超过 **days** 天的部分大于零。金额为这一部分；第 **days** 天当天不算超过。
3. 到账满 **high_days** 天的，严重程度升为“高”。

天数从本账簿的收到日起算；同一批次后来又收到的部分，从那一次收到的日期起算。同一批次先到的
钱视为先安排，所以停着的是最后到的钱。

## 不作为疑点的情形
1. 已安排到项目的部分（哪怕还没有支付，那是“闲置一年以上”看的）。
2. 收到凭证已红冲的。
3. 统筹整合入池的资金按原批次的到账日计算，入池不重新起算，也不因入池列为疑点。
4. 省级、地市级账簿：它们的职责是下达，不是安排到项目，不作为本规则的对象。

补录的历史凭证照常计算：本规则看的是截止日账上还有多少钱，不是录入得早晚。

## 依据
《汉中市“十三五”脱贫攻坚规划》“滞留、闲置”（HZ106）。天数没有文件规定。

## 参数
- **days**：60 天，系统默认值。
- **high_days**：180 天，系统默认值。
"""

from audit.pieces import DOCUMENT, entry_keys, standing, yuan
from audit.rule import DEFAULT, Kind, Parameter, Rule, Severity, only_id
from ledger.values.kinds import AccountKind

RULE = Rule(
    code="ID02",
    version=1,
    name="县级滞留未安排",
    kind=Kind.IDLE,
    severity=Severity.MEDIUM,
    needs=frozenset({"lot", "entry", "account", "book"}),
    parameters=(
        Parameter("days", 60, "到账后应安排到项目的天数", DEFAULT),
        Parameter("high_days", 180, "严重程度升为高的天数", DEFAULT),
    ),
    sql=f"""
WITH {standing((AccountKind.UNASSIGNED, AccountKind.POOL))},
late AS (
  SELECT a.lot, sum(a.stands_fen)::bigint AS late_fen, min(a.came_on) AS came_on,
    {entry_keys("a")} AS entries
  FROM aged a
  WHERE %(as_of)s::date - a.came_on > %(days)s
  GROUP BY a.lot
),
soon AS (
  SELECT a.lot, min(d.due_on) AS due_on
  FROM aged a CROSS JOIN LATERAL (VALUES (a.came_on + %(days)s::integer + 1),
    (a.came_on + %(high_days)s::integer)) d(due_on)
  WHERE d.due_on > %(as_of)s GROUP BY a.lot
),
by_kind AS (SELECT lot, jsonb_object_agg(kind, stands_fen) AS stands FROM stands GROUP BY lot)
SELECT l.lot::text AS key, n.due_on, 'lot' AS subject_kind, l.lot::text AS subject,
  {DOCUMENT} || ' 停留未安排 ' || {yuan("coalesce(t.late_fen, 0)")} AS title,
  CASE WHEN t.lot IS NULL THEN 'clear' ELSE 'flagged' END AS outcome,
  NULL AS reason,
  t.late_fen AS amount_fen,
  CASE WHEN %(as_of)s::date - t.came_on >= %(high_days)s THEN 'H' END AS severity,
  CASE WHEN t.lot IS NOT NULL THEN jsonb_build_object(
    'lot', l.lot, 'doc_no', l.origin_doc_no, 'doc_nos', to_jsonb(l.doc_nos),
    'category', l.category, 'budget_year', l.budget_year, 'received_on', t.came_on,
    'late_fen', t.late_fen, 'stands_fen_by_kind', k.stands, 'entries', t.entries
  ) END AS evidence
FROM lot l
JOIN book b ON b.book = l.book AND b.level = 'county'
JOIN known v ON v.year = l.year AND v.number = l.number
LEFT JOIN late t ON t.lot = l.lot
LEFT JOIN by_kind k ON k.lot = l.lot
LEFT JOIN soon n ON n.lot = l.lot
WHERE l.book = %(book)s AND {only_id("l.lot")}
""",
)
