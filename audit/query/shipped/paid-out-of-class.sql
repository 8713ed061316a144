-- 标题：发放当日不在册、或户类别不应享受的款项
-- 目的：按发放当日（不是今天）的登记核对，避免把后来脱贫、死亡、迁出的户误判
-- 参数：class text ordinary 不应享受的户类别
SELECT book, year, number, line, happened_on, household, household_code, household_class, village,
  benefit_name, paid_fen
FROM payment
WHERE household IS NOT NULL AND (household_class IS NULL OR household_class = :class)
ORDER BY paid_fen DESC, book, year, number, line
