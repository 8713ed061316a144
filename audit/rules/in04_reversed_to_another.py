"""红冲换户

## 为什么是问题
先把钱记给一户，过几天红冲，再用同样的金额付给另一户或另一家供应商：可能是更正，也可能是借更正之名
把钱换了人。

## 判定条件
1. 以每一条被红冲的付给农户、供应商的款项为对象，看红冲之后 **days** 天以内（第 **days** 天也算）
   再付的同样金额。
2. 农户：同一项目、同一补助的同样金额付给了另一户，而另一户不在应发清单里，也不是原凭证里的收款户；
   这笔新凭证写明替换（replaces）原凭证，或者这一项目这种补助有应发清单。
3. 供应商：同一资金批次、同一付款账户的同样金额付给了另一家，而另一家在本项目没有合同。

金额为红冲的金额。没有注明户的到户款项红冲的，列为“无法判断”。

## 不作为疑点的情形
1. 红冲后又付给了原来的户、原来的供应商。
2. 新的收款户在应发清单里：更正的是真正的错户。
3. 新的供应商在本项目有合同：更正的是写错的收款方。
4. 超过 **days** 天才再付的，或者没有再付的。
5. 没有写明替换、又没有应发清单可以对照的到户款项：同样金额的普惠补助太多，金额相同说明不了什么。

## 依据
审计软件（ACL）的常用测试：先冲后付、换收款人。天数没有文件规定。

## 参数
- **days**：30 天，系统默认值。
"""

from audit.pieces import yuan
from audit.registered import counting
from audit.rule import DEFAULT, Kind, Parameter, Rule, Severity, only

RULE = Rule(
    code="IN04",
    version=1,
    name="红冲换户",
    kind=Kind.INTEGRITY,
    severity=Severity.MEDIUM,
    needs=frozenset({"entry", "voucher", "payment_line", "entitlement_list", "contract"}),
    parameters=(Parameter("days", 30, "红冲后再付的天数", DEFAULT),),
    sql=f"""
WITH undone AS (
  SELECT b.event AS back_event, b.year AS back_year, b.number AS back_number,
    b.happened_on AS back_on, b.of_year AS year, b.of_number AS number, b.of_entry AS entry, b.lot,
    b.of_fen AS amount_fen, b.of_from_kind AS from_kind, b.of_from_owner AS from_owner,
    b.of_to_kind AS payee_kind, b.of_to_owner AS payee, b.household, b.project,
    coalesce(b.benefit, '') AS benefit, b.key
  FROM (
    SELECT x.*, coalesce(CASE x.of_to_kind WHEN 'household' THEN x.project::text
      ELSE nullif(x.of_from_owner, '') END, x.of_year || '/' || x.of_number) AS key
    FROM back x WHERE x.relation = 'reverses' AND x.of_to_kind IN ('household', 'vendor')
  ) b
),
listed AS (SELECT DISTINCT n.project, n.benefit FROM newest n),
entitled AS (
  SELECT DISTINCT n.project, n.benefit, e.household FROM newest n
  JOIN entitlement e ON e.book = n.book AND e.list = n.list AND e.version = n.version
),
again AS (
  SELECT p.year, p.number, p.household, p.project, coalesce(p.benefit, '') AS benefit,
    p.paid_fen, k.event, k.happened_on, v.replaces_year, v.replaces_number
  FROM project_paid p
  JOIN (SELECT DISTINCT u.project, u.amount_fen FROM undone u) u
    ON u.project = p.project AND u.amount_fen = p.paid_fen
  JOIN known k ON k.year = p.year AND k.number = p.number
  JOIN voucher v ON v.book = %(book)s AND v.year = p.year AND v.number = p.number
),
home_pair AS (
  SELECT u.year, u.number, u.entry, a.year AS new_year, a.number AS new_number,
    a.household AS new_household, a.household = u.household AS same,
    e.household IS NULL AND o.household IS NULL
      AND (coalesce((a.replaces_year, a.replaces_number) = (u.year, u.number), false)
        OR l.project IS NOT NULL) AS other
  FROM undone u
  JOIN again a ON a.project = u.project AND a.benefit = u.benefit AND a.paid_fen = u.amount_fen
    AND a.event > u.back_event AND a.happened_on <= u.back_on + %(days)s::integer
  LEFT JOIN listed l ON l.project = a.project AND l.benefit = a.benefit
  LEFT JOIN entitled e ON e.project = a.project AND e.benefit = a.benefit
    AND e.household = a.household
  LEFT JOIN (SELECT DISTINCT year, number, household FROM undone) o ON o.year = u.year
    AND o.number = u.number AND o.household = a.household
  WHERE u.payee_kind = 'household'
),
vendor_pair AS (
  SELECT u.year, u.number, u.entry, m.year AS new_year, m.number AS new_number,
    m.to_owner AS new_payee, m.to_owner = u.payee AS same, c.supplier IS NULL AS other
  FROM undone u
  JOIN effective m ON m.lot = u.lot AND m.left_fen = u.amount_fen AND m.to_kind = 'vendor'
    AND m.from_kind = u.from_kind AND m.from_owner = u.from_owner
    AND m.happened_on <= u.back_on + %(days)s::integer
  JOIN known k ON k.year = m.year AND k.number = m.number AND k.event > u.back_event
  LEFT JOIN (SELECT DISTINCT c.project::text AS project, c.supplier FROM {counting("contract")} c) c
    ON c.project = u.from_owner AND c.supplier = m.to_owner
  WHERE u.payee_kind = 'vendor'
),
swapped AS (
  SELECT x.year, x.number, x.entry, min(x.new_key) FILTER (WHERE x.other) AS new_key,
    jsonb_agg(DISTINCT jsonb_build_object('book', %(book)s::integer, 'year', x.new_year,
      'number', x.new_number)) FILTER (WHERE x.other) AS vouchers
  FROM (
    SELECT year, number, entry, new_year, new_number, new_household::text AS new_key, same, other
    FROM home_pair
    UNION ALL
    SELECT year, number, entry, new_year, new_number, new_payee, same, other FROM vendor_pair
  ) x GROUP BY x.year, x.number, x.entry
  HAVING bool_or(x.other) AND NOT bool_or(x.same)
),
told AS (
  SELECT u.*, s.new_key, s.vouchers,
    CASE WHEN u.payee_kind = 'household' AND u.household IS NULL THEN 'not_computable'
      WHEN s.year IS NOT NULL THEN 'flagged' ELSE 'clear' END AS outcome
  FROM undone u
  LEFT JOIN swapped s ON s.year = u.year AND s.number = u.number AND s.entry = u.entry
  WHERE {only("u.key")}
)
SELECT t.key, NULL::date AS due_on, 'entry' AS subject_kind,
  concat_ws('/', t.year, t.number, t.entry) AS subject,
  t.year || '年第' || t.number || '号凭证的 ' || {yuan("t.amount_fen")} || ' 红冲后付给另一'
    || CASE t.payee_kind WHEN 'vendor' THEN '家' ELSE '户' END AS title,
  t.outcome,
  CASE WHEN t.outcome = 'not_computable' THEN '红冲的到户款项没有注明户（household）' END AS reason,
  t.amount_fen,
  CASE WHEN t.outcome = 'flagged' THEN jsonb_strip_nulls(jsonb_build_object(
    'each_fen', t.amount_fen, 'reversed_on', t.back_on, 'household', t.household,
    'supplier', CASE t.payee_kind WHEN 'vendor' THEN t.payee END, 'other_payee', t.new_key,
    'entries', jsonb_build_array(jsonb_build_object('book', %(book)s::integer, 'year', t.year,
      'number', t.number, 'entry', t.entry)),
    'vouchers', jsonb_build_array(jsonb_build_object('book', %(book)s::integer,
      'year', t.back_year, 'number', t.back_number)) || t.vouchers)) END AS evidence
FROM told t
""",
)
