-- 标题：审计盲区：无法判断的规则和原因
-- 目的：疑点少不等于没有问题；列出每条规则有多少对象因缺少资料无法判断
SELECT book, rule, as_of, flagged, clear, not_computable,
  round(100.0 * not_computable / nullif(flagged + clear + not_computable, 0), 1) AS 无法判断百分比,
  reasons
FROM coverage WHERE not_computable > 0
ORDER BY not_computable DESC, book, rule
