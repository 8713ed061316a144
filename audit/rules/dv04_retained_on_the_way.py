"""层级截留

## 为什么是问题
上级已经下达的资金，下级账簿没有收到或没有收足，差额停在两级之间，到不了项目和农户。
《精河县》规划把“层层截留”列为必须查处的行为。

## 判定条件
1. 以本账簿收到的每一笔下达（上级账簿的一条转下达分录）为对象，只在下级账簿判一次。
2. 截止日晚于下达日加 **days** 天，而本账簿收到的金额（扣除被红冲的收到凭证）少于下达金额。
   金额为差额；期限当天仍不算超期。

上级账簿已转下达、而下级账簿不在本系统内或尚未送达的，列为“无法判断”，并写明是哪个账簿。

## 不作为疑点的情形
1. 分几次收到，合计已收足的。
2. 期限之后补收齐的（迟到属于“超期下达”，不是截留）。
3. 上级已撤回的下达。
4. 下达日早于本账簿启用日、又未收足的：可能已计入期初余额，列为“无法判断”。

## 依据
预算法第五十二条：县级以上地方政府应在收到上级转移支付后三十日内下达到下级政府。
《精河县“十三五”脱贫攻坚规划》“层层截留”（JH491）。

## 参数
- **days**：30 天，预算法第五十二条。
"""

from audit.days import coming, first_of
from audit.pieces import entry_keys, yuan
from audit.rule import Kind, Parameter, Rule, Severity

_KEY = "{0}.origin_book || '/' || {0}.origin_year || '/' || {0}.origin_number"

RULE = Rule(
    code="DV04",
    version=1,
    name="层级截留",
    kind=Kind.DIVERSION,
    severity=Severity.HIGH,
    needs=frozenset({"inbound", "inbound_withdrawal", "entry", "book"}),
    parameters=(Parameter("days", 30, "下达后应收到的天数", "预算法第五十二条"),),
    sql=f"""
WITH received AS (
  SELECT r.of_book, r.of_year, r.of_number, r.of_entry, sum(r.left_fen)::bigint AS received_fen,
    {entry_keys("r")} AS entries
  FROM effective r WHERE r.relation = 'receives' AND r.left_fen > 0
  GROUP BY r.of_book, r.of_year, r.of_number, r.of_entry
),
delivered AS (
  SELECT i.*, b.live_from, coalesce(r.received_fen, 0) AS received_fen,
    coalesce(r.entries, '[]') AS entries, i.sent_on + %(days)s::integer AS due_on
  FROM inbound i
  JOIN book b ON b.book = i.book
  LEFT JOIN received r ON r.of_book = i.origin_book AND r.of_year = i.origin_year
    AND r.of_number = i.origin_number AND r.of_entry = i.origin_entry
  LEFT JOIN inbound_withdrawal w ON w.book = i.book AND w.origin_book = i.origin_book
    AND w.origin_year = i.origin_year AND w.origin_number = i.origin_number
    AND w.origin_entry = i.origin_entry AND w.withdrawn_at <= %(known_at)s
  WHERE i.book = %(book)s AND i.sent_on <= %(as_of)s AND i.delivered_at <= %(known_at)s
    AND w.book IS NULL
),
judged AS (
  SELECT d.*,
    CASE WHEN d.received_fen >= d.amount_fen OR %(as_of)s <= d.due_on THEN 'clear'
         WHEN d.sent_on < d.live_from THEN 'not_computable'
         ELSE 'flagged' END AS outcome
  FROM delivered d
)
SELECT 'delivery' AS subject_kind,
  {_KEY.format("j")} || '/' || j.origin_entry AS subject,
  j.doc_no || ' 下达 ' || {yuan("j.amount_fen")} || '，收到 ' || {yuan("j.received_fen")} AS title,
  j.outcome,
  CASE WHEN j.outcome = 'not_computable'
    THEN '下达早于本账簿启用日，收到情况可能已计入期初余额' END AS reason,
  j.amount_fen - j.received_fen AS amount_fen,
  CASE WHEN j.outcome = 'flagged' THEN jsonb_build_object(
    'delivery', jsonb_build_object('book', j.origin_book, 'year', j.origin_year,
      'number', j.origin_number, 'entry', j.origin_entry),
    'lot', j.lot, 'doc_no', j.doc_no, 'sent_on', j.sent_on, 'due_on', j.due_on,
    'sent_fen', j.amount_fen, 'received_fen', j.received_fen, 'entries', j.entries
  ) END AS evidence
FROM judged j
UNION ALL
SELECT 'delivery', %(book)s || '/' || m.year || '/' || m.number || '/' || m.entry,
  m.doc_no || ' 转下达账簿 ' || m.to_owner || ' ' || {yuan("m.left_fen")},
  'not_computable',
  CASE WHEN b.book IS NULL THEN '下级账簿 ' || m.to_owner || ' 不在本系统内'
       ELSE '尚未送达下级账簿 ' || m.to_owner END,
  m.left_fen, NULL
FROM effective m
LEFT JOIN book b ON b.book::text = m.to_owner
LEFT JOIN inbound i ON i.book::text = m.to_owner AND i.origin_book = %(book)s
  AND i.origin_year = m.year AND i.origin_number = m.number AND i.origin_entry = m.entry
  AND i.delivered_at <= %(known_at)s
WHERE m.voucher_kind = 'pass_down' AND m.left_fen > 0 AND i.book IS NULL
""",
    due=first_of(coming("inbound", "r.sent_on + %(days)s::integer + 1")),
)
