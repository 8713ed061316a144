-- 标题：没有清单、或超过清单的发放
-- 目的：实发大于审定，或根本没有列入应发清单的到户款项
SELECT book, year, number, line, happened_on, household, benefit_name, paid_fen, approved_fen,
  CASE WHEN list IS NULL THEN '没有清单' ELSE '超过清单' END AS 情形
FROM payment
WHERE list IS NULL OR paid_fen > approved_fen
ORDER BY paid_fen DESC, book, year, number, line
