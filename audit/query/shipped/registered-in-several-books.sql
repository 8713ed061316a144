-- 标题：同一证件号登记在几个账簿
-- 目的：找出在几个县（区）重复建档的人，供市级核对迁移和身份（只比对带密钥摘要，看不到号码）
SELECT id_key, count(DISTINCT book) AS 账簿数, count(*) AS 人次,
  string_agg(DISTINCT book || '：' || coalesce(household_code, household::text), '、') AS 户
FROM person WHERE id_key IS NOT NULL
GROUP BY id_key HAVING count(DISTINCT book) > 1
ORDER BY 账簿数 DESC, id_key
