"""整数金额过多

## 为什么是问题
真实的工程结算、货款很少正好是整万。一个单位付出去的款项整万的特别多，可能是先定金额、后补资料。

## 判定条件
1. 以每个付款单位为对象：项目直接付给供应商的，付款单位是项目的实施单位；由单位报账户、专户、暂付款
   支付的，是账户的所有者。款项扣除已退回、红冲的。
2. 至少 **payments** 笔，其中金额为 **round_fen** 分整数倍的至少 **least** 笔，占比超过
   其他单位合计占比的 **times** 倍。金额为整数款项的合计；恰好等于不算过多。

不足 **payments** 笔的单位，其他单位合计不足 **payments** 笔的，列为“无法判断”；没有登记实施单位的
项目付款，列为“无法判断”。

## 不作为疑点的情形
1. 占比和其他单位相近的：按定额、按进度切块付款的地方，大家都整。
2. 整数款项不足 **least** 笔的。
3. 到户补助、拨到单位的款项，不是交易。

## 依据
审计软件（ACL）的整数测试。误报多，严重程度为“低”，只作为抽查的方向。

## 参数
- **payments**：30 笔，系统默认值。
- **round_fen**：1000000 分（1万元），系统默认值。
- **times**：2 倍，系统默认值。
- **least**：5 笔，系统默认值。
"""

from audit.days import NO_DAY
from audit.pieces import yuan
from audit.rule import DEFAULT, Kind, Parameter, Rule, Severity

RULE = Rule(
    code="IN07",
    version=1,
    name="整数金额过多",
    kind=Kind.INTEGRITY,
    severity=Severity.LOW,
    needs=frozenset({"entry", "project"}),
    parameters=(
        Parameter("payments", 30, "至少多少笔", DEFAULT),
        Parameter("round_fen", 1_000_000, "整数的单位，分", DEFAULT),
        Parameter("times", 2, "其他单位占比的倍数", DEFAULT),
        Parameter("least", 5, "至少多少笔整数", DEFAULT),
    ),
    sql=f"""
WITH payment AS (
  SELECT m.year, m.number, m.entry, m.amount_fen AS fen,
    m.amount_fen %% %(round_fen)s = 0 AS is_round,
    CASE WHEN m.from_kind = 'project' THEN coalesce(p.org, '') ELSE m.from_owner END AS payer
  FROM effective m
  LEFT JOIN project p ON p.book = %(book)s AND p.project::text = m.from_owner
  WHERE m.to_kind = 'vendor' AND m.left_fen > 0
    AND m.from_kind IN ('project', 'unit', 'special', 'advance')
),
payer AS (
  SELECT p.payer, count(*) AS n, count(*) FILTER (WHERE p.is_round) AS rounds,
    coalesce(sum(p.fen) FILTER (WHERE p.is_round), 0)::bigint AS round_fen
  FROM payment p GROUP BY p.payer
),
compared AS (
  SELECT p.*, t.n - p.n AS other_n, t.rounds - p.rounds AS other_rounds
  FROM payer p
  CROSS JOIN (SELECT sum(n)::bigint AS n, sum(rounds)::bigint AS rounds FROM payer) t
),
told AS (
  SELECT c.*, CASE WHEN c.payer = '' THEN 'not_computable'
      WHEN c.n < %(payments)s OR c.other_n < %(payments)s THEN 'not_computable'
      WHEN c.rounds >= %(least)s
        AND c.rounds * c.other_n > %(times)s::bigint * c.other_rounds * c.n THEN 'flagged'
      ELSE 'clear' END AS outcome
  FROM compared c
),
shown AS (
  SELECT s.payer, jsonb_agg(jsonb_build_object('book', %(book)s::integer, 'year', s.year,
    'number', s.number, 'entry', s.entry) ORDER BY s.year, s.number, s.entry) AS entries
  FROM (
    SELECT p.*, row_number() OVER (PARTITION BY p.payer
      ORDER BY p.fen DESC, p.year, p.number, p.entry) AS place
    FROM payment p WHERE p.is_round
  ) s WHERE s.place <= 10 GROUP BY s.payer
)
SELECT 'payer' AS subject_kind, coalesce(nullif(t.payer, ''), '没有登记') AS subject,
  '一个单位付给供应商 ' || t.n || ' 笔，其中整数 ' || t.rounds || ' 笔 ' || {yuan("t.round_fen")}
    AS title,
  t.outcome,
  CASE WHEN t.outcome <> 'not_computable' THEN NULL
    WHEN t.payer = '' THEN '项目没有登记实施单位'
    WHEN t.n < %(payments)s THEN '单位付给供应商的款项太少，不能比较占比'
    ELSE '其他单位付给供应商的款项太少，没有可比的' END AS reason,
  t.round_fen AS amount_fen,
  CASE WHEN t.outcome = 'flagged' THEN jsonb_build_object('org', t.payer, 'payment_count', t.n,
    'round_count', t.rounds, 'other_payment_count', t.other_n,
    'other_round_count', t.other_rounds, 'paid_fen', t.round_fen, 'entries', s.entries) END
    AS evidence
FROM told t LEFT JOIN shown s ON s.payer = t.payer
""",
    due=NO_DAY,
)
