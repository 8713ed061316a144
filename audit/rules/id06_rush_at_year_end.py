"""年底突击支付

## 为什么是问题
为了完成支出进度，年底集中把钱拨出去，或者先拨到本单位、乡镇的报账户里，账面上算支出了，
钱其实还停在单位。

## 判定条件
1. 以账簿每个已经结束的年度为对象：12 月 **from_day** 日至 31 日由项目拨出的金额（拨付减去当期
   红冲、退回）占全年的比例超过 **percent**%。金额为这一时段拨出的金额；恰好等于不算超过。
2. 以每个单位报账户、财政专户（或暂付款）的年度为对象：12 月 **from_day** 日至 31 日由项目拨入、
   到 12 月 31 日仍停在那里的金额达到 **least_fen** 分。金额为停着的部分；先拨入的视为先用。

账簿在年度中间启用的那一年，启用前的拨付没有录入，占比列为“无法判断”。
原设想的“且超过月均三倍”在比例超过 30% 时必然成立，所以没有单列。

## 不作为疑点的情形
1. 到账 **fresh_days** 天以内的批次拨出的：钱到得晚，拨得不晚（计入全年，不计入年底）。
2. 年度还没有结束的。
3. 拨到单位后，在 12 月 31 日以前已支付给农户、供应商，或已退回的。
4. 低于 **least_fen** 的小额备用。

## 依据
没有文件规定比例和天数；是审计实务中的常用口径（待核）。

## 参数
- **from_day**：15，12 月的起日，系统默认值。
- **percent**：30，年底时段占全年的百分比，系统默认值。
- **fresh_days**：60 天，系统默认值。
- **least_fen**：10000000 分（10万元），系统默认值。
"""

from audit.pieces import yuan
from audit.rule import DEFAULT, Kind, Parameter, Rule, Severity

RULE = Rule(
    code="ID06",
    version=1,
    name="年底突击支付",
    kind=Kind.IDLE,
    severity=Severity.MEDIUM,
    needs=frozenset({"lot", "entry", "account", "book"}),
    parameters=(
        Parameter("from_day", 15, "十二月的起日", DEFAULT),
        Parameter("percent", 30, "年底时段占全年拨付的百分比", DEFAULT),
        Parameter("fresh_days", 60, "批次到账后多少天以内拨出不算突击", DEFAULT),
        Parameter("least_fen", 10_000_000, "停在单位账户的最低金额", DEFAULT),
    ),
    sql=f"""
WITH ended AS (
  SELECT y.year, make_date(y.year, 12, %(from_day)s::integer) AS from_on,
    make_date(y.year, 12, 31) AS to_on, b.live_from > make_date(y.year, 1, 1) AS begun
  FROM book b
  CROSS JOIN LATERAL generate_series(extract(year FROM b.live_from)::integer,
    extract(year FROM %(as_of)s::date + 1)::integer - 1) y(year)
  WHERE b.book = %(book)s
),
left_project AS (
  SELECT extract(year FROM f.happened_on)::integer AS on_year, f.year, f.number, f.lot,
    f.happened_on, CASE WHEN f.from_kind = 'project' THEN f.amount_fen ELSE -f.amount_fen END AS fen
  FROM flowed f
  WHERE (f.from_kind = 'project' AND f.to_kind IN ('household', 'vendor', 'agent', 'unit',
      'special', 'advance', 'collective', 'revolving'))
    OR (f.to_kind = 'project' AND f.from_kind IN ('household', 'vendor', 'agent', 'unit',
      'special', 'advance', 'collective', 'revolving'))
),
late AS (
  SELECT p.on_year, p.year, p.number, sum(p.fen)::bigint AS fen
  FROM left_project p
  JOIN ended e ON e.year = p.on_year AND p.happened_on >= e.from_on
  JOIN lot l ON l.book = %(book)s AND l.lot = p.lot
    AND p.happened_on - l.received_on > %(fresh_days)s
  GROUP BY p.on_year, p.year, p.number
),
late_of AS (
  SELECT n.on_year, sum(n.fen)::bigint AS late_fen,
    jsonb_agg(jsonb_build_object('book', %(book)s::integer, 'year', n.year, 'number', n.number,
      'amount_fen', n.fen) ORDER BY n.fen DESC, n.year, n.number)
      FILTER (WHERE n.place <= 10) AS vouchers
  FROM (
    SELECT a.*, row_number() OVER (PARTITION BY a.on_year
      ORDER BY a.fen DESC, a.year, a.number) AS place FROM late a
  ) n GROUP BY n.on_year
),
year_of AS (
  SELECT e.*, p.year_fen, coalesce(t.late_fen, 0) AS late_fen, t.vouchers
  FROM ended e
  JOIN (SELECT on_year, sum(fen)::bigint AS year_fen FROM left_project GROUP BY on_year) p
    ON p.on_year = e.year
  LEFT JOIN late_of t ON t.on_year = e.year
),
-- What projects put into the accounts of units in the last days of a year.
put_in AS (
  SELECT e.year AS on_year, f.to_kind AS kind, f.to_owner AS owner, f.lot, f.year, f.number,
    f.amount_fen
  FROM flowed f
  JOIN ended e ON e.year = extract(year FROM f.happened_on)::integer AND f.happened_on >= e.from_on
  WHERE f.from_kind = 'project' AND f.undoes < 0
),
got AS (
  SELECT i.on_year, i.kind, i.owner, i.lot, sum(i.amount_fen)::bigint AS got_fen
  FROM put_in i GROUP BY i.on_year, i.kind, i.owner, i.lot
),
-- What stood there on each year's last day, lot by lot.
stood AS (
  SELECT e.year AS on_year, x.kind, x.owner, x.lot, sum(x.fen)::bigint AS stands_fen
  FROM (
    SELECT to_kind AS kind, to_owner AS owner, lot, happened_on, amount_fen AS fen FROM flowed
    UNION ALL
    SELECT from_kind, from_owner, lot, happened_on, -amount_fen FROM flowed
  ) x
  JOIN ended e ON x.happened_on <= e.to_on
  WHERE x.kind IN ('unit', 'special', 'advance')
  GROUP BY e.year, x.kind, x.owner, x.lot
),
kept AS (
  SELECT g.on_year, g.kind, g.owner, sum(greatest(0, least(g.got_fen, s.stands_fen)))::bigint
      AS kept_fen,
    sum(g.got_fen)::bigint AS got_fen, jsonb_agg(g.lot ORDER BY g.lot) AS lots
  FROM got g
  JOIN stood s ON s.on_year = g.on_year AND s.kind = g.kind AND s.owner = g.owner AND s.lot = g.lot
  GROUP BY g.on_year, g.kind, g.owner
),
named AS (
  SELECT i.on_year, i.kind, i.owner, jsonb_agg(DISTINCT jsonb_build_object(
    'book', %(book)s::integer, 'year', i.year, 'number', i.number, 'amount_fen', i.amount_fen))
    AS vouchers
  FROM put_in i GROUP BY i.on_year, i.kind, i.owner
)
SELECT 'year' AS subject_kind, y.year::text AS subject,
  y.year || '年12月' || %(from_day)s || '日以后拨付 ' || {yuan("y.late_fen")} || '，全年 '
    || {yuan("y.year_fen")} AS title,
  CASE WHEN y.begun THEN 'not_computable'
       WHEN y.late_fen * 100 > y.year_fen * %(percent)s THEN 'flagged' ELSE 'clear' END AS outcome,
  CASE WHEN y.begun THEN '账簿在年度中间启用，启用前的拨付没有录入' END AS reason,
  y.late_fen AS amount_fen,
  CASE WHEN NOT y.begun AND y.late_fen * 100 > y.year_fen * %(percent)s THEN jsonb_build_object(
    'year', y.year, 'from_on', y.from_on, 'to_on', y.to_on, 'late_out_fen', y.late_fen,
    'year_fen', y.year_fen, 'vouchers', y.vouchers) END AS evidence
FROM year_of y
UNION ALL
SELECT 'unit_year', concat_ws('/', k.kind, k.owner, k.on_year),
  k.on_year || '年底拨入单位账户未支付 ' || {yuan("k.kept_fen")},
  CASE WHEN k.kept_fen >= %(least_fen)s THEN 'flagged' ELSE 'clear' END,
  NULL, k.kept_fen,
  CASE WHEN k.kept_fen >= %(least_fen)s THEN jsonb_build_object(
    'year', k.on_year, 'account_kind', k.kind, 'owner', k.owner, 'got_fen', k.got_fen,
    'kept_fen', k.kept_fen, 'lots', k.lots, 'vouchers', n.vouchers) END
FROM kept k
JOIN named n ON n.on_year = k.on_year AND n.kind = k.kind AND n.owner = k.owner
""",
    due="""
SELECT (date_trunc('year', %(as_of)s::date + 1) + interval '1 year')::date - 1
""",
)
