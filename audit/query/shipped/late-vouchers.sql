-- 标题：业务发生后很久才记账的凭证
-- 目的：找出事后补账；补录（启用日以前的历史）不算
-- 参数：days integer 30 天数（超过）
SELECT book, year, number, kind_name, happened_on, recorded_at, delay_days, doc_no, amount_fen,
  maker, checker
FROM voucher WHERE delay_days > :days AND NOT backfill
ORDER BY delay_days DESC, book, year, number
