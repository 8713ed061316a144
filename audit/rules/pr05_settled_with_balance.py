"""完工结余未交回

## 为什么是问题
项目验收结算了，结余却留在项目上，时间一长就可能被挪作他用。
四川汶川有村支书结算后两年半没有交回结余。

## 判定条件
1. 以每个已竣工验收的项目为对象：验收后超过 **days** 天，项目账上还有结存，
   扣除尚未到期的质保金后大于
   零。金额为扣除后的结存。
2. 款项曾拨到单位报账户等处的，只看项目账户里的结存。

没有任何竣工验收的整个账簿列为“无法判断”。

## 不作为疑点的情形
1. 验收后 **days** 天以内。
2. 质保金到期日以前的质保金；没有写到期日的视为未到期。
3. 已调整、收回、退回上级的结余。
4. 到户补助项目（登记了补助），按年结转。

## 依据
国办发〔2014〕70号盘活存量（待核）；四川汶川案例。天数没有文件规定。

## 参数
- **days**：90 天，系统默认值。
"""

from audit.days import coming, first_of
from audit.pieces import yuan
from audit.registered import ACCEPTED, PROJECT_MONEY, PROJECTS, STEPS, counting, nothing_in
from audit.rule import DEFAULT, Kind, Parameter, Rule, Severity

RULE = Rule(
    code="PR05",
    version=1,
    name="完工结余未交回",
    kind=Kind.PROCESS,
    severity=Severity.MEDIUM,
    needs=frozenset({"project", "acceptance", "entry"}),
    parameters=(Parameter("days", 90, "验收后应交回结余的天数", DEFAULT),),
    sql=f"""
WITH {PROJECTS}, {STEPS}, {ACCEPTED}, {PROJECT_MONEY},
kept_back AS (
  SELECT a.project, sum(a.retention_fen)::bigint AS fen FROM {counting("acceptance")} a
  WHERE a.accepted_on <= %(as_of)s AND a.result <> 'failed'
    AND (a.retention_due_on IS NULL OR a.retention_due_on >= %(as_of)s)
  GROUP BY a.project
),
judged AS (
  SELECT p.*, f.accepted_on, m.stands_fen, coalesce(k.fen, 0) AS retention_fen,
    greatest(m.stands_fen - coalesce(k.fen, 0), 0) AS over_fen
  FROM finished f
  JOIN projects p ON p.project = f.project AND p.benefit IS NULL
  JOIN project_money m ON m.project_key = p.project_key
  LEFT JOIN kept_back k ON k.project = p.project
),
told AS (
  SELECT j.*, j.over_fen > 0 AND %(as_of)s::date - j.accepted_on > %(days)s AS late FROM judged j
)
SELECT 'project' AS subject_kind, t.project_key AS subject,
  '项目“' || t.name || '”' || t.accepted_on || '验收，结余 ' || {yuan("t.over_fen")} AS title,
  CASE WHEN t.late THEN 'flagged' ELSE 'clear' END AS outcome, NULL AS reason,
  t.over_fen AS amount_fen,
  CASE WHEN t.late THEN jsonb_build_object('project', t.project, 'project_code', t.code,
    'accepted_on', t.accepted_on, 'stands_fen', t.stands_fen,
    'retention_fen', t.retention_fen) END AS evidence
FROM told t
UNION ALL {nothing_in("finished", "本账簿没有登记竣工验收")}
""",
    due=first_of(
        coming("acceptance", "r.accepted_on + %(days)s::integer + 1", "r.retention_due_on + 1"),
        coming("project_event", "r.happened_on + %(days)s::integer + 1"),
    ),
)
