"""资金回流

## 为什么是问题
补助、货款付了出去，几天之内又转回付款单位、经办干部或者他的亲属手里：收款人只是过了一道手。

## 判定条件
1. 以每个有银行流水的收款账号、每个入账日为对象：当日由账簿付到这个账号的款项（农户、供应商、
   合作社），
   沿银行流水（bank_flows）的转账向后看 **days** 天，最多 **steps** 步。
2. 流回三种账号：本账簿付款单位、项目实施单位登记的账号，干部名单（cadres）里的人的卡，
   干部亲属名单（kin）里的人的卡。流回的金额扣除账上已记的退回，达到入账金额的 **percent**%。
   金额为流回的金额；恰好等于即列为疑点。

时间放宽：记账日和银行日、两家银行的同一笔转账可以相差 **slack_days** 天；
双方流水各记一次的只算一次。
一路上每一步取两笔中较小的金额，最后一笔转账只算一次，合计不超过入账金额。
不足 **least_fen** 的转账不看。
每一步都是可能，不是证明：疑点要靠调取凭证落实。

没有银行流水名单的整个账簿，没有流水的收款账号，不知道流回给谁（没有登记单位账号、
没有干部名单或干部的
卡没有登记）的，列为“无法判断”。

## 不作为疑点的情形
1. 账上已经记为退回的部分。
2. 不到比例的：农户向村干部的小店买东西很平常。
3. 超过 **days** 天，或者超过 **steps** 步的。
4. 干部自己家的账号收款：那是“财政供养人员”“收款方涉干部”看的。
5. 流向与付款单位、干部、亲属无关的人。

## 依据
《山东省“十三五”脱贫攻坚规划》“截留私分”（SD106）。比例、天数、步数没有文件规定。

## 参数
- **percent**：50，系统默认值。
- **days**：90 天，系统默认值。
- **steps**：4 步，系统默认值。
- **slack_days**：1 天，系统默认值。
- **least_fen**：10000 分（100元），系统默认值。
"""

from audit.days import NO_DAY
from audit.people import CARD_WITHOUT_STATEMENT
from audit.pieces import entry_keys, yuan
from audit.rule import DEFAULT, Kind, Parameter, Rule, Severity

RULE = Rule(
    code="DV08",
    version=2,
    name="资金回流",
    kind=Kind.DIVERSION,
    severity=Severity.HIGH,
    needs=frozenset(
        {"external_list", "payment_line", "entry", "bank_card", "organisation_fact", "project"}
    ),
    parameters=(
        Parameter("percent", 50, "流回占入账的百分比", DEFAULT),
        Parameter("days", 90, "入账后看多少天", DEFAULT),
        Parameter("steps", 4, "最多看多少步", DEFAULT),
        Parameter("slack_days", 1, "两边日期可以相差的天数", DEFAULT),
        Parameter("least_fen", 10_000, "不看低于多少分的转账", DEFAULT),
    ),
    sql=f"""
WITH RECURSIVE statement AS (
  SELECT DISTINCT ON (x.hmac, x.from_on, x.role) x.hmac, x.other_hmac, x.thing, x.from_on AS on_day,
    x.amount_fen
  FROM external x
  WHERE x.kind = 'bank_flows' AND x.from_on <= %(as_of)s
  ORDER BY x.hmac, x.from_on, x.role, x.list, x.row
),
sent AS (
  SELECT s.hmac AS from_card, s.other_hmac AS to_card, s.on_day, s.amount_fen
  FROM statement s WHERE s.thing = '转账'
),
-- What only the receiver's bank told.
heard AS (
  SELECT s.other_hmac AS from_card, s.hmac AS to_card, s.on_day, s.amount_fen
  FROM statement s
  LEFT JOIN sent t ON t.from_card = s.other_hmac AND t.to_card = s.hmac
    AND t.amount_fen = s.amount_fen AND abs(t.on_day - s.on_day) <= %(slack_days)s
  WHERE s.thing = '入账' AND t.from_card IS NULL
),
edge AS (
  SELECT x.from_card, x.to_card, x.on_day, sum(x.amount_fen)::bigint AS fen
  FROM (SELECT * FROM sent UNION ALL SELECT * FROM heard) x
  GROUP BY x.from_card, x.to_card, x.on_day HAVING sum(x.amount_fen) >= %(least_fen)s
),
payer AS (
  SELECT a.owner AS org FROM account a
  WHERE a.book = %(book)s AND a.kind IN ('unit', 'special', 'advance')
  UNION
  SELECT p.org FROM project p WHERE p.book = %(book)s AND p.known_at <= %(known_at)s
),
official AS (SELECT DISTINCT x.hmac FROM external x WHERE x.kind IN ('cadres', 'kin')),
target AS (
  SELECT o.account_hmac AS card FROM organisation_identity o JOIN payer p ON p.org = o.org
  WHERE o.account_hmac IS NOT NULL AND o.known_at <= %(known_at)s
  UNION
  SELECT b.card_hmac FROM bank_card b
  LEFT JOIN person_identity i ON i.book = b.book AND i.person = b.person
  JOIN official f ON f.hmac = coalesce(i.id_hmac, b.holder_hmac)
  WHERE b.book = %(book)s AND b.known_at <= %(known_at)s
),
to_home AS (
  SELECT p.card_hmac AS card, p.happened_on, p.year, p.number, p.entry, p.paid_fen,
    greatest(0, coalesce(p.line_fen, 0) - p.paid_fen) AS returned_fen
  FROM banked p
),
own_account AS (
  SELECT DISTINCT o.org, o.account_hmac FROM organisation_identity o
  WHERE o.known_at <= %(known_at)s
),
to_firm AS (
  SELECT coalesce(m.card_hmac, o.account_hmac) AS card, m.happened_on, m.year, m.number, m.entry,
    m.left_fen AS paid_fen, m.amount_fen - m.left_fen AS returned_fen
  FROM effective m
  LEFT JOIN own_account o ON o.org = m.to_owner AND m.card_hmac IS NULL
  WHERE m.to_kind IN ('vendor', 'collective') AND m.from_kind NOT IN ('source', m.to_kind)
    AND m.left_fen > 0 AND coalesce(m.card_hmac, o.account_hmac) IS NOT NULL
),
credited AS (SELECT * FROM to_home UNION ALL SELECT * FROM to_firm),
seen AS (SELECT DISTINCT s.hmac AS card FROM statement s),
credit AS (
  SELECT c.card, c.happened_on AS on_day, sum(c.paid_fen)::bigint AS paid_fen,
    sum(c.returned_fen)::bigint AS returned_fen, {entry_keys("c")} AS entries
  FROM credited c
  JOIN seen s ON s.card = c.card
  LEFT JOIN target t ON t.card = c.card
  WHERE t.card IS NULL
  GROUP BY c.card, c.happened_on
),
-- From which accounts is a target within reach at all? Keeps the search off crowded accounts.
reach AS (
  SELECT t.card, 0 AS hops FROM target t
  UNION
  SELECT e.from_card, r.hops + 1 FROM reach r JOIN edge e ON e.to_card = r.card
  WHERE r.hops + 1 < %(steps)s
),
near AS (SELECT r.card, min(r.hops) AS hops FROM reach r GROUP BY r.card),
path AS (
  SELECT c.card AS start_card, c.on_day AS start_on, e.from_card, e.to_card, e.on_day,
    least(c.paid_fen + c.returned_fen, e.fen) AS fen, 1 AS step,
    ARRAY[c.card, e.to_card] AS passed
  FROM credit c
  JOIN edge e ON e.from_card = c.card AND e.on_day >= c.on_day - %(slack_days)s::integer
    AND e.on_day <= c.on_day + %(days)s::integer
  JOIN near n ON n.card = e.to_card
  UNION ALL
  SELECT p.start_card, p.start_on, e.from_card, e.to_card, e.on_day, least(p.fen, e.fen),
    p.step + 1, p.passed || e.to_card
  FROM path p
  JOIN edge e ON e.from_card = p.to_card AND e.on_day >= p.on_day - %(slack_days)s::integer
    AND e.on_day <= p.start_on + %(days)s::integer
  JOIN near h ON h.card = p.to_card AND h.hops > 0
  JOIN near n ON n.card = e.to_card AND n.hops + p.step < %(steps)s
  WHERE e.to_card <> ALL (p.passed)
),
arrival AS (
  SELECT p.start_card, p.start_on, p.from_card, p.to_card, p.on_day, max(p.fen) AS fen,
    min(p.step) AS step
  FROM path p JOIN target t ON t.card = p.to_card
  GROUP BY p.start_card, p.start_on, p.from_card, p.to_card, p.on_day
),
back AS (
  SELECT a.start_card, a.start_on, sum(a.fen)::bigint AS fen, max(a.on_day) AS back_on,
    min(a.step) AS step,
    jsonb_agg(DISTINCT left(encode(a.to_card, 'hex'), 16)) AS targets
  FROM arrival a GROUP BY a.start_card, a.start_on
),
judged AS (
  SELECT c.*, greatest(0, least(coalesce(b.fen, 0), c.paid_fen + c.returned_fen)
      - c.returned_fen)::bigint AS back_fen, b.back_on, b.step, b.targets
  FROM credit c LEFT JOIN back b ON b.start_card = c.card AND b.start_on = c.on_day
),
told AS (
  SELECT j.*, CASE WHEN NOT EXISTS (SELECT FROM target) THEN 'not_computable'
      WHEN j.back_fen > 0 AND j.back_fen * 100 >= j.paid_fen * %(percent)s THEN 'flagged'
      ELSE 'clear' END AS outcome
  FROM judged j
)
SELECT 'credit' AS subject_kind, left(encode(t.card, 'hex'), 32) || '/' || t.on_day AS subject,
  t.on_day || ' 入账 ' || {yuan("t.paid_fen")} || '，' || %(days)s || ' 天内流回 '
    || {yuan("t.back_fen")} AS title,
  t.outcome,
  CASE WHEN t.outcome = 'not_computable'
    THEN '没有单位账号，也没有干部名单（cadres）和干部的卡，不知流回给谁' END AS reason,
  t.back_fen AS amount_fen,
  CASE WHEN t.outcome = 'flagged' THEN jsonb_build_object(
    'card_digest', left(encode(t.card, 'hex'), 32), 'received_on', t.on_day,
    'credited_fen', t.paid_fen, 'returned_fen', t.returned_fen, 'back_fen', t.back_fen,
    'back_on', t.back_on, 'steps', t.step, 'targets', t.targets, 'entries', t.entries) END
    AS evidence
FROM told t
UNION ALL
SELECT 'book', 'unseen', '有收款账号没有银行流水', 'not_computable',
  '有收款账号不在银行流水名单（bank_flows）里', NULL, NULL
WHERE EXISTS (SELECT FROM statement)
  AND (EXISTS (SELECT FROM to_firm c LEFT JOIN seen s ON s.card = c.card WHERE s.card IS NULL)
    OR {CARD_WITHOUT_STATEMENT})
UNION ALL
SELECT 'book', (%(book)s)::text, '本账簿', 'not_computable', '没有银行流水名单（bank_flows）',
  NULL, NULL
WHERE NOT EXISTS (SELECT FROM statement)
""",
    due=NO_DAY,
)
