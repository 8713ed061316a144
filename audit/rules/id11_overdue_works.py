"""逾期未完工

## 为什么是问题
批复写了完工日、里程碑，日子过了还没有完成，钱和工程都停在半路。山西68座光伏电站按批复应在2015年底建成，
第二年5月还有4座没开工、17座没建成。

## 判定条件
1. 以登记了计划完工日或里程碑的每个项目为对象：计划完工日（最新批复写的，没有批复的用项目登记的）
   过后超过 **days** 天，还没有竣工验收。
2. 有里程碑计划日过后超过 **days** 天还没有完成。

金额为安排给项目的资金。安排了资金、计划完工日和里程碑都没有登记的项目，列为“无法判断”。

## 不作为疑点的情形
1. 恰好第 **days** 天。
2. 已竣工验收，或已出库的项目。
3. 批复变更后延长了完工日的，按新的完工日。
4. 到户补助项目（登记了补助）：没有完工。

## 依据
《山西省“十三五”脱贫攻坚规划》申报至验收全流程监控（SX778）。天数没有文件规定。

## 参数
- **days**：30 天，系统默认值。
"""

from audit.days import coming, first_of
from audit.registered import ACCEPTED, PROJECT_MONEY, PROJECTS, STEPS, counting
from audit.rule import DEFAULT, Kind, Parameter, Rule, Severity

RULE = Rule(
    code="ID11",
    version=1,
    name="逾期未完工",
    kind=Kind.IDLE,
    severity=Severity.MEDIUM,
    needs=frozenset({"project", "project_approval", "project_milestone", "project_event", "entry"}),
    parameters=(Parameter("days", 30, "计划日以后的宽限天数", DEFAULT),),
    sql=f"""
WITH {PROJECTS}, {STEPS}, {ACCEPTED}, {PROJECT_MONEY},
late AS (
  SELECT m.project, count(*) AS milestones, min(m.planned_on) FILTER (WHERE
      (m.done_on IS NULL OR m.done_on > %(as_of)s) AND %(as_of)s::date - m.planned_on > %(days)s)
    AS first_on
  FROM {counting("project_milestone")} m GROUP BY m.project
),
planned AS (
  SELECT p.*, coalesce(a.ends_on, p.ends_on) AS due_on, l.milestones, l.first_on,
    coalesce(m.arranged_fen, 0) AS arranged_fen
  FROM projects p
  LEFT JOIN {counting("project_approval")} a ON a.project = p.project
  LEFT JOIN late l ON l.project = p.project
  LEFT JOIN project_money m ON m.project_key = p.project_key
  LEFT JOIN steps gone ON gone.project = p.project AND gone.kind = 'removed'
  LEFT JOIN finished f ON f.project = p.project
  WHERE p.benefit IS NULL AND gone.project IS NULL AND f.project IS NULL
),
told AS (
  SELECT p.*, CASE
      WHEN p.first_on IS NOT NULL OR %(as_of)s::date - p.due_on > %(days)s THEN 'flagged'
      WHEN p.due_on IS NULL AND p.milestones IS NULL THEN 'not_computable'
      ELSE 'clear' END AS outcome
  FROM planned p WHERE p.due_on IS NOT NULL OR p.milestones IS NOT NULL OR p.arranged_fen > 0
)
SELECT 'project' AS subject_kind, t.project_key AS subject,
  concat('项目“', t.name, '”', least(t.due_on, t.first_on), '应完成，没有完成') AS title,
  t.outcome,
  CASE WHEN t.outcome = 'not_computable' THEN '没有登记计划完工日或里程碑' END AS reason,
  t.arranged_fen AS amount_fen,
  CASE WHEN t.outcome = 'flagged' THEN jsonb_strip_nulls(jsonb_build_object(
    'project', t.project, 'project_code', t.code, 'due_on', t.due_on, 'first_on', t.first_on,
    'arranged_fen', t.arranged_fen)) END AS evidence
FROM told t
""",
    due=first_of(
        coming("project_milestone", "r.planned_on + %(days)s::integer + 1"),
        coming("project_approval", "r.ends_on + %(days)s::integer + 1"),
        coming("project", "r.ends_on + %(days)s::integer + 1"),
    ),
)
