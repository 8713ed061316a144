"""主体异常

## 为什么是问题
统一社会信用代码不对、已经注销、刚刚成立的公司拿到合同，常常是为套取资金设的空壳。

## 判定条件
1. 以每份合同为对象，供应商工商登记的统一社会信用代码校验不通过。
2. 供应商在签订日或之前已经注销。
3. 供应商成立到中标（没有中标日的用签订日）不足 **days** 天。

金额为合同金额。供应商没有工商登记信息的，列为“无法判断”；账簿没有登记合同的也列为“无法判断”。

## 不作为疑点的情形
1. 签订以后才注销的。
2. 恰好满 **days** 天的。
3. 新成立的村集体经济组织、合作社：只免第 3 条，因为它们常随项目成立。

## 依据
GB 32100（统一社会信用代码校验）。天数没有文件规定。

## 参数
- **days**：180 天，系统默认值。
"""

from audit.days import NO_DAY
from audit.registered import counting, nothing_in
from audit.rule import DEFAULT, Kind, Parameter, Rule, Severity

RULE = Rule(
    code="CN09",
    version=1,
    name="主体异常",
    kind=Kind.CONCENTRATION,
    severity=Severity.MEDIUM,
    needs=frozenset({"contract", "organisation", "organisation_fact"}),
    parameters=(Parameter("days", 180, "成立到中标应满的天数", DEFAULT),),
    sql=f"""
WITH contracts AS (
  SELECT c.* FROM {counting("contract")} c WHERE c.signed_on <= %(as_of)s
),
facts AS (
  SELECT DISTINCT ON (f.org) f.* FROM organisation_fact f
  WHERE f.known_at <= %(known_at)s AND f.valid_from <= %(as_of)s
  ORDER BY f.org, f.valid_from DESC, f.known_at DESC
),
judged AS (
  SELECT c.*, f.org IS NULL AS unknown, f.registered_on, f.cancelled_on,
    coalesce(NOT f.credit_code_valid, false) AS wrong_code,
    coalesce(f.cancelled_on <= c.signed_on, false) AS cancelled,
    coalesce(coalesce(c.awarded_on, c.signed_on) - f.registered_on < %(days)s
      AND o.kind NOT IN ('village', 'cooperative'), false) AS young
  FROM contracts c
  JOIN organisation o ON o.org = c.supplier
  LEFT JOIN facts f ON f.org = c.supplier
)
SELECT 'contract' AS subject_kind, j.contract AS subject,
  '合同' || j.contract || '的供应商' || concat_ws('、',
    CASE WHEN j.wrong_code THEN '信用代码不对' END,
    CASE WHEN j.cancelled THEN '已注销' END, CASE WHEN j.young THEN '刚成立' END) AS title,
  CASE WHEN j.unknown THEN 'not_computable' WHEN j.wrong_code OR j.cancelled OR j.young
    THEN 'flagged' ELSE 'clear' END AS outcome,
  CASE WHEN j.unknown THEN '供应商没有工商登记信息' END AS reason, j.amount_fen,
  CASE WHEN j.wrong_code OR j.cancelled OR j.young THEN jsonb_strip_nulls(jsonb_build_object(
    'contract', j.contract, 'supplier', j.supplier, 'signed_on', j.signed_on,
    'contract_fen', j.amount_fen, 'registered_on', j.registered_on,
    'cancelled_on', j.cancelled_on, 'faults', to_jsonb(array_remove(ARRAY[
      CASE WHEN j.wrong_code THEN '信用代码校验不通过' END,
      CASE WHEN j.cancelled THEN '签订时已注销' END,
      CASE WHEN j.young THEN '成立不久' END], NULL)))) END AS evidence
FROM judged j
UNION ALL {nothing_in("contracts", "本账簿没有登记合同")}
""",
    due=NO_DAY,
)
