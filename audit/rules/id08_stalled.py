"""项目停滞

## 为什么是问题
项目批了不开工，开工了没有下文，资金就跟着停在账上。

## 判定条件
1. 以每个有“批复”环节、截止日没有竣工验收也没有出库的项目为对象：批复后超过 **start_days** 天
   （计划开工日
   更晚的从计划开工日起算）没有“实施”环节，也没有支付。
2. 已经开工或已有支付，而最近一次动静（环节、里程碑完成、检查、阶段验收、拨付支付）之后超过
   **quiet_days** 天再没有动静。

金额为项目账上的结存。已安排资金、却没有批复环节的项目，列为“无法判断”。

## 不作为疑点的情形
1. 恰好第 **start_days**、**quiet_days** 天。
2. 计划开工日还没有到，或到了以后不足 **start_days** 天。
3. 已竣工验收或已出库的项目。
4. 到户补助项目（登记了补助）：没有开工竣工。

## 依据
《山西省“十三五”脱贫攻坚规划》全流程监控（SX778）。天数没有文件规定。

## 参数
- **start_days**：90 天，系统默认值。
- **quiet_days**：180 天，系统默认值。
"""

from audit.days import coming, first_of
from audit.registered import ACCEPTED, PROJECT_MONEY, PROJECTS, STEPS, counting
from audit.rule import DEFAULT, Kind, Parameter, Rule, Severity

RULE = Rule(
    code="ID08",
    version=1,
    name="项目停滞",
    kind=Kind.IDLE,
    severity=Severity.MEDIUM,
    needs=frozenset({"project", "project_event", "project_milestone", "inspection", "entry"}),
    parameters=(
        Parameter("start_days", 90, "批复后应开工的天数", DEFAULT),
        Parameter("quiet_days", 180, "开工后没有动静的天数", DEFAULT),
    ),
    sql=f"""
WITH {PROJECTS}, {STEPS}, {ACCEPTED}, {PROJECT_MONEY},
stirred AS (
  SELECT x.project, max(x.on_day) AS last_on FROM (
    SELECT s.project, s.last_on AS on_day FROM steps s WHERE s.kind IN ('started', 'supervised')
    UNION ALL
    SELECT m.project, m.done_on FROM {counting("project_milestone")} m
    WHERE m.done_on <= %(as_of)s
    UNION ALL
    SELECT i.project, i.inspected_on FROM {counting("inspection")} i
    WHERE i.inspected_on <= %(as_of)s
    UNION ALL
    SELECT a.project, a.accepted_on FROM {counting("acceptance")} a
    WHERE a.accepted_on <= %(as_of)s
    UNION ALL
    SELECT p.project, m.last_out_on FROM project_money m
    JOIN projects p ON p.project_key = m.project_key
  ) x GROUP BY x.project
),
running AS (
  SELECT p.*, a.first_on AS approved_on, greatest(a.first_on, p.starts_on) AS begins_on,
    t.last_on, coalesce(m.stands_fen, 0) AS stands_fen, coalesce(m.arranged_fen, 0) AS arranged_fen
  FROM projects p
  LEFT JOIN steps a ON a.project = p.project AND a.kind = 'approved'
  LEFT JOIN steps gone ON gone.project = p.project AND gone.kind = 'removed'
  LEFT JOIN finished f ON f.project = p.project
  LEFT JOIN stirred t ON t.project = p.project
  LEFT JOIN project_money m ON m.project_key = p.project_key
  WHERE p.benefit IS NULL AND gone.project IS NULL AND f.project IS NULL
    AND (a.project IS NOT NULL OR m.arranged_fen > 0)
),
told AS (
  SELECT r.*, CASE WHEN r.approved_on IS NULL THEN 'not_computable'
      WHEN r.last_on IS NULL AND %(as_of)s::date - r.begins_on > %(start_days)s THEN 'flagged'
      WHEN %(as_of)s::date - r.last_on > %(quiet_days)s THEN 'flagged' ELSE 'clear' END AS outcome
  FROM running r
)
SELECT 'project' AS subject_kind, t.project_key AS subject,
  '项目“' || t.name || '”' || CASE WHEN t.last_on IS NULL THEN '批复后没有开工'
    ELSE t.last_on || '以后没有动静' END AS title,
  t.outcome,
  CASE WHEN t.outcome = 'not_computable' THEN '项目没有登记批复环节' END AS reason,
  t.stands_fen AS amount_fen,
  CASE WHEN t.outcome = 'flagged' THEN jsonb_strip_nulls(jsonb_build_object(
    'project', t.project, 'project_code', t.code, 'approved_on', t.approved_on,
    'first_on', t.begins_on, 'last_on', t.last_on, 'arranged_fen', t.arranged_fen,
    'stands_fen', t.stands_fen)) END AS evidence
FROM told t
""",
    due=first_of(
        coming("project", "r.starts_on + %(start_days)s::integer + 1"),
        coming(
            "project_event",
            "r.happened_on + %(start_days)s::integer + 1",
            "r.happened_on + %(quiet_days)s::integer + 1",
        ),
        coming("project_milestone", "r.done_on + %(quiet_days)s::integer + 1"),
        coming("inspection", "r.inspected_on + %(quiet_days)s::integer + 1"),
        coming("acceptance", "r.accepted_on + %(quiet_days)s::integer + 1"),
        f"""
SELECT m.last_out_on + %(quiet_days)s::integer + 1 FROM (WITH {PROJECT_MONEY}
  SELECT * FROM project_money) m
JOIN project p ON p.book = %(book)s AND p.project::text = m.project_key AND p.benefit IS NULL""",
    ),
)
