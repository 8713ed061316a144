-- 标题：一个账号收几户的钱
-- 目的：找出村组干部或他人代领、冒领的线索；同时列出登记的持卡人是否在这些户中
-- 参数：households integer 2 户数（含）
SELECT book, card_key, households, persons, payments, paid_fen, first_on, last_on,
  holder IS NOT NULL AS 有登记持卡人
FROM card WHERE households >= :households
ORDER BY households DESC, paid_fen DESC, book, card_key
