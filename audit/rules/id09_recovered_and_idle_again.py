"""存量再沉淀

## 为什么是问题
闲置的钱收回来，是为了尽快重新用。收回以后又停在财政，就是二次沉淀。

## 判定条件
1. 以账簿中收回过存量的每个资金批次为对象，看截止日仍停在“收回”的金额，从每一次收回的日期算天数。
2. 收回超过 **days** 天还没有盘活、上缴或转出的部分大于零。金额为这一部分；第 **days** 天当天不算。
   先收回的视为先用。

## 不作为疑点的情形
1. 已经盘活、上缴上级或转出的。
2. 收回凭证已红冲的。
3. 期限以内的。

## 依据
《山西省“十三五”脱贫攻坚规划》（SX778）滞留资金盘活；《汉中市“十三五”脱贫攻坚规划》（HZ48）
清理回收的财政存量资金。天数没有文件规定。

## 参数
- **days**：180 天，系统默认值。
"""

from audit.pieces import DOCUMENT, entry_keys, yuan
from audit.rule import DEFAULT, Kind, Parameter, Rule, Severity, only_id

RULE = Rule(
    code="ID09",
    version=1,
    name="存量再沉淀",
    kind=Kind.IDLE,
    severity=Severity.MEDIUM,
    needs=frozenset({"lot", "entry", "account"}),
    parameters=(Parameter("days", 180, "收回后应重新安排的天数", DEFAULT),),
    sql=f"""
WITH stands AS (
  SELECT x.lot, sum(x.fen)::bigint AS stands_fen FROM (
    SELECT lot, amount_fen AS fen FROM flowed WHERE to_kind = 'recovered'
    UNION ALL
    SELECT lot, -amount_fen FROM flowed WHERE from_kind = 'recovered'
  ) x WHERE {only_id("x.lot")} GROUP BY x.lot
),
came AS (
  SELECT m.lot, m.year, m.number, m.entry, m.left_fen, m.happened_on,
    sum(m.left_fen) OVER (PARTITION BY m.lot
      ORDER BY m.happened_on DESC, m.year DESC, m.number DESC, m.entry DESC) - m.left_fen
      AS newer_fen
  FROM effective m
  WHERE m.to_kind = 'recovered' AND m.from_kind <> 'recovered' AND {only_id("m.lot")}
),
aged AS (
  SELECT a.* FROM (
    SELECT c.*, least(c.left_fen, s.stands_fen - c.newer_fen)::bigint AS stands_fen
    FROM came c JOIN stands s ON s.lot = c.lot
  ) a WHERE a.stands_fen > 0
),
late AS (
  SELECT a.lot, sum(a.stands_fen)::bigint AS idle_fen, min(a.happened_on) AS recovered_on,
    {entry_keys("a")} AS entries
  FROM aged a WHERE %(as_of)s::date - a.happened_on > %(days)s GROUP BY a.lot
),
soon AS (
  SELECT a.lot, min(a.happened_on) + %(days)s::integer + 1 AS due_on FROM aged a
  WHERE a.happened_on + %(days)s::integer + 1 > %(as_of)s GROUP BY a.lot
)
SELECT l.lot::text AS key, n.due_on, 'lot' AS subject_kind, l.lot::text AS subject,
  {DOCUMENT} || ' 收回后又闲置 ' || {yuan("coalesce(t.idle_fen, 0)")} AS title,
  CASE WHEN t.lot IS NULL THEN 'clear' ELSE 'flagged' END AS outcome,
  NULL AS reason, t.idle_fen AS amount_fen,
  CASE WHEN t.lot IS NOT NULL THEN jsonb_build_object(
    'lot', l.lot, 'doc_no', l.origin_doc_no, 'category', l.category,
    'budget_year', l.budget_year, 'recovered_on', t.recovered_on, 'idle_fen', t.idle_fen,
    'entries', t.entries) END AS evidence
FROM stands s
JOIN lot l ON l.book = %(book)s AND l.lot = s.lot
LEFT JOIN late t ON t.lot = l.lot
LEFT JOIN soon n ON n.lot = l.lot
""",
)
