-- 标题：到账后长期没有安排到项目的资金
-- 目的：找出滞留在“待分配”和“统筹”的批次，核对是否超过下达后的分配时限
-- 参数：days integer 30 到账后的天数（含）
SELECT book, doc_no, category, level, received_on, age_days, received_fen, unassigned_fen, pool_fen
FROM lot_balance
WHERE age_days >= :days AND unassigned_fen + pool_fen > 0
ORDER BY unassigned_fen + pool_fen DESC, book, doc_no
