-- 标题：各月拨付进度：每月离开项目指标的金额和占全年的比例
-- 目的：看支出是否均衡，有没有年底突击拨付
SELECT book, extract(year FROM happened_on)::integer AS 年, extract(month FROM happened_on)::integer AS 月,
  count(*) AS 笔数, sum(amount_fen) AS 拨付_fen,
  round(100 * sum(amount_fen) / sum(sum(amount_fen))
    OVER (PARTITION BY book, extract(year FROM happened_on)), 1) AS 占全年百分比
FROM entry
WHERE kind = 'disburse' AND from_kind = 'project'
GROUP BY book, extract(year FROM happened_on), extract(month FROM happened_on)
ORDER BY book, 年, 月
