"""节前集中发放

## 为什么是问题
没有审定清单，几个人总在节前一起领同样的补助，多半是巧立名目发福利。海南定安县一个村委会编造值班、卫生、
电话补贴，几乎都在节前发。

## 判定条件
1. 以每个项目没有应发清单的到户款项为对象（扣除退回和红冲），前后一共不超过 **households** 户。
2. 有 **times** 个或更多发放日，同一天各户金额相同（两户或更多）；其中 **percent**% 以上在元旦、
   春节、端午、中秋、国庆前 **days** 天之内。列为疑点，金额为这些节前发放的合计；
   恰好等于即列为疑点。

没有注明户的款项不在其中。日期早于 2010 年或晚于 2027 年的，列为“无法判断”：没有节日的日期。

## 不作为疑点的情形
1. 有应发清单的补助。
2. 户数超过 **households** 户的（普遍慰问）。
3. 发放日不到 **times** 个的。
4. 平日也照样发放的。

## 依据
《党政机关厉行节约反对浪费条例》（2013年，条号待核）；海南定安县案例。天数、次数没有文件规定。

## 参数
- **households**：15 户，系统默认值。
- **times**：3 个，系统默认值。
- **percent**：80，系统默认值。
- **days**：15 天，系统默认值。
"""

from typing import Final, LiteralString

from audit.pieces import entry_keys, yuan
from audit.rule import DEFAULT, Kind, Parameter, Rule, Severity, only_id

# 春节、端午、中秋 by the lunar calendar (待核), year by year from 2010.
_LUNAR: Final[LiteralString] = """
2010-02-14 2010-06-16 2010-09-22 2011-02-03 2011-06-06 2011-09-12 2012-01-23 2012-06-23 2012-09-30
2013-02-10 2013-06-12 2013-09-19 2014-01-31 2014-06-02 2014-09-08 2015-02-19 2015-06-20 2015-09-27
2016-02-08 2016-06-09 2016-09-15 2017-01-28 2017-05-30 2017-10-04 2018-02-16 2018-06-18 2018-09-24
2019-02-05 2019-06-07 2019-09-13 2020-01-25 2020-06-25 2020-10-01 2021-02-12 2021-06-14 2021-09-21
2022-02-01 2022-06-03 2022-09-10 2023-01-22 2023-06-22 2023-09-29 2024-02-10 2024-06-10 2024-09-17
2025-01-29 2025-05-31 2025-10-06 2026-02-17 2026-06-19 2026-09-25 2027-02-06 2027-06-09 2027-09-15
"""

RULE = Rule(
    code="IN09",
    version=1,
    name="节前集中发放",
    kind=Kind.INTEGRITY,
    severity=Severity.MEDIUM,
    needs=frozenset({"entry", "payment_line"}),
    parameters=(
        Parameter("households", 15, "一共不超过的户数", DEFAULT),
        Parameter("times", 3, "发放日的个数", DEFAULT),
        Parameter("percent", 80, "节前发放日所占的百分比", DEFAULT),
        Parameter("days", 15, "节前的天数", DEFAULT),
    ),
    sql=f"""
WITH festival AS (
  SELECT d::date AS on_day FROM regexp_split_to_table('{_LUNAR}', '\\s+') d
  WHERE d <> ''
  UNION SELECT make_date(y, 1, 1) FROM generate_series(2010, 2028) y
  UNION SELECT make_date(y, 10, 1) FROM generate_series(2010, 2027) y
),
eve AS (
  SELECT DISTINCT f.on_day - n AS on_day FROM festival f
  CROSS JOIN generate_series(1, %(days)s::integer) n
),
loose AS (
  SELECT p.project, p.happened_on, p.household, p.year, p.number, p.entry, p.paid_fen
  FROM project_paid p
  WHERE p.list IS NULL AND p.household IS NOT NULL AND p.project IS NOT NULL
    AND {only_id("p.project")}
),
small AS (
  SELECT l.project, count(DISTINCT l.household) AS homes,
    min(l.happened_on) < '2010-01-01' OR max(l.happened_on) > '2027-12-31' AS beyond
  FROM loose l GROUP BY l.project HAVING count(DISTINCT l.household) <= %(households)s
),
paid_day AS (
  SELECT x.project, x.happened_on, sum(x.fen)::bigint AS fen
  FROM (
    SELECT l.project, l.happened_on, l.household, sum(l.paid_fen) AS fen FROM loose l
    JOIN small s ON s.project = l.project GROUP BY l.project, l.happened_on, l.household
  ) x
  GROUP BY x.project, x.happened_on HAVING count(*) > 1 AND min(x.fen) = max(x.fen)
),
told_day AS (
  SELECT d.project, count(*) AS times, count(e.on_day) AS eves, min(d.happened_on) AS from_on,
    max(d.happened_on) AS to_on, sum(d.fen) FILTER (WHERE e.on_day IS NOT NULL)::bigint AS fen
  FROM paid_day d LEFT JOIN eve e ON e.on_day = d.happened_on GROUP BY d.project
),
keys AS (
  SELECT l.project, {entry_keys("l")} AS entries
  FROM loose l
  JOIN told_day t ON t.project = l.project
  JOIN eve e ON e.on_day = l.happened_on
  GROUP BY l.project
),
told AS (
  SELECT s.project, s.homes, t.times, t.eves, t.fen, t.from_on, t.to_on, p.code, p.name,
    CASE WHEN s.beyond THEN 'not_computable'
      WHEN t.times >= %(times)s AND t.eves * 100 >= t.times * %(percent)s THEN 'flagged'
      ELSE 'clear' END AS outcome
  FROM small s
  LEFT JOIN told_day t ON t.project = s.project
  LEFT JOIN project p ON p.book = %(book)s AND p.project = s.project
)
SELECT t.project::text AS key, NULL::date AS due_on, 'project' AS subject_kind,
  t.project::text AS subject,
  concat('项目“', t.name, '” ', t.homes, ' 户在节前 ', t.eves, ' 次领取同样的款项 ',
    {yuan("coalesce(t.fen, 0)")}) AS title,
  t.outcome, CASE WHEN t.outcome = 'not_computable' THEN '没有这些年份的节日日期' END AS reason,
  t.fen AS amount_fen,
  CASE WHEN t.outcome = 'flagged' THEN jsonb_strip_nulls(jsonb_build_object(
    'project', t.project, 'project_code', t.code, 'household_count', t.homes,
    'paid_days', t.times, 'festival_days', t.eves, 'from_on', t.from_on, 'to_on', t.to_on,
    'paid_fen', t.fen, 'entries', k.entries)) END AS evidence
FROM told t LEFT JOIN keys k ON k.project = t.project
""",
)
