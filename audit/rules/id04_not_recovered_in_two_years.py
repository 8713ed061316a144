"""两年未收回

## 为什么是问题
资金连续结转两年还没有用完，应当收回统筹使用，而它还停在项目、单位或专户里。2017年审计查出
闲置两年以上的6.23亿元。

## 判定条件
1. 以账簿的每个资金批次为对象，看截止日仍停在待分配、统筹、项目、单位报账户、代发在途、财政
   专户、暂付款、村集体（合作社、企业）代持的金额。
2. 截止日晚于“预算年度 + **years** 年”的 12 月 31 日，而这一金额大于零。金额为停着的合计；
   12 月 31 日当天不算。

预算年度用本账簿登记的这一批次的预算年度。结转到下一年度的账户不改变预算年度。

## 不作为疑点的情形
1. 已收回（停在“收回”）、已上缴上级或已转出的。
2. 已到农户、供应商，或已转下达的。
3. 互助资金、周转金，以及周转性质（周转、债务）的资金类别：按各自的办法循环或偿还。
4. 还没有满的。

## 依据
《中华人民共和国预算法》第四十二条：连续两年未用完的结转资金，应当作为结余资金管理。
两年从哪一年的年末起算，以财政部的口径为准（待核）。

## 参数
- **years**：2 年，预算法第四十二条（起算日待核）。
"""

from audit.pieces import DOCUMENT, entry_keys, standing, yuan
from audit.rule import Kind, Parameter, Rule, Severity, only_id
from ledger.values.kinds import CARRIED, AccountKind

RULE = Rule(
    code="ID04",
    version=1,
    name="两年未收回",
    kind=Kind.IDLE,
    severity=Severity.HIGH,
    needs=frozenset({"lot", "entry", "account", "fund_category"}),
    parameters=(Parameter("years", 2, "预算年度之后的年数", "预算法第四十二条（起算日待核）"),),
    sql=f"""
WITH {standing(CARRIED - {AccountKind.REVOLVING, AccountKind.RECOVERED})},
left_of AS (
  SELECT a.lot, sum(a.stands_fen)::bigint AS idle_fen, min(a.came_on) AS came_on,
    {entry_keys("a")} AS entries
  FROM aged a GROUP BY a.lot
),
by_kind AS (SELECT lot, jsonb_object_agg(kind, stands_fen) AS stands FROM stands GROUP BY lot),
judged AS (
  SELECT l.*, make_date(l.budget_year + %(years)s::integer, 12, 31) AS until_on,
    i.idle_fen, i.came_on, i.entries, k.stands
  FROM lot l
  JOIN known v ON v.year = l.year AND v.number = l.number
  LEFT JOIN left_of i ON i.lot = l.lot
  LEFT JOIN by_kind k ON k.lot = l.lot
  WHERE l.book = %(book)s AND {only_id("l.lot")} AND NOT EXISTS (
    SELECT FROM fund_category c
    WHERE c.category = l.category AND c.instrument IN ('周转', '债务'))
)
SELECT l.lot::text AS key,
  CASE WHEN l.idle_fen > 0 AND %(as_of)s <= l.until_on THEN l.until_on + 1 END AS due_on,
  'lot' AS subject_kind, l.lot::text AS subject,
  {DOCUMENT} || ' 超过两年未收回 ' || {yuan("coalesce(l.idle_fen, 0)")} AS title,
  CASE WHEN l.idle_fen > 0 AND %(as_of)s > l.until_on THEN 'flagged' ELSE 'clear' END AS outcome,
  NULL AS reason,
  CASE WHEN %(as_of)s > l.until_on THEN l.idle_fen END AS amount_fen,
  CASE WHEN l.idle_fen > 0 AND %(as_of)s > l.until_on THEN jsonb_build_object(
    'lot', l.lot, 'doc_no', l.origin_doc_no, 'doc_nos', to_jsonb(l.doc_nos),
    'category', l.category, 'budget_year', l.budget_year, 'received_on', l.came_on,
    'due_on', l.until_on, 'idle_fen', l.idle_fen, 'stands_fen_by_kind', l.stands,
    'entries', l.entries
  ) END AS evidence
FROM judged l
""",
)
