-- 标题：公示天数不足、或没有张贴证据的公示
-- 目的：核对公示是否走过场：天数（首尾之差加一）少于规定，或没有照片
-- 参数：days integer 10 应公示天数
SELECT book, title, level, region, published_on, from_on, until_on, down_on, hung_days, evidence
FROM notice WHERE stage = 'before' AND (hung_days < :days OR evidence = 0)
ORDER BY hung_days, published_on, book, title
