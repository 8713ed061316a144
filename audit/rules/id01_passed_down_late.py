"""超期下达

## 为什么是问题
上级的专项资金到了省里、市里，迟迟不下达到县，县里等钱安排项目。预算法对下达规定了期限。

## 判定条件
1. 以省级、地市级账簿收到的每个上级资金批次为对象，看每一笔到账在多少天后离开“待分配”
   （转下达、统筹、安排到项目、收回、上缴）。同一批次先到的钱视为先走。
2. 到账超过 **days** 天才转下达的部分，加上截止日仍停在“待分配”、到账已超过 **days** 天的部分，
   合计大于零。金额为合计；第 **days** 天当天不算超过。

同一批次后来又收到的部分，从那一次收到的日期起算；从项目调回、下级退回、收回后盘活而回到待分配的，
从回来的那一天起算。

## 不作为疑点的情形
1. 期限内转下达的，无论分几次。
2. 留在本级安排到项目的：那不是下达（本规则不看它安排得早晚）。
3. 本级预算自己安排的资金：期限从人大批准预算起算，账簿里没有这个日期；资产收益、捐赠、利息也不是
   上级下达的。
4. 县级账簿：它的职责是安排到项目，见“县级滞留未安排”。
5. 红冲后重新下达的，按重新下达的那一天；收到凭证已红冲的，不再计算。

## 依据
《中华人民共和国预算法》第五十二条：省级政府接到中央专项转移支付后，应当在三十日内正式下达到
本行政区域县级以上各级政府。地市收到省级资金后再下达的期限，该条没有写明，按同样的天数（待核）。

## 参数
- **days**：30 天，预算法第五十二条。
"""

from audit.pieces import DOCUMENT, entry_keys, yuan
from audit.rule import Kind, Parameter, Rule, Severity, only_id

RULE = Rule(
    code="ID01",
    version=2,
    name="超期下达",
    kind=Kind.IDLE,
    severity=Severity.MEDIUM,
    needs=frozenset({"lot", "entry", "account", "book"}),
    parameters=(Parameter("days", 30, "收到后应下达的天数", "预算法第五十二条"),),
    sql=f"""
WITH upper_lot AS (
  SELECT l.* FROM lot l
  JOIN book b ON b.book = l.book AND b.level IN ('province', 'prefecture')
  JOIN known v ON v.year = l.year AND v.number = l.number
  WHERE l.book = %(book)s AND l.level <> b.level AND {only_id("l.lot")}
    AND l.origin NOT IN ('asset', 'donation', 'interest')
),
-- Every fen of a lot has its place in the order of coming and in the order of going.
came AS (
  SELECT m.lot, m.year, m.number, m.entry, m.left_fen,
    CASE WHEN (l.year, l.number) = (m.year, m.number) THEN l.received_on ELSE m.happened_on END
      AS came_on
  FROM effective m JOIN upper_lot l ON l.lot = m.lot
  WHERE m.from_kind <> 'unassigned' AND m.to_kind = 'unassigned' AND m.left_fen > 0
),
came_from AS (
  SELECT c.*, sum(c.left_fen) OVER (PARTITION BY c.lot
    ORDER BY c.came_on, c.year, c.number, c.entry) AS upto_fen FROM came c
),
went AS (
  SELECT m.lot, m.year, m.number, m.entry, m.left_fen, m.happened_on,
    m.to_kind = 'sent_down' AS down
  FROM effective m JOIN upper_lot l ON l.lot = m.lot
  WHERE m.from_kind = 'unassigned' AND m.to_kind <> 'unassigned' AND m.left_fen > 0
),
went_upto AS (
  SELECT w.*, sum(w.left_fen) OVER (PARTITION BY w.lot
    ORDER BY w.happened_on, w.year, w.number, w.entry) AS upto_fen FROM went w
),
total AS (SELECT w.lot, sum(w.left_fen)::bigint AS went_fen FROM went w GROUP BY w.lot),
sent_late AS (
  SELECT c.lot, c.came_on, w.year, w.number, w.entry, w.happened_on,
    (least(c.upto_fen, w.upto_fen)
      - greatest(c.upto_fen - c.left_fen, w.upto_fen - w.left_fen))::bigint AS fen
  FROM came_from c
  JOIN went_upto w ON w.lot = c.lot AND w.down AND w.happened_on - c.came_on > %(days)s
    AND w.upto_fen > c.upto_fen - c.left_fen AND c.upto_fen > w.upto_fen - w.left_fen
),
standing AS (
  SELECT c.lot, c.came_on, c.year, c.number, c.entry,
    least(c.left_fen, c.upto_fen - coalesce(t.went_fen, 0))::bigint AS fen
  FROM came_from c LEFT JOIN total t ON t.lot = c.lot
  WHERE c.upto_fen > coalesce(t.went_fen, 0)
),
late AS (
  SELECT s.lot, sum(s.fen)::bigint AS late_fen, sum(s.sent_fen)::bigint AS sent_fen,
    min(s.came_on) AS came_on, max(s.sent_on) AS sent_on, {entry_keys("s")} AS entries
  FROM (
    SELECT lot, came_on, year, number, entry, fen, fen AS sent_fen, happened_on AS sent_on
    FROM sent_late
    UNION ALL
    SELECT lot, came_on, year, number, entry, fen, 0, NULL FROM standing
    WHERE %(as_of)s::date - came_on > %(days)s
  ) s GROUP BY s.lot
),
soon AS (
  SELECT s.lot, min(s.came_on) + %(days)s::integer + 1 AS due_on FROM standing s
  WHERE s.came_on + %(days)s::integer + 1 > %(as_of)s GROUP BY s.lot
)
SELECT l.lot::text AS key, n.due_on, 'lot' AS subject_kind, l.lot::text AS subject,
  {DOCUMENT} || ' 超期下达 ' || {yuan("coalesce(t.late_fen, 0)")} AS title,
  CASE WHEN t.lot IS NULL THEN 'clear' ELSE 'flagged' END AS outcome,
  NULL AS reason, t.late_fen AS amount_fen,
  CASE WHEN t.lot IS NOT NULL THEN jsonb_strip_nulls(jsonb_build_object(
    'lot', l.lot, 'doc_no', l.origin_doc_no, 'doc_nos', to_jsonb(l.doc_nos),
    'category', l.category, 'budget_year', l.budget_year, 'received_on', t.came_on,
    'sent_on', t.sent_on, 'late_fen', t.late_fen, 'sent_fen', t.sent_fen, 'entries', t.entries
  )) END AS evidence
FROM upper_lot l
LEFT JOIN late t ON t.lot = l.lot
LEFT JOIN soon n ON n.lot = l.lot
""",
)
