"""互助资金违规借款

## 为什么是问题
村互助资金是给社员周转的小额借款。借给村里盖楼还债、超过每户限额、借出去多年不还，资金社就空了。内蒙古
一个旗24个村互助社只剩9个，广东饶平把19.8万元互助资金借给村里建办公楼。

## 判定条件
1. 以互助资金的每笔借款（出借方名称有“互助”，或者账上给它拨过互助资金、周转金）为对象：
   金额超过限额。限额是当地登记的标准（limit_standard 的
   mutual_loan，以区划最具体的一行为准），没有的用 **amount_fen**。金额为借款金额。
2. 借款转给了单位（不是社员）。
3. 到期（展期、续借的按新到期日）超过 **days** 天没有还清。只有这一条的，金额为没有还的部分。

没有登记互助资金借款的整个账簿列为“无法判断”。

## 不作为疑点的情形
1. 恰好等于限额的。
2. 到期 **days** 天以内的，或已经还清的。
3. 展期以后还没有到期的。
4. 银行、信用社的贷款（由“贷款超限”看）。

## 依据
国开办发〔2009〕103号贫困村互助资金试点：单笔借款一般不超过5000元（待核）。天数没有文件规定。

## 参数
- **amount_fen**：500000（5000元），国开办发〔2009〕103号（待核）。
- **days**：30 天，系统默认值。
"""

from audit.days import coming, first_of
from audit.pieces import region_prefix, yuan
from audit.registered import counting, nothing_in
from audit.rule import DEFAULT, Kind, Parameter, Rule, Severity

RULE = Rule(
    code="ST10",
    version=1,
    name="互助资金违规借款",
    kind=Kind.STANDARD,
    severity=Severity.HIGH,
    needs=frozenset(
        {"loan", "loan_event", "limit_standard", "organisation", "book_region", "entry"}
    ),
    parameters=(
        Parameter(
            "amount_fen", 500_000, "没有登记标准时的单笔限额", "国开办发〔2009〕103号（待核）"
        ),
        Parameter("days", 30, "到期以后的宽限天数", DEFAULT),
    ),
    sql=f"""
WITH fund AS (
  SELECT DISTINCT w.to_owner AS owner FROM flowed w WHERE w.to_kind = 'revolving'
),
loans AS (
  SELECT l.* FROM {counting("loan")} l
  LEFT JOIN organisation o ON o.org = l.bank
  LEFT JOIN fund f ON f.owner = l.bank
  WHERE l.lent_on <= %(as_of)s
    AND (f.owner IS NOT NULL OR o.name LIKE '%%互助%%' OR l.bank LIKE '%%互助%%')
),
events AS (
  SELECT e.loan, max(e.due_on) FILTER (WHERE e.kind IN ('extended', 'renewed')) AS due_on,
    coalesce(sum(e.amount_fen) FILTER (WHERE e.kind = 'repaid'), 0)::bigint AS repaid_fen,
    min(e.org) FILTER (WHERE e.kind = 'paid_to') AS org
  FROM {counting("loan_event")} e WHERE e.happened_on <= %(as_of)s GROUP BY e.loan
),
place AS (
  SELECT DISTINCT ON (r.book) r.region FROM book_region r WHERE r.book = %(book)s
  ORDER BY r.book, r.valid_from DESC
),
limited AS (
  SELECT DISTINCT ON (l.loan) l.loan, s.code, s.high
  FROM loans l
  CROSS JOIN place p
  JOIN limit_standard s ON s.subject = 'mutual_loan' AND s.kind = 'maximum'
    AND s.valid_from <= l.lent_on AND (s.valid_to IS NULL OR s.valid_to > l.lent_on)
    AND starts_with(p.region, {region_prefix("s.region")})
  ORDER BY l.loan, length({region_prefix("s.region")}) DESC, s.high, s.code
),
judged AS (
  SELECT l.*, m.code, coalesce(m.high, %(amount_fen)s)::bigint AS limit_fen, e.org,
    greatest(l.due_on, e.due_on) AS end_on,
    greatest(l.amount_fen - coalesce(e.repaid_fen, 0), 0) AS left_fen
  FROM loans l
  LEFT JOIN events e ON e.loan = l.loan
  LEFT JOIN limited m ON m.loan = l.loan
),
told AS (
  SELECT j.*, j.amount_fen > j.limit_fen AS large, j.org IS NOT NULL AS to_unit,
    j.left_fen > 0 AND %(as_of)s::date - j.end_on > %(days)s AS overdue
  FROM judged j
)
SELECT 'loan' AS subject_kind, t.loan AS subject,
  concat('互助资金借款', t.loan, ' ', {yuan("t.amount_fen")}, concat_ws('、',
    CASE WHEN t.large THEN '超过限额' END, CASE WHEN t.to_unit THEN '借给单位' END,
    CASE WHEN t.overdue THEN '到期没有还清' END)) AS title,
  CASE WHEN t.large OR t.to_unit OR t.overdue THEN 'flagged' ELSE 'clear' END AS outcome,
  NULL AS reason,
  CASE WHEN t.large OR t.to_unit THEN t.amount_fen ELSE t.left_fen END AS amount_fen,
  CASE WHEN t.large OR t.to_unit OR t.overdue THEN jsonb_strip_nulls(jsonb_build_object(
    'loan', t.loan, 'household', t.household, 'amount_fen', t.amount_fen, 'org', t.org,
    'limit_fen', t.limit_fen, 'limit_code', t.code, 'lent_on', t.lent_on, 'due_on', t.end_on,
    'missing_fen', CASE WHEN t.overdue THEN t.left_fen END,
    'faults', to_jsonb(array_remove(ARRAY[CASE WHEN t.large THEN '超过限额' END,
      CASE WHEN t.to_unit THEN '借给单位' END, CASE WHEN t.overdue THEN '到期没有还清' END],
      NULL)))) END AS evidence
FROM told t
UNION ALL {nothing_in("loans", "本账簿没有登记互助资金借款")}
""",
    due=first_of(
        coming("loan", "r.due_on + %(days)s::integer + 1"),
        coming("loan_event", "r.due_on + %(days)s::integer + 1"),
    ),
)
