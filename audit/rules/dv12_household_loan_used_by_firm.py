"""户贷企用

## 为什么是问题
以贫困户的名义贷款、由财政贴息，钱却给了企业用，风险留给了农户和财政。

## 判定条件
1. 以每笔 **from_on** 以后放款的小额信贷为对象：放款后 **days** 天内转给同一企业的金额达到贷款的
   **percent**%。
2. 收到转款的企业从 **households** 户或更多户收到过转款。

金额为转给企业的金额。整个账簿没有登记贷款去向（转给企业）的，列为“无法判断”；没有登记小额信贷的整个
账簿列为“无法判断”。

## 不作为疑点的情形
1. **from_on** 以前放款的：当时有文件鼓励受托支付给龙头企业（SX776）。
2. 转款不到比例，企业收款的户数也不到 **households** 户的。
3. 超过 **days** 天以后的转款（正常经营付款），且企业收款户数不多的。

## 依据
银监发〔2017〕42号禁止户贷企用（待核）；《汉中市“十三五”脱贫攻坚规划》户贷企用（HZ114）。比例、
天数没有
文件规定。

## 参数
- **from_on**：2017-08-01，银监发〔2017〕42号（待核）。
- **days**：30 天，系统默认值。
- **percent**：80，系统默认值。
- **households**：3 户，系统默认值。
"""

from datetime import date

from audit.days import NO_DAY
from audit.pieces import yuan
from audit.registered import counting, nothing_in
from audit.rule import DEFAULT, Kind, Parameter, Rule, Severity

RULE = Rule(
    code="DV12",
    version=1,
    name="户贷企用",
    kind=Kind.DIVERSION,
    severity=Severity.HIGH,
    needs=frozenset({"loan", "loan_event"}),
    parameters=(
        Parameter("from_on", date(2017, 8, 1), "禁止户贷企用的日期", "银监发〔2017〕42号（待核）"),
        Parameter("days", 30, "放款到转款的天数", DEFAULT),
        Parameter("percent", 80, "转款占贷款的百分比", DEFAULT),
        Parameter("households", 3, "同一企业收款的户数", DEFAULT),
    ),
    sql=f"""
WITH loans AS (
  SELECT l.* FROM {counting("loan")} l WHERE l.lent_on <= %(as_of)s
),
passed AS (
  SELECT e.loan, e.org, e.happened_on, coalesce(e.amount_fen, l.amount_fen) AS fen, l.household,
    l.lent_on
  FROM {counting("loan_event")} e JOIN loans l ON l.loan = e.loan
  WHERE e.kind = 'paid_to' AND e.org IS NOT NULL AND e.happened_on <= %(as_of)s
    AND l.lent_on >= %(from_on)s
),
crowd AS (
  SELECT p.org, count(DISTINCT p.household) AS households FROM passed p GROUP BY p.org
),
given AS (
  SELECT p.loan, p.org, sum(p.fen)::bigint AS fen,
    coalesce(sum(p.fen) FILTER (WHERE p.happened_on - p.lent_on <= %(days)s), 0)::bigint AS soon_fen
  FROM passed p GROUP BY p.loan, p.org
),
worst AS (
  SELECT g.loan, max(g.soon_fen) AS soon_fen, sum(g.fen)::bigint AS fen,
    max(c.households) AS households, jsonb_agg(g.org ORDER BY g.org) AS orgs
  FROM given g JOIN crowd c ON c.org = g.org GROUP BY g.loan
),
judged AS (
  SELECT l.*, w.fen, w.households, w.orgs,
    CASE WHEN l.lent_on < %(from_on)s THEN 'clear'
      WHEN w.soon_fen * 100 >= l.amount_fen * %(percent)s OR w.households >= %(households)s
        THEN 'flagged'
      WHEN NOT EXISTS (SELECT FROM passed) THEN 'not_computable'
      ELSE 'clear' END AS outcome
  FROM loans l LEFT JOIN worst w ON w.loan = l.loan
)
SELECT 'loan' AS subject_kind, j.loan AS subject,
  '贷款' || j.loan || '转给企业 ' || {yuan("coalesce(j.fen, 0)")} AS title, j.outcome,
  CASE WHEN j.outcome = 'not_computable' THEN '本账簿没有登记贷款资金去向' END AS reason,
  j.fen AS amount_fen,
  CASE WHEN j.outcome = 'flagged' THEN jsonb_build_object('loan', j.loan,
    'household', j.household, 'lent_on', j.lent_on, 'amount_fen', j.amount_fen,
    'paid_fen', j.fen, 'orgs', j.orgs, 'household_count', j.households) END AS evidence
FROM judged j
UNION ALL {nothing_in("loans", "本账簿没有登记小额信贷")}
""",
    due=NO_DAY,
)
