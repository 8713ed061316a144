"""不可整合资金入池

## 为什么是问题
据实结算的普惠性直补、应急救灾等资金有固定的对象，不能统筹整合。把它们并入统筹，原来该得的人
就得不到。

## 判定条件
1. 以账簿中进入过“统筹”的每个资金批次为对象，看它的资金类别在目录中是否可以整合。
2. 类别登记为“不可整合”，而进入统筹的金额（扣除红冲）大于零。金额为这一部分：先直接安排到项目、再
   调整进统筹的也算；由统筹安排出去又调整回来的，和结转，不重复算。

资金类别不在目录（fund_category）里的，列为“无法判断”。

## 不作为疑点的情形
1. 可以整合的类别。
2. 已经红冲、全部退出统筹的。
3. 不可整合的资金直接安排到项目，没有进入统筹的（不是本规则的对象）。

## 依据
《山西省“十三五”脱贫攻坚规划》（SX768）“除据实结算的普惠性直补资金、应急救灾资金以外”；
《山东省“十三五”脱贫攻坚规划》（SD74）。每个类别能否整合，在资金类别目录里各自注明来源。

## 参数
无。
"""

from audit.pieces import DOCUMENT, entry_keys, yuan
from audit.rule import Kind, Rule, Severity, only_id

RULE = Rule(
    code="DV10",
    version=2,
    name="不可整合资金入池",
    kind=Kind.DIVERSION,
    severity=Severity.HIGH,
    needs=frozenset({"fund_category", "lot", "entry", "account"}),
    sql=f"""
WITH pooled AS (
  SELECT x.lot, min(x.happened_on) FILTER (WHERE x.fen > 0) AS pooled_on,
    (coalesce(sum(x.fen) FILTER (WHERE x.other <> 'project'), 0)
      + greatest(0, coalesce(sum(x.fen) FILTER (WHERE x.other = 'project'), 0)))::bigint
      AS pooled_fen,
    {entry_keys("x")} FILTER (WHERE x.fen > 0) AS entries
  FROM (
    SELECT m.lot, m.from_kind AS other, m.left_fen AS fen, m.happened_on, m.year, m.number, m.entry
    FROM effective m
    WHERE m.to_kind = 'pool' AND m.from_kind <> 'pool' AND {only_id("m.lot")}
    UNION ALL
    SELECT m.lot, m.to_kind, -m.left_fen, m.happened_on, m.year, m.number, m.entry
    FROM effective m
    WHERE m.from_kind = 'pool' AND m.to_kind = 'project' AND {only_id("m.lot")}
  ) x GROUP BY x.lot
),
judged AS (
  SELECT l.*, p.pooled_fen, p.pooled_on, p.entries, c.source AS category_source,
    CASE WHEN p.pooled_fen = 0 THEN 'clear'
         WHEN c.category IS NULL THEN 'not_computable'
         WHEN c.integrable THEN 'clear' ELSE 'flagged' END AS outcome
  FROM pooled p
  JOIN lot l ON l.book = %(book)s AND l.lot = p.lot
  LEFT JOIN fund_category c ON c.category = l.category
)
SELECT l.lot::text AS key, NULL::date AS due_on, 'lot' AS subject_kind, l.lot::text AS subject,
  {DOCUMENT} || ' 不可整合而进入统筹 ' || {yuan("l.pooled_fen")} AS title,
  l.outcome,
  CASE WHEN l.outcome = 'not_computable'
    THEN '资金类别不在目录（fund_category）里，不知能否整合' END AS reason,
  l.pooled_fen AS amount_fen,
  CASE WHEN l.outcome = 'flagged' THEN jsonb_build_object(
    'lot', l.lot, 'doc_no', l.origin_doc_no, 'category', l.category,
    'category_source', l.category_source, 'pooled_on', l.pooled_on,
    'pooled_fen', l.pooled_fen, 'entries', l.entries
  ) END AS evidence
FROM judged l
""",
)
