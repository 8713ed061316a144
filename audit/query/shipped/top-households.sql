-- 标题：累计到户金额最多的户
-- 目的：看补助是否过于集中，与户类别、人口、收入对照
-- 参数：most integer 100 列多少户
SELECT book, household, class AS 户类别, members, per_capita_fen, programmes, payments,
  paid_fen, last_paid_on
FROM household
WHERE paid_fen > 0
ORDER BY paid_fen DESC, book, household LIMIT :most
