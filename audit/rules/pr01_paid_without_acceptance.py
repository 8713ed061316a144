"""无验收付尾款

## 为什么是问题
工程没有验收就付清了款，质量和数量就没有人把关，钱也很难追回。

## 判定条件
1. 以每个有直接支付（项目→供应商、合作社）的工程、采购项目为对象，看竣工验收日之前（不含当日）
   的累计支付；没有通过的竣工验收的，看截止日前的全部支付。
2. 累计支付超过基数的 **percent**%。基数是有效合同合计；没有合同的用批复金额，没有批复的用已安排
   金额。金额为累计支付。

本账簿没有任何竣工验收（登记或“验收”环节）的，对超过比例的项目列为“无法判断”。

## 不作为疑点的情形
1. 恰好达到比例的预付款、进度款。
2. 竣工验收（合格或部分合格）当日及以后支付的款项。
3. 已退回、红冲的支付。
4. 到户补助项目（登记了补助）：没有竣工验收这一步。

通过单位报账户支付的款项没有注明项目，不计入。

## 依据
《山西省“十三五”脱贫攻坚规划》申报、评审、立项、批复、实施、监督、验收全流程监控（SX778）。

## 参数
- **percent**：90，系统默认值。恰好 90% 不列为疑点。
"""

from audit.days import NO_DAY
from audit.pieces import entry_keys, yuan
from audit.registered import ACCEPTED, PROJECT_MONEY, PROJECTS, STEPS, VENDOR_PAID, counting
from audit.rule import DEFAULT, Kind, Parameter, Rule, Severity

RULE = Rule(
    code="PR01",
    version=1,
    name="无验收付尾款",
    kind=Kind.PROCESS,
    severity=Severity.HIGH,
    needs=frozenset({"project", "acceptance", "contract", "project_approval", "entry"}),
    parameters=(Parameter("percent", 90, "验收前累计支付不超过的百分比", DEFAULT),),
    sql=f"""
WITH {PROJECTS}, {STEPS}, {ACCEPTED}, {PROJECT_MONEY}, {VENDOR_PAID},
early AS (
  SELECT v.project_key, coalesce(sum(v.left_fen) FILTER (
      WHERE f.accepted_on IS NULL OR v.happened_on < f.accepted_on), 0)::bigint AS out_fen,
    coalesce({entry_keys("v")} FILTER (
      WHERE f.accepted_on IS NULL OR v.happened_on < f.accepted_on), '[]') AS entries,
    min(f.accepted_on) AS accepted_on
  FROM vendor_paid v LEFT JOIN finished f ON f.project::text = v.project_key
  GROUP BY v.project_key
),
ordered AS (
  SELECT c.project, sum(c.amount_fen)::bigint AS fen FROM {counting("contract")} c
  WHERE c.signed_on <= %(as_of)s GROUP BY c.project
),
based AS (
  SELECT p.*, e.out_fen, e.entries, e.accepted_on,
    coalesce(o.fen, a.approved_fen, m.arranged_fen) AS base_fen,
    CASE WHEN o.fen IS NOT NULL THEN '合同' WHEN a.project IS NOT NULL THEN '批复'
      ELSE '已安排' END AS base_kind
  FROM early e
  JOIN projects p ON p.project_key = e.project_key AND p.benefit IS NULL
  JOIN project_money m ON m.project_key = e.project_key
  LEFT JOIN ordered o ON o.project = p.project
  LEFT JOIN {counting("project_approval")} a ON a.project = p.project
    AND a.approved_on <= %(as_of)s
),
judged AS (
  SELECT b.*, CASE WHEN b.out_fen * 100 <= b.base_fen * %(percent)s THEN 'clear'
      WHEN NOT EXISTS (SELECT FROM finished) THEN 'not_computable' ELSE 'flagged' END AS outcome
  FROM based b
)
SELECT 'project' AS subject_kind, j.project_key AS subject,
  '项目“' || j.name || '”验收前已支付 ' || {yuan("j.out_fen")} || '，' || j.base_kind || ' '
    || {yuan("j.base_fen")} AS title,
  j.outcome,
  CASE WHEN j.outcome = 'not_computable' THEN '本账簿没有登记竣工验收' END AS reason,
  j.out_fen AS amount_fen,
  CASE WHEN j.outcome = 'flagged' THEN jsonb_strip_nulls(jsonb_build_object(
    'project', j.project, 'project_code', j.code, 'out_fen', j.out_fen, 'base_fen', j.base_fen,
    'base_kind', j.base_kind, 'accepted_on', j.accepted_on, 'entries', j.entries)) END AS evidence
FROM judged j
""",
    due=NO_DAY,
)
