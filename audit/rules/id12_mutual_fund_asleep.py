"""互助资金沉睡

## 为什么是问题
互助资金是借给户发展生产、周转使用的。多年一笔也不借、不还，要么没有人管，要么已经在别人手里：
内蒙古有
旗县投入24个村级互助社380万元，只剩9个，一个村支书把14万元拿了十年。

## 判定条件
1. 以账上有结存的每个互助资金、周转金账户的所有者为对象，看最近一次动静：
   账上的收付（年度结转不算），
   以及它放的小额信贷（贷款登记的银行就是这个互助组织）的放款、还款等。
2. 最近一次动静到截止日超过 **days** 天。金额为结存；第 **days** 天当天不算。

没有登记过任何互助组织的借款的账簿，不知道钱有没有在借，超过天数的列为“无法判断”。

## 不作为疑点的情形
1. **days** 天之内有借有还，或账上有收付的。
2. 已经收回、退回，没有结存的。
3. 财政专户、单位账户里的资金（由“闲置一年以上”看）。

## 依据
公开案件：内蒙古某旗村级互助社资金（2010—2020年）；《汉中市“十三五”脱贫攻坚规划》互助资金（HZ50）。
天数没有文件规定。“闲置一年以上”不看互助资金，所以另立这条；它不在最初的目录里。

## 参数
- **days**：365 天，系统默认值。
"""

from audit.days import coming, first_of
from audit.pieces import yuan
from audit.registered import counting
from audit.rule import DEFAULT, Kind, Parameter, Rule, Severity

RULE = Rule(
    code="ID12",
    version=1,
    name="互助资金沉睡",
    kind=Kind.IDLE,
    severity=Severity.MEDIUM,
    needs=frozenset({"flow", "account", "loan", "loan_event", "organisation"}),
    parameters=(Parameter("days", 365, "没有动静的天数", DEFAULT),),
    sql=f"""
WITH step AS (
  SELECT f.to_owner AS owner, f.happened_on, f.amount_fen AS fen, f.year, f.number
  FROM flowed f WHERE f.to_kind = 'revolving' AND f.from_kind <> 'revolving'
  UNION ALL
  SELECT f.from_owner, f.happened_on, -f.amount_fen, f.year, f.number
  FROM flowed f WHERE f.from_kind = 'revolving' AND f.to_kind <> 'revolving'
),
society AS (
  SELECT s.owner, sum(s.fen)::bigint AS stands_fen, max(s.happened_on) AS moved_on,
    jsonb_agg(DISTINCT jsonb_build_object('book', %(book)s::integer, 'year', s.year,
      'number', s.number)) AS vouchers
  FROM step s GROUP BY s.owner HAVING sum(s.fen) > 0
),
lending AS (
  SELECT l.loan, l.lent_on, o.org AS owner
  FROM {counting("loan")} l JOIN organisation o ON o.name = l.bank OR o.org = l.bank
  JOIN society s ON s.owner = o.org
  WHERE l.lent_on <= %(as_of)s
),
lent AS (
  SELECT x.owner, max(x.on_day) AS lent_on FROM (
    SELECT l.owner, l.lent_on AS on_day FROM lending l
    UNION ALL
    SELECT l.owner, e.happened_on FROM lending l
    JOIN {counting("loan_event")} e ON e.loan = l.loan AND e.happened_on <= %(as_of)s
  ) x GROUP BY x.owner
),
judged AS (
  SELECT s.*, greatest(s.moved_on, l.lent_on) AS last_on FROM society s
  LEFT JOIN lent l ON l.owner = s.owner
),
told AS (
  SELECT j.*, CASE WHEN %(as_of)s::date - j.last_on <= %(days)s THEN 'clear'
      WHEN NOT EXISTS (SELECT FROM lent) THEN 'not_computable' ELSE 'flagged' END AS outcome
  FROM judged j
)
SELECT 'society' AS subject_kind, coalesce(nullif(t.owner, ''), '没有登记') AS subject,
  '互助资金 ' || {yuan("t.stands_fen")} || ' 自 ' || t.last_on || ' 起没有动静' AS title,
  t.outcome,
  CASE WHEN t.outcome = 'not_computable' THEN '没有登记互助组织的借款（loan）' END AS reason,
  t.stands_fen AS amount_fen,
  CASE WHEN t.outcome = 'flagged' THEN jsonb_build_object('owner', t.owner,
    'last_moved_on', t.last_on, 'stands_fen', t.stands_fen, 'vouchers', t.vouchers) END AS evidence
FROM told t
""",
    due=first_of(
        """
SELECT f.happened_on + %(days)s::integer + 1 FROM flowed f
WHERE f.from_kind = 'revolving' OR f.to_kind = 'revolving'""",
        coming("loan", "r.lent_on + %(days)s::integer + 1"),
        coming("loan_event", "r.happened_on + %(days)s::integer + 1"),
    ),
)
