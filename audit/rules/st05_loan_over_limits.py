"""贷款超限

## 为什么是问题
小额信贷由财政贴息，超额、超期、一户多贷，或者到期后还在贴息，都是在多花财政的钱。

## 判定条件
1. 以每笔小额信贷为对象：金额超过 **amount_fen**。
2. 放款到约定到期日超过 **months** 个月。
3. 放款时同一户还有没有还清的另一笔贷款。
4. 到期日（展期、续贷的按新到期日）以后还有贴息。

金额为贷款金额；只有第 4 条的，金额为到期后的贴息。没有登记小额信贷的整个账簿列为“无法判断”。

## 不作为疑点的情形
1. 恰好等于限额、期限的。
2. 展期、无还本续贷后的新到期日，不算超过期限。
3. 前一笔在放款日或之前已还清的。
4. 没有贴息的贷款，只看第 3 条。

## 依据
银保监发〔2021〕6号：每户 5 万元以内、3 年以内；《山东省“十三五”脱贫攻坚规划》（SD76）、精河县规划
（JH473）同。

## 参数
- **amount_fen**：5000000（5万元），银保监发〔2021〕6号。
- **months**：36 个月，银保监发〔2021〕6号。
"""

from audit.days import NO_DAY
from audit.pieces import yuan
from audit.registered import counting, nothing_in
from audit.rule import Kind, LimitOf, Parameter, Rule, Severity

_LOANS = "银保监发〔2021〕6号"

RULE = Rule(
    code="ST05",
    version=1,
    name="贷款超限",
    kind=Kind.STANDARD,
    severity=Severity.MEDIUM,
    needs=frozenset({"loan", "loan_event"}),
    parameters=(
        Parameter(
            "amount_fen",
            5_000_000,
            "每户贷款限额",
            _LOANS,
            limit=LimitOf("small_loan_amount", "high"),
        ),
        Parameter(
            "months",
            36,
            "贷款期限的月数",
            _LOANS,
            limit=LimitOf("small_loan_term", "high", times=12),
        ),
    ),
    sql=f"""
WITH loans AS (
  SELECT l.* FROM {counting("loan")} l WHERE l.lent_on <= %(as_of)s
),
events AS (
  SELECT e.* FROM {counting("loan_event")} e WHERE e.happened_on <= %(as_of)s
),
ends AS (
  SELECT l.loan, greatest(l.due_on, max(e.due_on)) AS end_on
  FROM loans l LEFT JOIN events e ON e.loan = l.loan AND e.kind IN ('extended', 'renewed')
  GROUP BY l.loan, l.due_on
),
overlapping AS (
  SELECT l.loan, min(o.loan) AS other
  FROM loans l
  JOIN loans o ON o.household = l.household AND (o.lent_on, o.loan) < (l.lent_on, l.loan)
  LEFT JOIN (
    SELECT e.loan, e.happened_on, coalesce(e.amount_fen, 0) AS fen FROM events e
    WHERE e.kind = 'repaid'
  ) r ON r.loan = o.loan AND r.happened_on <= l.lent_on
  GROUP BY l.loan, o.loan, o.amount_fen HAVING coalesce(sum(r.fen), 0) < o.amount_fen
),
second AS (SELECT o.loan, min(o.other) AS other FROM overlapping o GROUP BY o.loan),
aided AS (
  SELECT e.loan, sum(e.amount_fen)::bigint AS fen, max(e.happened_on) AS last_on
  FROM events e JOIN ends d ON d.loan = e.loan
  WHERE e.kind = 'interest_aid' AND e.happened_on > d.end_on GROUP BY e.loan
),
judged AS (
  SELECT l.*, l.interest_aid AND l.amount_fen > %(amount_fen)s AS large,
    l.interest_aid AND l.due_on > l.lent_on + make_interval(months => %(months)s::integer) AS long,
    s.other, a.loan IS NOT NULL AS late, a.fen AS late_aid_fen, a.last_on, d.end_on
  FROM loans l JOIN ends d ON d.loan = l.loan
  LEFT JOIN second s ON s.loan = l.loan LEFT JOIN aided a ON a.loan = l.loan
),
told AS (
  SELECT j.*, j.large OR j.long OR j.other IS NOT NULL AS wrong FROM judged j
)
SELECT 'loan' AS subject_kind, t.loan AS subject,
  '贷款' || t.loan || ' ' || {yuan("t.amount_fen")} || concat_ws('、',
    CASE WHEN t.large THEN '超过限额' END, CASE WHEN t.long THEN '超过期限' END,
    CASE WHEN t.other IS NOT NULL THEN '一户两贷' END,
    CASE WHEN t.late THEN '到期后贴息' END) AS title,
  CASE WHEN t.wrong OR t.late THEN 'flagged' ELSE 'clear' END AS outcome, NULL AS reason,
  CASE WHEN t.wrong THEN t.amount_fen ELSE t.late_aid_fen END AS amount_fen,
  CASE WHEN t.wrong OR t.late THEN jsonb_strip_nulls(jsonb_build_object('loan', t.loan,
    'household', t.household, 'amount_fen', t.amount_fen, 'lent_on', t.lent_on,
    'due_on', t.end_on, 'loans', t.other, 'excess_fen', t.late_aid_fen,
    'last_on', t.last_on, 'faults', to_jsonb(array_remove(ARRAY[
      CASE WHEN t.large THEN '超过限额' END, CASE WHEN t.long THEN '超过期限' END,
      CASE WHEN t.other IS NOT NULL THEN '前一笔没有还清' END,
      CASE WHEN t.late THEN '到期后贴息' END], NULL)))) END AS evidence
FROM told t
UNION ALL {nothing_in("loans", "本账簿没有登记小额信贷")}
""",
    due=NO_DAY,
)
