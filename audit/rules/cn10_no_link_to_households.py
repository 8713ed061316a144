"""无利益联结

## 为什么是问题
扶贫资金给了企业、合作社，却没有带动任何农户，或者约定的分红没有兑现。
2018年审计发现 10.92 亿元投给企业
后没有与贫困户建立利益联结。

## 判定条件
1. 以每份扶持金额大于零的帮扶协议为对象：签订超过 **days** 天，没有登记任何受益户。金额为扶持金额。
2. 到期超过 **grace_days** 天的约定分红，累计大于这家单位签订以后分给农户的款项（从它的代持款付给
   农户）。金额为少分的部分；两条都有的，取扶持金额。
3. 项目直接付给村集体、合作社、企业代持的款项，收款方没有任何帮扶协议。金额为付款合计。

整个账簿没有登记帮扶协议的，第 3 条的收款方列为“无法判断”，没有这样的付款的整个账簿列为“无法判断”。

## 不作为疑点的情形
1. 签订 **days** 天以内、到期 **grace_days** 天以内的。
2. 分红足额的，哪怕分几次。
3. 已作废的协议；协议在约定分红到期日以前已经终止的，这一期不算。

## 依据
《汉中市“十三五”脱贫攻坚规划》折股量化、收益归村集体和贫困户（HZ106）；2018年审计。
天数没有文件规定。

## 参数
- **days**：90 天，系统默认值。
- **grace_days**：30 天，系统默认值。
"""

from audit.days import coming, first_of
from audit.pieces import entry_keys, yuan
from audit.registered import VENDOR_PAID, counting
from audit.rule import DEFAULT, Kind, Parameter, Rule, Severity

RULE = Rule(
    code="CN10",
    version=2,
    name="无利益联结",
    kind=Kind.CONCENTRATION,
    severity=Severity.HIGH,
    needs=frozenset({"support_agreement", "dividend_due", "beneficiary", "entry"}),
    parameters=(
        Parameter("days", 90, "签订后应登记受益户的天数", DEFAULT),
        Parameter("grace_days", 30, "分红到期后的宽限天数", DEFAULT),
    ),
    sql=f"""
WITH {VENDOR_PAID},
deals AS (
  SELECT a.* FROM {counting("support_agreement")} a WHERE a.signed_on <= %(as_of)s
),
linked AS (
  SELECT DISTINCT b.project, b.agreement FROM {counting("beneficiary")} b
  WHERE b.valid_from <= %(as_of)s
),
promised AS (
  SELECT d.agreement, sum(d.agreed_fen)::bigint AS fen, max(d.due_on) AS due_on
  FROM {counting("dividend_due")} d JOIN deals a ON a.agreement = d.agreement
  WHERE %(as_of)s::date - d.due_on > %(grace_days)s
    AND (a.valid_to IS NULL OR a.valid_to > d.due_on)
  GROUP BY d.agreement
),
shared AS (
  SELECT w.from_owner AS org, w.happened_on, w.amount_fen AS fen FROM flowed w
  WHERE w.from_kind = 'collective' AND w.to_kind = 'household'
  UNION ALL
  SELECT w.to_owner, w.happened_on, -w.amount_fen FROM flowed w
  WHERE w.from_kind = 'household' AND w.to_kind = 'collective'
),
given AS (
  SELECT d.agreement, sum(s.fen)::bigint AS fen FROM deals d JOIN shared s ON s.org = d.org
  WHERE s.happened_on >= d.signed_on GROUP BY d.agreement
),
judged AS (
  SELECT d.*, %(as_of)s::date - d.signed_on > %(days)s AND NOT EXISTS (SELECT FROM linked l
      WHERE l.agreement = d.agreement)
    AND NOT EXISTS (SELECT FROM linked l WHERE l.project = d.project AND l.agreement IS NULL)
      AS unlinked,
    coalesce(p.fen, 0) > coalesce(g.fen, 0) AS short, p.fen AS agreed_fen, p.due_on,
    coalesce(g.fen, 0) AS dividend_fen
  FROM deals d
  LEFT JOIN promised p ON p.agreement = d.agreement
  LEFT JOIN given g ON g.agreement = d.agreement
  WHERE d.support_fen > 0
),
unbound AS (
  SELECT v.payee, sum(v.left_fen)::bigint AS fen, {entry_keys("v")} AS entries
  FROM vendor_paid v LEFT JOIN deals d ON d.org = v.payee
  WHERE v.to_kind = 'collective' AND d.org IS NULL GROUP BY v.payee
)
SELECT 'agreement' AS subject_kind, j.agreement AS subject,
  '协议' || j.agreement || CASE WHEN j.unlinked THEN '没有登记受益户' ELSE '分红不足' END AS title,
  CASE WHEN j.unlinked OR j.short THEN 'flagged' ELSE 'clear' END AS outcome, NULL AS reason,
  CASE WHEN j.unlinked THEN j.support_fen ELSE j.agreed_fen - j.dividend_fen END AS amount_fen,
  CASE WHEN j.unlinked OR j.short THEN jsonb_strip_nulls(jsonb_build_object(
    'agreement', j.agreement, 'org', j.org, 'project', j.project, 'signed_on', j.signed_on,
    'support_fen', j.support_fen, 'agreed_fen', j.agreed_fen, 'dividend_fen', j.dividend_fen,
    'due_on', j.due_on, 'faults', to_jsonb(array_remove(ARRAY[
      CASE WHEN j.unlinked THEN '没有登记受益户' END,
      CASE WHEN j.short THEN '分红不足' END], NULL)))) END AS evidence
FROM judged j
UNION ALL
SELECT 'payee', u.payee, '付给没有帮扶协议的单位 ' || {yuan("u.fen")},
  CASE WHEN EXISTS (SELECT FROM deals) THEN 'flagged' ELSE 'not_computable' END,
  CASE WHEN NOT EXISTS (SELECT FROM deals) THEN '本账簿没有登记帮扶协议' END, u.fen,
  CASE WHEN EXISTS (SELECT FROM deals) THEN jsonb_build_object('org', u.payee, 'paid_fen', u.fen,
    'entries', u.entries) END
FROM unbound u
UNION ALL
SELECT 'book', (%(book)s)::text, '本账簿', 'not_computable', '本账簿没有登记帮扶协议',
  NULL::bigint, NULL::jsonb
WHERE NOT EXISTS (SELECT FROM deals) AND NOT EXISTS (SELECT FROM unbound)
""",
    due=first_of(
        coming("dividend_due", "r.due_on + %(grace_days)s::integer + 1"),
        coming("support_agreement", "r.signed_on + %(days)s::integer + 1"),
    ),
)
