"""房车企持有

## 为什么是问题
开着轿车、买着商品房、办着公司的家庭领扶贫补助，识别多半有问题。广西马山一次查出 2454 户有车、
439 户经商办企业。

## 判定条件
1. 以用扶贫资金，或者用低保、特困供养补助付过款的每一户为对象，看审定日（没有清单的为付款日）在
   户的每一个人，当日在外部名单里有没有这些财产。
2. 机动车：小型客车。
3. 房产：商品房、商铺。农村住户都有自建房，所以一套商品房就是第二套房。
4. 企业：法定代表人、股东。

符合第 2 至 4 条中任何一条的列为疑点，金额为这些款项的合计；符合两条或更多的，严重程度升为
“高”。三份名单有缺的，名单的数据日期早于最后一次审定的，户里没有一个人登记证件号的，资金类别不
在目录里的，到户款项没有注明户的，没有发现问题时列为“无法判断”，写明缺的是哪一份。

## 不作为疑点的情形
1. 农用车、货车、摩托车等生产工具。
2. 自建房、安置房。
3. 合作社成员，合作社（信用代码 93 开头）的负责人，个体经营者。
4. 审定日还没有取得，或者已经转让、注销的。
5. 脱贫以后才取得的（取得当日和审定日都是脱贫户）：脱贫不脱政策，脱贫户靠自己买的不算。
6. 审定日已经离开这一户的人。
7. 已退回、已红冲的款项。

## 依据
2017年158县审计通报；广西马山案例；HZ98 数据比对。各地识别标准不同，车型、房产类型没有全国文件
（待核）。

## 参数
无。
"""

from audit.people import FOR_BEING_POOR, POVERTY_LOT, credited, list_day
from audit.pieces import entry_keys, nameless_payments, yuan
from audit.rule import Kind, Rule, Severity

RULE = Rule(
    code="EL04",
    version=2,
    name="房车企持有",
    kind=Kind.ELIGIBILITY,
    severity=Severity.MEDIUM,
    needs=frozenset(
        {
            *("payment_line", "entry", "lot", "membership", "household_fact", "person_identity"),
            "external_list",
        }
    ),
    sql=f"""
WITH {POVERTY_LOT},
listed AS (
  SELECT least(v.on_day, h.on_day, f.on_day) AS as_of_on,
    array_to_string(ARRAY[CASE WHEN v.on_day IS NULL THEN '机动车' END,
      CASE WHEN h.on_day IS NULL THEN '房产' END,
      CASE WHEN f.on_day IS NULL THEN '企业法人、股东' END], '、') AS missing
  FROM (SELECT {list_day("vehicles")} AS on_day) v
  CROSS JOIN (SELECT {list_day("property")} AS on_day) h
  CROSS JOIN (SELECT {list_day("companies")} AS on_day) f
),
{FOR_BEING_POOR},
held AS (
  SELECT x.hmac AS hash, x.kind, x.from_on, x.until_on,
    CASE WHEN x.kind = 'companies' THEN x.role ELSE x.thing END AS what
  FROM external x
  WHERE (x.kind = 'vehicles' AND x.thing = '小型客车')
    OR (x.kind = 'property' AND x.thing IN ('商品房', '商铺'))
    OR (x.kind = 'companies' AND x.role IN ('法定代表人', '股东') AND NOT starts_with(x.org, '93'))
),
owned AS (
  SELECT b.household, b.person, b.joined_on, b.left_on, x.kind, x.what, x.from_on, x.until_on
  FROM belonging b JOIN held x ON x.hash = b.hash
),
{credited("owned")},
-- Only of households that own something it matters on which days they were lifted.
day_of AS (
  SELECT DISTINCT o.household, x.on_day
  FROM (SELECT DISTINCT household, from_on FROM owned) o
  JOIN credit c ON c.household = o.household
  CROSS JOIN LATERAL (VALUES (o.from_on), (c.asked_on)) x(on_day)
),
lifted AS (
  SELECT f.household, f.on_day FROM (
    SELECT DISTINCT ON (d.household, d.on_day) d.household, d.on_day, f.kind
    FROM day_of d
    JOIN household_fact f ON f.book = %(book)s AND f.household = d.household
      AND f.known_at <= %(known_at)s AND f.valid_from <= d.on_day
      AND (f.valid_to IS NULL OR f.valid_to > d.on_day)
    ORDER BY d.household, d.on_day, f.known_at DESC, f.valid_from DESC
  ) f WHERE f.kind = 'lifted'
),
hit AS (
  SELECT c.year, c.number, c.entry, c.household, c.happened_on, c.paid_fen, o.person, o.kind,
    o.what, o.from_on
  FROM credit c
  JOIN owned o ON o.household = c.household AND o.joined_on <= c.asked_on
    AND (o.left_on IS NULL OR o.left_on > c.asked_on)
    AND (o.from_on IS NULL OR o.from_on <= c.asked_on)
    AND (o.until_on IS NULL OR o.until_on > c.asked_on)
  LEFT JOIN lifted b ON b.household = c.household AND b.on_day = o.from_on
  LEFT JOIN lifted a ON a.household = c.household AND a.on_day = c.asked_on
  WHERE NOT c.unknown AND (b.household IS NULL OR a.household IS NULL)
),
summed AS (
  SELECT w.household, sum(w.paid_fen)::bigint AS paid_fen, min(w.happened_on) AS from_on,
    max(w.happened_on) AS to_on, {entry_keys("w")} AS entries
  FROM (SELECT DISTINCT year, number, entry, household, happened_on, paid_fen FROM hit) w
  GROUP BY w.household
),
things AS (
  SELECT h.household, count(DISTINCT h.kind) AS kinds,
    jsonb_agg(DISTINCT jsonb_strip_nulls(jsonb_build_object('person', h.person, 'thing', h.what,
      'from_on', h.from_on))) AS holdings
  FROM hit h GROUP BY h.household
),
judged AS (
  SELECT h.household, s.paid_fen, s.from_on, s.to_on, s.entries, t.kinds, t.holdings,
    CASE WHEN l.missing <> '' THEN '没有装入外部名单：' || l.missing
         WHEN h.unknown THEN '资金类别不在目录（fund_category）里，不知是否以困难为条件'
         WHEN n.household IS NULL THEN '户里没有一个人登记证件号，无法与外部名单比对'
         WHEN h.last_on > l.as_of_on
           THEN '外部名单截至 ' || l.as_of_on || '，早于最后一次审定' END AS reason
  FROM home h
  CROSS JOIN listed l
  LEFT JOIN summed s ON s.household = h.household
  LEFT JOIN things t ON t.household = h.household
  LEFT JOIN numbered n ON n.household = h.household
)
SELECT j.household::text AS key, NULL::date AS due_on, 'household' AS subject_kind,
  j.household::text AS subject,
  '有车、商品房或企业的家庭领款 ' || {yuan("coalesce(j.paid_fen, 0)")} AS title,
  CASE WHEN j.entries IS NOT NULL THEN 'flagged' WHEN j.reason IS NOT NULL THEN 'not_computable'
    ELSE 'clear' END AS outcome,
  j.reason, j.paid_fen AS amount_fen,
  CASE WHEN j.kinds >= 2 THEN 'H' END AS severity,
  CASE WHEN j.entries IS NOT NULL THEN jsonb_build_object('household', j.household,
    'holdings', j.holdings, 'from_on', j.from_on, 'to_on', j.to_on, 'paid_fen', j.paid_fen,
    'entries', j.entries) END AS evidence
FROM judged j
UNION ALL {nameless_payments("total", of="JOIN poverty_lot l ON l.lot = p.lot")}
""",
)
