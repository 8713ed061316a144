-- 标题：发到别户人名下账号的款项
-- 目的：登记的持卡人不属于收款户，逐笔列出（本户家属、监护人代领的，须核对授权）
SELECT p.book, p.year, p.number, p.line, p.happened_on, p.household_code, p.village, p.benefit_name,
  p.paid_fen, p.card_key, c.holder_household
FROM payment p JOIN card c ON c.book = p.book AND c.card_key = p.card_key
WHERE c.holder_household IS NOT NULL AND c.holder_household <> p.household
ORDER BY p.paid_fen DESC, p.book, p.year, p.number, p.line
