"""超验收付款

## 为什么是问题
验收确认的工程量乘以单价，就是该付的钱。付多了，多半是虚报工程量，或者验收走了过场。四川理县一条村道
因此多付 4.33 万元。

## 判定条件
1. 以每个已竣工验收、验收登记了价值的项目为对象：直接付给供应商、合作社的款项，
   超过各次竣工验收确认价值的
   合计 **tolerance_fen** 以上。金额为超出部分。

没有登记竣工验收的整个账簿列为“无法判断”。

## 不作为疑点的情形
1. 超出不到 **tolerance_fen** 的尾差。
2. 多付后已经退回、红冲的。
3. 还没有竣工验收的项目（由“无验收付尾款”看）。
4. 以后补登的验收（变更增加的工程量）合计够了的。

## 依据
四川理县案例（验收不严多付工程款）；《山西省“十三五”脱贫攻坚规划》验收全流程监控（SX778）。

## 参数
- **tolerance_fen**：100（1元），系统默认值。恰好超出 1 元列为疑点。
"""

from audit.days import NO_DAY
from audit.pieces import entry_keys, yuan
from audit.registered import PROJECTS, VENDOR_PAID, counting, nothing_in
from audit.rule import DEFAULT, Kind, Parameter, Rule, Severity

RULE = Rule(
    code="PR04",
    version=1,
    name="超验收付款",
    kind=Kind.PROCESS,
    severity=Severity.HIGH,
    needs=frozenset({"project", "acceptance", "entry"}),
    parameters=(Parameter("tolerance_fen", 100, "列为疑点的最小超出金额", DEFAULT),),
    sql=f"""
WITH {PROJECTS}, {VENDOR_PAID},
final AS (
  SELECT a.project, max(a.accepted_on) AS accepted_on, sum(a.value_fen)::bigint AS accepted_fen,
    jsonb_agg(a.acceptance ORDER BY a.acceptance) AS numbers
  FROM {counting("acceptance")} a
  WHERE a.final AND a.result <> 'failed' AND a.accepted_on <= %(as_of)s
  GROUP BY a.project
),
spent AS (
  SELECT v.project_key, sum(v.left_fen)::bigint AS fen, {entry_keys("v")} AS entries
  FROM vendor_paid v GROUP BY v.project_key
),
judged AS (
  SELECT p.*, f.accepted_on, f.accepted_fen, f.numbers, coalesce(s.fen, 0) AS spent_fen, s.entries,
    coalesce(s.fen, 0) - f.accepted_fen >= %(tolerance_fen)s AS over
  FROM final f JOIN projects p ON p.project = f.project
  LEFT JOIN spent s ON s.project_key = p.project_key
)
SELECT 'project' AS subject_kind, j.project_key AS subject,
  '项目“' || j.name || '”验收 ' || {yuan("j.accepted_fen")} || '，已付 ' || {yuan("j.spent_fen")}
    AS title,
  CASE WHEN j.over THEN 'flagged' ELSE 'clear' END AS outcome, NULL AS reason,
  j.spent_fen - j.accepted_fen AS amount_fen,
  CASE WHEN j.over THEN jsonb_build_object('project', j.project, 'project_code', j.code,
    'accepted_on', j.accepted_on, 'accepted_fen', j.accepted_fen, 'acceptance', j.numbers,
    'paid_fen', j.spent_fen, 'entries', j.entries) END AS evidence
FROM judged j
UNION ALL {nothing_in("final", "本账簿没有登记竣工验收")}
""",
    due=NO_DAY,
)
