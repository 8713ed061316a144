"""退出程序缺失

## 为什么是问题
没有评议、没有公示、没有核查就标注脱贫，就是“数字脱贫”“被脱贫”。

## 判定条件
1. 以户类别由别的类别改为“脱贫”的每一次退出为对象，按当地的退出程序（精河：十步，汉中：七步；以
   区划最具体的为准）逐步核对。退出满 **days** 天后，有一步没有登记、或者登记为没有通过：列为疑
   点。
2. 后一步的日期早于前一步：列为疑点。
3. 公示、公告的步骤既没有指明公示、也没有文号：列为疑点。
4. 当地登记了脱贫收入标准（exit_income_line，全国的标准不算）的，退出当年和上一年的人均纯收入都
   应超过当年标准，有一年没有超过的列为疑点，严重程度升为“高”。汉中的文件没有收入年限，不查这一
   条。
5. 村、县的退出：登记了后面步骤而前面步骤没有登记或没有通过的，日期倒序的，公示、公告没有依据
   的，列为疑点。

没有金额。下列情形列为“无法判断”：本账簿没有登记任何退出步骤；当地没有登记退出程序；登记时就已
是脱贫户，没有退出过程；应有收入或标准而没有登记（没有发现别的问题时）。

## 不作为疑点的情形
1. 退出不满 **days** 天，最后几步还在办的。
2. 各步都有、次序正确的，同一天办两步也可以。
3. 脱贫户信息变更（搬迁、人口增减），仍是脱贫户。
4. 村、县的退出还在进行，后面的步骤还没有到。

## 依据
《精河县“十三五”脱贫攻坚规划》第497行（JH497）：十步，连续两年超过扶贫标准；汉发〔2018〕29号第
100行（HZ100）：户、村、县三套程序；厅字〔2016〕16号。天数没有文件规定。

## 参数
- **days**：90 天，系统默认值。
"""

from audit.pieces import region_prefix
from audit.registered import nothing_in
from audit.rule import DEFAULT, Kind, Parameter, Rule, Severity, looked_up, looked_up_id, only

RULE = Rule(
    code="EL10",
    version=2,
    name="退出程序缺失",
    kind=Kind.ELIGIBILITY,
    severity=Severity.MEDIUM,
    needs=frozenset(
        {"household_fact", "exit_rule", "exit_step", "household_income", "limit_standard"}
    ),
    parameters=(Parameter("days", 90, "退出后多少天内补齐手续", DEFAULT),),
    sql=f"""
WITH told AS (
  SELECT s.* FROM exit_step s WHERE s.book = %(book)s AND s.known_at <= %(known_at)s
),
used AS (
  SELECT s.subject FROM (
    SELECT DISTINCT ON (s.subject, s.procedure, s.exit_year, s.step) s.subject, s.annulled,
      s.done_on FROM told s
    ORDER BY s.subject, s.procedure, s.exit_year, s.step, s.known_at DESC
  ) s WHERE NOT s.annulled AND s.done_on <= %(as_of)s LIMIT 1
),
done AS (
  SELECT s.* FROM (
    SELECT DISTINCT ON (s.subject, s.procedure, s.exit_year, s.step) s.* FROM told s
    WHERE {only("s.subject")}
    ORDER BY s.subject, s.procedure, s.exit_year, s.step, s.known_at DESC
  ) s WHERE NOT s.annulled AND s.done_on <= %(as_of)s
),
fact AS (
  SELECT f.household, f.valid_from, f.region, f.kind,
    lag(f.kind) OVER (PARTITION BY f.household ORDER BY f.valid_from) AS kind_before
  FROM (
    SELECT DISTINCT ON (f.household, f.valid_from) f.household, f.valid_from, f.region, f.kind
    FROM household_fact f
    WHERE f.book = %(book)s AND f.known_at <= %(known_at)s AND f.valid_from <= %(as_of)s
      AND {looked_up_id("f.household")}
    ORDER BY f.household, f.valid_from, f.known_at DESC
  ) f
),
exits AS (
  SELECT f.household, f.household::text AS subject, f.valid_from AS lifted_on, f.region,
    f.kind_before IS NULL AS at_once, extract(year FROM f.valid_from)::integer AS exit_year
  FROM fact f WHERE f.kind = 'lifted' AND f.kind_before IS DISTINCT FROM 'lifted'
),
place AS (SELECT DISTINCT e.region, e.lifted_on FROM exits e),
fitting AS (
  SELECT p.region, p.lifted_on, r.procedure, r.step, r.name, r.notice,
    rank() OVER (PARTITION BY p.region, p.lifted_on
      ORDER BY length({region_prefix("r.region")}) DESC, r.procedure) AS nearness
  FROM place p
  JOIN exit_rule r ON r.subject = 'household' AND starts_with(p.region, {region_prefix("r.region")})
    AND r.valid_from <= p.lifted_on AND (r.valid_to IS NULL OR r.valid_to > p.lifted_on)
),
asked AS (
  SELECT e.subject, e.exit_year, f.procedure, f.step, f.name, f.notice
  FROM exits e JOIN fitting f ON f.region = e.region AND f.lifted_on = e.lifted_on
    AND f.nearness = 1
  -- Who was lifted when he was registered, without a step, has no steps to be compared.
  WHERE NOT e.at_once OR e.subject IN (SELECT d.subject FROM done d)
  UNION ALL
  -- Of places the steps up to the last one recorded.
  SELECT d.subject, d.exit_year, r.procedure, r.step, r.name, r.notice
  FROM (
    SELECT d.subject, d.procedure, d.exit_year, max(d.step) AS last_step, max(d.done_on) AS done_on
    FROM done d GROUP BY d.subject, d.procedure, d.exit_year
  ) d
  JOIN exit_rule r ON r.procedure = d.procedure AND r.subject IN ('village', 'county')
    AND r.step <= d.last_step
),
compared AS (
  SELECT a.*, d.done_on, d.passed, d.notice IS NULL AND d.doc_no = '' AS unsaid,
    max(d.done_on) OVER (PARTITION BY a.subject, a.exit_year, a.procedure ORDER BY a.step
      ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS before_on
  FROM asked a
  LEFT JOIN done d ON d.subject = a.subject AND d.procedure = a.procedure
    AND d.exit_year = a.exit_year AND d.step = a.step
),
found AS (
  SELECT c.subject, c.exit_year, c.procedure, count(c.done_on) AS steps_done,
    count(*) FILTER (WHERE c.passed IS NOT TRUE) AS absent,
    jsonb_agg(c.name ORDER BY c.step) FILTER (WHERE c.passed IS NOT TRUE) AS missing_steps,
    jsonb_agg(c.name ORDER BY c.step) FILTER (WHERE c.done_on < c.before_on) AS early_steps,
    jsonb_agg(c.name ORDER BY c.step) FILTER (WHERE c.notice <> '' AND c.passed AND c.unsaid)
      AS unsaid_notices
  FROM compared c GROUP BY c.subject, c.exit_year, c.procedure
),
years AS (
  SELECT DISTINCT left(e.region, 6) || '000000' AS county, y.year FROM exits e
  CROSS JOIN LATERAL (VALUES (e.exit_year), (e.exit_year - 1)) y(year)
),
line AS (
  SELECT y.county, y.year, l.low FROM years y
  CROSS JOIN LATERAL limit_at('exit_income_line', y.county, make_date(y.year, 12, 31)) l
  WHERE l.region <> '000000000000'
),
income AS (
  SELECT DISTINCT ON (i.household, i.year) i.household, i.year, i.per_capita_fen
  FROM household_income i
  WHERE i.book = %(book)s AND i.known_at <= %(known_at)s
    AND {looked_up("i.household", "SELECT household FROM exits")}
  ORDER BY i.household, i.year, i.known_at DESC
),
earned AS (
  SELECT e.subject, e.exit_year,
    bool_or(i.per_capita_fen <= l.low) AS below,
    count(l.low) AS lines, count(*) FILTER (WHERE i.year IS NULL) AS unknown_years,
    jsonb_agg(jsonb_build_object('year', y.year, 'income_fen', i.per_capita_fen,
      'limit_fen', l.low) ORDER BY y.year) FILTER (WHERE i.per_capita_fen <= l.low) AS incomes
  FROM exits e
  CROSS JOIN LATERAL (VALUES (e.exit_year), (e.exit_year - 1)) y(year)
  LEFT JOIN line l ON l.county = left(e.region, 6) || '000000' AND l.year = y.year
  LEFT JOIN income i ON i.household = e.household AND i.year = y.year
  GROUP BY e.subject, e.exit_year
),
judged AS (
  SELECT e.subject, e.lifted_on, e.exit_year, f.procedure, f.missing_steps, f.early_steps,
    f.unsaid_notices, n.incomes, e.lifted_on + %(days)s AS due,
    CASE WHEN NOT EXISTS (SELECT FROM used) THEN NULL
         WHEN coalesce(n.below, false) OR f.early_steps IS NOT NULL
           OR f.unsaid_notices IS NOT NULL THEN 'flagged'
         WHEN e.at_once AND coalesce(f.steps_done, 0) = 0 THEN NULL
         WHEN f.absent > 0 AND %(as_of)s::date - e.lifted_on >= %(days)s THEN 'flagged'
         WHEN f.procedure IS NULL THEN NULL
         WHEN n.lines = 1 OR (n.lines = 2 AND n.unknown_years > 0) THEN NULL
         ELSE 'clear' END AS outcome,
    CASE WHEN NOT EXISTS (SELECT FROM used) THEN '本账簿没有登记任何退出步骤（exit_step）'
         WHEN e.at_once AND coalesce(f.steps_done, 0) = 0
           THEN '登记时已是脱贫户，没有退出过程的记录'
         WHEN f.procedure IS NULL THEN '当地没有登记退出程序（exit_rule）'
         WHEN n.unknown_years > 0 THEN '没有登记退出当年或上一年的收入（household_income）'
         ELSE '没有登记退出上一年的脱贫收入标准（exit_income_line）' END AS reason
  FROM exits e
  LEFT JOIN found f ON f.subject = e.subject AND f.exit_year = e.exit_year
  LEFT JOIN earned n ON n.subject = e.subject AND n.exit_year = e.exit_year
)
SELECT j.subject AS key,
  CASE WHEN j.due > %(as_of)s THEN j.due END AS due_on,
  'household_exit' AS subject_kind, j.subject || '/' || j.lifted_on AS subject,
  j.lifted_on || ' 脱贫退出：' || concat_ws('，',
    CASE WHEN j.incomes IS NOT NULL THEN '收入没有超过标准' END,
    CASE WHEN j.missing_steps IS NOT NULL
      THEN '缺 ' || jsonb_array_length(j.missing_steps) || ' 步' END,
    CASE WHEN j.early_steps IS NOT NULL THEN '次序颠倒' END,
    CASE WHEN j.unsaid_notices IS NOT NULL THEN '公示没有依据' END) AS title,
  coalesce(j.outcome, 'not_computable') AS outcome,
  CASE WHEN j.outcome IS NULL THEN j.reason END AS reason, NULL::bigint AS amount_fen,
  CASE WHEN j.incomes IS NOT NULL THEN 'H' END AS severity,
  CASE WHEN j.outcome = 'flagged' THEN jsonb_strip_nulls(jsonb_build_object(
    'household', j.subject, 'lifted_on', j.lifted_on, 'procedure', j.procedure,
    'missing_steps', CASE WHEN %(as_of)s >= j.due THEN j.missing_steps END,
    'early_steps', j.early_steps, 'unsaid_notices', j.unsaid_notices,
    'incomes', j.incomes)) END AS evidence
FROM judged j
UNION ALL
SELECT f.subject, NULL, 'place_exit', concat_ws('/', f.procedure, f.subject, f.exit_year),
  f.subject || ' ' || f.exit_year || '年退出：' || concat_ws('，',
    CASE WHEN f.missing_steps IS NOT NULL
      THEN '缺 ' || jsonb_array_length(f.missing_steps) || ' 步' END,
    CASE WHEN f.early_steps IS NOT NULL THEN '次序颠倒' END,
    CASE WHEN f.unsaid_notices IS NOT NULL THEN '公示没有依据' END),
  CASE WHEN coalesce(f.missing_steps, f.early_steps, f.unsaid_notices) IS NULL THEN 'clear'
    ELSE 'flagged' END,
  NULL, NULL, NULL,
  CASE WHEN coalesce(f.missing_steps, f.early_steps, f.unsaid_notices) IS NOT NULL
    THEN jsonb_strip_nulls(jsonb_build_object('region', f.subject, 'procedure', f.procedure,
      'year', f.exit_year, 'missing_steps', f.missing_steps, 'early_steps', f.early_steps,
      'unsaid_notices', f.unsaid_notices)) END
FROM found f
WHERE f.subject ~ '^[0-9]{{12}}$'
UNION ALL
SELECT 'book', NULL, o.subject_kind, o.subject, o.title, o.outcome, o.reason, o.amount_fen,
  NULL, o.evidence
FROM ({nothing_in("used", "本账簿没有登记任何退出步骤（exit_step）")}
) o(subject_kind, subject, title, outcome, reason, amount_fen, evidence)
WHERE NOT EXISTS (
  SELECT FROM household_fact f WHERE f.book = %(book)s AND f.known_at <= %(known_at)s
    AND f.valid_from <= %(as_of)s AND f.kind = 'lifted' AND NOT EXISTS (
      SELECT FROM household_fact n WHERE n.book = %(book)s AND n.household = f.household
        AND n.valid_from = f.valid_from AND n.known_at > f.known_at
        AND n.known_at <= %(known_at)s))
""",
)
