"""大额或集中取现

## 为什么是问题
补助一入账，几户的卡当天在同一处取空，或者转进同一个账号，钱多半不在户里：广西天等县有村干部拿着
34 本存折，入账第二天取现、转走 27.2 万元。单位账户大额取现，钱的去向就断了。

## 判定条件
1. 以用款单位（账簿里的单位、专户、合作社账户的所有者，
   项目实施单位）登记的账号的每一笔取现为对象：超过 **cash_fen** 的，列为疑点。恰好等于不算。
2. 以每个到户入账日、每个网点或终端为对象：入账当天或以后 **days** 天之内，
   有 **accounts** 户或更多户的
   账号在那里取现，各自达到入账金额的 **percent**%。金额为取现合计。
3. 同样的时间和比例，**accounts** 户或更多户的账号转进同一个账号。严重程度升为“高”；金额为转账合计。

银行流水只有日期，没有时刻：原设想的“24 小时内”写成入账当天和第二天。

没有银行流水名单（bank_flows）的整个账簿，没有流水的到户收款账号，
没有登记过单位账号的账簿（第 1 条），
列为“无法判断”。

## 不作为疑点的情形
1. 不足 **accounts** 户的。
2. 隔了几天才取的。
3. 只取一部分、转一部分的（代扣电费、医保）。
4. 没有登记网点或终端的取现：不知道是不是同一处。
5. 农户自己取现，金额多大都不看。

一个乡镇只有一个网点，入账第二天很多人都去取，也会列为疑点：应看是不是前后紧挨着由一个人取的。

## 依据
广西天等县案例；《现金管理暂行条例》结算起点 1000 元（待核）。户数、比例、天数没有文件规定。

## 参数
- **cash_fen**：100000 分（1000元），《现金管理暂行条例》（待核）。
- **accounts**：5 户，系统默认值。
- **days**：1 天，系统默认值。
- **percent**：80，系统默认值。
"""

from audit.days import NO_DAY
from audit.people import CARD_WITHOUT_STATEMENT
from audit.pieces import entry_keys, yuan
from audit.rule import DEFAULT, TO_BE_CHECKED, Kind, Parameter, Rule, Severity

RULE = Rule(
    code="CN08",
    version=2,
    name="大额或集中取现",
    kind=Kind.CONCENTRATION,
    severity=Severity.MEDIUM,
    needs=frozenset({"external_list", "payment_line", "organisation_fact", "project"}),
    parameters=(
        Parameter(
            "cash_fen",
            100_000,
            "单位一次取现的限额，分",
            f"《现金管理暂行条例》（{TO_BE_CHECKED}）",
        ),
        Parameter("accounts", 5, "集中取现的户数", DEFAULT),
        Parameter("days", 1, "入账以后的天数", DEFAULT),
        Parameter("percent", 80, "取出占入账的百分比", DEFAULT),
    ),
    sql=f"""
WITH statement AS (
  SELECT DISTINCT ON (x.hmac, x.from_on, x.role) x.hmac AS card, x.other_hmac, x.thing, x.org,
    x.region, x.role, x.from_on AS on_day, x.amount_fen
  FROM external x
  WHERE x.kind = 'bank_flows' AND x.from_on <= %(as_of)s
  ORDER BY x.hmac, x.from_on, x.role, x.list, x.row
),
payer AS (
  SELECT a.owner AS org FROM account a
  WHERE a.book = %(book)s AND a.kind IN ('unit', 'special', 'advance', 'collective', 'revolving')
  UNION
  SELECT p.org FROM project p WHERE p.book = %(book)s AND p.known_at <= %(known_at)s
),
unit_account AS (
  SELECT DISTINCT o.account_hmac AS card, o.org FROM organisation_identity o
  JOIN payer p ON p.org = o.org
  WHERE o.account_hmac IS NOT NULL AND o.known_at <= %(known_at)s
),
by_unit AS (
  SELECT s.card, s.on_day, s.role, s.amount_fen, min(u.org) AS org
  FROM statement s JOIN unit_account u ON u.card = s.card
  WHERE s.thing = '取现' GROUP BY s.card, s.on_day, s.role, s.amount_fen
),
credit AS (
  SELECT p.card_hmac AS card, p.household, p.happened_on AS on_day, sum(p.paid_fen)::bigint AS fen,
    {entry_keys("p")} AS entries
  FROM banked p
  JOIN (SELECT DISTINCT s.card FROM statement s) s ON s.card = p.card_hmac
  WHERE p.household IS NOT NULL GROUP BY p.card_hmac, p.household, p.happened_on
),
gone AS (
  SELECT c.card, c.household, c.on_day, c.fen, c.entries, s.thing,
    CASE s.thing WHEN '取现' THEN concat_ws('/', s.org, nullif(s.region, ''))
      ELSE left(encode(s.other_hmac, 'hex'), 32) END AS place,
    sum(s.amount_fen)::bigint AS gone_fen, max(s.on_day) AS gone_on
  FROM credit c
  JOIN statement s ON s.card = c.card AND s.on_day >= c.on_day
    AND s.on_day <= c.on_day + %(days)s::integer
  WHERE (s.thing = '取现' AND s.org <> '') OR (s.thing = '转账' AND s.other_hmac IS NOT NULL)
  GROUP BY c.card, c.household, c.on_day, c.fen, c.entries, s.thing, 7
),
gathered AS (
  SELECT g.thing, g.place, g.on_day, count(DISTINCT g.household) AS homes,
    sum(g.gone_fen)::bigint AS gone_fen, sum(g.fen)::bigint AS credited_fen,
    max(g.gone_on) AS gone_on, jsonb_agg(DISTINCT left(encode(g.card, 'hex'), 16)) AS cards
  FROM gone g WHERE g.gone_fen * 100 >= g.fen * %(percent)s
  GROUP BY g.thing, g.place, g.on_day
),
shown AS (
  SELECT a.thing, a.place, a.on_day, jsonb_agg(DISTINCT e.key) AS entries
  FROM gathered a
  JOIN gone g ON g.thing = a.thing AND g.place = a.place AND g.on_day = a.on_day
    AND g.gone_fen * 100 >= g.fen * %(percent)s
  CROSS JOIN LATERAL jsonb_array_elements(g.entries) e(key)
  WHERE a.homes >= %(accounts)s GROUP BY a.thing, a.place, a.on_day
)
SELECT 'withdrawal' AS subject_kind,
  concat_ws('/', left(encode(u.card, 'hex'), 32), u.on_day, u.role) AS subject,
  u.on_day || ' 单位账户取现 ' || {yuan("u.amount_fen")} AS title,
  CASE WHEN u.amount_fen > %(cash_fen)s THEN 'flagged' ELSE 'clear' END AS outcome,
  NULL AS reason, u.amount_fen,
  NULL AS severity,
  CASE WHEN u.amount_fen > %(cash_fen)s THEN jsonb_build_object('org', u.org,
    'card_digest', left(encode(u.card, 'hex'), 16), 'withdrawn_on', u.on_day,
    'withdrawn_fen', u.amount_fen) END AS evidence
FROM by_unit u
UNION ALL
SELECT 'gathering', concat_ws('/', g.thing, g.place, g.on_day),
  g.on_day || ' 入账后 ' || g.homes || ' 户的账号' || CASE g.thing WHEN '取现'
    THEN '在同一处取现 ' ELSE '转进同一账号 ' END || {yuan("g.gone_fen")},
  CASE WHEN g.homes >= %(accounts)s THEN 'flagged' ELSE 'clear' END,
  NULL, g.gone_fen, CASE g.thing WHEN '转账' THEN 'H' END,
  CASE WHEN g.homes >= %(accounts)s THEN jsonb_build_object('received_on', g.on_day,
    'household_count', g.homes, 'credited_fen', g.credited_fen, 'withdrawn_fen', g.gone_fen,
    'withdrawn_on', g.gone_on, 'terminal', g.place, 'card_digests', g.cards,
    'entries', s.entries) END
FROM gathered g
LEFT JOIN shown s ON s.thing = g.thing AND s.place = g.place AND s.on_day = g.on_day
UNION ALL
SELECT 'book', 'unseen', '有到户收款账号没有银行流水', 'not_computable',
  '有到户收款账号不在银行流水名单（bank_flows）里', NULL, NULL, NULL
WHERE EXISTS (SELECT FROM statement)
  AND {CARD_WITHOUT_STATEMENT}
UNION ALL
SELECT 'book', 'units', '单位账号', 'not_computable',
  '没有登记单位的银行账号（organisation_fact）', NULL, NULL, NULL
WHERE EXISTS (SELECT FROM statement) AND NOT EXISTS (SELECT FROM unit_account)
UNION ALL
SELECT 'book', (%(book)s)::text, '本账簿', 'not_computable', '没有银行流水名单（bank_flows）',
  NULL, NULL, NULL
WHERE NOT EXISTS (SELECT FROM statement)
""",
    due=NO_DAY,
)
