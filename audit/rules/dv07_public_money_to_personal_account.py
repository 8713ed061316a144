"""公款入个人账户

## 为什么是问题
项目款、单位款打进个人的银行卡，就脱离了监管。2017年审计抽查发现有单位用个人账户存放扶贫资金。

## 判定条件
1. 以付给供应商、合作社、单位报账户、财政专户、暂付款、周转金的每一笔款项为对象，其发放明细的收款
   账号，付款当日登记在个人名下（登记的持卡人，或名册以外的个人）。金额为未退回部分。

没有收款账号的款项，以及账簿没有登记任何银行卡的，列为“无法判断”。

## 不作为疑点的情形
1. 付给农户账户的到户款项：那是“收款人非受益人”看的。
2. 账号是单位自己登记的账户（个体工商户、家庭农场以负责人名义开户）。
3. 已退回、红冲的款项。
4. 付款时卡已不在该人名下。
5. 持卡人的户在同一项目的应发清单或受益户登记中。

## 依据
2017年158县审计通报（个人账户存放资金）；财办〔2020〕37号。

## 参数
无。
"""

from audit.days import NO_DAY
from audit.pieces import yuan
from audit.registered import counting
from audit.rule import Kind, Rule, Severity

RULE = Rule(
    code="DV07",
    version=1,
    name="公款入个人账户",
    kind=Kind.DIVERSION,
    severity=Severity.HIGH,
    needs=frozenset({"entry", "payment_line", "bank_card", "organisation"}),
    sql=f"""
WITH public AS (
  SELECT m.* FROM effective m
  WHERE m.to_kind IN ('vendor', 'collective', 'unit', 'special', 'advance', 'revolving')
    AND m.from_kind NOT IN ('source', m.to_kind) AND m.left_fen > 0
),
sent AS (
  SELECT s.*,
    CASE WHEN s.from_kind = 'project' THEN s.from_owner ELSE s.line_project::text END AS project_key
  FROM public s
),
holder AS (
  SELECT DISTINCT ON (b.card_hmac, b.valid_from) b.card_hmac, b.valid_from, b.valid_to, b.person
  FROM bank_card b WHERE b.book = %(book)s AND b.known_at <= %(known_at)s
  ORDER BY b.card_hmac, b.valid_from, b.known_at DESC
),
own AS (
  SELECT DISTINCT i.org, i.account_hmac FROM organisation_identity i
  WHERE i.known_at <= %(known_at)s
),
served AS (
  SELECT n.project::text AS project_key, e.household FROM newest n
  JOIN entitlement e ON e.book = n.book AND e.list = n.list AND e.version = n.version
  UNION
  SELECT b.project::text, b.household FROM {counting("beneficiary")} b
),
personal AS (
  SELECT s.year, s.number, s.entry FROM sent s
  JOIN holder h ON h.card_hmac = s.card_hmac AND h.valid_from <= s.happened_on
    AND (h.valid_to IS NULL OR h.valid_to > s.happened_on)
  LEFT JOIN person p ON p.book = %(book)s AND p.person = h.person
  LEFT JOIN served v ON v.project_key = s.project_key AND v.household = p.household
  LEFT JOIN own o ON o.org = s.to_owner AND o.account_hmac = s.card_hmac
  WHERE v.household IS NULL AND o.org IS NULL
  GROUP BY s.year, s.number, s.entry
),
told AS (
  SELECT s.*, CASE WHEN p.year IS NOT NULL THEN 'flagged'
      WHEN s.card_hmac IS NULL OR NOT EXISTS (SELECT FROM holder) THEN 'not_computable'
      ELSE 'clear' END AS outcome
  FROM sent s
  LEFT JOIN personal p ON p.year = s.year AND p.number = s.number AND p.entry = s.entry
)
SELECT 'entry' AS subject_kind, concat_ws('/', t.year, t.number, t.entry) AS subject,
  t.year || '年第' || t.number || '号凭证：' || {yuan("t.left_fen")} || ' 付到个人账户' AS title,
  t.outcome,
  CASE WHEN t.outcome <> 'not_computable' THEN NULL
    WHEN t.card_hmac IS NULL THEN '款项没有登记收款账号' ELSE '本账簿没有登记银行卡' END AS reason,
  t.left_fen AS amount_fen,
  CASE WHEN t.outcome = 'flagged' THEN jsonb_strip_nulls(jsonb_build_object(
    'card_digest', left(encode(t.card_hmac, 'hex'), 16), 'paid_fen', t.left_fen,
    'doc_no', nullif(t.doc_no, ''), 'project', t.project_key, 'org', nullif(t.to_owner, ''),
    'first_on', t.happened_on, 'entries', jsonb_build_array(jsonb_build_object(
      'book', %(book)s::integer, 'year', t.year, 'number', t.number, 'entry', t.entry)))) END
    AS evidence
FROM told t
""",
    due=NO_DAY,
)
