"""无绩效目标或自评

## 为什么是问题
入库时没有绩效目标，就无从判断钱花得值不值；年度终了不自评，目标就成了摆设。

## 判定条件
1. 以每个有“审定入库”环节的项目为对象：入库当日或之前没有登记绩效目标。
2. 项目安排过资金，而某一年度（从首次安排的年度到截止日前一年；已竣工验收的，到验收年度为止）终了后
   超过 **days** 天，没有项目自评。

金额为已安排金额。项目本身的绩效目标为空、本账簿又没有登记任何绩效目标的，或者除自评外没有问题、本
账簿没有登记任何自评的，列为“无法判断”。

## 不作为疑点的情形
1. 项目库登记的项目，绩效目标一栏已经写明。
2. 年度终了后 **days** 天以内。
3. 没有安排资金的年度。

## 依据
国办发〔2018〕35号：目标在项目入库时设定，项目、部门、县三级自评。自评期限没有文件规定。

## 参数
- **days**：90 天，系统默认值。
"""

from audit.days import first_of
from audit.registered import ACCEPTED, PROJECT_MONEY, PROJECTS, STEPS, counting
from audit.rule import DEFAULT, Kind, Parameter, Rule, Severity

RULE = Rule(
    code="PR02",
    version=1,
    name="无绩效目标或自评",
    kind=Kind.PROCESS,
    severity=Severity.MEDIUM,
    needs=frozenset({"project", "project_event", "project_target", "project_review"}),
    parameters=(Parameter("days", 90, "年度终了后应完成自评的天数", DEFAULT),),
    sql=f"""
WITH {PROJECTS}, {STEPS}, {ACCEPTED}, {PROJECT_MONEY},
aims AS (
  SELECT t.project, min(t.set_on) AS set_on FROM {counting("project_target")} t GROUP BY t.project
),
reviews AS (
  SELECT r.project, r.year FROM {counting("project_review")} r
  WHERE r.level = 'project' AND r.reviewed_on <= %(as_of)s
),
entered AS (
  SELECT p.*, s.first_on AS entered_on, m.arranged_fen, m.first_on AS money_on,
    (p.target = '' AND (a.set_on IS NULL OR a.set_on > s.first_on)) AS aimless, f.accepted_on
  FROM projects p
  JOIN steps s ON s.project = p.project AND s.kind = 'entered'
  LEFT JOIN aims a ON a.project = p.project
  LEFT JOIN finished f ON f.project = p.project
  LEFT JOIN project_money m ON m.project_key = p.project_key AND m.arranged_fen > 0
),
unreviewed AS (
  SELECT e.project, min(y.year) AS year
  FROM entered e
  CROSS JOIN LATERAL generate_series(extract(year FROM e.money_on)::integer,
    least(extract(year FROM %(as_of)s::date)::integer - 1,
      extract(year FROM e.accepted_on)::integer)) y(year)
  LEFT JOIN reviews r ON r.project = e.project AND r.year = y.year
  WHERE r.project IS NULL AND %(as_of)s::date - make_date(y.year, 12, 31) > %(days)s
  GROUP BY e.project
),
judged AS (
  SELECT e.*, u.year AS review_year,
    e.aimless AND EXISTS (SELECT FROM aims) AS no_aim,
    u.year IS NOT NULL AND EXISTS (SELECT FROM reviews) AS no_review
  FROM entered e LEFT JOIN unreviewed u ON u.project = e.project
),
told AS (
  SELECT j.*, CASE WHEN j.no_aim OR j.no_review THEN 'flagged'
      WHEN j.aimless OR j.review_year IS NOT NULL THEN 'not_computable' ELSE 'clear' END AS outcome
  FROM judged j
)
SELECT 'project' AS subject_kind, t.project_key AS subject,
  '项目“' || t.name || '”' || concat_ws('，', CASE WHEN t.no_aim THEN '入库时没有绩效目标' END,
    CASE WHEN t.no_review THEN t.review_year || '年度没有自评' END) AS title,
  t.outcome,
  CASE WHEN t.outcome <> 'not_computable' THEN NULL
    WHEN t.aimless THEN '本账簿没有登记绩效目标' ELSE '本账簿没有登记绩效自评' END AS reason,
  t.arranged_fen AS amount_fen,
  CASE WHEN t.outcome = 'flagged' THEN jsonb_strip_nulls(jsonb_build_object(
    'project', t.project, 'project_code', t.code, 'arranged_fen', t.arranged_fen,
    'first_on', t.entered_on, 'faults', to_jsonb(array_remove(ARRAY[
      CASE WHEN t.no_aim THEN '入库时没有绩效目标' END,
      CASE WHEN t.no_review THEN '没有年度自评' END], NULL)),
    'review_year', CASE WHEN t.no_review THEN t.review_year END)) END AS evidence
FROM told t
""",
    due=first_of(
        "SELECT make_date(extract(year FROM %(as_of)s::date)::integer + 1, 1, 1)",
        """
SELECT make_date(y.year, 12, 31) + %(days)s::integer + 1
FROM generate_series(extract(year FROM %(as_of)s::date - %(days)s::integer)::integer - 1,
  extract(year FROM %(as_of)s::date)::integer) y(year)""",
    ),
)
