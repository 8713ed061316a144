-- 标题：应发未发：过了最迟发放日还没有发足的清单行
-- 目的：找出该到户而没有到户的钱，逐户逐行列出差额
SELECT book, list_code, title, line, household, benefit_name, final_by, approved_fen, paid_fen,
  unpaid_fen
FROM entitled
WHERE unpaid_fen > 0 AND final_by < (SELECT audit_view.as_of())
ORDER BY unpaid_fen DESC, book, title, line
