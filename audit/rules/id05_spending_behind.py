"""支出进度滞后

## 为什么是问题
资金下达了，拨不出去，当年的事就要拖到明年。财政部门按季度通报支出进度。

## 判定条件
1. 以县级账簿每个预算年度的 6 月 30 日、9 月 30 日、12 月 31 日为对象，比较当年预算的资金中，
   到那一天已收到满 **days** 天的金额（扣除转下达、上缴、收回的；退回来、重新盘活的又算在内）和已由
   项目拨出的金额（扣除退回、红冲）。
2. 拨出的占比低于 **june_percent**%、**september_percent**%、**december_percent**%。
   金额为差额；恰好等于不算滞后。

账簿在年度中间启用的，那一年启用前的收支没有录入，列为“无法判断”。

## 不作为疑点的情形
1. 考核日还没有到的。
2. 考核日前 **days** 天以内才收到的资金：不要求马上拨出（收到的不算，拨出的照算）。
3. 省、市账簿：它们的职责是下达。

## 依据
比例没有文件规定，是地方通报中的常用口径（待核）；误报较多，严重程度为“低”。

## 参数
- **june_percent**：50，系统默认值。
- **september_percent**：75，系统默认值。
- **december_percent**：92，系统默认值。
- **days**：90 天，系统默认值。
"""

from typing import LiteralString

from audit.days import first_of
from audit.pieces import yuan
from audit.rule import DEFAULT, Kind, Parameter, Rule, Severity

_OUTSIDE: LiteralString = "('source', 'upstream')"
_GONE: LiteralString = "('sent_down', 'sent_up', 'recovered', 'released')"
_UNSPENT: LiteralString = "('source', 'unassigned', 'pool', 'project', 'recovered')"

RULE = Rule(
    code="ID05",
    version=2,
    name="支出进度滞后",
    kind=Kind.IDLE,
    severity=Severity.LOW,
    needs=frozenset({"lot", "flow", "account", "book"}),
    parameters=(
        Parameter("june_percent", 50, "六月底的拨出百分比", DEFAULT),
        Parameter("september_percent", 75, "九月底的拨出百分比", DEFAULT),
        Parameter("december_percent", 92, "十二月底的拨出百分比", DEFAULT),
        Parameter("days", 90, "收到后多少天才计入应拨出", DEFAULT),
    ),
    sql=f"""
WITH year_of AS (
  SELECT DISTINCT l.budget_year FROM lot l
  JOIN book b ON b.book = l.book AND b.level = 'county'
  JOIN known v ON v.year = l.year AND v.number = l.number
  WHERE l.book = %(book)s
),
point AS (
  SELECT y.budget_year, c.on_day, c.percent, b.live_from > make_date(y.budget_year, 1, 1) AS begun
  FROM year_of y
  JOIN book b ON b.book = %(book)s
  CROSS JOIN LATERAL (VALUES
    (make_date(y.budget_year, 6, 30), %(june_percent)s::integer),
    (make_date(y.budget_year, 9, 30), %(september_percent)s::integer),
    (make_date(y.budget_year, 12, 31), %(december_percent)s::integer)) c(on_day, percent)
  WHERE c.on_day <= %(as_of)s AND c.on_day >= b.live_from
),
step AS (
  -- What goes there counts, what comes back from there counts against it.
  SELECT l.budget_year, f.happened_on,
    f.amount_fen * ((f.from_kind IN {_OUTSIDE})::integer - (f.to_kind IN {_OUTSIDE})::integer)
      AS came_fen,
    f.amount_fen * ((f.to_kind IN {_GONE})::integer - (f.from_kind IN {_GONE})::integer)
      AS gone_fen,
    f.amount_fen * ((f.from_kind = 'project' AND f.to_kind NOT IN {_UNSPENT})::integer
      - (f.to_kind = 'project' AND f.from_kind NOT IN {_UNSPENT})::integer) AS spent_fen
  FROM flowed f JOIN lot l ON l.book = %(book)s AND l.lot = f.lot
),
summed AS (
  SELECT p.budget_year, p.on_day, p.percent, p.begun,
    coalesce(sum(s.came_fen) FILTER (WHERE p.on_day - s.happened_on >= %(days)s), 0)::bigint
      - coalesce(sum(s.gone_fen), 0)::bigint AS due_fen,
    coalesce(sum(s.spent_fen), 0)::bigint AS spent_fen
  FROM point p
  JOIN step s ON s.budget_year = p.budget_year AND s.happened_on <= p.on_day
  GROUP BY p.budget_year, p.on_day, p.percent, p.begun
),
judged AS (
  SELECT s.*, s.due_fen * s.percent - s.spent_fen * 100 AS short FROM summed s
)
SELECT 'checkpoint' AS subject_kind, j.on_day::text AS subject,
  j.on_day || ' 应拨 ' || {yuan("j.due_fen")} || '，已拨 ' || {yuan("j.spent_fen")} AS title,
  CASE WHEN j.begun THEN 'not_computable' WHEN j.short > 0 THEN 'flagged' ELSE 'clear' END
    AS outcome,
  CASE WHEN j.begun THEN '账簿在年度中间启用，启用前的收支没有录入' END AS reason,
  CASE WHEN j.short > 0 THEN (j.short + 99) / 100 END AS amount_fen,
  CASE WHEN NOT j.begun AND j.short > 0 THEN jsonb_build_object(
    'budget_year', j.budget_year, 'checked_on', j.on_day, 'due_fen', j.due_fen,
    'spent_fen', j.spent_fen, 'percent_expected', j.percent) END AS evidence
FROM judged j
""",
    due=first_of("""
SELECT make_date(y.year, c.month, c.day)
FROM generate_series(extract(year FROM %(as_of)s::date)::integer,
  extract(year FROM %(as_of)s::date)::integer + 1) y(year)
CROSS JOIN (VALUES (6, 30), (9, 30), (12, 31)) c(month, day)"""),
)
