"""资产闲置或灭失

## 为什么是问题
扶贫资金建成的大棚、厂房、苗木，没人用、没收益，或者几年后就不见了，钱等于白花。2017年审计发现189个项目
建成后闲置、改作他用或废弃，四川蒲江县4.392万株银杏苗五年后只活了不到1000株。

## 判定条件
1. 以每项经营性资产为对象：形成超过 **days** 天，没有任何有效的帮扶协议（资产号相同，或同一
   项目的），项目也没有登记受益户。金额为资产价值。
2. 以每项资产为对象：登记的价值比以前的版本少了 **percent**% 或更多，或者已作废，而新版本没有处置
   文号（没有，或与以前的相同）。金额为减少的价值。两条都有的，取较大的。

没有登记资产的整个账簿列为“无法判断”。

## 不作为疑点的情形
1. 形成不到 **days** 天的，恰好第 **days** 天也算不到。
2. 公益性资产、到户类资产，不判断第 1 条。
3. 有处置文号的减少、报废，以及减少不到 **percent**% 的（折旧）。

## 依据
国办发〔2021〕51号扶贫项目资产后续管理（条号待核）；2017年158县扶贫资金审计。天数、比例没有文件规定。

## 参数
- **days**：365 天，系统默认值。
- **percent**：50，系统默认值。
"""

from audit.days import coming, first_of
from audit.pieces import yuan
from audit.registered import counting, nothing_in
from audit.rule import DEFAULT, Kind, Parameter, Rule, Severity

RULE = Rule(
    code="PR07",
    version=1,
    name="资产闲置或灭失",
    kind=Kind.PROCESS,
    severity=Severity.MEDIUM,
    needs=frozenset({"asset", "support_agreement", "beneficiary"}),
    parameters=(
        Parameter("days", 365, "形成以后应有收益的天数", DEFAULT),
        Parameter("percent", 50, "价值减少的百分比", DEFAULT),
    ),
    sql=f"""
WITH versions AS (
  SELECT a.*, CASE WHEN a.void THEN 0 ELSE a.value_fen END AS stands_fen,
    row_number() OVER (PARTITION BY a.asset ORDER BY a.version DESC) AS age
  FROM asset a
  WHERE a.book = %(book)s AND a.known_at <= %(known_at)s AND a.formed_on <= %(as_of)s
),
fallen AS (
  SELECT n.asset, max(o.stands_fen) - n.stands_fen AS fen
  FROM versions n JOIN versions o ON o.asset = n.asset AND o.version < n.version
  WHERE n.age = 1
  GROUP BY n.asset, n.stands_fen, n.doc_no
  HAVING (max(o.stands_fen) - n.stands_fen) * 100 >= max(o.stands_fen) * %(percent)s
    AND max(o.stands_fen) > n.stands_fen
    AND (n.doc_no = '' OR bool_or(o.doc_no = n.doc_no))
),
linked AS (
  SELECT s.asset, s.project FROM {counting("support_agreement")} s
  WHERE s.valid_from <= %(as_of)s AND (s.valid_to IS NULL OR s.valid_to > %(as_of)s)
),
working AS (
  SELECT l.project FROM linked l
  UNION
  SELECT b.project FROM {counting("beneficiary")} b
  WHERE b.valid_from <= %(as_of)s AND (b.valid_to IS NULL OR b.valid_to > %(as_of)s)
),
judged AS (
  SELECT n.asset, n.project, n.name, n.kind, n.value_fen, n.formed_on, f.fen AS lost_fen,
    n.kind = 'operating' AND NOT n.void AND w.project IS NULL AND l.asset IS NULL
      AND %(as_of)s::date - n.formed_on > %(days)s AS idle
  FROM versions n
  LEFT JOIN fallen f ON f.asset = n.asset
  LEFT JOIN working w ON w.project = n.project
  LEFT JOIN (SELECT DISTINCT asset FROM linked) l ON l.asset = n.asset
  WHERE n.age = 1
),
told AS (
  SELECT j.*, j.idle OR j.lost_fen IS NOT NULL AS wrong,
    greatest(CASE WHEN j.idle THEN j.value_fen END, j.lost_fen) AS fen
  FROM judged j
)
SELECT 'asset' AS subject_kind, t.asset AS subject,
  concat('资产“', t.name, '”', concat_ws('、', CASE WHEN t.idle THEN '没有收益' END,
    CASE WHEN t.lost_fen IS NOT NULL THEN '减少没有处置文号' END), ' ',
    {yuan("coalesce(t.fen, t.value_fen)")}) AS title,
  CASE WHEN t.wrong THEN 'flagged' ELSE 'clear' END AS outcome, NULL AS reason,
  coalesce(t.fen, t.value_fen) AS amount_fen,
  CASE WHEN t.wrong THEN jsonb_strip_nulls(jsonb_build_object('asset', t.asset,
    'project', t.project, 'kind', t.kind, 'formed_on', t.formed_on,
    'value_fen', t.value_fen, 'off_fen', t.lost_fen)) END AS evidence
FROM told t
UNION ALL {nothing_in("versions", "本账簿没有登记资产")}
""",
    due=first_of(coming("asset", "r.formed_on + %(days)s::integer + 1")),
)
