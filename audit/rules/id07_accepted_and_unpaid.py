"""完工欠付

## 为什么是问题
工程验收合格了，钱却拖着不付，施工方和干活的群众拿不到应得的钱。

## 判定条件
1. 以每个有竣工验收（合格、部分合格）的项目为对象，应付为验收确认价值扣除尚未到期的质保金，
   已付为项目
   直接付给供应商、合作社的款项。
2. 验收后超过 **days** 天，未付超过验收价值的 **percent**%。金额为未付金额。

项目有款项拨到单位报账户等处的，付款没有注明项目，欠付的列为“无法判断”；账簿没有登记竣工验收的也列为
“无法判断”。

## 不作为疑点的情形
1. 验收后 **days** 天以内。
2. 质保金到期日以前的质保金；没有写到期日的视为未到期。
3. 未付恰好等于比例的。

## 依据
《汉中市“十三五”脱贫攻坚规划》及时足额拨付（HZ60）。天数、比例没有文件规定。

## 参数
- **days**：60 天，系统默认值。
- **percent**：5，系统默认值。
"""

from audit.days import coming, first_of
from audit.pieces import yuan
from audit.registered import PROJECT_MONEY, PROJECTS, VENDOR_PAID, counting, nothing_in
from audit.rule import DEFAULT, Kind, Parameter, Rule, Severity

RULE = Rule(
    code="ID07",
    version=1,
    name="完工欠付",
    kind=Kind.IDLE,
    severity=Severity.MEDIUM,
    needs=frozenset({"project", "acceptance", "entry"}),
    parameters=(
        Parameter("days", 60, "验收后应付清的天数", DEFAULT),
        Parameter("percent", 5, "允许未付的百分比", DEFAULT),
    ),
    sql=f"""
WITH {PROJECTS}, {PROJECT_MONEY}, {VENDOR_PAID},
final AS (
  SELECT a.project, max(a.accepted_on) AS accepted_on, sum(a.value_fen)::bigint AS accepted_fen,
    coalesce(sum(a.retention_fen) FILTER (WHERE a.retention_due_on IS NULL
      OR a.retention_due_on >= %(as_of)s), 0)::bigint AS retention_fen
  FROM {counting("acceptance")} a
  WHERE a.final AND a.result <> 'failed' AND a.accepted_on <= %(as_of)s
  GROUP BY a.project
),
spent AS (SELECT project_key, sum(left_fen)::bigint AS fen FROM vendor_paid GROUP BY project_key),
judged AS (
  SELECT p.*, f.accepted_on, f.accepted_fen, f.retention_fen, coalesce(s.fen, 0) AS paid_fen,
    f.accepted_fen - f.retention_fen - coalesce(s.fen, 0) AS owed_fen,
    coalesce(m.out_fen, 0) > coalesce(s.fen, 0) AS by_unit
  FROM final f
  JOIN projects p ON p.project = f.project
  LEFT JOIN spent s ON s.project_key = p.project_key
  LEFT JOIN project_money m ON m.project_key = p.project_key
),
told AS (
  SELECT j.*, CASE WHEN %(as_of)s::date - j.accepted_on <= %(days)s
        OR j.owed_fen * 100 <= j.accepted_fen * %(percent)s THEN 'clear'
      WHEN j.by_unit THEN 'not_computable' ELSE 'flagged' END AS outcome
  FROM judged j
)
SELECT 'project' AS subject_kind, t.project_key AS subject,
  '项目“' || t.name || '”' || t.accepted_on || '验收，未付 ' || {yuan("t.owed_fen")} AS title,
  t.outcome,
  CASE WHEN t.outcome = 'not_computable' THEN '款项拨到单位等账户，付款没有注明项目' END AS reason,
  t.owed_fen AS amount_fen,
  CASE WHEN t.outcome = 'flagged' THEN jsonb_build_object(
    'project', t.project, 'project_code', t.code, 'accepted_on', t.accepted_on,
    'accepted_fen', t.accepted_fen, 'retention_fen', t.retention_fen, 'paid_fen', t.paid_fen,
    'missing_fen', t.owed_fen) END AS evidence
FROM told t
UNION ALL {nothing_in("final", "本账簿没有登记竣工验收")}
""",
    due=first_of(
        coming("acceptance", "r.accepted_on + %(days)s::integer + 1", "r.retention_due_on + 1")
    ),
)
