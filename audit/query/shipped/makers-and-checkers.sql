-- 标题：经办与复核的搭配
-- 目的：看岗位是否真正分离：谁总给谁复核，几分钟内批了多少，红冲了多少
SELECT book, maker, checker, count(*) AS 凭证张数, sum(amount_fen) AS 合计_fen,
  count(*) FILTER (WHERE kind = 'reverse') AS 红冲张数, count(*) FILTER (WHERE late) AS 迟记张数,
  count(*) FILTER (WHERE warned <> '') AS 有风险提示张数, min(recorded_at) AS 最早记账,
  max(recorded_at) AS 最近记账
FROM voucher GROUP BY book, maker, checker ORDER BY 凭证张数 DESC, book, maker, checker
