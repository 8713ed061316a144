"""同一项目重复申报

## 为什么是问题
同一处水渠、同一片果园，今年报一次，明年换个年份再报一次，干一次活领两次钱。湖南嘉禾县水务部门和村干部
把小型水利项目重复申报，套取9.5万元。

## 判定条件
1. 以安排过资金的每个项目为对象：同一地点的两个项目，去掉年份、期次、数字和标点以后名称相同，
   写明数量的建设任务也完全相同，都安排了资金。后安排的列为疑点，金额为安排给它的资金。

建设任务没有写明数量（没有数字）的，分不清是不是同一处，列为“无法判断”。

## 不作为疑点的情形
1. 名称相同、建设任务不同的（分期、分段实施）。
2. 地点不同的。
3. 到户补助项目（登记了补助）：每年都有。
4. 其中一个的安排已全部退出的。

## 依据
湖南嘉禾县案例；2013年至2015年40县扶贫资金审计（重复申报）。

## 参数
无。
"""

from audit.days import NO_DAY
from audit.pieces import yuan
from audit.registered import PROJECT_MONEY
from audit.rule import Kind, Rule, Severity

RULE = Rule(
    code="CN15",
    version=1,
    name="同一项目重复申报",
    kind=Kind.CONCENTRATION,
    severity=Severity.HIGH,
    needs=frozenset({"project", "entry"}),
    sql=f"""
WITH {PROJECT_MONEY},
given AS (
  SELECT p.project, p.code, p.name, p.region, regexp_replace(p.task, '\\s', '', 'g') AS task,
    regexp_replace(
      regexp_replace(p.name, '[（(][^（()）]*期[)）]|第?[一二三四五六七八九十]+期', ''),
      '[0-9０-９年度项目工程（）()、，,. —-]', '', 'g') AS bare,
    m.first_on, m.arranged_fen
  FROM project p JOIN project_money m ON m.project_key = p.project::text AND m.arranged_fen > 0
  WHERE p.book = %(book)s AND p.known_at <= %(known_at)s AND p.benefit IS NULL
),
ranked AS (
  SELECT g.*, row_number() OVER same AS place, first_value(g.code) OVER same AS first_code
  FROM given g
  WINDOW same AS (PARTITION BY g.region, g.bare, g.task ORDER BY g.first_on, g.code)
)
SELECT 'project' AS subject_kind, r.project::text AS subject,
  concat('项目“', r.name, '”与', r.first_code, '名称、地点、任务相同 ', {yuan("r.arranged_fen")})
    AS title,
  CASE WHEN r.task !~ '[0-9０-９]' THEN 'not_computable' WHEN r.place > 1 THEN 'flagged'
    ELSE 'clear' END AS outcome,
  CASE WHEN r.task !~ '[0-9０-９]' THEN '建设任务（project.task）没有写明数量' END AS reason,
  r.arranged_fen AS amount_fen,
  CASE WHEN r.task ~ '[0-9０-９]' AND r.place > 1 THEN jsonb_build_object('project', r.project,
    'project_code', r.code, 'same_as', r.first_code, 'first_on', r.first_on,
    'arranged_fen', r.arranged_fen, 'region', r.region) END AS evidence
FROM ranked r
""",
    due=NO_DAY,
)
