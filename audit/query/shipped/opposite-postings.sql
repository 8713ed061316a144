-- 标题：等额一出一进：拨出后不久又等额退回或调回
-- 目的：找出为完成支出进度而年底拨出、年初退回的假支出（代发退票不算）
-- 参数：days integer 60 相隔不超过的天数
SELECT o.book, o.doc_no AS 拨出文号, o.project_code, o.to_kind AS 拨到, o.amount_fen,
  o.year AS 拨出年度, o.number AS 拨出凭证, o.happened_on AS 拨出日,
  i.year AS 退回年度, i.number AS 退回凭证, i.happened_on AS 退回日,
  i.happened_on - o.happened_on AS 相隔天数
FROM entry o
JOIN entry i ON i.book = o.book AND i.lot = o.lot AND i.amount_fen = o.amount_fen
  AND i.from_kind = o.to_kind AND i.from_owner = o.to_owner
  AND i.to_kind = o.from_kind AND i.to_owner = o.from_owner
  AND i.happened_on BETWEEN o.happened_on AND o.happened_on + :days::integer
WHERE o.from_kind = 'project' AND o.to_kind NOT IN ('project', 'agent') AND o.relation IS NULL
  AND i.relation IS DISTINCT FROM 'reverses'
ORDER BY o.amount_fen DESC, o.book, o.year, o.number, o.entry
