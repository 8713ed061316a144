-- 标题：同一销售方的连号发票
-- 目的：不同日期、不同项目却号码相连的发票，可能是集中虚开、补开
SELECT a.book, a.seller, a.seller_name, a.code AS 发票代码, a.number AS 前一张, b.number AS 后一张,
  a.invoiced_on AS 前一张开票日, b.invoiced_on AS 后一张开票日, a.project_code AS 前一张项目,
  b.project_code AS 后一张项目, a.amount_fen + b.amount_fen AS 合计_fen
FROM invoice a
JOIN invoice b ON b.book = a.book AND b.seller = a.seller AND b.code = a.code
  AND b.number = lpad((a.number::numeric + 1)::text, length(a.number), '0')
WHERE a.number ~ '^[0-9]{1,20}$'
ORDER BY a.book, a.seller, a.code, a.number
