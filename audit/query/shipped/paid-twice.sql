-- 标题：同一户同一补助同一所属期发了不止一次
-- 目的：找出重复发放；按人发放的补助同时比对人
SELECT book, household, household_code, person, benefit_name, period_from, period_to,
  count(*) AS 笔数, sum(paid_fen) AS paid_fen,
  string_agg(year || '-' || number, '、' ORDER BY year, number) AS 凭证
FROM payment
WHERE household IS NOT NULL AND benefit IS NOT NULL AND period_from IS NOT NULL
GROUP BY book, household, household_code, person, benefit_name, period_from, period_to
HAVING count(*) > 1
ORDER BY paid_fen DESC, book, household
