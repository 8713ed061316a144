-- 标题：供应商集中度：每年每个供应商拿到多少合同、多少没有公开招标
-- 目的：找出长期、高比例、非公开取得合同的供应商
-- 参数：contracts integer 2 合同份数（含）
SELECT book, extract(year FROM signed_on)::integer AS 年, supplier, supplier_name, count(*) AS 合同份数,
  count(*) FILTER (WHERE tender_mode <> 'open') AS 非公开招标份数, sum(amount_fen) AS 合计_fen,
  round(100 * sum(amount_fen) / sum(sum(amount_fen))
    OVER (PARTITION BY book, extract(year FROM signed_on)), 1) AS 占全年合同百分比
FROM contract
GROUP BY book, extract(year FROM signed_on), supplier, supplier_name
HAVING count(*) >= :contracts
ORDER BY 合计_fen DESC, book, supplier
