-- 标题：闲置资金账龄分段：各类资金半年内、一年内、两年内、两年以上各多少
-- 目的：看清存量资金的整体账龄结构，按资金类别和环节汇总
SELECT book, category, stage,
  sum(balance_fen) FILTER (WHERE age_days < 183) AS 半年以内_fen,
  sum(balance_fen) FILTER (WHERE age_days >= 183 AND age_days < 365) AS 半年至一年_fen,
  sum(balance_fen) FILTER (WHERE age_days >= 365 AND age_days < 730) AS 一年至两年_fen,
  sum(balance_fen) FILTER (WHERE age_days >= 730) AS 两年以上_fen,
  sum(balance_fen) AS 合计_fen
FROM fund_stage WHERE idle
GROUP BY book, category, stage ORDER BY book, category, stage
