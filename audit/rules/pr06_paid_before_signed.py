"""先付款后签约

## 为什么是问题
钱先付出去，合同、投资协议后补，多半是为了把套出来的钱做平。安徽公布的案例里，30万元专项资金用一份假的
投资协议套出，合同日期晚于付款。

## 判定条件
1. 以每个“项目 × 收款单位”为对象：有合同或帮扶协议的，看最早的签订日以前付给它的款项
   （项目付给供应商、村集体、合作社、企业），没有退回的合计大于零。金额为合计。

没有登记合同、也没有登记帮扶协议的整个账簿列为“无法判断”。

## 不作为疑点的情形
1. 签订当日及以后的付款。
2. 签订以前付的、已经退回或红冲的。
3. 没有合同、也没有协议的收款单位（零星采购，由“无利益联结”“无验收付尾款”看）。
4. 作废的合同不算，补签在付款以前的另一份合同算。

## 依据
《中华人民共和国政府采购法》先签合同后付款（条号待核）；安徽公布的案例。

## 参数
无。
"""

from audit.days import NO_DAY
from audit.pieces import entry_keys, yuan
from audit.registered import PROJECTS, VENDOR_PAID, counting, nothing_in
from audit.rule import Kind, Rule, Severity

RULE = Rule(
    code="PR06",
    version=1,
    name="先付款后签约",
    kind=Kind.PROCESS,
    severity=Severity.MEDIUM,
    needs=frozenset({"contract", "support_agreement", "entry"}),
    sql=f"""
WITH {PROJECTS}, {VENDOR_PAID},
deals AS (
  SELECT c.project::text AS project_key, c.supplier AS payee, c.contract AS paper, c.signed_on
  FROM {counting("contract")} c WHERE c.signed_on <= %(as_of)s
  UNION ALL
  SELECT a.project::text, a.org, a.agreement, a.signed_on
  FROM {counting("support_agreement")} a WHERE a.signed_on <= %(as_of)s
),
signed AS (
  SELECT d.project_key, d.payee, min(d.signed_on) AS signed_on,
    jsonb_agg(d.paper ORDER BY d.signed_on, d.paper) AS papers
  FROM deals d GROUP BY d.project_key, d.payee
),
early AS (
  SELECT v.project_key, v.payee, sum(v.left_fen)::bigint AS fen, min(v.happened_on) AS first_on,
    {entry_keys("v")} AS entries
  FROM vendor_paid v
  JOIN signed s ON s.project_key = v.project_key AND s.payee = v.payee
    AND v.happened_on < s.signed_on
  GROUP BY v.project_key, v.payee
)
SELECT 'payee' AS subject_kind, concat_ws('/', s.project_key, s.payee) AS subject,
  concat('项目“', p.name, '”签约前付款 ', {yuan("coalesce(e.fen, 0)")}) AS title,
  CASE WHEN e.fen > 0 THEN 'flagged' ELSE 'clear' END AS outcome, NULL AS reason,
  e.fen AS amount_fen,
  CASE WHEN e.fen > 0 THEN jsonb_build_object('project', s.project_key,
    'project_code', p.code, 'org', s.payee, 'contracts', s.papers, 'signed_on', s.signed_on,
    'first_on', e.first_on, 'paid_fen', e.fen, 'entries', e.entries) END AS evidence
FROM signed s
LEFT JOIN projects p ON p.project_key = s.project_key
LEFT JOIN early e ON e.project_key = s.project_key AND e.payee = s.payee
UNION ALL {nothing_in("deals", "本账簿没有登记合同和帮扶协议")}
""",
    due=NO_DAY,
)
