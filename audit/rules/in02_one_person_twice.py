"""不相容职责

## 为什么是问题
同一个人既经办又复核，等于没有人复核。公开案件中，多数冒领都是一个人从头办到尾。

## 判定条件
1. 以每张凭证为对象：经办人和复核人都有，而且不是同一个人。不符的列为疑点，金额为凭证金额。
2. 以每份应发清单的每个版本为对象：制表人和审定人不是同一个人。不符的列为疑点。

比较的是登录名：去掉首尾空格，不分大小写。

这条规则是证明，不是查找：系统在记账时就拒绝同一个人经办又复核（数据库约束
maker_is_not_checker），所以正常情况下它没有疑点；出现疑点，说明有人绕过系统改了数据库。

## 不作为疑点的情形
1. 经办、复核是两个人的凭证和清单。

## 依据
《山西省“十三五”脱贫攻坚规划》（SX798）；《会计基础工作规范》不相容职务分离（条号待核）。

## 参数
无。
"""

from typing import LiteralString

from audit.pieces import yuan
from audit.rule import Kind, Rule, Severity, only, only_id

_MONTH: LiteralString = "to_char(k.happened_on, 'YYYY-MM')"

RULE = Rule(
    code="IN02",
    version=1,
    name="不相容职责",
    kind=Kind.INTEGRITY,
    severity=Severity.HIGH,
    needs=frozenset({"voucher", "entitlement_list"}),
    sql=f"""
WITH of_voucher AS (
  SELECT k.year, k.number, k.doc_no, k.happened_on, {_MONTH} AS month,
    lower(btrim(k.maker)) = lower(btrim(k.checker)) OR btrim(k.maker) = ''
      OR btrim(k.checker) = '' AS same
  FROM known k WHERE {only(_MONTH)}
),
moved_by AS (
  SELECT f.year, f.number, sum(f.amount_fen)::bigint AS fen
  FROM flowed f JOIN of_voucher v ON v.year = f.year AND v.number = f.number AND v.same
  GROUP BY f.year, f.number
)
SELECT v.month AS key, NULL::date AS due_on, 'voucher' AS subject_kind,
  v.year || '/' || v.number AS subject,
  '凭证' || v.year || '年第' || v.number || '号经办、复核是同一人 '
    || {yuan("coalesce(m.fen, 0)")} AS title,
  CASE WHEN v.same THEN 'flagged' ELSE 'clear' END AS outcome,
  NULL AS reason, m.fen AS amount_fen,
  CASE WHEN v.same THEN jsonb_build_object('vouchers', jsonb_build_array(jsonb_build_object(
    'book', %(book)s::integer, 'year', v.year, 'number', v.number,
    'amount_fen', coalesce(m.fen, 0))), 'happened_on', v.happened_on, 'doc_no', v.doc_no) END
    AS evidence
FROM of_voucher v
LEFT JOIN moved_by m ON m.year = v.year AND m.number = v.number
UNION ALL
SELECT n.list::text, NULL, 'benefit_list', n.list || '/' || n.version,
  '“' || n.title || '”制表、审定是同一人',
  CASE WHEN lower(btrim(n.maker)) = lower(btrim(n.checker)) THEN 'flagged' ELSE 'clear' END,
  NULL, NULL,
  CASE WHEN lower(btrim(n.maker)) = lower(btrim(n.checker)) THEN jsonb_build_object(
    'list', n.list, 'version', n.version, 'approved_on', n.approved_on, 'doc_no', n.doc_no) END
FROM entitlement_list n
WHERE n.book = %(book)s AND n.approved_on <= %(as_of)s AND n.known_at <= %(known_at)s
  AND {only_id("n.list")}
""",
)
