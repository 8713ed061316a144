-- 标题：上级已下达、迟迟没有收到的资金
-- 目的：核对上级账簿的转下达与本级的收到，找出滞留、截留和迟收
-- 参数：days integer 30 下达后的天数（超过）
SELECT book, origin_book, doc_no, amount_fen, sent_on, delivered_on, last_received_on,
  received_fen, open_fen, waiting_days
FROM delivery
WHERE NOT withdrawn AND waiting_days > :days
ORDER BY open_fen DESC, waiting_days DESC, book, origin_year, origin_number, origin_entry
