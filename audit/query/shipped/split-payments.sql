-- 标题：短期内对同一供应商多次付款
-- 目的：找出拆分付款（化整为零）以避开审批或采购限额的情形
-- 参数：times integer 3 笔数（含）
-- 参数：each_below_yuan integer 300000 每笔低于多少元
SELECT e.book, e.to_owner AS supplier, e.project_code, extract(year FROM e.happened_on)::integer AS 年,
  extract(month FROM e.happened_on)::integer AS 月, count(*) AS 笔数, sum(e.amount_fen) AS 合计_fen,
  max(e.amount_fen) AS 最大一笔_fen, min(e.happened_on) AS first_on, max(e.happened_on) AS last_on
FROM entry e
WHERE e.to_kind = 'vendor' AND e.kind IN ('disburse', 'pay')
  AND e.amount_fen < :each_below_yuan::bigint * 100
GROUP BY e.book, e.to_owner, e.project_code, extract(year FROM e.happened_on),
  extract(month FROM e.happened_on)
HAVING count(*) >= :times
ORDER BY 合计_fen DESC, e.book, supplier
