-- 标题：同一证件号登记在几户
-- 目的：找出重复建档、分户套取的线索（只比对带密钥摘要，看不到号码）
SELECT book, id_key, count(DISTINCT household) AS 户数, count(*) AS 人次,
  string_agg(DISTINCT coalesce(household_code, household::text), '、') AS 户
FROM person WHERE id_key IS NOT NULL
GROUP BY book, id_key HAVING count(DISTINCT household) > 1
ORDER BY 户数 DESC, book, id_key
