"""账银不符

## 为什么是问题
账上说单位还有多少扶贫资金，银行里就应当有多少。银行里少了，钱可能已经被挪走；多了，
可能有没有入账的钱。

## 判定条件
1. 以银行余额名单（bank_balances）里每个单位的每个余额日期为对象：同一单位、同一天的各个账号合计，和
   账簿里这个单位（报账户、财政专户、暂付款、代发在途、村集体（合作社、企业）代持、互助资金）当天的
   结存比较。
2. 银行少于账面的，列为疑点，金额为差额。
3. 银行多于账面的也列为疑点，严重程度降为“低”：单位账户里可能还有不归本账簿管的钱。

同一账号同一天在几份名单里的，以数据日期最近的一份为准。

没有银行余额名单的整个账簿，账上有结存而名单里没有的单位，名单里有而账簿没有账户的单位，列为
“无法判断”。

## 不作为疑点的情形
1. 按业务日期或按银行日期（bank_on）计算的结存，有一个和银行一致。
2. 差额恰好是前后 **days** 天以内一张凭证的金额：在途，记账和银行相差几天。
3. 差额恰好是前后 **days** 天以内全部收支的净额。

## 依据
《会计基础工作规范》定期核对银行账（条号待核）；《汉中市“十三五”脱贫攻坚规划》银行数据比对
（HZ98）。天数没有文件规定。

## 参数
- **days**：5 天，系统默认值。
"""

from audit.days import NO_DAY
from audit.pieces import yuan
from audit.rule import DEFAULT, Kind, Parameter, Rule, Severity

_HELD = "('unit', 'special', 'advance', 'agent', 'collective', 'revolving')"

RULE = Rule(
    code="ID10",
    version=2,
    name="账银不符",
    kind=Kind.IDLE,
    severity=Severity.HIGH,
    needs=frozenset({"external_list", "flow", "voucher", "account"}),
    parameters=(Parameter("days", 5, "在途的天数", DEFAULT),),
    sql=f"""
WITH of_account AS (
  SELECT DISTINCT ON (x.org, x.hmac, x.from_on) x.org, x.from_on AS on_day, x.amount_fen,
    k.book = %(book)s AS own
  FROM external x
  JOIN external_kind k ON k.kind = x.kind AND k.list = x.list
  WHERE x.kind = 'bank_balances' AND x.from_on <= %(as_of)s
  ORDER BY x.org, x.hmac, x.from_on, k.as_of_on DESC, k.list
),
at_bank AS (
  SELECT o.org, o.on_day, sum(o.amount_fen)::bigint AS bank_fen, count(*) AS accounts,
    bool_or(o.own) AS own
  FROM of_account o GROUP BY o.org, o.on_day
),
held AS (
  SELECT x.owner, x.year, x.number, x.happened_on, k.bank_on, sum(x.fen)::bigint AS fen
  FROM (
    SELECT f.to_owner AS owner, f.year, f.number, f.happened_on, f.amount_fen AS fen
    FROM flowed f WHERE f.to_kind IN {_HELD}
    UNION ALL
    SELECT f.from_owner, f.year, f.number, f.happened_on, -f.amount_fen
    FROM flowed f WHERE f.from_kind IN {_HELD}
  ) x
  JOIN known k ON k.year = x.year AND k.number = x.number
  GROUP BY x.owner, x.year, x.number, x.happened_on, k.bank_on
),
in_ledger AS (
  SELECT b.org, b.on_day, b.bank_fen, b.accounts, b.own, count(h.owner) AS vouchers,
    coalesce(sum(h.fen) FILTER (WHERE h.happened_on <= b.on_day), 0)::bigint AS ledger_fen,
    coalesce(sum(h.fen) FILTER (WHERE coalesce(h.bank_on, h.happened_on) <= b.on_day), 0)::bigint
      AS by_bank_fen,
    coalesce(sum(h.fen) FILTER (WHERE h.happened_on <= b.on_day
      AND h.happened_on > b.on_day - %(days)s::integer), 0)::bigint AS before_fen,
    coalesce(sum(h.fen) FILTER (WHERE h.happened_on > b.on_day
      AND h.happened_on <= b.on_day + %(days)s::integer), 0)::bigint AS after_fen
  FROM at_bank b LEFT JOIN held h ON h.owner = b.org
  GROUP BY b.org, b.on_day, b.bank_fen, b.accounts, b.own
),
-- Entered before the bank moved it, or after: one voucher may be the whole difference.
on_the_way AS (
  SELECT DISTINCT l.org, l.on_day FROM in_ledger l
  JOIN held h ON h.owner = l.org AND (
    (h.happened_on <= l.on_day AND h.happened_on > l.on_day - %(days)s::integer
      AND l.ledger_fen - h.fen = l.bank_fen)
    OR (h.happened_on > l.on_day AND h.happened_on <= l.on_day + %(days)s::integer
      AND l.ledger_fen + h.fen = l.bank_fen))
),
told AS (
  SELECT l.*, CASE WHEN l.vouchers = 0 THEN 'not_computable'
      WHEN l.bank_fen IN (l.ledger_fen, l.by_bank_fen, l.ledger_fen - l.before_fen,
        l.ledger_fen + l.after_fen) OR w.org IS NOT NULL THEN 'clear'
      ELSE 'flagged' END AS outcome
  FROM in_ledger l LEFT JOIN on_the_way w ON w.org = l.org AND w.on_day = l.on_day
  -- A list of an upper book names units of all its counties.
  WHERE l.own OR l.vouchers > 0
)
SELECT 'bank_balance' AS subject_kind, concat_ws('/', t.org, t.on_day) AS subject,
  t.on_day || ' 银行 ' || {yuan("t.bank_fen")} || '，账面 ' || {yuan("t.ledger_fen")} AS title,
  t.outcome,
  CASE WHEN t.outcome = 'not_computable' THEN '账簿里没有这个单位的账户' END AS reason,
  abs(t.bank_fen - t.ledger_fen) AS amount_fen,
  CASE WHEN t.bank_fen > t.ledger_fen THEN 'L' END AS severity,
  CASE WHEN t.outcome = 'flagged' THEN jsonb_build_object('org', t.org, 'bank_day', t.on_day,
    'bank_fen', t.bank_fen, 'ledger_fen', t.ledger_fen, 'card_count', t.accounts) END AS evidence
FROM told t
UNION ALL
SELECT 'unit', coalesce(nullif(s.owner, ''), '没有登记'), '单位结存 ' || {yuan("s.fen")},
  'not_computable', '没有这个单位的银行余额（bank_balances）', s.fen, NULL, NULL
FROM (SELECT h.owner, sum(h.fen)::bigint AS fen FROM held h GROUP BY h.owner
      HAVING sum(h.fen) <> 0) s
LEFT JOIN (SELECT DISTINCT org FROM at_bank) b ON b.org = s.owner
WHERE b.org IS NULL AND EXISTS (SELECT FROM at_bank)
UNION ALL
SELECT 'book', (%(book)s)::text, '本账簿', 'not_computable',
  '没有银行余额名单（bank_balances）', NULL, NULL, NULL
WHERE NOT EXISTS (SELECT FROM at_bank)
""",
    due=NO_DAY,
)
