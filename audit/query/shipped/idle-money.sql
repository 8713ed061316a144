-- 标题：闲置资金：到账超过一定天数仍没有到达最终收款人
-- 目的：逐批逐户（账户）列出闲置资金停在哪个环节、停了多久，供盘活和追责
-- 参数：days integer 365 到账后的天数（含）
-- 参数：least_yuan integer 0 只列不少于多少元的
SELECT book, doc_no, category, stage, account_name, project_code, project_name, balance_fen,
  received_on, age_days, last_moved_on
FROM fund_stage
WHERE idle AND age_days >= :days AND balance_fen >= :least_yuan::bigint * 100
ORDER BY balance_fen DESC, book, doc_no, account_name
