-- 标题：应公示而逾期没有公示的事项
-- 目的：逐项列出逾期天数、金额和依据
SELECT book, subject, name, stage, level, region, amount_fen, born_on, due_on,
  (SELECT audit_view.as_of()) - due_on AS 逾期天数, source
FROM duty WHERE state = 'overdue'
ORDER BY 逾期天数 DESC, amount_fen DESC NULLS LAST, book, subject, subject_key, stage, level
